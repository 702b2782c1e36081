// warning: vpc.cidr: 10.47.16.0/20 is a /20, whose 3 public subnets have 1521 addresses for nodes and pods together (guide l.717, 942-944:
// eksctl makes eight subnets; AWS keeps five addresses of each, and each pod takes one); write '10.47.0.0/16' if it is to grow. [vpc-size]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({ ...base, name: 'cidr-too-small', vpc: { cidr: '10.47.16.0/20' } });
