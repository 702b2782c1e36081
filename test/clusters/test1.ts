import { defineCluster } from '../../charts/config.ts';

/** The cluster of the guide's values.yaml (l.628-712): one namespace and release per shared service, chart 0.1.7 as it reads its values. */
export default defineCluster({
  name: 'test1',
  region: 'us-west-2',
  email: 'ops@example.org',
  logLevel: 'debug',
  aws: {
    accountNumber: '123456789012',
    iamUsers: ['first-cli', 'second-cli', 'third-cli', 'fourth-cli', 'fifth-cli'],
  },
  vpc: { cidr: '10.47.0.0/16' },
  nodeGroups: [
    {
      name: 'ng',
      instanceType: 'm4.large',
      desiredCapacity: 4,
      minSize: 1,
      maxSize: 10,
      iam: { withAddonPolicies: { autoScaler: true, certManager: true, externalDNS: true } },
    },
  ],

  delivery: 'flux1',
  helmReleaseApi: 'helm.fluxcd.io/v1',
  edition: '0.1.7',

  packages: {
    'amazon-cloudwatch': {},
    'external-dns': {},
    gloo: {},
    'gloo-crds': {},
    'prometheus-operator': {},
    certmanager: {},
    'cluster-autoscaler': {},
    'external-secrets': {},
    reloader: {},
    datadog: { enabled: false },
    flux: {},
    fluxcloud: { enabled: false },
    'metrics-server': {},
    sumologic: { enabled: false },
  },

  environments: {
    qa2: {
      gitops: { policy: 'glob:develop-*' },
      services: {
        blip: { policy: 'glob:release-1.23.0*' },
        jellyfish: { policy: 'glob:mongo-*' },
      },
      gateway: { default: 'http', http: { dnsNames: ['localhost'] } },
      mongo: { server: 'embedded' },
    },
  },
});
