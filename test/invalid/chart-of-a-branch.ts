// warning: environments.qa.chart.ref: 'k8s' is a branch, which moves without a commit here (guide l.117-129: what runs is what the
// repository says); write a tag or a commit of it. [chart-moves]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'chart-of-a-branch',
  environments: {
    qa: {
      ...environment,
      chart: { git: 'git@github.com:tidepool-org/development', path: 'charts/tidepool/0.1.7', ref: 'k8s' },
    },
  },
});
