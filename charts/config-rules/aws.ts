import { enabledEnvironments } from '../normalise.ts';
import { isDnsLabel } from '../vocabulary.ts';
import { at, error, ofEks, findRepeated, checkForm, warning, type CheckedEks, type ConfigFinding, type Form } from './rule.ts';

export const awsRules = ofEks([
  { id: 'aws-id', summary: 'Policies, roles, networks and zones are called as AWS calls them.', find: ids },
  { id: 'service-account', summary: 'A service account of the config has a name and a namespace, and is nobody else\'s.', find: accounts },
  { id: 'production-audited', summary: 'The control plane of a cluster with production logs who did what.', find: audited },
  { id: 'kubeconfig-path', summary: 'The kubeconfig is named from the root or from home.', find: kubeconfig },
]);

const policy = ofAws(/^arn:aws:iam::(aws|\d{12}):policy\/\S+$/, 'ARN of a policy', 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess');
// aws-auth knows no roles in folders
export const role = ofAws(
  /^arn:aws:iam::\d{12}:role\/[\w+=,.@-]+$/, 'ARN of a role without a path',
  'arn:aws:iam::123456789012:role/eksctl-test1-nodegroup-ng-NodeInstanceRole-EXAMPLE',
);
const account = ofAws(/^\d{12}$/, 'account number', '123456789012');
const vpc = ofAws(/^vpc-[0-9a-f]+$/, 'id of a VPC', 'vpc-0123456789abcdef0');
const connection = ofAws(/^pcx-[0-9a-f]+$/, 'id of a peering connection', 'pcx-0123456789abcdef0');
const securityGroup = ofAws(/^sg-[0-9a-f]+$/, 'id of a security group', 'sg-0123456789abcdef0');
const hostedZone = ofAws(/^Z[A-Z0-9]+$/, 'id of a hosted zone', 'Z2FDTNDATAQYW2');
const resource = ofAws(/^(\*|arn:aws:[a-z0-9-]+:\S+)$/, 'ARN of a resource', 'arn:aws:s3:::tidepool-backups/*');
const action = ofAws(/^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/, 'action of IAM', 's3:GetObject');

function ofAws(is: RegExp, noun: string, example: string): Form {
  return { is, noun, source: 'AWS', instead: `write one such as '${example}'` };
}

const kubernetesName: Form = {
  is: isDnsLabel,
  noun: 'name of Kubernetes',
  source: 'RFC 1123: at most 63 of a-z, 0-9 and inner hyphens',
  instead: "write one such as 'backup'",
};

function ids({ config: { nodeGroups, aws, dns, vpc: network } }: CheckedEks): ConfigFinding[] {
  return [
    ...nodeGroups.flatMap(({ iam, ssh, securityGroups }, i) => [
      ...checkForm(policy, at('nodeGroups', i, 'iam', 'attachPolicyARNs'), iam?.attachPolicyARNs),
      ...checkForm(securityGroup, at('nodeGroups', i, 'ssh', 'sourceSecurityGroupIds'), ssh?.sourceSecurityGroupIds),
      ...checkForm(securityGroup, at('nodeGroups', i, 'securityGroups', 'attachIDs'), securityGroups?.attachIDs),
    ]),
    ...checkForm(role, 'aws.nodeRoleArns', aws.nodeRoleArns),
    ...findRepeated('aws.nodeRoleArns', aws.nodeRoleArns ?? [], 'guide l.1116-1127'),
    ...(network.peers ?? []).flatMap((peer, i) => (typeof peer === 'string' ? [] : [
      ...checkForm(vpc, at('vpc', 'peers', i, 'vpcId'), peer.vpcId),
      ...checkForm(account, at('vpc', 'peers', i, 'account'), peer.account),
      ...checkForm(connection, at('vpc', 'peers', i, 'connection'), peer.connection),
    ])),
    ...(aws.serviceAccounts ?? []).flatMap(({ policyArns, statements = [] }, i) => [
      ...checkForm(policy, at('aws', 'serviceAccounts', i, 'policyArns'), policyArns),
      ...statements.flatMap((statement, j) => {
        const path = at('aws', 'serviceAccounts', i, 'statements', j);
        return [...checkForm(action, `${path}.action`, statement.action), ...checkForm(resource, `${path}.resource`, statement.resource)];
      }),
    ]),
    ...checkForm(hostedZone, 'dns.hostedZones', dns?.hostedZones),
  ];
}

function accounts({ config, cluster }: CheckedEks): ConfigFinding[] {
  const others = [...cluster.packages, ...cluster.environments].flatMap(owner => owner.accounts).map(nameOf);
  const own = config.aws.serviceAccounts ?? [];
  return own.flatMap((account, i) => {
    const path = at('aws', 'serviceAccounts', i);
    const isTaken = [...others, ...own.slice(0, i).map(nameOf)].includes(nameOf(account));
    return [
      ...(['name', 'namespace'] as const).flatMap(key => checkForm(kubernetesName, `${path}.${key}`, account[key])),
      ...(isTaken ? [error(`${path}.name`, {
        wrong: `there is a service account ${nameOf(account)} already`,
        source: 'config.yaml',
        instead: 'call this one otherwise, or leave it out',
      })] : []),
    ];
  });
}

function audited({ config }: CheckedEks): ConfigFinding[] {
  const [production] = enabledEnvironments(config).find(([, environment]) => environment.production === true) ?? [];
  if (production === undefined || config.controlPlaneLogs?.includes('audit')) return [];
  return [warning('controlPlaneLogs', {
    wrong: `nobody could tell later who did what to the cluster of '${production}', which is production`,
    source: 'guide l.60, 951-952: HIPAA',
    instead: "write controlPlaneLogs: ['audit', 'authenticator']",
  })];
}

const kubeconfigPath: Form = {
  is: /^~?\/[^\n]*[^\n/]$/,
  noun: 'file that is named from / or ~/, and scripts run in more than one folder',
  source: 'guide l.640, 1073-1082',
  instead: "write one such as '~/.kube/config'",
};

function kubeconfig({ config: { kubeconfig: path } }: CheckedEks): ConfigFinding[] {
  return checkForm(kubeconfigPath, 'kubeconfig', path);
}

function nameOf({ name, namespace }: { readonly name: string; readonly namespace: string }): string {
  return `${namespace}/${name}`;
}
