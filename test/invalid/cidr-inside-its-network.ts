// vpc.cidr: '10.47.3.0/16' is not spelt as the first address of its network and its length (EC2 spells it anew); write '10.47.0.0/16'.
// [address-block]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({ ...base, name: 'cidr-inside-its-network', vpc: { cidr: '10.47.3.0/16' } });
