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
export const unprintable = new RegExp(String.raw`[^\t\n${printable}\u{10000}-\u{10ffff}]`, 'u');

/** What ruamel escapes where there are quotes. */
const escaped = new RegExp(String.raw`["\\]|[^${printable}]`, 'gu');

/** A text whose last line holds something, with at most one newline behind it; readers differ on what else a block scalar ends in. */
const endsAsBlock = /[^ \t\n][ \t]*\n?$/;

/** What has a meaning in YAML where it stands plain in a line. */
export const meaning = /^[\t ,[\]{}#&*!|>'"%@`]|^[?-]$|^[?-][\t ]|:[\t ]|[\t ]#|[\t :]$/;

/** What YAML 1.1 takes for nothing, a boolean, a number, a time of the day or a day. */
export const retyped = new RegExp(`^(${[
  '', '~|[Nn]ull|NULL', '[Yy]|[Yy]es|YES|[Nn]|[Nn]o|NO|[Tt]rue|TRUE|[Ff]alse|FALSE|[Oo]n|ON|[Oo]ff|OFF',
  '[-+]?0b[01_]+|[-+]?0x[0-9a-fA-F_]+|[-+]?[0-9][0-9_]*', String.raw`[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)`,
  String.raw`[-+]?([0-9][0-9_]*)?((\.[0-9_]*)?[eE][-+]?[0-9]+|\.[0-9_]*)`, String.raw`[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?|\d{4}-\d{1,2}-\d{1,2}`,
].join('|')})$`);

/** A key; or a value below so many maps and lists, behind its key if it has one. */
export type Position = 'key' | { readonly depth: number; readonly key: string | undefined };

/** How a string is written; undefined where the library's own choice, plain or quoted, is as good as any. */
export function styleOf(text: string, place: Position): 'quoted' | 'literal' | undefined {
  if (unprintable.test(text)) return 'quoted';
  if (place !== 'key' && (text.includes('\n') || wouldFold(text, place))) return endsAsBlock.test(text) ? 'literal' : 'quoted';
  return retypedElsewhere.test(text) || marker.test(text) || text.includes('\t') ? 'quoted' : undefined;
}

/** ruamel folds at a space or behind an escape. The indent is two columns for each map or list around the text, at most. */
function wouldFold(text: string, { depth, key }: Exclude<Position, 'key'>): boolean {
  const inQuotes = quote(text);
  const canFold = text.includes(' ') || inQuotes !== `"${text}"`;
  return canFold && 2 * depth + (key === undefined ? 0 : quote(key).length + 2) + inQuotes.length > foldColumn;
}

/** ruamel says how deep a text stands only where its first line does not show it, and leaves nothing on an empty line. */
export function literal(text: string, indent: string): string {
  const header = `|${/^[ \n]/.test(text) ? '2' : ''}${text.endsWith('\n') ? '' : '-'}`;
  const lines = text.replace(/\n$/, '').split('\n');
  return [header, ...lines.map(line => (line === '' ? '' : indent + line))].join('\n');
}

/** Escapes that have a name of one letter. */
const named: Readonly<Record<string, string>> = {
  '\0': '0', '\x07': 'a', '\b': 'b', '\t': 't', '\n': 'n', '\v': 'v', '\f': 'f', '\r': 'r', '\x1b': 'e', '"': '"', '\\': '\\',
  '\x85': 'N', '\u2028': 'L', '\u2029': 'P',
};

export function quote(text: string): string {
  const inside = text.replace(escaped, character => {
    const name = named[character];
    if (name !== undefined) return `\\${name}`;
    const code = character.codePointAt(0) ?? 0;
    const [letter, digits] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : ['U', 8];
    return `\\${letter}${code.toString(16).toUpperCase().padStart(digits, '0')}`;
  });
  return `"${inside}"`;
}

