import { diffArrays } from 'diff';
import { groupBy } from '../group-by.ts';
import { pathText } from '../schema/shape-error.ts';
import { fromYaml } from '../yaml/yaml.ts';
import { groupOf, identity, isManifest, isRecord, valueAt } from './manifest.ts';

/** What is different between two lists of objects, as data: enough of it to make the second list of the first. */

export interface PlacedValue {
  readonly file: string;
  readonly value: unknown;
}

/** An item of a list: where it stands on either side, from 0, undefined where it is not. */
export interface Item {
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** `name=app`, in a list whose items are told apart by a field. */
  readonly key?: string;
}

export type Step = string | Item;

export interface Change {
  readonly path: readonly Step[];
  /** `moved` is an item with another position in its list; other differences of the item are listed besides. */
  readonly kind: 'added' | 'removed' | 'changed' | 'moved';
  /** Undefined where it is `added`; a place where it is `moved`. */
  readonly before: unknown;
  /** Undefined where it is `removed`. */
  readonly after: unknown;
  /** For two texts that hold data, or several lines: what is different in there. */
  readonly inside?: { readonly as: 'data' | 'lines'; readonly changes: readonly Change[] };
}

/** A change of an object. Its path is empty where the object as a whole is added, removed, or moved from `{ file, index }` to another. */
export interface Difference extends Change {
  /** `HelmRelease/qa2/tidepool`; undefined for a document that is no object. */
  readonly object: string | undefined;
  /** Where the object stands before; for one that is added, where it stands then. */
  readonly file: string;
  readonly document: Item;
}

/** `spec.containers[name=app].args[2]`, `metadata.labels['app.kubernetes.io/name']`. An item without a key is told by where it is, at first. */
export function placeText(path: readonly Step[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'object' && step.key !== undefined) return `${text}[${step.key}]`;
    const next = pathText([typeof step === 'object' ? step.before ?? step.after ?? 0 : step]);
    return text === '' || next.startsWith('[') ? text + next : `${text}.${next}`;
  }, '');
}

/**
 * What is to be done to `before` to make it `after`, in the order of its documents. Objects are the same when kind, API group, namespace and
 * name are, or where only those are different. Not differences: the order of keys, comments, and how a value is written.
 */
export function differences(before: readonly PlacedValue[], after: readonly PlacedValue[]): Difference[] {
  const isSame = (i: number, j: number): boolean => before[i]?.file === after[j]?.file && isRenamed(before[i]?.value, after[j]?.value);
  return align(before.map(placedNames), after.map(placedNames), isSame).flatMap(({ isMoved, ...document }) => {
    const [old, now] = [placeAt(before, document.before), placeAt(after, document.after)];
    const about = { object: objectName((old ?? now)?.value), file: (old ?? now)?.file ?? '', document };
    if (old === undefined) return [{ ...about, path: [], kind: 'added', before: undefined, after: now?.value }];
    if (now === undefined) return [{ ...about, path: [], kind: 'removed', before: old.value, after: undefined }];
    const fields = changes(old.value, now.value).map((change): Difference => ({ ...about, ...change }));
    const [from, to] = [{ file: old.file, index: old.index }, { file: now.file, index: now.index }];
    return isMoved ? [{ ...about, path: [], kind: 'moved', before: from, after: to }, ...fields] : fields;
  });
}

/** An object that differs only in its name, or one that has no name any more. */
function isRenamed(old: unknown, now: unknown): boolean {
  const found = changes(old, now);
  if (isManifest(old) !== isManifest(now)) return found.length <= 2;
  return found.every(({ path, before, after }) => {
    return path.length <= (path[0] === 'metadata' ? 2 : 1) && ![before, after].some(value => typeof value === 'object');
  });
}

function placeAt(values: readonly PlacedValue[], index: number | undefined): (PlacedValue & { readonly index: number }) | undefined {
  const value = index === undefined ? undefined : values[index];
  return value && { ...value, index: index ?? 0 };
}

function objectName(value: unknown): string | undefined {
  return isManifest(value) ? identity(value) : undefined;
}

