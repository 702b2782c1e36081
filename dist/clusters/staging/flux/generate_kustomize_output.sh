#!/bin/sh
# Generated from clusters/staging.ts by "npm run synth"; edits are lost. sha256:d27bf21e115367be
# Prints the manifests of all overlays of an environment, with their secrets decrypted. All else that it says goes to the standard error.

set -eu
: "${ENVIRONMENT:?the environment whose overlays are built}"
cd "$(dirname "$0")"

# The decrypted Secrets are gone when the script ends, however that happens.
trap 'rm -f kustomize/*/overlays/"$ENVIRONMENT"/secret.yaml' EXIT
trap 'exit 1' HUP INT TERM

for overlay in kustomize/*/overlays/"$ENVIRONMENT"; do
  [ -d "$overlay" ] || continue
  if [ -f "$overlay/secret-stub.yaml" ]; then
    if [ ! -d "$overlay/.sops" ]; then
      printf 'error: %s\n' "$overlay has no .sops yet: 40-sops.sh says what is missing" >&2
      exit 1
    fi
    (
      cd "$overlay"
      umask 077
      npx --quiet --package @reactioncommerce/merge-sops-secrets@1.2.1 sops-to-secret secret-stub.yaml >secret.yaml
    )
  fi
  kustomize build "$overlay"
  printf '%s\n' ---
done
