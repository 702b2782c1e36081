import { defineCluster } from '../../charts/config.ts';

/** The one cluster of a company that is not Tidepool: `.ci/judges/stranger.sh` puts it in the place of ours. */
export default defineCluster({
  name: 'acme',
  region: 'eu-central-1',
  email: 'platform@acme.example',
  delivery: 'flux2',
  edition: '0.26.0',
  aws: { accountNumber: '000000000000', iamUsers: ['ada', 'grace'] },
  github: { account: 'acme', repository: 'platform' },
  vpc: { cidr: '10.90.0.0/16' },
  dns: { domains: ['acme.example'] },
  nodeGroups: [{ name: 'general', instanceType: 'm6i.large', desiredCapacity: 3, minSize: 2, maxSize: 6 }],
  packages: {
    certmanager: {},
    'cluster-autoscaler': {},
    'external-dns': {},
    'external-secrets': {},
    gloo: {},
    'gloo-crds': {},
    'metrics-server': {},
    reloader: {},
  },
  environments: {
    live: {
      buckets: { data: 'acme-live-data', asset: 'acme-live-asset' },
      gateway: { default: 'https', https: { dnsNames: ['app.acme.example', 'www.acme.example'] } },
      gitops: { policy: 'glob:master-*' },
      services: { 'clinic-worker': { policy: 'glob:main-*' } },
      kafka: { brokers: ['kafka.acme.example:9096'], username: 'acme', version: '2.8.0' },
      keycloak: { baseUrl: 'https://login.acme.example' },
      mongo: { server: 'external' },
    },
  },
});
