// environments.qa.gateway.https.port: 8443 is also the port of http, and each listener has its own (guide l.1438, 1461); change one of the
// two, or leave both to the chart. [gateway-port]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'ports-alike',
  environments: {
    qa: {
      ...environment,
      gateway: {
        default: 'https',
        http: { dnsNames: ['qa.tidepool.org'], port: 8443 },
        https: { dnsNames: ['qa.tidepool.org'], port: 8443 },
      },
    },
  },
});
