// packages.gloo.chart: the umbrella charts have no value for chart of gloo, so it would be lost (guide l.1148-1202); leave it out, or write
// shared: 'packages'. [umbrella-cannot]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'chart-in-umbrella-mode',
  shared: 'umbrella',
  packages: {
    ...base.packages,
    gloo: { chart: { repository: 'https://storage.googleapis.com/solo-public-helm/', name: 'gloo', version: '0.20.1' } },
  },
});
