import { knownPeers, peerCidrs, peerName } from '../peers.ts';
import type { Peer, PeerName, VpcConfig } from '../config.ts';
import { addressRange, cidrText, eksctlSubnets, overlaps, type Cidr } from '../vocabulary.ts';
import { amongEks, at, findContested, error, enumerate, ofEks, findRepeated, sourceOf, warning } from './rule.ts';
import type { CheckedEks, ConfigFinding, FleetFinding } from './rule.ts';

export const networkRules = ofEks([
  { id: 'address-block', summary: 'VPC and peers have blocks of addresses as AWS spells them; those of the VPC are private.', find: blocks },
  { id: 'vpc-size', summary: 'The VPC is of a size that eksctl takes, with room for its pods.', find: size },
  { id: 'subnet-pairs', summary: 'Subnets lie in the VPC, apart from each other, each pair in a zone of its own.', find: subnetPairs },
  { id: 'mongo-network-apart', summary: 'The VPC overlaps no Mongo network of Tidepool; a warning where the two do not peer.', find: mongoNetwork },
  { id: 'atlas-network-apart', summary: "The VPC does not overlap MongoDB Atlas' default network; a warning where the two do not peer.", find: atlasNetwork },
  { id: 'peer-apart', summary: 'Peers have names and addresses of their own, outside the VPC.', find: customPeers },
]);

export const networkFleetRules = amongEks([
  { id: 'peer-address', summary: 'A peer that is a cluster of this repository has the addresses that it gives itself.', findAmong: declaredPeers },
  { id: 'peer-name-agrees', summary: 'A peer has the same addresses in every cluster that names it.', findAmong: renamedPeers },
  { id: 'vpcs-apart', summary: 'Two clusters do not overlap: they could never be peered.', findAmong: unpeerable },
  { id: 'peering-clusters-apart', summary: 'Two clusters that peer with the same network do not overlap.', findAmong: sharedPeers },
]);

function blocks({ config: { vpc } }: CheckedEks): ConfigFinding[] {
  const own = blockFindings('vpc.cidr', vpc.cidr);
  return [...(own.length > 0 ? own : privateFindings(vpc.cidr)), ...declared(vpc).flatMap(({ path, cidr }) => blockFindings(path, cidr))];
}

function blockFindings(path: string, cidr: Cidr): ConfigFinding[] {
  const range = addressRange(cidr);
  if (!range) {
    return [error(path, {
      wrong: `'${cidr}' is no block of IPv4 addresses`,
      source: 'guide l.717',
      instead: "write four numbers up to 255 and a prefix length up to 32, as in '10.47.0.0/16'",
    })];
  }
  if (cidrText(range) === cidr) return [];
  return [error(path, {
    wrong: `'${cidr}' is not spelt as the first address of its network and its length`,
    source: 'EC2 spells it anew',
    instead: `write '${cidrText(range)}'`,
  })];
}

const privateRanges = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16'];

function privateFindings(cidr: Cidr): ConfigFinding[] {
  if (isPrivate(cidr)) return [];
  return [error('vpc.cidr', {
    wrong: `${cidr} holds addresses that belong to others on the internet`,
    source: 'guide l.717; RFC 1918',
    instead: `choose within ${privateRanges.join(', ')}`,
  })];
}

function isPrivate(cidr: Cidr): boolean {
  const own = addressRange(cidr);
  return own !== undefined && privateRanges.map(addressRange).some(area => area && area.first <= own.first && own.last <= area.last);
}

/** AWS keeps five addresses of every subnet. */
const reserved = 5;

function size({ config: { vpc } }: CheckedEks): ConfigFinding[] {
  const { cidr, subnets: own } = vpc;
  const range = addressRange(cidr);
  if (!range || own || range.prefix === 16 || !isPrivate(cidr)) return [];
  const instead = `write '${freeBlock(range.first, vpc)}'`;
  if (range.prefix < 16 || range.prefix > 24) {
    return [error('vpc.cidr', { wrong: `${cidr} is a /${range.prefix}, and eksctl cuts subnets from a /16 to /24`, source: 'guide l.717, 942-944', instead })];
  }
  const { public: subnets } = eksctlSubnets(cidr);
  const fitting = subnets.length * (2 ** (32 - range.prefix - 3) - reserved);
  return [warning('vpc.cidr', {
    wrong: `${cidr} is a /${range.prefix}, whose ${subnets.length} public subnets have ${fitting} addresses for nodes and pods together`,
    source: 'guide l.717, 942-944: eksctl makes eight subnets; AWS keeps five addresses of each, and each pod takes one',
    instead: `${instead} if it is to grow`,
  })];
}

/** The /16 of an address, if it may be a VPC's and is no network that is known here. */
function freeBlock(address: number, vpc: VpcConfig): Cidr {
  const block = cidrText({ first: address - (address % 2 ** 16), last: 0, prefix: 16 });
  const taken = [...Object.values(knownPeers).flat(), ...declared(vpc).map(({ cidr }) => cidr)];
  return isPrivate(block) && !taken.some(other => overlap(block, other)) ? block : '10.47.0.0/16';
}

