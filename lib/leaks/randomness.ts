/** Texts that no person writes. */

/**
 * True for what no person writes: it changes often between digits, small and capital letters, and little of it is in words. Measured at
 * 32 letters: of base64 and hex drawn by chance 1 in 400 passes for written, of small letters with digits 1 in 10, of small letters alone
 * all; of 1,200 names and paths in the schemas of Kubernetes and the types of cdk8s 2 pass for drawn.
 */
export function isRandom(text: string, least: number): boolean {
  if (text.length < least) return false;
  const sample = text.slice(0, 200);
  const { changes, inWords } = textureOf(sample);
  const most = /\d/.test(sample) ? 0.3 + 1.5 * changes : 0.45;
  return changes >= 0.15 && inWords <= most && entropy(sample) >= 2.5;
}

/** Both as shares of the whole: how often neighbours differ in kind, and how many letters stand in words of four and more. */
function textureOf(text: string): { changes: number; inWords: number } {
  let changes = 0;
  let inWords = 0;
  let word = 0;
  let last = 0;
  for (let at = 0; at <= text.length; at++) {
    const kind = at < text.length ? letterKind(text.charCodeAt(at)) : 0;
    if (kind !== last) {
      const isCapital = last === 2 && kind === 1; // it begins a word and belongs to it
      if (kind !== 0 && last !== 0 && !isCapital) changes++;
      const length = isCapital ? word - 1 : word;
      if (length >= 4 && (last === 1 || last === 2)) inWords += length;
      word = isCapital ? 1 : 0;
    }
    word++;
    last = kind;
  }
  return { changes: changes / text.length, inWords: inWords / text.length };
}

/** 1 for a small letter, 2 for a capital, 3 for a digit, 0 for all else. */
function letterKind(code: number): number {
  if (code >= 97 && code <= 122) return 1;
  if (code >= 65 && code <= 90) return 2;
  return code >= 48 && code <= 57 ? 3 : 0;
}

/** Shannon's, in bits for each character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
