import fc from 'fast-check';

/** Strings that some writer or reader of YAML gets wrong. */
export const nastyStrings: readonly string[] = [
  // what some version or reader takes for another type
  ...['0o14', '0x1F', '0b11', '012', '007', '08', '1_000', '1e3', '1E3', '1e+3', '1.5e3', '1e1000', '-0', '+1', '.5', '5.', '0.10', '1.0'],
  ...['12:30', '12:30:45', '190:20:30', '1:2', '1,000', '.inf', '-.INF', '+.Inf', '.nan', '.NaN', '.', '-', '+', '_', '__'],
  ...['+_', '-_', '+_1', '-1_', '_1', '._', '-._', '._1', '+.', '-.5', '1._', '1_.5', '0_', '00', '-012', '0x_', '0b_', '0o_', '0xg'],
  ...['1e_3', '1_e3', 'e3', '.e3', '1.e3', '.5e3', '2019-09-12', '2019-9-1', '2001-1-1 1:1:1', '2019-09-12T10:00:00Z'],
  ...['2001-12-14t21:59:43.10-05:00', '2019-13-45', '<<', '=', '!!str x', '~', 'null', 'Null', 'NULL', 'none', 'None', ''],
  ...['yes', 'no', 'on', 'off', 'y', 'n', 'Y', 'N', 'Yes', 'NO', 'On', 'OFF', 'true', 'False', 'TRUE'],
  // what has a meaning in YAML
  ...['---', '...', '--- a', '... a', '---a', '...a', '%', '%a', '%YAML 1.1', '@', '@a', '`', '`a', '!', '!a', '! a', '&', '&a', '*', '*a'],
  ...['|', '|-', '>', '> a', '#', '#a', 'a #b', 'a#b', ' #', ':', ': ', 'a:', 'a: b', 'a:b', ':a', '- a', '-a', '? a', '?', ',', ', a'],
  ...['a, b', '[', '[a', 'a]', '[]', '{', '{a', '{}', '}', '"', '"a', 'a"b', '"a"', "'", "'a", "a'b", "''", "'a' \"b\""],
  ...['\\', 'a\\b', '\\n', '\\"', 'a\\'],
  // white space and line ends
  ...[' ', '  ', ' a', 'a ', ' a ', 'a  b', '\t', '\ta', 'a\t', 'a\tb', ' \t ', 'a: \tb', '\n', '\n\n', ' \n', '\n ', '\na', '\n\na'],
  ...['a\n', 'a\n\n', 'a\n\n\n', 'a\nb', 'a\n\nb', 'a \nb', 'a\nb ', 'a\n b', ' a\nb', '  a\n b\nc', '\n  a', '\n\ta', '\ta\nb'],
  ...['a\n\t', 'a\n  ', 'a\n  \nb', 'a\n\t\nb', '\t\na', '  \na', ' \n \n', '# a\nb', '- a\n- b', 'a: |\n  b', '---\na', 'a\n---\nb'],
  ...['a\n...\nb', 'a\n...', '%a\nb', '\r', 'a\rb', 'a\r\nb', '\r\n', 'a\r\n'],
  // characters that are not for everybody
  ...['\0', 'a\0b', '\u{7}', '\b', '\v', '\f', '\u{1b}[0m', '\u{7f}', '\u{80}', '\u{85}', 'a\u{85}b', '\u{9f}', '\u{a0}', 'a\u{a0}b'],
  ...['\u{ad}', '\u{200b}', '\u{202e}', '\u{2028}', 'a\u{2028}b', '\u{2029}', 'a\u{2029}', '\u{feff}', '\u{feff}a', 'a\u{feff}'],
  ...['\u{fffd}', '\u{fffe}', '\u{ffff}', '\u{e000}', '\u{10ffff}', 'é', 'ÿ', '日本語', '😀', '😀 a', '😀: a'],
  ...['- 😀', '"😀\'', 'e\u{301}', '👩‍👩‍👧', 'ı', 'İ', 'ß'],
];

/** Pieces that make a string long, or nasty in the middle. */
const piece = fc.oneof(
  fc.constantFrom(...nastyStrings),
  fc.constantFrom('word', ' ', '\n', ': ', ' #', '"', "'", '\\', 'x'.repeat(60), 'https://example.org/a?b=c'),
);

/** Any string, mostly one that is hard on YAML, up to some hundred characters. Only what UTF-8 can hold. */
export const anyString: fc.Arbitrary<string> = fc
  .oneof(
    fc.constantFrom(...nastyStrings),
    fc.array(piece, { maxLength: 6 }).map(pieces => pieces.join('')),
    fc.array(piece, { maxLength: 30 }).map(pieces => pieces.join(' ')),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 120 }),
    fc.string({ maxLength: 120 }),
  )
  .map(text => text.replaceAll(/\p{Surrogate}/gu, '\u{fffd}'));

/** What YAML can hold only as an escape in quotes. */
const escaped = /[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

/** What is written in quotes whatever its length, as a block scalar cannot end so. */
const endsInBlankLines = /(^|\n)[ \t]*\n?$/;

/** Strings for which there is a way to write them that ruamel.yaml leaves alone: no long one that has to stand in quotes. */
const survivor = anyString.filter(text => text.length <= 3 || !(escaped.test(text) || endsInBlankLines.test(text)));

const key = anyString.filter(text => text.length <= 20 && text !== '' && !text.includes('\n') && !escaped.test(text));

/** Numbers as in configs: whole ones, and ones with three decimals. Not 1e21 or 1e-7, which YAML 1.1 takes for text, and not -0. */
const number = fc.oneof(fc.integer(), fc.integer().map(n => n / 1000), fc.constantFrom(0, 1, 1000, 0.5, 123456789012));

function documents(text: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const leaf = fc.oneof({ weight: 6, arbitrary: text }, { weight: 1, arbitrary: number }, { weight: 1, arbitrary: fc.boolean() });
  const { value } = fc.letrec(tie => ({
    value: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  return fc.dictionary(fc.constantFrom('data', 'metadata', 'spec'), value, { minKeys: 1, noNullPrototype: true });
}

/** Maps of maps, lists and strings, as in an object of Kubernetes, that ruamel.yaml can leave alone. */
export const plainData = documents(survivor);

/** The same with any string. */
export const anyData = documents(anyString);
