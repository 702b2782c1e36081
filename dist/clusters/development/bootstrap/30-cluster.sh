#!/usr/bin/env bash
# Generated from clusters/development.ts by "npm run synth"; edits are lost. sha256:ceba2315ea99d624
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

help=$(ask eksctl create iamidentitymapping --help 2>&1 || true)
case $help in *--arn*) arn=--arn ;; *) arn=--role ;; esac
case $help in *--cluster*) name=--cluster ;; *) name=--name ;; esac
mapped=$(ask kubectl get configmap aws-auth --namespace kube-system --output yaml)
for user in $IAM_USERS; do
  user_arn="arn:aws:iam::$AWS_ACCOUNT:user/$user"
  case $mapped$'\n' in
    *"arn: $user_arn"$'\n'*) say "$user is mapped" ;;
    *) run eksctl create iamidentitymapping "$name" "$CLUSTER_NAME" "$arn" "$user_arn" --group system:masters --username "$user" ;;
  esac
done
run kubectl describe --namespace kube-system configmap aws-auth
