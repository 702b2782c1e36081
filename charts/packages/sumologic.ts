import { definePackage, stableCharts, type ChartConfig } from './package.ts';

/** Sends logs of containers to Sumologic. */
export interface SumologicConfig extends ChartConfig {}

export const sumologic = definePackage<'sumologic', SumologicConfig>({
  name: 'sumologic',
  summary: 'Sends the logs of all containers to Sumologic, each category beginning with the name of the cluster.',
  defaults: () => ({}),
  stage: 'shared',
  secrets: [{ name: 'sumologic', keys: ['collector-url'] }],
  release: {
    flux1: {
      namespace: {
        name: 'sumologic',
        labels: { 'istio-injection': 'disabled' },
        annotations: { 'linkerd.io/inject': 'disabled' },
      },
      chart: { repository: stableCharts, name: 'sumologic-fluentd', version: '1.1.0' },
      release: ({ cluster }) => ({
        name: 'sumologic-fluentd',
        releaseName: 'sumologic-fluentd',
        automated: true,
        values: {
          sumologic: { collectorUrlExistingSecret: 'sumologic', sourceCategoryPrefix: cluster.name, readFromHead: false },
          rbac: { create: true },
        },
      }),
    },
  },
  umbrella: { chart: 'shared', key: 'sumologic', default: false, values: () => ({ secretName: 'sumologic' }) },
  notes: ['Needs the URL of an HTTP collector at Sumologic (guide l.323-340).'],
});
