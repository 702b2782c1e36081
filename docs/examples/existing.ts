import { defineCluster } from '../../charts/config.ts';

export default defineCluster({
  name: 'example',
  email: 'ops@example.org',
  delivery: 'kustomize',
  fluxImage: { repository: 'docker.io/example/flux', tag: 'example-af87bcc' },
  sops: { kms: 'arn:aws:kms:us-east-2:123456789012:key/00000000-0000-4000-8000-000000000000' },
  region: 'us-east-2',
  aws: { accountNumber: '123456789012', nodeRoleArns: ['arn:aws:iam::123456789012:role/example-nodes'] },
  domain: 'example.org',
  packages: {},
});