function subnetPairs({ config: { vpc, availabilityZones, region } }: CheckedEks): ConfigFinding[] {
  const { cidr, subnets, id } = vpc;
  const source = 'AWS Bootstrap l.4-19';
  if (!subnets) {
    const lost = { wrong: 'eksctl makes the VPC unless vpc.subnets says what is in it', source, instead: 'leave it out, or write vpc.subnets, too' };
    return id === undefined ? [] : [error('vpc.id', lost)];
  }
  const blocks = subnets.flatMap((pair, i) => (['public', 'private'] as const).map(sort => ({ path: at('vpc', 'subnets', i, sort), cidr: pair[sort] })));
  const outer = addressRange(cidr);
  return [
    ...blocks.flatMap(({ path, cidr: block }) => blockFindings(path, block)),
    ...blocks.flatMap(({ path, cidr: block }, i) => {
      const range = addressRange(block);
      if (!range || !outer) return [];
      if (range.first < outer.first || range.last > outer.last) {
        return [error(path, { wrong: `${block} lies outside of ${cidr}, the addresses of the VPC`, source, instead: 'choose a block in it' })];
      }
      const rival = blocks.slice(0, i).find(other => overlap(other.cidr, block));
      return rival ? [error(path, { wrong: `${block} overlaps ${rival.cidr} of ${rival.path}`, source, instead: 'choose a free block' })] : [];
    }),
    ...subnets.flatMap(({ zone }, i) => (zone.slice(0, -1) === region && /[a-z]$/.test(zone) ? [] : [error(at('vpc', 'subnets', i, 'zone'), {
      wrong: `'${zone}' is no availability zone of ${region}, the cluster's region`, source, instead: `write one such as '${region}a'`,
    })])),
    ...findRepeated('vpc.subnets', subnets.map(({ zone }) => zone), 'AWS Bootstrap l.6: EKS wants two zones'),
    ...(availabilityZones ? [error('availabilityZones', { wrong: 'vpc.subnets names the zones already', source, instead: 'leave this out' })] : []),
    ...(id === undefined || /^vpc-[0-9a-f]{8,17}$/.test(id) ? [] : [error('vpc.id', {
      wrong: `'${id}' is no VPC as AWS calls it`, source, instead: "write what 25-network.sh prints, such as 'vpc-0123456789abcdef0'",
    })]),
  ];
}

function mongoNetwork({ config: { vpc } }: CheckedEks): ConfigFinding[] {
  return (['prd', 'stg', 'dev', 'int'] as const).flatMap(name => {
    return knownOverlap(vpc, name, `the Mongo network ${name}`, 'guide l.724-733', 'take a range outside 10.16, 10.32, 10.48 and 10.64');
  });
}

function atlasNetwork({ config: { vpc } }: CheckedEks): ConfigFinding[] {
  return knownOverlap(vpc, 'atlas', "MongoDB Atlas' default network", 'guide l.722, 1929', 'take a range such as 10.47.0.0/16');
}

function knownOverlap(vpc: VpcConfig, name: PeerName, network: string, source: string, instead: string): ConfigFinding[] {
  const theirs = knownPeers[name].find(block => overlap(vpc.cidr, block));
  if (theirs === undefined) return [];
  const wrong = `${vpc.cidr} overlaps ${theirs}, ${network}`;
  return vpc.peers?.includes(name)
    ? [error('vpc.cidr', { wrong: `${wrong} that this cluster peers with`, source, instead })]
    : [warning('vpc.cidr', { wrong: `${wrong}, so the two can never peer`, source, instead })];
}

/** False where one of the two is no block at all. */
function overlap(a: Cidr, b: Cidr): boolean {
  const [left, right] = [addressRange(a), addressRange(b)];
  return left !== undefined && right !== undefined && overlaps(left, right);
}

/** Peers that the config itself gives addresses. */
function declared({ peers = [] }: VpcConfig): { readonly path: string; readonly name: string; readonly cidr: Cidr }[] {
  return peers.flatMap((peer, i) => {
    if (typeof peer === 'string' || peer.cidr === undefined) return [];
    return [{ path: at('vpc', 'peers', i, 'cidr'), name: peer.name, cidr: peer.cidr }];
  });
}

/** Those of which no address is known. */
function addressless({ peers = [] }: VpcConfig): ConfigFinding[] {
  return peers.flatMap((peer, i) => (peerCidrs(peer).length > 0 ? [] : [error(at('vpc', 'peers', i), {
    wrong: `no address of '${peerName(peer)}' is known, so nothing could be routed to it`,
    source: 'guide l.722-731',
    instead: `write its cidr, or one of ${enumerate(Object.keys(knownPeers), 'or')}`,
  })]));
}

