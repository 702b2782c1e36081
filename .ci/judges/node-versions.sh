#!/usr/bin/env bash
# The bytes of dist are the same under every version of Node that is supported. Needs npm ci; the package `node` carries the binaries.
set -euo pipefail
cd "$(dirname "$0")/../.."

for version in 20.19 22 24; do
  npx --yes --package "node@$version" -- node -e 'console.log(`Node ${process.version}`)'
  npx --yes --package "node@$version" -- node lib/cli/launcher.cjs check --strict
done
