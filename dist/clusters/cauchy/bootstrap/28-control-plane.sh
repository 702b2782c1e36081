#!/usr/bin/env bash
# Generated from clusters/cauchy.ts by "npm run synth"; edits are lost. sha256:55db8f4b1e6279a7
. "$(dirname "$0")/lib.sh"

need aws eksctl
account
state
config="$BOOTSTRAP/../config.yaml"

# eksctl would look for a VPC of this name.
if grep -q 'id: ${VPC_ID}' "$config" && [ -z "$DRY_RUN" ]; then
  fail "config.yaml does not know the VPC yet: do what 25-network.sh says"
fi
is aws eks describe-cluster --name "$CLUSTER_NAME" || run eksctl create cluster --config-file "$config" --without-nodegroup --kubeconfig "$STATE/kubeconfig.yaml"
run eksctl utils associate-iam-oidc-provider --config-file "$config" --approve
for addon in vpc-cni kube-proxy coredns aws-ebs-csi-driver; do
  is aws eks describe-addon --cluster-name "$CLUSTER_NAME" --addon-name "$addon" && continue
  run eksctl create addon --config-file "$config"
  break
done
