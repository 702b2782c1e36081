// environments.qa.gateway.https.issuer: 'letsencrypt-staging' signs certificates that no browser trusts (guide l.1946-1949); write
// 'letsencrypt-production'. [production-safe]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'production-with-staging-certificate',
  controlPlaneLogs: ['audit'],
  environments: {
    qa: {
      ...environment,
      production: true,
    },
  },
});
