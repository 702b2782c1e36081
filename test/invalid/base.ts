import type { ClusterConfig, EnvironmentConfig } from '../../charts/config.ts';

/** What the fixtures build on: a cluster without problems. Each of them makes one mistake. */
export const environment: EnvironmentConfig = {
  gitops: { policy: 'glob:develop-*' },
  gateway: { default: 'https', https: { dnsNames: ['qa.tidepool.org'] } },
  mongo: { server: 'external' },
};

export const base: Extract<ClusterConfig, { readonly delivery: 'flux1' }> = {
  name: 'base',
  region: 'us-west-2',
  email: 'ops@example.org',
  aws: { accountNumber: '123456789012', iamUsers: ['first-cli'] },
  vpc: { cidr: '10.47.0.0/16' },
  nodeGroups: [{ name: 'ng', instanceType: 'm4.large', desiredCapacity: 4, minSize: 1, maxSize: 10 }],
  delivery: 'flux1',
  edition: '0.1.7',
  packages: { certmanager: {}, 'cluster-autoscaler': {}, 'external-dns': {}, 'external-secrets': {}, gloo: {}, 'gloo-crds': {} },
  environments: { qa: environment },
};

/** The same on today's stack. */
export const environmentOfToday: EnvironmentConfig = {
  ...environment,
  kafka: { brokers: ['kafka.example.org:9096'], username: 'tidepool', version: '3.9.0' },
  keycloak: { baseUrl: 'https://auth.example.org' },
};

export const today: Extract<ClusterConfig, { readonly delivery: 'flux2' }> = {
  ...base,
  delivery: 'flux2',
  edition: '0.26.0',
  environments: { qa: environmentOfToday },
};
