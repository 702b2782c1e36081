// name: 'Not_A_Label' is no DNS label (guide l.154-159; RFC 1123: at most 63 of a-z, 0-9 and inner hyphens); write 'not-a-label'.
// [cluster-name]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({ ...base, name: 'Not_A_Label' });
