// nodeGroups[0].maxSize: 4 is also minSize, which leaves package cluster-autoscaler nothing to do (guide l.651-652, 673); write 5 or more,
// or leave the package out. [node-head-room]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'no-head-room',
  nodeGroups: [{ ...base.nodeGroups[0], minSize: 4, maxSize: 4 }],
});
