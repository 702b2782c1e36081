// environments.qa.mongo.server: 'embedded' is neither replicated nor durable, so it cannot hold the data of production (guide l.1387-1389);
// write 'external'. [production-safe]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'production-on-embedded-mongo',
  controlPlaneLogs: ['audit'],
  environments: {
    qa: {
      ...environment,
      production: true,
      gateway: { default: 'https', https: { dnsNames: ['qa.tidepool.org'], issuer: 'letsencrypt-production' } },
      mongo: { server: 'embedded' },
    },
  },
});
