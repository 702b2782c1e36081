import { defineCluster } from '../../charts/config.ts';

export default defineCluster({
  name: 'example',
  email: 'ops@example.org',
  delivery: 'flux2',
  region: 'us-west-2',
  aws: { accountNumber: '123456789012', iamUsers: ['first-cli'] },
  vpc: { cidr: '10.47.0.0/16' },
  nodeGroups: [{ name: 'ng-1', instanceType: 'm6i.large', minSize: 2, desiredCapacity: 3, maxSize: 6 }],
  packages: { 'external-secrets': {}, 'metrics-server': {} },
});
