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

/** Clusters of one repository about which nothing is said, although they come close to what some rules find. */
export const fine: readonly { readonly what: string; readonly near: readonly string[]; readonly clusters: readonly ClusterConfig[] }[] = [
  { what: 'a /16 beside that of a peer', near: ['V-11', 'V-12'], clusters: [{ ...base, vpc: { cidr: '10.49.0.0/16', peers: ['dev'] } }] },
  {
    what: 'one VPC address range in two clusters that share no peer',
    near: ['V-14'],
    clusters: [
      { ...base, vpc: { cidr: '10.47.0.0/16', peers: ['dev'] } },
      { ...base, name: 'other', vpc: { cidr: '10.47.0.0/16', peers: ['stg'] }, environments: {} },
    ],
  },
  {
    what: 'a peer that is another cluster, with its addresses',
    near: ['V-14'],
    clusters: [
      { ...base, vpc: { cidr: '10.47.0.0/16', peers: [{ name: 'other', cidr: '10.80.0.0/16' }] } },
      { ...base, name: 'other', vpc: { cidr: '10.80.0.0/16' }, environments: {} },
    ],
  },
  {
    what: 'an environment with a name of 44 characters',
    near: ['V-05'],
    clusters: [
      { ...base, bucketNames: 'env', environments: { ['e'.repeat(44)]: environment } },
    ],
  },
  {
    what: 'as many nodes at least as at most, without cluster-autoscaler',
    near: ['V-15'],
    clusters: [
      { ...withGroup({ minSize: 4, maxSize: 4 }), packages: { ...base.packages, 'cluster-autoscaler': { enabled: false } } },
    ],
  },
  {
    what: 'a taint without a value, and its own tag as cluster-autoscaler would write it',
    near: ['V-17', 'V-69'],
    clusters: [
      withGroup({ taints: { dedicated: ':NoSchedule' }, tags: { 'k8s.io/cluster-autoscaler/enabled': 'true' } }),
    ],
  },
  {
    what: 'the lowest port and the highest; one name by http and https',
    near: ['V-41', 'V-42', 'V-44'],
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
    near: ['V-46', 'V-70'],
    clusters: [
      withEnvironment({ gateway: { default: 'http', http: { dnsNames: ['localhost'] } } }),
      { ...withEnvironment({ gateway: { default: 'http', http: { dnsNames: ['localhost'] } } }), name: 'other' },
    ],
  },
  {
    what: 'a name that another cluster publishes until the move',
    near: ['V-46'],
    clusters: [
      { ...base, dns: { deferred: ['qa.tidepool.org'] } },
      { ...base, name: 'other' },
    ],
  },
  {
    what: 'an entry with * for several names',
    near: ['V-45'],
    clusters: [
      { ...base, dns: { hostnames: ['*.tidepool.org'] }, environments: { qa: serving('qa.tidepool.org', 'qa-api.tidepool.org') } },
    ],
  },
  {
    what: 'templates of e-mails from the bucket of another environment',
    near: ['V-37'],
    clusters: [
      { ...base, environments: { qa: environment, stg: { ...serving('stg.tidepool.org'), buckets: { asset: 'tidepool-base-qa-asset' } } } },
    ],
  },
  {
    what: 'production with all that it needs, and a shared certificate for it',
    near: ['V-32', 'V-48'],
    clusters: [
      {
        ...withCertificates({ shared: { ...certificate, issuer: 'letsencrypt-production' } }),
        environments: { prd: production },
      },
    ],
  },
  {
    what: 'an environment full of mistakes that is switched off',
    near: ['V-63'],
    clusters: [
      withEnvironment({ enabled: false, gitops: { policy: 'glob:' }, buckets: { data: '?' } }),
    ],
  },
  {
    what: 'settings of a package that is switched off',
    near: ['V-74'],
    clusters: [
      { ...base, packages: { ...base.packages, gloo: { enabled: false, chart: { ...gitChart, ref: '' } } } },
    ],
  },
  {
    what: 'a pin from a registry with a port; an image that only the policy of the environment leaves out',
    near: ['V-71', 'V-77'],
    clusters: [
      withEnvironment({ services: { blip: { pin: 'localhost:5000/blip:v1' }, tools: { image: 'tidepool/platform-tools:v1.2.3' } } }),
    ],
  },
  {
    what: 'an image that satisfies the policy of its service',
    near: ['V-77'],
    clusters: [
      withEnvironment({ services: { blip: { image: 'tidepool/blip:v1.23.4', policy: 'semver:~1.23' } } }),
    ],
  },
  { what: 'the last Kubernetes that serves all', near: ['V-08'], clusters: [{ ...base, kubernetes: '1.15' }] },
  {
    what: 'what one edition cannot express in an environment of another',
    near: ['V-72'],
    clusters: [
      { ...withEnvironment({ edition: '0.1.7', logLevel: 'debug', services: { tools: { enabled: false } } }), edition: 'guide' },
    ],
  },
  {
    what: 'an optional Secret left out where no service waits for it',
    near: ['V-28'],
    clusters: [
      withEnvironment({ edition: 'guide', secrets: { mailchimp: false, dexcom: false } }),
    ],
  },
  {
    what: 'an environment of today with all that its edition can express',
    near: ['V-72', 'V-79', 'V-80', 'V-81', 'V-82'],
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
  { what: 'Kafka and Keycloak written ahead of the edition that reads them', near: ['V-72'], clusters: [withEnvironment({ kafka, keycloak })] },
  { what: 'one Mongo host by DNS', near: ['V-34'], clusters: [withMongo({ scheme: 'mongodb+srv', hosts: ['Mongo.example.org'] })] },
  { what: 'several Mongo hosts', near: ['V-31', 'V-34'], clusters: [withMongo({ hosts: ['a:1', 'b.example.org:65535', '10.48.0.7'] })] },
  {
    what: 'a setting that an umbrella chart has a value for',
    near: ['V-73'],
    clusters: [
      { ...base, shared: 'umbrella', packages: { ...base.packages, fluxcloud: { username: 'ops' } } },
    ],
  },
  {
    what: 'a shared certificate of production beside an environment that is none',
    near: ['V-48'],
    clusters: [
      {
        ...withCertificates({ shared: { ...certificate, issuer: 'letsencrypt-production' } }),
        environments: { prd: production, qa: environment },
      },
    ],
  },
  {
    what: 'Gloo without its CRDs in umbrella mode, whose chart makes them',
    near: ['V-75'],
    clusters: [
      { ...base, shared: 'umbrella', packages: { ...base.packages, 'gloo-crds': { enabled: false } } },
    ],
  },
  {
    what: 'charts that stay what they are',
    near: ['V-64', 'V-74'],
    clusters: [
      withChart({ ...gitChart, git: 'ssh://git@github.com/tidepool-org/development', ref: 'a'.repeat(40) }),
      { ...withChart(repositoryChart), name: 'other', environments: {} },
    ],
  },
  { what: 'a cluster without environments, which fetches nothing', near: ['V-27'], clusters: [{ ...base, environments: {}, packages: {} }] },
  {
    what: 'the first Kubernetes that Flux 2 accepts, and the last that eksctl knows',
    near: ['V-08'],
    clusters: [
      { ...today, kubernetes: '1.33' },
      { ...today, kubernetes: '1.35', name: 'other', environments: {} },
    ],
  },
  {
    what: 'autoscalers that Flux 2 puts right',
    near: ['V-08'],
    clusters: [underFlux2({ hpa: true })],
  },
  {
    what: 'policies that Flux v1 alone can put in order',
    near: ['V-83'],
    clusters: [withEnvironment({ gitops: { policy: 'glob:*' }, services: { blip: { policy: 'glob:*-latest' } } })],
  },
  {
    what: 'a policy that nobody can put in order, and that no service follows',
    near: ['V-83'],
    clusters: [
      underFlux2({
        gitops: { policy: 'glob:*' },
        services: Object.fromEntries(servicesOf('0.26.0').map(service => [service, { pin: 'v1' }])),
      }),
    ],
  },
  {
    what: 'a policy that nobody can put in order, of a frozen environment',
    near: ['V-83'],
    clusters: [underFlux2({ gitops: { policy: 'glob:*', automated: false } })],
  },
  {
    what: 'policies that nobody can put in order, and tags whose digests are followed instead',
    near: ['V-83', 'V-84'],
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
    near: ['V-84'],
    clusters: [withEnvironment({ gitops: { policy: 'glob:develop-*', digestOf: 'develop-latest' } })],
  },
  {
    what: 'a cluster without environments, and so without Gloo',
    near: ['V-87'],
    clusters: [{ ...today, environments: {}, packages: {} }],
  },
  {
    what: 'names of namespaces that the umbrella charts or Flux v1 would have',
    near: ['V-05'],
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
    near: ['V-05'],
    clusters: [{ ...base, environments: { 'flux-system': environment } }],
  },
  {
    what: 'charts as Flux 2 reads them',
    near: ['V-74', 'V-88'],
    clusters: [
      underFlux2WithChart({ ...repositoryChart, repository: 'oci://registry.example.org:5000/some_org/charts/' }),
      { ...underFlux2WithChart({ ...gitChart, git: 'https://github.com/tidepool-org/development' }), name: 'a', environments: {} },
      { ...underFlux2WithChart({ ...gitChart, git: 'git@github.com:tidepool-org/cluster-b.git' }), name: 'b', environments: {} },
      { ...underFlux2WithChart(gitChart), gitSecret: 'charts', name: 'c', environments: {} },
    ],
  },
  { what: 'a chart at a commit that is named by its first digits, under Flux v1', near: ['V-64'], clusters: [withChart({ ...gitChart, ref: 'cebea36' })] },
  {
    what: 'roles of one name in two AWS accounts',
    near: ['V-86'],
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
    near: ['V-89'],
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
  { what: 'a name of one letter, as the file is called', near: ['V-01', 'V-04'], clusters: [{ ...base, name: 'a' }] },
  {
    what: 'the last private addresses of their kind, beside a network that is not peered with',
    near: ['V-10', 'V-13'],
    clusters: [{ ...base, vpc: { cidr: '172.31.0.0/16', peers: ['atlas'] } }],
  },
  {
    what: 'an environment by http alone, without whoever issues certificates',
    near: ['V-49'],
    clusters: [
      {
        ...withEnvironment({ gateway: { default: 'http', http: { dnsNames: ['qa.tidepool.org'] } } }),
        packages: { ...base.packages, certmanager: { enabled: false } },
      },
    ],
  },
  { what: 'the id of a demo clinic, in digits alone', near: ['V-76'], clusters: [withEnvironment({ clinicDemoUserId: '0123456789' })] },
  {
    what: 'a setting of a package under the generation that has a use for it',
    near: ['V-85'],
    clusters: [{ ...base, packages: { ...base.packages, 'amazon-cloudwatch': { fluentdImage: 'fluent/fluentd-kubernetes-daemonset:v1.3.3' } } }],
  },
];
