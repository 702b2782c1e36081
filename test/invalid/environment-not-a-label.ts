// environments.QA_2: 'QA_2' is no DNS label (guide l.1541; RFC 1123: at most 63 of a-z, 0-9 and inner hyphens); write 'qa-2'.
// [environment-name]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'environment-not-a-label',
  environments: { QA_2: environment },
});
