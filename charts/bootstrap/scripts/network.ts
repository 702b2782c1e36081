import { bash } from '../step.ts';

export const networkScript = bash`
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

need aws
account

run aws cloudformation deploy --stack-name "$NETWORK_STACK" --template-file "$BOOTSTRAP/network.yaml" --no-fail-on-empty-changeset >&2
vpc=$(ask aws cloudformation describe-stacks --stack-name "$NETWORK_STACK" --query "Stacks[0].Outputs[?OutputKey=='VPC'].OutputValue" --output text)
if grep -q "id: $vpc\$" "$BOOTSTRAP/../config.yaml"; then
  say "config.yaml knows $vpc"
else
  say "now write vpc: { id: '$vpc' } in clusters/$CLUSTER_NAME.ts, run 'npm run synth', commit and push"
fi
`;

export const controlPlaneScript = bash`
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

need aws eksctl
account
state
config="$BOOTSTRAP/../config.yaml"

# eksctl would look for a VPC of this name.
if grep -q 'id: \${VPC_ID}' "$config" && [ -z "$DRY_RUN" ]; then
  fail "config.yaml does not know the VPC yet: do what 25-network.sh says"
fi
is aws eks describe-cluster --name "$CLUSTER_NAME" || run eksctl create cluster --config-file "$config" --without-nodegroup --kubeconfig "$STATE/kubeconfig.yaml"
run eksctl utils associate-iam-oidc-provider --config-file "$config" --approve
for addon in vpc-cni kube-proxy coredns aws-ebs-csi-driver; do
  is aws eks describe-addon --cluster-name "$CLUSTER_NAME" --addon-name "$addon" && continue
  run eksctl create addon --config-file "$config"
  break
done
`;

export const dnsScript = bash`
#!/usr/bin/env bash
. "$(dirname "$0")/lib.sh"

need aws jq kubectl
account
cluster

# The load balancer is there some minutes after its Service.
host=''
tries=0
while [ -z "$host" ]; do
  host=$(ask kubectl get service "\${ENTRANCE#*/}" --namespace "\${ENTRANCE%%/*}" --output 'jsonpath={.status.loadBalancer.ingress[0].hostname}')
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
`;
