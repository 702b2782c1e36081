import { defineCluster } from '../../charts/config.ts';

export default defineCluster({
  name: 'example',
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
