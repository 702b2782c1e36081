import fc from 'fast-check';
import type { Cluster } from '../../charts/cluster.ts';
import type { ClusterConfig, EnvironmentConfig, ServiceConfig } from '../../charts/config.ts';
import { enabledEnvironments } from '../../charts/normalise.ts';
import type { WrittenImages } from '../../charts/tidepool/images.ts';
import { services, servicesOf, type ServiceName } from '../../charts/tidepool/services.ts';
import type { EditionName, TagPolicy } from '../../charts/vocabulary.ts';
import test1 from '../clusters/test1.ts';
import type { FluxConfig } from './flux-config.ts';

/** What can happen to a cluster between one `synth` and the next: by its authors, by Flux, and by others who write into `dist`. */

export const base: FluxConfig = { ...test1, packages: {} };

const hex = fc.stringMatching(/^[0-9a-f]{40}$/);
const part = fc.nat(40);

export interface PolicyRow {
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
export const policyNames = Object.keys(policies) as TagPolicy[]; // keys of the table above

export function rowOf(policy: TagPolicy): PolicyRow {
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
export const someTag = fc.oneof(
  ...policyNames.map(name => rowOf(name).tags),
  fc.constantFrom('master-latest', 'latest', 'v1', '7', 'release-1.24.0-0a1b2c3', 'DEVELOP-1'),
);

/** One tag per policy, so that there is an allowed one whatever the policy is when its turn comes. */
const tagForAny = fc.tuple(...policyNames.map(name => rowOf(name).tags.map(tag => [name, tag] as const))).map(tags => new Map(tags));

/** A digest without its algorithm. */
export const someDigest = fc.stringMatching(/^[0-9a-f]{64}$/);

/** What stands in `dist` and in the config, before a step or behind it. */
export interface Situation<Output> {
  readonly config: ClusterConfig;
  readonly output: Output;
}

/** Something that happens between one `synth` and the next. One to what is not there does nothing. */
export interface Step {
  readonly says: string;
  readonly [fc.toStringMethod]: () => string;
  readonly happen: <Output>(before: Situation<Output>, dist: Dist<Output>) => Situation<Output>;
  /** True when Flux alone did it, within the policy. */
  readonly isFlux: boolean;
}

/** A stand-in for `dist` that Flux writes to: as text, or for many runs as plain data. */
export interface Dist<Output> {
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
  const isFrozen = config.environments?.[environment]?.gitops.automated === false;
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
export function isTaken(config: ClusterConfig): boolean {
  return config.delivery === 'flux1' || enabledEnvironments(config).every(([name, { edition, gitops }]) =>
    gitops.automated === false || servicesOf(edition).every(service => problemOf(config, name, service) === undefined));
}

/** The tag whose digest is followed: a service that says its own policy does without that of its environment. */
function digestOfOf(config: ClusterConfig, environment: string, service: ServiceName): string | undefined {
  const settings = config.environments?.[environment];
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
    const environment = config.environments?.[name];
    return environment ? { ...config, environments: { ...config.environments, [name]: change(environment) } } : config;
  });
}

function authorOfService(environment: string, name: ServiceName, says: string, service: ServiceConfig): Step {
  return authorOfEnvironment(environment, `${name} ${says}`, config => ({ ...config, services: { ...config.services, [name]: service } }));
}

const losesOurLine = someEnvironment.map(environment =>
  step(`${environment} loses our line`, ({ config, output }, dist) => ({ config, output: dist.unsigned(output, environment) })));

const switchesDelivery = fc.constantFrom<FluxConfig['delivery']>('flux1', 'flux2').map(flux => author(`by ${flux}`, deliveredBy(flux)));

/** What only the other stack reads stays in the config, unread. */
export function deliveredBy(delivery: ClusterConfig['delivery']): (config: ClusterConfig) => ClusterConfig {
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

export function environmentOf(policy: TagPolicy): EnvironmentConfig {
  return { gitops: { policy }, gateway: { default: 'http', http: { dnsNames: ['localhost'] } }, mongo: { server: 'embedded' } };
}

const addsOrRemovesEnvironment = fc.oneof(
  fc.tuple(someEnvironment, somePolicy).map(([name, policy]) =>
    author(`${name} added`, config => ({ ...config, environments: { [name]: environmentOf(policy), ...config.environments } }))),
  someEnvironment.map(removed =>
    author(`${removed} removed`, config =>
      ({ ...config, environments: Object.fromEntries(Object.entries(config.environments ?? {}).filter(([name]) => name !== removed)) }))),
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
export function history(rounds: number): fc.Arbitrary<Step[][]> {
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
export const start = fc.record({
  edition: someEdition,
  delivery: fc.constantFrom<FluxConfig['delivery']>('flux1', 'flux2'),
  helmReleaseApi: fc.constantFrom('flux.weave.works/v1beta1' as const, 'helm.fluxcd.io/v1' as const),
  environments: fc.dictionary(someEnvironment, someEnvironmentConfig, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
});

/** The policy that a service follows: undefined where there is none, because it is pinned or its environment is not there. */
export function policyOf(config: ClusterConfig, environment: string, service: ServiceName): TagPolicy | undefined {
  const settings = config.environments?.[environment];
  if (!settings || settings.enabled === false) return undefined;
  const own = settings.services?.[service];
  if (services[service].unsorted) return own?.policy;
  return own?.pin === undefined ? (own?.policy ?? settings.gitops.policy) : undefined;
}
