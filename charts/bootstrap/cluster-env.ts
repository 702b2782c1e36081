import type { Cluster, EksFacts, NetworkPeer } from '../cluster.ts';
import { eksCluster } from '../eksctl/eks-cluster.ts';
import { networkStack } from '../eksctl/network.ts';
import type { NodeGroup } from '../resources.ts';
import type { Variable } from './step.ts';
import { entranceOf } from './network-steps.ts';

/** All that scripts know of a cluster, as assignments of the shell. A list is one text, with spaces between its words. */
export function clusterEnv(variables: readonly Variable[]): string {
  return variables.map(({ name, value, about }) => `# ${about}\n${name}=${quoted(value)}\n`).join('');
}

export function nameVariable({ name }: Cluster): Variable {
  return { name: 'CLUSTER_NAME', value: name, about: 'Name of the cluster, and of its folder in the repository.' };
}

export function accountVariables({ region, accountNumber }: Cluster): readonly Variable[] {
  return [
    { name: 'AWS_REGION', value: region, about: 'Where it is.' },
    { name: 'AWS_ACCOUNT', value: accountNumber, about: 'Whose it is: scripts refuse to work in another account.' },
  ];
}

export function variablesOf(cluster: Cluster): readonly Variable[] {
  const { repositoryUrl, branch, eks, environments, hostnames } = cluster;
  const [account = '', repository = ''] = repositoryUrl.split('/').slice(-2);
  return [
    nameVariable(cluster),
    ...accountVariables(cluster),
    { name: 'GITHUB_ACCOUNT', value: account, about: 'Owner of the repository that Flux reads.' },
    { name: 'GITHUB_REPOSITORY', value: repository, about: 'The repository that Flux reads.' },
    { name: 'GIT_BRANCH', value: branch, about: 'Its branch.' },
    ...(eks ? eksVariables(cluster, eks) : []),
    { name: 'ENVIRONMENTS', value: list(environments.map(environment => environment.name)), about: 'Tidepool environments, and their namespaces.' },
    { name: 'HOSTNAMES', value: list(hostnames), about: 'Names that are published.' },
    ...recordVariables(cluster),
    { name: 'DATA_BUCKETS', value: list(environments.map(({ buckets }) => buckets.data)), about: 'Buckets with data of users, private.' },
    { name: 'ASSET_BUCKETS', value: list(environments.map(({ buckets }) => buckets.asset)), about: 'Buckets with what mails link to.' },
  ];
}

export function eksVariables(cluster: Cluster, eks: EksFacts): readonly Variable[] {
  const { nodeGroups, iamUsers, cidr, peers, subnets } = eks;
  const accounts = eksCluster(cluster, eks).accounts.map(account => `${account.namespace}/${account.name}`);
  return [
    { name: 'KUBERNETES', value: cluster.kubernetes, about: 'Release of Kubernetes.' },
    { name: 'KUBECONFIG_TARGET', value: eks.kubeconfig, about: 'Your kubeconfig, which gets this cluster in addition.' },
    { name: 'NODE_GROUPS', value: list(nodeGroups.map(group => group.name)), about: 'Groups of nodes.' },
    { name: 'IAM_USERS', value: list(iamUsers), about: 'IAM users who administer the cluster besides who makes it.' },
    { name: 'SERVICE_ACCOUNTS', value: list(accounts), about: 'Service accounts that have a role in AWS.' },
    { name: 'NETWORK_STACK', value: subnets ? networkStack(cluster.name) : `eksctl-${cluster.name}-cluster`, about: 'The stack that holds the network.' },
    { name: 'VPC_CIDR', value: cidr, about: 'Addresses of the cluster.' },
    { name: 'ROUTE_TABLES', value: list(routeTables(nodeGroups)), about: 'Route tables of the nodes: how their names begin.' },
    { name: 'PEERS', value: peers.map(peerLine).join('\n'), about: 'Networks to connect: name, addresses, account, region, VPC and connection, - if not known.' },
  ];
}

/** Nodes with public addresses are in the public subnets. Load balancers stay there once all groups are private. */
function routeTables(groups: readonly NodeGroup[]): string[] {
  const isPrivate = groups.some(({ settings }) => settings.privateNetworking === true);
  return ['PublicRouteTable', ...(isPrivate ? ['PrivateRouteTable'] : [])];
}

function peerLine({ name, cidr, account, region, vpcId = '-', connection = '-' }: NetworkPeer): string {
  return [name, cidr, account, region, vpcId, connection].join(' ');
}

function recordVariables(cluster: Cluster): readonly Variable[] {
  const entrance = entranceOf(cluster);
  if (entrance === undefined) return [];
  return [
    { name: 'ENTRANCE', value: entrance, about: 'The Service with the load balancer, as NAMESPACE/NAME.' },
    { name: 'DOMAINS', value: list(cluster.domains), about: 'Domains that lead to it, with all names below them.' },
  ];
}

function list(words: readonly string[]): string {
  return [...new Set(words)].join(' ');
}

/** A value of the config has no quote in it; one that had would not end the text here. */
function quoted(value: string): string {
  return /^[\w./:@-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
