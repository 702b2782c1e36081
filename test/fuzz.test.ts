import fc from 'fast-check';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../main.ts';
import flux1 from './clusters/wordy.ts';
import flux2 from './clusters/today.ts';

/**
 * Whatever a config or a manifest holds, the program ends with a status of its own, finds no fault in itself, and says nothing that a
 * terminal or a runner would obey, and no credential. A few runs by default; FC_RUNS=5000 hunts.
 */
const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 25) };

/** Put together here, so that no credential stands in this file. */
const credentials: readonly string[] = [
  `ghp_${'aB3dE5fG7hJ9kL1mN2pQ'.repeat(2).slice(0, 36)}`,
  `AKIA${'J5K7L2M4N6P3Q5R7'}`,
  `xoxb-${'123456789012'}-${'123456789012'}-${'aB3dE5fG7hJ9kL1mN2pQ4rSt'}`,
  `-----BEGIN RSA ${'PRIVATE'} KEY-----\n${'MIIEowIBAAKCAQEAx7Qm2Vt9'.repeat(4)}`,
];

const hostile: readonly string[] = [
  '\u001b[2J\u001b]0;x\u0007', '\u009b31m', '\u202egnp', '\u2066', '\r::error::x', '\n::error file=a::x', '\n##[error]x', '::warning::x', '##[group]', '\u2028::stop-commands::x',
  '\0', '\ud800', '\ufffe', '${HOME}', '`id`', "'", '"', '\\', '$(id)', '%0A', '|', '#', ': ', '- ', '---\n', '../..', '/', '(', '<', '=',
];

const text = fc.oneof(
  fc.array(fc.oneof(fc.constantFrom(...hostile), fc.constantFrom(...credentials).map(secret => ` ${secret} `), fc.string({ unit: 'binary', maxLength: 4 })), { minLength: 1, maxLength: 3 }).map(parts => parts.join('')),
  fc.constantFrom(...credentials, '__proto__', 'constructor', 'toString', '', '(', 'glob:', 'semver:', 'regexp:').chain(word => fc.constantFrom(word, word.repeat(2), `${word}${'('.repeat(20_000)}`)),
  fc.constantFrom('a'.repeat(300), 'a.'.repeat(5_000), '10.0.0.0/8', '999.0.0.0/99', '1.99', 'kustomization', '2027-02-31'),
);

const odd = fc.oneof(
  { weight: 3, arbitrary: text },
  fc.constantFrom<unknown>(null, undefined, true, false, 0, -0, -1, 0.1, 1e21, 1e-7, NaN, Infinity, 2 ** 53, 10n, Symbol('x'), () => 1, new Date(0), new Map(), /x/),
  fc.constantFrom<unknown>([], {}, [[]], [undefined], Array(2), Object.create(null), deep(5_000), cyclic()),
  fc.array(text, { maxLength: 3 }),
  fc.dictionary(text, text, { maxKeys: 3 }),
  text.map(key => JSON.parse(`{${JSON.stringify(key)}: "x", "__proto__": {"a": 1}}`) as unknown),
);

function deep(levels: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { x: value };
  return value;
}

function cyclic(): unknown {
  const value: Record<string, unknown> = {};
  value['self'] = value;
  return value;
}

type Step = string | number;

function placesIn(value: unknown, place: readonly Step[] = []): (readonly Step[])[] {
  if (typeof value !== 'object' || value === null || place.length > 12) return [place];
  return [place, ...Object.entries(value).flatMap(([key, part]) => placesIn(part, [...place, Array.isArray(value) ? Number(key) : key]))];
}

/** One change at a place: another value, a key or item more, another name, a hole, one item many times over. */
interface Mutation {
  readonly at: number;
  readonly how: 'value' | 'key' | 'name' | 'hole' | 'many' | 'text';
  readonly key: string;
  readonly value: unknown;
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom('value', 'value', 'key', 'name', 'hole', 'many', 'text', 'text'),
  key: text,
  value: odd,
});

