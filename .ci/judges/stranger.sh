#!/usr/bin/env bash
# clusters/ and dist/ are the user's: a company that puts its own cluster in the place of ours finds everything green. Needs npm ci.
set -euo pipefail
cd "$(dirname "$0")/../.."

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git clone --quiet . "$copy"

cd "$copy"
npm ci --ignore-scripts --no-audit --no-fund --silent
rm clusters/*.ts
sed "s#'../../charts/#'../charts/#" test/stranger/acme.ts > clusters/acme.ts
npm run --silent synth | tail -1
npm run --silent check -- --strict
npm run --silent validate -- --dist --strict
npm test
