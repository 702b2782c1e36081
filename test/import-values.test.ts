import fc from 'fast-check';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../charts/compile.ts';
import type { EksConfig } from '../charts/config.ts';
import { imported, type Imported } from '../charts/import/import.ts';
import { withWord } from '../charts/explain/words.ts';
import { proofReport, type ProofRow } from '../charts/import/proof.ts';
import type { StackName } from '../charts/import/values-file.ts';
import { importValues } from '../charts/import/values-import.ts';
import type { EnvironmentValues, Values } from '../charts/import/values-schema.ts';
import { shapeOf } from '../charts/shape.ts';
import { packages, type AnyPackage } from '../charts/packages/index.ts';
import { leaves } from '../lib/manifests/manifest.ts';
import { UserError } from '../lib/user-error.ts';
import { fromYaml, toYaml } from '../lib/yaml/yaml.ts';
import test1 from './clusters/test1.ts';
import { exportedBy } from './support/cluster-text.ts';

const root = dirname(import.meta.dirname);
const printed = readFileSync(join(import.meta.dirname, 'values/G-10.yaml'), 'utf8');
const guides = fromYaml(printed)[0] as Values;

interface Result extends Imported {
  /** The cluster file. */
  readonly text: string;
  readonly config: EksConfig;
}

function importOf(yaml: string, stack: StackName = 'flux1', name = 'test1'): Result {
  const found = () => ({ folder: 'here', files: [['values.yaml', yaml]] as const });
  const result = imported({ path: 'values.yaml', name, delivery: stack }, found, '../charts/config.ts');
  const text = result.files.get(`clusters/${name}.ts`) ?? '';
  return { ...result, text, config: exportedBy(text) as EksConfig };
}

/** What becomes the cluster file. */
function draftFrom(text: string): ReturnType<typeof importValues> {
  return importValues({ path: 'values.yaml', text, name: 'test1', stack: 'flux1', packages });
}

