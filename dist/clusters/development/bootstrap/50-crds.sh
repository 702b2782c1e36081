#!/usr/bin/env bash
# Generated from clusters/development.ts by "npm run synth"; edits are lost. sha256:fa15481344f44ce8
. "$(dirname "$0")/lib.sh"

need aws kubectl
cluster

if is kubectl get customresourcedefinition certificates.certmanager.k8s.io; then
  say 'the kinds of cert-manager are there'
else
  run kubectl apply -f https://raw.githubusercontent.com/jetstack/cert-manager/release-0.8/deploy/manifests/00-crds.yaml
fi
