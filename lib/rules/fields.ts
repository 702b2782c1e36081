import { isRecord, valueAt, type Manifest } from '../manifests/manifest.ts';
import type { PlacedObject } from '../manifests/manifests.ts';
import type { Place } from './rule.ts';

/** How rules read objects whose shape is unknown. */

/** Undefined for what is no text, and for an empty one. */
export function textAt(value: unknown, path: readonly string[]): string | undefined {
  const text = valueAt(value, path);
  return typeof text === 'string' && text !== '' ? text : undefined;
}

export interface Item<T> {
  readonly value: T;
  readonly path: Place;
}

/** The maps in a list; what else is in it is passed over. `below` is what leads to the list from further out. Empty where there is none. */
export function mapsAt(value: unknown, path: readonly string[], below: Place = path): Item<Record<string, unknown>>[] {
  const list = valueAt(value, path);
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, i) => (isRecord(item) ? [{ value: item, path: [...below, i] }] : []));
}

/** The texts of a list, or the text that stands there alone, as in an IAM policy. */
export function textsAt(value: unknown, path: readonly string[], below: Place = path): Item<string>[] {
  const list = valueAt(value, path);
  if (typeof list === 'string') return [{ value: list, path: below }];
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown, i) => (typeof item === 'string' ? [{ value: item, path: [...below, i] }] : []));
}

/** Empty where there is no map. */
export function keysAt(value: unknown, path: readonly string[]): string[] {
  const map = valueAt(value, path);
  return isRecord(map) ? Object.keys(map) : [];
}

/** Kinds without a namespace, besides those whose names say so. */
const clusterScoped: ReadonlySet<string> = new Set([
  'APIService', 'CSIDriver', 'CSINode', 'CertificateSigningRequest', 'CustomResourceDefinition', 'FlowSchema', 'GatewayClass',
  'IngressClass', 'MutatingWebhookConfiguration', 'Namespace', 'Node', 'PersistentVolume', 'PodSecurityPolicy', 'PriorityClass',
  'PriorityLevelConfiguration', 'RuntimeClass', 'StorageClass', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration', 'VolumeAttachment', 'VolumeSnapshotClass',
]);

export function isClusterScoped(kind: string): boolean {
  return clusterScoped.has(kind) || /^Cluster[A-Z]/.test(kind);
}

/** Where an object goes: the namespace that it names, or `default`. Undefined for what has none. */
export function namespaceOf({ object }: PlacedObject): string | undefined {
  return isClusterScoped(object.kind) ? undefined : namespaceName(object);
}

/** The same of what surely has one. */
export function namespaceName({ metadata }: Manifest): string {
  return textAt(metadata, ['namespace']) ?? 'default';
}

export function inQuotes(text: string): string {
  return `'${text}'`;
}

/** Flux replaces a `${VARIABLE}`, and its value is unknown here. */
export function isKnown(name: string): boolean {
  return !name.includes('${');
}
