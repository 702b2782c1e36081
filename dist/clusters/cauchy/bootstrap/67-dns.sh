#!/usr/bin/env bash
# Generated from clusters/cauchy.ts by "npm run synth"; edits are lost. sha256:e282367baf912b95
. "$(dirname "$0")/lib.sh"

need aws jq kubectl
account
cluster

# The load balancer is there some minutes after its Service.
host=''
tries=0
while [ -z "$host" ]; do
  host=$(ask kubectl get service "${ENTRANCE#*/}" --namespace "${ENTRANCE%%/*}" --output 'jsonpath={.status.loadBalancer.ingress[0].hostname}')
  [ -n "$host" ] && break
  tries=$((tries + 1))
  [ "$tries" -lt 40 ] || fail "$ENTRANCE has no load balancer yet"
  say "waiting for the load balancer of $ENTRANCE"
  sleep 15
done
balancer=$(ask aws elbv2 describe-load-balancers --query "LoadBalancers[?DNSName=='$host'].CanonicalHostedZoneId" --output text)

for domain in $DOMAINS; do
  zone=$(ask aws route53 list-hosted-zones-by-name --dns-name "$domain" --query "HostedZones[?Name=='$domain.'].Id | [0]" --output text)
  [ "$zone" != None ] || fail "Route53 has no hosted zone $domain"
  records=$(jq -n --arg domain "$domain" --arg host "$host" --arg zone "$balancer" '
    def upsert: { Action: "UPSERT", ResourceRecordSet: . };
    { Changes: [
      ({ Name: $domain, Type: "A", AliasTarget: { DNSName: $host, HostedZoneId: $zone, EvaluateTargetHealth: false } } | upsert),
      ({ Name: "*.\($domain)", Type: "CNAME", TTL: 300, ResourceRecords: [{ Value: $host }] } | upsert)
    ] }')
  run aws route53 change-resource-record-sets --hosted-zone-id "$zone" --change-batch file:///dev/stdin --output text <<<"$records"
done
