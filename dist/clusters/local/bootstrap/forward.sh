#!/usr/bin/env bash
# Generated from clusters/local.ts by "npm run synth"; edits are lost. sha256:a6051c3dd9ad61c6
# Leads ports of this machine into the cluster until it is stopped by Ctrl-C.
. "$(dirname "$0")/lib.sh"

need kubectl
cluster
children=''
# shellcheck disable=SC2086 # a list of processes
trap '[ -z "$children" ] || kill $children 2>/dev/null || true' EXIT
while read -r namespace target ports <&3; do
  case $target in
    '') ;;
    proxy) run kubectl proxy --port "$ports" & children="$children $!" ;;
    *) run kubectl --namespace "$namespace" port-forward "$target" "$ports" & children="$children $!" ;;
  esac
done 3<<<"$FORWARDS"
wait
