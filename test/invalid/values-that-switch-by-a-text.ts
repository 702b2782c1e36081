// packages.datadog.values.clusterAgent.metricsProvider.enabled: the text 'true' stands in place of false (package datadog); write true or
// false. [values-type]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'values-that-switch-by-a-text',
  packages: { ...today.packages, datadog: { values: { clusterAgent: { metricsProvider: { enabled: 'true' } } } } },
});
