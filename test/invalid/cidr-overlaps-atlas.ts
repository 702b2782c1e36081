// vpc.cidr: 192.168.0.0/16 overlaps 192.168.0.0/16, MongoDB Atlas' default network that this cluster peers with (guide l.722, 1929); take a
// range such as 10.47.0.0/16. [atlas-network-apart]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'cidr-overlaps-atlas',
  vpc: { cidr: '192.168.0.0/16', peers: ['atlas'] },
});
