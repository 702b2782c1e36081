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
import production from './clusters/production.ts';
import test1 from './clusters/test1.ts';
import { compareTrees } from '../lib/output/compare.ts';
import type { Tree } from '../lib/output/file-chart.ts';
import { isRecord, valueAt } from '../lib/manifests/manifest.ts';
import { roleOf } from '../lib/manifests/roles.ts';
import { isAsGenerated } from '../lib/output/signature.ts';
import { policyMark } from '../lib/images/tags.ts';
import { writtenImages, type WrittenRelease } from '../lib/images/written-images.ts';
import mixed from './clusters/mixed.ts';
import { modelOnly, sayIfModelOnly, withImages, withImagesByFlux, type ChosenImages } from './support/image-automation.ts';
import { compiled } from './support/objects.ts';

const hex = fc.stringMatching(/^[0-9a-f]{40}$/);
const part = fc.nat(40);

interface PolicyRow {
  /** What it allows, said in another way than in `lib/images/tags.ts`. */
  readonly allows: RegExp;
  /** Tags as the builds that it is written for make them. */
  readonly tags: fc.Arbitrary<string>;
  /** Whether Flux 2 can put them in order. */
  readonly isOrdered: boolean;
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
    isOrdered: true,
  },
  'glob:release-1.23.0*': {
    allows: /^release-1\.23\.0/,
    tags: fc.oneof(hex.map(commit => `release-1.23.0-${commit}`), fc.constant('release-1.23.0')),
    isOrdered: true,
  },
  'glob:mongo-*': { allows: /^mongo-/, tags: hex.map(commit => `mongo-database-${commit}`), isOrdered: true },
  'regex:^master-[0-9A-Fa-f]{40}$': { allows: /^master-[0-9a-f]{40}$/i, tags: hex.map(commit => `master-${commit}`), isOrdered: false },
  'regexp:^v\\d+\\.\\d+\\.\\d+$': {
    allows: /^v[0-9]+[.][0-9]+[.][0-9]+$/,
    tags: fc.tuple(part, part, part).map(parts => `v${parts.join('.')}`),
    isOrdered: true,
  },
  'semver:~1.2': {
    allows: /^v?1\.2\.\d+$/,
    tags: fc.tuple(part, fc.constantFrom('', 'v')).map(([patch, v]) => `${v}1.2.${patch}`),
    isOrdered: true,
  },
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

/** A digest without its algorithm. */
const someDigest = fc.stringMatching(/^[0-9a-f]{64}$/);

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
  /** The same with another image for one service; where there is none, as it was. */
  readonly moved: (output: Output, environment: string, service: ServiceName, tag: string) => Output;
  /** The same as Flux does it, where it has been told to. */
  readonly movedByFlux: (output: Output, environment: string, service: ServiceName, tag: string) => Output;
  /** The same without our line in the file that holds the images. */
  readonly unsigned: (output: Output, environment: string) => Output;
}

function step(says: string, happen: Step['happen'], isFlux = false): Step {
  return { says, [fc.toStringMethod]: () => says, happen, isFlux };
}

/** Flux writes a tag that the policy of the service allows, or the digest of the one tag that it follows. */
const fluxMoves = fc.tuple(someEnvironment, someService, tagForAny, someDigest).map(([environment, service, tags, digest]) =>
  step(`Flux moves ${environment}/${service}`, ({ config, output }, dist) => {
    const policy = policyOf(config, environment, service);
    const digestOf = digestOfOf(config, environment, service);
    const isDigest = config.delivery === 'flux2' && digestOf !== undefined;
    const tag = policy && (isDigest ? `${digestOf}@sha256:${digest}` : tags.get(policy));
    const isLeftAlone = tag === undefined || !canFollow(config, environment, service);
    return { config, output: isLeftAlone ? output : dist.movedByFlux(output, environment, service, tag) };
  }, true));

/** Whether Flux moves a service that has a policy. Of Flux v1 people can ask it also while it is frozen. */
function canFollow(config: ClusterConfig, environment: string, service: ServiceName): boolean {
  if (config.delivery === 'flux1') return true;
  const isFrozen = config.environments[environment]?.gitops.automated === false;
  return !isFrozen && problemOf(config, environment, service) === undefined;
}

