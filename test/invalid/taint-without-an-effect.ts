// nodeGroups[0].taints.dedicated: 'mongo' is no taint (eksctl: a value, a colon, and NoSchedule, PreferNoSchedule or NoExecute); write one
// such as 'true:NoSchedule'. [node-labels]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'taint-without-an-effect',
  nodeGroups: [{ ...base.nodeGroups[0], taints: { dedicated: 'mongo' } }],
});
