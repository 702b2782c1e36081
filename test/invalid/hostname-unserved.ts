// warning: dns.hostnames[1]: 'qa1.tidepool.org' is served by no gateway of this cluster (guide l.1218, 1231); add it to a gateway, or leave
// it out here. [hostname-served]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'hostname-unserved',
  dns: { hostnames: ['qa.tidepool.org', 'qa1.tidepool.org'] },
});
