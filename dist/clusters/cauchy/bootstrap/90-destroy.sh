#!/usr/bin/env bash
# Generated from clusters/cauchy.ts by "npm run synth"; edits are lost. sha256:01c3bdc5957f32e0
. "$(dirname "$0")/lib.sh"

need aws eksctl kubectl
account
confirm "$CLUSTER_NAME" "This deletes cluster $CLUSTER_NAME with all that runs in it."
config="$BOOTSTRAP/../config.yaml"

if [ -z "$DRY_RUN" ] && ! is aws eks describe-cluster --name "$CLUSTER_NAME"; then
  say "there is no control plane of $CLUSTER_NAME any more"
else
  cluster
  need flux
  run flux suspend kustomization --all || say 'Flux is not installed'
  run kubectl scale deployment helm-controller --namespace flux-system --replicas 0 || say 'Flux is not installed'
  # A load balancer that is left keeps the network from being deleted.
  services=$(ask kubectl get services --all-namespaces --output 'jsonpath={range .items[?(@.spec.type=="LoadBalancer")]}{.metadata.namespace}/{.metadata.name}{"\n"}{end}')
  for service in $services; do
    run kubectl delete service "${service#*/}" --namespace "${service%%/*}"
  done
fi

if [ -n "$DRY_RUN" ] || is aws cloudformation describe-stacks --stack-name "eksctl-$CLUSTER_NAME-cluster"; then
  run eksctl delete cluster --config-file "$config" --disable-nodegroup-eviction --wait
fi
run rm -f "$STATE/kubeconfig.yaml"
say 'Not touched: S3 buckets, AWS Secrets Manager, zones of Route53, peering connections, MongoDB Atlas, volumes of EBS, the repository.'
