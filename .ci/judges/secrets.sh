#!/usr/bin/env bash
# 40-secrets.sh and 20-assets.sh with the real AWS CLI against an implementation of AWS' API: moto, of PyPI. No account is needed. Needs npm
# ci, Python 3.10+ and the network; installs jq, python3-venv and kubectl on Debian and its kin, and keeps what it has downloaded in ~/.cache.
# Prints what it did.
set -euo pipefail
cd "$(dirname "$0")/../.."

python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || exit 77 # for moto

if [ "$(id -u)" = 0 ]; then sudo() { "$@"; }; fi
has() { command -v "$1" >/dev/null; }
install() { sudo apt-get update -qq && sudo apt-get install -y -qq --no-install-recommends "$@" >/dev/null; }
has jq || install jq
python3 -c 'import ensurepip' 2>/dev/null || install python3-venv
has kubectl || install kubernetes-client || true # Debian has it, Ubuntu has not

work=$(mktemp -d)
server=''
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$work"' EXIT
venv="${XDG_CACHE_HOME:-$HOME/.cache}/tidepool-gitops/moto-5.2.1-awscli-1.45.11"
if [ ! -e "$venv/complete" ]; then
  python3 -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check 'moto[server]==5.2.1' 'awscli==1.45.11' 'boto3==1.43.11'
  touch "$venv/complete"
fi

# Every program that is given something writes down its arguments.
mkdir "$work/bin" "$work/home" "$work/manifests"
for program in aws jq kubectl; do
  real=$(PATH="$venv/bin:$PATH" command -v "$program") || continue
  printf '#!/bin/sh\nprintf "%%s\\n" "%s $*" >>"%s/log"\nexec "%s" "$@"\n' "$program" "$work" "$real" >"$work/bin/$program"
  chmod +x "$work/bin/$program"
done

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$venv/bin/moto_server" -H 127.0.0.1 -p "$port" >"$work/moto.log" 2>&1 &
server=$!
export PATH="$work/bin:$PATH" HOME="$work/home" XDG_STATE_HOME="$work/state" AWS_ENDPOINT_URL="http://127.0.0.1:$port"
for name in AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY; do export "$name=testing"; done
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null AWS_PAGER=''
unset AWS_PROFILE AWS_SESSION_TOKEN DRY_RUN
for _ in $(seq 60); do
  python3 -c "import urllib.request; urllib.request.urlopen('$AWS_ENDPOINT_URL/moto-api/data.json')" 2>/dev/null && break
  kill -0 "$server" 2>/dev/null || { cat "$work/moto.log"; exit 1; }
  sleep 0.5
done

