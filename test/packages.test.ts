import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import { defineCluster, type ClusterConfig } from '../charts/config.ts';
import { withWord, wordsIn } from '../charts/explain/words.ts';
import { isUmbrella, type GenerationName } from '../charts/generations/delivery.ts';
import { umbrellaReads } from '../charts/generations/flux1-umbrella.ts';
import { normalise } from '../charts/normalise.ts';
import { packages, type PackageConfigs, type PackageName } from '../charts/packages/index.ts';
import {
  definePackage, namespaceName, readPaths, readsPath, type AnyDelivery, type ChartConfig, type ClusterFacts, type PackageConfig,
  type PackageContext, type PackageRelease,
} from '../charts/packages/package.ts';
import { roleArn, roleName } from '../charts/resources.ts';
import type { Values } from '../charts/vocabulary.ts';
import { FileChart, render } from '../lib/output/file-chart.ts';
import { isManifest, leaves, valueAt, type Manifest } from '../lib/manifests/manifest.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import development from './clusters/development.ts';
import today from './clusters/today.ts';
import { manifestsIn, objectsOf as emittedOf } from './support/objects.ts';

/** What every package must keep, in each way of delivery. What a package comes to is in `dist`, and is not written down again here. */

const test1: ClusterFacts = {
  name: 'test1',
  region: 'us-west-2',
  accountNumber: '123456789012',
  kubernetes: '1.14',
  email: 'ops@example.org',
  logLevel: 'debug',
  repositoryUrl: 'https://github.com/tidepool-org/cluster-test1',
  hostnames: ['qa2.tidepool.org', 'qa1.tidepool.org'],
  domains: ['tidepool.org'],
  hostedZones: ['*'],
};

const names = packages.map(({ name }) => name);
const namesOfToday = packages.filter(({ release }) => release.flux2).map(({ name }) => name);

function definitionOf(name: PackageName) {
  const definition = packages.find(candidate => candidate.name === name);
  if (!definition) throw new Error(`${name} is not in the index`);
  return definition;
}

function contextOf(
  name: PackageName,
  cluster: Partial<ClusterFacts> = {},
  settings: object = {},
  generation: GenerationName = 'flux1',
): PackageContext<PackageConfig> {
  const facts = { ...test1, ...cluster };
  const { defaults, release } = definitionOf(name);
  const namespace = namespaceName(release[generation]) ?? '';
  return {
    cluster: facts,
    settings: { ...defaults(facts), ...settings },
    namespace,
    roleArn: account => roleArn(facts.accountNumber, roleName(facts.name, namespace, account)),
  };
}

function releaseOf(name: PackageName, cluster?: Partial<ClusterFacts>, settings?: object): PackageRelease | undefined {
  return definitionOf(name).release.flux1?.release?.(contextOf(name, cluster, settings));
}

/** The objects that a package draws itself, by the name of their file. */
function drawn(name: PackageName, cluster?: Partial<ClusterFacts>, settings?: object): ReadonlyMap<string, readonly Manifest[]> {
  const app = new App();
  const manifests = definitionOf(name).release.flux1?.manifests?.(contextOf(name, cluster, settings)) ?? [];
  for (const manifest of manifests) manifest.draw(new FileChart(app, manifest.name));
  const tree = render(app, { source: 'clusters/test1.ts', leadingMarker: true });
  return new Map([...manifestsIn(tree)].map(([path, text]) => [path, fromYaml(text).filter(isManifest)]));
}

function objectsOf(name: PackageName): readonly Manifest[] {
  return [...drawn(name).values()].flat();
}

function only(objects: readonly Manifest[], kind: string, name: string): Manifest {
  const found = objects.filter(object => object.kind === kind && object.metadata.name === name);
  expect(found).toHaveLength(1);
  return found[0] as Manifest; // its number was checked just above
}

describe('the list of packages', () => {
  test('every package file is listed in the index, and every listed name equals its file', () => {
    const files = readdirSync(join(import.meta.dirname, '../charts/packages')).map(file => file.replace(/\.ts$/, ''));
    expect(names).toEqual(files.filter(file => file !== 'index' && file !== 'package').sort());
  });

});

describe('releases of flux1', () => {
  test('gloo says nothing about hostnames when there is none to publish', () => {
    const path = ['gatewayProxies', 'gatewayProxyV2', 'service', 'extraAnnotations'];
    expect(Object.keys(valueAt(releaseOf('gloo', { hostnames: [] })?.values, path) as object)).toEqual([
      'service.beta.kubernetes.io/aws-load-balancer-type',
      'external-dns.alpha.kubernetes.io/alias',
      'service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags',
    ]);
  });

  test.each(names)('%s: no value is empty, and none names a person', name => {
    const values = [...leaves(releaseOf(name)?.values ?? {})].map(({ value }) => value);
    expect(values.filter(value => value === '' || value === undefined || value === 'derrickburns')).toEqual([]);
  });
});

