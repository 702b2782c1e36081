// certificates.shared.secretName: 'tidepool_tls' is no name of a Kubernetes object (RFC 1123: at most 253 of a-z, 0-9, inner hyphens and
// dots); write 'tidepool-tls'. [certificate-object-name]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'certificate-secret-with-an-underscore',
  certificates: { shared: { secretName: 'tidepool_tls', dnsNames: ['*.tidepool.org'] } },
});
