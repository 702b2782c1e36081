import { defineCluster } from '../../charts/config.ts';

export default defineCluster({
  name: 'example',
  email: 'ops@example.org',
  delivery: 'helm',
  region: 'us-west-2',
  aws: { accountNumber: '123456789012', iamUsers: [] },
  vpc: { cidr: '10.47.0.0/16' },
  nodeGroups: [{ name: 'ng-1', instanceType: 'm5.large', minSize: 3, desiredCapacity: 3, maxSize: 4 }],
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
