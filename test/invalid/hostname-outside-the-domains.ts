// environments.qa.gateway.https.dnsNames[0]: 'qa.tidepool.org' lies outside of example.org, and external-dns leaves other domains alone
// (guide l.1218, 1233-1234); add its domain to dns.domains, or choose another name. [hostname-domain]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'hostname-outside-the-domains',
  dns: { domains: ['example.org'] },
});
