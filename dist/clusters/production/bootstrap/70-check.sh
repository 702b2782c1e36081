#!/usr/bin/env bash
# Generated from clusters/production.ts by "npm run synth"; edits are lost. sha256:9cf6bb571fb49fb1
. "$(dirname "$0")/lib.sh"

case ${1:-} in
  --wait) passes=${PASSES:-120} ;;
  '') passes='' ;;
  *) fail 'usage: bash 70-check.sh [--wait]' ;;
esac

need aws kubectl
[ -z "$HOSTNAMES" ] || need dig
account
cluster

# One line for each thing that was looked at.
bad=0
good() {
  printf 'ok    %s\n' "$1"
}
wrong() {
  printf 'FAIL  %s\n' "$1"
  bad=$((bad + 1))
}

# Whether a command succeeds; what it is about comes first.
check() {
  local about=$1
  shift
  if is "$@"; then
    good "$about"
  elif [ -z "$DRY_RUN" ]; then
    wrong "$about"
  fi
}

# What a command prints, or nothing where it fails.
output() {
  if [ -n "$DRY_RUN" ]; then ask "$@"; else "$@" 2>/dev/null || true; fi
}

# Whether a command prints what it should: what it is about and what is wanted come first.
check_output() {
  local about=$1 wanted=$2 found
  shift 2
  found=$(output "$@")
  if [ "$found" = "$wanted" ]; then
    good "$about: $wanted"
  elif [ -z "$DRY_RUN" ]; then
    wrong "$about: ${found:-nothing} instead of $wanted"
  fi
}

# The lines of a list, without those for people.
expected() {
  sed -e '/^#/d' -e '/^$/d' "$BOOTSTRAP/expected/$1.txt"
}

# Sets the words by which kubectl knows Kind/namespace/name, or Kind/name.
object() {
  kind=${1%%/*}
  name=${1##*/}
  namespace=${1#*/}
  namespace=${namespace%"$name"}
  namespace=${namespace%/}
  namespace=${namespace:-default}
}

# The Secret of an ExternalSecret has every key that was asked for. Names of keys are all that is printed.
check_keys() {
  local keys found key
  keys=$(output kubectl get "$kind" "$name" --namespace "$namespace" --output "go-template=$KEYS")
  # shellcheck disable=SC2016 # these are variables of the template
  found=$(output kubectl get Secret "$name" --namespace "$namespace" --output 'go-template={{range $key, $_ := .data}}{{$key}} {{end}}')
  [ -z "$DRY_RUN" ] || return 0
  for key in $keys; do
    case " $found " in
      *" $key "*) ;;
      *)
        wrong "Secret/$namespace/$name: has no key $key"
        return
        ;;
    esac
  done
  good "Secret/$namespace/$name: has all keys"
}

# A published name and the load balancer have an address in common.
check_host() {
  local address
  for address in $(output dig +short "$1"); do
    case " $3 " in
      *" $address "*)
        good "$1: leads to $2"
        return
        ;;
    esac
  done
  [ -n "$DRY_RUN" ] || wrong "$1: does not lead to ${2:-a load balancer, since gloo has none}"
}

KEYS='{{range .spec.data}}{{.secretKey}} {{end}}'

check_status() {
  check_output "$1: Ready" True kubectl get "$kind" "$name" --namespace "$namespace" --output \
    'jsonpath={.status.conditions[?(@.type=="Ready")].status}'
}

check_user() {
  check "access entry of $1" aws eks describe-access-entry --cluster-name "$CLUSTER_NAME" \
    --principal-arn "arn:aws:iam::$AWS_ACCOUNT:user/$1"
}

check_more() {
  :
}

everything() {
  local id balancer addresses
  bad=0
  for id in $(expected namespaces); do
    check "Namespace/$id" kubectl get Namespace "$id"
  done
  for id in $(expected flux-objects); do
    object "$id"
    check "$id" kubectl get "$kind" "$name" --namespace "$namespace"
    check_status "$id"
    if [ "$kind" = ExternalSecret ]; then check_keys; fi
  done
  for id in $(expected workloads); do
    object "$id"
    check "$id: rolled out" kubectl rollout status "$kind/$name" --namespace "$namespace" --timeout 10s
  done
  for id in $ENVIRONMENTS; do
    check "environment $id: all deployments are available" \
      kubectl wait Deployment --all --for condition=Available --namespace "$id" --timeout 10s
  done
  for id in $IAM_USERS; do
    check_user "$id"
  done
  check_more
  [ -n "$HOSTNAMES" ] || return 0
  balancer=$(output kubectl get Service --namespace gloo-system --output \
    'jsonpath={.items[?(@.spec.type=="LoadBalancer")].status.loadBalancer.ingress[0].hostname}')
  addresses=$(output dig +short "$balancer" | tr '\n' ' ')
  for id in $HOSTNAMES; do
    check_host "$id" "$balancer" "$addresses"
  done
}

# Once, or until all is well and at most PASSES times, with PAUSE seconds in between.
if [ -z "$passes" ]; then
  everything
else
  while :; do
    report=$(everything)
    bad=$(printf '%s\n' "$report" | grep -c '^FAIL' || true)
    passes=$((passes - 1))
    [ "$bad" -gt 0 ] && [ "$passes" -gt 0 ] || break
    say "not as expected yet: $bad; the first: $(printf '%s\n' "$report" | sed -n -e '/^FAIL/{s/^FAIL *//p;q;}')"
    sleep "${PAUSE:-15}"
  done
  printf '%s\n' "$report"
fi
[ "$bad" -eq 0 ] || fail "not as expected: $bad of what was looked at"
[ -n "$DRY_RUN" ] || say 'all is as expected'
