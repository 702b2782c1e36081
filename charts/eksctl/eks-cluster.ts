import type { Cluster, EksFacts } from '../cluster.ts';
import { userArn, type ServiceAccount } from '../resources.ts';

/** The EKS cluster that eksctl makes. */
export interface EksCluster extends Cluster, EksFacts {
  /** ARNs of the IAM users who may do everything in it. */
  readonly administrators: readonly string[];
  /** All that have a role in AWS. */
  readonly accounts: readonly ServiceAccount[];
  /** Whether the repository installs metrics-server, so that eksctl must not. */
  readonly bringsMetricsServer: boolean;
}

/** The order in which the guide and its generator list the shared accounts; others follow by name. Source: guide l.770-850. */
const listed = ['cluster-autoscaler', 'certmanager', 'cloudwatch-agent', 'external-dns', 'fluentd', 'external-secrets'];

/** What eksctl is asked to make: control plane, nodes, and one IAM role per service account that talks to AWS. */
export function eksCluster(cluster: Cluster, eks: EksFacts): EksCluster {
  const { accountNumber, packages, environments } = cluster;
  const shared = packages.flatMap(({ accounts }) => accounts).sort(inListedOrder);
  return {
    ...cluster,
    ...eks,
    administrators: eks.iamUsers.map(user => userArn(accountNumber, user)),
    accounts: [...shared, ...eks.accounts, ...environments.flatMap(({ accounts }) => accounts)],
    bringsMetricsServer: packages.some(({ definition }) => definition.name === 'metrics-server'),
  };
}

function inListedOrder(a: ServiceAccount, b: ServiceAccount): number {
  const rank = ({ name }: ServiceAccount) => (listed.includes(name) ? listed.indexOf(name) : listed.length);
  return rank(a) - rank(b) || (a.name < b.name ? -1 : 1);
}
