// vpc.cidr: 10.48.0.0/16 overlaps 10.48.0.0/16, the Mongo network dev that this cluster peers with (guide l.724-733); take a range outside
// 10.16, 10.32, 10.48 and 10.64. [mongo-network-apart]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'cidr-overlaps-peer',
  vpc: { cidr: '10.48.0.0/16', peers: ['dev'] },
});
