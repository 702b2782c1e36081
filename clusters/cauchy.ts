import { defineCluster } from '../charts/config.ts';

/**
 * A platform of microservices without Tidepool: the cluster of "AWS Bootstrap" (docs/guide.md), delivered by Flux 2. What it is made with, in
 * order: `dist/clusters/cauchy/bootstrap/RUNBOOK.md`.
 */
export default defineCluster({
  name: 'cauchy',
  email: 'ops@example.org',
  delivery: 'flux2',
  region: 'us-west-2',
  aws: { accountNumber: '123456789012', iamUsers: [] },
  vpc: {
    cidr: '10.0.0.0/16',
    nat: 'HighlyAvailable',
    clusterEndpoints: { publicAccess: true, privateAccess: true },
    subnets: [
      { zone: 'us-west-2a', public: '10.0.0.0/20', private: '10.0.16.0/20' },
      { zone: 'us-west-2b', public: '10.0.128.0/20', private: '10.0.144.0/20' },
    ],
  },
  nodeGroups: [
    // A t3.small has addresses for 11 pods, so many nodes are needed whatever their memory.
    { name: 'spot', managed: true, instanceType: 't3.small', spot: true, privateNetworking: true, minSize: 12, desiredCapacity: 12, maxSize: 16 },
  ],
  storage: 'ebs',
  dns: { domains: ['cauchy.link'] },
  packages: {
    'argo-events': { minio: { bucket: 'orders' } },
    certmanager: { issuers: ['letsencrypt-production'], solver: 'http01' },
    'external-secrets': {},
    'ingress-nginx': {},
    kafka: {},
    kaniko: {},
    minio: { buckets: ['orders', 'sentry'] },
    sentry: {},
    'spark-operator': {},
  },
  applications: {
    mer: { needs: ['kafka'], secrets: [{ name: 'github', keys: ['token'] }, { name: 'minio', keys: ['accessKey', 'secretKey'] }] },
    pascal: { needs: ['kafka'] },
  },
});
