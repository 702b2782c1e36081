import type { ClusterConfigProps } from '../../imports/eksctl.io.ts';
import type { EksCluster, NodeGroup, PolicyStatement, ServiceAccount } from '../resources.ts';

/** The cluster in eksctl's words. `account` says what eksctl makes of a service account. */
export function clusterConfig(
  { name, region, version, cidr, nodeGroups, accounts }: EksCluster,
  account: (account: ServiceAccount) => ReturnType<typeof iamServiceAccount>,
): ClusterConfigProps {
  return {
    metadata: { name, region, version },
    vpc: { cidr },
    nodeGroups: nodeGroups.map(eksctlNodeGroup),
    iam: { withOidc: true, serviceAccounts: accounts.map(account) },
  };
}

function eksctlNodeGroup({ settings: { availabilityZones, iam, ...settings }, tags, ...group }: NodeGroup) {
  const { externalDNS, ...addons } = iam?.withAddonPolicies ?? {};
  return {
    ...group,
    ...settings,
    ...(availabilityZones && { availabilityZones: [...availabilityZones] }),
    ...(iam && { iam: { withAddonPolicies: { ...addons, ...(externalDNS !== undefined && { externalDns: externalDNS }) } } }),
    ...(Object.keys(tags).length > 0 && { tags }),
  };
}

/** An account that eksctl makes together with its role. */
export function iamServiceAccount({ name, namespace, usage, grants }: ServiceAccount) {
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
