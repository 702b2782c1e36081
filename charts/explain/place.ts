import type { Place } from '../config-rules/rule.ts';
import type { ClusterConfig } from '../config.ts';
import type { Field, Mover, Moves } from './moves.ts';
import { valueIn } from './words.ts';

/**
 * The one place of a config to look at for a field: the nearest written word of the owner; a word of the cluster that the value repeats; a
 * word of the owner that could be written; at worst the owner.
 */
export function placeOf(field: Field, moves: Moves, config: ClusterConfig): Place {
  const { leaves, owner, own, global } = moves.origin(field);
  const [leaf] = leaves;
  const value = leaves.length === 1 && leaf && leaf.field.length <= field.field.length ? leaf.value : undefined;
  /** What the words have in common that move all there is at the field, those of the fewest others if it is one value. */
  const nearest = (found: readonly Mover[]): Place | undefined => {
    const least = leaves.length > 1 ? found : found.filter(({ count }) => count === found[0]?.count);
    const isAll = leaves.every(each => least.some(({ moved }) => moved.some(change => change.object === each.object && samePlace(change.field, each.field))));
    const common = commonStart(least.map(({ place }) => place));
    return isAll && common.length > 0 ? common : undefined;
  };
  const repeated = global.filter(({ place }) => value !== undefined && valueIn(config, place) === value);
  const [written, unwritten] = [true, false].map(is => own.filter(({ isWritten }) => isWritten === is));
  return nearest(written ?? []) ?? nearest(repeated) ?? nearest((unwritten ?? []).filter(({ takesAway }) => !takesAway)) ?? owner;
}

function samePlace(one: Place, other: Place): boolean {
  return one.length === other.length && one.every((step, i) => step === other[i]);
}

function commonStart([first = [], ...others]: readonly Place[]): Place {
  const end = first.findIndex((key, i) => others.some(other => other[i] !== key));
  return end < 0 ? first : first.slice(0, end);
}
