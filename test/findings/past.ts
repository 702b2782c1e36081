import { defineCluster } from '../../charts/config.ts';

// A cluster on Flux v1 for the transcripts of this folder, which quote its lines.
export default defineCluster({
  name: 'past',
  region: 'us-west-2',
  email: 'ops@example.org',
  logLevel: 'debug',
  aws: { accountNumber: '123456789012', iamUsers: ['first-cli'] },
  vpc: { cidr: '10.47.0.0/16' },
  nodeGroups: [{ name: 'ng', instanceType: 'm4.large', desiredCapacity: 4, minSize: 1, maxSize: 10 }],
  delivery: 'flux1',
  edition: '0.1.7',
  packages: {
    'amazon-cloudwatch': {},
    certmanager: {},
    'cluster-autoscaler': {},
    'external-dns': {},
    'external-secrets': {},
    flux: {},
    gloo: {},
    'gloo-crds': {},
    reloader: {},
  },
  certificates: {
    shared: { secretName: 'shared-tls', dnsNames: ['*.tidepool.org'] },
  },
  environments: {
    qa2: {
      gitops: { policy: 'glob:develop-*' },
      gateway: { default: 'https', https: { dnsNames: ['qa2.tidepool.org'] } },
      mongo: { server: 'embedded' },
      clinicDemoUserId: 'e79b15328a',
    },
  },
});
