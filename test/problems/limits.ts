import type { ClusterConfig } from '../../charts/config.ts';
import { base, today } from '../invalid/base.ts';
import {
  acceptedUntil, certificate, gitChart, longDomain, longTag, repositoryChart, underFlux2, underFlux2WithChart, withAccount,
  withCertificate, withCertificates, withChannel, withEmail, withGit, withGroup, withLabel, withMongo, withNamespaceLabel, withPin,
  withName, withNodes, withNumber, withPort, withRepository, withRole, withUser, withSharedRole, withStack,
} from './configs.ts';

const others = { ...base.packages, 'cluster-autoscaler': { enabled: false } };

/** The last value that is taken, and the first that is not. */
export const limits: readonly { readonly rule: string; readonly fits: ClusterConfig; readonly exceeds: ClusterConfig }[] = [
  { rule: 'github-name', fits: withAccount('a'.repeat(39)), exceeds: withAccount('a'.repeat(40)) },
  { rule: 'github-name', fits: withAccount('a-'), exceeds: withAccount('-a') },
  { rule: 'github-name', fits: withAccount('a-b'), exceeds: withAccount('a.b') },
  { rule: 'account-number', fits: withNumber('012345678901'), exceeds: withNumber('1234567890123') },
  { rule: 'account-number', fits: withNumber('000000000000'), exceeds: withNumber(' 123456789012') },
  { rule: 'kubernetes-version', fits: { ...base, kubernetes: '1.9' }, exceeds: { ...base, kubernetes: '1.0' } },
  { rule: 'node-group-size', fits: withGroup({ minSize: 0 }), exceeds: withGroup({ minSize: -1 }) },
  { rule: 'node-group-size', fits: { ...withNodes(0, 1), packages: others }, exceeds: { ...withNodes(0, 0), packages: others } },
  { rule: 'node-group-size', fits: { ...withNodes(1, 1), packages: others }, exceeds: { ...withNodes(2, 1), packages: others } },
  { rule: 'node-head-room', fits: withNodes(1, 2), exceeds: withNodes(1, 1) },
  { rule: 'node-group-size', fits: withGroup({ desiredCapacity: 1 }), exceeds: withGroup({ desiredCapacity: 0 }) },
  { rule: 'node-group-size', fits: withGroup({ desiredCapacity: 10 }), exceeds: withGroup({ desiredCapacity: 11 }) },
  { rule: 'node-machine', fits: withGroup({ volumeSize: 1 }), exceeds: withGroup({ volumeSize: 0 }) },
  { rule: 'node-machine', fits: withGroup({ volumeSize: 16384 }), exceeds: withGroup({ volumeSize: 16385 }) },
  { rule: 'node-machine', fits: withGroup({ instanceType: 'u-12tb1.metal' }), exceeds: withGroup({ instanceType: 'm4.large ' }) },
  { rule: 'node-machine', fits: withGroup({ instanceType: 'm5d.24xlarge' }), exceeds: withGroup({ instanceType: '5d.24xlarge' }) },
  { rule: 'mongo-host', fits: withMongo({ hosts: ['m:65535'] }), exceeds: withMongo({ hosts: ['m:65536'] }) },
  { rule: 'mongo-host', fits: withMongo({ hosts: ['m:1'] }), exceeds: withMongo({ hosts: ['m:01'] }) },
  { rule: 'mongo-host', fits: withMongo({ hosts: ['m:10000'] }), exceeds: withMongo({ hosts: ['m:1e3'] }) },
  { rule: 'mongo-host', fits: withMongo({ hosts: ['m'] }), exceeds: withMongo({ hosts: ['m:'] }) },
  { rule: 'gateway-port', fits: withPort(1), exceeds: withPort(0) },
  { rule: 'gateway-port', fits: withPort(65535), exceeds: withPort(65536) },
  { rule: 'common-name', fits: withName(64), exceeds: withName(65) },
  { rule: 'stack-name', fits: withStack(22), exceeds: withStack(23) },
  { rule: 'email', fits: withEmail("o'brien+ops@mail.example.org"), exceeds: withEmail('ops@example') },
  { rule: 'email', fits: withEmail('ops@example.org'), exceeds: withEmail('ops@example.org, dev@example.org') },
  { rule: 'email', fits: withEmail('a@b.c'), exceeds: withEmail('ops ops@example.org') },
  { rule: 'availability-zone', fits: withGroup({ availabilityZones: ['us-west-2z'] }), exceeds: withGroup({ availabilityZones: ['us-west-22'] }) },
  { rule: 'node-labels', fits: withGroup({ labels: { a: '' } }), exceeds: withGroup({ labels: { a: '-' } }) },
  { rule: 'node-labels', fits: withGroup({ labels: { a: 'a'.repeat(63) } }), exceeds: withGroup({ labels: { a: 'a'.repeat(64) } }) },
  { rule: 'node-labels', fits: withLabel('b.c/a'), exceeds: withLabel('/a') },
  { rule: 'node-labels', fits: withLabel(`${longDomain}/a`), exceeds: withLabel(`a${longDomain}/a`) },
  { rule: 'node-labels', fits: withLabel('a'.repeat(63)), exceeds: withLabel('a'.repeat(64)) },
  { rule: 'node-labels', fits: withGroup({ taints: { a: 'b:NoExecute' } }), exceeds: withGroup({ taints: { a: 'NoExecute' } }) },
  { rule: 'node-labels', fits: withGroup({ taints: { a: ':PreferNoSchedule' } }), exceeds: withGroup({ taints: { a: 'b:c:NoSchedule' } }) },
  { rule: 'node-labels', fits: withGroup({ tags: { [longTag]: 'a' } }), exceeds: withGroup({ tags: { [`${longTag}a`]: 'a' } }) },
  { rule: 'node-labels', fits: withGroup({ tags: { a: 'a'.repeat(256) } }), exceeds: withGroup({ tags: { a: 'a'.repeat(257) } }) },
  { rule: 'node-labels', fits: withGroup({ tags: { 'my-aws:a': 'a' } }), exceeds: withGroup({ tags: { 'AWS:a': 'a' } }) },
  { rule: 'chart-source', fits: withGit({ git: 'https://github.com/a/b.git' }), exceeds: withGit({ git: 'https://github.com/a b' }) },
  { rule: 'chart-source', fits: withGit({ git: 'git@host:a' }), exceeds: withGit({ git: 'a git@host:a' }) },
  { rule: 'chart-source', fits: withGit({ path: 'a.b/.c' }), exceeds: withGit({ path: 'a/.' }) },
  { rule: 'chart-source', fits: withGit({ path: 'a' }), exceeds: withGit({ path: 'a b' }) },
  { rule: 'chart-source', fits: withGit({ path: '..a' }), exceeds: withGit({ path: ' a' }) },
  { rule: 'chart-source', fits: withGit({ ref: 'a/b-1.2.3' }), exceeds: withGit({ ref: '/b-1.2.3' }) },
  { rule: 'chart-source', fits: withGit({ ref: 'a.b' }), exceeds: withGit({ ref: 'a..b' }) },
  { rule: 'chart-source', fits: withRepository({ repository: 'http://a:80/b' }), exceeds: withRepository({ repository: 'http://a:80 /b' }) },
  { rule: 'chart-source', fits: withRepository({ repository: 'https://a' }), exceeds: withRepository({ repository: 'oci+https://a' }) },
  { rule: 'chart-source', fits: withRepository({ name: 'a_b.c' }), exceeds: withRepository({ name: '-a' }) },
  { rule: 'chart-source', fits: withRepository({ version: 'v1.2.3-rc.1+b' }), exceeds: withRepository({ version: '1.2.3 ' }) },
  { rule: 'chart-source', fits: withRepository({ version: '0.0.0' }), exceeds: withRepository({ version: '~1.2.3' }) },
  { rule: 'chart-password', fits: withGit({ git: 'ssh://git@host/a' }), exceeds: withGit({ git: 'ssh://git:b@host/a' }) },
  { rule: 'chart-moves', fits: withGit({ ref: 'gloo/v1.2.3' }), exceeds: withGit({ ref: 'release/v1' }) },
  { rule: 'chart-moves', fits: withGit({ ref: 'master-0123abc' }), exceeds: withGit({ ref: 'master' }) },
  { rule: 'slack-channel', fits: withChannel('#flux-täst_1'), exceeds: withChannel('flux') },
  { rule: 'slack-channel', fits: withChannel('#1'), exceeds: withChannel(' #1') },
  { rule: 'slack-channel', fits: withChannel(`#${'a'.repeat(80)}`), exceeds: withChannel(`#${'a'.repeat(81)}`) },
  { rule: 'kubernetes-accepted', fits: { ...today, kubernetes: '1.33' }, exceeds: { ...today, kubernetes: '1.32' } },
  { rule: 'kubernetes-accepted', fits: { ...today, kubernetes: '1.35' }, exceeds: { ...today, kubernetes: '1.36' } },
  { rule: 'role-name', fits: withRole(32), exceeds: withRole(33) },
  { rule: 'role-name', fits: withSharedRole(30), exceeds: withSharedRole(31) },
  { rule: 'digest-tag', fits: withDigest('x'.repeat(128)), exceeds: withDigest('x'.repeat(129)) },
  { rule: 'digest-tag', fits: withDigest('a'.repeat(39)), exceeds: withDigest('a'.repeat(40)) },
  { rule: 'chart-source', fits: withRef('0123ab'), exceeds: withRef('0123abc') },
  { rule: 'chart-source', fits: withRef('1'.repeat(40)), exceeds: withRef(`${'a'.repeat(38)}1`) },
  { rule: 'chart-source', fits: withRef('deadbeef'), exceeds: withRef('deadbee1') },
  { rule: 'chart-source', fits: withRegistry('oci://a:80/b/c'), exceeds: withRegistry('oci://a:80//c') },
  { rule: 'chart-source', fits: withRegistry('oci://a'), exceeds: withRegistry('oci://') },
  { rule: 'accepted-until', fits: acceptedUntil('2027-01-31'), exceeds: acceptedUntil('2027-01-32') },
  { rule: 'accepted-until', fits: acceptedUntil('2027-04-30'), exceeds: acceptedUntil('2027-04-31') },
  { rule: 'accepted-until', fits: acceptedUntil('2028-02-29'), exceeds: acceptedUntil('2027-02-29') },
  { rule: 'accepted-until', fits: acceptedUntil('2000-02-29'), exceeds: acceptedUntil('1900-02-29') },
  { rule: 'accepted-until', fits: acceptedUntil('2027-12-01'), exceeds: acceptedUntil('2027-00-01') },
  { rule: 'accepted-until', fits: acceptedUntil('2027-01-01'), exceeds: acceptedUntil('2027-01-00') },
  { rule: 'iam-user', fits: withUser('a'.repeat(64)), exceeds: withUser('a'.repeat(65)) },
  { rule: 'certificate-object-name', fits: withCertificates({ 'a.b': certificate }), exceeds: withCertificates({ 'a..b': certificate }) },
  { rule: 'certificate-hostname', fits: withCertificate('*.a.b'), exceeds: withCertificate('*.*.b') },
  { rule: 'namespace-metadata', fits: withNamespaceLabel('a-b'), exceeds: withNamespaceLabel('a-') },
  { rule: 'git-secret-name', fits: { ...today, gitSecret: 'a.b' }, exceeds: { ...today, gitSecret: 'a_b' } },
  { rule: 'image-latest', fits: withPin('latest-1'), exceeds: withPin('latest') },
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
