import { execFileSync } from 'node:child_process';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { clusterFolder, compile, draw } from '../charts/compile.ts';
import type { ClusterConfig, EnvironmentConfig } from '../charts/config.ts';
import { isEnabled, normalise } from '../charts/normalise.ts';
import { packages } from '../charts/packages/index.ts';
import development from './clusters/development.ts';
import production from './clusters/production.ts';
import test1 from './clusters/test1.ts';
import type { Tree } from '../lib/output/file-chart.ts';
import { isRecord } from '../lib/manifests/manifest.ts';
import mixed from './clusters/mixed.ts';
import today from './clusters/today.ts';
import wordy from './clusters/wordy.ts';
import { compiled, manifestsIn, withPackages } from './support/objects.ts';

const clusters: readonly [name: string, config: ClusterConfig][] = [
  ['test1', test1],
  ['development', development],
  ['wordy', wordy],
  ['today', today],
  ['production', production],
  ['mixed', mixed],
];

describe('compile', () => {
  test.each(clusters)('%s: the order of keys in a config changes no byte', (_, config) => {
    const expected = compile(config, new Map());
    fc.assert(
      fc.property(fc.gen(), choose => {
        const shuffled = shuffle(config, keys => choose(fc.shuffledSubarray, keys, { minLength: keys.length }));
        expect(differing(compile(shuffled as ClusterConfig, new Map()), expected)).toEqual([]); // the same config, but for the order
      }),
      { numRuns: 15 },
    );
  });

  test.each(clusters)('%s: compiling twice gives the same bytes in the same order', (_, config) => {
    expect([...compile(config, new Map())]).toEqual([...compile(config, new Map())]);
  });

  test.each(clusters)('%s: a config that nobody can change gives the same bytes, so compiling changes none', (_, config) => {
    expect([...compile(deeplyFrozen(structuredClone(config)), new Map())]).toEqual([...compiled(config)]);
  });

  test.each(clusters)('%s: compiling one cluster leaves nothing behind that another would show', (_, config) => {
    const alone = [...compile(config, new Map())];
    for (const [, other] of clusters) compile(other, new Map());
    expect([...compile(config, new Map())]).toEqual(alone);
  });

  test.each(clusters)('%s: every path lies in the folder of its cluster and would be the same file on any disk', (_, config) => {
    const paths = [...compiled(config).keys()];
    expect(paths.filter(path => !path.startsWith(`${clusterFolder(config.name)}/`))).toEqual([]);
    expect(paths.filter(path => !/^[a-z0-9./-]+(\.yaml|\/\.gitignore|\/INVENTORY\.md|\/bootstrap\/[\w./-]+)$/.test(path) || path.includes('..'))).toEqual([]);
  });

  test.each(clusters)('%s: no text names the machine or a date', (_, config) => {
    for (const [path, text] of compiled(config)) {
      expect([process.cwd(), `${homedir()}/`, `${tmpdir()}/`].filter(place => text.includes(place)), path).toEqual([]);
      const dates = [...text.matchAll(/\b(19|20)\d\d-\d\d-\d\d/g)].map(([date]) => date);
      // The versions of IAM's policy language and of CloudFormation's templates.
      expect(dates.filter(date => !['2012-10-17', '2010-09-09'].includes(date)), path).toEqual([]);
    }
  });
});

test('what eksctl reads is there where eksctl makes the cluster, and nothing else changes with it', () => {
  const cluster = normalise(today);
  const paths = [...manifestsIn(draw({ ...cluster, eks: undefined })).keys()];
  expect([...manifestsIn(draw(cluster)).keys()].filter(path => !paths.includes(path))).toEqual(['clusters/today/config.yaml']);
});

describe('compile on another machine', () => {
  let elsewhere: Readonly<Record<string, [string, string][]>> = {};

  beforeAll(() => {
    elsewhere = compileElsewhere();
  });

  test.each(clusters)('%s: another time zone, language, folder and setting of cdk8s give the same bytes', (name, config) => {
    expect(differing(new Map(elsewhere[name]), compiled(config))).toEqual([]);
  });
});

