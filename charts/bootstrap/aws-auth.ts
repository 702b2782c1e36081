import * as k8s from '../../imports/core/k8s.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import { toYaml } from '../../lib/yaml/yaml.ts';
import type { Cluster } from '../cluster.ts';
import type { OutputFile } from '../generations/generation.ts';
import { userArn } from '../resources.ts';

/** Somebody in AWS, and who that is in the cluster. */
export interface Mapped {
  /** Of a role or of a user. */
  readonly arn: string;
  readonly username: string;
  readonly groups?: readonly string[];
}

/**
 * Who may enter the cluster: its nodes, and the IAM users as masters. Whoever applies it without a role of the nodes shuts them out, so
 * there is none then.
 */
export function awsAuth({ eks, accountNumber }: Cluster): OutputFile[] {
  if (eks === undefined || eks.nodeRoleArns.length === 0) return [];
  const masters = eks.iamUsers.map(username => ({ arn: userArn(accountNumber, username), username, groups: [mastersGroup] }));
  return [awsAuthFile('bootstrap/aws-auth.yaml', eks.nodeRoleArns, masters)];
}

export const mastersGroup = 'system:masters';

/** Users stand under `mapUsers`, since the guide's listing of them among the roles lets nobody in (guide l.1109-1143). */
export function awsAuthFile(path: string, nodeRoleArns: readonly string[], people: readonly Mapped[]): OutputFile {
  const [name, namespace] = ['aws-auth', 'kube-system'];
  const node = { groups: ['system:bootstrappers', 'system:nodes'], username: 'system:node:{{EC2PrivateDNSName}}' };
  const isUser = ({ arn }: Mapped) => arn.includes(':user/');
  const users = people.filter(isUser).map(({ arn, ...rest }) => ({ userarn: arn, ...rest }));
  const roles = people.filter(each => !isUser(each)).map(({ arn, ...rest }) => ({ rolearn: arn, ...rest }));
  return {
    path,
    owner: ['delivery'],
    draw(file) {
      new k8s.KubeConfigMap(file, objectId('ConfigMap', name, namespace), {
        metadata: { name, namespace },
        data: { mapRoles: toYaml([...nodeRoleArns.map(rolearn => ({ rolearn, ...node })), ...roles]), mapUsers: toYaml(users) },
      });
    },
  };
}
