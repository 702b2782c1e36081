import { isRecord } from '../../lib/manifests/manifest.ts';

/** Ways to everything in a value, itself included. */
export function pathsIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, child]) => pathsIn(child).map(path => [key, ...path]))];
}

/** The value with something else at a place in it. */
export function replaced(value: unknown, [key, ...rest]: readonly string[], other: unknown): unknown {
  if (key === undefined) return other;
  if (Array.isArray(value)) return value.map((item: unknown, i) => (String(i) === key ? replaced(item, rest, other) : item));
  return isRecord(value) ? { ...value, [key]: replaced(value[key], rest, other) } : value;
}