describe('a change moves what it is about, and nothing else', () => {
  /** Files that several packages or environments write together, besides config.yaml. */
  const aggregated: Readonly<Record<string, RegExp>> = {
    packages: /^flux\/shared(-start)?\/monitoring\/namespace\.yaml$/,
    umbrella: /^flux\/(shared(-start)?-helmrelease|external-secrets\/[a-z0-9-]+)\.yaml$/,
    stages: new RegExp(`^flux/(${[
      'sources/[a-z]+',
      'shared(-start)?/kustomization',
      'shared(-start)?/argo-events/(kustomization|namespace)', // the namespace of two packages
      'shared/external-secrets/clustersecretstore', // whom it serves
      'notifications/[a-z]+', // of what they tell
      'ks/(notifications|kustomization)', // which are there with a package
    ].join('|')})\\.yaml$`),
  };

  function sharedFiles(config: ClusterConfig): RegExp | undefined {
    if (config.delivery === 'flux2') return aggregated['stages'];
    return aggregated['shared' in config && config.shared === 'umbrella' ? 'umbrella' : 'packages'];
  }

  const changes = clusters.flatMap(([cluster, config]) => packages.map(({ name }) => [cluster, name, config] as const));

  test.each(changes)('%s: %s on or off moves its own files, config.yaml and those that packages share', (_, name, config) => {
    const other = withPackages(config, { [name]: isEnabled(config.packages[name]) ? false : {} });
    const own = new RegExp(`^(config\\.yaml$|flux/shared(-start)?/${name}/)`);
    const foreign = moved(config, other).filter(path => !own.test(path) && !sharedFiles(config)?.test(path));
    expect(foreign).toEqual([]);
  });

  test('a package without an account leaves config.yaml alone', () => {
    const plain = packages.filter(({ accounts, name }) => accounts === undefined && isEnabled(test1.packages[name]));
    expect(plain.map(({ name }) => name)).toContain('reloader');
    for (const { name } of plain) expect(moved(test1, withPackages(test1, { [name]: false })), name).not.toContain('config.yaml');
  });

  test('two packages of one namespace share its file, which is there while either is', () => {
    const file = 'flux/shared/monitoring/namespace.yaml';
    expect(moved(test1, withPackages(test1, { 'metrics-server': false }))).not.toContain(file);
    expect(moved(test1, withPackages(test1, { 'prometheus-operator': false }))).not.toContain(file);
    expect(moved(test1, withPackages(test1, { 'metrics-server': false, 'prometheus-operator': false }))).toContain(file);
  });

  const environment: EnvironmentConfig = {
    gitops: { policy: 'glob:develop-*' },
    gateway: { default: 'https', https: { dnsNames: ['qa9.tidepool.org'] } },
    mongo: { server: 'external' },
  };
  const unpublished: EnvironmentConfig = { ...environment, gateway: { default: 'http', http: { dnsNames: ['localhost'] } } };
  const derived: ClusterConfig = { ...development, dns: {} };

  const frozen: EnvironmentConfig = { ...environment, gitops: { policy: 'glob:develop-*', automated: false } };

  test.each<[what: string, config: ClusterConfig, added: EnvironmentConfig, files: string[]]>([
    ['test1 and a published one', test1, environment, ['config.yaml', 'flux/shared-start/gloo/helmrelease.yaml']],
    ['test1 and one that nobody finds', test1, unpublished, ['config.yaml']],
    ['development, whose names are listed', development, environment, ['config.yaml']],
    ['development with derived names', derived, environment, ['config.yaml', 'flux/shared-helmrelease.yaml']],
    ['production', production, environment, [
      'config.yaml',
      'flux/image-automation/imagepolicies.yaml',
      'flux/ks/env-qa9.yaml',
      'flux/ks/kustomization.yaml',
      'flux/notifications/slack.yaml',
      'flux/shared-start/gloo/helmrelease.yaml',
      'flux/shared/external-secrets/clustersecretstore.yaml',
    ]],
    ['mixed, and a frozen one', mixed, frozen, [
      'config.yaml',
      'flux/ks/env-qa9.yaml',
      'flux/ks/kustomization.yaml',
      'flux/shared-start/gloo/helmrelease.yaml',
      'flux/shared/external-secrets/clustersecretstore.yaml',
    ]],
  ])('an environment added or removed moves its own files and what lists accounts and names: %s', (_, config, added, files) => {
    const foreign = moved(config, { ...config, environments: { ...config.environments, qa9: added } }).filter(
      path => !path.startsWith('flux/environments/qa9/'),
    );
    expect(foreign).toEqual(files);
  });

  test('an environment switched off has none of its files, accounts or names', () => {
    const { qa2 } = test1.environments ?? {};
    const off = compile({ ...test1, environments: { ...(qa2 && { qa2: { ...qa2, enabled: false } }) } }, new Map());
    expect(JSON.stringify([...off])).not.toContain('qa2');
  });

  test('a certificate added or removed moves its own file', () => {
    expect(moved(development, { ...development, certificates: {} })).toEqual(['flux/certs/tidepool-cert.yaml']);
  });

  test('a setting of one environment moves files of that environment alone', () => {
    const qa1 = development.environments?.['qa1'];
    expect(qa1).toBeDefined();
    const changed = { ...development, environments: { ...development.environments, ...(qa1 && { qa1: { ...qa1, hpa: true } }) } };
    expect(moved(development, changed)).toEqual(['flux/environments/qa1/tidepool-helmrelease.yaml']);
  });
});

