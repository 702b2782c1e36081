import { defineCluster } from '../../charts/config.ts';

// A cluster on Flux 2 for the transcripts of this folder, which quote its lines.
export default defineCluster({
  name: 'today',
  region: 'us-west-2',
  email: 'ops@example.org',
  aws: { accountNumber: '123456789012', iamUsers: ['first-cli'] },
  vpc: { cidr: '10.51.0.0/16', peers: ['prd', 'int'] }, controlPlaneLogs: ['audit'],
  nodeGroups: [
    { name: 'ng', instanceType: 'm6i.xlarge', desiredCapacity: 6, minSize: 3, maxSize: 20, volumeSize: 100 },
  ],
  delivery: 'flux2',
  edition: '0.26.0',
  packages: {
    certmanager: {},
    'cluster-autoscaler': {},
    datadog: {},
    'external-dns': {},
    'external-secrets': {},
    fluxcloud: {},
    gloo: {},
    'gloo-crds': {},
    'metrics-server': {},
    'prometheus-operator': {},
    reloader: {},
  },
  environments: {
    prd: {
      production: true,
      gitops: { policy: 'glob:master-*' },
      services: {
        blip: { policy: 'semver:>=1.0.0', image: 'tidepool/blip:v1.80.0' },
        'clinic-worker': { policy: 'glob:main-*' },
        'plotly-orca': { pin: 'v1.3.1' },
      },
      gateway: {
        default: 'https',
        http: { dnsNames: ['app.tidepool.org', 'api.tidepool.org'] },
        https: { dnsNames: ['app.tidepool.org', 'api.tidepool.org'], issuer: 'letsencrypt-production' },
      },
      mongo: { server: 'external' },
      kafka: { brokers: ['b-1.kafka.example.org:9096'], username: 'tidepool-prd', version: '3.9.0' },
      keycloak: { baseUrl: 'https://auth.tidepool.org' },
      hpa: true,
    },
    int: {
      gitops: { policy: 'glob:master-*' },
      services: {
        'clinic-worker': { policy: 'glob:main-*' },
        'plotly-orca': { pin: 'v1.3.1' },
      },
      gateway: {
        default: 'https',
        https: { dnsNames: ['int-app.tidepool.org'] },
      },
      mongo: { server: 'external' },
      kafka: { brokers: ['b-1.kafka.example.org:9096'], username: 'tidepool-int', version: '3.9.0' },
      keycloak: { baseUrl: 'https://int-auth.tidepool.org' },
    },
  },
});
