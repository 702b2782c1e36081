// environments.qa.gateway.https: 'letsencrypt-staging', who is to sign this certificate, comes with package certmanager, which is not
// installed (guide l.1934, 1959-1961); write certmanager: {} in packages. [issuer-installed]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'https-without-certmanager',
  packages: { ...base.packages, certmanager: { enabled: false } },
});
