// packages.gloo.chart: 'https://stakater.github.io//stakater-charts' and 'https://stakater.github.io/stakater-charts' of
// reloader/reloader would be one source (sources are called by the letters and digits of their addresses); write one address in both.
// [chart-source-name]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'chart-of-a-like-address',
  packages: {
    ...today.packages,
    gloo: { chart: { repository: 'https://stakater.github.io//stakater-charts', name: 'gloo', version: '1.18.0' } },
    reloader: {},
  },
});
