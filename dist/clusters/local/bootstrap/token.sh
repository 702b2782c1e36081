#!/usr/bin/env bash
# Generated from clusters/local.ts by "npm run synth"; edits are lost. sha256:9911dc589a48e576
# Prints the token by which the dashboard is entered.
. "$(dirname "$0")/lib.sh"

need kubectl
cluster
secret=$(ask kubectl --namespace kube-system get serviceaccount default -o 'jsonpath={.secrets[].name}')
if [ -n "$DRY_RUN" ]; then
  show '?' kubectl --namespace kube-system get secret "$secret" -o 'jsonpath={.data.token}'
elif [ -n "$secret" ]; then
  kubectl --namespace kube-system get secret "$secret" -o 'jsonpath={.data.token}' | base64 --decode
  echo
else
  kubectl --namespace kube-system create token default # Kubernetes 1.24 and later keep none
fi