function mutated(config: unknown, { at, how, key, value }: Mutation): unknown {
  const places = placesIn(config);
  const place = places[at % places.length] ?? [];
  const change = (here: unknown, [step, ...rest]: readonly Step[]): unknown => {
    if (step !== undefined) {
      const part = (here as Record<Step, unknown>)[step];
      if (Array.isArray(here)) {
        const list = [...(here as unknown[])];
        if (rest.length === 0 && how === 'hole') delete list[Number(step)];
        else list[Number(step)] = change(part, rest);
        return list;
      }
      const entries = Object.entries(here as object).map(([name, each]): [string, unknown] => {
        if (name !== step) return [name, each];
        return rest.length === 0 && how === 'name' ? [key, each] : [name, change(each, rest)];
      });
      return Object.fromEntries(entries); // makes a key of its own even of __proto__
    }
    if (how === 'text' && typeof here === 'string') return `${here}${typeof value === 'string' ? value.replace(/^(?=\w)/, ' ') : key.replace(/^(?=\w)/, ' ')}`;
    if (how === 'key' && typeof here === 'object' && here !== null && !Array.isArray(here)) return Object.fromEntries([...Object.entries(here), [key, value]]);
    if (how === 'many' && Array.isArray(here)) return Array.from({ length: 200 }, () => here[0] as unknown);
    return value;
  };
  return change(config, place);
}

const someConfig = fc.record({ base: fc.constantFrom<unknown>({ ...flux1, name: 'x' }, { ...flux2, name: 'x' }), mutations: fc.array(mutation, { minLength: 1, maxLength: 2 }) })
  .map(({ base, mutations }) => mutations.reduce(mutated, base));

let project = '';

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'fuzz-'));
  mkdirSync(join(project, 'clusters'));
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

/** What the program says of some configs, by the names of their files. */
async function said(words: readonly string[], configs: Readonly<Record<string, unknown>>): Promise<{ status: number; lines: string[] }> {
  const lines: string[] = [];
  const hear = (line: string): void => { lines.push(...line.split('\n')); };
  rmSync(join(project, 'dist'), { recursive: true, force: true });
  for (const name of Object.keys(configs)) writeFileSync(join(project, 'clusters', `${name}.ts`), '');
  const status = await run(words, {
    root: project, dist: join(project, 'dist'), out: hear, err: hear, clock: () => 0, today: () => '2027-01-01', format: 'text',
    importFile: file => Promise.resolve({ default: configs[file.slice(dirname(file).length + 1, -3)] }),
  });
  return { status, lines };
}

function faults({ status, lines }: { status: number; lines: readonly string[] }): string[] {
  const isCommand = /^::(error|warning|notice) (file=[^:,]*,)?[^\n]*$/;
  return [
    ...(lines.some(line => line.startsWith('A fault of this program')) ? lines : []),
    ...([0, 1, 2].includes(status) ? [] : [`status ${status}`]),
    ...lines.filter(line => /[^\P{Cc}\t]|\p{Cs}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u.test(line)).map(line => `obeyed: ${JSON.stringify(line)}`),
    ...lines.filter(line => (/^\s*::/.test(line) && !isCommand.test(line)) || line.includes('##[')).map(line => `command: ${line}`),
    ...lines.filter(line => credentials.some(secret => line.includes(secret.slice(0, 24)))).map(line => `credential: ${line}`),
  ];
}

const verbs: readonly (readonly string[])[] = [
  ['check'], ['images'], ['images', '--format', 'json'], ['synth'],
  ...['text', 'json', 'github', 'sarif', 'junit'].flatMap(format => [['check', '--format', format], ['validate', '--format', format]]),
  ['migrate', 'x'], ['migrate', 'x', '--format', 'json'],
];

describe('an input is never a fault of the program, and never obeyed', () => {
  test('configs', async () => {
    await fc.assert(fc.asyncProperty(someConfig, fc.constantFrom(...verbs), async (config, words) => {
      expect(faults(await said(words, { x: config }))).toEqual([]);
    }), runs);
  }, 0);
});
