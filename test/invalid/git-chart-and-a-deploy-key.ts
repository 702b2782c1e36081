// warning: packages.gloo.chart.git: 'git@github.com:tidepool-org/development' is fetched with the key in Secret flux-system, which opens
// this repository alone if it is a deploy key (GitHub: a deploy key opens one repository); write gitSecret: 'NAME', the Secret with a key
// that opens the other. [chart-key]
import { defineCluster } from '../../charts/config.ts';
import { today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'git-chart-and-a-deploy-key',
  packages: {
    ...today.packages,
    gloo: { chart: { git: 'git@github.com:tidepool-org/development', path: 'charts/gloo', ref: 'v1.2.3' } },
  },
});
