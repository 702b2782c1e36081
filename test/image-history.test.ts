import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cluster } from '../charts/cluster.ts';
import { clusterFolder, drawn } from '../charts/compile.ts';
import type { ClusterConfig, EnvironmentConfig, ServiceConfig } from '../charts/config.ts';
import { normalise } from '../charts/normalise.ts';
import { tidepoolRelease } from '../charts/tidepool/environment.ts';
import { droppedImages, imageRows, keptImages } from '../charts/tidepool/image-rows.ts';
import { writtenImagesOf, type WrittenImages } from '../charts/tidepool/images.ts';
import { firstImage as firstImageOf, services, servicesOf, type ServiceName } from '../charts/tidepool/services.ts';
import type { EditionName, TagPolicy, Values } from '../charts/vocabulary.ts';
import test1 from '../clusters/test1.ts';
import type { Tree } from '../lib/file-chart.ts';
import { isRecord, valueAt } from '../lib/manifest.ts';
import { isAsGenerated } from '../lib/signature.ts';
import { writtenImages, type WrittenRelease } from '../lib/written-images.ts';

const hex = fc.stringMatching(/^[0-9a-f]{40}$/);
const part = fc.nat(40);

interface PolicyRow {
  /** What it allows, said in another way than in `lib/tags.ts`. */
  readonly allows: RegExp;
  /** Tags as the builds that it is written for make them. */
  readonly tags: fc.Arbitrary<string>;
}

/** Policies as people write them, of every kind. */
const policies: Readonly<Record<TagPolicy, PolicyRow>> = {
  'glob:develop-*': {
    allows: /^develop-/,
    tags: fc.oneof(
      hex.map(commit => `develop-${commit}`),
      fc.tuple(hex, fc.integer({ min: 1_560_000_000, max: 1_580_000_000 })).map(([commit, seconds]) => `develop-${commit}-${seconds}`),
      fc.constant('develop-latest'),
    ),
  },
  'glob:release-1.23.0*': {
    allows: /^release-1\.23\.0/,
    tags: fc.oneof(hex.map(commit => `release-1.23.0-${commit}`), fc.constant('release-1.23.0')),
  },
  'glob:mongo-*': { allows: /^mongo-/, tags: hex.map(commit => `mongo-database-${commit}`) },
  'regex:^master-[0-9A-Fa-f]{40}$': { allows: /^master-[0-9a-f]{40}$/i, tags: hex.map(commit => `master-${commit}`) },
  'regexp:^v\\d+\\.\\d+\\.\\d+$': {
    allows: /^v[0-9]+[.][0-9]+[.][0-9]+$/,
    tags: fc.tuple(part, part, part).map(parts => `v${parts.join('.')}`),
  },
  'semver:~1.2': { allows: /^v?1\.2\.\d+$/, tags: fc.tuple(part, fc.constantFrom('', 'v')).map(([patch, v]) => `${v}1.2.${patch}`) },
};
const policyNames = Object.keys(policies) as TagPolicy[]; // keys of the table above

function rowOf(policy: TagPolicy): PolicyRow {
  const row = policies[policy];
  if (!row) throw new Error(`${policy} is not in the table of this test`);
  return row;
}

const somePolicy = fc.constantFrom(...policyNames);
const environmentNames = ['int', 'prd', 'qa1'] as const;
const someEnvironment = fc.constantFrom(...environmentNames);

/**
 * Few, so that steps meet. Two of them move when the edition changes; tools has an image while it is switched off; clinic and user are not
 * in every edition.
 */
const someService = fc.constantFrom<ServiceName>('auth', 'blip', 'clinic', 'messageapi', 'tidewhisperer', 'tools', 'user');

const someEdition = fc.constantFrom<EditionName>('guide', '0.1.7', '0.26.0');

/** A tag of some build, or one that no policy of the table allows. */
const someTag = fc.oneof(
  ...policyNames.map(name => rowOf(name).tags),
  fc.constantFrom('master-latest', 'latest', 'v1', '7', 'release-1.24.0-0a1b2c3', 'DEVELOP-1'),
);

/** One tag per policy, so that there is an allowed one whatever the policy is when its turn comes. */
const tagForAny = fc.tuple(...policyNames.map(name => rowOf(name).tags.map(tag => [name, tag] as const))).map(tags => new Map(tags));

