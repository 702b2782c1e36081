import type { ClusterConfig } from '../../charts/config.ts';
import { servicesOf } from '../../charts/tidepool/services.ts';
import ownNodes from '../clusters/own-nodes.ts';
import { base, environment, environmentOfToday, today } from '../invalid/base.ts';
import {
  certificate,
  elsewhere,
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

const { edition: _, ...withoutEdition } = base;

/** Clusters of one repository about which nothing is said, although they come close to what some rules find. */
export const fine: readonly { readonly what: string; readonly near: readonly string[]; readonly clusters: readonly ClusterConfig[] }[] = [
  {
    what: 'all Secrets of an environment made by people, and so nothing that fetches them',
    near: ['secret-fetcher', 'secret-provided'],
    clusters: [{
      ...base,
      packages: { ...base.packages, 'external-secrets': { enabled: false } },
      environments: {
        qa: {
          ...environment,
          secrets: {
            provided: [
              'auth', 'blob', 'data', 'dexcom', 'export', 'image', 'jellyfish', 'kissmetrics', 'mailchimp', 'mongo', 'notification', 'server',
              'shoreline', 'task', 'user', 'userdata',
            ],
          },
        },
      },
    }],
  },
  {
    what: 'no edition but those of environments, or no environment either',
    near: ['edition-named'],
    clusters: [
      { ...withoutEdition, environments: { qa: { ...environment, edition: '0.1.7' }, qa2: { ...environment, enabled: false } } },
      { ...withoutEdition, name: 'other', vpc: elsewhere, environments: {} },
    ],
  },
  { what: 'a /16 beside that of a peer', near: ['vpc-size', 'mongo-network-apart'], clusters: [{ ...base, vpc: { cidr: '10.49.0.0/16', peers: ['dev'] } }] },
  {
    what: 'two clusters that were one each, and an environment that was another',
    near: ['former-name', 'former-cluster'],
    clusters: [
      { ...base, formerly: 'old', environments: { qa: { ...environment, formerly: 'qa-2019' } } },
      { ...base, name: 'other', formerly: 'older', vpc: { cidr: '10.46.0.0/16' }, environments: {} },
    ],
  },
  {
    what: 'two clusters side by side with the same peers',
    near: ['peering-clusters-apart', 'vpcs-apart', 'peer-name-agrees'],
    clusters: [
      { ...base, vpc: { cidr: '10.47.0.0/16', peers: ['dev', { name: 'else', cidr: '10.90.0.0/16' }] } },
      { ...base, name: 'other', vpc: { cidr: '10.46.0.0/16', peers: ['dev', { name: 'else', cidr: '10.90.0.0/16' }] }, environments: {} },
    ],
  },
  {
    what: 'what Flux 2 says of a namespace itself, words of a mesh, and keys that are somebody else\'s',
    near: ['namespace-prune', 'mesh-words', 'certificate-file'],
    clusters: [
      {
        ...underFlux2({
          namespace: {
            labels: { 'istio-injection': 'disabled', 'istio.io/rev': 'a' },
            annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled', 'linkerd.io/inject': 'ingress', 'config.linkerd.io/skip': 'a' },
          },
        }),
        certificates: { kustomizations: certificate },
      },
    ],
  },
  {
    what: 'values beside ours, away with one of ours, and others of the same type',
    near: ['values-word', 'values-type', 'values-secret', 'values-key', 'values-idle'],
    clusters: [
      {
        ...today,
        packages: {
          ...today.packages,
          datadog: { values: { otel: { existingSecret: 'datadog' }, datadog: { tags: ['team:data'], operator: { enabled: true } } } },
          'external-dns': { values: { policy: 'sync', resources: { limits: { cpu: '1' } }, registry: null } },
        },
        environments: {
          qa: {
            ...environmentOfToday,
            values: { auth: { deployment: { replicas: 3 } }, abbott: { configmap: { scopes: 'a' } }, global: { linkerdsupport: null } },
          },
        },
      },
    ],
  },
  {
    what: 'machines, network and accounts of which all is said that can be',
    near: ['aws-id', 'service-account', 'availability-zone', 'node-machine'],
    clusters: [ownNodes],
  },
  {
    what: 'a peer that is another cluster, with its addresses',
    near: ['peer-apart', 'peer-address'],
    clusters: [
      { ...base, vpc: { cidr: '10.47.0.0/16', peers: [{ name: 'other', cidr: '10.80.0.0/16' }] } },
      { ...base, name: 'other', vpc: { cidr: '10.80.0.0/16' }, environments: {} },
    ],
  },
  {
    what: 'an environment with a name of 44 characters',
    near: ['environment-name'],
    clusters: [
      { ...base, bucketNames: 'env', environments: { ['e'.repeat(44)]: environment } },
    ],
  },
  {
    what: 'as many nodes at least as at most, without cluster-autoscaler',
    near: ['node-group-size'],
    clusters: [
      { ...withGroup({ minSize: 4, maxSize: 4 }), packages: { ...base.packages, 'cluster-autoscaler': { enabled: false } } },
    ],
  },
  {
    what: 'a taint without a value, and its own tag as cluster-autoscaler would write it',
    near: ['autoscaler-tag', 'node-labels'],
    clusters: [
      withGroup({ taints: { dedicated: ':NoSchedule' }, tags: { 'k8s.io/cluster-autoscaler/enabled': 'true' } }),
    ],
  },
  {
    what: 'the lowest port and the highest; one name by http and https',
    near: ['default-host', 'gateway-port', 'hostname-once', 'edition-cannot'],
    clusters: [
      withToday({
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
    near: ['hostname-domain', 'hostname-of-one-cluster', 'gateway-hostname'],
    clusters: [
      withEnvironment({ gateway: { default: 'http', http: { dnsNames: ['localhost'] } } }),
      { ...withEnvironment({ gateway: { default: 'http', http: { dnsNames: ['localhost'] } } }), name: 'other', vpc: elsewhere },
    ],
  },
  {
    what: 'a name that another cluster publishes until the move',
    near: ['hostname-of-one-cluster'],
    clusters: [
      { ...base, dns: { deferred: ['qa.tidepool.org'] } },
      { ...base, name: 'other', vpc: elsewhere },
    ],
  },
  {
    what: 'an entry with * for several names',
    near: ['hostname-published', 'hostname-served', 'dns-entry'],
    clusters: [
      { ...base, dns: { hostnames: ['*.tidepool.org'] }, environments: { qa: serving('qa.tidepool.org', 'qa-api.tidepool.org') } },
    ],
  },
  {
    what: 'templates of e-mails from the bucket of another environment',
    near: ['bucket-name', 'bucket-of-one-environment'],
    clusters: [
      { ...base, environments: { qa: environment, stg: { ...serving('stg.tidepool.org'), buckets: { asset: 'tidepool-base-qa-asset' } } } },
    ],
  },
  {
    what: 'production with all that it needs, and a shared certificate for it',
    near: ['production-safe', 'issuer-proven'],
    clusters: [
      {
        ...withCertificates({ shared: { ...certificate, issuer: 'letsencrypt-production' } }),
        environments: { prd: production },
      },
    ],
  },
  {
    what: 'an environment full of mistakes that is switched off',
    near: ['policy-unreadable'],
    clusters: [
      withEnvironment({ enabled: false, gitops: { policy: 'glob:' }, buckets: { data: '?' } }),
    ],
  },
  {
    what: 'settings of a package that is switched off',
    near: ['chart-source'],
    clusters: [
      { ...base, packages: { ...base.packages, reloader: { enabled: false, chart: { ...gitChart, ref: '' } } } },
    ],
  },
  {
    what: 'a pin from a registry with a port; an image that only the policy of the environment leaves out',
    near: ['image-reference', 'first-image'],
    clusters: [
      withEnvironment({ services: { blip: { pin: 'localhost:5000/blip:v1' }, tools: { image: 'tidepool/platform-tools:v1.2.3' } } }),
    ],
  },
  {
    what: 'an image that satisfies the policy of its service',
    near: ['first-image'],
    clusters: [
      withEnvironment({ services: { blip: { image: 'tidepool/blip:v1.23.4', policy: 'semver:~1.23' } } }),
    ],
  },
  { what: 'the last Kubernetes that serves all', near: ['kubernetes-serves'], clusters: [{ ...base, kubernetes: '1.15' }] },
  {
    what: 'what one edition cannot express in an environment of another',
    near: ['edition-cannot'],
    clusters: [
      { ...withEnvironment({ edition: '0.1.7', logLevel: 'debug', services: { tools: { enabled: false } } }), edition: 'guide' },
    ],
  },
  {
    what: 'an optional Secret left out where no service waits for it',
    near: ['secret-needed'],
    clusters: [
      withEnvironment({ edition: 'guide', secrets: { mailchimp: false, dexcom: false } }),
    ],
  },
  {
    what: 'an environment of today with all that its edition can express',
    near: ['edition-cannot', 'edition-needs', 'kafka-address', 'keycloak-address', 'unquoted-word', 'edition-installable'],
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
  { what: 'Kafka and Keycloak written ahead of the edition that reads them', near: ['edition-needs'], clusters: [withEnvironment({ kafka, keycloak })] },
  { what: 'one Mongo host by DNS', near: ['mongo-host'], clusters: [withMongo({ scheme: 'mongodb+srv', hosts: ['Mongo.example.org'] })] },
  { what: 'several Mongo hosts', near: ['mongo-connection', 'mongo-host'], clusters: [withMongo({ hosts: ['a:1', 'b.example.org:65535', '10.48.0.7'] })] },
  {
    what: 'a setting that an umbrella chart has a value for',
    near: ['umbrella-cannot'],
    clusters: [
      { ...base, shared: 'umbrella', packages: { ...base.packages, fluxcloud: { username: 'ops' } } },
    ],
  },
  {
    what: 'a shared certificate of production beside an environment that is none',
    near: ['issuer-proven'],
    clusters: [
      {
        ...withCertificates({ shared: { ...certificate, issuer: 'letsencrypt-production' } }),
        environments: { prd: production, qa: environment },
      },
    ],
  },
  {
    what: 'Gloo without its CRDs in umbrella mode, whose chart makes them',
    near: ['gloo-crds'],
    clusters: [
      { ...base, shared: 'umbrella', packages: { ...base.packages, 'gloo-crds': { enabled: false } } },
    ],
  },
  {
    what: 'charts that stay what they are',
    near: ['chart-moves', 'chart-source'],
    clusters: [
      withChart({ ...gitChart, git: 'ssh://git@github.com/tidepool-org/development', ref: 'a'.repeat(40) }),
      { ...withChart(repositoryChart), name: 'other', vpc: elsewhere, environments: {} },
    ],
  },
  { what: 'a cluster without environments, which fetches nothing', near: ['secret-fetcher'], clusters: [{ ...base, environments: {}, packages: {} }] },
  {
    what: 'the first Kubernetes that Flux 2 accepts, and the last that eksctl knows',
    near: ['kubernetes-accepted'],
    clusters: [
      { ...today, kubernetes: '1.33' },
      { ...today, kubernetes: '1.35', name: 'other', vpc: elsewhere, environments: {} },
    ],
  },
  {
    what: 'autoscalers that Flux 2 puts right',
    near: ['edition-cannot'],
    clusters: [underFlux2({ hpa: true })],
  },
  {
    what: 'policies that Flux v1 alone can put in order',
    near: ['policy-order'],
    clusters: [withEnvironment({ gitops: { policy: 'glob:*' }, services: { blip: { policy: 'glob:*-latest' } } })],
  },
  {
    what: 'a policy that nobody can put in order, and that no service follows',
    near: ['policy-order'],
    clusters: [
      underFlux2({
        gitops: { policy: 'glob:*' },
        services: Object.fromEntries(servicesOf('0.26.0').map(service => [service, { pin: 'v1' }])),
      }),
    ],
  },
  {
    what: 'a policy that nobody can put in order, of a frozen environment',
    near: ['policy-order'],
    clusters: [underFlux2({ gitops: { policy: 'glob:*', automated: false } })],
  },
  {
    what: 'policies that nobody can put in order, and tags whose digests are followed instead',
    near: ['policy-order', 'digest-tag'],
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
    near: ['digest-tag'],
    clusters: [withEnvironment({ gitops: { policy: 'glob:develop-*', digestOf: 'develop-latest' } })],
  },
  { what: 'no user but who makes the cluster', near: ['iam-user'], clusters: [{ ...today, aws: { ...today.aws, iamUsers: [] } }] },
  {
    what: 'a cluster without environments, and so without Gloo',
    near: ['package-needed'],
    clusters: [{ ...today, environments: {}, packages: {} }],
  },
  {
    what: 'an inherited policy for the branches of all services',
    near: ['policy-matches'],
    clusters: [withToday({ gitops: { policy: 'glob:ma*-*' } })],
  },
  {
    what: 'an inherited policy for a branch of which nothing is known',
    near: ['policy-matches'],
    clusters: [withToday({ gitops: { policy: 'glob:release-1.23.0-*' } })],
  },
  {
    what: 'a policy for the branch of most services, which the others do not inherit',
    near: ['policy-matches'],
    clusters: [withToday({ gitops: { policy: 'glob:master-*' }, services: { 'clinic-worker': { policy: 'glob:main-*' } } })],
  },
  {
    what: 'such a policy that nothing acts on',
    near: ['policy-matches'],
    clusters: [withToday({ gitops: { policy: 'glob:master-*', automated: false } })],
  },
  {
    what: 'names of namespaces that the umbrella charts or Flux v1 would have',
    near: ['environment-name'],
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
    near: ['environment-name'],
    clusters: [{ ...base, environments: { 'flux-system': environment } }],
  },
  {
    what: 'charts as Flux 2 reads them',
    near: ['chart-source', 'chart-source-name', 'chart-key'],
    clusters: [
      {
        ...today,
        name: 'like',
        vpc: { cidr: '10.83.0.0/16' },
        environments: {},
        packages: {
          gloo: { chart: { ...repositoryChart, repository: 'https://charts.example.org/a' } },
          reloader: { chart: { ...repositoryChart, repository: 'https://charts.example.org/a/' } },
        },
      },
      underFlux2WithChart({ ...repositoryChart, repository: 'oci://registry.example.org:5000/some_org/charts/' }),
      { ...underFlux2WithChart({ ...gitChart, git: 'https://github.com/tidepool-org/development' }), name: 'a', vpc: elsewhere, environments: {} },
      { ...underFlux2WithChart({ ...gitChart, git: 'git@github.com:tidepool-org/cluster-b.git' }), name: 'b', vpc: { cidr: '10.81.0.0/16' }, environments: {} },
      { ...underFlux2WithChart(gitChart), gitSecret: 'charts', name: 'c', vpc: { cidr: '10.82.0.0/16' }, environments: {} },
    ],
  },
  { what: 'a chart at a commit that is named by its first digits, under Flux v1', near: ['chart-moves'], clusters: [withChart({ ...gitChart, ref: 'cebea36' })] },
  {
    what: 'roles of one name in two AWS accounts',
    near: ['role-of-one-cluster'],
    clusters: [
      { ...today, environments: { 'a-qa': environmentOfToday } },
      {
        ...today,
        name: 'base-a',
      vpc: elsewhere,
        bucketNames: 'env',
        aws: { ...today.aws, accountNumber: '012345678901' },
        environments: { qa: { ...serving('other.tidepool.org'), kafka, keycloak } },
      },
    ],
  },
  {
    what: 'one rule accepted for every object and for one, until days that only some years have',
    near: ['accepted-once', 'accepted-reason'],
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
  { what: 'a name of one letter, as the file is called', near: ['cluster-name', 'cluster-file'], clusters: [{ ...base, name: 'a' }] },
  {
    what: 'the last private addresses of their kind, beside a network that is not peered with',
    near: ['address-block', 'atlas-network-apart'],
    clusters: [{ ...base, vpc: { cidr: '172.31.0.0/16', peers: ['atlas'] } }],
  },
  {
    what: 'an environment by http alone, without whoever issues certificates',
    near: ['issuer-installed'],
    clusters: [
      {
        ...withEnvironment({ gateway: { default: 'http', http: { dnsNames: ['qa.tidepool.org'] } } }),
        packages: { ...base.packages, certmanager: { enabled: false } },
      },
    ],
  },
  { what: 'the id of a demo clinic, in digits alone', near: ['demo-clinic'], clusters: [withEnvironment({ clinicDemoUserId: '0123456789' })] },
  {
    what: 'a setting of a package under the generation that has a use for it',
    near: ['setting-unused'],
    clusters: [{ ...base, packages: { ...base.packages, 'amazon-cloudwatch': { fluentdImage: 'fluent/fluentd-kubernetes-daemonset:v1.3.3' } } }],
  },
  {
    what: 'a repository of any name',
    near: ['github-name'],
    clusters: [{ ...base, github: { repository: 'flux-config' } }],
  },
  {
    what: 'two node groups that differ in nothing but their names',
    near: ['node-group-name'],
    clusters: [{ ...base, nodeGroups: [base.nodeGroups[0], { ...base.nodeGroups[0], name: 'ng2' }] }],
  },
  {
    what: 'one name in two certificates, each in a Secret of its own',
    near: ['certificate-secret-once'],
    clusters: [withCertificates({ one: certificate, other: { ...certificate, secretName: 'other-tls' } })],
  },
  {
    what: 'templates of e-mails from the bucket of another cluster',
    near: ['bucket-of-one-cluster'],
    clusters: [
      base,
      { ...base, name: 'other', vpc: elsewhere, environments: { stg: { ...serving('stg.tidepool.org'), buckets: { asset: 'tidepool-base-qa-asset' } } } },
    ],
  },
  {
    what: 'a node group of a fixed size beside one that can grow',
    near: ['node-head-room'],
    clusters: [{ ...base, nodeGroups: [{ ...base.nodeGroups[0], minSize: 4, maxSize: 4 }, { ...base.nodeGroups[0], name: 'ng2' }] }],
  },
  {
    what: 'names of any domain where no external-dns keeps them',
    near: ['hostname-domain'],
    clusters: [{ ...base, packages: { ...base.packages, 'external-dns': { enabled: false } }, environments: { qa: serving('qa.example.org') } }],
  },
];