/** Paths of manifests, below the cluster's folder, whose text is not the same in both, or that one of them lacks. */
function moved(before: ClusterConfig, after: ClusterConfig): string[] {
  const folder = `${clusterFolder(before.name)}/`;
  return differing(manifestsIn(compiled(before)), manifestsIn(compile(after, new Map()))).map(path => path.slice(folder.length));
}

function differing(a: Tree, b: Tree): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter(path => a.get(path) !== b.get(path)).sort();
}

/** The same data with the keys of every map in another order; lists stay as they are. */
function shuffle(data: unknown, order: (keys: string[]) => string[]): unknown {
  if (Array.isArray(data)) return data.map(item => shuffle(item, order));
  if (!isRecord(data)) return data;
  return Object.fromEntries(order(Object.keys(data)).map(key => [key, shuffle(data[key], order)]));
}

function deeplyFrozen<T>(data: T): T {
  if (typeof data === 'object' && data !== null) Object.values(Object.freeze(data)).forEach(deeplyFrozen);
  return data;
}

/**
 * Compiles the clusters in a process of its own, in another folder and with other settings of the machine. Once everything is loaded,
 * that process can read no file and ask for no folder, host name, time or random number.
 */
function compileElsewhere(): Readonly<Record<string, [string, string][]>> {
  const url = (file: string) => JSON.stringify(pathToFileURL(join(dirname(import.meta.dirname), file)).href);
  const program = `
    import fs from 'node:fs';
    import os from 'node:os';
    import { syncBuiltinESMExports } from 'node:module';
    const { compile } = await import(${url('charts/compile.ts')});
    const { default: test1 } = await import(${url('test/clusters/test1.ts')});
    const { default: development } = await import(${url('test/clusters/development.ts')});
    const { default: wordy } = await import(${url('test/clusters/wordy.ts')});
    const { default: today } = await import(${url('test/clusters/today.ts')});
    const { default: production } = await import(${url('test/clusters/production.ts')});
    const { default: mixed } = await import(${url('test/clusters/mixed.ts')});
    const write = process.stdout.write.bind(process.stdout);
    const refuse = name => () => { throw new Error('compile asked for ' + name); };
    for (const [library, name] of [[fs, 'fs'], [fs.promises, 'fs.promises'], [os, 'os']]) {
      for (const key of Object.keys(library)) if (typeof library[key] === 'function') library[key] = refuse(name + '.' + key);
    }
    syncBuiltinESMExports();
    process.cwd = refuse('process.cwd');
    process.hrtime = refuse('process.hrtime');
    Date.now = refuse('Date.now');
    globalThis.Date = new Proxy(Date, { construct: refuse('new Date'), apply: refuse('Date') });
    Math.random = refuse('Math.random');
    const clusters = Object.entries({ test1, development, wordy, today, production, mixed });
    const texts = clusters.map(([name, config]) => [name, [...compile(config, new Map())]]);
    write(JSON.stringify(Object.fromEntries(texts)));
  `;
  const loader = pathToFileURL(join(dirname(import.meta.dirname), 'node_modules/tsx/dist/loader.mjs')).href;
  const output = execFileSync(process.execPath, ['--import', loader, '--input-type=module', '--eval', program], {
    cwd: tmpdir(),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    env: { HOME: '/nonexistent', TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', CDK8S_DISABLE_SORT: '1' },
  });
  return JSON.parse(output) as Record<string, [string, string][]>;
}
