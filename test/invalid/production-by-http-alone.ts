// environments.qa.gateway: http alone sends passwords and health data of production in the clear (guide l.1445, 1933); add an https
// listener. [production-safe]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'production-by-http-alone',
  controlPlaneLogs: ['audit'],
  environments: {
    qa: {
      ...environment,
      production: true,
      gateway: { default: 'http', http: { dnsNames: ['qa.tidepool.org'] } },
    },
  },
});
