// packages.gloo.chart.repository: 'oci://registry.example.org/charts' is no URL of a Helm repository (helm-operator: https or http); write
// one such as 'https://charts.jetstack.io'. [chart-source]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'chart-in-a-registry-under-flux1',
  packages: { ...base.packages, gloo: { chart: { repository: 'oci://registry.example.org/charts', name: 'gloo', version: '1.2.3' } } },
});
