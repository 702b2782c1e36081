#!/usr/bin/env bash
# Generated from clusters/staging.ts by "npm run synth"; edits are lost. sha256:22db05d9468e7b17
. "$(dirname "$0")/lib.sh"

need aws kubectl
account
case ${1:-} in
  '') run aws eks update-kubeconfig --region "${REGION:-$AWS_REGION}" --name "$CLUSTER_NAME" ;;
  aws-auth)
    cluster
    run kubectl get configmap aws-auth --namespace kube-system --output yaml
    confirm "$CLUSTER_NAME" 'Whoever is not in kubeconfig/aws-auth-configmap.yaml loses access, nodes too.'
    run kubectl apply --filename "$BOOTSTRAP/kubeconfig/aws-auth-configmap.yaml"
    ;;
  *) fail "'$1' is nothing that this script does: say aws-auth, or nothing" ;;
esac
