import { ClusterConfig, type ClusterConfigProps } from '../../imports/eksctl.io.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import type { FileChart } from '../../lib/output/file-chart.ts';
import type { EksCluster } from '../eksctl/eks-cluster.ts';
import type { AddonPolicies, NodeGroup, NodeGroupSettings, PolicyStatement, ServiceAccount, SubnetPair } from '../resources.ts';

/** For the eksctl of 2019, which makes the accounts with their roles. */
export function drawClusterOf2019(file: FileChart, cluster: EksCluster): void {
  new ClusterConfig(file, objectId('ClusterConfig', cluster.name), clusterConfig(cluster, iamServiceAccount));
}

/** The cluster in eksctl's words. `account` says what eksctl makes of a service account. */
export function clusterConfig(
  { name, region, kubernetes: version, cidr, nat, clusterEndpoints, subnets, vpcId, availabilityZones, controlPlaneLogs, nodeGroups, accounts }: EksCluster,
  account: (account: ServiceAccount) => ReturnType<typeof iamServiceAccount>,
): ClusterConfigProps {
  const [managed, own] = [true, false].map(isManaged => nodeGroups.filter(({ settings }) => (settings.managed ?? false) === isManaged));
  return {
    metadata: { name, region, version },
    vpc: { ...(subnets ? ownNetwork(cidr, subnets, vpcId) : { cidr, ...(nat && { nat: { gateway: nat } }) }), ...(clusterEndpoints && { clusterEndpoints }) },
    ...(availabilityZones && { availabilityZones: [...availabilityZones] }),
    ...(controlPlaneLogs.length > 0 && { cloudWatch: { clusterLogging: { enableTypes: [...controlPlaneLogs] } } }),
    ...(own && own.length > 0 && { nodeGroups: own.map(group => ({ ...nodeGroup(group), ...machines(group) })) }),
    ...(managed && managed.length > 0 && { managedNodeGroups: managed.map(group => ({ ...nodeGroup(group), ...managedMachines(group) })) }),
    iam: { withOidc: true, serviceAccounts: accounts.map(account) },
  };
}

/** A network that is there before the cluster, gateways included. Until its VPC is known a variable stands for it, which eksctl refuses. */
function ownNetwork(cidr: string, subnets: readonly SubnetPair[], id = '${VPC_ID}') {
  const ofSort = (sort: 'public' | 'private') => Object.fromEntries(subnets.map(pair => [pair.zone, { az: pair.zone, cidr: pair[sort] }]));
  return { id, cidr, subnets: { public: ofSort('public'), private: ofSort('private') } };
}

/** What both sorts of groups have alike. */
function nodeGroup({ name, desiredCapacity, minSize, maxSize, settings, tags }: NodeGroup) {
  const { availabilityZones, iam, ssh, securityGroups, volumeSize, privateNetworking, amiFamily, labels } = settings;
  return {
    name,
    desiredCapacity,
    minSize,
    maxSize,
    ...(amiFamily && { amiFamily }),
    ...(volumeSize !== undefined && { volumeSize }),
    ...(privateNetworking !== undefined && { privateNetworking }),
    ...(labels && { labels }),
    ...(availabilityZones && { availabilityZones: [...availabilityZones] }),
    ...(ssh && { ssh: access(ssh) }),
    ...(securityGroups && { securityGroups: groupsOf(securityGroups) }),
    ...(iam && { iam: nodeRole(iam) }),
    ...(Object.keys(tags).length > 0 && { tags }),
  };
}
/** Where any of several types will do, or spot instances, a group of eksctl's own names them in another place. */
function machines({ instanceType, settings: { instanceTypes, spot, taints } }: NodeGroup) {
  const isMixed = instanceTypes !== undefined || spot === true;
  const onlySpot = { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: 0 };
  const distribution = { instanceTypes: [instanceType, ...(instanceTypes ?? [])], ...(spot && onlySpot) };
  return { ...(isMixed ? { instancesDistribution: distribution } : { instanceType }), ...(taints && { taints }) };
}

function managedMachines({ instanceType, settings: { instanceTypes, spot, taints } }: NodeGroup) {
  const types = instanceTypes ? { instanceTypes: [instanceType, ...instanceTypes] } : { instanceType };
  return { ...types, ...(spot !== undefined && { spot }), ...(taints && { taints: Object.entries(taints).map(taint) }) };
}

/** `VALUE:EFFECT`, as the groups of 2019 have it, in three parts. */
function taint([key, text]: readonly [string, string]) {
  const [value = '', effect = ''] = text.split(':');
  return { key, value, effect };
}

function access({ sourceSecurityGroupIds, ...others }: NonNullable<NodeGroupSettings['ssh']>) {
  return { ...others, ...(sourceSecurityGroupIds && { sourceSecurityGroupIds: [...sourceSecurityGroupIds] }) };
}

function groupsOf({ attachIDs, ...others }: NonNullable<NodeGroupSettings['securityGroups']>) {
  return { ...others, ...(attachIDs && { attachIDs: [...attachIDs] }) };
}

/** What eksctl attaches to every node as long as no other policy is listed. */
const nodePolicies = ['AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy', 'AmazonEC2ContainerRegistryReadOnly']
  .map(name => `arn:aws:iam::aws:policy/${name}`);

function nodeRole({ attachPolicyARNs, withAddonPolicies }: NonNullable<NodeGroupSettings['iam']>) {
  return {
    ...(attachPolicyARNs && { attachPolicyArNs: [...new Set([...nodePolicies, ...attachPolicyARNs])] }),
    ...(withAddonPolicies && { withAddonPolicies: addonPolicies(withAddonPolicies) }),
  };
}

/** cdk8s spells some keys otherwise. */
function addonPolicies({ externalDNS, ...others }: AddonPolicies) {
  return { ...others, ...(externalDNS !== undefined && { externalDns: externalDNS }) };
}

/** An account that eksctl makes together with its role. */
function iamServiceAccount({ name, namespace, usage, grants }: ServiceAccount) {
  return {
    metadata: { name, namespace, labels: { 'aws-usage': usage } },
    ...('policyArns' in grants
      ? { attachPolicyArNs: [...grants.policyArns] }
      : { attachPolicy: { version: '2012-10-17', statement: grants.statements.map(policyStatement) } }),
  };
}

/** The role alone, under a name that is known before it is made. Its account comes from the repository. */
export function iamRole(account: ServiceAccount) {
  return { ...iamServiceAccount(account), roleName: account.role, roleOnly: true };
}

function policyStatement({ action, resource }: PolicyStatement) {
  return { effect: 'Allow', action: typeof action === 'string' ? action : [...action], resource };
}
