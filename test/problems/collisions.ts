import type { ClusterConfig } from '../../charts/config.ts';
import { base, environmentOfToday, today } from '../invalid/base.ts';
import { elsewhere, kafka, keycloak, serving } from './configs.ts';

/** What is said about a cluster because of another, which stands in `clusters/other.ts`. */
export const collisions: readonly { readonly config: ClusterConfig; readonly beside: ClusterConfig; readonly says: readonly string[] }[] = [
  {
    config: base,
    beside: { ...base, name: 'other', environments: {} },
    says: [
      'warning: vpc.cidr: 10.47.0.0/16 overlaps 10.47.0.0/16 of clusters/other.ts, so the two can never be peered (guide l.720); give one '
        + 'of the two other addresses while it is young. [vpcs-apart]',
    ],
  },
  {
    config: { ...base, vpc: { cidr: '10.47.0.0/16', peers: [{ name: 'else', cidr: '10.90.0.0/16' }] } },
    beside: { ...base, name: 'other', vpc: { cidr: '10.80.0.0/16', peers: [{ name: 'else', cidr: '10.91.0.0/16' }] }, environments: {} },
    says: [
      "warning: vpc.peers[0].cidr: 10.90.0.0/16 is called 'else', which is 10.91.0.0/16 in clusters/other.ts (guide l.1894); write one "
        + 'block in both, or two names. [peer-name-agrees]',
    ],
  },
  {
    config: { ...base, formerly: 'other' },
    beside: { ...base, name: 'other', vpc: { cidr: '10.46.0.0/16' }, environments: {} },
    says: ["formerly: 'other' is the name of the cluster in clusters/other.ts now (the tags of one name go to one environment); leave this out. [former-cluster]"],
  },
  {
    config: { ...base, formerly: 'old' },
    beside: { ...base, name: 'other', formerly: 'old', vpc: { cidr: '10.46.0.0/16' }, environments: {} },
    says: [
      "formerly: the cluster in clusters/other.ts was called 'old', too (the tags of one name go to one environment); leave it out in one of "
        + 'the two. [former-cluster]',
    ],
  },
  {
    config: { ...base, vpc: { cidr: '10.47.0.0/16', peers: ['dev'] } },
    beside: { ...base, name: 'other', vpc: { cidr: '10.47.0.0/16', peers: ['dev'] }, environments: {} },
    says: [
      'vpc.cidr: 10.47.0.0/16 overlaps 10.47.0.0/16 of clusters/other.ts, and both peer with dev, which can answer one of them '
        + 'only (guide l.720, 1899); give one of the two another /16. [peering-clusters-apart]',
    ],
  },
  {
    config: { ...base, vpc: { cidr: '10.47.0.0/16', peers: ['atlas'] } },
    beside: { ...base, name: 'other', vpc: { cidr: '10.47.0.0/16', peers: [{ name: 'm', cidr: '192.168.8.0/21' }] }, environments: {} },
    says: [
      'vpc.cidr: 10.47.0.0/16 overlaps 10.47.0.0/16 of clusters/other.ts, and both peer with atlas, which can answer one of them '
        + 'only (guide l.720, 1899); give one of the two another /16. [peering-clusters-apart]',
    ],
  },
  {
    config: { ...base, vpc: { cidr: '10.47.0.0/16', peers: [{ name: 'other', cidr: '10.80.0.0/16' }] } },
    beside: { ...base, name: 'other', vpc: { cidr: '10.90.0.0/16' }, environments: {} },
    says: [
      "vpc.peers[0].cidr: 10.80.0.0/16 is not 10.90.0.0/16, which 'other' has in clusters/other.ts (guide l.1903: routes are "
        + "made of it); write '10.90.0.0/16'. [peer-address]",
    ],
  },
  {
    config: { ...base, vpc: { cidr: '10.47.0.0/16', peers: ['stg', 'dev'] } },
    beside: { ...base, name: 'other', vpc: { cidr: '10.47.0.0/16', peers: ['int', 'dev'] }, environments: {} },
    says: [
      'vpc.cidr: 10.47.0.0/16 overlaps 10.47.0.0/16 of clusters/other.ts, and both peer with dev, which can answer one of them '
        + 'only (guide l.720, 1899); give one of the two another /16. [peering-clusters-apart]',
    ],
  },
  {
    config: base,
    beside: { ...base, name: 'other', vpc: elsewhere },
    says: [
      "environments.qa.gateway.https.dnsNames[0]: 'qa.tidepool.org' is also published by clusters/other.ts, and external-dns "
        + 'does not change a name that another owner created (guide l.1233-1234); remove it from one of the two, or put it into '
        + 'dns.deferred there. [hostname-of-one-cluster]',
    ],
  },
  {
    config: { ...base, dns: { hostnames: ['qa.tidepool.org'] } },
    beside: { ...base, name: 'other', vpc: elsewhere },
    says: [
      "dns.hostnames[0]: 'qa.tidepool.org' is also published by clusters/other.ts, and external-dns does not change a name that "
        + 'another owner created (guide l.1233-1234); remove it from one of the two, or put it into dns.deferred there. [hostname-of-one-cluster]',
    ],
  },
  {
    config: { ...base, bucketNames: 'env' },
    beside: { ...base, name: 'other', vpc: elsewhere, bucketNames: 'env', environments: { qa: serving('other.tidepool.org') } },
    says: [
      "environments.qa.buckets.asset: 'tidepool-qa-asset' is also the asset bucket of environment qa of clusters/other.ts (guide "
        + 'l.1325-1366; S3: bucket names are unique across accounts); write another name here. [bucket-of-one-cluster]',
      "environments.qa.buckets.data: 'tidepool-qa-data' is also the data bucket of environment qa of clusters/other.ts (guide "
        + 'l.1325-1366; S3: bucket names are unique across accounts); write another name here. [bucket-of-one-cluster]',
    ],
  },
  {
    config: { ...today, environments: { 'a-qa': environmentOfToday } },
    beside: {
      ...today,
      name: 'base-a',
      vpc: elsewhere,
      bucketNames: 'env',
      environments: { qa: { ...serving('other.tidepool.org'), kafka, keycloak } },
    },
    says: [
      "environments['a-qa']: 'base-a-qa-blob', an IAM role that eksctl makes for it, has the name of one of clusters/other.ts in the "
        + 'same AWS account (IAM: a name is unique in its account); call one of the two otherwise. [role-of-one-cluster]',
    ],
  },
];
