#!/usr/bin/env bash
# What a user has to trust: the tool runs from its run-time packages alone, without one install script. Needs Node 20.19+, npm and git.
# Leaves a bill of materials in the file that SBOM names, if it names one; packages that only development needs are marked in it.
set -euo pipefail
cd "$(dirname "$0")/../.."

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached --others --exclude-standard | tar --null --files-from=- --ignore-failed-read -cf - 2>/dev/null | tar -xf - -C "$copy"
(
  cd "$copy"
  npm ci --ignore-scripts --omit=dev --no-audit --no-fund
  npm run --silent synth
)
diff -r dist "$copy/dist"

# Not with --omit: npm 11 then leaves out what development needs as well.
(cd "$copy" && npm sbom --package-lock-only --sbom-format cyclonedx) > "$copy/sbom.json"
node -e '
  const { components } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  const isOfDevelopment = ({ properties = [] }) => properties.some(({ name, value }) => name === "cdx:npm:package:development" && value === "true");
  console.log(`${components.filter(component => !isOfDevelopment(component)).length} packages at run time, ${components.length} in all`);
' "$copy/sbom.json"
if [ -n "${SBOM:-}" ]; then cp "$copy/sbom.json" "$SBOM"; fi
