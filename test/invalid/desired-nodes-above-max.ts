// nodeGroups[0].desiredCapacity: 12 is above maxSize 10 (guide l.650-652); write 1 to 10. [node-group-size]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'desired-nodes-above-max',
  nodeGroups: [{ ...base.nodeGroups[0], desiredCapacity: 12 }],
});
