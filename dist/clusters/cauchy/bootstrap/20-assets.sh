#!/usr/bin/env bash
# Generated from clusters/cauchy.ts by "npm run synth"; edits are lost. sha256:7de4ca4af92d1895
. "$(dirname "$0")/lib.sh"

need aws
account

# The bucket that new ones are filled from.
ASSET_SOURCE=${ASSET_SOURCE:-tidepool-dev-asset}

make_bucket() {
  if is aws s3api head-bucket --bucket "$1"; then
    say "bucket $1 is there"
    return
  fi
  if [ "$AWS_REGION" = us-east-1 ]; then
    run aws s3api create-bucket --bucket "$1"
  else
    run aws s3api create-bucket --bucket "$1" --create-bucket-configuration "LocationConstraint=$AWS_REGION"
  fi
}

# Both settings come to the same however often they are made, so a run that was broken off is made good.
for bucket in $DATA_BUCKETS; do
  make_bucket "$bucket"
  run aws s3api put-public-access-block --bucket "$bucket" --public-access-block-configuration \
    BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true
  run aws s3api put-bucket-encryption --bucket "$bucket" --server-side-encryption-configuration \
    '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]}'
done

# What lies here is meant for everybody, but AWS makes a bucket private: PUBLIC_ASSETS=1 lets everybody read its objects. Nobody may list
# or write them.
for bucket in $ASSET_BUCKETS; do
  make_bucket "$bucket"
  run aws s3 sync "s3://$ASSET_SOURCE" "s3://$bucket"
  [ -n "${PUBLIC_ASSETS:-}" ] || continue
  run aws s3api put-public-access-block --bucket "$bucket" --public-access-block-configuration \
    BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=false,RestrictPublicBuckets=false
  run aws s3api put-bucket-policy --bucket "$bucket" --policy \
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::'"$bucket"'/*"}]}'
done