describe('what packages draw themselves', () => {
  test.each(names)('%s: an object has the namespace of the package, unless its kind has none', name => {
    for (const { kind, metadata } of objectsOf(name)) {
      const expected = kind.startsWith('Cluster') ? undefined : contextOf(name).namespace;
      expect([kind, metadata.name, metadata.namespace]).toEqual([kind, metadata.name, expected]);
    }
  });

  test.each(names)('%s: pods run under accounts that somebody makes, and nobody makes one twice', name => {
    const made = (definitionOf(name).accounts?.(contextOf(name)) ?? []).map(account => account.name);
    const written = objectsOf(name).filter(({ kind }) => kind === 'ServiceAccount').map(({ metadata }) => metadata.name);
    expect(written.filter(account => made.includes(account))).toEqual([]);
    const used = objectsOf(name)
      .map(object => valueAt(object, ['spec', 'template', 'spec', 'serviceAccountName']))
      .filter(account => account !== undefined);
    expect(used.filter(account => !made.includes(String(account)))).toEqual([]);
    const bound = objectsOf(name).flatMap(object => (object['subjects'] ?? []) as { kind: string; name: string; namespace: string }[]);
    for (const subject of bound) {
      expect(subject).toEqual({ kind: 'ServiceAccount', name: expect.toBeOneOf(made), namespace: contextOf(name).namespace });
    }
  });

  test.each([
    ['1.12', {}, 'k8s.gcr.io/cluster-autoscaler:v1.12.8'],
    ['1.13', {}, 'k8s.gcr.io/cluster-autoscaler:v1.13.9'],
    ['1.14', {}, 'k8s.gcr.io/cluster-autoscaler:v1.12.3'],
    ['1.15', {}, 'registry.k8s.io/autoscaling/cluster-autoscaler:v1.15.7'],
    ['1.18', {}, 'k8s.gcr.io/cluster-autoscaler:v1.12.3'],
    ['1.20', {}, 'registry.k8s.io/autoscaling/cluster-autoscaler:v1.20.0'],
    ['1.34', {}, 'registry.k8s.io/autoscaling/cluster-autoscaler:v1.34.4'],
    ['1.36', {}, 'registry.k8s.io/autoscaling/cluster-autoscaler:v1.36.0'],
    ['1.14', { image: 'example.org/autoscaler:v1' }, 'example.org/autoscaler:v1'],
  ] as const)('on Kubernetes %s with %j cluster-autoscaler is %s', (kubernetes, settings, image) => {
    const objects = [...drawn('cluster-autoscaler', { kubernetes }, settings).values()].flat();
    const containers = valueAt(only(objects, 'Deployment', 'cluster-autoscaler'), ['spec', 'template', 'spec', 'containers']);
    expect(containers).toMatchObject([{ image }]);
  });

});

describe('amazon-cloudwatch', () => {
  const objects = objectsOf('amazon-cloudwatch');
  const data = (name: string) => only(objects, 'ConfigMap', name)['data'] as Readonly<Record<string, string>>;

  test('configHash on the pods is the hash of the config that they read', () => {
    const annotations = valueAt(only(objects, 'DaemonSet', 'fluentd-cloudwatch'), ['spec', 'template', 'metadata', 'annotations']);
    const expected = createHash('sha256').update(JSON.stringify(data('fluentd-config'))).digest('hex');
    expect(annotations).toEqual({ configHash: expected });
  });

  test('fluent.conf includes the other files, and every section that opens is closed', () => {
    const { 'fluent.conf': main = '', ...others } = data('fluentd-config');
    const included = [...main.matchAll(/^@include (.+)$/gm)].map(([, file]) => file);
    expect(included).toEqual(['containers.conf', 'systemd.conf', 'host.conf']);
    expect(Object.keys(others)).toEqual(included);
    for (const text of [main, ...Object.values(others)]) {
      const open: string[] = [];
      for (const [, close, name = ''] of text.matchAll(/^ *<(\/?)(\w+)[^>]*>$/gm)) {
        if (close === '') open.push(name);
        else expect(open.pop()).toBe(name);
      }
      expect(open).toEqual([]);
    }
  });

  test('every environment variable that the config fetches is set', () => {
    const text = Object.values(data('fluentd-config')).join('');
    const fetched = new Set([...text.matchAll(/ENV\.fetch\('(\w+)'\)/g)].map(([, name]) => name));
    const containers = valueAt(only(objects, 'DaemonSet', 'fluentd-cloudwatch'), ['spec', 'template', 'spec', 'containers']);
    const [{ env }] = containers as [{ env: { name: string }[] }];
    expect(new Set(env.map(({ name }) => name))).toEqual(fetched);
  });
});

