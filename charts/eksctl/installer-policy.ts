import type { Cluster } from '../cluster.ts';
import type { OutputFile } from '../generations/generation.ts';
import { roleArn } from '../resources.ts';

/**
 * A policy for who makes the cluster, as a template for CloudFormation. The guide wishes for one (l.928). Source: eksctl, Minimum IAM
 * policies; and the roles with names of our own, which eksctl does not call eksctl-.
 */
export function installerPolicy({ name, accountNumber, eks }: Cluster): OutputFile[] {
  if (!eks) return [];
  const value = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `What eksctl may do for who makes and deletes cluster ${name}.`,
    Resources: { Installer: { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: { Version: '2012-10-17', Statement: statements(name, accountNumber) } } } },
    Outputs: { PolicyArn: { Value: { Ref: 'Installer' } } },
  };
  return [{ path: 'bootstrap/installer-policy.yaml', owner: ['delivery'], draw: file => { file.document = { value }; } }];
}

function statements(cluster: string, account: string) {
  const iam = (path: string) => `arn:aws:iam::${account}:${path}`;
  return [
    allow(['autoscaling:*', 'cloudformation:*', 'ec2:*', 'eks:*'], ['*']),
    allow(['kms:CreateGrant', 'kms:DescribeKey', 'logs:PutRetentionPolicy', 'ssm:GetParameter', 'ssm:GetParameters'], ['*']),
    allow(['iam:GetRole', 'iam:GetUser'], [iam('role/*'), iam('user/*')]),
    allow(['iam:CreateServiceLinkedRole'], [iam('role/aws-service-role/*')]),
    allow(roleActions.map(action => `iam:${action}`), [
      ...['instance-profile/eksctl-*', 'policy/eksctl-*', 'oidc-provider/*', 'role/eksctl-*'].map(iam),
      roleArn(account, `${cluster}-*`),
    ]),
  ];
}

function allow(Action: readonly string[], Resource: readonly string[]) {
  return { Effect: 'Allow', Action: [...Action], Resource: [...Resource] };
}

const roleActions: readonly string[] = [
  'AddRoleToInstanceProfile', 'AttachRolePolicy', 'CreateInstanceProfile', 'CreateOpenIDConnectProvider', 'CreatePolicy', 'CreateRole',
  'DeleteInstanceProfile', 'DeleteOpenIDConnectProvider', 'DeletePolicy', 'DeleteRole', 'DeleteRolePolicy', 'DetachRolePolicy',
  'GetInstanceProfile', 'GetOpenIDConnectProvider', 'GetPolicy', 'GetRolePolicy', 'ListAttachedRolePolicies', 'ListInstanceProfilesForRole',
  'ListPolicyVersions', 'PassRole', 'PutRolePolicy', 'RemoveRoleFromInstanceProfile', 'TagOpenIDConnectProvider', 'TagRole', 'UntagRole',
  'UpdateAssumeRolePolicy',
];
