import { isRecord } from '../lib/manifests/manifest.ts';
import type { Overlay, OverlayValue, Value, Values } from './vocabulary.ts';

/** Values with others laid over them: maps merge, lists and single values replace, and `null` takes away. New keys follow by name. */
export function layOver(values: Values, overlay: Overlay = {}): Values {
  const merged: Record<string, Value> = { ...values };
  for (const [key, value] of byKey(overlay)) {
    if (value === null) delete merged[key];
    else merged[key] = isMap(value) ? layOver(mapOf(values[key]), value) : sorted(value);
  }
  return merged;
}

/** Narrows what `isRecord` alone would make a map of anything. */
export function isMap(value: OverlayValue | undefined): value is Overlay {
  return isRecord(value);
}

function mapOf(value: Value | undefined): Values {
  return isRecord(value) ? (value as Values) : {}; // a list is no record
}

/** The order of keys in a config changes no byte of the output, not even in a list. */
function sorted<V extends Value>(value: V): V {
  if (Array.isArray(value)) return value.map((item: Value) => sorted(item)) as unknown as V; // a list stays one
  return isRecord(value) ? (Object.fromEntries(byKey(value as Values).map(([key, child]) => [key, sorted(child)])) as V) : value;
}

function byKey<V>(map: Readonly<Record<string, V>>): [string, V][] {
  return Object.entries(map).sort(([one], [other]) => (one < other ? -1 : 1));
}