/** What stands in `dist` and in the config, before a step or behind it. */
interface Situation<Output> {
  readonly config: ClusterConfig;
  readonly output: Output;
}

/** Something that happens between one `synth` and the next. One to what is not there does nothing. */
interface Step {
  readonly says: string;
  readonly [fc.toStringMethod]: () => string;
  readonly happen: <Output>(before: Situation<Output>, dist: Dist<Output>) => Situation<Output>;
  /** True when Flux alone did it, within the policy. */
  readonly isFlux: boolean;
}

/** A stand-in for `dist` that Flux writes to: as text, or for many runs as plain data. */
interface Dist<Output> {
  readonly made: (cluster: Cluster) => Output;
  readonly read: (output: Output) => WrittenImages;
  /** The same with another image for one service; where Flux finds none, as it was. */
  readonly moved: (output: Output, environment: string, service: ServiceName, tag: string) => Output;
}

function step(says: string, happen: Step['happen'], isFlux = false): Step {
  return { says, [fc.toStringMethod]: () => says, happen, isFlux };
}

/** Flux writes a tag that the policy of the service allows. */
const fluxMoves = fc.tuple(someEnvironment, someService, tagForAny).map(([environment, service, tags]) =>
  step(`Flux moves ${environment}/${service}`, ({ config, output }, dist) => {
    const policy = policyOf(config, environment, service);
    const tag = policy && tags.get(policy);
    return { config, output: tag === undefined ? output : dist.moved(output, environment, service, tag) };
  }, true));

/** A person does, or Flux by a policy that is no more. */
const someoneMoves = fc.tuple(someEnvironment, someService, someTag).map(([environment, service, tag]) =>
  step(`someone moves ${environment}/${service} to ${tag}`, ({ config, output }, dist) =>
    ({ config, output: dist.moved(output, environment, service, tag) })));

function author(says: string, change: (config: ClusterConfig) => ClusterConfig): Step {
  return step(says, ({ config, output }) => ({ config: change(config), output }));
}

function authorOfEnvironment(name: string, says: string, change: (environment: EnvironmentConfig) => EnvironmentConfig): Step {
  return author(`${name}: ${says}`, config => {
    const environment = config.environments[name];
    return environment ? { ...config, environments: { ...config.environments, [name]: change(environment) } } : config;
  });
}

function authorOfService(environment: string, name: ServiceName, says: string, service: ServiceConfig): Step {
  return authorOfEnvironment(environment, `${name} ${says}`, config => ({ ...config, services: { ...config.services, [name]: service } }));
}

const changesPolicy = fc.oneof(
  fc.tuple(someEnvironment, somePolicy).map(([name, policy]) =>
    authorOfEnvironment(name, `follows ${policy}`, config => ({ ...config, gitops: { ...config.gitops, policy } }))),
  fc.tuple(someEnvironment, someService, somePolicy).map(([name, service, policy]) =>
    authorOfService(name, service, `follows ${policy}`, { policy })),
);

const pins = fc.oneof(
  fc.tuple(someEnvironment, someService, someTag).map(([name, service, pin]) =>
    authorOfService(name, service, `pinned to ${pin}`, { pin })),
  fc.tuple(someEnvironment, someService, someTag).map(([name, service, tag]) =>
    authorOfService(name, service, `pinned to a fork's ${tag}`, { pin: `host.example.org:5000/fork/${service}:${tag}` })),
  fc.tuple(someEnvironment, someService).map(([name, service]) =>
    step(`${name}: ${service} pinned to what it runs`, (before, dist) => {
      const pin = dist.read(before.output).get(`${name}/${service}`);
      return pin === undefined ? before : authorOfService(name, service, '', { pin }).happen(before, dist);
    })),
);

/** Also takes away a policy or an image of the service. */
const unpins = fc.tuple(someEnvironment, someService).map(([name, service]) => authorOfService(name, service, 'says nothing', {}));

const changesRepository = fc
  .tuple(someEnvironment, someService, fc.constantFrom('example/other', 'localhost:5000/a/b'), someTag)
  .map(([name, service, repository, tag]) => {
    const image = `${repository}:${tag}`;
    return authorOfService(name, service, `starts with ${image}`, { image });
  });

