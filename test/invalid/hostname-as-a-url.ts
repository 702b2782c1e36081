// environments.qa.gateway.https.dnsNames[0]: 'https://qa.tidepool.org/login' is no DNS name (RFC 1123: two or more labels of a-z, 0-9 and
// inner hyphens; the first may be *); write 'qa.tidepool.org'. [gateway-hostname]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'hostname-as-a-url',
  environments: {
    qa: {
      ...environment,
      gateway: { default: 'https', https: { dnsNames: ['https://qa.tidepool.org/login'] } },
    },
  },
});
