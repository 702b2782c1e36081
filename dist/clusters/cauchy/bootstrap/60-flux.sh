#!/usr/bin/env bash
# Generated from clusters/cauchy.ts by "npm run synth"; edits are lost. sha256:45b7fbb1839d1de6
. "$(dirname "$0")/lib.sh"

need aws flux kubectl
: "${GITHUB_TOKEN:?make a token that may administer the repository, and export it}"
account
cluster

run flux check --pre
if is kubectl get gitrepository flux-system --namespace flux-system && [ -z "${AGAIN:-}" ]; then
  say 'Flux is installed; AGAIN=1 bash 60-flux.sh brings it to the version of your flux'
else
  run flux bootstrap github --owner="$GITHUB_ACCOUNT" --repository="$GITHUB_REPOSITORY" --branch="$GIT_BRANCH" \
    --path="dist/clusters/$CLUSTER_NAME/flux" --components-extra=image-reflector-controller,image-automation-controller --read-write-key
fi
run flux get kustomizations
