/** A text, read at a place, and what is found there. */

/** A leak that is not yet put into words. */
export interface Found {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
}

/** What is found in a text. `depth` is how often base64 was decoded. */
export type Search = (text: string, depth?: number) => readonly Found[];

/** Every match of a pattern with the flag g. `matchAll` copies the pattern first, which takes longer than most texts do. */
export function all(pattern: RegExp, text: string): RegExpExecArray[] {
  const matches: RegExpExecArray[] = [];
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) matches.push(match);
  return matches;
}

/** How many characters a sticky pattern takes at a place. */
export function lengthAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** How much of a line is read around a key: the rest of a longer one has no say. */
export const longestLine = 400;

export function lineBefore(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - longestLine), at);
  return before.slice(before.lastIndexOf('\n') + 1);
}

/** How many lines begin before a place. */
export function lineAt(text: string, at: number): number {
  let line = 0;
  for (let newline = text.indexOf('\n'); newline >= 0 && newline < at; newline = text.indexOf('\n', newline + 1)) line++;
  return line;
}

/** The longest private key that is looked for; RSA of 8192 bits takes 6,400 characters. */
export const longestKey = 10_000;

/** Text, printable throughout, that stands in base64. */
export function fromBase64(text: string): string | undefined {
  if (!/^[\w+/-]+={0,2}$/.test(text)) return undefined;
  const decoded = Buffer.from(text, 'base64').toString('utf8');
  return /[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]/.test(decoded) ? undefined : decoded;
}
