import { identity, isRecord, objectId, valueAt, type Manifest } from '../../lib/manifests/manifest.ts';

/** What the objects of a cluster say about it. */

/** An object that is not applied before another is ready. */
export interface Wait {
  readonly object: string;
  readonly after: string;
}

/** What waits for what, as the objects themselves say it, wherever they come from. */
export function waitsIn(objects: readonly Manifest[]): Wait[] {
  return objects.flatMap(object => {
    const after = valueAt(object, ['spec', 'dependsOn']);
    return (Array.isArray(after) ? after : []).filter(isRecord).map(({ name, namespace = object.metadata.namespace }) => {
      return { object: identity(object), after: objectId(object.kind, String(name), namespace === undefined ? undefined : String(namespace)) };
    });
  });
}

/** Images of containers, wherever an object has some, with what runs them. */
export function imagesIn(objects: readonly Manifest[]): { readonly image: string; readonly usedBy: string }[] {
  return objects.flatMap(object => containersBelow(object).flatMap(({ image }) => (typeof image === 'string' ? [{ image, usedBy: identity(object) }] : [])));
}

function containersBelow(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(containersBelow);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    return /^(init)?containers$/i.test(key) && Array.isArray(child) ? child.filter(isRecord) : containersBelow(child);
  });
}
