import { isRecord } from '../../lib/manifests/manifest.ts';
import type { Change, Difference, Item, PlacedValue, Step } from '../../lib/manifests/differences.ts';

/** Makes of `before` what the differences lead to: the judge of whether they are all there. */
export function apply(differences: readonly Difference[], before: readonly PlacedValue[]): PlacedValue[] {
  const documents = differences.map(({ document, ...change }) => ({ item: document, change }));
  return patchedList(before, documents, (placed, own) => {
    const moved = own.find(change => isWhole(change, 'moved'));
    return { file: moved ? (moved.after as PlacedValue).file : placed.file, value: patched(placed.value, own) };
  }, change => ({ file: (change as Difference).file, value: change.after }));
}

function patched(value: unknown, changes: readonly Change[]): unknown {
  const whole = changes.find(change => isWhole(change, 'added') || isWhole(change, 'changed'));
  if (whole) return whole.after;
  const below = changes.map(change => ({ step: change.path[0] as Step, change: { ...change, path: change.path.slice(1) } })); // it has one
  if (Array.isArray(value)) {
    const items = below.map(({ step, change }) => ({ item: step as Item, change })); // those of lists are
    return patchedList(value as unknown[], items, patched, ({ after }) => after);
  }
  if (!isRecord(value)) return value;
  const fields = new Map(Object.entries(value));
  for (const key of new Set(below.map(({ step }) => step as string))) { // those of maps are
    const own = below.filter(({ step }) => step === key).map(({ change }) => change);
    if (own.some(change => isWhole(change, 'removed'))) fields.delete(key);
    else fields.set(key, patched(fields.get(key), own));
  }
  return Object.fromEntries(fields);
}

/** Takes out what is removed or moved, and puts in what is added or moved, from the first place to the last. */
function patchedList<T>(
  list: readonly T[],
  changes: readonly { readonly item: Item; readonly change: Change }[],
  patchedItem: (item: T, changes: readonly Change[]) => T,
  added: (change: Change) => T,
): T[] {
  const put = changes.flatMap(({ item, change }) => (isWhole(change, 'added') ? [{ at: item.after ?? NaN, value: added(change) }] : []));
  const result = list.flatMap((value, i) => {
    const own = changes.filter(({ item }) => item.before === i).map(({ change }) => change);
    if (own.some(change => isWhole(change, 'removed'))) return [];
    const made = patchedItem(value, own);
    if (!own.some(change => isWhole(change, 'moved'))) return [made];
    put.push({ at: changes.find(({ item }) => item.before === i)?.item.after ?? NaN, value: made });
    return [];
  });
  for (const { at, value } of put.sort((one, other) => one.at - other.at)) result.splice(at, 0, value);
  return result;
}

function isWhole({ path, kind }: Change, wanted: Change['kind']): boolean {
  return path.length === 0 && kind === wanted;
}
