import fc from 'fast-check';
import { documentedSource } from './support/documented.ts';
import { describe, expect, test } from 'vitest';
import development from './clusters/development.ts';
import test1 from './clusters/test1.ts';
import { locator, parsePath, type Position } from '../lib/findings/locate.ts';
import { pathText } from '../lib/schema/shape-error.ts';

type Path = readonly (string | number)[];

function positionAt(text: string, offset: number): Position {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

/** The rest of the text from a position on. */
function textAt(text: string, position: Position | undefined): string {
  if (position === undefined) return '';
  return text.split(/(?<=\r\n|\r(?!\n)|\n)/).slice(position.line - 1).join('').slice(position.column - 1);
}

/** Every path into a value with what is there, the value itself first. */
function* paths(value: unknown, path: Path = []): Generator<readonly [path: Path, value: unknown]> {
  yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, child] of Object.entries(value)) yield* paths(child, [...path, Array.isArray(value) ? Number(key) : key]);
}

function sourceOf(cluster: string): string {
  return documentedSource(cluster);
}

/** Where the last landmark stands: behind the one before it, and so on. */
function positionOf(text: string, landmarks: readonly string[]): Position {
  const offset = landmarks.reduce((from, landmark) => {
    const found = text.indexOf(landmark, from);
    if (found < 0) throw new Error(`${landmark} is not there`);
    return found;
  }, 0);
  return positionAt(text, offset);
}

const committed: readonly (readonly [cluster: string, path: string, landmarks: readonly string[]])[] = [
  ['test1', '', ['export default']],
  ['test1', 'name', ["name: 'test1'"]],
  ['test1', 'aws.iamUsers[2]', ["'third-cli'"]],
  ['test1', 'nodeGroups[0]', ['nodeGroups', '{']],
  ['test1', 'nodeGroups[0].maxSize', ['maxSize']],
  ['test1', "packages['external-dns']", ["'external-dns': {}"]],
  ['test1', "packages['external-dns'].chart", ["'external-dns': {}"]], // comes from a default
  ['test1', 'packages.datadog.enabled', ['datadog', 'enabled']],
  ['test1', 'environments.qa2.services.jellyfish.policy', ['jellyfish', 'policy']],
  ['test1', 'environments.qa2.gateway.http.dnsNames[0]', ["'localhost'"]],
  ['test1', 'environments.qa2.gateway.http.dnsNames[1]', ['dnsNames']],
  ['test1', 'kafka.brokers[0]', ['export default']],
  ['development', 'vpc.peers[0]', ['peers', "'dev'"]],
  ['development', "certificates['tidepool-cert'].dnsNames[0]", ['certificates', "'*.tidepool.org'"]],
  ['development', 'environments.qa1.gateway.https.dnsNames[3]', ['environments', "'dev-api.tidepool.org'"]],
  ['development', 'environments.qa2.gateway.https.dnsNames[1]', ['qa2: {', "'stg-app.tidepool.org'"]],
  ['development', 'environments.qa2.hpa', ['qa2: {']],
];

describe('values of committed clusters are found where they are written', () => {
  test.each(committed)('%s %s', (cluster, path, landmarks) => {
    const text = sourceOf(cluster);
    expect(locator(text)(parsePath(path))).toEqual(positionOf(text, landmarks));
  });

  test.each(Object.entries({ test1, development }))('every value of %s', (cluster, config) => {
    const text = sourceOf(cluster);
    const locate = locator(text);
    for (const [path, value] of paths(config)) {
      const key = path.at(-1);
      const item = typeof value === 'string' ? `'${value}'` : '{';
      const starts = typeof key === 'number' ? [item] : [key === undefined ? 'export default' : `${key}: `, `'${key}': `];
      const found = textAt(text, locate(path));
      expect(starts.some(start => found.startsWith(start)), `${pathText(path)} at ${found.slice(0, 30)}`).toBe(true);
    }
  });
});

