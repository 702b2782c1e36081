import { defineCluster } from '../../charts/config.ts';

// The cluster that every transcript in this folder begins with.
export default defineCluster({
  name: 'test1',
  region: 'us-west-2',
  email: 'ops@example.org',
  aws: { accountNumber: '123456789012', iamUsers: ['first-cli'] },
  vpc: { cidr: '10.47.0.0/16' },
  nodeGroups: [{ name: 'ng', instanceType: 'm4.large', desiredCapacity: 4, minSize: 1, maxSize: 10 }],
  delivery: 'flux1',
  edition: '0.1.7',
  packages: { 'external-secrets': {}, gloo: {}, 'gloo-crds': {} },
  environments: {
    qa: {
      gitops: { policy: 'glob:develop-*' },
      gateway: { default: 'http', http: { dnsNames: ['localhost'] } },
      mongo: { server: 'embedded' },
    },
  },
});