function customPeers({ config: { vpc } }: CheckedEks): ConfigFinding[] {
  const own = declared(vpc);
  const overlapping = own.filter(({ cidr }) => overlap(vpc.cidr, cidr)).map(({ path, name, cidr }) => error(path, {
    wrong: `${cidr} of peer '${name}' overlaps ${vpc.cidr}, this cluster's own vpc.cidr`,
    source: 'guide l.720',
    instead: 'give the cluster another /16',
  }));
  const renamed = own.flatMap(({ path, name, cidr }) => Object.entries(knownPeers).filter(([known]) => known === name).map(([, [theirs]]) =>
    error(path, {
      wrong: `${cidr} is called '${name}', which is the name of ${theirs}`,
      source: 'guide l.722-731',
      instead: `write '${name}' alone if that is meant, else call this network otherwise`,
    })));
  const rivals = own.flatMap(({ path, name, cidr }) => {
    const other = vpc.peers?.find(peer => peerName(peer) !== name && peerCidrs(peer).some(block => overlap(block, cidr)));
    if (other === undefined) return [];
    return [error(path, {
      wrong: `${cidr} of peer '${name}' overlaps ${enumerate(peerCidrs(other))} of peer '${peerName(other)}', and no route could tell the two apart`,
      source: 'guide l.720',
      instead: 'give one of the two other addresses',
    })];
  });
  return [...addressless(vpc), ...overlapping, ...renamed, ...rivals, ...findRepeated('vpc.peers', (vpc.peers ?? []).map(peerName), 'guide l.1894')];
}

function declaredPeers(clusters: readonly CheckedEks[]): FleetFinding[] {
  const named = new Map(clusters.map(({ file, config: { name, vpc } }) => [name, { file, cidr: vpc.cidr }]));
  return clusters.flatMap(({ file, config: { vpc } }) =>
    declared(vpc).flatMap(({ path, name, cidr }) => {
      const cluster = named.get(name);
      if (cluster === undefined || cluster.file === file || cluster.cidr === cidr) return [];
      const finding = error(path, {
        wrong: `${cidr} is not ${cluster.cidr}, which '${name}' has in ${sourceOf(cluster.file)}`,
        source: 'guide l.1903: routes are made of it',
        instead: `write '${cluster.cidr}'`,
      });
      return [{ file, finding }];
    }));
}

/** Clusters that overlap another one, the first with which they share a peer, else the first. */
function overlapping(clusters: readonly CheckedEks[]) {
  return clusters.flatMap(({ file, config: { vpc } }) => {
    const others = clusters.filter(other => other.file !== file && overlap(vpc.cidr, other.config.vpc.cidr)).map(({ file: name, config: { vpc: theirs } }) => {
      const wrong = `${vpc.cidr} overlaps ${theirs.cidr} of ${sourceOf(name)}`;
      return { file, wrong, peer: commonPeer(vpc.peers, theirs.peers) };
    });
    return others.find(({ peer }) => peer !== undefined) ?? others.slice(0, 1);
  });
}

function sharedPeers(clusters: readonly CheckedEks[]): FleetFinding[] {
  return overlapping(clusters).flatMap(({ file, wrong, peer }) => (peer === undefined ? [] : [{
    file,
    finding: error('vpc.cidr', {
      wrong: `${wrong}, and both peer with ${peer}, which can answer one of them only`,
      source: 'guide l.720, 1899',
      instead: 'give one of the two another /16',
    }),
  }]));
}

function unpeerable(clusters: readonly CheckedEks[]): FleetFinding[] {
  return overlapping(clusters).filter(({ peer }) => peer === undefined).map(({ file, wrong }) => ({
    file,
    finding: warning('vpc.cidr', {
      wrong: `${wrong}, so the two can never be peered`,
      source: 'guide l.720',
      instead: 'give one of the two other addresses while it is young',
    }),
  }));
}

/** A peer that is a cluster here is compared with that. */
function renamedPeers(clusters: readonly CheckedEks[]): FleetFinding[] {
  const names = new Set(clusters.map(({ config }) => config.name));
  const peers = clusters.flatMap(({ file, config }) => declared(config.vpc).map(peer => ({ file, key: peer.name, ...peer })));
  return findContested(peers.filter(({ name }) => !names.has(name)), ({ path, name, cidr }, other) => warning(path, {
    wrong: `${cidr} is called '${name}', which is ${other.cidr} in ${sourceOf(other.file)}`,
    source: 'guide l.1894',
    instead: 'write one block in both, or two names',
  }), (peer, other) => peer.cidr !== other.cidr);
}

/** A network that both lists lead to, by the name that the first gives it. */
function commonPeer(own: readonly Peer[] = [], theirs: readonly Peer[] = []): string | undefined {
  const foreign = theirs.flatMap(peerCidrs);
  const common = own.find(peer => peerCidrs(peer).some(block => foreign.some(other => overlap(block, other))));
  return common && peerName(common);
}
