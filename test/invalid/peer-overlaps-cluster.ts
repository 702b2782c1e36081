// vpc.peers[0].cidr: 10.47.128.0/17 of peer 'billing' overlaps 10.47.0.0/16, this cluster's own vpc.cidr (guide l.720); give the cluster
// another /16. [peer-apart]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'peer-overlaps-cluster',
  vpc: { cidr: '10.47.0.0/16', peers: [{ name: 'billing', cidr: '10.47.128.0/17' }] },
});
