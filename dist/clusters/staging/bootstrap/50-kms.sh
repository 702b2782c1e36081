#!/usr/bin/env bash
# Generated from clusters/staging.ts by "npm run synth"; edits are lost. sha256:3e438962e7e00556
. "$(dirname "$0")/lib.sh"

need aws
account
is aws kms describe-key --key-id "$KMS_KEY" || [ -n "$DRY_RUN" ] ||
  fail "there is no key $KMS_KEY: make one, 'aws kms create-key --description sops', and write its ARN into the cluster file"
run aws cloudformation deploy --stack-name "$CLUSTER_NAME-sops" --template-file "$BOOTSTRAP/kms-policy.yaml" \
  --capabilities CAPABILITY_IAM --no-fail-on-empty-changeset
