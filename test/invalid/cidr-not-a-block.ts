// vpc.cidr: '10.300.0.0/16' is no block of IPv4 addresses (guide l.717); write four numbers up to 255 and a prefix length up to 32, as in
// '10.47.0.0/16'. [address-block]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({ ...base, name: 'cidr-not-a-block', vpc: { cidr: '10.300.0.0/16' } });
