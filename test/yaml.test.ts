import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMap, parse, parseDocument } from 'yaml';
import type { ClusterConfig } from '../charts/config.ts';
import { isRecord, leaves } from '../lib/manifests/manifest.ts';
import { readTree } from '../lib/output/tree.ts';
import { write, type Mark } from '../lib/yaml/library.ts';
import { print } from '../lib/yaml/printer.ts';
import { load as oneFromYaml } from 'js-yaml';
import { fromYaml, toYaml } from '../lib/yaml/yaml.ts';
import { compiled } from './support/objects.ts';
import { readByPython, sayIfSkipped, skipped } from './support/flux-writer/python.ts';
import { anyData, anyString, nastyStrings } from './support/yaml-samples.ts';

sayIfSkipped('what we write is not read by the YAML libraries of Python');

/** Every nasty string wherever a string can stand. */
const places: readonly (readonly [place: string, data: (text: string) => unknown])[] = [
  ['as a value', text => ({ a: text })],
  ['in a list', text => ({ a: [text, [text]] })],
  ['deep down', text => ({ a: { b: [{ c: text, d: { e: text } }] } })],
  ['as a key', text => ({ [text]: 1, a: [{ [text]: text }] })],
  ['behind other text', text => ({ a: `word ${text}`, b: `word\n${text}` })],
  ['before other text', text => ({ a: `${text} word`, b: `${text}\nword` })],
  ['in a long text', text => ({ a: `${'word '.repeat(20)}${text} end` })],
  ['at the beginning of a long text', text => ({ a: `${text}${' word'.repeat(20)}` })],
];

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  'js-yaml': text => oneFromYaml(text),
  'yaml by the rules of 1.2': text => parse(text, { version: '1.2' }) as unknown,
  'yaml by the rules of 1.1': text => parse(text, { version: '1.1' }) as unknown,
};

describe.each(Object.entries(readers))('what is written is what %s reads', (_, read) => {
  test.each(places)('every nasty string %s', (_place, data) => {
    for (const text of nastyStrings) expect(read(toYaml(data(text))), JSON.stringify(text)).toEqual(data(text));
  });

  test('any data', () => {
    fc.assert(fc.property(anyData, data => {
      expect(read(toYaml(data))).toEqual(data);
    }), { numRuns: 400 });
  });
});

describe.skipIf(skipped)('what is written is what Python reads', () => {
  test('every nasty string in every place', () => {
    const data = nastyStrings.map(text => Object.fromEntries(places.map(([place, at]) => [place, at(text)])));
    for (const [reader, answers] of Object.entries(readByPython(data.map(toYaml)))) {
      const wrong = nastyStrings.filter((_, at) => !isSame(answers[at], data[at]));
      expect(wrong.map(text => JSON.stringify(text)), reader).toEqual([]);
    }
  });

  test('any data', () => {
    const { seed = 0 } = fc.readConfigureGlobal();
    const data = fc.sample(anyData, { numRuns: 250, seed });
    for (const [reader, answers] of Object.entries(readByPython(data.map(toYaml)))) {
      const wrong = data.filter((document, at) => !isSame(answers[at], document)).map(document => JSON.stringify(document));
      const [shortest] = wrong.sort((a, b) => a.length - b.length);
      expect(shortest, `${reader}, seed ${seed}`).toBeUndefined();
    }
  });

  /** `Object.is` at the leaves, since a string and the number it looks like are not the same. */
  function isSame(answer: unknown, data: unknown): boolean {
    return isRecord(answer) && 'value' in answer && JSON.stringify(sorted(answer['value'])) === JSON.stringify(sorted(data));
  }

  /** Python keeps the order of keys; JavaScript moves those that are whole numbers to the front. */
  function sorted(data: unknown): unknown {
    if (Array.isArray(data)) return data.map(sorted);
    return isRecord(data) ? Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => [key, sorted(value)]) : data;
  }
});

describe('our printer and the library write the same bytes', () => {
  const numRuns = Number(process.env['FC_RUNS'] ?? 1000);

  /** Whether our printer knows how to write something, and then writes it as the library does. */
  function isPrinted(data: unknown, marks: readonly Mark[] = []): boolean {
    const text = print(data, marks);
    if (text === undefined) return false;
    expect(text).toBe(write(data, marks));
    return true;
  }

  test('of every object that is made, and none is left to the library', async () => {
    const folder = join(import.meta.dirname, 'clusters');
    const fixtures = await Promise.all(readdirSync(folder).map(async file => {
      return ((await import(join(folder, file))) as { default: ClusterConfig }).default;
    }));
    const texts = [...readTree(join(dirname(import.meta.dirname), 'dist'), 'clusters'), ...fixtures.flatMap(config => [...compiled(config)])];
    const objects = texts.flatMap(([path, text]) => (path.endsWith('.yaml') && typeof text === 'string' ? fromYaml(text) : []));
    expect(objects.length).toBeGreaterThan(500);
    expect(objects.filter(object => !isPrinted(object))).toEqual([]);
  });

  test('of any data, with and without comments', () => {
    fc.assert(fc.property(anyData, fc.nat(), (data, at) => {
      isPrinted(data);
      const scalars = [...leaves(data)].filter(({ value }) => typeof value !== 'object');
      const [scalar] = scalars.slice(scalars.length === 0 ? 0 : at % scalars.length);
      if (scalar) isPrinted(data, [{ path: scalar.path, comment: '{"$imagepolicy": "a:b"}' }]);
    }), { numRuns });
  });

  test('of every nasty string in every place, most of which our printer knows', () => {
    const data = places.flatMap(([, at]) => nastyStrings.map(at));
    expect(data.filter(document => isPrinted(document)).length).toBeGreaterThan(0.85 * data.length);
  });

  test.each([
    1, 'a', null, [], {}, new Date(0), { a: undefined }, { a: [undefined] }, { a: new Map([['b', 1]]) }, { a: new Date(0) }, { a: -0 }, { a: 1e21 },
    { a: NaN }, { a: 1n }, { a: () => 1 }, { ['k'.repeat(2000)]: 1 }, { 'a\nb': 1 }, { a: { toJSON: () => 1 } }, [[[], [{}]], [{ a: [[1]] }]],
  ])('of what is hardly data: %s', data => {
    isPrinted(data);
  });
});

