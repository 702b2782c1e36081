#!/usr/bin/env bash
# Generated from clusters/cauchy.ts by "npm run synth"; edits are lost. sha256:33a18dfea2223767
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
