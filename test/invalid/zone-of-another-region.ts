// nodeGroups[0].availabilityZones[1]: 'us-east-1b' is no availability zone of us-west-2, the cluster's region (guide l.161-167, 941); write
// one such as 'us-west-2a'. [availability-zone]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'zone-of-another-region',
  nodeGroups: [{ ...base.nodeGroups[0], availabilityZones: ['us-west-2a', 'us-east-1b'] }],
});
