import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { shapeOf } from '../charts/shape.ts';
import { isRecord } from '../lib/manifests/manifest.ts';
import { run } from '../main.ts';
import flux1 from './clusters/wordy.ts';
import flux2 from './clusters/production.ts';

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
  '\u001b[2J\u001b]0;x\u0007', '\u009b31m', '\u202egnp', '\u2066', '\r::error::x',
  '\n::error file=a::x', '\n##[error]x', '::warning::x', '##[group]', '\u2028::stop-commands::x',
  '\0', '\ud800', '\ufffe', '${HOME}', '`id`', "'", '"', '\\', '$(id)', '%0A', '|', '#', ': ', '- ', '---\n', '../..', '/', '(', '<', '=',
];

const text = fc.oneof(
  fc.array(fc.oneof(
    fc.constantFrom(...hostile),
    fc.constantFrom(...credentials).map(secret => ` ${secret} `),
    fc.string({ unit: 'binary', maxLength: 4 }),
  ), { minLength: 1, maxLength: 3 }).map(parts => parts.join('')),
  fc.constantFrom(...credentials, '__proto__', 'constructor', 'toString', '', '(', 'glob:', 'semver:', 'regexp:')
    .chain(word => fc.constantFrom(word, `${word} ${word}`, `${word}${'('.repeat(20_000)}`)),
  fc.constantFrom('a'.repeat(300), 'a.'.repeat(5_000), '10.0.0.0/8', '999.0.0.0/99', '1.99', 'kustomization', '2027-02-31'),
);

const odd = fc.oneof(
  { weight: 3, arbitrary: text },
  fc.constantFrom<unknown>(null, undefined, true, false, 0, -0, -1, 0.1, 1e21, 1e-7, NaN, Infinity, 2 ** 53),
  fc.constantFrom<unknown>(10n, Symbol('x'), () => 1, new Date(0), new Map(), /x/),
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
    if (how === 'text' && typeof here === 'string') return here + (typeof value === 'string' ? value : key).replace(/^(?=\w)/, ' ');
    if (how === 'key' && isRecord(here)) return Object.fromEntries([...Object.entries(here), [key, value]]);
    if (how === 'many' && Array.isArray(here)) return Array.from({ length: 200 }, () => here[0] as unknown);
    return value;
  };
  return change(config, place);
}

const someConfig = fc.record({
  base: fc.constantFrom<unknown>({ ...flux1, name: 'x' }, { ...flux2, name: 'x' }),
  mutations: fc.array(mutation, { minLength: 1, maxLength: 2 }),
}).map(({ base, mutations }) => mutations.reduce(mutated, base));

const fileName = text.map(name => `${name.replace(/[/\0]|\p{Cs}/gu, '').slice(0, 50)}.yaml`);

const manifest: unknown = {
  apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'a', namespace: 'b', labels: { app: 'a' } },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: 'a' } },
    template: { metadata: { labels: { app: 'a' } }, spec: { containers: [{ name: 'a', image: 'a:v1' }] } },
  },
};

const kustomization: unknown = {
  apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources: ['a.yaml', '../b'],
  images: [{ name: 'a', newTag: 'v1' }],
  patches: [{ path: 'p.yaml', target: { kind: 'Deployment', name: 'a' } }], configMapGenerator: [{ name: 'c', files: ['x=y'] }],
};

const release: unknown = {
  apiVersion: 'helm.toolkit.fluxcd.io/v2', kind: 'HelmRelease',
  metadata: { name: 'a', namespace: 'b', annotations: { 'fluxcd.io/tag.a': 'glob:x-*' } },
  spec: {
    interval: '1h',
    chart: { spec: { chart: 'c', sourceRef: { kind: 'HelmRepository', name: 'r' } } },
    values: { a: { image: 'a:v1' } },
    dependsOn: [{ name: 'z' }],
  },
};

const definition: unknown = {
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'as.example.org' },
  spec: {
    group: 'example.org', scope: 'Namespaced', names: { kind: 'A', plural: 'as' },
    versions: [{
      name: 'v1', served: true, storage: true,
      schema: { openAPIV3Schema: {
        type: 'object',
        properties: { x: { type: 'string', pattern: '^a+$' } },
        'x-kubernetes-validations': [{ rule: 'self.x != ""' }],
      } },
    }],
  },
};

