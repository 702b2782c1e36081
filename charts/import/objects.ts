import { groupOf, identity, isManifest, isRecord, recordOf, valueAt, type Manifest } from '../../lib/manifests/manifest.ts';

/** What the objects of a cluster say when all that is written for them is taken together, and how much of it two clusters have in common. */

/** By API group and `Kind/namespace/name`. */
export type Objects = ReadonlyMap<string, Manifest>;

/** Keys that lead to a value. What has a name in a list is called by it, since its number changes when others come. */
export type Steps = readonly string[];

export function objectKey(object: Manifest): string {
  return `${groupOf(object)} ${identity(object)}`;
}

/** Patches are laid over the objects that they are of, and a release says itself where its chart comes from. */
export function objectsOf(documents: Iterable<unknown>): Objects {
  const objects = new Map<string, Manifest>();
  for (const object of documents) {
    if (!isManifest(object)) continue;
    const key = objectKey(object);
    const other = objects.get(key);
    objects.set(key, other ? (isPatch(object) ? merged(other, object) : merged(object, other)) as Manifest : object);
  }
  return new Map([...objects].map(([key, object]) => [key, withChart(object, objects)]));
}

/** Of a release: it has no chart. */
function isPatch(object: Manifest): boolean {
  return ['chart', 'chartRef'].every(key => valueAt(object, ['spec', key]) === undefined);
}

function merged(base: unknown, over: unknown): unknown {
  if (!isRecord(base) || !isRecord(over)) return over;
  return Object.entries(over).reduce((all, [key, value]) => ({ ...all, [key]: merged(all[key], value) }), base);
}

/** The chart of a release and where it comes from in one place, whatever its source is called. */
function withChart(object: Manifest, objects: ReadonlyMap<string, Manifest>): Manifest {
  const [chart, reference] = ['chart', 'chartRef'].map(key => valueAt(object, ['spec', key]));
  const named = isRecord(reference) ? reference : valueAt(chart, ['spec', 'sourceRef']);
  if (object.kind !== 'HelmRelease' || !isRecord(named)) return object;
  const { namespace = object.metadata.namespace, kind, name } = named;
  const source = [...objects.values()].find(other => other.kind === kind && other.metadata.name === name && other.metadata.namespace === namespace);
  if (!source) return object;
  const { chart: _, chartRef: __, ...spec } = recordOf(object['spec']);
  const { url, ref } = recordOf(source['spec']);
  const { chart: name2, version } = recordOf(valueAt(chart, ['spec']));
  return { ...object, spec: { ...spec, chart: { url, ...(ref !== undefined && { ref }), ...(name2 !== undefined && { name: name2 }), ...(version !== undefined && { version }) } } };
}

/** Every scalar, empty list and empty map. */
export function* fieldsOf(value: unknown, steps: Steps = []): Generator<{ readonly steps: Steps; readonly value: unknown }> {
  const children = childrenOf(value);
  if (children.length === 0) yield { steps, value };
  for (const [step, child] of children) yield* fieldsOf(child, [...steps, step]);
}

export function childrenOf(value: unknown): [step: string, child: unknown][] {
  if (isRecord(value)) return Object.entries(value);
  if (!Array.isArray(value)) return [];
  const names = new Set<string>();
  return value.map((item: unknown, i) => {
    const name = itemName(item);
    if (name === undefined || names.has(name)) return [String(i), item];
    names.add(name);
    return [name, item];
  });
}

function itemName(item: unknown): string | undefined {
  const parts = [['name'], ['metadata', 'namespace'], ['metadata', 'name'], ['key'], ['secretKey']].flatMap(path => valueAt(item, path) ?? []);
  return parts.length === 0 ? undefined : `[${parts.join('/')}]`;
}

export function valueOf(value: unknown, steps: Steps): unknown {
  return steps.reduce<unknown>((here, step) => childrenOf(here).find(([name]) => name === step)?.[1], value);
}
