#!/usr/bin/env bash
# Generated from clusters/cauchy.ts by "npm run synth"; edits are lost. sha256:e96b08ee7288ab8d
. "$(dirname "$0")/lib.sh"

need aws eksctl kubectl
account
state
temp
config="$BOOTSTRAP/../config.yaml"

# True if a stack of CloudFormation is whole. One that failed has to go first, since nothing can be made in its place.
stack() {
  local status
  if [ -n "$DRY_RUN" ]; then
    show '?' aws cloudformation describe-stacks --stack-name "$1"
    return 1
  fi
  status=$(aws cloudformation describe-stacks --stack-name "$1" --query 'Stacks[0].StackStatus' --output text 2>"$TEMP/error") || {
    grep -q 'does not exist' "$TEMP/error" || fail "$(cat "$TEMP/error")"
    return 1
  }
  case $status in
    CREATE_COMPLETE | UPDATE_COMPLETE | UPDATE_ROLLBACK_COMPLETE) say "stack $1 is there" ;;
    *) fail "stack $1 is $status: when it does not move any more, 'aws cloudformation delete-stack --stack-name $1', and run this again" ;;
  esac
}

if stack "eksctl-$CLUSTER_NAME-cluster"; then
  issuer=$(aws eks describe-cluster --name "$CLUSTER_NAME" --query cluster.identity.oidc.issuer --output text)
  is aws iam get-open-id-connect-provider --open-id-connect-provider-arn "arn:aws:iam::$AWS_ACCOUNT:oidc-provider/${issuer#https://}" ||
    run eksctl utils associate-iam-oidc-provider --config-file "$config" --approve
  for group in $NODE_GROUPS; do
    stack "eksctl-$CLUSTER_NAME-nodegroup-$group" || run eksctl create nodegroup --config-file "$config" --include "$group"
  done
  for each in $SERVICE_ACCOUNTS; do
    stack "eksctl-$CLUSTER_NAME-addon-iamserviceaccount-${each/\//-}" ||
      run eksctl create iamserviceaccount --config-file "$config" --include "$each" --approve
  done
else
  run eksctl create cluster --config-file "$config" --kubeconfig "$STATE/kubeconfig.yaml"
fi
cluster

# Your own kubeconfig gets this cluster in addition; it is written only if something in it changes.
case $KUBECONFIG_TARGET in
  \~/*) target="$HOME/${KUBECONFIG_TARGET#\~/}" ;;
  *) target=$KUBECONFIG_TARGET ;;
esac
if [ -n "$DRY_RUN" ]; then
  show + env "KUBECONFIG=$STATE/kubeconfig.yaml:$target" kubectl config view --flatten
else
  KUBECONFIG="$STATE/kubeconfig.yaml:$target" kubectl config view --flatten >"$TEMP/kubeconfig.yaml"
  if ! cmp -s "$TEMP/kubeconfig.yaml" "$target"; then
    (umask 077 && mkdir -p "$(dirname "$target")" && cat "$TEMP/kubeconfig.yaml" >"$target.new")
    mv "$target.new" "$target"
    say "$target knows the cluster"
  fi
fi

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
