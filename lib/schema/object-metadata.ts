import { isRecord } from '../manifests/manifest.ts';
import { nearest } from '../findings/nearest.ts';
import { display, type KeyedProblem } from './shape-error.ts';

/**
 * What is wrong with the metadata of an object of any kind, which schemas leave open. Source: ObjectMeta of Kubernetes' API conventions,
 * and apimachinery's validation of it.
 */
export function metadataProblems(object: Readonly<Record<string, unknown>>): KeyedProblem[] {
  const metadata = object['metadata'] ?? {};
  if (!isRecord(metadata)) return [problem(['metadata'], 'type', metadata, 'must be an object')];
  const found = [
    ...unknownFields(metadata),
    ...names(metadata, isNamedLoosely(object)),
    ...entries(metadata, 'labels', labelProblem),
    ...entries(metadata, 'annotations', annotationProblem),
    ...sizeOfAnnotations(metadata),
    ...items(metadata, 'finalizers', finalizer),
    ...items(metadata, 'ownerReferences', owner),
  ];
  return found.map(each => ({ ...each, at: ['metadata', ...each.at] }));
}

const fields = [
  'name', 'generateName', 'namespace', 'labels', 'annotations', 'finalizers', 'ownerReferences', 'creationTimestamp', 'deletionTimestamp',
  'deletionGracePeriodSeconds', 'generation', 'resourceVersion', 'uid', 'selfLink', 'managedFields', 'clusterName',
];

export function isFieldOfMetadata(key: string): boolean {
  return fields.includes(key);
}

function unknownFields(metadata: Record<string, unknown>): KeyedProblem[] {
  return Object.keys(metadata).filter(key => !fields.includes(key)).map(key => {
    const meant = nearest(key, fields);
    const instead = meant === undefined ? 'metadata has no such field' : `did you mean '${meant}'?`;
    const found = problem([key], 'unknown-key', metadata[key], `is no key here; ${instead}`);
    return meant === undefined ? found : { ...found, nearest: meant };
  });
}

/** Roles and bindings are called anything that can be a part of a path. */
function isNamedLoosely({ apiVersion }: Readonly<Record<string, unknown>>): boolean {
  return String(apiVersion).startsWith('rbac.authorization.k8s.io/');
}

const dnsName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const dnsLabel = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const partOfPath = /^(?!\.{1,2}$)[^/%]+$/;

function names({ name, generateName, namespace }: Record<string, unknown>, isLoose: boolean): KeyedProblem[] {
  const isNamed = name !== undefined && name !== null && name !== '';
  const isGenerated = generateName !== undefined && generateName !== null && generateName !== '';
  const form = isLoose ? 'have no / and no %' : "look like 'external-dns'";
  const isName = (text: string) => (isLoose ? partOfPath : dnsName).test(text);
  return [
    ...(isNamed || isGenerated ? [] : [problem(['name'], 'missing', name, 'is missing, and so is generateName')]),
    ...(isNamed ? textProblems('name', name, isName, form, isLoose ? Infinity : 253) : []),
    ...(isGenerated ? textProblems('generateName', generateName, text => isName(`${text}x`), form, isLoose ? Infinity : 253) : []),
    ...(namespace === undefined || namespace === null || namespace === ''
      ? []
      : textProblems('namespace', namespace, text => dnsLabel.test(text), "look like 'qa2'", 63)),
  ];
}

function textProblems(key: string, value: unknown, isGood: (text: string) => boolean, form: string, most: number): KeyedProblem[] {
  if (typeof value !== 'string') return [problem([key], 'type', value, `must be a string, not ${display(value)}`)];
  if (value.length > most) return [problem([key], 'length', value, `must have at most ${most} characters, not ${value.length}`)];
  return isGood(value) ? [] : [problem([key], 'form', value, `must ${form}, not ${display(value)}`)];
}

type EntryProblem = (key: string, value: string) => KeyedProblem[];

function entries(metadata: Record<string, unknown>, field: string, entryProblem: EntryProblem): KeyedProblem[] {
  const map = metadata[field];
  if (map === undefined || map === null) return [];
  if (!isRecord(map)) return [problem([field], 'type', map, `must be an object, not ${display(map)}`)];
  const found = Object.entries(map).flatMap(([key, value]) => {
    return typeof value === 'string' ? entryProblem(key, value) : [problem([key], 'type', value, `must be a string, not ${display(value)}`)];
  });
  return found.map(each => ({ ...each, at: [field, ...each.at] }));
}

/** A name of at most 63 characters, with a DNS name and a slash before it or not. */
function isQualified(key: string): boolean {
  const [name = '', prefix, ...more] = key.split('/').reverse();
  const isPrefixGood = prefix === undefined || (dnsName.test(prefix) && prefix.length <= 253);
  return more.length === 0 && isPrefixGood && name.length <= 63 && /^[A-Za-z0-9]([-\w.]*[A-Za-z0-9])?$/.test(name);
}

function keyProblem(key: string): KeyedProblem[] {
  return isQualified(key) ? [] : [problem([key], 'form', key, "is no good key: it must look like 'app' or 'example.org/app'")];
}

function labelProblem(key: string, value: string): KeyedProblem[] {
  const isGood = value === '' || (value.length <= 63 && /^[A-Za-z0-9]([-\w.]*[A-Za-z0-9])?$/.test(value));
  const form = 'must be at most 63 letters, digits, - _ or ., with a letter or digit at both ends';
  return [...keyProblem(key), ...(isGood ? [] : [problem([key], 'form', value, `${form}, not ${display(value)}`)])];
}

/** Keys may have capitals before the slash. */
function annotationProblem(key: string): KeyedProblem[] {
  return isQualified(key.toLowerCase()) ? [] : keyProblem(key);
}

const mostOfAnnotations = 256 * 1024;

function sizeOfAnnotations({ annotations }: Record<string, unknown>): KeyedProblem[] {
  if (!isRecord(annotations)) return [];
  const size = Object.entries(annotations).flat().reduce<number>((sum, text) => sum + Buffer.byteLength(String(text)), 0);
  if (size <= mostOfAnnotations) return [];
  return [problem(['annotations'], 'length', null, `must have at most ${mostOfAnnotations} bytes in all, not ${size}`)];
}

function finalizer(value: unknown): KeyedProblem[] {
  return typeof value === 'string' ? [] : [problem([], 'type', value, `must be a string, not ${display(value)}`)];
}

/** Kubernetes deletes an object with its owner, so it wants to know exactly which one that is. */
function owner(value: unknown): KeyedProblem[] {
  if (!isRecord(value)) return [problem([], 'type', value, `must be an object, not ${display(value)}`)];
  const needed = ['apiVersion', 'kind', 'name', 'uid'];
  return needed.filter(key => (value[key] ?? '') === '').map(key => problem([key], 'missing', value[key], 'is missing'));
}

function items(metadata: Record<string, unknown>, field: string, itemProblems: (item: unknown) => KeyedProblem[]): KeyedProblem[] {
  const list = metadata[field];
  if (list === undefined || list === null) return [];
  if (!Array.isArray(list)) return [problem([field], 'type', list, `must be a list, not ${display(list)}`)];
  return list.flatMap((item: unknown, i) => itemProblems(item).map(each => ({ ...each, at: [field, i, ...each.at] })));
}

function problem(at: KeyedProblem['at'], kind: KeyedProblem['kind'], value: unknown, message: string): KeyedProblem {
  return { at, kind, value, expected: [], message };
}
