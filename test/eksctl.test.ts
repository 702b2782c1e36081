import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { compile } from '../charts/compile.ts';
import ownNodes from './clusters/own-nodes.ts';

const config = parse(compile(ownNodes, new Map()).get('clusters/own-nodes/config.yaml') ?? '') as {
  readonly nodeGroups: readonly Record<string, unknown>[];
  readonly managedNodeGroups: readonly Record<string, unknown>[];
  readonly iam: { readonly serviceAccounts: readonly { readonly metadata: { readonly name: string } }[] };
  readonly [key: string]: unknown;
};

/** As eksctl's own schema has them: test/upstream.test.ts holds ours to it. */
test('network, zones and logs of the control plane stand where eksctl looks for them', () => {
  expect(config).toMatchObject({
    vpc: { nat: { gateway: 'HighlyAvailable' }, clusterEndpoints: { publicAccess: true, privateAccess: true } },
    availabilityZones: ['us-west-2a', 'us-west-2b'],
    cloudWatch: { clusterLogging: { enableTypes: ['audit', 'authenticator'] } },
  });
});

test('several instance types and spot nodes are said in one place by groups of EKS, and in another by those of eksctl', () => {
  const types = ['m5.large', 'm4.large'];
  expect(config.nodeGroups[1]).toMatchObject({
    instancesDistribution: { instanceTypes: types, onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 0 },
  });
  expect(config.nodeGroups[1]).not.toHaveProperty('instanceType');
  const [managed] = config.managedNodeGroups;
  expect(managed).toMatchObject({ instanceTypes: types, spot: true, taints: [{ key: 'dedicated', value: 'batch', effect: 'NoSchedule' }] });
  expect(managed).not.toHaveProperty('instanceType');
});

test('a policy of the config stands beside those that a node cannot be without', () => {
  const [{ iam } = {}] = config.nodeGroups;
  const names = ['AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy', 'AmazonEC2ContainerRegistryReadOnly', 'AmazonSSMManagedInstanceCore'];
  expect(iam).toEqual({
    attachPolicyARNs: names.map(name => `arn:aws:iam::aws:policy/${name}`),
    withAddonPolicies: { cloudWatch: true, externalDNS: true },
  });
});

test('hosted zones of the config stand in place of all zones of the account', () => {
  const resources = JSON.stringify(config.iam).match(/arn:aws:route53:::hostedzone\/[^"]+/g);
  expect(new Set(resources)).toEqual(new Set(['Z2FDTNDATAQYW2', 'Z3AADJGX6KTTL2'].map(zone => `arn:aws:route53:::hostedzone/${zone}`)));
});

test('service accounts of the config have roles of their own', () => {
  const { serviceAccounts } = config.iam;
  expect(serviceAccounts.filter(({ metadata: { name } }) => ['backup', 'reports'].includes(name))).toMatchObject([
    { roleName: 'own-nodes-kube-system-backup', attachPolicy: { Statement: [{ Action: ['s3:PutObject'] }] } },
    { metadata: { labels: { 'aws-usage': 'reading' } }, attachPolicyARNs: ['arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess'] },
  ]);
});