/** A cluster of today's stack, with some packages or, by default, with all of them. */
function modern(configs: PackageConfigs = Object.fromEntries(names.map(name => [name, {}]))) {
  const { region, email, aws, vpc, nodeGroups, logLevel = 'info', dns = {}, environments = {} } = today;
  return normalise(
    defineCluster({
      name: 'today', delivery: 'flux2', edition: '0.26.0', region, email, aws, vpc, nodeGroups, logLevel, dns, environments, packages: configs,
    }),
    new Map(),
  );
}

function modernPackage(name: PackageName, config: object = {}) {
  const [installed] = modern({ [name]: config }).packages;
  if (!installed) throw new Error(`${name} is not installed`);
  return installed;
}

function modernRelease(name: PackageName, config?: object): PackageRelease | undefined {
  const { delivery, context } = modernPackage(name, config);
  return delivery.release?.(context);
}

describe('packages of flux2', () => {
  test.each(namesOfToday)('%s: a chart has an exact version, over https or from a registry', name => {
    const { chart } = modernPackage(name).delivery;
    if (chart === undefined) return;
    expect(chart).toEqual({
      repository: expect.stringMatching(/^(https|oci):\/\//),
      name: expect.any(String),
      version: expect.stringMatching(/^v?\d+\.\d+\.\d+$/),
    });
  });

  test.each(namesOfToday)('%s: no value is empty, names a moving tag, or comes from where Bitnami has no images any more', name => {
    const found = [...leaves(modernRelease(name)?.values ?? {})].map(({ value }) => value);
    expect(found.filter(value => value === '' || value === undefined || /\blatest\b|\bbitnami\b/.test(String(value)))).toEqual([]);
  });

  test('cert-manager has the same issuers as in 2019', () => {
    const { delivery, context } = modernPackage('certmanager');
    const before = definitionOf('certmanager').release.flux1?.clusterIssuers?.(contextOf('certmanager'));
    expect(before).toHaveLength(2);
    expect(delivery.clusterIssuers?.(context)).toEqual(before);
  });

  test('external-dns is told log levels in its own words', () => {
    const levels = (['debug', 'info', 'warn', 'error'] as const).map(logLevel => {
      const { delivery, context } = modernPackage('external-dns');
      return delivery.release?.({ ...context, cluster: { ...context.cluster, logLevel } }).values['logLevel'];
    });
    expect(levels).toEqual(['debug', 'info', 'warning', 'error']);
  });

  test('the sidecar of Thanos reads a Secret that is fetched, as an account with a role; without it there is neither', () => {
    const { secrets, accounts } = modernPackage('prometheus-operator', { thanos: { bucket: 'example-metrics' } });
    const values = modernRelease('prometheus-operator', { thanos: { bucket: 'example-metrics' } })?.values;
    const { name, key } = valueAt(values, ['prometheus', 'prometheusSpec', 'thanos', 'objectStorageConfig', 'existingSecret']) as Values;
    expect(secrets).toMatchObject([{ name, keys: [key], path: 'today/monitoring/thanos-objstore-config' }]);
    expect(accounts).toMatchObject([{ name: valueAt(values, ['prometheus', 'serviceAccount', 'name']) }]);
    expect(modernPackage('prometheus-operator')).toMatchObject({ secrets: [], accounts: [] });
  });

  test("the Job of Gloo's chart, which is deleted when it is done, is not made again", () => {
    expect(modernRelease('gloo')?.setByOthers).toEqual([{ kind: 'Job', paths: [''] }]);
  });
});

/** The clusters of the repository and those of the tests. */
const fixtures = await Promise.all(
  ['clusters'].flatMap(folder => {
    const path = join(import.meta.dirname, folder);
    // Every file there has a config as its default.
    return readdirSync(path).map(async file => ((await import(join(path, file))) as { default: ClusterConfig }).default);
  }),
);

/** What may be said of a package: nothing, or another value of one of its settings. */
function settingsOf(name: PackageName): PackageConfig[] {
  const config: ClusterConfig = { ...development, packages: { [name]: {} } };
  const ofPackage = wordsIn(config).filter(({ place }) => place[0] === 'packages' && place[1] === name);
  const others = ofPackage.flatMap(({ place, others: values }) => values.map(value => withWord(config, place, value)));
  return [{}, ...others.flatMap(({ packages: settings }) => settings[name] ?? [])];
}

/** Where values end that a package writes, in any of the clusters, with and without names to publish, by itself and with its settings. */
function writtenPaths(name: PackageName, generation: GenerationName): (readonly string[])[] {
  const release = (definitionOf(name).release[generation] as AnyDelivery | undefined)?.release; // one of the two
  const clusters = fixtures.map(config => normalise(config, new Map())).flatMap(cluster => [cluster, { ...cluster, hostnames: [] }]);
  return clusters.flatMap(cluster => settingsOf(name).flatMap(settings =>
    [...leaves(release?.(contextOf(name, cluster, settings, generation)).values ?? {})].map(({ path }) => path)));
}

/** Every path has a row, every row has a path, and no row says what another one says already. */
function expectComplete(reads: readonly string[], paths: readonly (readonly string[])[]): void {
  const rows = readPaths(reads);
  const strangers = paths.filter(path => !readsPath(rows, path)).map(path => path.join(' > '));
  expect([...new Set(strangers)]).toEqual([]);
  expect(rows.filter(row => !paths.some(path => readsPath([row], path)))).toEqual([]);
  expect(rows.filter(row => readsPath(rows.filter(other => other !== row), row.split('.')))).toEqual([]);
  expect(new Set(rows).size).toBe(rows.length);
}

const deliveries = names.flatMap(name => (['flux1', 'flux2'] as const).map(generation => [name, generation] as const));

describe('what charts read', () => {
  const charts = deliveries.filter(([name, generation]) => definitionOf(name).release[generation]?.chart);

  test.each(charts)('%s, %s: every value written is in the table, and every row of it is written', (name, generation) => {
    expectComplete(definitionOf(name).release[generation]?.reads ?? [], writtenPaths(name, generation));
  });

  test.each([
    ['a value', ['image', 'tag'], true],
    ['something in a list', ['sources', '0', 'name'], true],
    ['an annotation, dots and all', ['annotations', 'example.org/a.b'], true],
    ['a key that is not there', ['image', 'digest'], false],
    ['a key that begins alike', ['image', 'tags'], false],
    ['one key with a dot in it', ['image.tag'], false],
    ['what is above a row', ['image'], false],
    ['nothing at all', [], true],
  ])('readsPath: %s', (_, path, expected) => {
    expect(readsPath(['{image.tag, sources}', 'annotations'], path)).toBe(expected);
  });

  const umbrellas = ['shared-start', 'shared'] as const;

  test.each(umbrellas)('%s, umbrella chart: every value written is in the table, and every row of it is written', name => {
    const all = Object.fromEntries(names.map(each => [each, {}]));
    const variants: readonly ClusterConfig[] = [
      ...fixtures.filter(isUmbrella),
      { ...development, packages: {} },
      { ...development, packages: all, region: 'eu-west-1', logLevel: 'info' },
    ];
    const values = variants
      .flatMap(config => emittedOf(config))
      .filter(({ id }) => id === `HelmRelease/default/${name}`)
      .map(({ object }) => valueAt(object, ['spec', 'values']));
    expect(values).toHaveLength(variants.length);
    expectComplete(umbrellaReads[name], values.flatMap(each => [...leaves(each)].map(({ path }) => path)));
  });
});

describe('notes', () => {
  test.each(names)('%s: a note that begins with a generation spells it as people do, and none has its key', name => {
    const { notes, summary } = definitionOf(name);
    for (const note of [...notes, summary]) expect(note).not.toMatch(/flux[12]|^Flux (v2|1)\b/i);
  });
});

/** Mistakes that must not compile; `tsc` fails here when the types loosen. */
export const mistakes: PackageConfigs[] = [
  // @ts-expect-error: a channel of Slack begins with #
  { fluxcloud: { channel: 'flux-test1' } },
  // @ts-expect-error: Flux is installed by eksctl, so there is no chart to choose
  { flux: { chart: { repository: 'https://fluxcd.github.io/flux', name: 'flux', version: '0.14.0' } } },
  // @ts-expect-error: fluentdimage is no setting
  { 'amazon-cloudwatch': { fluentdimage: 'example.org/fluentd:v1' } },
];

const chartAlone = { chart: { repository: 'https://example.org/charts', name: 'one', version: '1.0.0' }, release: () => ({ values: {} }) };

export const chartWithoutTable = definePackage<'one', ChartConfig>({
  name: 'one',
  summary: 'Does not compile, since nobody has said what its chart reads.',
  defaults: () => ({}),
  stage: 'shared',
  release: {
    // @ts-expect-error: a chart comes with `reads`
    flux1: { namespace: 'one', ...chartAlone },
    flux2: { namespace: 'one', ...chartAlone, reads: [] },
  },
  notes: [],
});