/** Why Flux 2 cannot follow the tags of a service, for which the program would refuse the config. */
function problemOf(config: ClusterConfig, environment: string, service: ServiceName): string | undefined {
  const policy = policyOf(config, environment, service);
  if (policy === undefined) return undefined;
  const digestOf = digestOfOf(config, environment, service);
  if (digestOf === undefined) return rowOf(policy).isOrdered ? undefined : `${policy} has no order`;
  return rowOf(policy).allows.test(digestOf) ? undefined : `${policy} does not allow ${digestOf}`;
}

/** Whether the program takes a config to write it. */
function isTaken(config: ClusterConfig): boolean {
  return config.delivery === 'flux1' || Object.entries(config.environments).every(([name, { edition = config.edition, gitops }]) =>
    gitops.automated === false || servicesOf(edition).every(service => problemOf(config, name, service) === undefined));
}

/** The tag whose digest is followed: a service that says its own policy does without that of its environment. */
function digestOfOf(config: ClusterConfig, environment: string, service: ServiceName): string | undefined {
  const settings = config.environments[environment];
  const own = settings?.services?.[service];
  return own?.digestOf ?? (own?.policy === undefined ? settings?.gitops.digestOf : undefined);
}

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

const losesOurLine = someEnvironment.map(environment =>
  step(`${environment} loses our line`, ({ config, output }, dist) => ({ config, output: dist.unsigned(output, environment) })));

const switchesDelivery = fc.constantFrom<ClusterConfig['delivery']>('flux1', 'flux2').map(flux => author(`by ${flux}`, deliveredBy(flux)));

/** What only the other stack reads stays in the config, unread. */
function deliveredBy(delivery: ClusterConfig['delivery']): (config: ClusterConfig) => ClusterConfig {
  return config => ({ ...config, delivery }) as ClusterConfig; // tsc would have it taken out
}

/** Of a tag within the policy, as a rule asks. */
const followsDigest = fc.oneof(
  fc.tuple(someEnvironment, tagForAny).map(([name, tags]) =>
    authorOfEnvironment(name, 'follows a digest', ({ gitops, ...config }) => {
      const digestOf = tags.get(gitops.policy);
      return { ...config, gitops: { ...gitops, ...(digestOf !== undefined && { digestOf }) } };
    })),
  fc.tuple(someEnvironment, someService, somePolicy, tagForAny).map(([name, service, policy, tags]) => {
    const digestOf = tags.get(policy);
    return authorOfService(name, service, `follows the digest of ${digestOf}`, { policy, ...(digestOf !== undefined && { digestOf }) });
  }),
);

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
  { weight: 1, arbitrary: switchesDelivery },
  { weight: 1, arbitrary: followsDigest },
  { weight: 1, arbitrary: losesOurLine },
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
  delivery: fc.constantFrom<ClusterConfig['delivery']>('flux1', 'flux2'),
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
  made: ({ stack, environments }) => environments.flatMap(environment => {
    const { name, namespace, values, images } = tidepoolRelease(environment);
    const release = { file: `${environment.name}.yaml`, name, namespace, values, isPatch: false };
    if (stack.delivery === 'flux1') return [release];
    const patch = images.reduce<Values>((rest, { path, image }) => withValue(rest, path, image), {});
    return [{ ...release, values: {} }, { ...release, file: `${environment.name}/images.yaml`, values: patch, isPatch: true }];
  }),
  read: releases => writtenImagesOf(releases),
  moved: (releases, environment, service, tag) => releases.map(release => {
    const key = valuesKeys(service).find(candidate => Object.hasOwn(release.values, candidate));
    const image = key === undefined ? undefined : valueAt(release.values, [key, 'deployment', 'image']);
    if (release.namespace !== environment || key === undefined || typeof image !== 'string') return release;
    return { ...release, values: withValue(release.values as Values, [key, 'deployment', 'image'], withTag(image, tag)) };
  }),
  movedByFlux: (...move) => asData.moved(...move),
  unsigned: releases => releases,
};

