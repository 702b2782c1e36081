import { definePackage, monitoring, stableCharts, type ChartConfig } from './package.ts';

/** Measures pods and nodes for autoscaling. */
export interface MetricsServerConfig extends ChartConfig {}

export const metricsServer = definePackage<'metrics-server', MetricsServerConfig>({
  name: 'metrics-server',
  summary: 'Measures what pods and nodes use, for the pod autoscalers and `kubectl top`.',
  defaults: () => ({}),
  stage: 'shared',
  release: {
    flux1: {
      namespace: monitoring,
      chart: { repository: stableCharts, name: 'metrics-server', version: '2.8.5' },
      reads: ['hostNetwork.enabled'],
      release: () => ({ values: { hostNetwork: { enabled: true } } }),
    },
    flux2: {
      namespace: 'kube-system',
      chart: { repository: 'https://kubernetes-sigs.github.io/metrics-server/', name: 'metrics-server', version: '3.13.1' },
      reads: [],
      release: () => ({ values: {} }),
    },
  },
  umbrella: { chart: 'shared', key: 'metricsServer', default: true, namespace: 'metrics-server' },
  notes: [
    'Without it no environment with `hpa` scales.',
    'Flux 2: eksctl since 0.201 would give a new cluster a metrics-server of its own, as an add-on; config.yaml tells it not to. In a ' +
      'cluster that has it, `eksctl delete addon --cluster CLUSTER --name metrics-server` comes first.',
  ],
});
