import { defineCluster } from '../charts/config.ts';

/**
 * Users' data on today's stack: Flux 2, chart 0.26.0, every shared service. Services that tag releases follow those in `prd`, the others
 * the builds of `master`. Tags of plotly-orca have no order, so it is moved by hand.
 */
export default defineCluster({
  name: 'production',
  region: 'us-west-2',
  email: 'ops@example.org',
  aws: { accountNumber: '123456789012', iamUsers: ['first-cli', 'second-cli'] },
  vpc: { cidr: '10.51.0.0/16', peers: ['prd', 'int', 'atlas'] },
  controlPlaneLogs: ['api', 'audit', 'authenticator'],
  nodeGroups: [
    { name: 'ng', instanceType: 'm6i.xlarge', desiredCapacity: 6, minSize: 3, maxSize: 20, privateNetworking: true, volumeSize: 100 },
  ],

  delivery: 'flux2',
  edition: '0.26.0',

  packages: {
    'amazon-cloudwatch': {},
    certmanager: {},
    'cluster-autoscaler': {},
    datadog: {},
    'external-dns': {},
    'external-secrets': {},
    flux: {},
    fluxcloud: {},
    gloo: {},
    'gloo-crds': {},
    'metrics-server': {},
    'prometheus-operator': {},
    reloader: {},
    sumologic: {},
  },

  environments: {
    prd: {
      production: true,
      gitops: { policy: 'glob:master-*' },
      services: {
        blip: { policy: 'semver:1.x', image: 'tidepool/blip:v1.98.1' },
        'clinic-worker': { policy: 'glob:main-*' },
        'plotly-orca': { pin: 'v1.3.1' },
        uploader: { policy: 'semver:2.x', image: 'tidepool/uploader:v2.64.0' },
      },
      gateway: {
        default: 'https',
        http: { dnsNames: ['app.tidepool.org', 'api.tidepool.org', 'uploads.tidepool.org'] },
        https: { dnsNames: ['app.tidepool.org', 'api.tidepool.org', 'uploads.tidepool.org'], issuer: 'letsencrypt-production' },
      },
      mongo: { server: 'external' },
      kafka: { brokers: ['b-1.kafka.example.org:9096', 'b-2.kafka.example.org:9096'], username: 'tidepool-prd', version: '3.9.0' },
      keycloak: { baseUrl: 'https://auth.tidepool.org' },
      hpa: true,
    },
    int: {
      gitops: { policy: 'glob:master-*' },
      services: { 'clinic-worker': { policy: 'glob:main-*' }, 'plotly-orca': { pin: 'v1.3.1' } },
      gateway: {
        default: 'https',
        http: { dnsNames: ['int-app.tidepool.org', 'int-api.tidepool.org', 'int-uploads.tidepool.org'] },
        https: { dnsNames: ['int-app.tidepool.org', 'int-api.tidepool.org', 'int-uploads.tidepool.org'] },
      },
      mongo: { server: 'external' },
      kafka: { brokers: ['b-1.kafka.example.org:9096', 'b-2.kafka.example.org:9096'], username: 'tidepool-int', version: '3.9.0' },
      keycloak: { baseUrl: 'https://int-auth.tidepool.org' },
    },
  },
});
