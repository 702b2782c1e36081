// dns.domains[0]: '*.tidepool.org' is compared with the ends of names, where * is no wildcard (external-dns, domain filter); write
// 'tidepool.org'. [dns-entry]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'domain-with-a-wildcard',
  dns: { domains: ['*.tidepool.org', 'tidepool.org'] },
});
