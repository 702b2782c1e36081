import { meaning, unprintable } from './style.ts';

/** A string and where it stands. */
export interface PlacedString {
  /** Keys, and positions in lists, that lead to it. */
  readonly path: readonly string[];
  readonly value: string;
  /** Where it begins in the text, and where the text goes on behind it; its quotes count. */
  readonly start: number;
  readonly end: number;
  /** What stands behind `#` on its line. */
  readonly comment: string | undefined;
}

/** A document that holds something. */
export interface PlacedDocument {
  readonly value: unknown;
  readonly strings: readonly PlacedString[];
}

/** Thrown, and caught here, where a library has to read. */
const unsure = new Error('left to a library');

const key = /("(?:[^"\\\n]|\\["\\nt])*"|'(?:[^'\n]|'')*'|[A-Za-z_/.][\w./@$%-]{0,200}):(?=[ \n])/y;
const doubleQuoted = /"(?:[^"\\\n\t]|\\["\\nt])*"/y;
const singleQuoted = /'(?:[^'\n\t]|'')*'/y;
const empty = /\{\}|\[\]/y;
const plain = /[^\n\t]+?(?= #|\n)/y;
const block = /\|(2?)(-?)\n/y;
const firstIndent = /\n*( *)(?=[^ \n])/y;
const lineEnd = /(?: #([^\n]*))?\n/y;
const head = /(?:(?:#[^\n]*)?\n|---\n)*/y;

/** Strings to all, since they begin as no number does, or hold what no number and no time holds. */
const word = /^(?!(?:null|true|false|yes|no|on|off|y|n)$)[A-Za-z/^$(;]|^(?:--?|_+)[a-z]|^\.\.?\/|^\d[\w.:+-]*[g-np-su-wy/@,;=]|^\d+\.\d+\.\d+$/i;

/** A number that every reader takes for the same. */
const number = /^(?:0|-?[1-9]\d{0,14}|-?(?:0|[1-9]\d{0,8})\.\d{1,6})$/;

const constants: ReadonlyMap<string, unknown> = new Map<string, unknown>([['null', null], ['true', true], ['false', false]]);

/**
 * The documents of a text as our printer writes it, and as both Fluxes leave it; at a tenth of a library's cost. Undefined where there is
 * anything else in it, be it right or wrong.
 */
export function readLines(text: string): PlacedDocument[] | undefined {
  if (unprintable.test(text) || (text !== '' && !text.endsWith('\n'))) return undefined;
  /** Where reading goes on. */
  let at = 0;
  /** How far that is indented; -1 at the end of a document. */
  let column = -1;
  let strings: PlacedString[] = [];
  const path: string[] = [];

  function taken(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) return undefined;
    at = pattern.lastIndex;
    return match;
  }

  /** From the beginning of a line to the next thing that stands in the document. */
  function next(): void {
    for (;;) {
      const start = at;
      while (text[at] === ' ') at += 1;
      if (at >= text.length || text.startsWith('---\n', start)) {
        at = Math.min(start, text.length);
        column = -1;
        return;
      }
      column = at - start;
      if (text[at] !== '\n') return;
      at += 1;
    }
  }

  function isDash(): boolean {
    return text[at] === '-' && text[at + 1] === ' ';
  }

  function collection(): unknown {
    return isDash() ? list(column) : map(column);
  }

  function list(indent: number): unknown[] {
    const items: unknown[] = [];
    while (column === indent && isDash()) {
      at += 2;
      column += 2;
      path.push(String(items.length));
      key.lastIndex = at;
      items.push(isDash() || key.test(text) ? collection() : scalar(indent));
      path.pop();
    }
    if (column > indent) throw unsure;
    return items;
  }

  function map(indent: number): Record<string, unknown> {
    const entries: Record<string, unknown> = {};
    while (column === indent && !isDash()) {
      const [, token = ''] = taken(key) ?? [];
      const name = unquoted(token) ?? (word.test(token) ? token : undefined);
      if (name === undefined || Object.hasOwn(entries, name) || name === '__proto__') throw unsure;
      path.push(name);
      entries[name] = text[at] === '\n' ? below(indent) : ((at += 1), scalar(indent));
      path.pop();
      if (column > indent) throw unsure;
    }
    return entries;
  }

  /** What stands on the lines behind a key; a list may stand at the indent of its key. */
  function below(indent: number): unknown {
    at += 1;
    next();
    if (column > indent) return collection();
    return column === indent && isDash() ? list(indent) : null;
  }

  /** A value on the line of its key or dash, which stands at `indent`. */
  function scalar(indent: number): unknown {
    const start = at;
    const first = text[at];
    if (first === '|') return literal(indent);
    if (taken(empty)) {
      if (taken(lineEnd)?.[1] !== undefined || text[at - 1] !== '\n') throw unsure;
      next();
      return first === '{' ? {} : [];
    }
    const [token] = taken(first === '"' ? doubleQuoted : first === "'" ? singleQuoted : plain) ?? [];
    const end = at;
    const line = taken(lineEnd);
    if (token === undefined || line === undefined) throw unsure;
    next();
    const inQuotes = unquoted(token);
    return placed(inQuotes ?? plainValue(token), start, end, line[1]);
  }

  function placed<Value>(value: Value, start: number, end: number, comment: string | undefined): Value {
    if (typeof value === 'string') strings.push({ path: [...path], value, start, end, comment });
    return value;
  }

  function literal(indent: number): string {
    const start = at;
    const [, deep, strip] = taken(block) ?? [];
    const margin = deep === '2' ? indent + 2 : ahead(firstIndent);
    if (strip === undefined || margin <= indent) throw unsure;
    const lines: string[] = [];
    while (at < text.length) {
      const end = text.indexOf('\n', at);
      const line = text.slice(at, end);
      const isInside = line.startsWith(' '.repeat(margin));
      if (!isInside && /[^ ]/.test(line)) break;
      lines.push(line.slice(margin));
      at = end + 1;
    }
    const end = at;
    while (lines.at(-1) === '') lines.pop();
    if (lines.at(-1)?.trimStart() === '' || lines.length === 0) throw unsure;
    next();
    return placed(lines.join('\n') + (strip === '' ? '\n' : ''), start, end, undefined);
  }

  /** How far a block is indented that does not say so; one that begins with more spaces than it has text behind is nothing of ours. */
  function ahead(pattern: RegExp): number {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[1]?.length ?? 0;
  }

  const documents: PlacedDocument[] = [];
  try {
    for (taken(head), next(); at < text.length; taken(head), next()) {
      if (column > 0) throw unsure;
      strings = [];
      documents.push({ value: collection(), strings });
      if (column !== -1) throw unsure;
    }
  } catch (error) {
    if (error === unsure) return undefined;
    throw error;
  }
  return documents;
}

/** Undefined for what stands in no quotes. */
function unquoted(token: string): string | undefined {
  if (token.startsWith("'")) return token.slice(1, -1).replaceAll("''", "'");
  return token.startsWith('"') ? (JSON.parse(token) as string) : undefined;
}

function plainValue(token: string): unknown {
  if (meaning.test(token)) throw unsure;
  if (word.test(token)) return token;
  if (number.test(token)) return Number(token);
  if (!constants.has(token)) throw unsure;
  return constants.get(token);
}
