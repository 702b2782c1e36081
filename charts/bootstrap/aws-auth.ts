import * as k8s from '../../imports/core/k8s.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import { toYaml } from '../../lib/yaml/yaml.ts';
import type { Cluster } from '../cluster.ts';
import type { OutputFile } from '../generations/generation.ts';
import { userArn } from '../resources.ts';

/**
 * Who may enter the cluster: its nodes, and the IAM users as masters. Users stand under `mapUsers`, since the guide's listing of them among
 * the roles lets nobody in (guide l.1109-1143). Whoever applies it without a role of the nodes shuts them out, so there is none then.
 */
export function awsAuth({ eks, accountNumber }: Cluster): OutputFile[] {
  if (eks === undefined || eks.nodeRoleArns.length === 0) return [];
  const [name, namespace] = ['aws-auth', 'kube-system'];
  const node = { groups: ['system:bootstrappers', 'system:nodes'], username: 'system:node:{{EC2PrivateDNSName}}' };
  const roles = eks.nodeRoleArns.map(rolearn => ({ rolearn, ...node }));
  const users = eks.iamUsers.map(username => ({ userarn: userArn(accountNumber, username), username, groups: ['system:masters'] }));
  return [{
    path: `bootstrap/${name}.yaml`,
    owner: ['delivery'],
    draw(file) {
      new k8s.KubeConfigMap(file, objectId('ConfigMap', name, namespace), {
        metadata: { name, namespace },
        data: { mapRoles: toYaml(roles), mapUsers: toYaml(users) },
      });
    },
  }];
}
