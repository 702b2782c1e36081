// vpc.cidr: 52.32.0.0/16 holds addresses that belong to others on the internet (guide l.717; RFC 1918); choose within 10.0.0.0/8,
// 172.16.0.0/12, 192.168.0.0/16. [address-block]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({ ...base, name: 'cidr-of-the-internet', vpc: { cidr: '52.32.0.0/16' } });
