import { defineCluster } from '../charts/config.ts';

/** The cluster of the GitOps guide (docs/guide.md), with the values that it prints. */
export default defineCluster({
  name: 'staging',
  email: 'ops@example.org',
  delivery: 'kustomize',
  fluxImage: { repository: 'docker.io/example/flux', tag: 'staging-af87bcc' },
  sops: { kms: 'arn:aws:kms:us-east-2:123456789012:key/00000000-0000-4000-8000-000000000000' },
  region: 'us-east-2',
  aws: {
    accountNumber: '123456789012',
    nodeRoleArns: ['arn:aws:iam::123456789012:role/staging-nodes'],
    masters: ['arn:aws:iam::123456789012:user/first-cli'],
    developers: ['arn:aws:iam::123456789012:role/developers'],
  },
  domain: 'domain.io',
  packages: {
    nginx: {},
    fluentd: { elasticsearch: 'search-logs.domain.io' },
    'jaeger-operator': {},
    'prometheus-operator': {},
    hydra: { hosts: { issuer: 'hydra.staging.domain.io', identity: 'identity.staging.domain.io' } },
    'cdc-toolbox': { image: 'docker.io/example/cdc-toolbox:1.0.0' },
  },
});
