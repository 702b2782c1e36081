import type { KubernetesVersion } from '../vocabulary.ts';
import { traits } from '../generations/traits.ts';
import type { Sides } from './moved.ts';

/** How far the releases of Kubernetes are apart, and what lies between them. */
export interface KubernetesMove {
  readonly from: KubernetesVersion;
  /** What the config says, or what Flux 2 needs at least. */
  readonly to: KubernetesVersion;
  /** The first release that Flux 2 runs on. */
  readonly least: KubernetesVersion;
  /** Releases to go through; EKS takes a control plane up by one at a time. */
  readonly upgrades: number;
  /** What a release on the way, 1.`since`, takes from what runs now. */
  readonly lost: readonly { readonly since: number; readonly what: string }[];
  /** A new cluster beside the old one where the way is long or takes something away, else the old cluster itself. */
  readonly advice: 'in place' | 'beside';
}

/** So many upgrades in a row can be done, tested and waited for. */
const bearable = 3;

export function kubernetesMove({ before, after }: Sides): KubernetesMove {
  const least = traits[after.stack.delivery].accepted?.first.minor ?? 0;
  const from = minorOf(before.kubernetes);
  const to = Math.max(least, minorOf(after.kubernetes));
  const lost = traits[before.stack.delivery].retired.filter(({ since }) => since > from && since <= to);
  const upgrades = Math.max(0, to - from);
  const advice = upgrades > bearable || lost.length > 0 ? 'beside' : 'in place';
  return { from: before.kubernetes, to: `1.${to}`, least: `1.${least}`, upgrades, lost, advice };
}

function minorOf(version: KubernetesVersion): number {
  return Number(version.slice('1.'.length));
}
