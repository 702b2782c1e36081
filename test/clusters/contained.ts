import { defineCluster } from '../../charts/config.ts';

/** A Tidepool in kind, by Helm 3 alone. */
export default defineCluster({
  name: 'contained',
  email: 'ops@example.org',
  delivery: 'helm',
  local: { provider: 'kind' },
  edition: 'k8s',
  packages: {},
  environments: {
    default: {
      gitops: { policy: 'glob:*' },
      gateway: { default: 'http', http: { dnsNames: ['localhost'] } },
      mongo: { server: 'embedded' },
    },
  },
});
