import { bash } from '../step.ts';

/** A tool that is downloaded: its name, where it is, and the list of its publisher's checksums, `-` where none is known. */
export type Download = readonly [name: string, url: string, sums: string];

/** Of 2019: neither Homebrew nor apt has them any more, and they were built for amd64 alone. */
export const eksctl: Download = ['eksctl', 'https://github.com/eksctl-io/eksctl/releases/download/0.6.0/eksctl_@Os@_amd64.tar.gz', '-'];
export const kubectl: Download = ['kubectl', 'https://dl.k8s.io/release/v@kubernetes@.0/bin/@os@/amd64/kubectl', '-'];
export const fluxctl: Download = ['fluxctl', 'https://github.com/fluxcd/flux/releases/download/1.14.2/fluxctl_@os@_amd64', '-'];

const authenticatorRelease = 'https://github.com/kubernetes-sigs/aws-iam-authenticator/releases/download/v0.6.14';
export const authenticator: Download = [
  'aws-iam-authenticator',
  `${authenticatorRelease}/aws-iam-authenticator_0.6.14_@os@_@arch@`,
  `${authenticatorRelease}/authenticator_0.6.14_checksums.txt`,
];

/** Of today, for machines without Homebrew. */
export const helm: Download = [
  'helm', 'https://get.helm.sh/helm-v3.19.0-@os@-@arch@.tar.gz', 'https://get.helm.sh/helm-v3.19.0-@os@-@arch@.tar.gz.sha256sum',
];
export const k9s: Download = [
  'k9s',
  'https://github.com/derailed/k9s/releases/latest/download/k9s_@Os@_@arch@.tar.gz',
  'https://github.com/derailed/k9s/releases/latest/download/checksums.sha256',
];

/**
 * Installs tools: those of the Brewfile by Homebrew, or by apt on Debian and Ubuntu those that it has; the others are downloaded for this
 * cluster alone. In an address stand @os@ for linux or darwin, @Os@ for Linux or Darwin, @arch@ for amd64 or arm64, and @kubernetes@.
 */
export function toolsScript(apt: string, always: readonly Download[], withoutBrew: readonly Download[]): string {
  const table = (name: string, rows: readonly Download[]): string => `${name}='${rows.map(row => `\n${row.join(' ')}`).join('')}\n'\n`;
  return `${head}\nAPT='${apt}'\n\n# Name, address and checksums of what is downloaded wherever it is run, and of what Homebrew would have.\n`
    + `${table('ALWAYS', always)}${table('WITHOUT_BREW', withoutBrew)}${body}`;
}

const head = bash`
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

need curl openssl tar
`;

const body = bash`

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
  url=\${url//@os@/$os} url=\${url//@Os@/$Os} url=\${url//@arch@/$arch} url=\${url//@kubernetes@/$KUBERNETES}
  sums=\${sums//@os@/$os} sums=\${sums//@Os@/$Os} sums=\${sums//@arch@/$arch} sums=\${sums//@kubernetes@/$KUBERNETES}
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
  [ "\${1:-}" != --supplemental ] || run brew install kubectx stern
elif command -v apt-get >/dev/null; then
  sudo='sudo'
  [ "$(id -u)" != 0 ] || sudo='env'
  run "$sudo" apt-get update
  # shellcheck disable=SC2086 # a list of names
  run "$sudo" apt-get install --yes $APT
  [ "\${1:-}" != --supplemental ] || run "$sudo" apt-get install --yes kubectx
  each "$WITHOUT_BREW"
else
  fail 'there is neither Homebrew nor apt here: install what Brewfile names by hand'
fi
each "$ALWAYS"
`;
