#!/usr/bin/env bash
# Generated from clusters/production.ts by "npm run synth"; edits are lost. sha256:bd65134b6a0e05f1
. "$(dirname "$0")/lib.sh"

need curl openssl tar

APT='awscli bind9-dnsutils gh jq'

# Name, address and checksums of what is downloaded wherever it is run, and of what Homebrew would have.
ALWAYS='
'
WITHOUT_BREW='
kubectl https://dl.k8s.io/release/v@kubernetes@.0/bin/@os@/@arch@/kubectl https://dl.k8s.io/release/v@kubernetes@.0/bin/@os@/@arch@/kubectl.sha256
eksctl https://github.com/eksctl-io/eksctl/releases/latest/download/eksctl_@Os@_@arch@.tar.gz https://github.com/eksctl-io/eksctl/releases/latest/download/eksctl_checksums.txt
flux https://github.com/fluxcd/flux2/releases/download/v2.9.0/flux_2.9.0_@os@_@arch@.tar.gz https://github.com/fluxcd/flux2/releases/download/v2.9.0/flux_2.9.0_checksums.txt
helm https://get.helm.sh/helm-v3.19.0-@os@-@arch@.tar.gz https://get.helm.sh/helm-v3.19.0-@os@-@arch@.tar.gz.sha256sum
k9s https://github.com/derailed/k9s/releases/latest/download/k9s_@Os@_@arch@.tar.gz https://github.com/derailed/k9s/releases/latest/download/checksums.sha256
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