describe('the text itself', () => {
  test('keys stand in the order of the object', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyString, { minLength: 2, maxLength: 12 }), keys => {
        const data = Object.fromEntries(keys.map((key, at) => [key, at]));
        const { contents } = parseDocument(toYaml(data), { version: '1.1' });
        expect(isMap(contents) && contents.items.map(({ key }) => String(key))).toEqual(Object.keys(data));
      }),
      { numRuns: 200 },
    );
    expect(toYaml({ b: 1, a: { d: 1, c: 1 }, '': 1 })).toBe('b: 1\na:\n  d: 1\n  c: 1\n"": 1\n');
  });

  test('one document, ending in one newline, without a marker, a carriage return or a character that some reader refuses', () => {
    const raw = /[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;
    fc.assert(
      fc.property(anyData, data => {
        const text = toYaml(data);
        expect(text).toMatch(/[^\n]\n$/);
        expect(text).not.toMatch(/^(---|\.\.\.|%)/m);
        expect(text).not.toMatch(raw);
        expect(fromYaml(text)).toHaveLength(1);
      }),
      { numRuns: 300 },
    );
  });

  test('no line is indented with a tab; a tab stands only where a string has one', () => {
    fc.assert(
      fc.property(anyData, data => {
        expect(toYaml(data)).not.toMatch(/^\t/m);
        const tabs = (JSON.stringify(data).match(/\\t/g) ?? []).length;
        expect(toYaml(data).split('\t').length - 1).toBeLessThanOrEqual(tabs);
      }),
      { numRuns: 200 },
    );
    expect(toYaml({ a: { b: 'x\n\ty' } })).toBe('a:\n  b: |-\n    x\n    \ty\n');
  });

  test('read and written again, it is the same text', () => {
    fc.assert(fc.property(anyData, data => {
      expect(toYaml(oneFromYaml(toYaml(data)))).toBe(toYaml(data));
    }), { numRuns: 200 });
  });

  test('numbers, booleans, empty maps and empty lists are no strings', () => {
    const data = { a: 0, b: -1, c: 1.5, d: 420, e: true, f: false, g: {}, h: [], i: '0', j: 'true', k: '{}' };
    expect(toYaml(data)).toBe('a: 0\nb: -1\nc: 1.5\nd: 420\ne: true\nf: false\ng: {}\nh: []\ni: "0"\nj: "true"\nk: "{}"\n');
  });

  test.each<[string, unknown, string]>([
    ['a plain string', { a: 'word' }, 'a: word\n'],
    ['a list at the indent of its key', { a: ['b', { c: 'd', e: ['f'] }] }, 'a:\n- b\n- c: d\n  e:\n  - f\n'],
    ['quotes only where some reader needs them', { a: 'yes', b: 'x: y', c: "it's" }, 'a: "yes"\nb: "x: y"\nc: it\'s\n'],
    ['lines as a block', { a: 'b\nc\n', d: 'e\nf' }, 'a: |\n  b\n  c\nd: |-\n  e\n  f\n'],
    ['a long text as a block', { a: `${'word '.repeat(16)}end` }, `a: |-\n  ${'word '.repeat(16)}end\n`],
    ['a long text that fits 80 columns as it is', { a: `${'word '.repeat(14)}end` }, `a: ${'word '.repeat(14)}end\n`],
    ['a long word as it is', { a: 'x'.repeat(200) }, `a: ${'x'.repeat(200)}\n`],
    ['spaces at the beginning of a block told by a number', { a: '  b\nc' }, 'a: |2-\n    b\n  c\n'],
    ['a text that ends in empty lines in quotes', { a: 'b\n\n' }, 'a: "b\\n\\n"\n'],
    ['an object twice, not once and an alias', (twice => [twice, twice])({ a: 1 }), '- a: 1\n- a: 1\n'],
  ])('is as short as it is safe: %s', (_, data, text) => {
    expect(toYaml(data)).toBe(text);
  });

  test('another language, country and time zone give the same bytes', () => {
    const url = (file: string) => JSON.stringify(pathToFileURL(join(dirname(import.meta.dirname), file)).href);
    const loader = pathToFileURL(join(dirname(import.meta.dirname), 'node_modules/tsx/dist/loader.mjs')).href;
    const program = `
      const { toYaml } = await import(${url('lib/yaml/yaml.ts')});
      const { nastyStrings } = await import(${url('test/support/yaml-samples.ts')});
      process.stdout.write(JSON.stringify(nastyStrings.map(text => toYaml({ [text]: [text, 1234.5, true] }))));
    `;
    for (const locale of ['tr_TR.UTF-8', 'C']) {
      const output = execFileSync(process.execPath, ['--import', loader, '--input-type=module', '--eval', program], {
        cwd: tmpdir(),
        encoding: 'utf8',
        env: { HOME: '/nonexistent', TZ: 'Asia/Tokyo', LC_ALL: locale, LANG: locale, LANGUAGE: locale },
      });
      expect(JSON.parse(output), locale).toEqual(nastyStrings.map(text => toYaml({ [text]: [text, 1234.5, true] })));
    }
  });
});
