import { definePackage, namespaceInMesh, stableCharts, type ChartConfig } from './package.ts';

/** Sends logs of containers to Sumologic. */
export interface SumologicConfig extends ChartConfig {}

/** The Secret with access ID and key. The chart makes one called `sumologic` itself. */
const access = 'sumologic-access';

const namespace = namespaceInMesh('sumologic', 'disabled');

export const sumologic = definePackage<'sumologic', SumologicConfig>({
  name: 'sumologic',
  summary: 'Sends the logs of all containers to Sumologic, each category beginning with the name of the cluster.',
  defaults: () => ({}),
  stage: 'shared',
  meets: { logs: 'Sumologic' },
  secrets: [{ name: 'sumologic', keys: ['collector-url'] }],
  release: {
    flux1: {
      namespace,
      chart: { repository: stableCharts, name: 'sumologic-fluentd', version: '1.1.0' },
      reads: ['rbac.create', 'sumologic.{collectorUrlExistingSecret, readFromHead, sourceCategoryPrefix}'],
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
    flux2: {
      namespace,
      chart: { repository: 'https://sumologic.github.io/sumologic-kubernetes-collection', name: 'sumologic', version: '6.0.0' },
      reads: [
        'metadata.persistence.enabled', 'opentelemetry-operator.enabled',
        'sumologic.{clusterName, envFromSecret, sourcelessModeAck}', 'sumologic.{events, metrics, traces}.enabled',
        'sumologic.logs.{container, kubelet, systemd}.sourceCategoryPrefix', 'sumologic.setup.{dashboards, monitors}.enabled',
        'sumologic.metrics.collector.otelcol.singleLayerPipeline.migrationDocAcknowledged',
      ],
      secrets: [{ name: access, keys: ['SUMOLOGIC_ACCESSID', 'SUMOLOGIC_ACCESSKEY'] }],
      release: ({ cluster }) => {
        const category = { sourceCategoryPrefix: cluster.name };
        return {
          skipsCrds: true, // old copies of those of the Prometheus operator
          values: {
            sumologic: {
              clusterName: cluster.name,
              envFromSecret: access,
              sourcelessModeAck: true, // without it and the one below the chart refuses: release 6 sends differently
              setup: { monitors: { enabled: false }, dashboards: { enabled: false } }, // they look at metrics
              logs: { container: category, systemd: category, kubelet: category },
              metrics: { enabled: false, collector: { otelcol: { singleLayerPipeline: { migrationDocAcknowledged: true } } } },
              events: { enabled: false },
              traces: { enabled: false },
            },
            metadata: { persistence: { enabled: false } }, // a new EKS cluster has nothing that makes volumes
            'opentelemetry-operator': { enabled: false }, // it is there for metrics and traces
          },
        };
      },
    },
  },
  umbrella: { chart: 'shared', key: 'sumologic', default: false, values: () => ({ secretName: 'sumologic' }) },
  notes: [
    'Flux v1: needs the URL of an HTTP collector at Sumologic (guide l.323-340).',
    'Flux 2: needs an access ID and an access key of Sumologic instead, in an entry of its own: the chart that took the URL of a ' +
      'collector is gone. With them a Job of the chart makes the token that logs are sent with.',
    'Flux 2: metrics, traces and events of Kubernetes are left out, as before. Logs that wait to be sent are lost with their pod.',
  ],
});
