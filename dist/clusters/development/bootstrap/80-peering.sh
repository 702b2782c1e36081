#!/usr/bin/env bash
# Generated from clusters/development.ts by "npm run synth"; edits are lost. sha256:3325a5c039eb973c
. "$(dirname "$0")/lib.sh"

names=$(printf '%s\n' "$PEERS" | cut -d ' ' -f 1 | tr '\n' ' ')
if [ $# -eq 0 ] && [ -n "$DRY_RUN" ]; then
  say "80-peering.sh PEER, where PEER is one of: $names"
  exit 0
fi
[ $# -eq 1 ] || fail "usage: bash 80-peering.sh PEER, where PEER is one of: $names"
row=$(printf '%s\n' "$PEERS" | awk -v name="$1" '$1 == name')
[ -n "$row" ] || fail "vpc.peers has no '$1'; there are: $names"
read -r peer cidr owner region peer_vpc connection <<EOF
$row
EOF

need aws
account

vpc=$(ask aws cloudformation describe-stacks --stack-name "$NETWORK_STACK" \
  --query "Stacks[0].Outputs[?OutputKey=='VPC'].OutputValue" --output text)

# The connection that a filter finds, if it is not gone; - if there is none.
connection_of() {
  local found
  found=$(ask aws ec2 describe-vpc-peering-connections --filters "$@" \
    Name=status-code,Values=initiating-request,provisioning,pending-acceptance,active \
    --query 'VpcPeeringConnections[0].VpcPeeringConnectionId' --output text)
  case $found in
    pcx-*) printf '%s\n' "$found" ;;
    *) printf '%s\n' - ;;
  esac
}

# One that was written down, or that the other side has asked for, or that this side has.
[ "$connection" != - ] || connection=$(connection_of "Name=accepter-vpc-info.vpc-id,Values=$vpc" "Name=requester-vpc-info.cidr-block,Values=$cidr")
if [ "$connection" = - ] && [ "$peer_vpc" != - ]; then
  connection=$(connection_of "Name=requester-vpc-info.vpc-id,Values=$vpc" "Name=accepter-vpc-info.vpc-id,Values=$peer_vpc")
fi
if [ "$connection" = - ] && [ "$peer_vpc" != - ]; then
  connection=$(run aws ec2 create-vpc-peering-connection --vpc-id "$vpc" --peer-vpc-id "$peer_vpc" --peer-owner-id "$owner" \
    --peer-region "$region" --query VpcPeeringConnection.VpcPeeringConnectionId --output text)
elif [ "$connection" = - ] && [ -z "$DRY_RUN" ]; then
  say "The other side asks for the connection, with: account $AWS_ACCOUNT, VPC $vpc, addresses $VPC_CIDR, region $AWS_REGION."
  fail "there is no connection with $peer yet; if there is, write it into the cluster file: connection: 'pcx-...'"
fi
case $connection in pcx-*) ;; *) connection=pcx-unknown ;; esac

# Sets what AWS says of the connection now, and which side this one is.
look() {
  read -r status accepter <<EOF
$(ask aws ec2 describe-vpc-peering-connections --vpc-peering-connection-ids "$connection" \
    --query 'VpcPeeringConnections[0].[Status.Code, AccepterVpcInfo.VpcId]' --output text)
EOF
  side=requester
  [ "$accepter" != "$vpc" ] || side=accepter
}

look
if [ "$status" = pending-acceptance ] && [ "$side" = accepter ]; then
  run aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id "$connection" --output text
elif [ "$status" = pending-acceptance ] && [ "$owner" = "$AWS_ACCOUNT" ]; then
  run aws ec2 accept-vpc-peering-connection --vpc-peering-connection-id "$connection" --region "$region" --output text
fi

# A route in every table that nodes use.
for table in $ROUTE_TABLES; do
  ids=$(ask aws ec2 describe-route-tables --filters "Name=vpc-id,Values=$vpc" "Name=tag:Name,Values=$NETWORK_STACK/$table*" \
    --query 'RouteTables[].RouteTableId' --output text)
  [ -n "$ids" ] || fail "there is no route table $NETWORK_STACK/$table"
  for id in $ids; do
    through=$(ask aws ec2 describe-route-tables --route-table-ids "$id" \
      --query "RouteTables[0].Routes[?DestinationCidrBlock=='$cidr'].VpcPeeringConnectionId" --output text)
    case $through in
      "$connection") say "$id: routes $cidr to $peer" ;;
      '' | None | unknown)
        run aws ec2 create-route --route-table-id "$id" --destination-cidr-block "$cidr" --vpc-peering-connection-id "$connection" --output text
        ;;
      *) fail "$id routes $cidr through $through; remove that route if its connection is gone" ;;
    esac
  done
done

# Public names of machines lead to their private addresses, as seen from here. AWS takes this once the connection is active.
look
if [ "$status" = active ] || [ -n "$DRY_RUN" ]; then
  run aws ec2 modify-vpc-peering-connection-options --vpc-peering-connection-id "$connection" \
    "--$side-peering-connection-options" AllowDnsResolutionFromRemoteVpc=true --output text
fi

[ -z "$DRY_RUN" ] || exit 0
printf '%s\n' "$peer, which is the other side of $connection ($status), has to:"
[ "$status" != pending-acceptance ] || printf '%s\n' '- accept it; then run this script again'
printf '%s\n' "- route $VPC_CIDR to $connection" "- let $VPC_CIDR in: by its security groups, in MongoDB Atlas by Network Access"
