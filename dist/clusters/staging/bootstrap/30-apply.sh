#!/usr/bin/env bash
# Generated from clusters/staging.ts by "npm run synth"; edits are lost. sha256:81c0e59c1261e90a
. "$(dirname "$0")/lib.sh"

need aws kubectl kustomize
account
cluster
temp

apply() {
  local folder="$BOOTSTRAP/$1" overlay="$BOOTSTRAP/$1/overlays/$ENVIRONMENT"
  [ -d "$folder" ] || fail "there is no folder $1"
  if [ ! -d "$folder/overlays" ]; then
    run kubectl apply --server-side --filename "$folder"
  elif [ -n "$DRY_RUN" ]; then
    show + kustomize build "$overlay"
    show + kubectl apply --server-side --filename -
  else
    kustomize build "$overlay" >"$TEMP/objects.yaml"
    run kubectl apply --server-side --filename "$TEMP/objects.yaml"
  fi
}

if [ $# -eq 0 ]; then
  # shellcheck disable=SC2086 # a list of names
  set -- $FOLDERS
fi
for folder in "$@"; do
  apply "$folder"
done
run kubectl get namespaces
