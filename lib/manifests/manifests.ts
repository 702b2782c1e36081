import { posix } from 'node:path';
import { CORE_SCHEMA, loadAll, mergeTag, YAMLException } from 'js-yaml';
import { isMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from 'yaml';
import type { Found } from './found.ts';
import { groupBy } from '../group-by.ts';
import { signatureOf } from '../output/signature.ts';
import { remembered } from '../remembered.ts';
import type { Position } from '../findings/locate.ts';
import { groupOf, identity, isManifest, isRecord, valueAt, type Manifest, type Place } from './manifest.ts';
import { isToolConfig, kustomizationNames, roleOf, writtenByFlux, type FileRole } from './roles.ts';

/** One document of a manifest file. */
export interface ManifestDocument {
  readonly file: ManifestFile;
  /** Its number in the file, empty documents not counted, from 0. */
  readonly index: number;
  readonly value: unknown;
}

/** One YAML file of manifests, and what it holds. */
export interface ManifestFile {
  readonly path: string;
  readonly text: string;
  readonly role: FileRole;
  readonly documents: readonly ManifestDocument[];
  /** Why it could not be read; it has no documents then. */
  readonly unreadable?: { readonly message: string; readonly line?: number; readonly column?: number };
}

/** An object of the cluster, and where it stands. */
export interface PlacedObject {
  readonly document: ManifestDocument;
  /** Keys and indices that lead to it in the document: none, unless it stands in a `List`. */
  readonly within: Place;
  readonly object: Manifest;
  /** `Kind/namespace/name` */
  readonly id: string;
}

/** Some manifests, read once, for many rules. */
export interface Manifests {
  /** By path. */
  readonly files: readonly ManifestFile[];
  /** Files of the role `aside`, by path, those that are no YAML without documents: they are no part of what rules look at. */
  readonly aside: readonly ManifestFile[];
  /** What stands in files of the role `objects`, in order of the files. `List`s are taken apart. */
  readonly objects: readonly PlacedObject[];
  /** Those of a kind, of any API version, or of those of some groups. */
  ofKind(kind: string, ...groups: readonly string[]): readonly PlacedObject[];
  /** By `Kind/namespace/name`; more than one where it is written more than once. */
  named(id: string): readonly PlacedObject[];
}

/** Reads the YAML files among some files, the JSON files that hold manifests, and all of the role `aside`. Others are passed over. */
export function readManifests(found: Iterable<readonly [path: string, found: Found]>): Manifests {
  const all = withRoles([...found].flatMap(([path, file]) => manifestFile(path, file)));
  all.sort((a, b) => (a.path < b.path ? -1 : 1));
  const [files, aside] = [all.filter(({ role }) => role !== 'aside'), all.filter(({ role }) => role === 'aside')];
  const objects = files.filter(({ role }) => role === 'objects').flatMap(({ documents }) => documents.flatMap(objectsIn));
  const whole = objects.filter(({ object }) => object['$patch'] === undefined); // else it is a part of one that is elsewhere
  return indexManifests(files, whole, aside);
}

/** Some files and objects, to be looked up. */
export function indexManifests(files: readonly ManifestFile[], objects: readonly PlacedObject[], aside: readonly ManifestFile[] = []): Manifests {
  let byKind: ReadonlyMap<string, PlacedObject[]> | undefined; // few rules need it, so it is made when first asked for
  let byId: ReadonlyMap<string, PlacedObject[]> | undefined;
  return {
    files,
    aside,
    objects,
    ofKind(kind, ...groups) {
      const all = (byKind ??= groupBy(objects, ({ object }) => object.kind)).get(kind) ?? [];
      return groups.length === 0 ? all : all.filter(({ object }) => groups.includes(groupOf(object)));
    },
    named: id => (byId ??= groupBy(objects, each => each.id)).get(id) ?? [],
  };
}

/**
 * A file is a patch by what a kustomization.yaml says, wherever there is one; our own are called as `roleOf` knows. What people put beside
 * the files of Flux is read as all else.
 */
function withRoles(files: readonly MutableFile[]): ManifestFile[] {
  const patches = new Set(files.filter(isKustomizationFile).flatMap(patchesIn));
  for (const file of files) {
    const isOfFlux = file.role === 'placeholder' && (writtenByFlux.has(posix.basename(file.path)) || isKustomizationFile(file));
    if (patches.has(file.path)) file.role = 'patch';
    else if (file.role !== 'kustomization' && file.role !== 'aside' && !isOfFlux) file.role = 'objects';
  }
  return [...files];
}

/** By its name. */
export function isYamlFile({ path }: Pick<ManifestFile, 'path'>): boolean {
  return (/\.ya?ml$/.test(path) && !isToolConfig(path)) || isKustomizationFile({ path });
}

export function isKustomizationFile({ path }: Pick<ManifestFile, 'path'>): boolean {
  return kustomizationNames.has(posix.basename(path));
}

/** Their paths. What is written in the kustomization.yaml itself is no file. */
function patchesIn({ path, documents }: ManifestFile): string[] {
  const lists = ['patches', 'patchesJson6902', 'patchesStrategicMerge'].map(key => valueAt(documents[0]?.value, [key]));
  const entries = lists.flatMap((list): unknown[] => (Array.isArray(list) ? list : []));
  const named = entries.map(entry => (isRecord(entry) ? entry['path'] : entry));
  return named.flatMap(name => (typeof name === 'string' && !name.includes('\n') ? [posix.join(posix.dirname(path), name)] : []));
}

type MutableFile = { -readonly [Key in keyof ManifestFile]: ManifestFile[Key] };

function manifestFile(path: string, found: Found): MutableFile[] {
  const isJson = path.endsWith('.json');
  const text = typeof found === 'string' ? found : '';
  const known = roleOf(path);
  const role = known === 'aside' && signatureOf(text) === undefined ? 'objects' : known; // others have a folder of that name, too
  const documents: ManifestDocument[] = [];
  const file: MutableFile = { path, text, role, documents };
  if (!isJson && !isYamlFile(file)) return role === 'aside' ? [file] : [];
  if (typeof found !== 'string') return isJson ? [] : [{ ...file, unreadable: { message: found.what } }];
  if (isJson && !(/"apiVersion"\s*:/.test(found) && /"kind"\s*:/.test(found))) return [];
  const read = documentsIn(found);
  if ('message' in read) return [{ ...file, unreadable: read }];
  for (const value of read) documents.push({ file, index: documents.length, value });
  // The words may stand in JSON of any sort, such as a schema.
  return isJson && !documents.some(({ value }) => isRecord(value) && typeof value['kind'] === 'string') ? [] : [file];
}

/** Merge keys (`<<`) are taken as all of Kubernetes' readers take them. */
const merging = CORE_SCHEMA.withTags(mergeTag);

/** Documents with something in them, or why they cannot be read. */
function documentsIn(text: string): unknown[] | NonNullable<ManifestFile['unreadable']> {
  try {
    const documents = loadAll(text, { schema: merging }).filter(document => document !== null && document !== undefined);
    return text.includes('&') && isEndless(documents) ? { message: 'its aliases stand for more than a million values' } : documents;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { message: error.reason, ...(error.mark && { line: error.mark.line + 1, column: error.mark.column + 1 }) };
  }
}

/** True as well of what holds itself. */
function isEndless(value: unknown): boolean {
  const ahead = [value];
  for (let count = 0; ahead.length > 0; count++) {
    if (count > 1_000_000) return true;
    const next = ahead.pop();
    if (typeof next === 'object' && next !== null) for (const child of Object.values(next)) ahead.push(child);
  }
  return false;
}

/** What may be an object, and where it stands in its document. */
export interface Entry {
  readonly document: ManifestDocument;
  readonly within: Place;
  readonly value: unknown;
}

/** A `List` holds objects, or lists again. */
export function entriesOf(document: ManifestDocument, value = document.value, within: Place = []): Entry[] {
  const items = isRecord(value) && value['kind'] === 'List' ? value['items'] ?? [] : undefined;
  if (!Array.isArray(items)) return [{ document, within, value }];
  return items.flatMap((item: unknown, i) => entriesOf(document, item, [...within, 'items', i]));
}

/** What a document holds: one object, those of a `List`, or none. */
export function objectsIn(document: ManifestDocument): PlacedObject[] {
  return entriesOf(document).flatMap(({ value, within }) =>
    (isManifest(value) ? [{ document, within, object: value, id: identity(value) }] : []));
}

/** Where a document stands in its file, or what a path of keys and list indices in it leads to, as far as it is there. */
export function positionIn({ file, index }: ManifestDocument, path: Place = []): Position {
  const { documents, counter } = parsedFile(file);
  const document: Document | undefined = documents[index];
  const offset = document ? offsetOf(document, path) : 0;
  const { line, col } = counter.linePos(offset);
  return { line, column: col };
}

/** Where a line of a text stands, counted from 0, if the text at the path is a block of lines. */
export function positionInText(document: ManifestDocument, path: Place, line: number): Position | undefined {
  const { documents } = parsedFile(document.file);
  const node = documents[document.index]?.getIn(path, true);
  if (!isScalar(node) || node.type !== 'BLOCK_LITERAL') return undefined;
  const written = positionIn(document, path).line + 1 + line;
  const indent = document.file.text.split('\n')[written - 1]?.search(/\S/) ?? -1;
  return { line: written, column: Math.max(indent, 0) + 1 };
}

/** Where there is one finding, there are often more. */
const parsedFile = remembered((file: ManifestFile) => {
  const counter = new LineCounter();
  const documents: Document[] = parseAllDocuments(file.text, { lineCounter: counter, version: '1.1' }).filter(isFull);
  return { documents, counter };
});

/** An empty document is nothing to one reader, and null to the other. */
export function isFull({ contents }: Document): boolean {
  return contents !== null && !(isScalar(contents) && contents.value === null);
}

/** A pair is where its key is. */
function offsetOf(document: Document, path: Place): number {
  let here: Node | null = document.contents;
  let offset = here?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(here)) {
      const isStep = ({ key }: { readonly key: unknown }) => isScalar(key) && String(key.value) === String(step);
      const pair: { key: unknown; value: unknown } | undefined = here.items.find(isStep);
      if (pair === undefined || !isScalar(pair.key)) return offset;
      offset = pair.key.range?.[0] ?? offset;
      here = pair.value as Node | null; // a parsed document holds nodes only
    } else if (isSeq(here)) {
      const item: unknown = here.items[Number(step)];
      if (item === undefined) return offset;
      here = item as Node; // as above
      offset = here.range?.[0] ?? offset;
    } else {
      return offset;
    }
  }
  return offset;
}
