import { peering } from '../../bootstrap/peering.ts';
import { networkSteps } from '../../bootstrap/network-steps.ts';
import { clusterScript } from '../../bootstrap/scripts/cluster.ts';
import { destroyScript } from '../../bootstrap/scripts/destroy.ts';
import { bash, type Step } from '../../bootstrap/step.ts';
import { destroy, makeCluster } from '../../bootstrap/steps.ts';
import type { Cluster, EksFacts } from '../../cluster.ts';
import { mappedUsersText } from './flux1.ts';
import { deleteCluster, mappedUsers } from './flux1-scripts.ts';

/** Making, scaling and deleting a cluster of one's own in EKS. Source: Kubernetes guide l.77-124. */
export function eksSteps(cluster: Cluster, eks: EksFacts): Step[] {
  return [
    ...networkSteps(cluster),
    { ...makeCluster(cluster, eks, clusterScript(mappedUsers), mappedUsersText(eks)), replaces: ['eksctl create cluster'], source: 'Kubernetes guide l.88-109' },
    scaling(cluster, eks),
    ...peering(cluster, eks),
    { ...destroy(cluster, destroyScript(uninstall, deleteCluster), destroyText), replaces: ['eksctl delete cluster'], source: 'Kubernetes guide l.118-122' },
  ];
}

function scaling({ name: cluster, region }: Cluster, { nodeGroups }: EksFacts): Step {
  return {
    file: '35-scale.sh',
    title: 'Scale a group of nodes',
    replaces: ['eksctl scale nodegroup'],
    source: 'Kubernetes guide l.111-117',
    commands: nodeGroups.map(({ name, desiredCapacity }) => `bash 35-scale.sh ${name} ${desiredCapacity + 1}`),
    does: `Gives a group another number of nodes, between its \`minSize\` and \`maxSize\`. eksctl makes the groups with \`desiredCapacity\` of the
cluster file; say the new number there, too, so that a cluster which is made anew has it.`,
    sees: '`scaling nodegroup`, and after some minutes as many lines of `kubectl get nodes`.',
    fails: `\`config.yaml has no group\`: it names those that there are. CloudFormation says why a group stays as it is: \`eksctl utils
describe-stacks --region ${region} --cluster ${cluster}\`.`,
    script: scaleScript,
  };
}

const scaleScript = bash`
#!/usr/bin/env bash
# Gives a group of nodes another number of them.
. "$(dirname "$0")/lib.sh"

usage="bash 35-scale.sh GROUP NODES, where GROUP is one of: $NODE_GROUPS"
if [ $# -eq 0 ] && [ -n "$DRY_RUN" ]; then
  say "$usage"
  exit 0
fi
[ $# -eq 2 ] || fail "usage: $usage"
case " $NODE_GROUPS " in
  *" $1 "*) ;;
  *) fail "config.yaml has no group '$1'; there are: $NODE_GROUPS" ;;
esac
need aws eksctl
account
run eksctl scale nodegroup --region "$AWS_REGION" --cluster "$CLUSTER_NAME" --nodes "$2" "$1"
`;

/** Before the cluster is deleted: what would make the release anew, and what has made load balancers and disks. */
const uninstall = bash`
  need helm
  for release in \${FLUX_VALUES:+flux} $RELEASE; do
    if [ "$HELM" = 2 ]; then
      run helm delete --purge "$release" || say "there is no release $release"
    else
      run helm uninstall "$release" --namespace "\${NAMESPACE:-default}" || say "there is no release $release"
    fi
  done
`;

const destroyText = `Uninstalls Weave Flux and Tidepool with Helm; deletes what load balancers are left; and lets eksctl delete node groups and
cluster.`;
