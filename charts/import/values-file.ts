import { byName, clusterDefaults } from '../normalise.ts';
import type { EksConfig, EnvironmentConfig, NodeGroupConfig } from '../config.ts';
import { editions } from '../tidepool/editions/index.ts';
import type { AwsAccountNumber, EditionName, TagPolicy } from '../vocabulary.ts';
import { protocols, type EnvironmentValues, type Protocol, type Values } from './values-schema.ts';

/** What a values.yaml does not say, since its generator knew one stack. */
export const stacks = {
  flux1: { delivery: 'flux1', helmReleaseApi: 'helm.fluxcd.io/v1', edition: '0.1.7' },
  flux2: { delivery: 'flux2', edition: '0.26.0' },
} as const;

export type StackName = keyof typeof stacks;

/** Services whose first images are of no branch that people name, and what they follow as the guide prints it (l.1275-1283). */
export const ownPolicies: Readonly<Partial<Record<EditionName, EnvironmentConfig['services']>>> = {
  '0.1.7': { blip: { policy: 'glob:release-1.23.0*' }, jellyfish: { policy: 'glob:mongo-*' } },
};

/** The config of a values.yaml; packages that `isWanted` refuses are left out. */
export function configOf(values: Values, stack: StackName, isWanted: (name: string) => boolean = () => true): EksConfig {
  const { logLevel, email, aws, kubeconfig, cluster, pkgs = {}, environments = {} } = values;
  const wanted = Object.entries(pkgs).filter(([name]) => isWanted(name));
  return {
    name: cluster.metadata.name,
    region: cluster.metadata.region,
    email,
    ...(logLevel !== undefined && { logLevel }),
    aws: { accountNumber: accountOf(aws), iamUsers: aws.iamUsers ?? [] },
    vpc: { cidr: cluster.vpc.cidr },
    nodeGroups: inUsualOrder(cluster.nodeGroups),
    ...(kubeconfig !== undefined && { kubeconfig }),
    ...stacks[stack],
    packages: Object.fromEntries(wanted.map(([name, { enabled }]) => [name, enabled ? {} : { enabled }])),
    environments: Object.fromEntries(Object.entries(environments).map(([name, each]) => [name, environmentOf(each, stacks[stack].edition)])),
  };
}

function inUsualOrder([first, ...others]: EksConfig['nodeGroups']): EksConfig['nodeGroups'] {
  const order = ({ name, instanceType, ...rest }: NodeGroupConfig) => ({ name, instanceType, ...rest });
  return [order(first), ...others.map(order)];
}

/** YAML drops zeros before a number. */
function accountOf({ accountNumber }: Values['aws']): AwsAccountNumber {
  return typeof accountNumber === 'number' ? String(accountNumber).padStart(12, '0') : accountNumber;
}

function environmentOf({ hpa, mongodb, gitops, buckets, gateway }: EnvironmentValues, edition: EditionName): EnvironmentConfig {
  const listener = (protocol: Protocol) => {
    const { enabled = false, dnsNames: [first, ...others] = [] } = gateway[protocol] ?? {};
    return enabled && first !== undefined ? { dnsNames: [first, ...others] as const } : undefined;
  };
  const [http, https] = protocols.map(listener);
  const services = ownPolicies[edition];
  return {
    gitops: { policy: policyOf(gitops.branch) },
    ...(services && { services }),
    gateway: { default: gateway.default.protocol, ...(http && { http }), ...(https && { https }) } as EnvironmentConfig['gateway'], // as `problemsIn` has seen
    mongo: { server: mongodb.enabled ? 'embedded' : 'external' },
    ...(buckets && { buckets }),
    ...(hpa && { hpa: hpa.enabled }),
  };
}

/** What its generator made of a branch. */
function policyOf(branch: string): TagPolicy {
  return `glob:${branch}-*`;
}

/** A config as a values.yaml says it, with what that has words for and nothing left out. */
export function valuesOf(config: EksConfig): Values {
  const { name, region, email, logLevel = clusterDefaults.logLevel, kubeconfig = clusterDefaults.kubeconfig, aws, vpc, nodeGroups } = config;
  const { accountNumber, iamUsers } = aws;
  return {
    logLevel,
    email,
    aws: { accountNumber, iamUsers },
    kubeconfig,
    cluster: { metadata: { name, region }, vpc: { cidr: vpc.cidr }, nodeGroups },
    pkgs: Object.fromEntries(Object.entries(config.packages).map(([key, { enabled = true }]) => [key, { enabled }])),
    environments: Object.fromEntries(byName(config.environments ?? {}).map(([key, each]) => [key, environmentValuesOf(each, config)])),
  };
}

function environmentValuesOf(environment: EnvironmentConfig, { edition: shared = '0.1.7' }: EksConfig): EnvironmentValues {
  const { edition = shared, hpa = editions[edition].expresses.hpa[0], mongo, gitops, buckets = {}, gateway } = environment;
  return {
    hpa: { enabled: hpa },
    mongodb: { enabled: mongo.server === 'embedded' },
    gitops: { branch: gitops.policy.replace(/^glob:/, '').replace(/-\*$/, '') },
    buckets,
    gateway: {
      default: { protocol: gateway.default },
      http: { enabled: gateway.http !== undefined, dnsNames: gateway.http?.dnsNames ?? [] },
      https: { enabled: gateway.https !== undefined, dnsNames: gateway.https?.dnsNames ?? [] },
    },
  };
}
