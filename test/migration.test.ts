import { describe, expect, test } from 'vitest';
import type { Cluster, EksFacts, Environment } from '../charts/cluster.ts';
import { compile, draw } from '../charts/compile.ts';
import type { ClusterConfig, EnvironmentConfig } from '../charts/config.ts';
import { differencesOf } from '../charts/migration/differences.ts';
import { orderOf } from '../charts/migration/images.ts';
import { migration, type Migration } from '../charts/migration/migration.ts';
import { editsOf, configAfter, type Sides } from '../charts/migration/moved.ts';
import { explain, reasons, speaksOf } from '../charts/migration/reasons.ts';
import { migrationJson, migrationReport, migrationText } from '../charts/migration/report.ts';
import { isUmbrella } from '../charts/generations/delivery.ts';
import { normalise } from '../charts/normalise.ts';
import { writtenImagesOf, type WrittenImages } from '../charts/tidepool/images.ts';
import { Refusal } from '../lib/images/refusal.ts';
import { writtenImages } from '../lib/images/written-images.ts';
import { differences, placeText, type PlacedValue } from '../lib/manifests/differences.ts';
import { identity, isManifest, isRecord, valueAt } from '../lib/manifests/manifest.ts';
import { roleOf } from '../lib/manifests/roles.ts';
import type { Tree } from '../lib/output/file-chart.ts';
import development from './clusters/development.ts';
import embeddedMongo from './clusters/embedded-mongo.ts';
import moving from './clusters/moving.ts';
import test1 from './clusters/test1.ts';
import today from './clusters/today.ts';
import staging from './clusters/staging.ts';
import wordy from './clusters/wordy.ts';
import { fine } from './problems/fine.ts';
import { documentsOf, ofKind, secretKeys, strings } from './support/documents.ts';
import { withEnvironment, withPackages } from './support/objects.ts';

const none: WrittenImages = new Map();

/** Reasons that the clusters below have needed. */
const needed = new Set<unknown>();

const [qa2] = Object.values(moving.environments ?? {}) as [EnvironmentConfig]; // it has one
const allPackages = withPackages(moving, { datadog: {}, fluxcloud: {}, sumologic: {} });
const ownChart = withEnvironment(moving, 'qa2', { chart: { git: 'git@github.com:tidepool-org/development', path: 'own', ref: 'a1' } });

/** Between them they differ in every way that has a reason. */
const clusters: Readonly<Record<string, ClusterConfig>> = {
  moving, test1, development, today, embeddedMongo, wordy, allPackages, ownChart,
  fewPackages: withPackages(moving, { 'prometheus-operator': false, reloader: false }),
  autoscalers: withEnvironment(moving, 'qa2', { hpa: true }),
  oneFrozen: { ...moving, environments: { qa: { ...qa2, gitops: { policy: 'glob:develop-*', automated: false } }, 'qa-2': qa2 } },
  digest: withEnvironment(moving, 'qa2', { gitops: { policy: 'glob:develop-*', digestOf: 'develop-latest' } }),
  noOrder: withEnvironment(moving, 'qa2', { gitops: { policy: 'glob:*' }, services: {} }),
};

/** Kinds and objects that one way of delivery alone has; releases, Secrets and images are compared below. */
const ofDelivery = new RegExp('^(' + [
  'HelmRelease', 'ExternalSecret', 'GitRepository', 'HelmRepository', 'OCIRepository', 'Kustomization', 'Image\\w+', 'ClusterSecretStore',
  'CustomResourceDefinition', 'ServiceAccount', 'ConfigMap/[^/]+/shoreline$', '(Provider|Alert)/flux-system/slack$',
  'Secret/flux/flux-helm-repositories$', 'Namespace/cert-manager$',
].join('|') + ')');

/** Fields that are written otherwise in objects of one API. */
const fieldsOfDelivery: Readonly<Record<string, RegExp>> = {
  ClusterConfig: /^(metadata\.version$|iam\b|addons|accessConfig)/, Namespace: /^metadata\.annotations\b/,
};