const changesSomethingElse = fc.oneof(
  fc.constantFrom('debug' as const, 'error' as const).map(logLevel => author(`logs ${logLevel}`, config => ({ ...config, logLevel }))),
  fc.tuple(someEnvironment, fc.boolean()).map(([name, hpa]) => authorOfEnvironment(name, `hpa ${hpa}`, config => ({ ...config, hpa }))),
  fc.tuple(someEnvironment, fc.constantFrom('s3' as const, 'file' as const)).map(([name, store]) =>
    authorOfEnvironment(name, `store ${store}`, config => ({ ...config, store }))),
  fc.tuple(someEnvironment, fc.boolean()).map(([name, enabled]) =>
    authorOfEnvironment(name, `tools ${enabled}`, config =>
      ({ ...config, services: { ...config.services, tools: { ...config.services?.tools, enabled } } }))),
  fc.tuple(fc.constantFrom('reloader' as const, 'metrics-server' as const), fc.boolean()).map(([name, enabled]) =>
    author(`${name} ${enabled}`, config => ({ ...config, packages: { ...config.packages, [name]: { enabled } } }))),
);

const freezes = fc.tuple(someEnvironment, fc.boolean()).map(([name, automated]) =>
  authorOfEnvironment(name, `automated ${automated}`, config => ({ ...config, gitops: { ...config.gitops, automated } })));

const switchesEdition = someEdition.chain(edition => fc.oneof(
  fc.constant(author(`edition ${edition}`, config => ({ ...config, edition }))),
  someEnvironment.map(name => authorOfEnvironment(name, `edition ${edition}`, config => ({ ...config, edition }))),
));

const switchesApi = fc.constantFrom('flux.weave.works/v1beta1' as const, 'helm.fluxcd.io/v1' as const)
  .map(helmReleaseApi => author(helmReleaseApi, config => ({ ...config, helmReleaseApi })));

function environmentOf(policy: TagPolicy): EnvironmentConfig {
  return { gitops: { policy }, gateway: { default: 'http', http: { dnsNames: ['localhost'] } }, mongo: { server: 'embedded' } };
}

const addsOrRemovesEnvironment = fc.oneof(
  fc.tuple(someEnvironment, somePolicy).map(([name, policy]) =>
    author(`${name} added`, config => ({ ...config, environments: { [name]: environmentOf(policy), ...config.environments } }))),
  someEnvironment.map(removed =>
    author(`${removed} removed`, config =>
      ({ ...config, environments: Object.fromEntries(Object.entries(config.environments).filter(([name]) => name !== removed)) }))),
  fc.tuple(someEnvironment, fc.boolean()).map(([name, enabled]) =>
    authorOfEnvironment(name, `enabled ${enabled}`, config => ({ ...config, enabled }))),
);

const someStep = fc.oneof(
  { weight: 4, arbitrary: fluxMoves },
  { weight: 1, arbitrary: someoneMoves },
  { weight: 2, arbitrary: changesSomethingElse },
  { weight: 2, arbitrary: changesPolicy },
  { weight: 1, arbitrary: pins },
  { weight: 1, arbitrary: unpins },
  { weight: 1, arbitrary: changesRepository },
  { weight: 1, arbitrary: freezes },
  { weight: 1, arbitrary: addsOrRemovesEnvironment },
  { weight: 1, arbitrary: switchesEdition },
  { weight: 1, arbitrary: switchesApi },
);

/** What happens between one `synth` and the next: mostly one thing. */
function history(rounds: number): fc.Arbitrary<Step[][]> {
  const alone = someStep.map(only => [only]);
  const several = fc.array(someStep, { minLength: 2, maxLength: 4 });
  return fc.array(fc.oneof({ weight: 3, arbitrary: alone }, { weight: 1, arbitrary: several }), { minLength: 1, maxLength: rounds });
}

const someServiceConfig: fc.Arbitrary<ServiceConfig> = fc.oneof(somePolicy.map(policy => ({ policy })), someTag.map(pin => ({ pin })));

