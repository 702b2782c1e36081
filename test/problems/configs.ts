import type {
  CertificateConfig, EnvironmentConfig, KafkaConfig, KeycloakConfig, MongoConnection, NodeGroupConfig, VpcConfig,
} from '../../charts/config.ts';
import type { GitChart, HelmChart, IsoDate, RepositoryChart } from '../../charts/vocabulary.ts';
import { base, environment, environmentOfToday, today } from '../invalid/base.ts';
import type { FluxConfig } from '../support/flux-config.ts';

/** Words for the tables beside: each a cluster that differs from the base in one place. */

export function withEnvironment(changes: Partial<EnvironmentConfig>): FluxConfig {
  return { ...base, environments: { qa: { ...environment, ...changes } } };
}

export function withGroup(changes: Partial<NodeGroupConfig>): FluxConfig {
  return { ...base, nodeGroups: [{ ...base.nodeGroups[0], ...changes }] };
}

export function withMongo(connection: Partial<MongoConnection>): FluxConfig {
  return withEnvironment({ mongo: { server: 'embedded', secret: { scheme: 'mongodb', hosts: ['mongo'], tls: false, ...connection } } });
}

export function withChart(chart: HelmChart): FluxConfig {
  return { ...base, packages: { ...base.packages, gloo: { chart } } };
}

export function withGit(changes: Partial<GitChart>): FluxConfig {
  return withChart({ ...gitChart, ...changes });
}

export function withRepository(changes: Partial<RepositoryChart>): FluxConfig {
  return withChart({ ...repositoryChart, ...changes });
}

/** Beside the base's addresses. */
export const elsewhere: VpcConfig = { cidr: '10.80.0.0/16' };
export const certificate: CertificateConfig = { secretName: 'tidepool-tls', dnsNames: ['*.tidepool.org'] };

export function withCertificates(certificates: Readonly<Record<string, CertificateConfig>>): FluxConfig {
  return { ...base, certificates };
}

export function withCertificate(name: string): FluxConfig {
  return withCertificates({ shared: { ...certificate, dnsNames: [name] } });
}

export function withUser(name: string): FluxConfig {
  return { ...base, aws: { ...base.aws, iamUsers: [name] } };
}

export function withNamespaceLabel(value: string): FluxConfig {
  return withEnvironment({ namespace: { labels: { a: value } } });
}

export function withPin(pin: string): FluxConfig {
  return withEnvironment({ services: { blip: { pin } } });
}

export function withAccount(account: string): FluxConfig {
  return { ...base, github: { account } };
}

export function withNumber(accountNumber: string): FluxConfig {
  return { ...base, aws: { ...base.aws, accountNumber } };
}

export function withNodes(minSize: number, maxSize: number): FluxConfig {
  return withGroup({ minSize, maxSize, desiredCapacity: minSize });
}

export function withLabel(key: string): FluxConfig {
  return withGroup({ labels: { [key]: 'a' } });
}

export function withEmail(email: string): FluxConfig {
  return { ...base, email };
}

export function withChannel(channel: string): FluxConfig {
  return { ...base, packages: { ...base.packages, fluxcloud: { channel: channel as `#${string}` } } }; // also one without #
}

export function withPort(port: number): FluxConfig {
  return withEnvironment({ gateway: { default: 'https', https: { dnsNames: ['qa.tidepool.org'], port } } });
}

/** Its certificate has a common name of so many characters. */
export function withName(length: number): FluxConfig {
  return { ...base, environments: { qa: serving(`${'a'.repeat(length - 13)}.tidepool.org`) } };
}

/** Its longest stack has a name of 106 characters more, that of hydrophone's account. */
export function withStack(length: number): FluxConfig {
  return { ...base, name: longName, bucketNames: 'env', environments: { ['e'.repeat(length)]: environment } };
}

/** An environment that differs from the base's by its names. */
export function serving(...names: [string, ...string[]]): EnvironmentConfig {
  return { ...environment, gateway: { default: 'https', https: { dnsNames: names } } };
}

export const production: EnvironmentConfig = {
  ...environment,
  production: true,
  gateway: { default: 'https', https: { dnsNames: ['app.tidepool.org'], issuer: 'letsencrypt-production' } },
};

export const gitChart: GitChart = { git: 'git@github.com:tidepool-org/development', path: 'charts/gloo', ref: 'v1.2.3' };
export const repositoryChart: RepositoryChart = { repository: 'https://charts.example.org', name: 'gloo', version: '1.2.3' };
export const longName = 'a'.repeat(63);
export const longTag = 'a'.repeat(128);
export const longDomain = `${'a.'.repeat(126)}a`;

/** What edition 0.26.0 needs besides. */
export const kafka: KafkaConfig = { brokers: ['kafka.example.org:9096'], username: 'tidepool', version: '3.9.0' };
export const keycloak: KeycloakConfig = { baseUrl: 'https://auth.example.org' };

export function withToday(changes: Partial<EnvironmentConfig>): FluxConfig {
  return withEnvironment({ edition: '0.26.0', kafka, keycloak, ...changes });
}

/** On Flux 2, which has no other edition. */
export function underFlux2(changes: Partial<EnvironmentConfig>): FluxConfig {
  return { ...today, environments: { qa: { ...environmentOfToday, ...changes } } };
}

export function underFlux2WithChart(chart: HelmChart): typeof today {
  return { ...today, packages: { ...today.packages, gloo: { chart } } };
}

/** The longest role of its environment has a name of 32 characters more, that of hydrophone's account. */
export function withRole(length: number): FluxConfig {
  return { ...today, name: 'c'.repeat(20), bucketNames: 'env', environments: { ['e'.repeat(length)]: environmentOfToday } };
}

/** The longest role of its packages has a name of 34 characters more, that of external-secrets' account. */
export function withSharedRole(length: number): FluxConfig {
  return { ...today, name: 'c'.repeat(length), bucketNames: 'env' };
}

export function acceptedUntil(until: IsoDate): FluxConfig {
  return { ...base, accepted: [{ rule: 'mutable-image', reason: 'the charts have no tags', until }] };
}
