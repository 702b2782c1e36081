#!/usr/bin/env bash
# Generated from clusters/cauchy.ts by "npm run synth"; edits are lost. sha256:da28c5dbbc6c9295
. "$(dirname "$0")/lib.sh"

need aws eksctl
account
config="$BOOTSTRAP/../config.yaml"

# eksctl would find no VPC of this name.
if grep -q 'id: ${VPC_ID}' "$config" && [ -z "$DRY_RUN" ]; then
  fail "config.yaml does not know the VPC yet: do what 25-network.sh says"
fi
is aws eks describe-cluster --name "$CLUSTER_NAME" || run eksctl create cluster --config-file "$config" --without-nodegroup
run eksctl utils associate-iam-oidc-provider --config-file "$config" --approve
for addon in vpc-cni kube-proxy coredns aws-ebs-csi-driver; do
  is aws eks describe-addon --cluster-name "$CLUSTER_NAME" --addon-name "$addon" && continue
  run eksctl create addon --config-file "$config"
  break
done
