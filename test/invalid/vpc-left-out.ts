// vpc: is missing, and no address of the cluster may be one of a network that it peers with (guide l.717-733); write vpc: { cidr:
// '10.47.0.0/16' }. [shape]
import type { ClusterConfig } from '../../charts/config.ts';
import { base } from './base.ts';

const { vpc: _, ...others } = base;

export default { ...others, name: 'vpc-left-out' } as unknown as ClusterConfig; // less than one