/** A text with the place that is meant marked by `»`. */
const spellings: readonly (readonly [what: string, path: string, text: string])[] = [
  ['a call', 'a.b', 'export default defineCluster({ a: { »b: 1 } });'],
  ['no call', 'a.b', 'export default { a: { »b: 1 } };'],
  ['satisfies', 'a.b', 'export default { a: { »b: 1 } } satisfies ClusterConfig;'],
  ['as const satisfies', 'a[1]', 'export default defineCluster({ a: [1, »2] as const satisfies readonly number[] } as const);'],
  ['a type with a template', 'a.b', 'export default { a: { »b: 1 } as Record<`glob:${string}`, 1> };'],
  ['an assertion in front', 'a[0].b', 'export default <ClusterConfig>{ a: [<const>{ »b: 1 }] };'],
  ['not null', 'a.b', 'const a = { »b: 1 }; export default { a: a! };'],
  ['parentheses', 'a.b', 'export default (defineCluster((({ a: ({ »b: 1 }) }))));'],
  ['a const', 'a[1]', "const names: string[] = ['x', »'y'];\nexport default defineCluster({ a: names });"],
  ['the key of a const', 'a', "const names = ['x'];\nexport default defineCluster({ »a: names });"],
  ['an exported const', 'a.b', 'export const one = { »b: 1 };\nexport default { a: one };'],
  ['one const of several', 'a.b', 'const x = 1, one = { »b: 1 };\nexport default { a: one };'],
  ['a const of a const', 'a.b.c', 'const c = { »c: 1 };\nconst b = { b: c };\nexport default { a: b };'],
  ['the cluster as a const', 'a', 'const cluster = defineCluster({ »a: 1 });\nexport default cluster;'],
  ['a list of exports', 'a', 'export { cluster as default };\nconst cluster = { »a: 1 };'],
  ['shorthand', 'a.b', 'const a = { »b: 1 };\nexport default { a };'],
  ['the key of a shorthand', 'a', 'const a = { b: 1 };\nexport default { c: 1, »a };'],
  ['a spread const', 'a.b', 'const base = { a: { »b: 1 } };\nexport default { ...base, c: 1 };'],
  ['a spread in place', 'a', 'export default { ...{ »a: 1 } };'],
  ['a spread list', 'a[2]', "const names = ['x', »'y'];\nexport default { a: ['w', ...names, 'z'] };"],
  ['behind a spread list', 'a[3]', "const names = ['x', 'y'];\nexport default { a: ['w', ...names, »'z'] };"],
  ['a member of a const', 'a[0]', "const hosts = { qa: [»'x'] };\nexport default { a: hosts.qa };"],
  ['members in brackets', 'a[0]', "const hosts = { 'q-a': [[»'x']] };\nexport default { a: hosts?.['q-a'][0] };"],
  ['a spread member', 'b', 'const base = { a: { »b: 1 } };\nexport default { ...base.a };'],
  ['an overwritten spread', 'a.b', 'const base = { a: { b: 1 } };\nexport default { ...base, a: { »b: 2 } };'],
  ['an overwriting spread', 'a.b', 'const base = { a: { »b: 1 } };\nexport default { a: { b: 2 }, ...base };'],
  ['a part that an overwritten value alone has', 'a.b', 'const base = { a: { b: 1 } };\nexport default { ...base, »a: { c: 2 } };'],
  ['a duplicate', 'a.b', "export default { a: { b: 1 }, 'a': { b: 2, »b: 3 } };"],
  ['keys in quotes', 'a.b', `export default { 'a': { »"b": 1 } };`],
  ['an escape in a key', "['a-b']", String.raw`export default { »'a\x2db': 1 };`],
  ['a template as a key', 'a.b', 'export default { [`a`]: { »[`b`]: 1 } };'],
  ['a string in brackets', "['a-b']", "export default { »['a-b']: 1 };"],
  ['a number as a key', "ports['8080'].a", 'export default { ports: { 8080: { »a: 1 } } };'],
  ['numbers spelled otherwise', "ports['8080']", 'export default { ports: { 80: 1, »0x1f90: 2 } };'],
  ['an index given as a key', "a['1']", 'export default { a: [1, »2] };'],
  ['a method', 'a', 'export default { »a() { return 1; } };'],
  ['a getter', 'a.b', 'export default { »get a() { return { b: 1 }; } };'],
  ['comments', 'a.b', '/* a: { b: 1 } */ export default /* { */ ({ // a: {\n a /* : */ : /** b: */ { // }\n /* b: */ »b: 1 } });'],
  ['strings that look like keys', 'a.b', "export default { c: 'a: { b: 1 }', d: `a: ${{ a: { b: 1 } }} }`, e: /a: {b:/, a: { »b: 1 } };"],
  ['Windows line ends', 'a.b', 'export default {\r\n  a: {\r\n\t»b: 1\r\n} };'],
  ['letters beyond ASCII', "['größe'].b", 'export default { 名前: "😀", größe: { »b: 1 } };'],
  ['a script line', 'a', '#!/usr/bin/env node\nexport default { »a: 1 };'],
  ['other statements', 'a', 'import x from "y"; enum E { a } type T = { a: 1 }; interface I { a: 1 }\nexport default { »a: 1 };'],
  // what cannot be followed
  ['a missing key', 'a.c', 'export default { »a: { b: 1 } };'],
  ['a key below a missing one', 'c.a', '»export default { a: 1 };'],
  ['a missing item', 'a[1].b', 'export default { »a: [1] };'],
  ['a missing part of an item', 'a[0].c', 'export default { a: [»{ b: 1 }] };'],
  ['an index into an object', 'a[0]', 'export default { »a: { b: 1 } };'],
  ['a part of a text', 'a.length', "export default { »a: 'x' };"],
  ['a function call', 'a.b', 'export default { »a: gateway({ b: 1 }) };'],
  ['an import', 'a.b', "import { a } from './a.ts';\nexport default { »a };"],
  ['a variable that may change', 'a.b', 'let a = { b: 1 };\nexport default { »a };'],
  ['a choice', 'a.b', 'export default { »a: x ? { b: 1 } : { b: 2 } };'],
  ['a computed key', 'a.b', "export default { »a: { [b]: 1, [`b${''}`]: 2 } };"],
  ['no key beside a computed one', "a['']", 'export default { »a: { [b]: 1 } };'],
  ['what stands beside a computed key', 'a.b', 'export default { a: { »b: 1, [x]: 2 } };'],
  ['a computed member', 'a.b', "const x = { '': { b: 1 } };\nexport default { »a: x[y] };"],
  ['a spread import', 'a.b', 'export default { »a: { ...x } };'],
  ['before a spread import, which may replace it', 'a.b', 'export default { »a: { b: 1, ...x } };'],
  ['before a spread of one', 'a.b', 'const y = { ...x, c: 1 };\nexport default { »a: { b: 1, ...y } };'],
  ['behind a spread import', 'a.b', 'export default { a: { ...x, »b: 1 } };'],
  ['before an imported list', 'a[0]', 'export default { a: [»1, ...x, 2] };'],
  ['behind an imported list', 'a[1]', 'export default { »a: [1, ...x, 2] };'],
  ['behind a list with an imported one', 'a[1]', 'const y = [1, ...x];\nexport default { »a: [...y, 2] };'],
  ['a hole', 'a[0]', 'export default { »a: [, 1] };'],
  ['behind a hole', 'a[1]', 'export default { »a: [, 1] };'],
  ['a name of JavaScript', 'a.constructor', 'export default { »a: {} };'],
  ['a const that needs itself', 'a.b', 'const x = { ...x, ...y }, y = x;\nexport default { »a: y };'],
  ['a cluster from elsewhere', 'a.b', "const x = { a: 1 };\n»export { x as default } from './a.ts';"],
  ['a cluster that is computed', 'a.b', 'const x = 1;\n»export default build({ a: { b: 1 } });'],
];

