import { defineCluster, type EnvironmentConfig } from '../../charts/config.ts';

/** An environment that is served under a name of its own. */
function environment(name: string, more: Partial<EnvironmentConfig> = {}): EnvironmentConfig {
  return {
    gitops: { policy: 'glob:master-*' },
    services: { 'clinic-worker': { policy: 'glob:main-*' }, 'plotly-orca': { pin: 'v1.3.1' } },
    gateway: { default: 'https', https: { dnsNames: [`${name}.tidepool.org`] } },
    mongo: { server: 'external' },
    kafka: { brokers: ['kafka.example.org:9096'], username: `tidepool-${name}`, version: '3.9.0' },
    keycloak: { baseUrl: 'https://auth.example.org' },
    ...more,
  };
}

/** Today's stack with what production leaves out: charts from git, by every kind of ref, and environments that are delivered otherwise. */
export default defineCluster({
  name: 'mixed',
  region: 'eu-west-1',
  email: 'ops@example.org',
  aws: { accountNumber: '123456789012', iamUsers: ['first-cli'] },
  vpc: { cidr: '10.52.0.0/16' },
  nodeGroups: [{ name: 'ng', instanceType: 'm6i.large', desiredCapacity: 4, minSize: 1, maxSize: 10 }],

  delivery: 'flux2',
  gitSecret: 'charts',
  edition: '0.26.0',

  packages: {
    certmanager: {},
    'cluster-autoscaler': {},
    'external-dns': { chart: { git: 'ssh://git@example.org:2222/charts.git', path: 'external-dns', ref: 'refs/heads/v1.2.3' } },
    'external-secrets': {},
    gloo: { chart: { git: 'git@github.com:example/charts', path: 'gloo', ref: 'gloo-v1.21.13' } },
    'metrics-server': {
      chart: { git: 'https://github.com/example/charts', path: 'metrics', ref: '0123456789abcdef0123456789abcdef01234567' },
    },
    'prometheus-operator': { chart: { repository: 'oci://registry.example.org:5000/charts/', name: 'monitoring', version: '88.5.3+1' } },
    reloader: { chart: { git: 'git@github.com:example/charts', path: 'reloader', ref: 'gloo-v1.21.13' } },
  },

  environments: {
    digests: environment('digests', {
      gitops: { policy: 'glob:master-*', digestOf: 'master-latest' },
      services: {
        auth: { policy: 'glob:develop-*' },
        blip: { policy: 'semver:~1.2', image: 'registry.example.org:5000/fork/blip:v1.2.3' },
        'clinic-worker': { policy: 'glob:main-*', digestOf: 'main-latest' },
        'plotly-orca': { pin: 'v1.3.1' },
      },
    }),
    frozen: environment('frozen', { gitops: { policy: 'glob:master-*', automated: false } }),
    scaled: environment('scaled', {
      hpa: true,
      chart: { git: 'git@github.com:example/charts', path: 'tidepool', ref: 'release-0.26' },
      clinicDemoUserId: 'e79b15328a',
    }),
  },
});
