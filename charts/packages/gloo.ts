import { definePackage, type ChartConfig } from './package.ts';

/** The gateway: takes all traffic from outside to the environments. */
export interface GlooConfig extends ChartConfig {}

export const gloo = definePackage<'gloo', GlooConfig>({
  name: 'gloo',
  summary: 'Takes the traffic of all environments through one load balancer and routes it by name and path.',
  defaults: () => ({}),
  stage: 'shared-start',
  release: {
    flux1: {
      namespace: {
        name: 'gloo-system',
        labels: { 'istio-injection': 'disabled' },
        annotations: { 'linkerd.io/inject': 'disabled' },
      },
      chart: { repository: 'https://storage.googleapis.com/solo-public-helm/', name: 'gloo', version: '0.18.40' },
      release: ({ cluster: { name, hostnames } }) => ({
        automated: false,
        values: {
          crds: { create: false }, // package gloo-crds brings them
          settings: { create: true },
          discovery: { fdsMode: 'WHITELIST' },
          gatewayProxies: {
            gatewayProxyV2: {
              readConfig: true,
              service: {
                extraAnnotations: {
                  'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb',
                  'external-dns.alpha.kubernetes.io/alias': 'true',
                  ...(hostnames.length > 0 && { 'external-dns.alpha.kubernetes.io/hostname': hostnames.join(',') }),
                  'service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags': `cluster:${name}`,
                },
              },
            },
          },
        },
      }),
    },
  },
  umbrella: { chart: 'shared', key: 'gloo', default: true },
  notes: [
    'external-dns publishes the names in the annotation of the load balancer; without any name there is no annotation.',
    'Functions are discovered in namespaces that carry the label discovery.solo.io/function_discovery=enabled only (WHITELIST).',
    'AWS reads the annotation of resource tags as KEY=VALUE; the documented `cluster:CLUSTER` makes a tag whose key is that whole text, ' +
      'without a value.',
  ],
});
