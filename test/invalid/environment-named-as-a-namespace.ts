// environments.monitoring: 'monitoring' is a namespace of package metrics-server, and an environment has one of its own (guide l.1541,
// 1769-1785); call the environment otherwise. [environment-name]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'environment-named-as-a-namespace',
  environments: { monitoring: environment },
});
