import { bash } from '../../bootstrap/step.ts';
import { deployKey } from './flux1-scripts.ts';

/** What Flux runs in the folder that it reads; its output is what Flux applies. POSIX: the image of Flux has no bash. */
export const generatorScript = bash`
#!/bin/sh
# Prints the manifests of all overlays of an environment, with their secrets decrypted. All else that it says goes to the standard error.

set -eu
: "\${ENVIRONMENT:?the environment whose overlays are built}"
cd "$(dirname "$0")"

# The decrypted Secrets are gone when the script ends, however that happens.
trap 'rm -f kustomize/*/overlays/"$ENVIRONMENT"/secret.yaml' EXIT
trap 'exit 1' HUP INT TERM

for overlay in kustomize/*/overlays/"$ENVIRONMENT"; do
  [ -d "$overlay" ] || continue
  if [ -f "$overlay/secret-stub.yaml" ]; then
    if [ ! -d "$overlay/.sops" ]; then
      printf 'error: %s\n' "$overlay has no .sops yet: 40-sops.sh says what is missing" >&2
      exit 1
    fi
    (
      cd "$overlay"
      umask 077
      npx --quiet --package @reactioncommerce/merge-sops-secrets@1.2.1 sops-to-secret secret-stub.yaml >secret.yaml
    )
  fi
  kustomize build "$overlay"
  printf '%s\n' ---
done
`;

/** GitOps guide l.77-93. */
export const kubeconfigScript = bash`
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

need aws kubectl
account
case \${1:-} in
  '') run aws eks update-kubeconfig --region "\${REGION:-$AWS_REGION}" --name "$CLUSTER_NAME" ;;
  aws-auth)
    cluster
    run kubectl get configmap aws-auth --namespace kube-system --output yaml
    confirm "$CLUSTER_NAME" 'Whoever is not in kubeconfig/aws-auth-configmap.yaml loses access, nodes too.'
    run kubectl apply --filename "$BOOTSTRAP/kubeconfig/aws-auth-configmap.yaml"
    ;;
  *) fail "'$1' is nothing that this script does: say aws-auth, or nothing" ;;
esac
`;

/** Builds and applies a folder; without overlays it is applied as it stands. On the server, since some definitions are too long for the client. */
const applying = bash`

apply() {
  local folder="$BOOTSTRAP/$1" overlay="$BOOTSTRAP/$1/overlays/$ENVIRONMENT"
  [ -d "$folder" ] || fail "there is no folder $1"
  if [ ! -d "$folder/overlays" ]; then
    run kubectl apply --server-side --filename "$folder"
  elif [ -n "$DRY_RUN" ]; then
    show + kustomize build "$overlay"
    show + kubectl apply --server-side --filename -
  else
    kustomize build "$overlay" >"$TEMP/objects.yaml"
    run kubectl apply --server-side --filename "$TEMP/objects.yaml"
  fi
}
`;

/** GitOps guide l.97-99, 145-147, 197-198, 299-301. */
export const applyScript = `${bash`
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

need aws kubectl kustomize
account
cluster
temp
`}${applying}${bash`

