#!/usr/bin/env bash
# Generated from clusters/local.ts by "npm run synth"; edits are lost. sha256:6348675aa7a57c0c
# Installs what the cluster needs and Tidepool; when it is there, upgrades it to what the files of values say.
. "$(dirname "$0")/lib.sh"

need git helm kubectl
cluster
if [ "$HELM" = 2 ]; then
  run kubectl apply -f "$BOOTSTRAP/tiller"
  run helm init --skip-refresh --upgrade --service-account tiller
  run kubectl --namespace kube-system rollout status deployment/tiller-deploy
fi
[ -z "$DASHBOARD" ] || run kubectl apply -f "$DASHBOARD"

if [ -n "$RELEASE" ]; then
  state
  checkout="$STATE/chart"
  if [ -d "$checkout/.git" ]; then
    run git -C "$checkout" pull --ff-only
  else
    run git clone --branch "$CHART_BRANCH" "$CHART_REPOSITORY" "$checkout"
  fi
  set --
  for file in $VALUES; do
    set -- "$@" -f "$BOOTSTRAP/../$file"
  done
  run helm upgrade --install "$RELEASE" "$checkout/$CHART_PATH" --namespace "$NAMESPACE" "$@"
fi

if [ -n "$FLUX_VALUES" ]; then
  run helm repo add weaveworks https://weaveworks.github.io/flux
  run helm upgrade --install flux weaveworks/flux --namespace default -f "$BOOTSTRAP/$FLUX_VALUES"
fi
