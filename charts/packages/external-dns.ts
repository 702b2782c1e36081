import { definePackage, route53Statements, stableCharts, type ChartConfig } from './package.ts';

/** Publishes the cluster's DNS names in Route53. */
export interface ExternalDnsConfig extends ChartConfig {}

export const externalDns = definePackage<'external-dns', ExternalDnsConfig>({
  name: 'external-dns',
  summary: 'Publishes the DNS names of the gateways as Route53 aliases of the load balancer.',
  defaults: () => ({}),
  stage: 'shared',
  accounts: () => [{ name: 'external-dns', usage: 'DNS-alias-creation', grants: { statements: route53Statements } }],
  release: {
    flux1: {
      namespace: {
        name: 'external-dns',
        labels: { 'istio-injection': 'disabled' },
        annotations: { 'linkerd.io/inject': 'enabled' },
      },
      chart: { repository: stableCharts, name: 'external-dns', version: '1.7.9' },
      release: ({ cluster }) => ({
        automated: false,
        values: {
          domainfilter: cluster.domains.join(','),
          image: { name: 'registry.opensource.zalan.do/teapot/external-dns', pullSecrets: {} },
          tag: 'latest',
          ownerid: 'external-dns',
          rbac: { create: true, serviceAccountName: 'external-dns' },
          logLevel: cluster.logLevel,
          provider: 'aws',
          awszonetype: 'public',
          aws: { region: cluster.region },
          txtOwnerId: cluster.name,
        },
      }),
    },
  },
  umbrella: { chart: 'shared', key: 'externalDNS', default: true },
  notes: [
    'Names that something else has created in Route53 are left alone: delete the conflicting record first (guide l.1233).',
  ],
});
