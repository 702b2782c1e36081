import type { NetworkPeer } from './cluster.ts';
import type { ClusterFacts } from './packages/package.ts';
import type { Peer, PeerName } from './config.ts';
import type { Cidr } from './vocabulary.ts';

/** Networks that a peer's name stands for. Source: guide l.722-731; the guide prints Atlas' 192.168.0.0/16 as 192.68.0.0/16. */
export const knownPeers: Readonly<Record<PeerName, readonly Cidr[]>> = {
  prd: ['10.16.0.0/16'],
  stg: ['10.32.0.0/16'],
  dev: ['10.48.0.0/16'],
  int: ['10.64.0.0/16'],
  atlas: ['192.168.0.0/16', '192.68.0.0/16'],
};

export function peerName(peer: Peer): string {
  return typeof peer === 'string' ? peer : peer.name;
}

/** None for a network that is neither known nor described, which is a problem. */
export function peerCidrs(peer: Peer): readonly Cidr[] {
  if (typeof peer === 'object' && peer.cidr !== undefined) return [peer.cidr];
  const name = peerName(peer);
  return Object.hasOwn(knownPeers, name) ? knownPeers[name as PeerName] : []; // it is one of its keys
}

/** Routes lead to the first of its blocks: the other one of Atlas is a misprint, and belongs to others on the internet. */
export function normalisePeer(peer: Peer, { accountNumber, region }: ClusterFacts): NetworkPeer[] {
  const [cidr] = peerCidrs(peer);
  const details = typeof peer === 'object' ? peer : {};
  return cidr === undefined ? [] : [{ account: accountNumber, region, ...details, name: peerName(peer), cidr }];
}
