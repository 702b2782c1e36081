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
      release: () => ({ values: { hostNetwork: { enabled: true } } }),
    },
  },
  umbrella: { chart: 'shared', key: 'metricsServer', default: true },
  notes: ['Without it no environment with `hpa` scales.'],
});
