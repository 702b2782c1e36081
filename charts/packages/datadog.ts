import { definePackage, namespaceInMesh, stableCharts, type ChartConfig } from './package.ts';

/** Publishes metrics of the cluster to Datadog. */
export interface DatadogConfig extends ChartConfig {}

const namespace = namespaceInMesh('datadog', 'disabled');

export const datadog = definePackage<'datadog', DatadogConfig>({
  name: 'datadog',
  summary: 'Publishes metrics of the cluster and its nodes to Datadog.',
  defaults: () => ({}),
  stage: 'shared',
  meets: { 'metrics of services': 'Datadog', 'availability of nodes': 'Datadog' },
  secrets: [{ name: 'datadog', keys: ['api-key', 'app-key', 'token'] }],
  release: {
    flux1: {
      namespace,
      chart: { repository: stableCharts, name: 'datadog', version: '1.31.11' },
      reads: [
        'clusterAgent.{enabled, metricsProvider.enabled}', 'datadog.{apiKeyExistingSecret, appKeyExistingSecret, clusterName, logLevel}',
        'kubeStateMetrics.enabled',
        // Passed over by this release; the chart reads it since 1.32.2.
        'clusterAgent.tokenExistingSecret',
      ],
      release: ({ cluster }) => ({
        name: 'datadog-agent',
        releaseName: 'datadog',
        automated: false,
        values: {
          kubeStateMetrics: { enabled: false },
          datadog: {
            apiKeyExistingSecret: 'datadog',
            appKeyExistingSecret: 'datadog',
            clusterName: cluster.name, // in 2019 `cluster.name`, a single key with a dot, which the chart does not read
            logLevel: cluster.logLevel,
          },
          clusterAgent: {
            enabled: true,
            tokenExistingSecret: 'datadog', // in 2019 datadog.tokenKeyExistingSecret, which no release of the chart reads
            metricsProvider: { enabled: false },
          },
        },
      }),
    },
    flux2: {
      namespace,
      chart: { repository: 'https://helm.datadoghq.com', name: 'datadog', version: '3.240.0' },
      reads: [
        'clusterAgent.{enabled, metricsProvider.enabled, tokenExistingSecret}',
        'datadog.{apiKeyExistingSecret, appKeyExistingSecret, clusterName, logLevel, operator.enabled}',
      ],
      release: ({ cluster }) => ({
        values: {
          datadog: {
            apiKeyExistingSecret: 'datadog',
            appKeyExistingSecret: 'datadog',
            clusterName: cluster.name,
            logLevel: cluster.logLevel,
            operator: { enabled: false }, // an operator for agents that are declared; these come from the chart
          },
          clusterAgent: { enabled: true, tokenExistingSecret: 'datadog', metricsProvider: { enabled: false } },
        },
      }),
    },
  },
  umbrella: { chart: 'shared', key: 'datadog', default: false, values: () => ({ secretName: 'datadog' }) },
  notes: [
    'Needs an API key and an application key of Datadog, and a random token of 32 letters or more, which its agents know each other by ' +
      '(guide l.292-321).',
    'Flux v1: the chart reads the token from the Secret since 1.32.2; the documented 1.31.11 makes up another one at every upgrade.',
    'Flux 2: data goes to datadoghq.com, the site of the United States, as before.',
  ],
});
