#!/usr/bin/env bash
# Generated from clusters/cauchy.ts by "npm run synth"; edits are lost. sha256:2fc7bbf5ab63fc53
. "$(dirname "$0")/lib.sh"

need aws
account

stack="$CLUSTER_NAME-vpc"
run aws cloudformation deploy --stack-name "$stack" --template-file "$BOOTSTRAP/network.yaml" --no-fail-on-empty-changeset >&2
vpc=$(ask aws cloudformation describe-stacks --stack-name "$stack" --query "Stacks[0].Outputs[?OutputKey=='VpcId'].OutputValue" --output text)
if grep -q "id: $vpc\$" "$BOOTSTRAP/../config.yaml"; then
  say "config.yaml knows $vpc"
else
  say "now write vpc: { id: '$vpc' } in clusters/$CLUSTER_NAME.ts, run 'npm run synth', commit and push"
fi
