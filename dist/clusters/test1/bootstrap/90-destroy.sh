#!/usr/bin/env bash
# Generated from clusters/test1.ts by "npm run synth"; edits are lost. sha256:a8da4e391ed28679
. "$(dirname "$0")/lib.sh"

need aws eksctl kubectl
account
confirm "$CLUSTER_NAME" "This deletes cluster $CLUSTER_NAME with all that runs in it."
config="$BOOTSTRAP/../config.yaml"

if [ -z "$DRY_RUN" ] && ! is aws eks describe-cluster --name "$CLUSTER_NAME"; then
  say "there is no control plane of $CLUSTER_NAME any more"
else
  cluster
  need helm
  run kubectl scale deployment flux flux-helm-operator --namespace flux --replicas 0 || say 'Flux is not installed'
  certificates="${HELM_HOME:-$HOME/.helm}/clusters/$CLUSTER_NAME"
  tiller() {
    helm "$@" --tiller-namespace flux --tls --tls-ca-cert "$certificates/ca.pem" --tls-cert "$certificates/cert.pem" --tls-key "$certificates/key.pem"
  }
  # Environments go before what they need, and Gloo before external-dns, which takes its names out of Route53. What charts have installed
  # themselves goes last.
  for release in $RELEASES; do
    if [ -n "$DRY_RUN" ] || is tiller status "$release"; then
      run tiller delete --purge "$release"
    fi
  done
  if [ -n "$DRY_RUN" ] || is kubectl get deployment tiller-deploy --namespace flux; then
    for release in $(ask tiller ls --all --short); do
      run tiller delete --purge "$release"
    done
  fi
  # A load balancer that is left keeps the network from being deleted.
  services=$(ask kubectl get services --all-namespaces --output 'jsonpath={range .items[?(@.spec.type=="LoadBalancer")]}{.metadata.namespace}/{.metadata.name}{"\n"}{end}')
  for service in $services; do
    run kubectl delete service "${service#*/}" --namespace "${service%%/*}"
  done
fi

for group in $NODE_GROUPS; do
  if [ -n "$DRY_RUN" ] || is aws cloudformation describe-stacks --stack-name "eksctl-$CLUSTER_NAME-nodegroup-$group"; then
    run eksctl delete nodegroup --cluster "$CLUSTER_NAME" --name "$group" --drain=false --wait
  fi
done
if [ -n "$DRY_RUN" ] || is aws cloudformation describe-stacks --stack-name "eksctl-$CLUSTER_NAME-cluster"; then
  run eksctl delete cluster --config-file "$config" --wait
fi
run rm -f "$STATE/kubeconfig.yaml"
say 'Not touched: S3 buckets, AWS Secrets Manager, zones of Route53, peering connections, MongoDB Atlas, volumes of EBS, the repository.'
