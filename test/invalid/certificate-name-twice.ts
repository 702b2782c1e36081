// certificates.shared.dnsNames[1]: 'api.tidepool.org' stands in certificates.shared.dnsNames[0] already (guide l.1963); remove one of the
// two. [certificate-hostname]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'certificate-name-twice',
  certificates: { shared: { secretName: 'tidepool-tls', dnsNames: ['api.tidepool.org', 'api.tidepool.org'] } },
});
