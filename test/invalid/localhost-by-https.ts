// environments.qa.gateway.https.dnsNames[1]: 'localhost' is no name that Let's Encrypt signs, so the whole certificate would never come
// (guide l.1445-1447; CA/Browser Forum, 3.2.2.4); serve it by http, or leave it out. [gateway-hostname]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'localhost-by-https',
  environments: {
    qa: {
      ...environment,
      gateway: { default: 'https', https: { dnsNames: ['qa.tidepool.org', 'localhost'] } },
    },
  },
});