/** An object in another file is still that object; what has no name is known by its file. */
function placedNames({ file, value }: PlacedValue): Names {
  const name = isManifest(value) ? `${groupOf(value)} ${identity(value)}` : '';
  return { exact: `${file} ${name}`, loose: name === '' ? file : name };
}

/** The same for two values of any sort. */
export function changes(before: unknown, after: unknown, path: readonly Step[] = []): Change[] {
  if (isRecord(before) && isRecord(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap(key => {
      const [at, old, now] = [[...path, key], before[key], after[key]];
      if (!Object.hasOwn(before, key)) return [{ path: at, kind: 'added', before: undefined, after: now }];
      if (!Object.hasOwn(after, key)) return [{ path: at, kind: 'removed', before: old, after: undefined }];
      return changes(old, now, at);
    });
  }
  if (Array.isArray(before) && Array.isArray(after)) return listChanges(before, after, path);
  if (Object.is(before, after)) return [];
  const inside = typeof before === 'string' && typeof after === 'string' ? insideTexts(before, after) : undefined;
  return [{ path, kind: 'changed', before, after, ...(inside && { inside }) }];
}

function listChanges(before: readonly unknown[], after: readonly unknown[], path: readonly Step[]): Change[] {
  const fields = itemKeys.find(candidate => isKeyOf(candidate, before) && isKeyOf(candidate, after));
  const names = (value: unknown): Names => {
    const name = fields ? keyText(fields, value) ?? '' : canonicalText(value);
    return { exact: name, loose: name };
  };
  const isSame = (i: number, j: number): boolean => {
    const [old, now] = [before[i], after[j]];
    return fields ? withoutFields(old, fields) === withoutFields(now, fields) : sortOf(old) === sortOf(now);
  };
  return align(before.map(names), after.map(names), isSame).flatMap(({ isMoved, ...places }): Change[] => {
    const [old, now] = [before[places.before ?? -1], after[places.after ?? -1]];
    const key = fields && keyText(fields, places.before === undefined ? now : old);
    const at = [...path, { ...places, ...(key !== undefined && { key }) }];
    if (places.before === undefined) return [{ path: at, kind: 'added', before: undefined, after: now }];
    if (places.after === undefined) return [{ path: at, kind: 'removed', before: old, after: undefined }];
    return [...(isMoved ? [{ path: at, kind: 'moved' as const, ...places }] : []), ...changes(old, now, at)];
  });
}

/**
 * The fields that tell the items of a list apart: Kubernetes' own `listMapKeys`, then those of eksctl, RBAC, IAM, Kustomize and the operators.
 * The first that every item has, and no two items share, are those of a list.
 */
const itemKeys: readonly (readonly string[])[] = [
  ['containerPort', 'protocol'], ['port', 'protocol'], ['mountPath'], ['devicePath'], ['ip'], ['topologyKey', 'whenUnsatisfiable'],
  ['name'], ['metadata.name'], ['namespace', 'name'], ['metadata.namespace', 'metadata.name'], ['kind', 'namespace', 'name'],
  ['job_name'], ['type'], ['uid'], ['secretKey'], ['key'], ['id'], ['Sid'], ['path'],
];

/** What a field of a key is when it is not written; Kubernetes says so of `protocol`. */
const unwritten: ReadonlyMap<string, string> = new Map([['protocol', 'TCP'], ['namespace', ''], ['metadata.namespace', '']]);

function isKeyOf(fields: readonly string[], list: readonly unknown[]): boolean {
  const texts = list.map(item => keyText(fields, item));
  return !texts.includes(undefined) && new Set(texts).size === list.length;
}

function keyText(fields: readonly string[], item: unknown): string | undefined {
  const parts = fields.map(field => {
    const value = valueAt(item, field.split('.')) ?? (isRecord(item) ? unwritten.get(field) : undefined);
    return typeof value === 'object' || value === undefined ? undefined : `${field}=${String(value)}`;
  });
  return parts.includes(undefined) ? undefined : parts.filter(part => !part?.endsWith('=')).join(',');
}

/** Texts that hold data are compared as such. What holds the same data is compared by its lines, where it has any. */
function insideTexts(before: string, after: string): Change['inside'] {
  const [old, now] = [dataIn(before), dataIn(after)];
  const data = old !== undefined && now !== undefined ? changes(old, now) : [];
  if (data.length > 0) return { as: 'data', changes: data };
  if (!`${before}${after}`.includes('\n')) return undefined;
  return { as: 'lines', changes: changes(before.split('\n'), after.split('\n')) };
}

/** The maps and lists that a text of YAML or JSON holds. One with anchors is left alone: a short one may stand for millions of values. */
function dataIn(text: string): unknown {
  if (!/\n|^\s*[{[]/.test(text) || text.includes('&')) return undefined;
  try {
    const documents = fromYaml(text);
    const isData = documents.length > 0 && documents.every(document => typeof document === 'object');
    return isData ? (documents.length === 1 ? documents[0] : documents) : undefined;
  } catch {
    return undefined; // no YAML
  }
}

/** What an item is called where it stands, and anywhere. */
interface Names {
  readonly exact: string;
  readonly loose: string;
}

/**
 * Which items of two lists belong together: those of one name in one order, then those of one name, which have moved, then those between
 * the same neighbours that `isSame` takes for one. In the order of the second list; what is not in it stands first.
 */
function align(before: readonly Names[], after: readonly Names[], isSame: (i: number, j: number) => boolean): (Item & { isMoved: boolean })[] {
  const partner = new Map<number, { readonly i: number; readonly isMoved: boolean }>(); // by the index in `after`
  const gaps: { old: number[]; now: number[] }[] = [{ old: [], now: [] }];
  let [i, j] = [0, 0];
  for (const { added, removed, count } of diffArrays(before.map(({ exact }) => exact), after.map(({ exact }) => exact))) {
    for (let n = 0; n < count; n++) {
      if (removed) gaps.at(-1)?.old.push(i++);
      else if (added) gaps.at(-1)?.now.push(j++);
      else {
        partner.set(j++, { i: i++, isMoved: false });
        gaps.push({ old: [], now: [] });
      }
    }
  }
  const left = new Set(gaps.flatMap(({ old }) => old));
  const pair = (from: number | undefined, to: number, isMoved: boolean): void => {
    if (from !== undefined && left.delete(from)) partner.set(to, { i: from, isMoved });
  };
  const namesakes = groupBy([...left], from => before[from]?.loose);
  for (const to of gaps.flatMap(({ now }) => now)) pair(namesakes.get(after[to]?.loose)?.shift(), to, true);
  for (const { old, now } of gaps) {
    const free = old.filter(from => left.has(from));
    for (const to of now) {
      if (partner.has(to)) continue;
      const index = free.findIndex(from => isSame(from, to));
      if (index >= 0) pair(free.splice(0, index + 1).at(-1), to, false); // those passed over would cross it
    }
  }
  return [
    ...[...left].map(from => ({ before: from, after: undefined, isMoved: false })),
    ...after.map((_, to) => ({ before: partner.get(to)?.i, after: to, isMoved: partner.get(to)?.isMoved ?? false })),
  ];
}

function withoutFields(value: unknown, fields: readonly string[]): string {
  const copy = structuredClone(value);
  for (const field of fields) {
    const way = field.split('.');
    const around = valueAt(copy, way.slice(0, -1));
    if (isRecord(around)) delete around[way.at(-1) ?? ''];
  }
  return canonicalText(copy);
}

/** Equal values have equal texts; the order of their keys does not matter. */
function canonicalText(value: unknown): string {
  const sorted = (_: string, child: unknown): unknown =>
    isRecord(child) ? Object.fromEntries(Object.entries(child).sort(([one], [other]) => (one < other ? -1 : 1))) : child;
  return JSON.stringify(value, sorted) ?? '';
}

function sortOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : isRecord(value) ? 'map' : 'scalar';
}
