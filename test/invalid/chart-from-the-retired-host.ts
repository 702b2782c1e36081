// warning: packages['external-dns'].chart.repository: 'https://kubernetes-charts.storage.googleapis.com/' was switched off in November 2020
// (Helm's deprecation timeline); write 'https://charts.helm.sh/stable', its archive. [chart-moves]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'chart-from-the-retired-host',
  packages: {
    ...base.packages,
    'external-dns': {
      chart: { repository: 'https://kubernetes-charts.storage.googleapis.com/', name: 'external-dns', version: '2.6.1' },
    },
  },
});
