import { definePackage, namespaceInMesh, type ChartConfig, type ClusterFacts } from './package.ts';

/** The gateway: takes all traffic from outside to the environments. */
export interface GlooConfig extends ChartConfig {}

const namespace = namespaceInMesh('gloo-system', 'disabled');

export const gloo = definePackage<'gloo', GlooConfig>({
  name: 'gloo',
  summary: 'Takes the traffic of all environments through one load balancer and routes it by name and path.',
  defaults: () => ({}),
  stage: 'shared-start',
  release: {
    flux1: {
      namespace,
      chart: { repository: 'https://storage.googleapis.com/solo-public-helm/', name: 'gloo', version: '0.18.40' },
      reads: ['{crds, settings}.create', 'discovery.fdsMode', 'gatewayProxies.gatewayProxyV2.{readConfig, service.extraAnnotations}'],
      release: ({ cluster }) => ({
        automated: false,
        values: {
          crds: { create: false }, // package gloo-crds brings them
          settings: { create: true },
          discovery: { fdsMode: 'WHITELIST' },
          gatewayProxies: {
            gatewayProxyV2: {
              readConfig: true,
              service: { extraAnnotations: loadBalancer(cluster, `cluster:${cluster.name}`) },
            },
          },
        },
      }),
    },
    flux2: {
      namespace,
      chart: { repository: 'https://storage.googleapis.com/solo-public-helm', name: 'gloo', version: '1.21.13' },
      reads: ['discovery.fdsMode', 'gatewayProxies.gatewayProxy.{readConfig, service.extraAnnotations}', 'settings.create'],
      release: ({ cluster }) => ({
        values: {
          settings: { create: true },
          discovery: { fdsMode: 'WHITELIST' },
          gatewayProxies: {
            gatewayProxy: {
              readConfig: true,
              service: { extraAnnotations: loadBalancer(cluster, `cluster=${cluster.name}`) },
            },
          },
        },
        // The chart's Job is deleted five minutes after it has run. It would be made and run again and again.
        setByOthers: [{ kind: 'Job', paths: [''] }],
      }),
    },
  },
  umbrella: { chart: 'shared', key: 'gloo', default: true },
  notes: [
    'external-dns publishes the names in the annotation of the load balancer; without any name there is no annotation.',
    'Flux v1: functions are discovered in namespaces that carry the label discovery.solo.io/function_discovery=enabled only (WHITELIST).',
    'Flux v1: AWS reads the annotation of resource tags as KEY=VALUE; the documented `cluster:CLUSTER` makes a tag whose key is that ' +
      'whole text, without a value.',
    'Flux 2: nothing is discovered, since the chart leaves that out unless asked: routes go to the Upstreams that the chart of Tidepool ' +
      'brings.',
    'Flux 2: the open-source edition ends on 2026-12-31; its makers name kgateway as the successor, whose routes are written differently.',
  ],
});

/** Annotations of the proxy's Service: what AWS makes of it, and the names that it is to be published under. */
function loadBalancer({ hostnames }: ClusterFacts, tags: string): Readonly<Record<string, string>> {
  return {
    'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb',
    'external-dns.alpha.kubernetes.io/alias': 'true',
    ...(hostnames.length > 0 && { 'external-dns.alpha.kubernetes.io/hostname': hostnames.join(',') }),
    'service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags': tags,
  };
}
