import { defineCluster } from '../../charts/config.ts';
import production from './production.ts';

/** A cluster that says of its machines, its network and its accounts all that can be said. */
export default defineCluster({
  ...production,
  name: 'own-nodes',
  aws: {
    ...production.aws,
    serviceAccounts: [
      { name: 'backup', namespace: 'kube-system', statements: [{ action: ['s3:PutObject'], resource: 'arn:aws:s3:::example-backups/*' }] },
      { name: 'reports', namespace: 'default', usage: 'reading', policyArns: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'] },
    ],
  },
  vpc: { ...production.vpc, nat: 'HighlyAvailable', clusterEndpoints: { publicAccess: true, privateAccess: true } },
  availabilityZones: ['us-west-2a', 'us-west-2b'],
  controlPlaneLogs: ['audit', 'authenticator'],
  dns: { ...production.dns, hostedZones: ['Z2FDTNDATAQYW2', 'Z3AADJGX6KTTL2'] },
  nodeGroups: [
    {
      name: 'ng',
      instanceType: 'm5.large',
      desiredCapacity: 2,
      minSize: 1,
      maxSize: 4,
      amiFamily: 'AmazonLinux2023',
      privateNetworking: true,
      ssh: { allow: true, publicKeyName: 'ops', sourceSecurityGroupIds: ['sg-0123456789abcdef0'] },
      securityGroups: { attachIDs: ['sg-0123456789abcdef0'], withShared: true, withLocal: false },
      iam: {
        attachPolicyARNs: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore'],
        withAddonPolicies: { cloudWatch: true, externalDNS: true },
      },
    },
    { name: 'spot', instanceType: 'm5.large', instanceTypes: ['m4.large'], spot: true, desiredCapacity: 1, minSize: 0, maxSize: 9 },
    {
      name: 'managed',
      instanceType: 'm5.large',
      instanceTypes: ['m4.large'],
      managed: true,
      spot: true,
      desiredCapacity: 1,
      minSize: 0,
      maxSize: 9,
      taints: { dedicated: 'batch:NoSchedule' },
    },
  ],
});
