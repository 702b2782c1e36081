import { automatedPlaces, imageReference } from '../images/tags.ts';
import { groupBy } from '../group-by.ts';
import { changes, differences, placeText, type Change, type Difference, type PlacedValue, type Step } from '../manifests/differences.ts';
import type { Found } from '../manifests/found.ts';
import { groupOf, identity, isManifest, type Manifest } from '../manifests/manifest.ts';
import { readManifests } from '../manifests/manifests.ts';
import { roleOf, type FileRole } from '../manifests/roles.ts';
import { withoutHash } from '../output/signature.ts';
import { readLines } from '../yaml/lines.ts';

/** What is different between two trees of manifests, object by object. */

/** A file that is not the same in both trees; undefined where there is none. */
export interface FileChange {
  readonly path: string;
  readonly before: Found | undefined;
  readonly after: Found | undefined;
}

/** An object, or a document that is none, on one side. */
export interface Side {
  readonly file: string;
  readonly role: FileRole;
  readonly value: unknown;
  /** Undefined for what is no object of a cluster. */
  readonly object: Manifest | undefined;
}

export interface ObjectChange {
  /** Who the files belong to: the name of a cluster, or nothing. */
  readonly scope: string;
  /** `HelmRelease/qa2/tidepool`; for a document without a name, its file. */
  readonly id: string;
  readonly before: Side | undefined;
  readonly after: Side | undefined;
  /** Where it is on both sides: what is different. */
  readonly fields: readonly FieldChange[];
}

export type Status = 'added' | 'removed' | 'moved' | 'changed';

/** One value that is different. Where a text holds data, the values in there are. */
export interface FieldChange {
  /** `spec.containers[name=app].args[2]`; behind a space what is inside of a text. */
  readonly field: string;
  readonly path: readonly Step[];
  readonly kind: Change['kind'];
  readonly before: unknown;
  readonly after: unknown;
  /** For two texts of several lines: those that differ. */
  readonly lines?: readonly Change[];
  /** An image whose tag Flux moves by itself. */
  readonly isAutomated: boolean;
}

export function statusOf({ before, after }: Pick<ObjectChange, 'before' | 'after'>): Status {
  if (before === undefined) return 'added';
  if (after === undefined) return 'removed';
  return before.file === after.file ? 'changed' : 'moved';
}

/** By scope, and in it by file. An object that goes from one scope to another is removed there and added here. */
export function objectChanges(files: readonly FileChange[], scopeOf: (path: string) => string): ObjectChange[] {
  const scopes = groupBy([...files].sort((one, other) => (one.path < other.path ? -1 : 1)), ({ path }) => scopeOf(path));
  return [...scopes].sort(([one], [other]) => (one < other ? -1 : 1)).flatMap(([scope, own]) => changesIn(scope, own));
}

function changesIn(scope: string, files: readonly FileChange[]): ObjectChange[] {
  const [before, after] = [documentsOn('before', files), documentsOn('after', files)];
  const found = groupBy(differences(before, after), ({ document }) => `${document.before} ${document.after}`);
  const objects = [...found.values()].flatMap(own => objectChange(scope, own, before, after));
  const seen = new Set(objects.flatMap(each => [each.before?.file, each.after?.file]));
  return [...objects, ...files.filter(({ path }) => !seen.has(path)).flatMap(file => commentChange(scope, file))];
}

interface Document extends PlacedValue {
  /** In its file, from 0. */
  readonly index: number;
  readonly text: string;
}

function documentsOn(side: 'before' | 'after', files: readonly FileChange[]): Document[] {
  return files.flatMap(({ path, [side]: found }) => {
    if (found === undefined) return [];
    const text = typeof found === 'string' ? found : '';
    return documentsIn(path, found).map((value, index) => ({ file: path, value, index, text }));
  });
}

/** What is no YAML is one text. */
export function documentsIn(path: string, found: Found): unknown[] {
  if (typeof found !== 'string') return [`(${found.what})`];
  const quick = /\.ya?ml$/.test(path) ? readLines(found) : undefined; // what we write, and most of what others do
  if (quick) return quick.map(({ value }) => value).filter(value => value !== null && value !== undefined);
  const { files, aside } = readManifests([[path, found]]);
  const [file] = [...files, ...aside.filter(({ documents }) => documents.length > 0)];
  return file === undefined || file.unreadable ? [withoutHash(found)] : file.documents.map(({ value }) => value);
}

function objectChange(scope: string, found: readonly Difference[], before: readonly Document[], after: readonly Document[]): ObjectChange[] {
  const [{ document } = { document: undefined }] = found;
  const [old, now] = [before[document?.before ?? -1], after[document?.after ?? -1]];
  const sides = { before: old && sideOf(old), after: now && sideOf(now) };
  const id = idOf(sides.after ?? sides.before);
  if (sides.before && sides.after && isOther(sides.before, sides.after)) {
    return [ // to a cluster another name or API group is another object
      { scope, id: idOf(sides.before), before: sides.before, after: undefined, fields: [] },
      { scope, id, before: undefined, after: sides.after, fields: [] },
    ];
  }
  const automated = old && now ? automatedIn(now) : new Set<string>();
  const fields = old && now ? found.filter(({ path, kind }) => path.length > 0 || kind === 'changed').flatMap(change => fieldsOf(change, automated)) : [];
  const isSame = fields.length === 0 && old?.file === now?.file; // another place in its file is nothing to a cluster
  return isSame ? [] : [{ scope, id, ...sides, fields }];
}

function sideOf({ file, value }: Document): Side {
  return { file, role: roleOf(file), value, object: isManifest(value) ? value : undefined };
}

function idOf(side: Side | undefined): string {
  return side?.object ? identity(side.object) : side?.file ?? '';
}

function isOther(before: Side, after: Side): boolean {
  const [old, now] = [before, after].map(({ object }) => object && `${groupOf(object)} ${identity(object)}`);
  return old !== now;
}

function fieldsOf({ path, kind, before, after, inside }: Change, automated: ReadonlySet<string>): FieldChange[] {
  if (inside?.as === 'data') {
    return inside.changes.flatMap(change => fieldsOf(change, new Set())).map(inner => {
      return { ...inner, field: `${placeText(path)} ${inner.field}`.trim(), path: [...path, ...inner.path] };
    });
  }
  const place = path.map(step => (typeof step === 'string' ? step : step.after)).join('\n');
  const isAutomated = automated.has(place) && isSameRepository(before, after);
  return [{ field: placeText(path), path, kind, before, after, isAutomated, ...(inside && { lines: inside.changes }) }];
}

function isSameRepository(before: unknown, after: unknown): boolean {
  const [old, now] = [before, after].map(image => (typeof image === 'string' ? imageReference(image)?.repository : undefined));
  return old !== undefined && old === now;
}

function automatedIn({ text, value, index }: Document): ReadonlySet<string> {
  return new Set(automatedPlaces(text, value, index).map(path => path.join('\n')));
}

/** A file in which only comments, or the way that values are written, are other ones. */
function commentChange(scope: string, { path, before, after }: FileChange): ObjectChange[] {
  if (typeof before !== 'string' || typeof after !== 'string') return [];
  const [old, now] = [before, after].map(withoutHash);
  const [change] = changes(old, now);
  if (change === undefined) return [];
  const side = (value: unknown): Side => ({ file: path, role: roleOf(path), value, object: undefined });
  const lines = change.inside?.changes ?? [];
  const field = { field: 'comments', path: [], kind: 'changed' as const, before: old, after: now, lines, isAutomated: false };
  return [{ scope, id: path, before: side(old), after: side(now), fields: [field] }];
}
