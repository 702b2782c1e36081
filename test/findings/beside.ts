import { defineCluster } from '../../charts/config.ts';

// A second cluster for transcripts that need two.
export default defineCluster({
  name: 'beside',
  region: 'us-west-2',
  email: 'ops@example.org',
  aws: { accountNumber: '123456789012', iamUsers: ['first-cli'] },
  vpc: { cidr: '10.52.0.0/16' },
  nodeGroups: [{ name: 'ng', instanceType: 'm6i.large', desiredCapacity: 4, minSize: 1, maxSize: 10 }],
  delivery: 'flux2',
  edition: '0.26.0',
  packages: { certmanager: {}, 'external-dns': {}, 'external-secrets': {}, gloo: {}, 'gloo-crds': {} },
  environments: {
    stg: {
      gitops: { policy: 'glob:master-*' },
      services: { 'clinic-worker': { policy: 'glob:main-*' }, 'plotly-orca': { pin: 'v1.3.1' } },
      gateway: { default: 'https', https: { dnsNames: ['stg.tidepool.org'] } },
      mongo: { server: 'external' },
      kafka: { brokers: ['b-1.kafka.example.org:9096'], username: 'tidepool-stg', version: '3.9.0' },
      keycloak: { baseUrl: 'https://stg-auth.tidepool.org' },
    },
  },
});
