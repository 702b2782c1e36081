// packages.certmanager.chart.version: '0.x' is no exact version, so what is installed would depend on the day (Helm: SemVer 2, three
// numbers); write one such as 'v0.10.0'. [chart-source]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'chart-version-range',
  packages: {
    ...base.packages,
    certmanager: { chart: { repository: 'https://charts.jetstack.io', name: 'cert-manager', version: '0.x' } },
  },
});
