#!/usr/bin/env bash
# Generated from clusters/staging.ts by "npm run synth"; edits are lost. sha256:4806ee74ee7717d2
. "$(dirname "$0")/lib.sh"

need aws curl docker fluxctl jq kubectl kustomize
: "${GITHUB_TOKEN:?make a token that may write keys of the repository, and export it}"
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

if is docker manifest inspect "$FLUX_IMAGE"; then
  say "$FLUX_IMAGE is there"
else
  run docker build --build-arg "ENVIRONMENT=$ENVIRONMENT" --tag "$FLUX_IMAGE" "$BOOTSTRAP/flux"
  run docker push "$FLUX_IMAGE"
fi
apply flux
run kubectl rollout status --namespace flux-system deployment/flux

# The token goes by a pipe, since others could read it in the list of processes.
github() {
  curl --fail --silent --show-error --config <(printf 'header = "Authorization: token %s"\n' "$GITHUB_TOKEN") \
    "https://api.github.com/repos/$GITHUB_ACCOUNT/$GITHUB_REPOSITORY/keys" "$@"
}

key=$(ask fluxctl identity --k8s-fwd-ns flux-system)
key=$(printf '%s' "$key" | cut -d ' ' -f 1,2)
if [ -n "$DRY_RUN" ]; then
  show + curl --data @- "https://api.github.com/repos/$GITHUB_ACCOUNT/$GITHUB_REPOSITORY/keys"
else
  case $(github) in
    *"$key"*) ;;
    *)
      jq -n --arg title "flux key for $CLUSTER_NAME created by make_flux" --arg key "$key" '{title: $title, key: $key, read_only: false}' |
        github --data @- >/dev/null
      ;;
  esac
  say 'GitHub knows the key of Flux'
fi
