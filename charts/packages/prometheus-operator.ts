import { definePackage, monitoring, stableCharts, type ChartConfig } from './package.ts';

/** Collects metrics by Prometheus. */
export interface PrometheusOperatorConfig extends ChartConfig {
  /**
   * Whether Grafana is installed as well, with the chart's dashboards.
   * @default true
   */
  readonly grafana?: boolean;
}

export const prometheusOperator = definePackage<'prometheus-operator', PrometheusOperatorConfig>({
  name: 'prometheus-operator',
  summary: 'Collects metrics of cluster, nodes and services by Prometheus and shows them by Grafana.',
  defaults: () => ({ grafana: true }),
  stage: 'shared',
  release: {
    flux1: {
      namespace: monitoring,
      chart: { repository: stableCharts, name: 'prometheus-operator', version: '5.1.0' },
      release: ({ settings: { grafana } }) => ({
        values: {
          grafana: { enabled: grafana, defaultDashboardsEnabled: grafana },
          nodeExporter: {
            serviceMonitor: { relabelings: [{ sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'instance' }] },
          },
        },
      }),
    },
  },
  umbrella: { chart: 'shared', key: 'prometheusOperator', default: true },
  notes: [
    'The umbrella chart decides about Grafana itself, so `grafana` is refused there.',
    'Metrics of nodes are labelled with the name of the node instead of its address.',
  ],
});
