// nodeGroups[0].minSize: 0.5 is no whole number of nodes (guide l.650-652); write 1. [node-group-size]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'half-a-node',
  nodeGroups: [{ ...base.nodeGroups[0], minSize: 0.5 }],
});
