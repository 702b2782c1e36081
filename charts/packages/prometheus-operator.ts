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
      reads: ['grafana.{defaultDashboardsEnabled, enabled}', 'nodeExporter.serviceMonitor.relabelings'],
      release: ({ settings: { grafana } }) => ({
        values: {
          grafana: { enabled: grafana, defaultDashboardsEnabled: grafana },
          nodeExporter: { serviceMonitor: { relabelings } },
        },
      }),
    },
    flux2: {
      namespace: monitoring,
      chart: { repository: 'oci://ghcr.io/prometheus-community/charts', name: 'kube-prometheus-stack', version: '88.5.3' },
      reads: [
        'grafana.{defaultDashboardsEnabled, enabled}', 'prometheus-node-exporter.prometheus.monitor.relabelings',
        'prometheus.prometheusSpec.{podMonitor, probe, rule, scrapeConfig, serviceMonitor}SelectorNilUsesHelmValues',
      ],
      // Not the name of the release of 2019, which is of another chart: Helm would uninstall that one first.
      release: ({ settings: { grafana } }) => ({
        releaseName: 'kube-prometheus-stack',
        values: {
          grafana: { enabled: grafana, defaultDashboardsEnabled: grafana },
          // Otherwise it sees what its own chart brings, and nothing of any service.
          prometheus: {
            prometheusSpec: {
              serviceMonitorSelectorNilUsesHelmValues: false,
              podMonitorSelectorNilUsesHelmValues: false,
              ruleSelectorNilUsesHelmValues: false,
              probeSelectorNilUsesHelmValues: false,
              scrapeConfigSelectorNilUsesHelmValues: false,
            },
          },
          'prometheus-node-exporter': { prometheus: { monitor: { relabelings } } },
        },
      }),
    },
  },
  umbrella: { chart: 'shared', key: 'prometheusOperator', default: true },
  notes: [
    'The umbrella chart decides about Grafana itself, so `grafana` is refused there.',
    'Metrics of nodes are labelled with the name of the node instead of its address.',
    "Flux v1: the password of Grafana's user admin is the one in the chart, which is public: change it before " +
      'Grafana can be reached from outside.',
    "Flux 2: the chart makes up the password of Grafana's user admin and keeps it in Secret kube-prometheus-stack-grafana.",
    'Metrics are kept with the pod: they are gone when it is replaced.',
  ],
});

/** Gives metrics of nodes the name of the node. */
const relabelings = [{ sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'instance' }];
