// vpc.cidr: 10.47.16.0/20 is a /20, and subnets are cut from a /16 (guide l.717, 942-944); write '10.47.0.0/16'. [vpc-size]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({ ...base, name: 'cidr-too-small', vpc: { cidr: '10.47.16.0/20' } });
