#!/usr/bin/env bash
# What diff and check find different, against the cases that dyff has for itself and against dyff. Needs npm ci, Go and the network; keeps what
# it has built in ~/.cache.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=v1.12.0
command -v go > /dev/null || exit 77
built="${XDG_CACHE_HOME:-$HOME/.cache}/tidepool-gitops/dyff-$version"
[ -x "$built/dyff" ] || CGO_ENABLED=0 GOBIN="$built" go install "github.com/homeport/dyff/cmd/dyff@$version" || exit 77 # a Go that is too old
cases=$(cd / && go mod download -json "github.com/homeport/dyff@$version" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')
DYFF="$built/dyff" DYFF_CASES="$cases/assets" npx vitest run test/dyff.test.ts
