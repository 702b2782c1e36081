import type { ClusterConfig } from '../../charts/config.ts';
import { servicesOf } from '../../charts/tidepool/services.ts';
import { base, environment, environmentOfToday, today } from '../invalid/base.ts';
import {
  certificate,
  gitChart,
  kafka,
  keycloak,
  production,
  repositoryChart,
  serving,
  underFlux2,
  underFlux2WithChart,
  withCertificates,
  withChart,
  withEnvironment,
  withGroup,
  withMongo,
  withToday,
} from './configs.ts';

/** Clusters of one repository about which nothing is said, although they come close to a mistake. */
export const fine: readonly { readonly what: string; readonly clusters: readonly ClusterConfig[] }[] = [
  { what: 'a /16 beside that of a peer', clusters: [{ ...base, vpc: { cidr: '10.49.0.0/16', peers: ['dev'] } }] },
  {
    what: 'one VPC address range in two clusters that share no peer',
    clusters: [
      { ...base, vpc: { cidr: '10.47.0.0/16', peers: ['dev'] } },
      { ...base, name: 'other', vpc: { cidr: '10.47.0.0/16', peers: ['stg'] }, environments: {} },
    ],
  },
  {
    what: 'a peer that is another cluster, with its addresses',
    clusters: [
      { ...base, vpc: { cidr: '10.47.0.0/16', peers: [{ name: 'other', cidr: '10.80.0.0/16' }] } },
      { ...base, name: 'other', vpc: { cidr: '10.80.0.0/16' }, environments: {} },
    ],
  },
  {
    what: 'an environment with a name of 44 characters',
    clusters: [
      { ...base, bucketNames: 'env', environments: { ['e'.repeat(44)]: environment } },
    ],
  },
  {
    what: 'as many nodes at least as at most, without cluster-autoscaler',
    clusters: [
      { ...withGroup({ minSize: 4, maxSize: 4 }), packages: { ...base.packages, 'cluster-autoscaler': { enabled: false } } },
    ],
  },
  {
    what: 'a taint without a value, and its own tag as cluster-autoscaler would write it',
    clusters: [
      withGroup({ taints: { dedicated: ':NoSchedule' }, tags: { 'k8s.io/cluster-autoscaler/enabled': 'true' } }),
    ],
  },
  {
    what: 'the lowest port and the highest; one name by http and https',
    clusters: [
      withEnvironment({
        gateway: {
          default: 'http',
          http: { dnsNames: ['qa.tidepool.org', '*'], port: 1 },
          https: { dnsNames: ['qa.tidepool.org'], port: 65535 },
        },
      }),
    ],
  },
  {
    what: 'localhost in two clusters',
    clusters: [
      withEnvironment({ gateway: { default: 'http', http: { dnsNames: ['localhost'] } } }),
      { ...withEnvironment({ gateway: { default: 'http', http: { dnsNames: ['localhost'] } } }), name: 'other' },
    ],
  },
  {
    what: 'a name that another cluster publishes until the move',
    clusters: [
      { ...base, dns: { deferred: ['qa.tidepool.org'] } },
      { ...base, name: 'other' },
    ],
  },
  {
    what: 'an entry with * for several names',
    clusters: [
      { ...base, dns: { hostnames: ['*.tidepool.org'] }, environments: { qa: serving('qa.tidepool.org', 'qa-api.tidepool.org') } },
    ],
  },
  {
    what: 'templates of e-mails from the bucket of another environment',
    clusters: [
      { ...base, environments: { qa: environment, stg: { ...serving('stg.tidepool.org'), buckets: { asset: 'tidepool-base-qa-asset' } } } },
    ],
  },
  {
    what: 'production with all that it needs, and a shared certificate for it',
    clusters: [
      {
        ...withCertificates({ shared: { ...certificate, issuer: 'letsencrypt-production' } }),
        environments: { prd: production },
      },
    ],
  },
  {
    what: 'an environment full of mistakes that is switched off',
    clusters: [
      withEnvironment({ enabled: false, gitops: { policy: 'glob:' }, buckets: { data: '?' } }),
    ],
  },
  {
    what: 'settings of a package that is switched off',
    clusters: [
      { ...base, packages: { ...base.packages, gloo: { enabled: false, chart: { ...gitChart, ref: '' } } } },
    ],
  },
  {
    what: 'a pin from a registry with a port; an image that only the policy of the environment leaves out',
    clusters: [
      withEnvironment({ services: { blip: { pin: 'localhost:5000/blip:v1' }, tools: { image: 'tidepool/platform-tools:v1.2.3' } } }),
    ],
  },
  {
    what: 'an image that satisfies the policy of its service',
    clusters: [
      withEnvironment({ services: { blip: { image: 'tidepool/blip:v1.23.4', policy: 'semver:~1.23' } } }),
    ],
  },
  { what: 'the last Kubernetes that serves all', clusters: [{ ...base, kubernetes: '1.15' }] },
  {
    what: 'what one edition cannot express in an environment of another',
    clusters: [
      { ...withEnvironment({ edition: '0.1.7', logLevel: 'debug', services: { tools: { enabled: false } } }), edition: 'guide' },
    ],
  },
  {
    what: 'an optional Secret left out where no service waits for it',
    clusters: [
      withEnvironment({ edition: 'guide', secrets: { mailchimp: false, dexcom: false } }),
    ],
  },
  {
    what: 'an environment of today with all that its edition can express',
    clusters: [
      withToday({
        services: { tools: { enabled: false }, mailer: { policy: 'glob:master-*' }, 'plotly-orca': { pin: '1.2.0' } },
        hpa: false,
        nosqlclient: false,
        logLevel: 'debug',
        secrets: { mailchimp: false, oura: true },
        kafka: { ...kafka, brokers: ['10.0.0.1:1', 'B.example.org:65535'], version: '10.11.12', requireSsl: false, topicPrefix: 'qa-' },
        keycloak: { baseUrl: 'https://auth.example.org:8443/auth', realm: 'qa', clientId: 'Shoreline_2' },
      }),
    ],
  },
  { what: 'Kafka and Keycloak written ahead of the edition that reads them', clusters: [withEnvironment({ kafka, keycloak })] },
  { what: 'one Mongo host by DNS', clusters: [withMongo({ scheme: 'mongodb+srv', hosts: ['Mongo.example.org'] })] },
  { what: 'several Mongo hosts', clusters: [withMongo({ hosts: ['a:1', 'b.example.org:65535', '10.48.0.7'] })] },
  {
    what: 'a setting that an umbrella chart has a value for',
    clusters: [
      { ...base, shared: 'umbrella', packages: { ...base.packages, fluxcloud: { username: 'ops' } } },
    ],
  },
  {
    what: 'a shared certificate of production beside an environment that is none',
    clusters: [
      {
        ...withCertificates({ shared: { ...certificate, issuer: 'letsencrypt-production' } }),
        environments: { prd: production, qa: environment },
      },
    ],
  },
  {
    what: 'Gloo without its CRDs in umbrella mode, whose chart makes them',
    clusters: [
      { ...base, shared: 'umbrella', packages: { ...base.packages, 'gloo-crds': { enabled: false } } },
    ],
  },
  {
    what: 'charts that stay what they are',
    clusters: [
      withChart({ ...gitChart, git: 'ssh://git@github.com/tidepool-org/development', ref: 'a'.repeat(40) }),
      { ...withChart(repositoryChart), name: 'other', environments: {} },
    ],
  },
  { what: 'a cluster without environments, which fetches nothing', clusters: [{ ...base, environments: {}, packages: {} }] },
  {
    what: 'the first Kubernetes that Flux 2 accepts, and the last that eksctl knows',
    clusters: [
      { ...today, kubernetes: '1.33' },
      { ...today, kubernetes: '1.35', name: 'other', environments: {} },
    ],
  },
  {
    what: 'autoscalers that Flux 2 puts right',
    clusters: [underFlux2({ hpa: true })],
  },
  {
    what: 'policies that Flux v1 alone can put in order',
    clusters: [withEnvironment({ gitops: { policy: 'glob:*' }, services: { blip: { policy: 'glob:*-latest' } } })],
  },
  {
    what: 'a policy that nobody can put in order, and that no service follows',
    clusters: [
      underFlux2({
        gitops: { policy: 'glob:*' },
        services: Object.fromEntries(servicesOf('0.26.0').map(service => [service, { pin: 'v1' }])),
      }),
    ],
  },
  {
    what: 'a policy that nobody can put in order, of a frozen environment',
    clusters: [underFlux2({ gitops: { policy: 'glob:*', automated: false } })],
  },
  {
    what: 'policies that nobody can put in order, and tags whose digests are followed instead',
    clusters: [
      underFlux2({
        gitops: { policy: 'glob:*', digestOf: 'develop-latest' },
        services: {
          blip: { policy: 'glob:latest', digestOf: 'latest' },
          tools: { policy: 'glob:master-*' },
          'plotly-orca': { policy: 'glob:*', digestOf: 'v1' },
        },
      }),
    ],
  },
  {
    what: 'a digest to follow written ahead of Flux 2',
    clusters: [withEnvironment({ gitops: { policy: 'glob:develop-*', digestOf: 'develop-latest' } })],
  },
  {
    what: 'a cluster without environments, and so without Gloo',
    clusters: [{ ...today, environments: {}, packages: {} }],
  },
  {
    what: 'names of namespaces that the umbrella charts or Flux v1 would have',
    clusters: [
      {
        ...today,
        environments: {
          autoscaler: environmentOfToday,
          flux: { ...serving('flux.tidepool.org'), kafka, keycloak },
        },
      },
    ],
  },
  {
    what: 'the namespace of Flux 2 as an environment under Flux v1',
    clusters: [{ ...base, environments: { 'flux-system': environment } }],
  },
  {
    what: 'charts as Flux 2 reads them',
    clusters: [
      underFlux2WithChart({ ...repositoryChart, repository: 'oci://registry.example.org:5000/some_org/charts/' }),
      { ...underFlux2WithChart({ ...gitChart, git: 'https://github.com/tidepool-org/development' }), name: 'a', environments: {} },
      { ...underFlux2WithChart({ ...gitChart, git: 'git@github.com:tidepool-org/cluster-b.git' }), name: 'b', environments: {} },
      { ...underFlux2WithChart(gitChart), gitSecret: 'charts', name: 'c', environments: {} },
    ],
  },
  { what: 'a chart at a commit that is named by its first digits, under Flux v1', clusters: [withChart({ ...gitChart, ref: 'cebea36' })] },
  {
    what: 'roles of one name in two AWS accounts',
    clusters: [
      { ...today, environments: { 'a-qa': environmentOfToday } },
      {
        ...today,
        name: 'base-a',
        bucketNames: 'env',
        aws: { ...today.aws, accountNumber: '012345678901' },
        environments: { qa: { ...serving('other.tidepool.org'), kafka, keycloak } },
      },
    ],
  },
  {
    what: 'one rule accepted for every object and for one, until days that only some years have',
    clusters: [
      {
        ...base,
        accepted: [
          { rule: 'mutable-image', reason: 'the charts have no tags', until: '2028-02-29' },
          { rule: 'mutable-image', object: 'HelmRelease/qa/tidepool', reason: 'the charts have no tags', until: '2400-02-29' },
          { rule: 'mutable-chart', object: 'HelmRelease/qa/tidepool', reason: 'the charts have no tags', until: '2400-02-29' },
        ],
      },
    ],
  },
];
