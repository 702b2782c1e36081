// environments.qa.gateway.https.port: 84430 is no port (guide l.1438, 1461); write a whole number from 1 to 65535. [gateway-port]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'port-out-of-range',
  environments: {
    qa: {
      ...environment,
      gateway: { default: 'https', https: { dnsNames: ['qa.tidepool.org'], port: 84430 } },
    },
  },
});
