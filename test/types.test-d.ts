/**
 * Mistakes that must not compile, one per line. When a type loosens, `tsc` fails here. The same mistakes are refused at run time, too:
 * see test/invalid.
 */
import { defineCluster, type ClusterConfig, type EnvironmentConfig } from '../charts/config.ts';
import type { ValueOf } from '../charts/own-packages.ts';
import test1 from './clusters/test1.ts';

const environment: EnvironmentConfig = {
  gitops: { policy: 'glob:develop-*' },
  gateway: { default: 'http', http: { dnsNames: ['localhost'] } },
  mongo: { server: 'embedded' },
};

export const mistakes: ClusterConfig[] = [
  // @ts-expect-error: nodegroups is no key
  defineCluster({ ...test1, nodegroups: [] }),
  // @ts-expect-error: us-west-9 is no region
  defineCluster({ ...test1, region: 'us-west-9' }),
  // @ts-expect-error: external-dms is no package
  defineCluster({ ...test1, packages: { 'external-dms': {} } }),
  // @ts-expect-error: grafanna is no setting of prometheus-operator
  defineCluster({ ...test1, packages: { 'prometheus-operator': { grafanna: false } } }),
  // @ts-expect-error: a cluster has at least one node group
  defineCluster({ ...test1, nodeGroups: [] }),
  // @ts-expect-error: a version is a string, since YAML reads 1.10 as 1.1
  defineCluster({ ...test1, kubernetes: 1.14 }),
  // @ts-expect-error: an account number is a string, since it may begin with 0
  defineCluster({ ...test1, aws: { ...test1.aws, accountNumber: 123456789012 } }),
  // @ts-expect-error: a CIDR block has a prefix length
  defineCluster({ ...test1, vpc: { cidr: '10.47.0.0' } }),
  // @ts-expect-error: nowhere is no edition
  defineCluster({ ...test1, edition: 'nowhere' }),
  // @ts-expect-error: flux3 is no way of delivery
  defineCluster({ ...test1, delivery: 'flux3' }),
  // @ts-expect-error: helm.fluxcd.io/v2 is no API of HelmReleases
  defineCluster({ ...test1, helmReleaseApi: 'helm.fluxcd.io/v2' }),
  // @ts-expect-error: a chart is in git or in a repository
  defineCluster({ ...test1, packages: { gloo: { chart: { git: 'git@github.com:a/b', name: 'gloo', version: '1' } } } }),
];

export const environmentMistakes: EnvironmentConfig[] = [
  // @ts-expect-error: blipp is no service
  { ...environment, services: { blipp: {} } },
  // @ts-expect-error: a policy says how to match
  { ...environment, gitops: { policy: 'develop-*' } },
  // @ts-expect-error: a service that is pinned follows no policy
  { ...environment, services: { blip: { pin: 'v1.2.3', policy: 'semver:1.x' } } },
  // @ts-expect-error: the default protocol has a listener
  { ...environment, gateway: { default: 'https', http: { dnsNames: ['localhost'] } } },
  // @ts-expect-error: a listener has at least one name
  { ...environment, gateway: { default: 'http', http: { dnsNames: [] } } },
  // @ts-expect-error: mongodb-srv is no scheme; it is mongodb+srv
  { ...environment, mongo: { server: 'embedded', secret: { scheme: 'mongodb-srv', hosts: ['localhost'], tls: true } } },
  // @ts-expect-error: there is no place for a password
  { ...environment, mongo: { server: 'embedded', secret: { scheme: 'mongodb', hosts: ['localhost'], tls: true, password: '' } } },
  // @ts-expect-error: the password of Kafka has no place here
  { ...environment, kafka: { brokers: ['a:1'], username: 'tidepool', version: '3.9.0', password: '' } },
  // @ts-expect-error: a version of Kafka has three numbers
  { ...environment, kafka: { brokers: ['a:1'], username: 'tidepool', version: '3.9' } },
  // @ts-expect-error: Kafka has at least one broker
  { ...environment, kafka: { brokers: [], username: 'tidepool', version: '3.9.0' } },
  // @ts-expect-error: Keycloak is reached by https
  { ...environment, keycloak: { baseUrl: 'http://auth.example.org' } },
  // @ts-expect-error: letsencrypt is no issuer
  { ...environment, gateway: { default: 'https', https: { dnsNames: ['qa.example.org'], issuer: 'letsencrypt' } } },
  // @ts-expect-error: an environment has a gateway
  { gitops: environment.gitops, mongo: environment.mongo },
];

/** Types follow from the schema of a package's own words. */
const words = {
  type: 'object',
  required: ['bucket'],
  properties: {
    bucket: { type: 'string' },
    level: { enum: ['info', 'debug'] },
    keep: { type: 'array', items: { type: 'object', properties: { days: { type: 'integer' } } } },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
  },
} as const;

export const fine: ValueOf<typeof words> = { bucket: 'b', level: 'debug', keep: [{ days: 1 }, {}], labels: { a: 'b' } };

export const wrongWords: ValueOf<typeof words>[] = [
  // @ts-expect-error: bucket is missing
  {},
  // @ts-expect-error: buckets is no word
  { bucket: 'b', buckets: 'c' },
  // @ts-expect-error: late is no level
  { bucket: 'b', level: 'late' },
  // @ts-expect-error: days are a number
  { bucket: 'b', keep: [{ days: '1' }] },
  // @ts-expect-error: a label is a text
  { bucket: 'b', labels: { a: 1 } },
];