/** The cluster without the policies that Flux 2 cannot have, which stop `draw`. */
function withoutRefusedPolicies(cluster: Cluster): Cluster {
  const environments = cluster.environments.map(({ services, ...environment }) => ({
    ...environment, services: services.map(service => (orderOf(service) instanceof Refusal ? { ...service, policy: undefined } : service)),
  }));
  return { ...cluster, environments };
}

/** Configs that come near a mistake; one has an environment with the name of Flux 2's namespace, which is a mistake under Flux 2. */
const odd = fine.flatMap(({ what, clusters: configs }) => configs.map(config => ({ what, config })))
  .filter(({ config }) => config.delivery === 'flux1' && config.environments?.['flux-system'] === undefined);

/** Both sides, with the images that stand in the output of before. */
function sidesOf(config: ClusterConfig): Sides {
  const before = normalise(config, none);
  return { before, after: normalise(configAfter(config), standing(draw(before))) };
}

const standing = (tree: Tree): WrittenImages => writtenImagesOf(writtenImages(tree).releases);

const moves = new WeakMap<ClusterConfig, Migration>();
function move(config: ClusterConfig, written: WrittenImages = none): Migration {
  const found = (written === none ? moves.get(config) : undefined) ?? migration(config, written);
  if (!found) throw new Error(`${config.name} has moved already`);
  if (written === none) moves.set(config, found);
  return found;
}

function commandsOf(config: ClusterConfig): string[] {
  return [...move(config).inPlace, ...move(config).beside].flatMap(({ commands }) => commands);
}

