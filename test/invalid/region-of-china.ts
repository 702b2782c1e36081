// region: 'cn-north-1' is none of the regions here: China and GovCloud are not supported. [shape]
import type { ClusterConfig } from '../../charts/config.ts';
import { base } from './base.ts';

export default { ...base, name: 'region-of-china', region: 'cn-north-1' } as unknown as ClusterConfig; // no Region
