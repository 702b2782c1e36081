import type { EksFacts, Cluster } from '../cluster.ts';
import { peeringScript } from './scripts/peering.ts';
import type { Step } from './step.ts';

/** The step that connects the cluster with other networks; none where there are no others. */
export function peering({ name, accountNumber, region }: Cluster, { cidr, peers }: EksFacts): Step[] {
  if (peers.length === 0) return [];
  const rows = peers.map(({ vpcId = '', connection = '', ...peer }) =>
    [peer.name, peer.cidr, ...(vpcId === '' ? ['', '', ''] : [peer.account, peer.region, vpcId]), connection].join(' | '));
  return [{
    file: '80-peering.sh',
    title: 'Connect other networks',
    source: 'guide l.1890-1929',
    commands: peers.map(peer => `bash 80-peering.sh ${peer.name}`),
    does: `Connects the VPC of the cluster with another one, the database's for instance. Where the cluster file says \`vpcId\` of a peer, this
side asks for the connection, and the other side accepts it; otherwise the other side asks, as MongoDB Atlas always does, and this side
accepts. Then it adds a route to the peer in the tables that nodes use: the public one, and the private ones where nodes have no public
address.

| peer | addresses | account | region | VPC | connection |
|---|---|---|---|---|---|
${rows.map(row => `| ${row} |`).join('\n')}

What the other side is told when it asks, as in the console of MongoDB Atlas:

| | |
|---|---|
| AWS account number | ${accountNumber} |
| VPC | the id of \`eksctl-${name}-cluster/VPC\`, which the script prints |
| CIDR block | ${cidr} |
| AWS region | ${region} |`,
    sees: 'What is left for the other side to do: to accept, to route back, to let the addresses in.',
    fails: `\`there is no connection\`: nobody has asked for it yet, or its addresses are others than those above. Take its id from the console
of VPC, Peering connections, and write it into the cluster file as \`connection\`. \`routes ... through\`: an older connection has the route.`,
    script: peeringScript,
  }];
}