describe.each(Object.entries(clusters))('the report of %s', (_, config) => {
  const sides = sidesOf(config);
  const [before, after] = [sides.before, withoutRefusedPolicies(sides.after)].map(documentsOf) as [PlacedValue[], PlacedValue[]]; // two sides

  test('speaks of every object that is written otherwise', () => {
    const found = differences(before, after).filter(({ file, kind, path }) => roleOf(file) === 'objects' && (kind !== 'moved' || path.length > 0));
    const apis = [before, after].map(side => new Map(side.map(({ value }) => value).filter(isManifest).map(object => [identity(object), object.apiVersion])));
    const [old, now] = apis as [Map<string, string>, Map<string, string>]; // two sides
    const commands = commandsOf(config).join('\n');
    const known = ({ object = '', path, kind }: (typeof found)[number]) => {
      const [sort = '', ...place] = object.split('/');
      if (old.has(object) && now.has(object)) return old.get(object) !== now.get(object) || (fieldsOfDelivery[sort]?.test(placeText(path)) ?? false);
      if (kind === 'removed' && new RegExp(`delete .*\\b${sort.toLowerCase()}[/ ](.* )?${place.at(-1)}\\b`).test(commands)) return true;
      return ofDelivery.test(object) || (kind === 'added' && sides.before.stack.delivery === 'flux1' && isUmbrella(sides.before.stack));
    };
    expect(found.filter(each => !known(each)).map(({ object, path }) => `${object} ${placeText(path)}`)).toEqual([]);
    expect(found.length).toBeGreaterThan(70);
  });

  test('has every release, image and key of a Secret that is written on either side', () => {
    const { releases, images, secrets } = move(config);
    for (const [side, objects] of [['before', before], ['after', after]] as const) {
      const named = releases.flatMap(({ [side]: release }) => (release ? `${release.namespace}/${release.name}` : []));
      const nameOf = (release: unknown) => [['metadata', 'namespace'], ['spec', 'releaseName']].map(path => valueAt(release, path)).join('/');
      expect(new Set(named)).toEqual(new Set(ofKind(objects, 'HelmRelease').map(nameOf)));
      const running = strings(objects).filter(text => /^tidepool\/[\w-]+:/.test(text));
      expect(new Set(images.flatMap(image => image[side] ?? []))).toEqual(new Set(running));
    }
    const kept = secretKeys(before);
    for (const { path, unread } of secrets) for (const key of unread) expect(kept.delete(`${path} ${key}`)).toBe(true);
    for (const { path, added } of secrets) for (const key of added) kept.add(`${path} ${key}`);
    expect(kept).toEqual(secretKeys(after));
  });

  test('has one reason for each difference, and a DNS name, a bucket or a release of an environment is none', () => {
    for (const difference of differencesOf(sides)) {
      const [reason, ...others] = reasons[difference.concept].filter(each => speaksOf(each, difference));
      expect([reason !== undefined, others], `${difference.name} ${difference.field}`).toEqual([true, []]);
      needed.add(reason);
    }
    const kept = (objects: readonly PlacedValue[]) =>
      new Set(strings(objects.filter(({ file }) => file.startsWith('flux/environments/')), /dnsNames|hostname|bucket|releaseName/i));
    expect(kept(after)).toEqual(kept(before));
  });

  test('is tables of as many cells as their heads, and says nothing undefined', () => {
    const text = migrationText(move(config));
    expect(text).not.toMatch(/undefined|\[object|\bNaN\b|null/);
    const widths = text.split('\n').map(line => (line.startsWith('|') ? line.replaceAll('\\|', '').split('|').length : 0));
    expect(widths.filter((cells, i) => cells > 0 && (widths[i - 1] ?? 0) > 0 && cells !== widths[i - 1])).toEqual([]);
  });

  test('has no value of a secret in its commands, and deletes no definition of a kind that others use', () => {
    const commands = commandsOf(config).join('\n');
    expect([...commands.matchAll(/--secret-string (\S+)/g)].filter(([, value = '']) => !/^file:\/\/[\w-]+\.json$/.test(value))).toEqual([]);
    expect(commands).not.toMatch(/delete .*solo\.io/);
  });
});

describe('a difference', () => {
  test.each(odd)('has a reason: $what', ({ config }) => {
    expect(move(config).differences.filter(({ why }) => why === undefined)).toEqual([]);
  });

  test('is missed when its reason is: none of them is there in vain', () => {
    expect(Object.values(reasons).flat().filter(reason => !needed.has(reason))).toEqual([]);
  });

  test('in what must stay has no reason, and stands in bold', () => {
    const sides = sidesOf(moving);
    const [environment] = sides.after.environments as [Environment]; // it has one
    const { certificate, buckets } = environment;
    const strangeEks = (eks: Partial<EksFacts>) => strange({ eks: { ...sides.after.eks!, ...eks } }); // made by eksctl
    const strange = (after: Partial<Sides['after']>) => differencesOf({ ...sides, after: { ...sides.after, ...after } })
      .map(explain).filter(({ why }) => why === undefined);
    const inEnvironment = (change: object) => strange({ environments: [{ ...environment, ...change }] });
    expect(strange({ hostnames: [] })).toMatchObject([{ concept: 'cluster', field: 'hostnames[0]', before: 'qa2.tidepool.org', after: undefined }]);
    expect(strangeEks({ nodeGroups: [] }).map(({ name }) => name)).toEqual(['moving']);
    expect(inEnvironment({ buckets: { ...buckets, data: 'x' } })).toMatchObject([{ concept: 'environment', field: 'buckets.data', after: 'x' }]);
    expect(inEnvironment({ certificate: { ...certificate, secretName: 'x' } })).toMatchObject([{ concept: 'certificate', field: 'secretName' }]);
    const secrets = environment.secrets.map(secret => (secret.name === 'mongo' ? { ...secret, path: 'x', renamed: { Addresses: 'y' } } : secret));
    expect(inEnvironment({ secrets }).map(({ name, field }) => `${name} ${field}`)).toEqual(['qa2/mongo path', 'qa2/mongo renamed.Addresses']);
    expect(inEnvironment({ accounts: [] }).map(({ concept, name }) => `${concept} ${name}`)).toContain('account qa2/blob');
    const found = strangeEks({ cidr: '10.1.0.0/16' });
    const text = migrationText({ ...move(moving), differences: [...move(moving).differences, ...found] });
    expect(text).toContain('**1 difference without an explanation: find out why before you go on.**');
    expect(text).toMatch(/\n\| cluster \(cidr\) \| moving \| \S+ → 10\.1\.0\.0\/16 \| \*\*unexplained\*\* \|  \|\n/);
  });
});

describe('the config', () => {
  test('leads there and back without another byte, and stays when it is there already', () => {
    const start = compile(moving, none);
    const after = compile(configAfter(moving), standing(start));
    expect([...compile(moving, standing(after))]).toEqual([...start]);
    expect([...compile(configAfter(moving), standing(after))]).toEqual([...after]);
    expect([configAfter(configAfter(moving)), editsOf(configAfter(moving)), migration(configAfter(moving), none)]).toEqual([configAfter(moving), [], undefined]);
  });

  test('changes in two words, and loses those that Flux v1 alone reads', () => {
    const wordiest: ClusterConfig = { ...moving, delivery: 'flux1', shared: 'packages', externalSecrets: 'spec' };
    expect(editsOf({ ...wordiest, environments: { qa2, qa3: { ...qa2, edition: 'guide' } } }).map(({ path, from = '', to = '' }) => `${path}: ${from} > ${to}`)).toEqual([
      'delivery: flux1 > flux2', 'edition: 0.1.7 > 0.26.0', 'environments.qa3.edition: guide > ', 'externalSecrets: spec > ',
      'helmReleaseApi: helm.fluxcd.io/v1 > ', 'shared: packages > ',
    ]);
  });

  test('has in the way what chart 0.26.0 needs or cannot do, and nothing that was wrong before', () => {
    const blockers = (config: ClusterConfig) => move(config).blockers.map(({ source }) => source?.path?.replace('environments.', ''));
    expect(blockers(moving)).toEqual([]);
    expect(blockers(development)).toEqual(['qa1.kafka', 'qa1.keycloak', 'qa1.nosqlclient', 'qa2.kafka', 'qa2.keycloak']);
    const gone = withEnvironment(moving, 'qa2', { services: { image: { pin: 'develop-1' }, blip: { policy: 'glob:*' } } });
    expect(blockers(gone)).toEqual(['qa2.services.blip.policy', 'qa2.services.image']);
    expect(migrationText(move(gone))).toContain('| qa2 | `glob:*` | blip | cannot: it allows the tags of every branch;');
    expect(move({ ...moving, github: { repository: 'elsewhere' } }).warnings).toEqual([]);
  });

  test.each([
    ['1.29', ['1.29', '1.33', 4, 'beside']], ['1.30', ['1.30', '1.33', 3, 'in place']], ['1.34', ['1.34', '1.34', 0, 'in place']],
  ] as const)('with Kubernetes %s goes by %j', (kubernetes, way) => {
    const { kubernetes: found, beside } = move({ ...moving, kubernetes });
    expect([found.from, found.to, found.upgrades, found.advice]).toEqual(way);
    expect(beside.length > 0).toBe(found.advice === 'beside');
  });
});

describe('releases, images and objects', () => {
  test('that charts take over are deleted by the commands, and an entry of Secrets Manager with another name is copied', () => {
    const commands = commandsOf(moving).join('\n');
    expect(commands).toMatch(/--namespace kube-system delete --ignore-not-found deployment\/cluster-autoscaler role\/\S+ rolebinding\/\S+\n/);
    expect(commands).toMatch(/\nkubectl delete --ignore-not-found .* clusterrole\/cluster-autoscaler clusterrolebinding\/cluster-autoscaler\n/);
    expect(move(development).secrets.find(({ path }) => path === 'development/qa1/dexcom')?.copyOf).toBe('development/qa1/dexcom-api');
  });

  test('that are adopted, replaced, new, gone, or made by an umbrella chart are known as such', () => {
    const fates = (config: ClusterConfig) => Object.fromEntries(move(config).releases.map(({ owner, fate }) => [owner, fate]));
    expect(fates(allPackages)).toEqual({
      'amazon-cloudwatch': 'new', certmanager: 'replaced', 'cluster-autoscaler': 'new', datadog: 'adopted', 'external-dns': 'adopted',
      'external-secrets': 'replaced', fluxcloud: 'gone', gloo: 'adopted', 'metrics-server': 'replaced', 'prometheus-operator': 'replaced',
      reloader: 'adopted', sumologic: 'replaced', qa2: 'adopted',
    });
    expect(fates(development)).toMatchObject({ gloo: 'unnamed', fluxcloud: 'gone', qa1: 'adopted', shared: 'gone' });
    expect(commandsOf(development).filter(command => command.startsWith('helm uninstall'))).toEqual([]);
    expect(migrationText(move(ownChart))).toContain('one of your own: see that it reads the new values, or leave `chart` out. |');
    expect(move(today).releases.flatMap(({ obstacles }) => obstacles)).toEqual(['deployment/external-dns']);
  });

  test.each([
    ['semver:>=1.0.0', 'v1.2.3', true, 'the highest version in `>=1.0.0`'],
    ['semver:>=1.0.0, !=1.2.3', 'v1.2', false, 'the highest version in `>=1.0.0, !=1.2.3`; later readers of such ranges differ'],
    ['regexp:^v[0-9]+\\.[0-9]+\\.[0-9]+$', 'v1.2.3', true, 'the highest version in `>=0.0.0` of `^v[0-9]+\\.[0-9]+\\.[0-9]+$`'],
    ['regexp:^(?:a|b)-[0-9a-f]{40}-[0-9]+$', 'a-1', false, 'the highest number of `^(?:a\\|b)-[0-9a-f]{40}-(?P<ts>[0-9]+)$`'],
  ] as const)('that follow %s and run %s: Flux 2 can choose the tag is %s', (policy, tag, isChoosable, text) => {
    const found = move(withEnvironment(moving, 'qa2', { services: { blip: { policy, image: `tidepool/blip:${tag}` } } }));
    expect(found.images.find(({ service }) => service === 'blip')?.isChoosable).toBe(isChoosable);
    expect(migrationText(found)).toContain(text);
  });

  test('run on, unless their policy does not allow the tag', () => {
    const timed = 'tidepool/platform-auth:develop-7a0d5e43a8f3b1cc92bd2f06a1f0a2b9c3d4e5f6-1662940000';
    const found = move(moving, new Map([['qa2/auth', timed]]));
    expect(found.images[0]).toMatchObject({ before: timed, after: timed, isChoosable: true });
    expect(migrationText(found)).toContain('| 19 of 20 are not such |');
    expect(migrationText(move(withEnvironment(moving, 'qa2', { services: {} })))).toContain(
      '- qa2 blip: tidepool/blip:release-1.23.0-264f7ad48eb7d8099b00dce07fa8576f7068d0a0 is given up, since its tag does not satisfy '
        + 'glob:develop-*; it runs tidepool/blip:master-latest. Pin it to keep it.',
    );
    expect(migrationText(move(clusters['oneFrozen'] ?? moving))).toContain('| nothing: `automated: false` |');
  });
});

describe('the report', () => {
  test('is the same whatever the order of keys in the config', () => {
    const backwards = (value: unknown): unknown => (!isRecord(value) ? value
      : Object.fromEntries(Object.entries(value).reverse().map(([key, child]) => [key, backwards(child)])));
    expect(migrationJson(move(backwards(wordy) as ClusterConfig))).toBe(migrationJson(move(wordy))); // the same config
  });

  test('has the same in JSON, with nothing left out; of a cluster that has moved it is one line', () => {
    const { text, isBlocked } = migrationReport(moving, none, 'json');
    expect([isBlocked, migrationReport(test1, none, 'text').isBlocked]).toEqual([false, true]);
    const { version, done, ...parsed } = JSON.parse(text) as Record<string, unknown>; // an object, as written
    expect(parsed).toEqual(JSON.parse(JSON.stringify(move(moving), (_, value: unknown) => value ?? null)));
    const already = 'moving is delivered by Flux 2 already: there is nothing to migrate.';
    expect(migrationReport(configAfter(moving), none, 'text')).toEqual({ text: already, isBlocked: false });
    expect(JSON.parse(migrationReport(configAfter(moving), none, 'json').text)).toEqual({ version, done: !done, cluster: 'moving' });
    const other = 'staging is delivered by Flux v1 with Kustomize and has no Helm release to migrate.';
    expect(migrationReport(staging, none, 'text')).toEqual({ text: other, isBlocked: false });
  });
});
