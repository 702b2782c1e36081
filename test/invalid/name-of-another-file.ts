// name: 'other' stands in clusters/name-of-another-file.ts, and cluster, file and output folder have one name (guide l.208-212); write
// 'name-of-another-file', or call the file other.ts. [cluster-file]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({ ...base, name: 'other' });
