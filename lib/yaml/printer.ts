import type { Mark } from './library.ts';
import { literal, meaning, quote, retyped, styleOf, type Position } from './style.ts';

/** Plain to every reader: a word too long for `false`, that begins as no number does, and in which nothing has a meaning. */
const word = /^[A-Za-z][\w./:@-]{4,}[\w./@-]$/;

/** A day with a time has many forms, and is rare. */
const perhapsMoment = /^\d{4}-\d{1,2}-\d/;

/** Thrown, and caught here, where the library has to say. */
const unsure = new Error('left to the library');

interface Below {
  readonly mark: Mark;
  /** What is left of its path. */
  readonly rest: readonly string[];
}

/** The text that the library would write, at a fifteenth of its cost. Undefined for anything but plain data that is written in a usual way. */
export function print(value: unknown, marks: readonly Mark[]): string | undefined {
  if (!isObject(value) || Object.keys(value).length === 0) return undefined;
  let open = marks.length;

  /** A value behind its key or dash, which stands at `column` of `depth` maps and lists in one another. */
  function node(child: unknown, column: number, depth: number, key: string | undefined, below: readonly Below[]): string {
    if (typeof child === 'object' && child !== null) {
      if (!isObject(child)) throw unsure;
      const isList = Array.isArray(child);
      if (Object.keys(child).length === 0) return isList ? ' []' : ' {}';
      if (key === undefined) return ` ${collection(child, column + 2, depth + 1, below)}`;
      const inside = isList ? column : column + 2;
      return `\n${' '.repeat(inside)}${collection(child, inside, depth + 1, below)}`;
    }
    const text = typeof child === 'string' ? string(child, column, { depth, key }) : constant(child);
    const comment = below.find(({ rest }) => rest.length === 0)?.mark.comment;
    if (comment === undefined) return ` ${text}`;
    if (text.includes('\n') || comment.includes('\n')) throw unsure;
    open -= 1;
    return ` ${text} # ${comment}`;
  }

  /** A map or list whose first entry has its indent already. */
  function collection(holder: object, column: number, depth: number, below: readonly Below[]): string {
    const gap = `\n${' '.repeat(column)}`;
    if (Array.isArray(holder)) return Array.from(holder, item => `-${node(item, column, depth, undefined, [])}`).join(gap);
    return Object.entries(holder).map(([key, child]) => {
      const inside = below.length === 0 ? below : below.flatMap(({ mark, rest: [first, ...rest] }) => (first === key ? [{ mark, rest }] : []));
      return `${keyText(key)}:${node(child, column, depth, key, inside)}`;
    }).join(gap);
  }

  try {
    const text = collection(value, 0, 0, marks.map(mark => ({ mark, rest: mark.path })));
    return open === 0 ? `${text}\n` : undefined;
  } catch (error) {
    if (error === unsure) return undefined;
    throw error;
  }
}

function isObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || Array.isArray(value);
}

function constant(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value);
  const text = typeof value === 'number' && !Object.is(value, -0) ? String(value) : 'no number';
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw unsure;
  return text;
}

function string(text: string, column: number, place: Position): string {
  if (word.test(text)) return text;
  const style = styleOf(text, place);
  if (style === undefined) return inLine(text);
  return style === 'quoted' ? quote(text) : literal(text, ' '.repeat(column + 2));
}

function keyText(key: string): string {
  if (key.length > 100 || key.includes('\n')) throw unsure;
  if (word.test(key)) return key;
  return styleOf(key, 'key') === undefined ? inLine(key) : quote(key);
}

function inLine(text: string): string {
  if (!meaning.test(text) && !retyped.test(text)) {
    if (perhapsMoment.test(text)) throw unsure;
    return text;
  }
  return text.includes('"') && !text.includes("'") ? `'${text}'` : quote(text);
}
