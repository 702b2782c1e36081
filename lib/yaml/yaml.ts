import { load, loadAll } from 'js-yaml';
import { Document, isCollection, isPair, isScalar, Scalar, visit, type Node, type Pair, type ScalarTag, type Tags } from 'yaml';

/**
 * Objects to text, and text to objects: written by one library and read by another, so that neither's mistakes go unseen.
 *
 * The text is a fixed point of Flux v1's writer (a ruamel.yaml round trip at 80 columns): sequences stand at the indent of their
 * key, nothing is folded, a string that ruamel would fold is a block scalar, which it leaves alone, and escapes are spelt as it
 * spells them. No style can save a key of more than 100 characters or with a newline, and a string that must be escaped, or that ends
 * in empty lines, and goes beyond column 80: ruamel lays those out anew, and they stay the same data.
 */

/** Longest line that ruamel.yaml leaves on one line. */
const foldColumn = 80;

/**
 * Strings that the writer's YAML 1.1 leaves plain although another reader takes them for something else: PyYAML treats `=` and `<<`
 * specially, YAML 1.2 reads `0o14` as a number, and ruamel reads an exponent without a dot as a float and `+_1` as a number.
 */
const retypedElsewhere = /^(=|<<|[-+]?0[oOxXbB][0-9a-fA-F_]+|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+][0-9_]+|~|null)$/i;

/** What ruamel puts in quotes wherever it stands, since a document ends with it at the beginning of a line. */
const marker = /^(---|\.\.\.)/;

/** Characters of 16 bits that every reader takes as they are; the others are line ends, marks, or nothing at all. */
const printable = String.raw`\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd`;

/** What can stand in quotes only, escaped. */
const unprintable = new RegExp(String.raw`[^\t\n${printable}\u{10000}-\u{10ffff}]`, 'u');

/** What ruamel escapes where there are quotes. */
const escaped = new RegExp(String.raw`["\\]|[^${printable}]`, 'gu');

/** A text whose last line holds something, with at most one newline behind it; readers differ on what else a block scalar ends in. */
const endsAsBlock = /[^ \t\n][ \t]*\n?$/;

/** A comment behind a scalar, on its line. */
export interface Mark {
  /** Keys that lead to the scalar. */
  readonly path: readonly string[];
  /** Without `#`. */
  readonly comment: string;
}

/** YAML text of one document, ending in a newline, without `---`. Keys stand in the order of the object. */
export function toYaml(value: unknown): string {
  return markedYaml(value, []);
}

/** The same, with comments. */
export function markedYaml(value: unknown, marks: readonly Mark[]): string {
  const document = new Document(value, { version: '1.1', aliasDuplicateObjects: false, customTags });
  visit(document, {
    Scalar(key, node, path) {
      const type = typeof node.value === 'string' ? styleOf(node.value, key === 'key', path) : undefined;
      if (type) node.type = type;
    },
  });
  for (const { path, comment } of marks) {
    const node = document.getIn(path, true);
    if (!isScalar(node)) throw new Error(`no scalar at ${path.join('.')} to put a comment behind`);
    node.comment = ` ${comment}`;
  }
  // `directives: false`: the version is for quoting only; a `%YAML 1.1` line would be news to every reader.
  return document.toString({ lineWidth: 0, indentSeq: false, directives: false, minContentWidth: 0 });
}

/** What stands around a node, the document first. */
type Way = readonly (Document | Node | Pair)[];

/** Undefined where the library's own choice, plain or quoted, is as good as any. */
function styleOf(text: string, isKey: boolean, path: Way): Scalar.Type | undefined {
  if (unprintable.test(text)) return Scalar.QUOTE_DOUBLE;
  if (!isKey && (text.includes('\n') || wouldFold(text, path))) return endsAsBlock.test(text) ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE;
  return retypedElsewhere.test(text) || marker.test(text) || text.includes('\t') ? Scalar.QUOTE_DOUBLE : undefined;
}

/** ruamel folds at a space or behind an escape. The indent is two columns for each map or list around the text, at most. */
function wouldFold(text: string, path: Way): boolean {
  const pair = path.at(-1);
  const key = isPair(pair) && isScalar(pair.key) ? `${quoted(String(pair.key.value))}: ` : '';
  const indent = 2 * (path.filter(isCollection).length - 1);
  const inQuotes = quoted(text);
  const canFold = text.includes(' ') || inQuotes !== `"${text}"`;
  return canFold && indent + key.length + inQuotes.length > foldColumn;
}

/**
 * Quotes and blocks are written by us; the library says which strings need any. The merge tag would write the string `<<` plain, and
 * every reader would then merge.
 */
function customTags(tags: Tags): Tags {
  return tags
    .filter(tag => typeof tag !== 'object' || tag.tag !== 'tag:yaml.org,2002:merge')
    .map(tag => (typeof tag === 'object' && tag.tag === 'tag:yaml.org,2002:str' && tag.collection === undefined ? writtenByUs(tag) : tag));
}

function writtenByUs(strings: ScalarTag): ScalarTag {
  return {
    ...strings,
    stringify(item, context) {
      const text = String(item.value);
      if (item.type === Scalar.BLOCK_LITERAL && context.indent !== '') return literal(text, context.indent);
      const written = strings.stringify?.(item, context);
      return written === undefined || written.startsWith('"') ? quoted(text) : written;
    },
  };
}

/** ruamel says how deep a text stands only where its first line does not show it, and leaves nothing on an empty line. */
function literal(text: string, indent: string): string {
  const header = `|${/^[ \n]/.test(text) ? '2' : ''}${text.endsWith('\n') ? '' : '-'}`;
  const lines = text.replace(/\n$/, '').split('\n');
  return [header, ...lines.map(line => (line === '' ? '' : indent + line))].join('\n');
}

/** Escapes that have a name of one letter. */
const named: Readonly<Record<string, string>> = {
  '\0': '0', '\x07': 'a', '\b': 'b', '\t': 't', '\n': 'n', '\v': 'v', '\f': 'f', '\r': 'r', '\x1b': 'e', '"': '"', '\\': '\\',
  '\x85': 'N', '\u2028': 'L', '\u2029': 'P',
};

function quoted(text: string): string {
  const inside = text.replace(escaped, character => {
    const name = named[character];
    if (name !== undefined) return `\\${name}`;
    const code = character.codePointAt(0) ?? 0;
    const [letter, digits] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : ['U', 8];
    return `\\${letter}${code.toString(16).toUpperCase().padStart(digits, '0')}`;
  });
  return `"${inside}"`;
}

/** All documents of a YAML text, empty ones left out. Throws js-yaml's YAMLException, which tells line and column. */
export function fromYaml(text: string): unknown[] {
  return loadAll(text).filter(document => document !== null && document !== undefined);
}

/** The only document of a YAML text. */
export function oneFromYaml(text: string): unknown {
  return load(text);
}
