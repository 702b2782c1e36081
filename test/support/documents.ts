import type { Cluster } from '../../charts/cluster.ts';
import { clusterFolder, draw } from '../../charts/compile.ts';
import type { PlacedValue } from '../../lib/manifests/differences.ts';
import { leaves, valueAt } from '../../lib/manifests/manifest.ts';
import { roleOf } from '../../lib/manifests/roles.ts';
import { fromYaml } from '../../lib/yaml/yaml.ts';
import { manifestsIn } from './objects.ts';

/** Each document of the output that is a manifest, by its file below the cluster's folder. */
export function documentsOf(side: Cluster): PlacedValue[] {
  const folder = `${clusterFolder(side.name)}/`;
  return [...manifestsIn(draw(side))].flatMap(([path, text]) => fromYaml(text).map(value => ({ file: path.slice(folder.length), value })));
}

/** Values of one kind of object, without those that are pieces of others. */
export function ofKind(objects: readonly PlacedValue[], kind: string): unknown[] {
  return objects.filter(({ file, value }) => valueAt(value, ['kind']) === kind && roleOf(file) === 'objects').map(({ value }) => value);
}

/** `PATH KEY`: both controllers write `key` and `property` side by side. */
export function secretKeys(objects: readonly PlacedValue[]): Set<string> {
  const found = (value: unknown): string[] => {
    if (typeof value !== 'object' || value === null) return [];
    return 'key' in value && 'property' in value ? [`${value.key} ${value.property}`] : Object.values(value).flatMap(found);
  };
  return new Set(ofKind(objects, 'ExternalSecret').flatMap(found));
}

/** Texts below a key. */
export function strings(objects: readonly PlacedValue[], key = /./): string[] {
  const found = objects.flatMap(({ value }) => [...leaves(value)]).filter(({ path }) => path.some(each => key.test(each)));
  return found.flatMap(({ value }) => (typeof value === 'string' ? value : []));
}
