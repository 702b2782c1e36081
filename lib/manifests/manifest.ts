/** A Kubernetes object as plain data. eksctl's ClusterConfig has the same shape, so it counts as one. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

/** Keys and list indices that lead to a value. */
export type Place = readonly (string | number)[];

/** `Kind/namespace/name`, or `Kind/name` without a namespace: how messages, keys and diffs name an object. */
export function identity(object: Manifest): string {
  return objectId(object.kind, object.metadata.name, object.metadata.namespace);
}

export function objectId(kind: string, name: string, namespace?: string): string {
  return namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

/** `apps` of `apps/v1`; empty for the core of Kubernetes. */
export function groupOf({ apiVersion }: Manifest): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** True for what `identity` can name; what YAML holds besides (a scalar, a Kustomize patch without a name) is no Manifest. */
export function isManifest(value: unknown): value is Manifest {
  if (!isRecord(value) || typeof value['apiVersion'] !== 'string' || typeof value['kind'] !== 'string') return false;
  const metadata = value['metadata'];
  return isRecord(metadata) && typeof metadata['name'] === 'string';
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same map, or an empty one for what is none. */
export function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/** The value at a path of keys, or undefined when any step is missing. */
export function valueAt(value: unknown, path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    if (!isRecord(here) || !Object.hasOwn(here, key)) return undefined;
    here = here[key];
  }
  return here;
}

/** Every scalar, empty list and empty map below `value`, with its path of keys and list indices. */
export function* leaves(value: unknown, path: readonly string[] = []): Generator<{ path: readonly string[]; value: unknown }> {
  if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
    for (const [key, child] of Object.entries(value)) yield* leaves(child, [...path, key]);
  } else {
    yield { path, value };
  }
}
