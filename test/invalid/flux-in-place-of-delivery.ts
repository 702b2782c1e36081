// flux: is called 'delivery' now; write delivery: 'flux2'. [shape]
import type { ClusterConfig } from '../../charts/config.ts';
import { today } from './base.ts';

const { delivery, ...others } = today;

export default { ...others, name: 'flux-in-place-of-delivery', flux: delivery } as unknown as ClusterConfig; // as it was written once
