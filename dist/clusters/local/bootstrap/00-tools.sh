#!/usr/bin/env bash
# Generated from clusters/local.ts by "npm run synth"; edits are lost. sha256:3ec2f3a99d547487
. "$(dirname "$0")/lib.sh"

need curl openssl tar

APT='git'

# Name, address and checksums of what is downloaded wherever it is run, and of what Homebrew would have.
ALWAYS='
kubectl https://dl.k8s.io/release/@kubernetes@/bin/@os@/amd64/kubectl -
minikube https://storage.googleapis.com/minikube/releases/v1.3.1/minikube-@os@-amd64 https://storage.googleapis.com/minikube/releases/v1.3.1/minikube-@os@-amd64.sha256
helm https://get.helm.sh/helm-v2.17.0-@os@-amd64.tar.gz https://get.helm.sh/helm-v2.17.0-@os@-amd64.tar.gz.sha256
fluxctl https://github.com/fluxcd/flux/releases/download/1.14.2/fluxctl_@os@_amd64 -
'
WITHOUT_BREW='
kail https://github.com/boz/kail/releases/download/v0.15.0/kail_0.15.0_@os@_amd64.tar.gz -
'

os=$(uname -s | tr '[:upper:]' '[:lower:]')
Os=$(uname -s)
case $(uname -m) in
  arm64 | aarch64) arch=arm64 ;;
  *) arch=amd64 ;;
esac

# Downloads a tool into the folder of this cluster, which stands first in the PATH of the scripts. What is there stays.
download() {
  local name=$1 url=$2 sums=$3 file
  if [ -x "$STATE/bin/$name" ]; then
    say "$name is there"
    return
  fi
  url=${url//@os@/$os} url=${url//@Os@/$Os} url=${url//@arch@/$arch} url=${url//@kubernetes@/$KUBERNETES}
  sums=${sums//@os@/$os} sums=${sums//@Os@/$Os} sums=${sums//@arch@/$arch} sums=${sums//@kubernetes@/$KUBERNETES}
  file="$TEMP/$name.download"
  run curl --fail --silent --show-error --location --output "$file" "$url"
  if [ "$sums" = - ]; then
    say "$name: no list of checksums is known, so it is trusted for its address: $url"
  else
    run curl --fail --silent --show-error --location --output "$file.sums" "$sums"
    [ -n "$DRY_RUN" ] || grep -qi "$(openssl dgst -sha256 -r "$file" | cut -d ' ' -f 1)" "$file.sums" || fail "$name is not what $sums says"
  fi
  [ -z "$DRY_RUN" ] || return 0
  case $url in
    *.tar.gz)
      mkdir -p "$TEMP/$name"
      tar -xzf "$file" -C "$TEMP/$name"
      mv "$(find "$TEMP/$name" -type f -name "$name" | head -n 1)" "$STATE/bin/$name"
      ;;
    *) mv "$file" "$STATE/bin/$name" ;;
  esac
  chmod 755 "$STATE/bin/$name"
  say "$name is in $STATE/bin"
}

each() {
  local name url sums
  while read -r name url sums <&3; do
    [ -z "$name" ] || download "$name" "$url" "$sums"
  done 3<<<"$1"
}

temp
state
[ -n "$DRY_RUN" ] || mkdir -p "$STATE/bin"
if command -v brew >/dev/null; then
  run brew bundle --file="$BOOTSTRAP/Brewfile"
  [ "${1:-}" != --supplemental ] || run brew install kubectx stern
elif command -v apt-get >/dev/null; then
  sudo='sudo'
  [ "$(id -u)" != 0 ] || sudo='env'
  run "$sudo" apt-get update
  # shellcheck disable=SC2086 # a list of names
  run "$sudo" apt-get install --yes $APT
  [ "${1:-}" != --supplemental ] || run "$sudo" apt-get install --yes kubectx
  each "$WITHOUT_BREW"
else
  fail 'there is neither Homebrew nor apt here: install what Brewfile names by hand'
fi
each "$ALWAYS"