/** Keys that a service has below the values of any edition. */
function valuesKeys(service: ServiceName): string[] {
  return [service, ...Object.values(services[service].in).flatMap(({ valuesKey = [] }) => valuesKey)];
}

function withValue(values: Values, [key = '', ...rest]: readonly string[], value: string): Values {
  const child = values[key];
  return { ...values, [key]: rest.length > 0 ? withValue(isRecord(child) ? (child as Values) : {}, rest, value) : value };
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
    const path = imagesPath(tree, environment);
    const text = tree.get(path);
    if (text === undefined) return tree;
    const line = lineOf(service);
    if (services[service].in['0.26.0'] && services[service].in.guide) expect(text, `${path} has an image of ${service}`).toMatch(line);
    return new Map(tree).set(path, text.replace(line, (_, before: string, image: string) => before + withTag(image, tag)));
  },
  movedByFlux: (tree, environment, service, tag) => {
    const path = imagesPath(tree, environment);
    const text = tree.get(path);
    if (text === undefined || path === releasePath(environment)) return asText.moved(tree, environment, service, tag);
    const [, , image = ''] = lineOf(service).exec(text) ?? [];
    return new Map(tree).set(path, withImages(text, { [`flux-system:${environment}-${service}`]: withTag(image, tag) }));
  },
  unsigned: (tree, environment) => {
    const path = imagesPath(tree, environment);
    const text = tree.get(path);
    return text === undefined ? tree : new Map(tree).set(path, text.replace(/^# Generated from .*\n/m, ''));
  },
};

/** Where the image of a service stands, whichever the edition is. */
function lineOf(service: ServiceName): RegExp {
  const keys = valuesKeys(service).join('|');
  return new RegExp(String.raw`^(    (?:${keys}):\n(?:      enabled: \w+\n)?      deployment:\n        image: )(\S+)(?=$| #)`, 'm');
}

function releasePath(environment: string): string {
  return `${clusterFolder(test1.name)}/flux/environments/${environment}/tidepool-helmrelease.yaml`;
}

/** Of the stack of today, where images stand in a file of their own, or of the one before it. */
function imagesPath(tree: Tree, environment: string): string {
  const own = `${clusterFolder(test1.name)}/flux/environments/${environment}/images.yaml`;
  return tree.has(own) ? own : releasePath(environment);
}

function withTag(image: string, tag: string): string {
  return `${repositoryOf(image)}:${tag}`;
}

/** Lives through a history and holds every `synth` in it to what is promised. */
function live<Output>(dist: Dist<Output>, start: ClusterConfig, rounds: readonly (readonly Step[])[], seen?: Set<string>): void {
  const config = isTaken(start) ? start : deliveredBy('flux1')(start);
  let now: Situation<Output> = { config, output: dist.made(normalise(config, new Map())) };
  for (const steps of rounds) {
    const before = now;
    now = steps.reduce((situation, { happen }) => happen(situation, dist), before);
    if (!isTaken(now.config)) {
      now = before; // its author takes it back
      seen?.add('refused');
      continue;
    }
    const written = dist.read(now.output);
    const cluster = normalise(now.config, written);
    const output = dist.made(cluster);
    expectPromises(now.config, cluster, written, dist.read(output), seen);
    if (steps.every(({ isFlux }) => isFlux)) {
      expect(output).toEqual(now.output);
      seen?.add(`${now.config.delivery} alone${now.output === before.output ? ', at rest' : ''}`);
    }
    if (now.config.delivery !== before.config.delivery) seen?.add(`to ${now.config.delivery}`);
    expect(dist.made(normalise(now.config, dist.read(output)))).toEqual(output);
    now = { config: now.config, output };
  }
}

/** What holds for every service when `written` stood in `dist` before a `synth` and `after` stands there now. */
function expectPromises(config: ClusterConfig, cluster: Cluster, written: WrittenImages, after: WrittenImages, seen?: Set<string>): void {
  const rows = imageRows(cluster);
  const notes = droppedImages(cluster.name, { written, committed: new Set() }, rows, config);
  const told = new Map(notes.map(note => note.split(' in dist is given up, since ') as [string, string]));
  for (const [key, image] of written) {
    const why = told.get(`${cluster.name} ${key.replace('/', ' ')}: ${image}`);
    const isKept = after.get(key) === image;
    if (isKept === (why !== undefined)) expect(why, `${key}: ${image} is ${isKept ? 'kept' : 'given up, so it is told'}`).toBe(isKept);
    if (!after.has(key)) seen?.add(`gone, ${why?.split(' ')[0]}`);
  }
  for (const { name: environment, edition } of cluster.environments) {
    for (const service of servicesOf(edition)) {
      const key = `${environment}/${service}`;
      const [old, now] = [readableBy(config, written.get(key)), after.get(key)];
      const expected = expectedImage(config, environment, service, old);
      if (now !== expected) expect(now, key).toBe(expected);
      const row = rows.find(candidate => candidate.environment === environment && candidate.service === service);
      if (row?.why === 'written' && now?.includes('@')) seen?.add('written, a digest');
      seen?.add(`${row?.why}${row?.dropped === undefined ? '' : `, ${row.dropped.split(' ').slice(0, 3).join(' ')}`}`);
      if (old === undefined || old === now) {
        const digest = old === written.get(key) ? undefined : 'Flux v1 reads no digest';
        if (row?.dropped !== digest) expect(row?.dropped, `${key} is not dropped`).toBe(digest);
      } else {
        const reason = reasonFor(config, environment, service, old);
        expect(row?.dropped, `${key}: ${old} is dropped, so there is a reason`).toBe(reason);
        const lost = `${cluster.name} ${environment} ${service}: ${written.get(key)}`;
        expect(notes).toContain(`${lost} in dist is given up, since ${reason}; it runs ${now}`);
      }
    }
  }
}

/** Flux v1 has no reading of a digest behind a tag. */
function readableBy({ delivery }: ClusterConfig, image: string | undefined): string | undefined {
  return delivery === 'flux1' ? image?.split('@')[0] : image;
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
  const [named = ''] = image.split('@');
  return named.slice(0, named.lastIndexOf(':'));
}

function tagOf(image: string): string {
  const [named = ''] = image.split('@');
  return named.slice(named.lastIndexOf(':') + 1);
}

describe('whatever happens: no allowed tag is lost, pins win, what is dropped is reported, and Flux alone changes nothing', () => {
  test('3000 histories of the values', () => {
    const seen = new Set<string>();
    fc.assert(fc.property(start, history(8), (config, rounds) => live(asData, { ...base, ...config }, rounds, seen)), { numRuns: 3000 });
    expect([...seen].sort()).toEqual([
      'configured',
      'configured, its tag does',
      'configured, the repository is',
      'default',
      'default, its tag does',
      'default, the repository is',
      'flux1 alone',
      'flux1 alone, at rest',
      'flux2 alone',
      'flux2 alone, at rest',
      'gone, edition',
      'gone, environment',
      'gone, there',
      'pinned',
      'pinned, the config pins',
      'refused',
      'to flux1',
      'to flux2',
      'written',
      'written, Flux v1 reads',
      'written, a digest',
    ]);
  });

  test('60 histories of the bytes', () => {
    fc.assert(fc.property(start, history(4), (config, rounds) => live(asText, { ...base, ...config }, rounds)), { numRuns: 60 });
  });
});

/** What Flux has written into the output of `before`, and what a `synth` of `after` makes of it. */
function resynthesised(before: ClusterConfig, moves: Readonly<Record<string, string>>, after: ClusterConfig) {
  const tree = Object.entries(moves).reduce((output, [key, tag]) => {
    const [environment = '', service = ''] = key.split('/');
    return asText.movedByFlux(output, environment, service as ServiceName, tag); // the keys of the tables below
  }, drawn(normalise(before, new Map())));
  const written = asText.read(tree);
  const cluster = normalise(after, written);
  const made = drawn(cluster);
  const rows = imageRows(cluster);
  const dropped = droppedImages(cluster.name, { written, committed: new Set() }, rows, after);
  return { tree, made, images: asText.read(made), rows, notes: [...dropped, ...keptImages(rows)] };
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
      expect.stringMatching(/^test1 qa1 image: .* in dist is given up, since edition 0.26.0 has no image$/),
      expect.stringMatching(/^test1 qa1 jellyfish: .* its tag does not satisfy glob:develop-\*; it runs tidepool\/jellyfish:master-latest$/),
      expect.stringMatching(/^test1 qa1 notification: .* since edition 0.26.0 has no notification$/),
      expect.stringMatching(/^test1 qa1 user: .* since edition 0.26.0 has no user$/),
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

test('an environment that was taken out for a synth starts with the images of its config when it comes back, which is told', () => {
  const { made, notes } = resynthesised(plain, movedAll, clusterOf({ qa1: environmentWith({ enabled: false }) }));
  expect(asText.read(made)).toEqual(new Map());
  expect(notes).toContain(`test1 qa1 auth: tidepool/platform-auth:${moved} in dist is given up, since environment qa1 is switched off`);
  const back = drawn(normalise(plain, asText.read(made)));
  expect([...back]).toEqual([...drawn(normalise(plain, new Map()))]);
});

describe('by Flux 2, where images stand in a file of their own', () => {
  const digest = `develop-latest@sha256:${'0123456789abcdef'.repeat(4)}`;
  const movedToday = { 'qa1/auth': moved, 'qa1/messageapi': `${moved}-1700000000`, 'qa1/shoreline': digest };
  const ofToday = (change: Partial<EnvironmentConfig> = {}, more: Partial<ClusterConfig> = {}): ClusterConfig =>
    deliveredBy('flux2')(clusterOf({ qa1: environmentWith(change) }, { edition: '0.26.0', ...more }));
  const images = `${clusterFolder(base.name)}/flux/environments/qa1/images.yaml`;
  const policy = 'glob:develop-*';

  test.each<[string, ClusterConfig]>([
    ['when nothing else changes', ofToday()],
    ['when the environment is frozen', ofToday({ gitops: { policy, automated: false } })],
    ['when the digest of a tag is followed from now on', ofToday({ gitops: { policy, digestOf: 'develop-latest' } })],
    ['when the policy changes to one that allows it, too', ofToday({ gitops: { policy: 'glob:dev*' } })],
    ['when its service says the policy that its environment has', ofToday({ services: { auth: ownPolicy } })],
    ['when store, level and packages change', ofToday({ store: 'file', logLevel: 'error' }, { packages: { reloader: {} } })],
    ['when an edition comes that has the image in the same place', ofToday({}, { edition: '0.1.7' })],
  ])('a tag or digest is kept %s', (_, after) => {
    const { images: kept, notes } = resynthesised(ofToday(), movedToday, after);
    expect([kept.get('qa1/auth'), kept.get('qa1/messageapi'), kept.get('qa1/shoreline')]).toEqual([
      `tidepool/platform-auth:${moved}`,
      `tidepool/message-api:${moved}-1700000000`,
      `tidepool/shoreline:${digest}`,
    ]);
    expect(notes.at(-1)).toMatch(/^note: \d+ services keep the tag that stands in dist, within policy$/);
  });

  test('a cluster that goes back to Flux v1 keeps its tags, without the digests that it could not read', () => {
    const { images: kept } = resynthesised(ofToday(), movedToday, deliveredBy('flux1')(ofToday()));
    expect([kept.get('qa1/auth'), kept.get('qa1/messageapi'), kept.get('qa1/shoreline')]).toEqual([
      `tidepool/platform-auth:${moved}`,
      `tidepool/message-api:${moved}-1700000000`,
      'tidepool/shoreline:develop-latest',
    ]);
  });

  test('one file has moved, and no other differs from what the config makes', () => {
    const { tree } = resynthesised(ofToday(), movedToday, ofToday());
    const findings = compareTrees(drawn(normalise(ofToday(), new Map())), tree, ['']).filter(({ state }) => state !== 'same');
    expect(findings).toEqual([{ path: images, state: 'moved', source: 'clusters/test1.ts' }]);
  });

  test('a cluster that goes there and back has the bytes that it had, but for what Flux 2 has written on the way', () => {
    const before = deliveredBy('flux1')(ofToday());
    const there = resynthesised(before, { 'qa1/auth': moved }, ofToday());
    expect(there.images.get('qa1/auth')).toBe(`tidepool/platform-auth:${moved}`);
    const onTheWay = asText.movedByFlux(there.made, 'qa1', 'auth', `${moved}-1700000000`);
    const back = drawn(normalise(before, asText.read(onTheWay)));
    const expected = asText.moved(drawn(normalise(before, new Map())), 'qa1', 'auth', `${moved}-1700000000`);
    expect([...back]).toEqual([...expected]);
  });

  test('both files of an environment at once, in the middle of a move: what Flux 2 writes into wins', () => {
    const { tree: before } = resynthesised(deliveredBy('flux1')(ofToday()), { 'qa1/auth': `${moved}-1` }, ofToday());
    const { tree: after } = resynthesised(ofToday(), { 'qa1/auth': `${moved}-2` }, ofToday());
    const both: [string, string][] = [[images, after.get(images) ?? ''], [releasePath('qa1'), before.get(releasePath('qa1')) ?? '']];
    for (const tree of [both, [...both].reverse()]) {
      expect(asText.read(new Map(tree)).get('qa1/auth')).toBe(`tidepool/platform-auth:${moved}-2`);
    }
  });

  test('a frozen environment has no mark and keeps its tags; freed again it has the bytes that it had', () => {
    const { tree, made } = resynthesised(ofToday(), movedToday, ofToday({ gitops: { policy, automated: false } }));
    expect(made.get(images)?.split('\n').slice(1)).toEqual(tree.get(images)?.split('\n').slice(1).map(line => line.replace(/ # \{.*/, '')));
    expect(asText.movedByFlux(made, 'qa1', 'auth', `${moved}-1`)).toEqual(made);
    expect([...drawn(normalise(ofToday(), asText.read(made)))]).toEqual([...tree]);
  });

  test('a service that is pinned has no mark, and keeps the tag of the pin when it is let go', () => {
    const pinned = ofToday({ services: { auth: { pin: `${moved}-1700000000` } } });
    const { made, notes } = resynthesised(ofToday(), { 'qa1/auth': moved }, pinned);
    expect(made.get(images)).toContain(`        image: tidepool/platform-auth:${moved}-1700000000\n`);
    expect(notes).toEqual([expect.stringMatching(/ in dist is given up, since the config pins another; /)]);
    expect(asText.movedByFlux(made, 'qa1', 'auth', moved)).toEqual(made);
    const freed = drawn(normalise(ofToday(), asText.read(made))).get(images);
    expect(freed).toContain(`        image: tidepool/platform-auth:${moved}-1700000000 # {"$imagepolicy": "flux-system:qa1-auth"}\n`);
  });

  test('a file that has lost our line is ours still: it is written anew, with the tags that stand in it', () => {
    const { tree } = resynthesised(ofToday(), movedToday, ofToday());
    const unsigned = asText.unsigned(tree, 'qa1');
    const made = drawn(normalise(ofToday(), asText.read(unsigned)));
    expect([...made]).toEqual([...tree]);
    expect(compareTrees(made, unsigned, ['']).filter(({ state }) => state !== 'same')).toEqual([
      { path: images, state: 'edited', source: 'clusters/test1.ts' },
    ]);
  });
});

describe('image automation of Flux 2', () => {
  sayIfModelOnly('the model of image automation is not held against Flux itself');

  const head = 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: tidepool\nspec:\n  values:\n';
  const mark = (policy: string | undefined) => (policy === undefined ? '' : ` # ${policyMark(`flux-system:${policy}`)}`);
  const line = (image: string, policy?: string) => `    image: ${image}${mark(policy)}\n`;
  const inFile = (...lines: string[]) => head + lines.map((text, i) => `    a${i}:\n  ${text}`).join('');
  const zeros = `sha256:${'0'.repeat(64)}`;

  const cases: readonly (readonly [what: string, text: string, chosen: ChosenImages, written: string])[] = [
    ['sets a tag', inFile(line('a/b:v1', 'x')), { 'flux-system:x': 'a/b:v2' }, inFile(line('a/b:v2', 'x'))],
    ['sets a digest', inFile(line('a/b:v1', 'x')), { 'flux-system:x': `a/b:v1@${zeros}` }, inFile(line(`a/b:v1@${zeros}`, 'x'))],
    ['takes a digest away', inFile(line(`a/b:v1@${zeros}`, 'x')), { 'flux-system:x': 'a/b:v1' }, inFile(line('a/b:v1', 'x'))],
    ['keeps quotes', inFile(line('"a/b:v1"', 'x'), line("'a/b:v1'", 'x')), { 'flux-system:x': 'a/b:v2' },
      inFile(line('"a/b:v2"', 'x'), line("'a/b:v2'", 'x'))],
    ['knows registries with a port', inFile(line('host.example.org:5000/a/b:v1', 'x')), { 'flux-system:x': 'host.example.org:5000/a/b:v2' },
      inFile(line('host.example.org:5000/a/b:v2', 'x'))],
    ['takes no policy for another whose name goes on', inFile(line('a/b:v1', 'x'), line('a/b:v1', 'x-y')), { 'flux-system:x': 'a/b:v2' },
      inFile(line('a/b:v2', 'x'), line('a/b:v1', 'x-y'))],
    ['leaves the same image alone where it has no mark', inFile(line('a/b:v1', 'x'), line('a/b:v1')), { 'flux-system:x': 'a/b:v2' },
      inFile(line('a/b:v2', 'x'), line('a/b:v1'))],
    ['takes `---` away with a change', `---\n${inFile(line('a/b:v1', 'x'))}`, { 'flux-system:x': 'a/b:v2' }, inFile(line('a/b:v2', 'x'))],
    ['and not without', `---\n${inFile(line('a/b:v1', 'x'))}`, { 'flux-system:x': 'a/b:v1' }, `---\n${inFile(line('a/b:v1', 'x'))}`],
    ['does nothing for a policy that has chosen nothing', inFile(line('a/b:v1', 'x')), { 'flux-system:y': 'a/b:v2' },
      inFile(line('a/b:v1', 'x'))],
  ];

  test.each(cases)('%s', (_, text, chosen, written) => expect(withImages(text, chosen)).toBe(written));

  test.skipIf(modelOnly).each(cases)('%s, by the code of Flux', (_, text, chosen, written) => {
    expect(withImagesByFlux(text, chosen)).toBe(written);
  });

  const files = [production, mixed].flatMap(config => [...compiled(config)].filter(([path]) => roleOf(path) === 'patch'));
  const marks = files.map(([path, text]) => [path, text, [...text.matchAll(/image: (\S+) # .*"(flux-system:[\w-]+)"/g)]] as const);

  /** Other tags and digests for some of the images of a file. */
  function chosenOf(found: readonly RegExpExecArray[]): fc.Arbitrary<ChosenImages> {
    const moves = fc.array(fc.tuple(fc.constantFrom(...found), someTag, fc.option(someDigest)), { minLength: 1, maxLength: 5 });
    return moves.map(some => Object.fromEntries(some.map(([[, image = '', name = ''], tag, hash]) =>
      [name, `${withTag(image, tag)}${hash === null ? '' : `@sha256:${hash}`}`])));
  }

  const marked = marks.filter(([, , found]) => found.length > 0);

  test.each(marked)('changes the images of %s, and not a byte besides: it stays as generated', (_, text, found) => {
    fc.assert(fc.property(chosenOf(found), chosen => {
      const written = withImages(text, chosen);
      const lines = text.split('\n').map(before => {
        const [, name = ''] = /"(flux-system:[\w-]+)"/.exec(before) ?? [];
        return before.replace(/(?<=image: )\S+/, image => chosen[name] ?? image);
      });
      expect(written.split('\n')).toEqual(lines);
      expect(isAsGenerated(written)).toBe(true);
    }), { numRuns: 20 });
  });

  test.skipIf(modelOnly).each(marks)('does to %s what the model does, by the code of Flux', (_, text, found) => {
    const chosen = found.length === 0 ? [{}] : fc.sample(chosenOf(found), 3);
    for (const images of chosen) expect(withImagesByFlux(text, images)).toBe(withImages(text, images));
  });
});
