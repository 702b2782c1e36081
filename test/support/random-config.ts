import fc from 'fast-check';
import type { ClusterConfig, EnvironmentConfig } from '../../charts/config.ts';
import { checkFleet } from '../../charts/config-rules/fleet.ts';
import { packages } from '../../charts/packages/index.ts';
import type { EditionName } from '../../charts/vocabulary.ts';

/** Clusters as people might write them, at random. */

const perhaps = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const someDelivery = fc.oneof(
  fc.record({
    delivery: fc.constant('flux1' as const),
    edition: fc.constantFrom<EditionName>('guide', '0.1.7', '0.26.0'),
    shared: perhaps(fc.constantFrom('umbrella', 'packages')),
    helmReleaseApi: perhaps(fc.constantFrom('flux.weave.works/v1beta1', 'helm.fluxcd.io/v1')),
    externalSecrets: perhaps(fc.constantFrom('secretDescriptor', 'spec')),
  }),
  fc.record({ delivery: fc.constant('flux2' as const), edition: fc.constant<EditionName>('0.26.0'), gitSecret: fc.constant('charts') }),
);

/** What no environment works without; the others come and go. */
const needed: readonly string[] = ['certmanager', 'external-secrets', 'gloo', 'gloo-crds'];

/** Those of both Fluxes; the others need each other, and are tried in the clusters that have them. */
const somePackages = fc.record(Object.fromEntries(packages.filter(({ release }) => release.flux1 && release.flux2).map(({ name }) => {
  const settings = fc.constantFrom({}, {}, { enabled: false }, undefined);
  return [name, needed.includes(name) ? fc.constant({}) : settings];
})));

const someService = fc.constantFrom<object>({ pin: 'v1.2.3' }, { policy: 'glob:develop-*' }, { policy: 'semver:~1.2', image: 'tidepool/own:v1.2.3' });

function someEnvironment(cluster: string, name: string): fc.Arbitrary<EnvironmentConfig> {
  const host = `${name}.${cluster}.tidepool.org`;
  const names = fc.constantFrom([host], [host, `api.${host}`], [`*.${host}`, host]);
  return fc.record({
    enabled: fc.constantFrom(undefined, undefined, undefined, false),
    gitops: fc.record({ policy: fc.constantFrom('glob:develop-*', 'glob:master-*', 'semver:>=1.0.0'), automated: perhaps(fc.boolean()) }),
    services: fc.dictionary(fc.constantFrom('auth', 'blip', 'hydrophone', 'tools', 'user'), someService, { maxKeys: 3 }),
    gateway: fc.oneof(
      fc.record({ default: fc.constant('http'), http: fc.record({ dnsNames: fc.constant([host]) }) }),
      fc.record({ default: fc.constant('https'), http: perhaps(fc.record({ dnsNames: fc.constant([host]) })), https: fc.record({ dnsNames: names }) }),
    ),
    mongo: fc.record({ server: fc.constantFrom('embedded', 'external') }),
    kafka: fc.constant({ brokers: ['kafka.example.org:9096'], username: name, version: '3.9.0' }),
    keycloak: fc.constant({ baseUrl: 'https://auth.example.org' }),
    buckets: perhaps(fc.constant({ data: `own-${cluster}-${name}-data` })),
    store: fc.constantFrom(undefined, undefined, 's3', 'file'),
    hpa: fc.constantFrom(undefined, undefined, true),
    clinicDemoUserId: perhaps(fc.constant('e79b15328a')),
    secrets: fc.constantFrom(undefined, undefined, { dexcom: false }, { provided: ['mongo', 'server'] }),
    namespace: perhaps(fc.constant({ labels: { team: 'data' }, annotations: { 'linkerd.io/inject': 'disabled' } })),
  }).map(config => config as unknown as EnvironmentConfig); // of lists that are never empty, and of words that the rules judge
}

function someCluster(name: string, number: number): fc.Arbitrary<ClusterConfig> {
  const environments = fc.record(
    Object.fromEntries(['qa', 'prd2', 'dev-x'].map(environment => [environment, someEnvironment(name, environment)])),
    { requiredKeys: [] },
  );
  return fc.record({
    delivery: someDelivery,
    packages: somePackages,
    environments,
    accountNumber: fc.constantFrom('123456789012', '012345678901'),
    peers: fc.constantFrom(undefined, ['dev'], ['prd', 'atlas']),
    certificates: fc.constantFrom(undefined, { shared: { secretName: 'shared-tls', dnsNames: ['*.tidepool.org'] } }),
    bucketNames: fc.constantFrom(undefined, undefined, 'env'),
    groups: fc.integer({ min: 1, max: 3 }),
  }).map(({ delivery, accountNumber, peers, groups, ...config }) => withoutUndefined({
    ...config,
    ...delivery,
    name,
    region: 'us-west-2',
    email: 'ops@example.org',
    aws: { accountNumber, iamUsers: ['first-cli'] },
    vpc: { cidr: `10.${80 + number}.0.0/16`, peers },
    nodeGroups: Array.from({ length: groups }, (_, i) => ({ name: `ng${i}`, instanceType: 'm6i.large', desiredCapacity: 4, minSize: 1, maxSize: 10 })),
  }) as ClusterConfig); // as above
}

/** A key with nothing behind it is no key. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, part]) => (part === undefined ? [] : [[key, withoutUndefined(part)]])));
}

/** One to three clusters of a repository, about which no rule of configs has an error. */
export const soundFleet: fc.Arbitrary<readonly ClusterConfig[]> = fc
  .tuple(...['test1', 'b', 'east-2'].map(someCluster), fc.integer({ min: 1, max: 3 }))
  .map(drawn => (drawn.slice(0, 3) as ClusterConfig[]).slice(0, drawn[3] as number)) // as the tuple has them
  .filter(fleet => isSound(fleet));

function isSound(fleet: readonly ClusterConfig[]): boolean {
  const { problems } = checkFleet(new Map(fleet.map(config => [config.name, config])));
  return [...problems.values()].flat().every(({ severity }) => severity !== 'error');
}
