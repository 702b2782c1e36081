#!/usr/bin/env bash
# Generated from clusters/staging.ts by "npm run synth"; edits are lost. sha256:f817d835a24a7c9c
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
record "$own" "$(jq -n --arg name "$name" --arg value "${value:-}" '{ Name: $name, Type: "CNAME", TTL: 300, ResourceRecords: [{ Value: $value }] }')"

if [ -z "${1:-}" ]; then
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
  record "$own" "$(jq -n --arg name "$alias" --arg host "${host:-}" --arg zone "${balancer_zone:-}" \
    '{ Name: $name, Type: "A", AliasTarget: { DNSName: $host, HostedZoneId: $zone, EvaluateTargetHealth: false } }')"
done
