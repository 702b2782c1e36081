import { defineCluster } from '../../charts/config.ts';
import test1 from './test1.ts';

/** A cluster that says something in every map of the config, so that the order of each can be put to the test. */
export default defineCluster({
  ...test1,
  name: 'wordy',
  github: { repository: 'elsewhere', account: 'example' },
  nodeGroups: [
    {
      ...test1.nodeGroups[0],
      labels: { zone: 'a', 'kiam-server': 'false', ibis: 'b', jay: 'c' },
      taints: { 'kiam-server': 'false:NoExecute', dedicated: 'b:NoSchedule', ibis: 'c:NoSchedule', jay: 'd:NoSchedule' },
      tags: { team: 'data', owner: 'ops', ibis: 'a', jay: 'b' },
    },
  ],
  packages: {
    ...test1.packages,
    reloader: {
      chart: { git: 'git@example.org:a/b', path: 'chart', ref: 'v1' },
      values: { reloader: { watchGlobally: true, deployment: { resources: { limits: { memory: '1Gi', cpu: '1' } } } } },
    },
  },
  certificates: {
    jay: { secretName: 'jay-tls', dnsNames: ['*.jay.tidepool.org'] },
    ibis: { secretName: 'ibis-tls', dnsNames: ['*.ibis.tidepool.org'] },
  },
  environments: {
    jay: {
      gitops: { policy: 'glob:develop-*' },
      gateway: {
        default: 'https',
        https: { dnsNames: ['z.tidepool.org', 'y.tidepool.org'], port: 444 },
        http: { dnsNames: ['localhost'] },
      },
      mongo: { server: 'embedded', secret: { scheme: 'mongodb', hosts: ['mongodb'], tls: false } },
      chart: { git: 'git@example.org:a/b', path: 'charts/tidepool', ref: 'v1' },
      namespace: {
        labels: { team: 'data', owner: 'ops', ibis: 'a', jay: 'b' },
        annotations: { 'jay.example.org/x': '1', 'ibis.example.org/x': '2' },
      },
      values: { jellyfish: { tolerations: [{ key: 'b', effect: 'a' }] }, blip: { resources: { limits: { memory: '1Gi', cpu: '1' } } } },
      buckets: { data: 'some-data', asset: 'some-asset' },
    },
    ibis: {
      gitops: { policy: 'glob:develop-*' },
      services: { blip: { pin: 'v1.2.3' }, auth: { policy: 'semver:~1.2' } },
      gateway: { default: 'http', http: { dnsNames: ['x.tidepool.org'] } },
      mongo: { server: 'external' },
      secrets: { provided: ['mongo', 'dexcom'] },
    },
  },
});