describe('a value is found however it is spelled', () => {
  test.each(spellings)('%s', (_, path, marked) => {
    const text = marked.replace('»', '');
    expect(textAt(text, locator(text)(parsePath(path)))).toBe(marked.slice(marked.indexOf('»') + 1));
  });

  test('a byte order mark is no column', () => {
    expect(locator('\uFEFFexport default { a: 1 };')(['a'])).toEqual({ line: 1, column: 18 });
  });
});

const noConfigs: readonly (readonly [what: string, text: string])[] = [
  ['nothing', ''],
  ['no default export', 'export const a = { b: 1 };'],
  ['a text that breaks off', 'export default defineCluster({ a: {'],
  ['a brace too many', 'export default { a: 1 } };'],
  ['no TypeScript', 'name: test1\naws:\n  - 1\n'],
  ['bytes', '\0\u{fffd}PNG'],
  ['half a character', 'export default { a: \ud83d };'],
  ['a nesting deeper than the stack', `export default ${'['.repeat(100_000)}${']'.repeat(100_000)};`],
  ['a chain longer than the stack', `export default x${'!'.repeat(100_000)};`],
];

describe('what cannot be read has no positions', () => {
  test.each(noConfigs)('%s', (_, text) => {
    expect(locator(text)(['a', 'b', 0])).toBeUndefined();
  });

  test('no text makes it throw', () => {
    const text = sourceOf('development');
    const broken = fc.tuple(fc.nat(text.length), fc.nat(20), fc.string()).map(([from, count, other]) => {
      return text.slice(0, from) + other + text.slice(from + count);
    });
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), broken), broken => {
      expect(() => locator(broken)(['environments', 'qa2', 0])).not.toThrow();
    }), { numRuns: 300 });
  });
});

