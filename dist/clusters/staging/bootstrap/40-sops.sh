#!/usr/bin/env bash
# Generated from clusters/staging.ts by "npm run synth"; edits are lost. sha256:27767e4f0a89e247
. "$(dirname "$0")/lib.sh"

need aws openssl sops

usage() {
  cat >&2 <<'END'
usage: bash 40-sops.sh plan               what is there, and what is to be done
       bash 40-sops.sh random             makes what is chance, and is not there
       bash 40-sops.sh put PACKAGE KEY    encrypts a value that is asked for, or comes from the standard input
       bash 40-sops.sh docker-hub         encrypts a config.json of Docker in the same way
       bash 40-sops.sh apply              makes Secret docker-hub in its namespaces
END
  exit 1
}

# Where a value is kept.
place() {
  printf '%s' "$BOOTSTRAP/../flux/kustomize/$1/overlays/$ENVIRONMENT/.sops/$2.enc"
}
docker_hub="$BOOTSTRAP/dockerhub-creds-secret/.sops/dockerconfigjson.enc"

# A value without the newline behind it. It is in no file, and in no list of processes.
value() {
  local given
  if [ -t 0 ]; then
    read -r -s -p "$1: " given
    printf '\n' >&2
  else
    given=$(cat)
  fi
  [ -n "$given" ] || fail 'there is no value'
  printf '%s' "$given"
}

# Encrypts the standard input into a file. What stands there stays if that fails.
encrypt() {
  local file=$1
  if [ -n "$DRY_RUN" ]; then
    show + sops --encrypt --kms "$KMS_KEY" --input-type binary --output-type json /dev/stdin
    cat >/dev/null
    return
  fi
  account </dev/null # the value is behind the standard input
  mkdir -p "$(dirname "$file")"
  sops --encrypt --kms "$KMS_KEY" --input-type binary --output-type json /dev/stdin >"$file.new" || {
    rm -f "$file.new"
    fail "$file is as it was"
  }
  mv "$file.new" "$file"
  say "wrote $file: commit it"
}

# Calls a function with package, key and origin of each value.
each() {
  local package key origin
  while read -r package key origin <&3; do
    [ -z "$package" ] || "$1" "$package" "$key" "$origin"
  done 3<<<"$SOPS_KEYS"
}

plan() {
  local file
  file=$(place "$1" "$2")
  if [ -s "$file" ]; then
    say "ok       $1 $2"
  elif [ "$3" = random ]; then
    say "missing  $1 $2: bash 40-sops.sh random"
  else
    say "missing  $1 $2: bash 40-sops.sh put $1 $2"
  fi
}

random() {
  local file
  file=$(place "$1" "$2")
  [ "$3" = random ] && [ ! -s "$file" ] || return 0
  if [ -n "$DRY_RUN" ]; then
    encrypt "$file" </dev/null
  else
    openssl rand -hex 32 | tr -d '\n' | encrypt "$file"
  fi
}

known=''
know() {
  [ "$1 $2" != "$wanted" ] || known=yes
}

# Nothing is written on the way: the decrypted value goes from one program to the next.
distribute() {
  local namespace
  [ -n "$DRY_RUN" ] || [ -s "$docker_hub" ] || fail "there is no $docker_hub: bash 40-sops.sh docker-hub"
  need kubectl
  account
  cluster
  for namespace in $DOCKER_HUB_NAMESPACES; do
    is kubectl get namespace "$namespace" || run kubectl create namespace "$namespace"
    if [ -n "$DRY_RUN" ]; then
      show + kubectl apply --namespace "$namespace" --filename -
      continue
    fi
    sops --decrypt --input-type json --output-type binary "$docker_hub" |
      kubectl create secret generic docker-hub --namespace "$namespace" --type kubernetes.io/dockerconfigjson \
        --from-file .dockerconfigjson=/dev/stdin --dry-run=client --output yaml |
      kubectl apply --namespace "$namespace" --filename -
  done
}

case "${1:-} $#" in
  'plan 1')
    each plan
    if [ -s "$docker_hub" ]; then
      say 'ok       docker-hub'
    else
      say 'missing  docker-hub: bash 40-sops.sh docker-hub <config.json'
    fi
    ;;
  'random 1') each random ;;
  'put 3')
    wanted="$2 $3"
    each know
    [ -n "$known" ] || fail "nothing reads $3 of $2; bash 40-sops.sh plan lists what is read"
    value "$3" | encrypt "$(place "$2" "$3")"
    ;;
  'docker-hub 1') value 'config.json' | encrypt "$docker_hub" ;;
  'apply 1') distribute ;;
  *) usage ;;
esac
