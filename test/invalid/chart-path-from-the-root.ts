// environments.qa.chart.path: '/charts/tidepool/0.1.7' is no folder in a repository, named from its root and without a slash at either end
// (guide l.1173); write 'charts/tidepool/0.1.7'. [chart-source]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'chart-path-from-the-root',
  environments: {
    qa: {
      ...environment,
      chart: { git: 'git@github.com:tidepool-org/development', path: '/charts/tidepool/0.1.7', ref: 'v0.1.7' },
    },
  },
});
