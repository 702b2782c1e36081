import { accountValues, definePackage, namespaceInMesh, route53Statements, stableCharts, type ChartConfig, type LogLevel } from './package.ts';

/** Publishes the cluster's DNS names in Route53. */
export interface ExternalDnsConfig extends ChartConfig {}

const namespace = namespaceInMesh('external-dns', 'enabled');

export const externalDns = definePackage<'external-dns', ExternalDnsConfig>({
  name: 'external-dns',
  summary: 'Publishes the DNS names of the gateways as Route53 aliases of the load balancer.',
  defaults: () => ({}),
  stage: 'shared',
  meets: { 'DNS names': 'AWS Route 53' },
  accounts: ({ cluster }) => [{ name: account, usage: 'DNS-alias-creation', grants: { statements: route53Statements(cluster) } }],
  release: {
    flux1: {
      namespace,
      chart: { repository: stableCharts, name: 'external-dns', version: '1.7.9' },
      reads: [
        'aws.region', 'image.{name, pullSecrets}', 'rbac.{create, serviceAccountName}', 'logLevel', 'provider', 'txtOwnerId',
        // As documented, and passed over: the chart's own words are aws.zoneType, domainFilters, txtOwnerId and image.tag.
        'awszonetype', 'domainfilter', 'ownerid', 'tag',
      ],
      release: ({ cluster }) => ({
        automated: false,
        values: {
          domainfilter: cluster.domains.join(','),
          image: { name: 'registry.opensource.zalan.do/teapot/external-dns', pullSecrets: {} },
          tag: 'latest',
          ownerid: 'external-dns',
          rbac: { create: true, serviceAccountName: account },
          logLevel: cluster.logLevel,
          provider: 'aws',
          awszonetype: 'public',
          aws: { region: cluster.region },
          txtOwnerId: cluster.name,
        },
      }),
    },
    flux2: {
      namespace,
      chart: { repository: 'https://kubernetes-sigs.github.io/external-dns/', name: 'external-dns', version: '1.21.1' },
      reads: [
        'provider.name', 'serviceAccount.{annotations, create, name}', 'domainFilters', 'env', 'extraArgs', 'logLevel', 'policy',
        'registry', 'sources', 'txtOwnerId',
      ],
      release: ({ cluster, roleArn }) => ({
        values: {
          provider: { name: 'aws' },
          sources: ['service', 'ingress'],
          domainFilters: cluster.domains,
          extraArgs: { 'aws-zone-type': 'public' },
          // As the chart of 2019 does by itself: nothing that is taken out of a config takes a name out of DNS.
          policy: 'upsert-only',
          // With this owner, and without a prefix, the records of the chart of 2019 are its own.
          registry: 'txt',
          txtOwnerId: cluster.name,
          logLevel: logLevels[cluster.logLevel],
          env: [{ name: 'AWS_DEFAULT_REGION', value: cluster.region }],
          serviceAccount: accountValues(account, roleArn),
        },
      }),
    },
  },
  umbrella: { chart: 'shared', key: 'externalDNS', default: true },
  notes: [
    'Names that something else has created in Route53 are left alone: delete the conflicting record first (guide l.1233).',
    'Flux v1: the chart passes over the documented values `domainfilter`, `awszonetype` and `tag`, which it calls otherwise: it watches ' +
      'every hosted zone that its role may change, and runs v0.5.14.',
    'It creates and changes records and deletes none: take a name that is no longer served out of Route53 by hand.',
    'Flux 2: the records that say whose a name is are now called cname-NAME and aaaa-NAME; the old ones are still understood, and stay.',
  ],
});

const account = 'external-dns';

/** The chart refuses any other words. */
const logLevels: Readonly<Record<LogLevel, string>> = { debug: 'debug', info: 'info', warn: 'warning', error: 'error' };
