import type { Cluster, EksFacts } from '../cluster.ts';
import { traits } from '../generations/traits.ts';

/** All that scripts know of a cluster, as assignments of the shell. A list is one text, with spaces between its words. */
export function clusterEnv(cluster: Cluster): string {
  return variablesOf(cluster).map(({ name, value, about }) => `# ${about}\n${name}=${quoted(value)}\n`).join('');
}

export interface Variable {
  readonly name: string;
  readonly value: string;
  /** One line. */
  readonly about: string;
}

export function variablesOf(cluster: Cluster): readonly Variable[] {
  const { name, region, accountNumber, repositoryUrl, eks, environments, stack } = cluster;
  const [account = '', repository = ''] = repositoryUrl.split('/').slice(-2);
  return [
    { name: 'CLUSTER_NAME', value: name, about: 'Name of the cluster, and of its folder in the repository.' },
    { name: 'AWS_REGION', value: region, about: 'Where it is.' },
    { name: 'AWS_ACCOUNT', value: accountNumber, about: 'Whose it is: scripts refuse to work in another account.' },
    { name: 'GITHUB_ACCOUNT', value: account, about: 'Owner of the repository that Flux reads.' },
    { name: 'GITHUB_REPOSITORY', value: repository, about: 'The repository that Flux reads.' },
    { name: 'GIT_BRANCH', value: traits[stack.delivery].branch, about: 'Its branch.' },
    ...(eks ? eksVariables(eks) : []),
    { name: 'DATA_BUCKETS', value: list(environments.map(({ buckets }) => buckets.data)), about: 'Buckets with data of users, private.' },
    { name: 'ASSET_BUCKETS', value: list(environments.map(({ buckets }) => buckets.asset)), about: 'Buckets with what mails link to.' },
  ];
}

function eksVariables({ nodeGroups, iamUsers }: EksFacts): readonly Variable[] {
  return [
    { name: 'NODE_GROUPS', value: list(nodeGroups.map(group => group.name)), about: 'Groups of nodes.' },
    { name: 'IAM_USERS', value: list(iamUsers), about: 'IAM users who administer the cluster besides who makes it.' },
  ];
}

function list(words: readonly string[]): string {
  return [...new Set(words)].join(' ');
}

/** A value of the config has no quote in it; one that had would not end the text here. */
function quoted(value: string): string {
  return /^[\w./:@-]+$/.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