if [ $# -eq 0 ]; then
  # shellcheck disable=SC2086 # a list of names
  set -- $FOLDERS
fi
for folder in "$@"; do
  apply "$folder"
done
run kubectl get namespaces
`}`;

/** GitOps guide l.160-191, 329-352, 366-380. */
export const sopsScript = bash`
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

need aws openssl sops

usage() {
  cat >&2 <<'END'
usage: bash 40-sops.sh plan               what is there, and what is to be done
       bash 40-sops.sh random             makes what is chance, and is not there
       bash 40-sops.sh put PACKAGE KEY    encrypts a value that is asked for, or comes from the standard input
       bash 40-sops.sh docker-hub         encrypts a config.json of Docker in the same way
       bash 40-sops.sh apply              makes Secret docker-hub in its namespaces
END
  exit 1
}

# Where a value is kept.
place() {
  printf '%s' "$BOOTSTRAP/../flux/kustomize/$1/overlays/$ENVIRONMENT/.sops/$2.enc"
}
docker_hub="$BOOTSTRAP/dockerhub-creds-secret/.sops/dockerconfigjson.enc"

# A value without the newline behind it. It is in no file, and in no list of processes.
value() {
  local given
  if [ -t 0 ]; then
    read -r -s -p "$1: " given
    printf '\n' >&2
  else
    given=$(cat)
  fi
  [ -n "$given" ] || fail 'there is no value'
  printf '%s' "$given"
}

# Encrypts the standard input into a file. What stands there stays if that fails.
encrypt() {
  local file=$1
  if [ -n "$DRY_RUN" ]; then
    show + sops --encrypt --kms "$KMS_KEY" --input-type binary --output-type json /dev/stdin
    cat >/dev/null
    return
  fi
  account </dev/null # the value is behind the standard input
  mkdir -p "$(dirname "$file")"
  sops --encrypt --kms "$KMS_KEY" --input-type binary --output-type json /dev/stdin >"$file.new" || {
    rm -f "$file.new"
    fail "$file is as it was"
  }
  mv "$file.new" "$file"
  say "wrote $file: commit it"
}

# Calls a function with package, key and origin of each value.
each() {
  local package key origin
  while read -r package key origin <&3; do
    [ -z "$package" ] || "$1" "$package" "$key" "$origin"
  done 3<<<"$SOPS_KEYS"
}

plan() {
  local file
  file=$(place "$1" "$2")
  if [ -s "$file" ]; then
    say "ok       $1 $2"
  elif [ "$3" = random ]; then
    say "missing  $1 $2: bash 40-sops.sh random"
  else
    say "missing  $1 $2: bash 40-sops.sh put $1 $2"
  fi
}

random() {
  local file
  file=$(place "$1" "$2")
  [ "$3" = random ] && [ ! -s "$file" ] || return 0
  if [ -n "$DRY_RUN" ]; then
    encrypt "$file" </dev/null
  else
    openssl rand -hex 32 | tr -d '\n' | encrypt "$file"
  fi
}

known=''
know() {
  [ "$1 $2" != "$wanted" ] || known=yes
}

# Nothing is written on the way: the decrypted value goes from one program to the next.
distribute() {
  local namespace
  [ -n "$DRY_RUN" ] || [ -s "$docker_hub" ] || fail "there is no $docker_hub: bash 40-sops.sh docker-hub"
  need kubectl
  account
  cluster
  for namespace in $DOCKER_HUB_NAMESPACES; do
    is kubectl get namespace "$namespace" || run kubectl create namespace "$namespace"
    if [ -n "$DRY_RUN" ]; then
      show + kubectl apply --namespace "$namespace" --filename -
      continue
    fi
    sops --decrypt --input-type json --output-type binary "$docker_hub" |
      kubectl create secret generic docker-hub --namespace "$namespace" --type kubernetes.io/dockerconfigjson \
        --from-file .dockerconfigjson=/dev/stdin --dry-run=client --output yaml |
      kubectl apply --namespace "$namespace" --filename -
  done
}

case "\${1:-} $#" in
  'plan 1')
    each plan
    if [ -s "$docker_hub" ]; then
      say 'ok       docker-hub'
    else
      say 'missing  docker-hub: bash 40-sops.sh docker-hub <config.json'
    fi
    ;;
  'random 1') each random ;;
  'put 3')
    wanted="$2 $3"
    each know
    [ -n "$known" ] || fail "nothing reads $3 of $2; bash 40-sops.sh plan lists what is read"
    value "$3" | encrypt "$(place "$2" "$3")"
    ;;
  'docker-hub 1') value 'config.json' | encrypt "$docker_hub" ;;
  'apply 1') distribute ;;
  *) usage ;;
esac
`;

export const kmsScript = bash`
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

need aws
account
is aws kms describe-key --key-id "$KMS_KEY" || [ -n "$DRY_RUN" ] ||
  fail "there is no key $KMS_KEY: make one, 'aws kms create-key --description sops', and write its ARN into the cluster file"
run aws cloudformation deploy --stack-name "$CLUSTER_NAME-sops" --template-file "$BOOTSTRAP/kms-policy.yaml" \
  --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset
`;

/** GitOps guide l.200-282. */
export const fluxScript = `${bash`
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

need aws curl docker fluxctl jq kubectl kustomize
: "\${GITHUB_TOKEN:?make a token that may write keys of the repository, and export it}"
account
cluster
temp
`}${applying}${bash`

if is docker manifest inspect "$FLUX_IMAGE"; then
  say "$FLUX_IMAGE is there"
else
  run docker build --build-arg "ENVIRONMENT=$ENVIRONMENT" --tag "$FLUX_IMAGE" "$BOOTSTRAP/flux"
  run docker push "$FLUX_IMAGE"
fi
apply flux
run kubectl rollout status --namespace flux-system deployment/flux

`}${deployKey('flux-system')}`;

/** GitOps guide l.399-416. */
export const dnsScript = bash`
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

need aws jq
account
subdomain="$ENVIRONMENT.$DOMAIN"

# The hosted zone of a domain, or None.
zone() {
  ask aws route53 list-hosted-zones-by-name --dns-name "$1" --query "HostedZones[?Name=='$1.'].Id | [0]" --output text
}

# Writes a record of a zone.
record() {
  local batch
  batch=$(jq -n --argjson set "$2" '{ Changes: [{ Action: "UPSERT", ResourceRecordSet: $set }] }')
  run aws route53 change-resource-record-sets --hosted-zone-id "$1" --change-batch file:///dev/stdin --output text <<<"$batch"
}

own=$(zone "$subdomain")
if [ "$own" = None ]; then
  run aws route53 create-hosted-zone --name "$subdomain" --caller-reference "$subdomain" --output text
  own=$(zone "$subdomain")
fi
parent=$(zone "$DOMAIN")
[ "$parent" != None ] || fail "Route53 has no hosted zone $DOMAIN: give the name servers of $subdomain to who has it"
servers=$(ask aws route53 get-hosted-zone --id "$own" --query DelegationSet.NameServers --output text)
record "$parent" "$(jq -n --arg name "$subdomain" --arg servers "$servers" \
  '{ Name: $name, Type: "NS", TTL: 300, ResourceRecords: ($servers | split("\\s+"; null) | map({ Value: . })) }')"

certificate=$(ask aws acm list-certificates --query "CertificateSummaryList[?DomainName=='*.$subdomain'].CertificateArn | [0]" --output text)
if [ "$certificate" = None ]; then
  certificate=$(ask aws acm request-certificate --domain-name "*.$subdomain" --validation-method DNS --query CertificateArn --output text)
fi
proof=$(ask aws acm describe-certificate --certificate-arn "$certificate" \
  --query 'Certificate.DomainValidationOptions[0].ResourceRecord.[Name,Value]' --output text)
read -r name value <<<"$proof"
record "$own" "$(jq -n --arg name "$name" --arg value "\${value:-}" '{ Name: $name, Type: "CNAME", TTL: 300, ResourceRecords: [{ Value: $value }] }')"

if [ -z "\${1:-}" ]; then
  say "then name the load balancer: bash 80-dns.sh NAME. 'aws elbv2 describe-load-balancers' lists those that there are"
  exit 0
fi
balancer=$(ask aws elbv2 describe-load-balancers --names "$1" \
  --query 'LoadBalancers[0].[LoadBalancerArn,DNSName,CanonicalHostedZoneId]' --output text)
read -r arn host balancer_zone <<<"$balancer"
listener=$(ask aws elbv2 describe-listeners --load-balancer-arn "$arn" --query "Listeners[?to_string(Port)=='443'].ListenerArn | [0]" --output text)
[ "$listener" != None ] || fail "$1 listens at no port 443: give it a listener for HTTPS with certificate $certificate"
run aws elbv2 add-listener-certificates --listener-arn "$listener" --certificates "CertificateArn=$certificate" --output text

for alias in $ALIASES; do
  record "$own" "$(jq -n --arg name "$alias" --arg host "\${host:-}" --arg zone "\${balancer_zone:-}" \
    '{ Name: $name, Type: "A", AliasTarget: { DNSName: $host, HostedZoneId: $zone, EvaluateTargetHealth: false } }')"
done
`;