const someEnvironmentConfig = fc
  .record({
    policy: somePolicy,
    automated: fc.boolean(),
    own: fc.dictionary(someService, someServiceConfig, { maxKeys: 3, noNullPrototype: true }),
  })
  .map(({ policy, automated, own }): EnvironmentConfig => ({ ...environmentOf(policy), gitops: { policy, automated }, services: own }));

/** What is random about the first config. */
const start = fc.record({
  edition: someEdition,
  helmReleaseApi: fc.constantFrom('flux.weave.works/v1beta1' as const, 'helm.fluxcd.io/v1' as const),
  environments: fc.dictionary(someEnvironment, someEnvironmentConfig, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
});

const base: ClusterConfig = { ...test1, packages: {} };

/** The policy that a service follows: undefined where there is none, because it is pinned or its environment is not there. */
function policyOf(config: ClusterConfig, environment: string, service: ServiceName): TagPolicy | undefined {
  const settings = config.environments[environment];
  if (!settings || settings.enabled === false) return undefined;
  const own = settings.services?.[service];
  if (services[service].unsorted) return own?.policy;
  return own?.pin === undefined ? (own?.policy ?? settings.gitops.policy) : undefined;
}

/** As a user of `dist` sees it: the releases of the environments, of which Flux changes single strings. */
const asData: Dist<readonly WrittenRelease[]> = {
  made: cluster => cluster.environments.map(environment => {
    const { name, namespace, values } = tidepoolRelease(environment);
    return { file: `${environment.name}.yaml`, name, namespace, values, isPatch: false };
  }),
  read: releases => writtenImagesOf(releases),
  moved: (releases, environment, service, tag) => releases.map(release => {
    const key = valuesKeys(service).find(candidate => Object.hasOwn(release.values, candidate));
    const image = key === undefined ? undefined : valueAt(release.values, [key, 'deployment', 'image']);
    if (release.namespace !== environment || key === undefined || typeof image !== 'string') return release;
    return { ...release, values: withValue(release.values as Values, [key, 'deployment', 'image'], withTag(image, tag)) };
  }),
};

/** Keys that a service has below the values of any edition. */
function valuesKeys(service: ServiceName): string[] {
  return [service, ...Object.values(services[service].in).flatMap(({ valuesKey = [] }) => valuesKey)];
}

function withValue(values: Values, [key = '', ...rest]: readonly string[], value: string): Values {
  const child = values[key];
  return { ...values, [key]: rest.length > 0 && isRecord(child) ? withValue(child as Values, rest, value) : value };
}

/** Byte for byte: Flux changes a line of the file. */
const asText: Dist<Tree> = {
  made: drawn,
  read: tree => {
    const { releases, problems } = writtenImages(tree);
    expect(problems).toEqual([]);
    return writtenImagesOf(releases);
  },
  moved: (tree, environment, service, tag) => {
    const path = releasePath(environment);
    const text = tree.get(path);
    if (text === undefined) return tree;
    const keys = valuesKeys(service).join('|');
    const line = new RegExp(String.raw`^(    (?:${keys}):\n(?:      enabled: \w+\n)?      deployment:\n        image: )(\S+)$`, 'm');
    if (services[service].in['0.26.0'] && services[service].in.guide) expect(text, `${path} has an image of ${service}`).toMatch(line);
    return new Map(tree).set(path, text.replace(line, (_, before: string, image: string) => before + withTag(image, tag)));
  },
};

function releasePath(environment: string): string {
  return `${clusterFolder(test1.name)}/flux/environments/${environment}/tidepool-helmrelease.yaml`;
}

function withTag(image: string, tag: string): string {
  return `${image.slice(0, image.lastIndexOf(':'))}:${tag}`;
}

/** Lives through a history and holds every `synth` in it to what is promised. */
function live<Output>(dist: Dist<Output>, config: ClusterConfig, rounds: readonly (readonly Step[])[], seen?: Set<string>): void {
  let now: Situation<Output> = { config, output: dist.made(normalise(config, new Map())) };
  for (const steps of rounds) {
    const before = now;
    now = steps.reduce((situation, { happen }) => happen(situation, dist), before);
    const written = dist.read(now.output);
    const cluster = normalise(now.config, written);
    const output = dist.made(cluster);
    expectPromises(now.config, cluster, written, dist.read(output), seen);
    if (steps.every(({ isFlux }) => isFlux)) {
      expect(output).toEqual(now.output);
      seen?.add('Flux alone');
    }
    expect(dist.made(normalise(now.config, dist.read(output)))).toEqual(output);
    now = { config: now.config, output };
  }
}

/** What holds for every service when `written` stood in `dist` before a `synth` and `after` stands there now. */
function expectPromises(config: ClusterConfig, cluster: Cluster, written: WrittenImages, after: WrittenImages, seen?: Set<string>): void {
  const rows = imageRows(cluster);
  const notes = droppedImages(rows);
  for (const { name: environment, edition } of cluster.environments) {
    for (const service of servicesOf(edition)) {
      const key = `${environment}/${service}`;
      const [old, now] = [written.get(key), after.get(key)];
      const expected = expectedImage(config, environment, service, old);
      if (now !== expected) expect(now, key).toBe(expected);
      const row = rows.find(candidate => candidate.environment === environment && candidate.service === service);
      seen?.add(`${row?.why}${row?.dropped === undefined ? '' : `, ${row.dropped.split(' ').slice(0, 3).join(' ')}`}`);
      if (old === undefined || old === now) {
        if (row?.dropped !== undefined) expect(row.dropped, `${key} is not dropped`).toBeUndefined();
      } else {
        const reason = reasonFor(config, environment, service, old);
        expect(row?.dropped, `${key}: ${old} is dropped, so there is a reason`).toBe(reason);
        expect(notes).toContain(`${cluster.name} ${environment} ${service}: ${old} in dist is given up, since ${reason}; it runs ${now}`);
      }
    }
  }
}

/** The precedence, in other words than in `images.ts`. */
function expectedImage(config: ClusterConfig, environment: string, service: ServiceName, old: string | undefined): string {
  const policy = policyOf(config, environment, service);
  const first = firstImage(config, environment, service);
  if (policy === undefined || old === undefined) return first;
  const isAllowed = repositoryOf(old) === repositoryOf(first) && rowOf(policy).allows.test(tagOf(old));
  return isAllowed ? old : first;
}

/** What a service would run if nothing stood in `dist`. */
function firstImage(config: ClusterConfig, environment: string, service: ServiceName): string {
  const settings = config.environments[environment];
  const { repository, tag } = firstImageOf(service, settings?.edition ?? config.edition);
  const own = settings?.services?.[service];
  const first = own?.pin ?? own?.image ?? tag;
  return first.includes(':') ? first : `${repository}:${first}`;
}

function reasonFor(config: ClusterConfig, environment: string, service: ServiceName, old: string): string {
  const policy = policyOf(config, environment, service);
  if (policy === undefined) return 'the config pins another';
  const repository = repositoryOf(firstImage(config, environment, service));
  return repositoryOf(old) === repository ? `its tag does not satisfy ${policy}` : `the repository is ${repository} now`;
}

function repositoryOf(image: string): string {
  return image.slice(0, image.lastIndexOf(':'));
}

function tagOf(image: string): string {
  return image.slice(image.lastIndexOf(':') + 1);
}

describe('whatever happens: no allowed tag is lost, pins win, what is dropped is reported, and Flux alone changes nothing', () => {
  test('3000 histories of the values', () => {
    const seen = new Set<string>();
    fc.assert(fc.property(start, history(8), (config, rounds) => live(asData, { ...base, ...config }, rounds, seen)), { numRuns: 3000 });
    expect([...seen].sort()).toEqual([
      'Flux alone',
      'configured',
      'configured, its tag does',
      'configured, the repository is',
      'default',
      'default, its tag does',
      'default, the repository is',
      'pinned',
      'pinned, the config pins',
      'written',
    ]);
  });

  test('100 histories of the bytes', () => {
    fc.assert(fc.property(start, history(4), (config, rounds) => live(asText, { ...base, ...config }, rounds)), { numRuns: 100 });
  });
});

/** What Flux has written into the output of `before`, and what a `synth` of `after` makes of it. */
function resynthesised(before: ClusterConfig, moves: Readonly<Record<string, string>>, after: ClusterConfig) {
  const tree = Object.entries(moves).reduce((output, [key, tag]) => {
    const [environment = '', service = ''] = key.split('/');
    return asText.moved(output, environment, service as ServiceName, tag); // the keys of the tables below
  }, drawn(normalise(before, new Map())));
  const cluster = normalise(after, asText.read(tree));
  const made = drawn(cluster);
  const rows = imageRows(cluster);
  return { tree, made, images: asText.read(made), rows, notes: [...droppedImages(rows), ...keptImages(rows)] };
}

function clusterOf(environments: ClusterConfig['environments'], more: Partial<ClusterConfig> = {}): ClusterConfig {
  return { ...base, ...more, environments };
}

function environmentWith(change: Partial<EnvironmentConfig>): EnvironmentConfig {
  return { ...environmentOf('glob:develop-*'), ...change };
}

const commit = '0123456789abcdef0123456789abcdef01234567';
const moved = `develop-${commit}`;
const ownPolicy: ServiceConfig = { policy: 'glob:develop-*' };
const ownImage: ServiceConfig = { image: 'tidepool/platform-auth:develop-1' };
const bothOther = { edition: 'guide', helmReleaseApi: 'flux.weave.works/v1beta1' } as const;
const movedAll = { 'qa1/auth': moved, 'qa1/messageapi': `${moved}-1568900000`, 'qa1/tidewhisperer': 'develop-latest' };
const plain = clusterOf({ qa1: environmentWith({}) });

describe('a tag that Flux wrote is kept', () => {
  test.each<[string, ClusterConfig]>([
    ['when nothing else changes', plain],
    ['when the edition changes, and with it the place of the image', clusterOf(plain.environments, { edition: 'guide' })],
    ['when the environment alone changes its edition', clusterOf({ qa1: environmentWith({ edition: 'guide' }) })],
    ['when the API of HelmReleases changes', clusterOf(plain.environments, { helmReleaseApi: 'flux.weave.works/v1beta1' })],
    ['when edition and API change at once', clusterOf(plain.environments, bothOther)],
    ['when the environment is frozen', clusterOf({ qa1: environmentWith({ gitops: { policy: 'glob:develop-*', automated: false } }) })],
    ['when the policy changes to one that allows it, too', clusterOf({ qa1: environmentWith({ gitops: { policy: 'regex:^develop-' } }) })],
    ['when its service says the policy that its environment has', clusterOf({ qa1: environmentWith({ services: { auth: ownPolicy } }) })],
    ['when its service says another first image of the repository', clusterOf({ qa1: environmentWith({ services: { auth: ownImage } }) })],
    ['when another environment comes', clusterOf({ int: environmentWith({}), qa1: environmentWith({}), qa2: environmentWith({}) })],
    ['when hpa, store and level change', clusterOf({ qa1: environmentWith({ hpa: false, store: 'file', logLevel: 'error' }) })],
    ['when packages come', clusterOf(plain.environments, { packages: test1.packages })],
  ])('%s', (_, after) => {
    const { images, notes } = resynthesised(plain, movedAll, after);
    expect([images.get('qa1/auth'), images.get('qa1/messageapi'), images.get('qa1/tidewhisperer')]).toEqual([
      `tidepool/platform-auth:${moved}`,
      `tidepool/message-api:${moved}-1568900000`,
      'tidepool/tide-whisperer:develop-latest',
    ]);
    expect(notes).toEqual(['note: 3 services keep the tag that stands in dist, within policy']);
  });

  test("when the edition changes to today's, by every service that is in both; the others start with their own images", () => {
    const { images, notes, rows } = resynthesised(plain, movedAll, clusterOf(plain.environments, { edition: '0.26.0' }));
    expect(images.get('qa1/auth')).toBe(`tidepool/platform-auth:${moved}`);
    expect(images.get('qa1/messageapi')).toBe(`tidepool/message-api:${moved}-1568900000`);
    expect(images.get('qa1/clinic-worker')).toBe('tidepool/clinic-worker:main-latest');
    expect(images.has('qa1/user')).toBe(false);
    // The first tags of 2019 satisfy the policy, too, but for those of blip and jellyfish.
    expect(notes).toEqual([
      expect.stringMatching(/^test1 qa1 blip: .* its tag does not satisfy glob:develop-\*; it runs tidepool\/blip:master-latest$/),
      expect.stringMatching(/^test1 qa1 jellyfish: .* its tag does not satisfy glob:develop-\*; it runs tidepool\/jellyfish:master-latest$/),
      'note: 14 services keep the tag that stands in dist, within policy',
    ]);
    expect(rows.find(({ service }) => service === 'plotly-orca')).toMatchObject({ policy: 'none', why: 'default', image: 'tidepool/plotly-orca:latest' });
  });

  test.each(['flux/environments/qa1/tidepool.yaml', 'flux/tidepool-qa1.yaml', 'flux/moved/deep/down/release.yml', 'elsewhere.yaml'])(
    'when its file is renamed or moved within the folder of the cluster: %s',
    place => {
      const { tree } = resynthesised(plain, movedAll, plain);
      const elsewhere = new Map([...tree].map(([path, text]) =>
        [path === releasePath('qa1') ? `${clusterFolder(base.name)}/${place}` : path, text]));
      expect(asText.read(elsewhere)).toEqual(asText.read(tree));
      expect(drawn(normalise(plain, asText.read(elsewhere))).get(releasePath('qa1'))).toBe(tree.get(releasePath('qa1')));
    },
  );

  test('when its document is put into a file with others', () => {
    const { tree } = resynthesised(plain, movedAll, plain);
    const together = new Map([[`${clusterFolder(base.name)}/all.yaml`, [...tree.values()].join('')]]);
    expect(asText.read(together)).toEqual(asText.read(tree));
  });

  test('by its own environment only', () => {
    const both = clusterOf({ int: environmentWith({}), qa1: environmentWith({}) });
    const { images } = resynthesised(both, { 'qa1/auth': moved }, both);
    expect(images.get('qa1/auth')).toBe(`tidepool/platform-auth:${moved}`);
    expect(images.get('int/auth')).toBe(`tidepool/platform-auth:${firstImageOf('auth', '0.1.7').tag}`);
  });
});

describe('a tag that Flux wrote is dropped, and that is reported', () => {
  const first = `tidepool/platform-auth:${firstImageOf('auth', '0.1.7').tag}`;

  test.each<[string, EnvironmentConfig, string, string]>([
    [
      'when the repository changes in the config',
      environmentWith({ services: { auth: { image: 'example/auth:develop-1' } } }),
      'example/auth:develop-1',
      'the repository is example/auth now',
    ],
    [
      'when the policy of the service does not allow it any more',
      environmentWith({ services: { auth: { policy: 'semver:~1.2' } } }),
      first,
      'its tag does not satisfy semver:~1.2',
    ],
    [
      'when the policy of the environment does not allow it any more',
      environmentWith({ gitops: { policy: 'regex:^master-[0-9A-Fa-f]{40}$' } }),
      first,
      'its tag does not satisfy regex:^master-[0-9A-Fa-f]{40}$',
    ],
    [
      'when the service is pinned',
      environmentWith({ services: { auth: { pin: 'v1.2.3' } } }),
      'tidepool/platform-auth:v1.2.3',
      'the config pins another',
    ],
    [
      'when it is pinned to a fork',
      environmentWith({ services: { auth: { pin: 'example/auth:v1' } } }),
      'example/auth:v1',
      'the config pins another',
    ],
  ])('%s', (_, environment, image, reason) => {
    const { images, notes, rows } = resynthesised(plain, { 'qa1/auth': moved }, clusterOf({ qa1: environment }));
    expect(images.get('qa1/auth')).toBe(image);
    expect(notes).toEqual([`test1 qa1 auth: tidepool/platform-auth:${moved} in dist is given up, since ${reason}; it runs ${image}`]);
    expect(rows.flatMap(({ service, dropped }) => (dropped === undefined ? [] : [[service, dropped]]))).toEqual([['auth', reason]]);
  });
});

test('a service without a policy runs what the config says, and what stood in dist is reported', () => {
  const today = { edition: '0.26.0', services: { 'plotly-orca': { image: 'tidepool/plotly-orca:1.2.0' } } } as const;
  const before = clusterOf({ qa1: environmentWith({ edition: '0.26.0' }) });
  const { images, notes } = resynthesised(before, {}, clusterOf({ qa1: environmentWith(today) }));
  expect(images.get('qa1/plotly-orca')).toBe('tidepool/plotly-orca:1.2.0');
  expect(notes).toEqual([
    'test1 qa1 plotly-orca: tidepool/plotly-orca:latest in dist is given up, since it follows no policy; it runs tidepool/plotly-orca:1.2.0',
  ]);
});

describe('a pin', () => {
  const pinned = (pin: string) => clusterOf({ qa1: environmentWith({ services: { auth: { pin } } }) });

  test('is left, and its tag satisfies the policy: it is kept until Flux moves it', () => {
    const { images, notes } = resynthesised(pinned(moved), {}, plain);
    expect(images.get('qa1/auth')).toBe(`tidepool/platform-auth:${moved}`);
    expect(notes).toEqual(['note: 1 service keeps the tag that stands in dist, within policy']);
  });

  test('is left, and its tag does not satisfy the policy: the first image again, and that is reported', () => {
    const { images, notes } = resynthesised(pinned('v1.2.3'), {}, plain);
    const first = `tidepool/platform-auth:${firstImageOf('auth', '0.1.7').tag}`;
    expect(images.get('qa1/auth')).toBe(first);
    const reason = 'its tag does not satisfy glob:develop-*';
    expect(notes).toEqual([`test1 qa1 auth: tidepool/platform-auth:v1.2.3 in dist is given up, since ${reason}; it runs ${first}`]);
  });

  test('to what runs already changes no image and reports nothing', () => {
    const { images, notes } = resynthesised(plain, { 'qa1/auth': moved }, pinned(moved));
    expect(images.get('qa1/auth')).toBe(`tidepool/platform-auth:${moved}`);
    expect(notes).toEqual([]);
  });

  test.each(['guide', '0.1.7', '0.26.0'] as const)('takes away every order to Flux about its service, and no other: edition %s', edition => {
    const ordersOf = (config: ClusterConfig) => {
      const text = drawn(normalise(config, new Map())).get(releasePath('qa1')) ?? '';
      return [...text.matchAll(/^ {4}\S*fluxcd\.io\/\S+: /gm)].map(([line]) => line.trim());
    };
    const before = ordersOf({ ...plain, edition });
    const after = ordersOf({ ...pinned(moved), edition });
    expect(before.filter(order => !after.includes(order))).toEqual(before.filter(order => /[./]auth:/.test(order)));
    expect(after.filter(order => !before.includes(order))).toEqual([]);
    expect(before.length - after.length).toBe(edition === 'guide' ? 1 : 2);
  });
});

test.each(policyNames)('%s allows the tags that builds make for it, and what Flux writes of them changes no other byte', policy => {
  const config = clusterOf({ qa1: environmentWith({ gitops: { policy } }) });
  const tree = drawn(normalise(config, new Map()));
  for (const tag of fc.sample(rowOf(policy).tags, 10)) {
    const after = asText.moved(tree, 'qa1', 'auth', tag);
    expect([...drawn(normalise(config, asText.read(after)))], tag).toEqual([...after]);
    expect(isAsGenerated(after.get(releasePath('qa1')) ?? ''), tag).toBe(true);
  }
});

test('an environment that is frozen and freed again runs what Flux last wrote', () => {
  const frozen = clusterOf({ qa1: environmentWith({ gitops: { policy: 'glob:develop-*', automated: false } }) });
  const { made, images } = resynthesised(plain, movedAll, frozen);
  expect(made.get(releasePath('qa1'))).toContain('fluxcd.io/automated: "false"');
  const freed = drawn(normalise(plain, asText.read(made)));
  expect(asText.read(freed)).toEqual(images);
  expect(freed.get(releasePath('qa1'))).toContain('fluxcd.io/automated: "true"');
});

test('an environment that was taken out for a synth starts with the images of its config when it comes back', () => {
  const { made, notes } = resynthesised(plain, movedAll, clusterOf({ qa1: environmentWith({ enabled: false }) }));
  expect([asText.read(made), notes]).toEqual([new Map(), []]);
  const back = drawn(normalise(plain, asText.read(made)));
  expect([...back]).toEqual([...drawn(normalise(plain, new Map()))]);
});
