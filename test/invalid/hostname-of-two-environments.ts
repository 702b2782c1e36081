// environments.stg.gateway.https.dnsNames[0]: 'qa.tidepool.org' is also a name of environment qa, and a name can serve one environment
// (guide l.1446, 1541); remove it from one of the two. [hostname-once]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'hostname-of-two-environments',
  environments: { qa: environment, stg: environment },
});
