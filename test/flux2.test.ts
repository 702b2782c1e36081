import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { clusterFolder } from '../charts/compile.ts';
import type { ClusterConfig, EnvironmentConfig } from '../charts/config.ts';
import { checkFleet } from '../charts/config-rules/fleet.ts';
import { packages } from '../charts/packages/index.ts';
import { servicesOf } from '../charts/tidepool/services.ts';
import type { HelmChart } from '../charts/vocabulary.ts';
import production from './clusters/production.ts';
import { isRecord, leaves, valueAt, type Manifest } from '../lib/manifests/manifest.ts';
import { roleOf } from '../lib/manifests/roles.ts';
import { isAsGenerated, signatureOf } from '../lib/output/signature.ts';
import { manifestRules } from '../lib/rules/index.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import mixed from './clusters/mixed.ts';
import { withPackages } from './support/objects.ts';
import { system, clusters, filesOf, manifests, ofKind, objectOf, at, textAt } from './support/flux2.ts';

test('the fixture has no problem', () => {
  expect([...checkFleet(new Map([['mixed', mixed]])).problems]).toEqual([]);
});

describe.each(clusters)('files of %s', (name, config) => {
  const files = [...filesOf(config)];

  test('begin with our line, and not with `---`, which image automation would take away', () => {
    const generated = files.filter(([path]) => !['placeholder', 'aside'].includes(roleOf(`clusters/${name}/${path}`)));
    expect(generated.length).toBeGreaterThan(40);
    for (const [path, text] of generated) {
      expect(text.split('\n')[0], path).toMatch(new RegExp(`^# Generated from clusters/${name}\\.ts by `));
      expect(isAsGenerated(text), path).toBe(true);
    }
  });

  test('in flux-system are handed over without it, and say to whom', () => {
    const handedOver = files.filter(([path]) => roleOf(path) === 'placeholder');
    const paths = ['gotk-components', 'gotk-sync', 'kustomization'].map(file => `flux/${system}/${file}.yaml`);
    expect(handedOver.map(([path]) => path)).toEqual(paths);
    for (const [path, text] of handedOver) {
      expect(signatureOf(text), path).toBeUndefined();
      expect(text, path).toMatch(/^# .*`flux bootstrap`/);
    }
  });

});

function stageFolder({ name }: ClusterConfig, stage: Manifest): string {
  return textAt(stage, 'spec.path').replace(`./dist/${clusterFolder(name)}/flux/`, '');
}

/** What each stage applies, and what it waits for. */
function stages(config: ClusterConfig): Record<string, { folder: string; after: unknown }> {
  return Object.fromEntries(ofKind(config, 'Kustomization').map(stage => {
    const after = at(stage, 'spec.dependsOn') as { name: string }[] | undefined; // as its schema says
    return [stage.metadata.name, { folder: stageFolder(config, stage), after: after?.map(({ name }) => name) }];
  }));
}

describe('stages', () => {
  test('come one after the other: where charts are, controllers, what they serve, then environments beside each other', () => {
    expect(stages(production)).toEqual({
      sources: { folder: 'sources', after: undefined },
      'shared-start': { folder: 'shared-start', after: ['sources'] },
      shared: { folder: 'shared', after: ['shared-start'] },
      'env-int': { folder: 'environments/int', after: ['shared'] },
      'env-prd': { folder: 'environments/prd', after: ['shared'] },
      'image-automation': { folder: 'image-automation', after: ['shared'] },
      notifications: { folder: 'notifications', after: ['shared'] },
    });
  });

  test.each(clusters)('of %s are over when all that they apply is ready, and take away what is no longer there', (_, config) => {
    for (const { metadata, spec } of ofKind(config, 'Kustomization')) {
      expect(metadata.namespace).toBe(system);
      expect(spec).toMatchObject({ wait: true, prune: true, sourceRef: { kind: 'GitRepository', name: system } });
    }
  });

  test.each(clusters)('of %s wait longer than any release may take', (_, config) => {
    const waits = ofKind(config, 'Kustomization').map(stage => minutes(textAt(stage, 'spec.timeout')));
    const takes = ofKind(config, 'HelmRelease').map(release => minutes(textAt(release, 'spec.timeout')));
    expect(Math.min(...waits)).toBeGreaterThan(Math.max(...takes));
  });

  test('know the kinds that say in a way of their own that they are ready, in the stage where they are', () => {
    const kinds = ['ClusterIssuer', 'ClusterSecretStore'];
    for (const kind of kinds) {
      for (const { document, object } of manifests(production).ofKind(kind)) {
        expect(document.file.path).toMatch(/^flux\/shared\//);
        const checks = at(objectOf(production, `Kustomization/${system}/shared`), 'spec.healthCheckExprs');
        expect(checks).toContainEqual(expect.objectContaining({ apiVersion: object.apiVersion, kind }));
      }
    }
    expect(kinds.flatMap(kind => ofKind(production, kind))).toHaveLength(3);
  });

  test('keep their names and files when environments and packages come and go: to rename one deletes all that it holds', () => {
    const { int: _, ...others } = production.environments ?? {};
    const fewer = withPackages({ ...production, environments: others }, { sumologic: false, fluxcloud: false, reloader: false });
    const [before, after] = [filesOf(production), filesOf(fewer)];
    const ofStages = (files: ReadonlyMap<string, string>) => [...files].filter(([path]) => /^flux\/ks\/(?!kustomization)/.test(path));
    const gone = ['flux/ks/env-int.yaml', 'flux/ks/notifications.yaml'];
    expect(ofStages(after)).toEqual(ofStages(before).filter(([path]) => !gone.includes(path)));
  });
});

function minutes(duration: string): number {
  const [, count, unit = ''] = /^(\d+)([hms])$/.exec(duration) ?? [];
  return Number(count) * ({ h: 60, m: 1, s: 1 / 60 }[unit] ?? NaN);
}

describe.each(clusters)('releases of %s', (_, config) => {
  const releases = ofKind(config, 'HelmRelease');

  test('are tried again for ever, and what others change is changed back', () => {
    const forEver = { strategy: { name: 'RetryOnFailure', retryInterval: '5m' } };
    expect(releases.length).toBeGreaterThan(9);
    for (const { metadata, spec } of releases) {
      expect(spec, metadata.name).toMatchObject({ install: forEver, upgrade: forEver, driftDetection: { mode: 'enabled' } });
    }
  });

  test('say the name of Helm, which the controller would make up otherwise', () => {
    for (const { metadata: { name, namespace }, spec } of releases) {
      expect(spec, name).toMatchObject({ releaseName: name === 'tidepool' ? `${namespace}-tidepool` : expect.stringMatching(/^[a-z-]+$/) });
    }
  });

  test('bring the definitions of their kinds up to date, but for one that has older ones than another', () => {
    const policies = releases.map(release => [release.metadata.name, at(release, 'spec.install.crds'), at(release, 'spec.upgrade.crds')]);
    const replacing = policies.filter(([, first, later]) => first === 'CreateReplace' && later === first);
    expect(policies.filter(policy => !replacing.includes(policy))).toEqual(config === production ? [['sumologic', 'Skip', 'Skip']] : []);
  });

  test('take charts in git at every commit, and others by their exact version', () => {
    const charts = releases.map(release => at(release, 'spec.chart.spec')).filter(isRecord);
    for (const { sourceRef, version, reconcileStrategy } of charts) {
      const isGit = valueAt(sourceRef, ['kind']) === 'GitRepository';
      expect(reconcileStrategy).toBe(isGit ? 'Revision' : undefined);
      expect(typeof version).toBe(isGit ? 'undefined' : 'string');
    }
    for (const source of ofKind(config, 'OCIRepository')) expect(textAt(source, 'spec.ref.tag')).toMatch(/^v?\d+\.\d+\.\d+/);
  });
});

/** The one source of a cluster that has one release, with this chart. */
function sourceOf(chart: HelmChart): Manifest | undefined {
  const config = { ...mixed, environments: {}, packages: { reloader: { chart } } };
  return manifests(config).objects.find(({ document }) => document.file.path.startsWith('flux/sources/'))?.object;
}

describe('charts', () => {
  const commit = '0123456789abcdef0123456789abcdef01234567';

  const withKey = { secretRef: { name: 'charts' } };

  test.each<[git: string, url: string, key: object, name: string]>([
    ['git@github.com:example/charts', 'ssh://git@github.com/example/charts', withKey, 'ssh.github.com.example.charts.a'],
    ['me@example.org:~me/a.git', 'ssh://me@example.org/~me/a.git', withKey, 'ssh.example.org.me.a.git.a'],
    ['ssh://git@example.org:2222/a', 'ssh://git@example.org:2222/a', withKey, 'ssh.example.org-2222.a.a'],
    ['https://github.com/example/charts', 'https://github.com/example/charts', {}, 'github.com.example.charts.a'],
  ])('in git, at %s', (git, url, key, name) => {
    const source = sourceOf({ git, path: 'a', ref: 'a' });
    expect([source?.kind, source?.metadata.name, source?.metadata.namespace]).toEqual(['GitRepository', name, system]);
    expect(source?.['spec']).toEqual({ interval: '10m', url, ref: { branch: 'a' }, ...key });
  });

  test.each<[ref: string, read: object]>([
    ['main', { branch: 'main' }],
    ['release-1.2', { branch: 'release-1.2' }],
    ['feature/X_y', { branch: 'feature/X_y' }],
    ['refs/heads/v1.2.3', { branch: 'v1.2.3' }],
    ['1.2.3', { tag: '1.2.3' }],
    ['v1.2.3', { tag: 'v1.2.3' }],
    ['gloo-v1.2.3', { tag: 'gloo-v1.2.3' }],
    ['refs/tags/next', { tag: 'next' }],
    [commit, { commit }],
  ])('in git, by a ref whose kind Flux has to be told: %s', (ref, read) => {
    expect(at(sourceOf({ git: 'https://example.org/a', path: 'a', ref }), 'spec.ref')).toEqual(read);
  });

  test('in git by ssh are fetched with the key that `flux bootstrap` has made, unless another is named', () => {
    const chart = { git: 'git@github.com:example/charts', path: 'a', ref: 'main' };
    const [source] = ofKind({ ...production, environments: {}, packages: { reloader: { chart } } }, 'GitRepository');
    expect(at(source, 'spec.secretRef.name')).toBe(system);
  });

  test.each([
    ['oci://quay.io/a/', 'chart', '1.2.3+4', { url: 'oci://quay.io/a/chart', tag: '1.2.3_4' }],
    ['oci://host.example.org:5000', 'b', 'v1.2.3', { url: 'oci://host.example.org:5000/b', tag: 'v1.2.3' }],
  ])('in a registry: %s, %s %s', (repository, name, version, { url, tag }) => {
    const source = sourceOf({ repository, name, version });
    expect([source?.kind, source?.metadata.name]).toEqual(['OCIRepository', 'reloader']);
    const layerSelector = { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' };
    expect(source?.['spec']).toEqual({ interval: '1h', url, ref: { tag }, layerSelector });
  });

  test('of one repository and ref share a source; another address or ref has one of its own', () => {
    const chart = { git: 'git@github.com:example/charts', path: 'a', ref: 'v1.2.3' };
    const sources = (other: HelmChart) =>
      ofKind({ ...mixed, environments: {}, packages: { gloo: { chart }, reloader: { chart: other } } }, 'GitRepository').length;
    expect(sources({ ...chart, path: 'b' })).toBe(1);
    expect(sources({ ...chart, ref: 'v1.2.4' })).toBe(2);
    expect(sources({ ...chart, git: 'https://github.com/example/charts' })).toBe(2);
    expect(sources({ ...chart, git: 'git@github.com:example/charts-2' })).toBe(2);
  });
});

describe('the release of an environment', () => {
  const release = (name: string) => objectOf(mixed, `HelmRelease/${name}/tidepool`);

  test('lets autoscalers change replicas where there are any, and only there', () => {
    const ignore = [{ paths: ['/spec/replicas'], target: { kind: 'Deployment' } }];
    expect(at(release('scaled'), 'spec.driftDetection')).toEqual({ mode: 'enabled', ignore });
    expect(at(release('digests'), 'spec.driftDetection')).toEqual({ mode: 'enabled' });
    expect(at(release('digests'), 'spec.postRenderers')).toBeUndefined();
  });

  test('corrects the autoscalers of the chart, which look for an API that is gone, one of them under a wrong name', () => {
    const target = { group: 'autoscaling', kind: 'HorizontalPodAutoscaler' };
    const patch = (field: string, value: string) => [{ op: 'replace', path: `/spec/scaleTargetRef/${field}`, value }];
    type Renderer = { kustomize: { patches: { patch: string; target: object }[] } };
    const [renderer] = at(release('scaled'), 'spec.postRenderers') as Renderer[]; // as its schema says
    expect(renderer?.kustomize.patches.map(({ patch: text, target: of }) => [of, ...fromYaml(text)])).toEqual([
      [target, patch('apiVersion', 'apps/v1')],
      [{ ...target, name: 'messageapi' }, patch('name', 'message-api')],
    ]);
  });

  test('is not merged by the API server, which refuses what the chart says twice, nor compared there', () => {
    expect(release('digests')).toMatchObject({
      spec: {
        install: { serverSideApply: false },
        upgrade: { serverSideApply: 'disabled' },
        values: { auth: { deployment: { annotations: { 'helm.toolkit.fluxcd.io/driftDetection': 'disabled' } } } },
      },
    });
    expect(at(objectOf(mixed, 'HelmRelease/reloader/reloader'), 'spec.install.serverSideApply')).toBeUndefined();
  });
});

test('what is left out of drift detection stands in the table of docs/flux2.md, and nothing else', () => {
  const guide = readFileSync(join(import.meta.dirname, '../docs/flux2.md'), 'utf8');
  const rows = guide.slice(guide.indexOf('| release | left out |')).split('\n\n')[0]?.split('\n').slice(2).map(row => row.split(' | ')[1]) ?? [];
  const everyPackage = Object.fromEntries(packages.map(({ name }) => [name, {}]));
  const releases = ofKind({ ...mixed, packages: everyPackage }, 'HelmRelease');
  const ignored = releases.flatMap(({ spec }) => (valueAt(spec, ['driftDetection', 'ignore']) ?? []) as Ignored[]); // as its schema says
  const ofPaths = ignored.map(({ target: { kind }, paths }) => paths.map(path => (path === '' ? `${kind}s` : `\`${path}\` of ${kind}s`)).join());
  const whole = releases.flatMap(({ spec }) => [...leaves(valueAt(spec, ['values']))])
    .filter(({ path }) => path.at(-1) === 'helm.toolkit.fluxcd.io/driftDetection').map(({ path }) => `Deployment \`${String(path[0])}\``);
  expect([...new Set([...whole, ...ofPaths])].sort()).toEqual(rows.sort());
});

interface Ignored {
  readonly paths: readonly string[];
  readonly target: { readonly kind: string };
}

test('eksctl installs the network alone as add-ons where the repository brings metrics-server, else what it does by itself', () => {
  const addons = (config: ClusterConfig) => ['addonsConfig', 'addons'].map(key => at(objectOf(config, 'ClusterConfig/mixed'), key));
  const network = ['coredns', 'kube-proxy', 'vpc-cni'].map(name => ({ name }));
  expect(addons(withPackages(mixed, { 'metrics-server': {} }))).toEqual([{ disableDefaultAddons: true }, network]);
  expect(addons(withPackages(mixed, { 'metrics-server': false }))).toEqual([undefined, undefined]);
});

test('each IAM user of the config may do everything in the cluster, which is said only where there is one', () => {
  const entries = (iamUsers: readonly string[]) =>
    at(objectOf({ ...mixed, aws: { ...mixed.aws, iamUsers } }, 'ClusterConfig/mixed'), 'accessConfig.accessEntries');
  const policyARN = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy';
  expect(entries(['b', 'a'])).toEqual(['b', 'a'].map(user => ({
    principalARN: `arn:aws:iam::123456789012:user/${user}`,
    accessPolicies: [{ policyARN, accessScope: { type: 'cluster' } }],
  })));
  expect(entries([])).toBeUndefined();
});

describe('notifications', () => {
  const [alert] = ofKind(production, 'Alert');
  const [provider] = ofKind(production, 'Provider');

  test('tell of every namespace with a release, and of Flux itself: there is no word for all namespaces', () => {
    const sources = at(alert, 'spec.eventSources') as { kind: string; name: string; namespace: string }[]; // as its schema says
    expect(new Set(sources.map(({ name }) => name))).toEqual(new Set(['*']));
    const releases = ofKind(production, 'HelmRelease').map(({ metadata }) => metadata.namespace);
    expect(sources.filter(({ kind }) => kind === 'HelmRelease').map(({ namespace }) => namespace)).toEqual([...new Set(releases)].sort());
    const ofFlux = sources.filter(({ namespace }) => namespace === system).map(({ kind }) => kind);
    expect(ofFlux).toEqual(['GitRepository', 'Kustomization', 'ImageUpdateAutomation']);
    expect(at(alert, 'spec.providerRef.name')).toBe(provider?.metadata.name);
  });

  test('go to the channel by the address in a Secret', () => {
    expect(provider?.['spec']).toEqual({ type: 'slack', channel: 'flux-production', username: 'fluxcloud', secretRef: { name: 'slack' } });
    expect(at(objectOf(production, `ExternalSecret/${system}/slack`), 'spec.data')).toEqual([
      { secretKey: 'address', remoteRef: { key: 'production/flux/slack', property: 'url' } },
    ]);
  });

  test('are made by a package, and gone without it', () => {
    const paths = [...filesOf(withPackages(production, { fluxcloud: false })).keys()];
    expect(paths.filter(path => /notifications|slack/.test(path))).toEqual([]);
    expect(ofKind(mixed, 'Alert')).toEqual([]);
  });
});

describe('a cluster', () => {
  const scaled = mixed.environments?.['scaled']!; // it is in the fixture
  const environment = (more: Partial<EnvironmentConfig>): EnvironmentConfig => ({ ...scaled, ...more });
  const pins = Object.fromEntries(servicesOf('0.26.0').map(service => [service, { pin: 'v1.0.0' }]));
  const pinned = { one: environment({ services: pins }) };
  const frozen = { one: environment({ gitops: { policy: 'glob:a-*', automated: false } }) };

  test.each<[what: string, config: ClusterConfig, stages: object]>([
    ['without any package', { ...mixed, packages: {}, environments: { one: environment({}) } }, {
      sources: { folder: 'sources', after: undefined },
      'env-one': { folder: 'environments/one', after: ['sources'] },
      'image-automation': { folder: 'image-automation', after: ['sources'] },
    }],
    ['whose environments are frozen', { ...mixed, packages: {}, environments: frozen }, {
      sources: { folder: 'sources', after: undefined },
      'env-one': { folder: 'environments/one', after: ['sources'] },
    }],
    ['all of whose images are pinned', { ...mixed, packages: { reloader: {} }, environments: pinned }, {
      sources: { folder: 'sources', after: undefined },
      shared: { folder: 'shared', after: ['sources'] },
      'env-one': { folder: 'environments/one', after: ['shared'] },
    }],
    ['without any environment', { ...mixed, packages: { certmanager: {} }, environments: {} }, {
      sources: { folder: 'sources', after: undefined },
      'shared-start': { folder: 'shared-start', after: ['sources'] },
      shared: { folder: 'shared', after: ['shared-start'] },
    }],
    ['that has nothing yet', { ...mixed, packages: {}, environments: {} }, {}],
  ])('%s has the stages for what it has', (_, config, expected) => {
    expect(stages(config)).toEqual(expected);
    expect(manifestRules.filter(({ severity }) => severity === 'error').flatMap(({ find }) => find(manifests(config)))).toEqual([]);
    expect([...filesOf(config).keys()].some(path => path.startsWith('flux/image-automation/'))).toBe('image-automation' in expected);
  });
});
