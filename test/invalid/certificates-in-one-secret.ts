// certificates.app.secretName: 'tidepool-tls' is also the Secret of certificate 'api', and the two would overwrite each other (guide
// l.1958); write another name. [certificate-secret-once]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'certificates-in-one-secret',
  certificates: {
    api: { secretName: 'tidepool-tls', dnsNames: ['api.tidepool.org'] },
    app: { secretName: 'tidepool-tls', dnsNames: ['app.tidepool.org'] },
  },
});
