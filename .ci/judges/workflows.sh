#!/usr/bin/env bash
# The workflows are what GitHub takes, and their scripts what shellcheck takes where that is there: actionlint says so. Needs Go and the network;
# keeps what it has built in ~/.cache.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=v1.7.12
command -v go > /dev/null || exit 77
built="${XDG_CACHE_HOME:-$HOME/.cache}/tidepool-gitops/actionlint-$version"
[ -x "$built/actionlint" ] || CGO_ENABLED=0 GOBIN="$built" go install "github.com/rhysd/actionlint/cmd/actionlint@$version" || exit 77 # a Go that is too old
"$built/actionlint" .github/workflows/*.yml
