#!/usr/bin/env bash
# What npm pack makes is enough: installed into an empty folder elsewhere, it makes a repository that compiles, is valid and has types, with a
# package and an organisation of its own, and says what another version of it would change. Needs npm ci, and npm for the packages it runs on.
set -euo pipefail
cd "$(dirname "$0")/../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { printf '%s\n' "$*"; exit 1; }

# Packs a copy of the checkout, of which the version is given.
pack() {
  local source="$work/source-$1"
  mkdir -p "$source"
  git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- --ignore-failed-read -cf - 2>/dev/null | tar -xf - -C "$source"
  ln -s "$PWD/node_modules" "$source/node_modules"
  (cd "$source" && if [ -n "${2:-}" ]; then sed -i.before "$2" "$3"; fi && sed -i.before 's/^  "version": ".*"/  "version": "'"$1"'"/' package.json \
    && find . -name '*.before' -delete && npm pack --silent --pack-destination "$work" > /dev/null)
}
pack 9.1.0
pack 9.2.0 "s/policy: 'upsert-only'/policy: 'sync'/" charts/packages/external-dns.ts
tarball="$work/tidepool-gitops-9.1.0.tgz"

# What is in it, and what is not.
tar -tzf "$tarball" > "$work/content"
if grep -E '^package/(test|dist|clusters|node_modules|\.ci|\.github)/|^package/docs/.*\.ts$|\.test\.ts$' "$work/content"; then fail 'this does not belong into the tarball'; fi
for path in main.ts lib/cli/launcher.cjs charts/config.schema.json imports/validators/config.js types/library.js types/charts/library.d.ts LICENSE README.md; do
  grep -qx "package/$path" "$work/content" || fail "$path is not in the tarball"
done
[ "$(wc -c < "$tarball")" -lt 900000 ] || fail 'the tarball has more than 900 kB'

mkdir "$work/platform"
cd "$work/platform"
npm install --ignore-scripts --no-audit --no-fund --silent "$tarball"
if npm ls --all --parseable 2>/dev/null | grep -E 'node_modules/(backport|cdk8s-plus-27|cdk8s-cli|vitest)$'; then fail 'this is of no use at run time'; fi
echo "$(npm ls --all --parseable 2>/dev/null | tail -n +2 | wc -l) packages come with it"
npx --no-install tidepool-gitops init --name acme
npm install --ignore-scripts --no-audit --no-fund --silent # the compiler, and the lock file of both
npm ci --ignore-scripts --no-audit --no-fund --silent      # as CI does
judge() {
  npm run -s typecheck
  npm run -s synth | tail -1
  npm run -s check -- --strict
  npm run -s validate -- --strict
}
judge

# A package and an organisation of one's own, typed.
source=$OLDPWD
mkdir packages
cp "$source/test/repository/packages/velero.ts" packages/
cp "$source/test/repository/organisation.ts" .
sed -i.before "s/    reloader: {},/    velero: { bucket: 'acme-copies' },/; /^  dns: /d" clusters/acme.ts
judge
grep -q 'bucket: acme-copies' dist/clusters/acme/flux/shared/velero/helmrelease.yaml
grep -q -- '- acme.example' dist/clusters/acme/flux/shared/external-dns/helmrelease.yaml
sed -i.before 's/bucket: .acme-copies./buket: 1/' clusters/acme.ts
if npm run -s typecheck; then fail 'a misspelt word compiles'; fi
if npx tidepool-gitops check; then fail 'a misspelt word is run'; fi
sed -i.before "s/buket: 1/bucket: 'acme-copies'/" clusters/acme.ts

# How long a start takes, beside one of a checkout; both keep what they load. To be read: a time is no judge.
node -e '
  const { spawnSync } = require("node:child_process");
  const quickest = (program, cwd) => Math.min(...[1, 2, 3, 4, 5].map(() => {
    const start = performance.now();
    spawnSync(process.execPath, [program, "check", "acme"], { cwd });
    return performance.now() - start;
  }));
  const [installed, checkout] = [quickest("node_modules/tidepool-gitops/lib/cli/launcher.cjs", "."), quickest(`${process.argv[1]}/lib/cli/launcher.cjs`, ".")];
  console.log(`check: ${installed.toFixed()} ms installed, ${checkout.toFixed()} ms by the checkout`);
' "$source"

# Another version: the same, one that changes an object, and one that needs what is not here.
before=$(find . -path ./node_modules -prune -o -type f -print0 | sort -z | xargs -0 cat | cksum)
npm run -s upgrade -- --with "$tarball" --dry-run
status=0; npm run -s upgrade -- --with ../tidepool-gitops-9.2.0.tgz --dry-run > said.txt || status=$?
cat said.txt
[ "$status" = 1 ] || fail "an upgrade that changes something ends with $status"
grep -q 'policy: upsert-only → sync' said.txt
rm said.txt
[ "$before" = "$(find . -path ./node_modules -prune -o -type f -print0 | sort -z | xargs -0 cat | cksum)" ] || fail 'a dry run has written something'
[ -z "$(find node_modules -maxdepth 1 -name '.tidepool-gitops-*')" ] || fail 'a dry run leaves something behind'
