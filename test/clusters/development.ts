import { defineCluster } from '../../charts/config.ts';

/** The cluster of the guide's printed manifests (l.1148-1511): shared services by the umbrella charts, values as printed. */
export default defineCluster({
  name: 'development',
  region: 'us-west-2',
  email: 'ops@example.org',
  logLevel: 'debug',
  aws: { accountNumber: '123456789012', iamUsers: ['first-cli', 'second-cli', 'third-cli', 'fourth-cli', 'fifth-cli'] },
  vpc: { cidr: '10.49.0.0/16', peers: ['dev'] },
  nodeGroups: [
    {
      name: 'ng-1',
      instanceType: 'm4.large',
      desiredCapacity: 4,
      minSize: 1,
      maxSize: 10,
      iam: { withAddonPolicies: { autoScaler: true, certManager: true, externalDNS: true } },
    },
  ],

  delivery: 'flux1',
  shared: 'umbrella',
  edition: 'guide',
  bucketNames: 'env',

  dns: {
    hostnames: [
      'qa1.development.tidepool.org',
      'dev-api.tidepool.org',
      'dev-app.tidepool.org',
      'dev-uploads.tidepool.org',
      'qa2.development.tidepool.org',
      'stg-api.tidepool.org',
      'stg-app.tidepool.org',
      'stg-uploads.tidepool.org',
    ],
    deferred: ['dev.tidepool.org'],
  },

  packages: {
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

  certificates: {
    'tidepool-cert': { secretName: 'tidepool-tls', dnsNames: ['*.tidepool.org'] },
  },

  environments: {
    qa1: {
      gitops: { policy: 'glob:develop-*' },
      services: {
        blip: { policy: 'glob:release-1.23.0*' },
        jellyfish: { policy: 'glob:mongo-*' },
      },
      gateway: {
        default: 'https',
        https: {
          dnsNames: [
            'qa1.development.tidepool.org',
            'dev.tidepool.org',
            'dev-app.tidepool.org',
            'dev-api.tidepool.org',
            'dev-uploads.tidepool.org',
          ],
        },
      },
      mongo: { server: 'external' },
      hpa: false,
      nosqlclient: true,
      clinicDemoUserId: 'e79b15328a',
    },
    qa2: {
      gitops: { policy: 'glob:develop-*' },
      services: {
        blip: { policy: 'glob:release-1.23.0*' },
        jellyfish: { policy: 'glob:mongo-*' },
      },
      gateway: {
        default: 'https',
        https: {
          dnsNames: ['qa2.development.tidepool.org', 'stg-app.tidepool.org', 'stg-api.tidepool.org', 'stg-uploads.tidepool.org'],
        },
      },
      mongo: { server: 'external' },
    },
  },
});