/** An object, a list or a text as somebody may write it; `style` says how. */
type Written =
  | { readonly kind: 'text'; readonly style: number }
  | { readonly kind: 'object' | 'list'; readonly style: number; readonly members: readonly Member[] }
  /** An object or list that is written before, once more. */
  | { readonly kind: 'again'; readonly of: 'object' | 'list'; readonly style: number };

interface Member {
  /** Undefined spreads the value. In a list the key itself does not count. */
  readonly key: string | undefined;
  readonly value: Written;
}

const keys = ['a', 'b', 'dnsNames', 'external-dns', 'default', 'as', 'satisfies', 'constructor', '8080', '0', '', "it's", 'ключ', '// a'];

const { object: anyObject } = fc.letrec<{ value: Written; object: Written; list: Written }>(tie => {
  const style = fc.nat(10_000);
  const again = (of: 'object' | 'list') => fc.record({ kind: fc.constant('again' as const), of: fc.constant(of), style });
  const composed = (kind: 'object' | 'list') => fc.record({
    kind: fc.constant(kind),
    style,
    members: fc.array(fc.oneof(
      { weight: 4, arbitrary: fc.record({ key: fc.constantFrom(...keys), value: tie('value') }) },
      { weight: 1, arbitrary: fc.record({ key: fc.constant(undefined), value: fc.oneof(tie(kind), again(kind)) }) },
    ), { maxLength: 6 }),
  });
  return {
    value: fc.oneof(
      { maxDepth: 4 },
      fc.record({ kind: fc.constant('text' as const), style }),
      tie('object'), tie('list'), again('object'), again('list'),
    ),
    object: composed('object'),
    list: composed('list'),
  };
});

/** Texts of which no two are equal, each with a mark `«v7»` where its key or item begins; with the types of TypeScript or without. */
function print(config: Written, language: 'TypeScript' | 'JavaScript'): { constants: string; expression: string } {
  const declarations: string[] = [];
  const names = { object: [] as string[], list: [] as string[] };
  const shorthands = new Set<string>();
  let texts = 0;

  /** The value in the words of the language, and the mark where it is a text. */
  function valueOf(value: Written, name?: string): { code: string; mark: string } {
    if (value.kind === 'text') {
      const text = `v${texts++}`;
      return { code: typed(textCode(text, value.style), value.style, language), mark: `«${text}»` };
    }
    if (value.kind === 'again') {
      const known = names[value.of];
      return { code: known[value.style % known.length] ?? (value.of === 'object' ? '{}' : '[]'), mark: '' };
    }
    const members = value.members.map(member => memberCode(member, value));
    const code = typed(composedCode(value, members), value.style, language);
    if (value.style % 3 > 0) return { code, mark: '' };
    const constant = name ?? `constant${declarations.length}`;
    declarations.push(`const ${constant} = ${code};`);
    names[value.kind].push(constant);
    return { code: constant, mark: '' };
  }

  function memberCode({ key, value }: Member, { kind, style }: Written): string {
    const gap = gaps[style % gaps.length];
    const isShort = kind === 'object' && key !== undefined && /^(a|b|dnsNames)$/.test(key) && !shorthands.has(key);
    if (isShort) shorthands.add(key);
    const { code, mark } = valueOf(value, isShort ? key : undefined);
    if (key === undefined) return `${gap}...${gap}${code}`;
    if (kind === 'list') return `${gap}${mark}${code}`;
    return code === key ? `${gap}${key}` : `${gap}${mark}${keyCode(key, style + key.length)}${gap}:${gap}${code}`;
  }

  const { code } = valueOf(config);
  return { constants: declarations.join('\n'), expression: code };
}

const gaps = ['', '', ' ', '\n  ', '\r\n\t', ' /* a: { b: */ ', ' // a: [\n', '/**\n * {@link a}\n */ '];

