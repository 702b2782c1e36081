import { defineCluster } from '../../charts/config.ts';
import production from './production.ts';

/** A cluster that says of its machines, its network and its accounts all that can be said. */
export default defineCluster({
  ...production,
  name: 'own-nodes',
  aws: {
    ...production.aws,
    nodeRoleArns: ['arn:aws:iam::123456789012:role/eksctl-own-nodes-nodegroup-ng-NodeInstanceRole-EXAMPLE'],
    serviceAccounts: [
      { name: 'backup', namespace: 'kube-system', statements: [{ action: ['s3:PutObject'], resource: 'arn:aws:s3:::example-backups/*' }] },
      { name: 'reports', namespace: 'default', usage: 'reading', policyArns: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'] },
    ],
  },
  github: { branch: 'production' },
  vpc: {
    ...production.vpc,
    nat: 'HighlyAvailable',
    clusterEndpoints: { publicAccess: true, privateAccess: true },
    peers: [
      { name: 'prd', vpcId: 'vpc-0123456789abcdef0', account: '123456789012', region: 'us-east-1' },
      { name: 'atlas', connection: 'pcx-0123456789abcdef0' },
      { name: 'billing', cidr: '10.80.0.0/16' },
    ],
  },
  availabilityZones: ['us-west-2a', 'us-west-2b'],
  controlPlaneLogs: ['audit', 'authenticator'],
  kubeconfig: '~/.kube/clusters',
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
