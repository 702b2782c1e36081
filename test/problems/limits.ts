import type { ClusterConfig } from '../../charts/config.ts';
import { base, today } from '../invalid/base.ts';
import {
  gitChart,
  longDomain,
  longTag,
  repositoryChart,
  underFlux2,
  underFlux2WithChart,
  withAccount,
  withChannel,
  withEmail,
  withGit,
  withGroup,
  withLabel,
  withMongo,
  withName,
  withNodes,
  withNumber,
  withPort,
  withRepository,
  withRole,
  withSharedRole,
  withStack,
} from './configs.ts';

const others = { ...base.packages, 'cluster-autoscaler': { enabled: false } };

/** The last value that is taken, and the first that is not. */
export const limits: readonly { readonly rule: string; readonly fits: ClusterConfig; readonly exceeds: ClusterConfig }[] = [
  { rule: 'V-02', fits: withAccount('a'.repeat(39)), exceeds: withAccount('a'.repeat(40)) },
  { rule: 'V-02', fits: withAccount('a-'), exceeds: withAccount('-a') },
  { rule: 'V-02', fits: withAccount('a-b'), exceeds: withAccount('a.b') },
  { rule: 'V-06', fits: withNumber('012345678901'), exceeds: withNumber('1234567890123') },
  { rule: 'V-06', fits: withNumber('000000000000'), exceeds: withNumber(' 123456789012') },
  { rule: 'V-09', fits: { ...base, kubernetes: '1.9' }, exceeds: { ...base, kubernetes: '1.0' } },
  { rule: 'V-15', fits: withGroup({ minSize: 0 }), exceeds: withGroup({ minSize: -1 }) },
  { rule: 'V-15', fits: { ...withNodes(0, 1), packages: others }, exceeds: { ...withNodes(0, 0), packages: others } },
  { rule: 'V-15', fits: { ...withNodes(1, 1), packages: others }, exceeds: { ...withNodes(2, 1), packages: others } },
  { rule: 'V-15', fits: withNodes(1, 2), exceeds: withNodes(1, 1) },
  { rule: 'V-15', fits: withGroup({ desiredCapacity: 1 }), exceeds: withGroup({ desiredCapacity: 0 }) },
  { rule: 'V-15', fits: withGroup({ desiredCapacity: 10 }), exceeds: withGroup({ desiredCapacity: 11 }) },
  { rule: 'V-15', fits: withGroup({ volumeSize: 1 }), exceeds: withGroup({ volumeSize: 0 }) },
  { rule: 'V-15', fits: withGroup({ volumeSize: 16384 }), exceeds: withGroup({ volumeSize: 16385 }) },
  { rule: 'V-15', fits: withGroup({ instanceType: 'u-12tb1.metal' }), exceeds: withGroup({ instanceType: 'm4.large ' }) },
  { rule: 'V-15', fits: withGroup({ instanceType: 'm5d.24xlarge' }), exceeds: withGroup({ instanceType: '5d.24xlarge' }) },
  { rule: 'V-34', fits: withMongo({ hosts: ['m:65535'] }), exceeds: withMongo({ hosts: ['m:65536'] }) },
  { rule: 'V-34', fits: withMongo({ hosts: ['m:1'] }), exceeds: withMongo({ hosts: ['m:01'] }) },
  { rule: 'V-34', fits: withMongo({ hosts: ['m:10000'] }), exceeds: withMongo({ hosts: ['m:1e3'] }) },
  { rule: 'V-34', fits: withMongo({ hosts: ['m'] }), exceeds: withMongo({ hosts: ['m:'] }) },
  { rule: 'V-42', fits: withPort(1), exceeds: withPort(0) },
  { rule: 'V-42', fits: withPort(65535), exceeds: withPort(65536) },
  { rule: 'V-43', fits: withName(64), exceeds: withName(65) },
  { rule: 'V-66', fits: withStack(22), exceeds: withStack(23) },
  { rule: 'V-67', fits: withEmail("o'brien+ops@mail.example.org"), exceeds: withEmail('ops@example') },
  { rule: 'V-67', fits: withEmail('ops@example.org'), exceeds: withEmail('ops@example.org, dev@example.org') },
  { rule: 'V-67', fits: withEmail('a@b.c'), exceeds: withEmail('ops ops@example.org') },
  { rule: 'V-68', fits: withGroup({ availabilityZones: ['us-west-2z'] }), exceeds: withGroup({ availabilityZones: ['us-west-22'] }) },
  { rule: 'V-69', fits: withGroup({ labels: { a: '' } }), exceeds: withGroup({ labels: { a: '-' } }) },
  { rule: 'V-69', fits: withGroup({ labels: { a: 'a'.repeat(63) } }), exceeds: withGroup({ labels: { a: 'a'.repeat(64) } }) },
  { rule: 'V-69', fits: withLabel('b.c/a'), exceeds: withLabel('/a') },
  { rule: 'V-69', fits: withLabel(`${longDomain}/a`), exceeds: withLabel(`a${longDomain}/a`) },
  { rule: 'V-69', fits: withLabel('a'.repeat(63)), exceeds: withLabel('a'.repeat(64)) },
  { rule: 'V-69', fits: withGroup({ taints: { a: 'b:NoExecute' } }), exceeds: withGroup({ taints: { a: 'NoExecute' } }) },
  { rule: 'V-69', fits: withGroup({ taints: { a: ':PreferNoSchedule' } }), exceeds: withGroup({ taints: { a: 'b:c:NoSchedule' } }) },
  { rule: 'V-69', fits: withGroup({ tags: { [longTag]: 'a' } }), exceeds: withGroup({ tags: { [`${longTag}a`]: 'a' } }) },
  { rule: 'V-69', fits: withGroup({ tags: { a: 'a'.repeat(256) } }), exceeds: withGroup({ tags: { a: 'a'.repeat(257) } }) },
  { rule: 'V-69', fits: withGroup({ tags: { 'my-aws:a': 'a' } }), exceeds: withGroup({ tags: { 'AWS:a': 'a' } }) },
  { rule: 'V-74', fits: withGit({ git: 'https://github.com/a/b.git' }), exceeds: withGit({ git: 'https://github.com/a b' }) },
  { rule: 'V-74', fits: withGit({ git: 'git@host:a' }), exceeds: withGit({ git: 'a git@host:a' }) },
  { rule: 'V-74', fits: withGit({ path: 'a.b/.c' }), exceeds: withGit({ path: 'a/.' }) },
  { rule: 'V-74', fits: withGit({ path: 'a' }), exceeds: withGit({ path: 'a b' }) },
  { rule: 'V-74', fits: withGit({ path: '..a' }), exceeds: withGit({ path: ' a' }) },
  { rule: 'V-74', fits: withGit({ ref: 'a/b' }), exceeds: withGit({ ref: '/b' }) },
  { rule: 'V-74', fits: withGit({ ref: 'a.b' }), exceeds: withGit({ ref: 'a..b' }) },
  { rule: 'V-74', fits: withRepository({ repository: 'http://a:80/b' }), exceeds: withRepository({ repository: 'http://a:80 /b' }) },
  { rule: 'V-74', fits: withRepository({ repository: 'https://a' }), exceeds: withRepository({ repository: 'oci+https://a' }) },
  { rule: 'V-74', fits: withRepository({ name: 'a_b.c' }), exceeds: withRepository({ name: '-a' }) },
  { rule: 'V-74', fits: withRepository({ version: 'v1.2.3-rc.1+b' }), exceeds: withRepository({ version: '1.2.3 ' }) },
  { rule: 'V-74', fits: withRepository({ version: '0.0.0' }), exceeds: withRepository({ version: '~1.2.3' }) },
  { rule: 'V-25', fits: withGit({ git: 'ssh://git@host/a' }), exceeds: withGit({ git: 'ssh://git:b@host/a' }) },
  { rule: 'V-64', fits: withGit({ ref: 'master-0123abc' }), exceeds: withGit({ ref: 'master' }) },
  { rule: 'V-78', fits: withChannel('#flux-täst_1'), exceeds: withChannel('flux') },
  { rule: 'V-78', fits: withChannel('#1'), exceeds: withChannel(' #1') },
  { rule: 'V-78', fits: withChannel(`#${'a'.repeat(80)}`), exceeds: withChannel(`#${'a'.repeat(81)}`) },
  { rule: 'V-08', fits: { ...today, kubernetes: '1.33' }, exceeds: { ...today, kubernetes: '1.32' } },
  { rule: 'V-08', fits: { ...today, kubernetes: '1.35' }, exceeds: { ...today, kubernetes: '1.36' } },
  { rule: 'V-86', fits: withRole(32), exceeds: withRole(33) },
  { rule: 'V-86', fits: withSharedRole(30), exceeds: withSharedRole(31) },
  { rule: 'V-84', fits: withDigest('x'.repeat(128)), exceeds: withDigest('x'.repeat(129)) },
  { rule: 'V-84', fits: withDigest('a'.repeat(39)), exceeds: withDigest('a'.repeat(40)) },
  { rule: 'V-74', fits: withRef('0123ab'), exceeds: withRef('0123abc') },
  { rule: 'V-74', fits: withRef('1'.repeat(40)), exceeds: withRef(`${'a'.repeat(38)}1`) },
  { rule: 'V-74', fits: withRef('deadbeef'), exceeds: withRef('deadbee1') },
  { rule: 'V-74', fits: withRegistry('oci://a:80/b/c'), exceeds: withRegistry('oci://a:80//c') },
  { rule: 'V-74', fits: withRegistry('oci://a'), exceeds: withRegistry('oci://') },
];

function withDigest(digestOf: string): ClusterConfig {
  return underFlux2({ gitops: { policy: 'glob:*', digestOf } });
}

function withRef(ref: string): ClusterConfig {
  return underFlux2WithChart({ ...gitChart, git: 'https://github.com/tidepool-org/development', ref });
}

function withRegistry(repository: string): ClusterConfig {
  return underFlux2WithChart({ ...repositoryChart, repository });
}
