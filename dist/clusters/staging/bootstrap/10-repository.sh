#!/usr/bin/env bash
# Generated from clusters/staging.ts by "npm run synth"; edits are lost. sha256:376dda62ff0dafab
. "$(dirname "$0")/lib.sh"

need gh git
: "${GITHUB_TOKEN:?make a token that may read and write the repository, and export it}"

name="$GITHUB_ACCOUNT/$GITHUB_REPOSITORY"
url="git@github.com:$name.git"

if is gh repo view "$name"; then
  say "repository $name is there"
else
  run gh repo create "$name" --private
fi

found=$(ask git -C "$BOOTSTRAP" config --get remote.origin.url || true)
case $found in
  '' | unknown) run git -C "$BOOTSTRAP" remote add origin "$url" ;;
  *github.com[:/]"$name" | *github.com[:/]"$name.git") say "remote origin is $found" ;;
  *) fail "remote origin is $found, and the cluster file says $name: change one of them" ;;
esac

is git -C "$BOOTSTRAP" diff --quiet HEAD -- .. || [ -n "$DRY_RUN" ] || fail 'commit what npm run synth has written first'
run git -C "$BOOTSTRAP" push --set-upstream origin "HEAD:$GIT_BRANCH"