/** Some are cut off or have one more line somewhere. */
const someText = fc.tuple(
  fc.constantFrom(manifest, kustomization, release, definition),
  fc.array(mutation, { maxLength: 3 }),
  fc.option(fc.tuple(fc.nat(400), text), { nil: undefined }),
).map(([base, mutations, insert]) => {
  const written = asYaml(mutations.reduce(mutated, base));
  return insert === undefined ? written : `${written.slice(0, insert[0])}${insert[1].replace(/^(?=\w)|(?<=\w)$/g, ' ')}${written.slice(insert[0])}`;
});

const someName = fc.oneof(fc.constantFrom('a.yaml', 'kustomization.yaml', 'b/kustomization.yaml', 'p.yaml', 'a.json'), fileName);

const someManifests = fc.array(fc.tuple(someName, someText), { minLength: 1, maxLength: 4 });

/** As far as YAML has words for it. */
function asYaml(value: unknown): string {
  try {
    return stringify(value);
  } catch {
    return 'kind: A\n';
  }
}

function write(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function holed(config: unknown, place: readonly Step[]): unknown {
  return mutated(config, { at: placesIn(config).findIndex(each => each.join() === place.join()), how: 'hole', key: '', value: undefined });
}

let project = '';

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'fuzz-'));
  mkdirSync(join(project, 'clusters'));
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

/** What the program says of some configs, by the names of their files. */
async function said(
  words: readonly string[], configs: Readonly<Record<string, unknown>>, inDist: readonly (readonly [name: string, content: string])[] = [],
): Promise<{ status: number; lines: string[] }> {
  const lines: string[] = [];
  const hear = (line: string): void => { lines.push(...line.split('\n')); };
  rmSync(join(project, 'dist'), { recursive: true, force: true });
  for (const [name, content] of inDist) write(join(project, 'dist/clusters/x', name), content);
  for (const name of Object.keys(configs)) writeFileSync(join(project, 'clusters', `${name}.ts`), '');
  const status = await run(words, {
    root: project, dist: join(project, 'dist'), out: hear, err: hear, clock: () => 0, today: () => '2027-01-01', format: 'text',
    importFile: file => Promise.resolve({ default: configs[file.slice(dirname(file).length + 1, -3)] }),
  });
  return { status, lines };
}

const unseen = /[^\P{Cc}\t]|\p{Cs}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

/** As much as is a credential still; of a key, its lines without the one that says so. */
function tellingPart(secret: string): string {
  return secret.split('\n')[1] ?? secret.slice(0, 24);
}

function faults({ status, lines }: { status: number; lines: readonly string[] }): string[] {
  const isCommand = /^::(error|warning|notice) (file=[^:,]*,)?[^\n]*$/;
  return [
    ...(lines.some(line => line.startsWith('A fault of this program')) ? lines : []),
    ...([0, 1, 2].includes(status) ? [] : [`status ${status}`]),
    ...lines.filter(line => unseen.test(line)).map(line => `obeyed: ${JSON.stringify(line)}`),
    ...lines.filter(line => (/^\s*::/.test(line) && !isCommand.test(line)) || line.includes('##[')).map(line => `command: ${line}`),
    ...lines.filter(line => credentials.some(secret => line.includes(tellingPart(secret)))).map(line => `credential: ${line}`),
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

  test('manifests and the names of their files, for validate --path', async () => {
    await fc.assert(fc.asyncProperty(someManifests, fc.constantFrom(...verbs.filter(([verb]) => verb === 'validate')), async (files, words) => {
      const folder = mkdtempSync(join(project, 'path-'));
      for (const [name, content] of files) write(join(folder, name), content);
      expect(faults(await said([...words, '--path', folder], {}))).toEqual([]);
      rmSync(folder, { recursive: true });
    }), runs);
  }, 0);

  test('strange files in dist', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(fileName, text), { maxLength: 3 }), fc.constantFrom(...verbs), async (files, words) => {
      expect(faults(await said(words, { x: { ...flux1, name: 'x' } }, files))).toEqual([]);
    }), runs);
  }, 0);
});

test('a pipe as --path is no manifest, and not waited for', async () => {
  const pipe = join(project, 'pipe.yaml');
  execFileSync('mkfifo', [pipe]);
  const { status, lines } = await said(['validate', '--path', pipe], {});
  expect([status, lines.join('\n')]).toEqual([1, expect.stringContaining('neither a file nor a folder') as string]);
});

test('a hole in a list is a problem, wherever the list', () => {
  const lists = [flux1, flux2].flatMap(config => {
    return placesIn(config).filter(place => typeof place.at(-1) === 'number').map(place => [config, place] as const);
  });
  const sound = lists.filter(([config, place]) => shapeOf(holed(config, place)).length === 0);
  expect(lists.length).toBeGreaterThan(20);
  expect(sound.map(([, place]) => place.join('.'))).toEqual([]);
});
