import { bash } from '../../bootstrap/step.ts';

/** Flux installs itself, and reads what stands in the repository from then on. */
export const fluxScript = bash`
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

need aws flux kubectl
: "\${GITHUB_TOKEN:?make a token that may administer the repository, and export it}"
account
cluster

run flux check --pre
if is kubectl get gitrepository flux-system --namespace flux-system && [ -z "\${AGAIN:-}" ]; then
  say 'Flux is installed; AGAIN=1 bash 60-flux.sh brings it to the version of your flux'
else
  run flux bootstrap github --owner="$GITHUB_ACCOUNT" --repository="$GITHUB_REPOSITORY" --branch="$GIT_BRANCH" \
    --path="dist/clusters/$CLUSTER_NAME/flux" --components-extra=image-reflector-controller,image-automation-controller --read-write-key
fi
run flux get kustomizations
`;

/** Add-ons, and IAM users by access entries; those that eksctl has made are there already. eksctl makes the add-ons, too, unless it is broken off. */
export const enteredUsers = bash`

for addon in vpc-cni kube-proxy coredns; do
  is aws eks describe-addon --cluster-name "$CLUSTER_NAME" --addon-name "$addon" ||
    run aws eks create-addon --cluster-name "$CLUSTER_NAME" --addon-name "$addon" --output text
done
for user in $IAM_USERS; do
  user_arn="arn:aws:iam::$AWS_ACCOUNT:user/$user"
  if is aws eks describe-access-entry --cluster-name "$CLUSTER_NAME" --principal-arn "$user_arn"; then
    say "$user has access"
  else
    run aws eks create-access-entry --cluster-name "$CLUSTER_NAME" --principal-arn "$user_arn" --output text
    run aws eks associate-access-policy --cluster-name "$CLUSTER_NAME" --principal-arn "$user_arn" --access-scope type=cluster \
      --policy-arn arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy --output text
  fi
done
run kubectl get nodes
`;

/** Before the cluster is deleted: what would make everything anew. */
export const stop = bash`
  need flux
  run flux suspend kustomization --all || say 'Flux is not installed'
  run kubectl scale deployment helm-controller --namespace flux-system --replicas 0 || say 'Flux is not installed'
`;

export const deleteCluster = bash`
if [ -n "$DRY_RUN" ] || is aws cloudformation describe-stacks --stack-name "eksctl-$CLUSTER_NAME-cluster"; then
  run eksctl delete cluster --config-file "$config" --disable-nodegroup-eviction --wait
fi
`;
