import { isDnsLabel } from '../vocabulary.ts';
import { at, error, ofEks, repeated, type CheckedEks, type ConfigFinding, type Place } from './rule.ts';

export const awsRules = ofEks([
  { id: 'aws-id', summary: 'Policies, roles, networks and zones are called as AWS calls them.', find: ids },
  { id: 'service-account', summary: 'A service account of the config has a name and a namespace, and is nobody else\'s.', find: accounts },
]);

/** What AWS calls something, and how one such looks. */
interface Form {
  readonly pattern: RegExp;
  readonly noun: string;
  readonly example: string;
}

const policy: Form = {
  pattern: /^arn:aws:iam::(aws|\d{12}):policy\/\S+$/,
  noun: 'ARN of a policy',
  example: 'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
};
const role: Form = {
  pattern: /^arn:aws:iam::\d{12}:role\/[\w+=,.@-]+$/, // aws-auth knows no roles in folders
  noun: 'ARN of a role without a path',
  example: 'arn:aws:iam::123456789012:role/eksctl-test1-nodegroup-ng-NodeInstanceRole-EXAMPLE',
};
const account: Form = { pattern: /^\d{12}$/, noun: 'account number', example: '123456789012' };
const vpc: Form = { pattern: /^vpc-[0-9a-f]+$/, noun: 'id of a VPC', example: 'vpc-0123456789abcdef0' };
const connection: Form = { pattern: /^pcx-[0-9a-f]+$/, noun: 'id of a peering connection', example: 'pcx-0123456789abcdef0' };
const securityGroup: Form = { pattern: /^sg-[0-9a-f]+$/, noun: 'id of a security group', example: 'sg-0123456789abcdef0' };
const hostedZone: Form = { pattern: /^Z[A-Z0-9]+$/, noun: 'id of a hosted zone', example: 'Z2FDTNDATAQYW2' };
const resource: Form = { pattern: /^(\*|arn:aws:[a-z0-9-]+:\S+)$/, noun: 'ARN of a resource', example: 'arn:aws:s3:::tidepool-backups/*' };
const action: Form = { pattern: /^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$/, noun: 'action of IAM', example: 's3:GetObject' };

function ids({ config: { nodeGroups, aws, dns, vpc: network } }: CheckedEks): ConfigFinding[] {
  return [
    ...nodeGroups.flatMap(({ iam, ssh, securityGroups }, i) => [
      ...unlike(policy, ['nodeGroups', i, 'iam', 'attachPolicyARNs'], iam?.attachPolicyARNs),
      ...unlike(securityGroup, ['nodeGroups', i, 'ssh', 'sourceSecurityGroupIds'], ssh?.sourceSecurityGroupIds),
      ...unlike(securityGroup, ['nodeGroups', i, 'securityGroups', 'attachIDs'], securityGroups?.attachIDs),
    ]),
    ...unlike(role, ['aws', 'nodeRoleArns'], aws.nodeRoleArns),
    ...repeated('aws.nodeRoleArns', aws.nodeRoleArns ?? [], 'guide l.1116-1127'),
    ...(network.peers ?? []).flatMap((peer, i) => (typeof peer === 'string' ? [] : [
      ...unlike(vpc, ['vpc', 'peers', i, 'vpcId'], peer.vpcId),
      ...unlike(account, ['vpc', 'peers', i, 'account'], peer.account),
      ...unlike(connection, ['vpc', 'peers', i, 'connection'], peer.connection),
    ])),
    ...(aws.serviceAccounts ?? []).flatMap(({ policyArns, statements = [] }, i) => [
      ...unlike(policy, ['aws', 'serviceAccounts', i, 'policyArns'], policyArns),
      ...statements.flatMap((statement, j) => {
        const place = ['aws', 'serviceAccounts', i, 'statements', j];
        return [...unlike(action, [...place, 'action'], statement.action), ...unlike(resource, [...place, 'resource'], statement.resource)];
      }),
    ]),
    ...unlike(hostedZone, ['dns', 'hostedZones'], dns?.hostedZones),
  ];
}

function unlike({ pattern, noun, example }: Form, place: Place, texts: string | readonly string[] = []): ConfigFinding[] {
  const all = typeof texts === 'string' ? [{ text: texts, path: at(...place) }] : texts.map((text, i) => ({ text, path: at(...place, i) }));
  return all.filter(({ text }) => !pattern.test(text)).map(({ text, path }) => error(path, {
    wrong: `'${text}' is no ${noun}`,
    source: 'AWS',
    instead: `write one such as '${example}'`,
  }));
}

function accounts({ config, cluster }: CheckedEks): ConfigFinding[] {
  const others = [...cluster.packages, ...cluster.environments].flatMap(owner => owner.accounts).map(nameOf);
  const own = config.aws.serviceAccounts ?? [];
  return own.flatMap((account, i) => {
    const place: Place = ['aws', 'serviceAccounts', i];
    const badNames = (['name', 'namespace'] as const).filter(key => !isDnsLabel(account[key])).map(key => error(at(...place, key), {
      wrong: `'${account[key]}' is no name of Kubernetes`,
      source: 'RFC 1123: at most 63 of a-z, 0-9 and inner hyphens',
      instead: "write one such as 'backup'",
    }));
    const isTaken = [...others, ...own.slice(0, i).map(nameOf)].includes(nameOf(account));
    return isTaken ? [...badNames, error(at(...place, 'name'), {
      wrong: `there is a service account ${nameOf(account)} already`,
      source: 'config.yaml',
      instead: 'call this one otherwise, or leave it out',
    })] : badNames;
  });
}

function nameOf({ name, namespace }: { readonly name: string; readonly namespace: string }): string {
  return `${namespace}/${name}`;
}
