// warning: environments.qa.gateway.https.issuer: 'letsencrypt-production' locks out who fails too often, and nothing here is marked
// production: true (guide l.1946-1949); prove the set-up with 'letsencrypt-staging', then mark the environment. [issuer-proven]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'certificate-of-production-for-tests',
  environments: {
    qa: {
      ...environment,
      gateway: { default: 'https', https: { dnsNames: ['qa.tidepool.org'], issuer: 'letsencrypt-production' } },
    },
  },
});