function keyCode(key: string, style: number): string {
  const quoted = `'${key.replaceAll("'", String.raw`\'`)}'`;
  const plain = /^[\p{L}]+$/u.test(key) ? key : /^\d/.test(key) ? `0x${Number(key).toString(16)}` : quoted;
  return [plain, quoted, JSON.stringify(key), `[${quoted}]`, `[\`${key}\`]`][style % 5] ?? plain;
}

function textCode(text: string, style: number): string {
  const spelled = [`'${text}'`, `"${text}"`, `\`${text}\``, `\`v\${${text.slice(1)}}\``, `String('${text}')`, `['${text}'].join(': {')`];
  return spelled[style % spelled.length] ?? '';
}

function composedCode({ kind, style }: Written, members: readonly string[]): string {
  const inside = members.join(`${gaps[(style + 1) % gaps.length]},`) + (style % 2 > 0 && members.length > 0 ? ',' : '');
  return kind === 'object' ? `{${inside}\n}` : `[${inside}\n]`;
}

function typed(code: string, style: number, language: 'TypeScript' | 'JavaScript'): string {
  if (language === 'JavaScript') return code;
  return [code, `${code} as const`, `${code} satisfies unknown as \`a\${string}\``, `<const>${code}`, `${code}!`][style % 7] ?? code;
}

/** A text without its marks, and what they marked. */
function unmarked(marked: string): { text: string; positions: ReadonlyMap<string, Position> } {
  const parts = marked.split(/«(v\d+)»/);
  const positions = new Map<string, Position>();
  let text = '';
  for (const [i, part] of parts.entries()) {
    if (i % 2 > 0) positions.set(part, positionAt(text, text.length));
    else text += part;
  }
  return { text, positions };
}

test('every value of any config is found where JavaScript takes it from', () => {
  fc.assert(fc.property(anyObject, config => {
    const { constants, expression } = print(config, 'JavaScript');
    const run = new Function(unmarked(`${constants}\nreturn (${expression});`).text);
    const typescript = print(config, 'TypeScript');
    const { text, positions } = unmarked(`${typescript.constants}\nexport default defineCluster(${typescript.expression});\n`);
    const locate = locator(text);
    for (const [path, value] of paths(run())) {
      const position = locate(path);
      if (typeof value === 'string') expect(position, pathText(path)).toEqual(positions.get(value));
      else expect(startsLike(textAt(text, position), path.at(-1)), pathText(path)).toBe(true);
      expect(locate([...path, 'missing']), pathText(path)).toEqual(position);
    }
  }), { numRuns: 400 });
});

/** How an object or a list begins that has a key, is an item, or is the whole config. */
function startsLike(text: string, key: string | number | undefined): boolean {
  if (key === undefined) return text.startsWith('export default');
  if (typeof key === 'number') return /^(\[|\{|<const>|constant\d|a\b|b\b|dnsNames\b)/.test(text);
  return Array.from({ length: 5 }, (_, style) => keyCode(key, style)).some(code => text.startsWith(code));
}

const writtenPaths: readonly (readonly [text: string, path: Path])[] = [
  ['', []],
  ['name', ['name']],
  ['environments.qa2.gateway.https.dnsNames[1]', ['environments', 'qa2', 'gateway', 'https', 'dnsNames', 1]],
  ["packages['external-dns'].chart", ['packages', 'external-dns', 'chart']],
  ["['it\\'s'][0][10]['8080']", ["it's", 0, 10, '8080']],
  ["a['b.c[0]'].d['']", ['a', 'b.c[0]', 'd', '']],
  ["a['\\'][\\'']", ['a', "']['"]],
  ["['a\\'][']x']", ['a\\', ']x']],
  // no paths: what they begin with
  ['a.b c', ['a', 'b']],
  ['a..b', ['a']],
  ['a[0]b', ['a', 0]],
  ['a[-1].b', ['a']],
  ["a['b", ['a']],
  ['?', []],
];

describe('a path is read back from its text', () => {
  test.each(writtenPaths)('%s', (text, path) => {
    expect(parsePath(text)).toEqual(path);
  });

  test('every path that pathText writes', () => {
    const key = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(..."ab.[]'0$_ \n") }), fc.constantFrom(...keys));
    // A backslash before the closing quote is ambiguous where another key in quotes follows.
    const step = fc.oneof(fc.nat(), key.map(text => text.replaceAll('\\', '')));
    fc.assert(fc.property(fc.oneof(fc.array(step), key.map(text => [text])), path => {
      expect(parsePath(pathText(path))).toEqual(path);
    }), { numRuns: 1000 });
  });
});
