import { bash } from '../step.ts';

const start = bash`
#!/usr/bin/env bash
# What the scripts beside it share; they read it, nobody runs it. With DRY_RUN=1 they call nothing: they print what an empty account
# would make them do.

set -euo pipefail

BOOTSTRAP=$(cd "$(dirname "\${BASH_SOURCE[0]}")" && pwd)
export BOOTSTRAP

# shellcheck source=cluster.env
. "$BOOTSTRAP/cluster.env"
`;

const region = bash`
export AWS_REGION AWS_DEFAULT_REGION="$AWS_REGION" AWS_PAGER=''
`;

const functions = `
${bash`
# What the scripts make lies here, never in the repository.
STATE="\${XDG_STATE_HOME:-$HOME/.local/state}/tidepool-gitops/$CLUSTER_NAME"
DRY_RUN=\${DRY_RUN:-}

# Says something to who runs the script; the standard output is for results.
say() {
  printf '%s\n' "$*" >&2
}

# Gives up.
fail() {
  say "error: $*"
  exit 1
}

# The tools that a script calls, all that are missing at once.
need() {
  local tool missing=''
  [ -z "$DRY_RUN" ] || return 0
  for tool in "$@"; do
    command -v "$tool" >/dev/null || missing="$missing $tool"
  done
  [ -z "$missing" ] || fail "not installed:$missing; 'bash 00-tools.sh' installs them"
}

# Runs a command that makes or changes something.
run() {
  if [ -n "$DRY_RUN" ]; then
    show + "$@"
  else
    "$@"
  fi
}

# True if a command succeeds: whether something is there. Under DRY_RUN nothing is.
is() {
  if [ -n "$DRY_RUN" ]; then
    show '?' "$@"
    return 1
  fi
  "$@" >/dev/null 2>&1
}

# Prints what a command prints. Under DRY_RUN that is not known.
ask() {
  if [ -n "$DRY_RUN" ]; then
    show '?' "$@"
    printf 'unknown\n'
  else
    "$@"
  fi
}

# A command as one could type it.
show() {
  local sign=$1
  shift
  printf '%s' "$sign" >&2
  printf ' %q' "$@" >&2
  printf '\n' >&2
}

# Asks for a word to be typed before something is done that cannot be undone.
confirm() {
  local answer=''
  [ -z "$DRY_RUN" ] || return 0
  printf '%s Type %s to go on: ' "$2" "$1" >&2
  read -r answer || true
  [ "$answer" = "$1" ] || fail 'nothing was done'
}

# The folder for what is made, which others cannot read.
state() {
  [ -n "$DRY_RUN" ] || (umask 077 && mkdir -p "$STATE")
}

# A folder in TEMP that is gone when the script ends.
temp() {
  TEMP=$(umask 077 && mktemp -d "\${TMPDIR:-/tmp}/tidepool-gitops.XXXXXX")
  trap 'rm -rf "$TEMP"' EXIT
}
`}`;

const inAws = `
${bash`
# Refuses to work in another account than that of the cluster.
account() {
  local found
  [ -z "$DRY_RUN" ] || return 0
  found=$(aws sts get-caller-identity --query Account --output text)
  [ "$found" = "$AWS_ACCOUNT" ] || fail "these credentials are of account $found, and the cluster is in $AWS_ACCOUNT"
}

# Lets kubectl, helm and flux speak to this cluster and to no other, whatever the current context is.
cluster() {
  export KUBECONFIG="$STATE/kubeconfig.yaml"
  [ -z "$DRY_RUN" ] && [ ! -s "$KUBECONFIG" ] || return 0
  state
  run aws eks update-kubeconfig --name "$CLUSTER_NAME" --kubeconfig "$KUBECONFIG" >&2
}
`}`;

/** What the other scripts share. */
export const lib = start + region + functions + inAws;

const here = `
${bash`
# Refuses to let kubectl and helm speak to another cluster than this one: they follow the current context.
cluster() {
  local found
  [ -n "$CONTEXT" ] && [ -z "$DRY_RUN" ] || return 0
  found=$(kubectl config current-context)
  [ "$found" = "$CONTEXT" ] || fail "the current context is $found, and this cluster is $CONTEXT: kubectl config use-context $CONTEXT"
}
`}`;

/** The same for a cluster that is not in AWS. */
export const libOutsideAws = start.replace('an empty account\n# would make', 'a machine\n# without a cluster would make') + functions + here;
