// environments.qa.gateway.https.dnsNames[1]: 'qa.tidepool.org' stands in environments.qa.gateway.https.dnsNames[0] already (guide l.1446,
// 1541); remove one of the two. [hostname-once]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'hostname-twice',
  environments: {
    qa: {
      ...environment,
      gateway: { default: 'https', https: { dnsNames: ['qa.tidepool.org', 'qa.tidepool.org'] } },
    },
  },
});