# The output of a cluster of each way of delivery.
node --import tsx --input-type=module - "$work/dist" <<'END'
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compile } from './charts/compile.ts';
import { base, today } from './test/invalid/base.ts';
const folder = process.argv[2];
const provided = ['blob', 'data', 'export', 'image', 'notification', 'server', 'task', 'user']; // they would only take time
const environments = { qa: { ...base.environments.qa, secrets: { provided } } };
const clusters = [{ ...base, environments, name: 'old' }, { ...today, name: 'new', packages: { ...today.packages, fluxcloud: {} } }];
for (const [path, text] of clusters.flatMap(config => [...compile(config, new Map())])) {
  mkdirSync(join(folder, dirname(path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}
END
cluster=old
secrets() { bash "$work/dist/clusters/$cluster/bootstrap/40-secrets.sh" "$@"; }
stored() { "$venv/bin/aws" --region us-west-2 secretsmanager get-secret-value --secret-id "$1" --query SecretString --output text; }
# What AWS has, without going through the script.
is() {
  [ "$2" = "$3" ] || { printf 'FAILED  %s: %s instead of %s\n' "$1" "$2" "$3"; exit 1; }
  printf 'ok      %s\n' "$1"
}
refused() {
  local status=0
  secrets "${@:2}" </dev/null >"$work/said" 2>&1 || status=$?
  is "$1 is refused: $(tail -1 "$work/said" | cut -c 1-70)" "$status" 1
}

secrets random 2>/dev/null
first=$(stored old/qa/userdata)
is 'random makes all keys' "$(jq -r 'keys | join(" ")' <<<"$first")" 'GroupIdEncryptionKey UserIdSalt UserPasswordSalt'
is 'of 40 letters and digits' "$(jq -r '[.[] | test("^[A-Za-z0-9]{40}$")] | all' <<<"$first")" true
secrets random 2>/dev/null
is 'random never overwrites' "$(stored old/qa/userdata)" "$first"

canary=c4n4ry-$RANDOM$RANDOM
printf '%s file "\\ é\nof two lines\n' "$canary" >"$work/value"
SALT="$canary env" secrets put old/qa/dexcom ClientId="@$work/value" ClientSecret=- StateSalt=env:SALT <<<"$canary stdin"
is 'put takes a file' "$(stored old/qa/dexcom | jq -r .ClientId)" "$(cat "$work/value")"
is 'put takes the standard input and a variable' "$(stored old/qa/dexcom | jq -c '[.ClientSecret, .StateSalt]')" "[\"$canary stdin\",\"$canary env\"]"
printf '{"ApiKey":"%s","URL":"u","PersonalLists":"p","ClinicLists":"c"}' "$canary" | secrets put old/qa/mailchimp --json -
printf '{"ApiKey":"%s again"}' "$canary" | secrets update old/qa/mailchimp --json -
is 'update changes one key' "$(stored old/qa/mailchimp)" "{\"ApiKey\":\"$canary again\",\"URL\":\"u\",\"PersonalLists\":\"p\",\"ClinicLists\":\"c\"}"
refused 'put on what is there' put old/qa/dexcom ClientId=random
refused 'an unknown key' put old/qa/jellyfish Salt=random
refused 'a value as an argument' put old/qa/jellyfish CarelinkSalt=x
refused 'update of what is not there' update old/qa/jellyfish CarelinkSalt=random
refused 'get without a terminal' get old/qa/dexcom ClientId
shown=$(python3 -c 'import pty, sys; pty.spawn(sys.argv[1:])' bash "$work/dist/clusters/old/bootstrap/40-secrets.sh" get old/qa/dexcom StateSalt </dev/null | tr -d '\r')
is 'get shows a value to a terminal' "$shown" "$canary env"

is 'list names what is there' "$(secrets list | grep -c '^old/qa/')" 5
secrets plan >"$work/plan"
is 'plan says how to mend what is missing' "$(grep jellyfish "$work/plan")" 'absent   old/qa/jellyfish (needed): 40-secrets.sh put old/qa/jellyfish CarelinkSalt=-'
refused 'confirm of an incomplete cluster' confirm
secrets put old/qa/jellyfish CarelinkSalt=random
secrets put old/qa/kissmetrics APIKey=random Token=random UCSFAPIKey=random UCSFWhitelist=random
for key in Scheme Addresses Username Password Database Tls OptParams; do printf '%s\t%s\n' "$key" "$canary"; done |
  jq -Rn '[inputs / "\t" | {(.[0]): .[1]}] | add' | secrets put old/qa/mongo --json -
secrets confirm >"$work/confirmed"
is 'confirm of a complete cluster' "$(grep -vc '^ok' "$work/confirmed")" 2 # the two that 60-flux.sh makes
echo old/qa/jellyfish | secrets delete old/qa/jellyfish 2>/dev/null
refused 'put on what is deleted' put old/qa/jellyfish CarelinkSalt=random
refused 'confirm after that' confirm

cluster=new
printf 'new/argo-events/kaniko\tconfig.json\tprovider\tneeded\targo-events/kaniko\tkaniko\n' >>"$work/dist/clusters/new/bootstrap/secrets.tsv"
printf 'somebody\n%s\n' "$canary" | secrets docker-config new/argo-events/kaniko
is 'docker-config makes a login' "$(stored new/argo-events/kaniko | jq -r '."config.json"' | jq -r '.auths[].auth' | base64 -d)" "somebody:$canary"
if has kubectl; then
  sed "s/\${[A-Za-z_]*}/$canary/" "$work/dist/clusters/new/bootstrap/secret-templates/flux-system-slack-secret.yaml" >"$work/manifests/slack.yaml"
  secrets import "$work/manifests" plaintext 2>/dev/null
  is 'import takes a template that is filled in' "$(stored new/flux/slack)" "{\"url\":\"$canary\"}"
  sed "s/\${[A-Za-z_]*}/$(printf '%s' "$canary" | base64)/" "$work/dist/clusters/new/bootstrap/secret-templates/qa-kafka-secret.yaml" >"$work/manifests/slack.yaml"
  secrets import "$work/manifests" encoded
  is 'import decodes base64' "$(stored new/qa/kafka)" "{\"Password\":\"$canary\"}"
else
  echo 'left out: import, since there is no kubectl'
fi
rm "$work/value" "$work"/manifests/*

is 'no value was an argument of aws, jq or kubectl' "$(grep -c "$canary" "$work/log")" 0
is 'no value is in a file' "$(grep -rl "$canary" "$work/dist" "$work/home" "$XDG_STATE_HOME" 2>/dev/null | wc -l)" 0

bucket() { "$venv/bin/aws" --region us-west-2 s3api "$1" --bucket "$2" "${@:3}" --output text; }
bucket create-bucket tidepool-dev-asset --create-bucket-configuration LocationConstraint=us-west-2 >/dev/null
bucket put-object tidepool-dev-asset --key img/logo.png --body package.json >/dev/null
for _ in once twice; do bash "$work/dist/clusters/new/bootstrap/20-assets.sh" >/dev/null 2>"$work/said"; done
is '20-assets.sh finds its buckets the second time' "$(grep -c 'is there' "$work/said")" 2
is 'data is closed to the public' "$(bucket get-public-access-block tidepool-new-qa-data --query 'PublicAccessBlockConfiguration.BlockPublicPolicy')" True
is 'assets are copied' "$(bucket list-objects-v2 tidepool-new-qa-asset --query 'Contents[].Key')" img/logo.png
printf '%s calls of aws, jq and kubectl\n' "$(wc -l <"$work/log")"