/** Paths as `a.b.0.c`. */
function placesOf(rows: readonly ProofRow[]): string[] {
  return rows.map(({ at }) => at.replace(/^values\.yaml(:\d+)? /, '').replaceAll(/\[(?:'([^']*)'|(\d+))\]/g, (_, key: string, index: string) => `.${key ?? index}`));
}

describe('the values.yaml of the guide', () => {
  const { config, proof, problems, text } = importOf(printed);

  test('becomes a cluster whose output is that of test1, byte for byte', () => {
    expect(compile(config, new Map())).toEqual(compile(test1, new Map()));
    expect(problems).toEqual([]);
  });

  test('is all accounted for', () => {
    expect({ ...proof, explained: placesOf(proof.explained) }).toEqual({
      equal: [...leaves(guides)].filter(({ value }) => typeof value !== 'object').length - 3,
      explained: ['aws.accountNumber', 'environments.qa2.nosqlclient.enabled', 'environments.qa2.gitops.branch'],
      carried: [],
      unexplained: [],
    });
  });

  test('becomes a file that the compiler accepts', () => {
    const folder = mkdtempSync(join(root, 'clusters/.import-'));
    try {
      writeFileSync(join(folder, 'test1.ts'), text.replace('../charts/', '../../charts/'));
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ extends: '../../tsconfig.json', include: ['test1.ts'] }));
      execFileSync(join(root, 'node_modules/.bin/tsc'), ['--noEmit', '--project', folder]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('says under Flux 2 what the edition of today lacks', () => {
    const { proof: { unexplained }, problems: found } = importOf(printed, 'flux2');
    expect(placesOf(unexplained)).toEqual(['environments.qa2.nosqlclient.enabled']);
    expect(found.map(({ source }) => source?.path)).toEqual(['environments.qa2.kafka', 'environments.qa2.keycloak', 'environments.qa2.mongo.server']);
  });
});

const perhaps = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const aSwitch = fc.record({ enabled: fc.boolean() });
const names = fc.uniqueArray(fc.constantFrom('localhost', 'a.example.org', 'b.example.org'), { maxLength: 2 });
const listener = fc.record({ enabled: fc.boolean(), dnsNames: perhaps(names) }).map(({ enabled, dnsNames = [] }) => ({ enabled: enabled && dnsNames.length > 0, dnsNames }));

const someEnvironment = fc.record({
  hpa: perhaps(aSwitch),
  nosqlclient: fc.constantFrom(undefined, { enabled: true }),
  mongodb: aSwitch,
  gitops: fc.record({ branch: fc.constantFrom('develop', 'master', 'a-*-b') }),
  buckets: fc.constantFrom(undefined, {}, { data: 'own-data' }, { data: 'own-data', asset: 'own-asset' }),
  gateway: fc.record({ http: listener, https: perhaps(listener), first: fc.constantFrom('http' as const, 'https' as const) }).map(({ first, ...both }) => ({
    ...both,
    default: { protocol: first },
    [first]: { enabled: true, dnsNames: both[first]?.dnsNames[0] === undefined ? ['localhost'] : both[first].dnsNames },
  })),
}) as fc.Arbitrary<EnvironmentValues>; // with keys that hold nothing

const delivered = packages.filter(({ release }) => release.flux1).map(({ name }) => name);

/** Without keys that hold nothing. */
const someValues = fc.record({
  logLevel: perhaps(fc.constantFrom('debug', 'info', 'warn', 'error')),
  email: fc.constantFrom('ops@example.org', 'it@example.org'),
  aws: fc.record({ accountNumber: fc.constantFrom('123456789012', 123456789012, 12345678), iamUsers: perhaps(fc.uniqueArray(fc.constantFrom('first-cli', 'second-cli'))) }),
  kubeconfig: perhaps(fc.constantFrom('~/.kube/config', '~/.kube/other')),
  cluster: fc.record({
    metadata: fc.record({ name: fc.constant('test1'), region: fc.constantFrom('us-west-2', 'eu-west-1') }),
    vpc: fc.constant({ cidr: '10.47.0.0/16' }),
    nodeGroups: fc.array(fc.record({
      instanceType: fc.constantFrom('m4.large', 'm5.large'), desiredCapacity: fc.constant(4), minSize: fc.nat(4), maxSize: fc.integer({ min: 4, max: 9 }),
      name: fc.constant('ng'), iam: perhaps(fc.constant({ withAddonPolicies: { autoScaler: true, ebs: false } })), volumeSize: perhaps(fc.constant(80)),
    }), { minLength: 1, maxLength: 2 }),
  }),
  pkgs: perhaps(fc.dictionary(fc.constantFrom(...delivered), aSwitch)),
  environments: perhaps(fc.dictionary(fc.constantFrom('qa1', 'qa2'), someEnvironment)),
}).map(values => JSON.parse(JSON.stringify(values)) as Values);

describe('any values.yaml', () => {
  test('is equal in all that is not explained', () => {
    fc.assert(fc.property(someValues, values => {
      const { proof, draft } = draftFrom(toYaml(values));
      expect(placesOf(proof.unexplained)).toEqual([]);
      expect(shapeOf(draft.config)).toEqual([]);
      expect((draft.config as EksConfig).aws.accountNumber).toMatch(/^\d{12}$/);
      expect(proof.explained.filter(({ why }) => why === 'is not said; false holds')).toEqual([]);
      const said = [...leaves(values)].filter(({ value }) => typeof value !== 'object').map(({ path }) => path.join('.'));
      const explained = placesOf(proof.explained).filter(place => said.includes(place));
      expect(proof.equal + explained.length).toBe(said.length);
    }), { numRuns: 100 });
  });

  test('loses nothing in silence: whatever is changed in it changes the cluster, or the proof says why not', () => {
    const draftOf = (values: unknown) => draftFrom(toYaml(values));
    fc.assert(fc.property(someValues, values => {
      const { draft, proof } = draftOf(values);
      const explained = placesOf(proof.explained).filter(place => !/gitops|accountNumber/.test(place)); // those two count all the same
      for (const { path, value } of leaves(values)) {
        if (typeof value === 'object' || explained.includes(path.join('.'))) continue;
        const other = typeof value === 'boolean' ? !value : typeof value === 'number' ? value + 1 : `${String(value)}x`;
        try {
          expect(draftOf(withWord(values, path.map(step => (/^\d+$/.test(step) ? Number(step) : step)), other)).draft.config, path.join('.')).not.toEqual(draft.config);
        } catch (error) {
          if (!(error instanceof UserError)) throw error; // what is no such file is not silent
        }
      }
    }), { numRuns: 6 });
  });
});

describe('what has no word here', () => {
  const cases: readonly (readonly [what: string, from: string, to: string, at: string, why: string, comment: string])[] = [
    ['a key', 'cluster:\n', 'cluster:\n  iam: { x: 1 }\n', 'values.yaml:17 cluster.iam', 'is no key here; ', ' * Not taken over: cluster.iam is no key here.'],
    ['a misspelt key', 'logLevel:', 'logLevle:', 'values.yaml:2 logLevle', "is no key here; did you mean 'logLevel'?", ' * Not taken over: logLevle is'],
    ['a key of a node group', '    minSize', '    minsize: 1\n    minSize', 'values.yaml:25 cluster.nodeGroups[0].minsize', 'is no key here; did you mean', '    // Not taken over: cluster.nodeGroups[0].minsize is'],
    ['a key of an environment', '    hpa:', '    hpas: 1\n    hpa:', 'values.yaml:66 environments.qa2.hpas', 'is no key here; did you mean', '    // Not taken over: environments.qa2.hpas is'],
    ['a key of a package', '  flux:\n', '  flux:\n    x: 1\n', 'values.yaml:56 pkgs.flux.x', 'is no key here; the only one is', '    // Not taken over: pkgs.flux.x is'],
    ['a package', '  reloader:', '  linkerd:', 'values.yaml:51 pkgs.linkerd', 'is no package here; docs/packages.md lists them', '  // Not taken over: pkgs.linkerd is no package here.'],
    ['a misspelt package', '  reloader:', '  relaoder:', 'values.yaml:51 pkgs.relaoder', "is no package here; did you mean 'reloader'?", '  // Not taken over: pkgs.relaoder is'],
    ['a package of another way of delivery', '  reloader:', '  sentry:', 'values.yaml:51 pkgs.sentry', 'is a package that Flux v1 does not deliver', '  // Not taken over: pkgs.sentry is'],
    ['to be without a client', 'nosqlclient:\n      enabled: true', 'nosqlclient:\n      enabled: false', 'values.yaml:69 environments.qa2.nosqlclient.enabled', 'cannot be said: chart 0.1.7 always installs the client', '    // Not taken over: environments.qa2.nosqlclient.enabled cannot'],
  ];

  test.each(cases)('is unexplained, and a comment in the file: %s', (_, from, to, at, why, comment) => {
    expect(printed).toContain(from);
    const { proof, text } = importOf(printed.replace(from, () => to));
    expect(proof.unexplained).toEqual([{ at, why: expect.stringMatching(`^${why.replaceAll(/[?[\]]/g, '\\$&')}`) as string }]);
    expect(text).toContain(`\n${comment}`);
  });

  test('is a word of a package that the repository brings', () => {
    const velero = { ...packages[0]!, name: 'velero', release: { flux1: {} }, words: { required: ['bucket'] } };
    const yaml = printed.replace('  reloader:', '  velero:');
    const { proof } = importValues({ path: 'values.yaml', text: yaml, name: 'test1', stack: 'flux1', packages: [...packages, velero as unknown as AnyPackage] });
    expect(proof.unexplained).toEqual([{ at: 'values.yaml:51 pkgs.velero', why: "needs 'bucket', for which a values.yaml has no word" }]);
  });

  test('is explained where it is off', () => {
    const { proof } = importOf(printed.replace('  datadog:', '  linkerd:'));
    expect(proof.unexplained).toEqual([]);
    expect(proof.explained).toContainEqual({ at: 'values.yaml:53 pkgs.linkerd', why: 'is off there, and left out: it is no package here; docs/packages.md lists them' });
  });
});

describe('what is no such file', () => {
  const cases: readonly (readonly [what: string, yaml: string, faults: readonly string[]])[] = [
    ['nothing', '', ['line 1: there is nothing in this file.']],
    ['a list', '- a\n', ['line 1: the file must be an object, not a list.']],
    ['two documents', `${printed}---\n${printed}`, ['line 87: a second document begins; this file has one.']],
    ['keys that stand twice', printed.replace('  gloo:', '  flux:').replace('email:', 'logLevel: debug\nemail:'), [
      "line 3: 'logLevel' stands in this map for the second time; remove one of the two.",
      "line 56: 'flux' stands in this map for the second time; remove one of the two.",
    ]],
    ['no YAML', printed.replace('ops@', '[ops@'), ['line 5: this is no YAML.']],
    ['wrong types and keys that are missing', printed.replace('enabled: true', 'enabled: yes').replace('ops@example.org', '').replace(/ *region.*\n/, '').replace('develop', '[]'), [
      'line 3: email must be a string, not null.',
      'line 17: cluster.metadata.region is missing.',
      "line 35: pkgs['amazon-cloudwatch'].enabled must be true or false, not a string; write true.",
      'line 72: environments.qa2.gitops.branch must be a string, not a list.',
    ]],
    ['a region that is none', printed.replace('us-west-2', 'us-west-3'), [expect.stringMatching(/^line 19: cluster.metadata.region must be one of .* words, not 'us-west-3'; did you mean 'us-west-\d'\?$/) as string]],
    ['a gateway without names', printed.replace('- localhost', '[]').replace('dnsNames:\n        []', 'dnsNames: []'), [
      'line 82: environments.qa2.gateway.http.dnsNames has no name, and http is enabled; name the hosts that it serves.',
    ]],
    ['a protocol that is off', printed.replace('protocol: http', 'protocol: https'), [
      'line 79: environments.qa2.gateway.default.protocol is https, which is not enabled below.',
    ]],
  ];

  test.each(cases)('is refused, all at once: %s', (_, yaml, faults) => {
    const lines = messageOf(() => importOf(yaml)).split('\n');
    expect(lines[0]).toBe(`values.yaml is no values.yaml as the guide has it: ${faults.length} problem${faults.length === 1 ? '' : 's'}`);
    expect(lines.slice(1, -1).map(line => line.trim())).toEqual(faults);
    expect(lines.at(-1)).toBe('Nothing was written.');
  });

  test('is that of another cluster', () => {
    expect(messageOf(() => importOf(printed, 'flux1', 'test2'))).toBe(
      "values.yaml:18 calls the cluster 'test1', and --as 'test2'; write --as test1, or change the name there if it is to be a new cluster.",
    );
  });
});

test('what stands where nothing reads it is never repeated', () => {
  const secret = 'swordfish';
  const places = ['', ...[...printed.matchAll(/^ *(?=[\w-]+:(?: |\n))/gm)].map(([indent]) => indent)];
  const yamls = places.map((indent, i) => {
    const at = [...printed.matchAll(/^ *(?=[\w-]+:(?: |\n))/gm)][i]?.index ?? printed.length;
    return `${printed.slice(0, at)}${indent}token: ${secret}\n${printed.slice(at)}`;
  });
  const values = [...printed.matchAll(/(?<=: )(?:true|false|\[\])$/gm)].map(({ index, 0: { length } }) => `${printed.slice(0, index)}${secret}${printed.slice(index + length)}`);
  for (const yaml of [...yamls, ...values, printed.replace('ops@example.org', `"${secret}`), printed.replace('true', `*${secret}`)]) {
    let said: string;
    try {
      said = JSON.stringify(draftFrom(yaml));
    } catch (error) {
      said = String(error);
    }
    expect(said).not.toContain(secret);
  }
});

test('the page for those who come from one shows what happens', () => {
  const page = readFileSync(join(root, 'docs/coming-from-values-yaml.md'), 'utf8');
  const blocks = new Map([...page.matchAll(/^```(yaml|ts|text)\n(.*?)^```$/gms)].map(([, language = '', body = '']) => [language, body]));
  const { text, proof, problems } = importOf(blocks.get('yaml') ?? '', 'flux1', 'qa');
  expect(problems).toEqual([]);
  expect(blocks.get('ts')).toBe(text);
  expect(blocks.get('text')).toBe(`wrote    clusters/qa.ts\nnext     npm run synth qa\n\n${proofReport(proof)}\n`);
});

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}
