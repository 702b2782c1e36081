import { isRecord, recordOf } from '../manifests/manifest.ts';
import type { JsonSchema, KeyedProblem } from './shape-error.ts';

/**
 * What holds of the metadata of an object of any kind, which definitions leave open. Source: ObjectMeta of Kubernetes' API conventions, and
 * apimachinery's validation of it.
 */

const dnsLabel = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const dnsName = String.raw`${dnsLabel}(\.${dnsLabel})*`;
const name = { type: 'string', maxLength: 253, pattern: `^(${dnsName})?$`, examples: ['external-dns'] };
const namespace = { type: 'string', maxLength: 63, pattern: `^(${dnsLabel})?$`, examples: ['qa2'] };

/** A name of at most 63 characters, with a DNS name and a slash before it or not. */
function keys(prefix: string): JsonSchema {
  const qualified = String.raw`^(${prefix}/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$`;
  return { allOf: [{ pattern: qualified }, { pattern: '^([^/]{1,253}/)?[^/]*$' }], examples: ['app', 'example.org/app'] };
}

const label = { type: 'string', maxLength: 63, pattern: String.raw`^([A-Za-z0-9]([-\w.]*[A-Za-z0-9])?)?$`, examples: ['enabled'] };
const labels = { type: 'object', propertyNames: keys(dnsName), additionalProperties: label };
/** Keys may have capitals before the slash. */
const annotations = { type: 'object', propertyNames: keys(dnsName.replaceAll('a-z', 'A-Za-z')), additionalProperties: { type: 'string' } };

/** What we write; Flux v1 takes a missing namespace for `default`, so it is always asked for. */
export function ownMetadata(scope: 'Namespaced' | 'Cluster'): JsonSchema {
  const ofScope = scope === 'Cluster' ? {} : { namespace: { ...namespace, minLength: 1 } };
  const properties = { name: { ...name, minLength: 1 }, ...ofScope, labels, annotations };
  return { type: 'object', required: ['name', ...Object.keys(ofScope)], properties, additionalProperties: false };
}

/** Kubernetes deletes an object with its owner, so it wants to know exactly which one that is. */
const part = { type: 'string', minLength: 1 };
const ownerParts = { apiVersion: part, kind: part, name: part, uid: part };
const owner = { type: 'object', required: Object.keys(ownerParts), properties: ownerParts };

const fields = {
  name, generateName: { ...name, pattern: String.raw`^(${dnsLabel}\.)*([a-z0-9][-a-z0-9]*)?$` }, namespace, labels, annotations,
  finalizers: { type: 'array', items: { type: 'string' } }, ownerReferences: { type: 'array', items: owner },
  creationTimestamp: {}, deletionTimestamp: {}, deletionGracePeriodSeconds: {}, generation: {}, resourceVersion: {}, uid: {}, selfLink: {},
  managedFields: {}, clusterName: {},
};

/** Roles and bindings are called anything that can be a part of a path. */
const loose = { type: 'string', pattern: '^([^/%]*[^/%.][^/%]*|[.]{3,})?$', examples: ['system:reader'] };

export function isFieldOfMetadata(key: string): boolean {
  return Object.hasOwn(fields, key);
}

export function anyMetadata({ apiVersion }: Readonly<Record<string, unknown>>): JsonSchema {
  const isLoose = String(apiVersion).startsWith('rbac.authorization.k8s.io/');
  const properties = isLoose ? { ...fields, name: loose, generateName: { ...loose, pattern: '^[^/%]*$' } } : fields;
  return { type: 'object', properties, additionalProperties: false };
}

const mostOfAnnotations = 256 * 1024;

/** What no schema says of it. */
export function moreOfMetadata(metadata: unknown): KeyedProblem[] {
  const isThere = (key: string) => (recordOf(metadata)[key] ?? '') !== '';
  const isNameless = isRecord(metadata) && !isThere('name') && !isThere('generateName');
  const size = Object.entries(recordOf(recordOf(metadata)['annotations'])).flat().reduce<number>((sum, text) => sum + Buffer.byteLength(String(text)), 0);
  const tooLarge = `must have at most ${mostOfAnnotations} bytes in all, not ${size}`;
  return [
    ...(isNameless ? [{ at: ['name'], kind: 'missing', value: undefined, expected: [], message: 'is missing, and so is generateName' } as const] : []),
    ...(size > mostOfAnnotations ? [{ at: ['annotations'], kind: 'length', value: null, expected: [], message: tooLarge } as const] : []),
  ];
}
