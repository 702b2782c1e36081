import { defineCluster } from '../../charts/config.ts';

/** The private remote cluster of "Running Tidepool on Kubernetes" (docs/guide.md): three nodes in EKS, and Helm by hand. */
export default defineCluster({
  name: 'remote',
  email: 'ops@example.org',
  delivery: 'helm',
  helm: 2,
  region: 'us-west-2',
  aws: { accountNumber: '123456789012', iamUsers: ['first-cli'] },
  vpc: { cidr: '10.77.0.0/16' },
  nodeGroups: [{ name: 'ng-1', instanceType: 'm5.large', desiredCapacity: 3, minSize: 3, maxSize: 4 }],
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
