// nodeGroups[0].maxSize: 1e+21 is no whole number of nodes (guide l.650-652); write one such as 4. [node-group-size]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'more-nodes-than-digits',
  nodeGroups: [{ ...base.nodeGroups[0], maxSize: 1e21 }],
});
