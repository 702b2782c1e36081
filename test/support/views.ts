import type { ClusterConfig } from '../../charts/config.ts';
import { normalise } from '../../charts/normalise.ts';
import { at } from '../../charts/config-rules/rule.ts';
import type { ClusterFinding, ClusterView } from '../../charts/rules/rule.ts';
import { isRecord } from '../../lib/manifests/manifest.ts';
import { readManifests, type Manifests } from '../../lib/manifests/manifests.ts';
import { compiled } from './objects.ts';

/** Clusters as rules see them. */

/** A change to a file below the cluster's folder: the first occurrence of a text becomes another. A file of nothing is made. */
export type Edit = readonly [file: string, from: string, to: string];

/** The output of a cluster as it would be written, then edited by hand. */
export function viewOf(config: ClusterConfig, edits: readonly Edit[] = []): ClusterView {
  const tree = new Map(compiled(config));
  for (const [file, from, to] of edits) {
    const path = `clusters/${config.name}/${file}`;
    const text = tree.get(path) ?? '';
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    tree.set(path, text.replace(from, () => to));
  }
  return seenAs(config, readManifests(tree));
}

/** A cluster with some other output. */
export function seenAs(config: ClusterConfig, manifests: Manifests): ClusterView {
  return { name: config.name, config, cluster: normalise(config, new Map()), manifests };
}

/** Where in the output, where in the config, and what. */
export function said({ object = '', path = [], place, message }: ClusterFinding): string {
  return `${object} ${at(...path)} (${at(...place)}): ${message}`.trim();
}

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

/** Maps key by key, lists of maps item by item; what is null is taken away. */
export function merged(value: unknown, part: unknown): unknown {
  if (Array.isArray(part) && part.length > 0 && part.every(isRecord) && Array.isArray(value)) {
    return value.map((item: unknown, i) => (i in part ? merged(item, part[i]) : item));
  }
  if (!isRecord(part) || !isRecord(value)) return part;
  const changed = Object.entries(part).map(([key, change]) => [key, merged(value[key], change)] as const);
  return Object.fromEntries([...Object.entries(value), ...changed].filter(([key]) => part[key] !== null));
}
