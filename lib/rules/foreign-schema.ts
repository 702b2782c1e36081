import { groupBy } from '../group-by.ts';
import { parsePath } from '../findings/locate.ts';
import { isRecord } from '../manifests/manifest.ts';
import { entriesOf, isKustomizationFile, type Entry, type ManifestFile, type Manifests } from '../manifests/manifests.ts';
import type { Schemas, ShapeProblem, TypedObject } from '../schema/schema.ts';
import { listed } from '../schema/shape-error.ts';
import { clustersIn } from './clusters.ts';
import { findingAt, isTyped, noObject, unreadable, type SchemaFinding } from './entries.ts';
import { mapsAt, textAt } from './fields.ts';

/**
 * What schemas say of manifests of another owner, as that owner means them: what is filled in later is taken as it will be, a kind that no
 * schema describes is a warning, one for a file, and a file that is not applied need not hold manifests.
 */
export function foreignFindings(manifests: Manifests, schemas: Schemas, isForeign: (file: ManifestFile) => boolean = () => true): SchemaFinding[] {
  const knowing = schemas.knowing(manifests.files.flatMap(({ documents }) => documents.map(({ value }) => value)));
  const isApplied = appliedFiles(manifests);
  const isCompleted = completedKinds(manifests);
  return manifests.files.filter(isForeign).flatMap(file => {
    if (file.unreadable) return isApplied(file) || mayBeManifest(file) ? unreadable(file) : unreadable(file).map(asNote);
    const entries = file.documents.flatMap(document => entriesOf(document)).filter(entry => !isOperations(entry) && !isForKustomize(entry));
    const objects = entries.flatMap(entry => judge(entry, knowing, isCompleted));
    const others = entries.filter(entry => !isTyped(entry.value)).map(entry => findingAt(entry, { path: '', message: noObject }, 'error'));
    if (objects.length === 0 && !isApplied(file)) return others.slice(0, 1).map(asNote);
    return [...others, ...objects.flatMap(({ found }) => found), ...unjudgedIn(objects, schemas)];
  });
}

/** Whether Flux applies a file, or a kustomization.yaml lists it. Where neither is in the tree it has to be for manifests alone. */
function appliedFiles(manifests: Manifests): (file: ManifestFile) => boolean {
  const builds = clustersIn(manifests).flatMap(cluster => cluster.builds);
  const files = new Set(builds.flatMap(build => [...build.files.keys(), ...build.patches]));
  return file => builds.length === 0 || files.has(file);
}

/** What is no text at all may be anything. */
function mayBeManifest({ text }: ManifestFile): boolean {
  return text === '' || /^(apiVersion|kind):/m.test(text);
}

function asNote({ document, path, fault }: SchemaFinding): SchemaFinding {
  const what = document.file.unreadable ? fault.wrong : 'this is no object';
  return { document, path, severity: 'note', fault: { wrong: `${what}, and nothing applies this file, so it was not checked.` } };
}

/** A patch in the form of JSON 6902. */
function isOperations({ document: { file }, value }: Entry): boolean {
  return file.role === 'patch' && Array.isArray(value);
}

/** A kustomization.yaml need not say what it is; whether its fields are right, `kustomize build` says. */
function isForKustomize({ document: { file }, value }: Entry): boolean {
  if (!isRecord(value)) return false;
  return value['apiVersion'] === undefined ? isKustomizationFile(file) : String(value['apiVersion']).startsWith('kustomize.config.k8s.io/');
}

/**
 * Whether objects of a kind are targets of some patch, which may add what they lack. Names and labels of a target have no say here. The
 * text of a patch may hold patches again: those of Kustomizations of Flux, which are patched themselves.
 */
function completedKinds(manifests: Manifests): (kind: string) => boolean {
  const ofFlux = manifests.ofKind('Kustomization').flatMap(({ object }) => mapsAt(object, ['spec', 'patches']));
  const ofKustomize = manifests.files.filter(isKustomizationFile).flatMap(({ documents }) => {
    return documents.flatMap(({ value }) => mapsAt(value, ['patches']));
  });
  const kinds = new Set([...ofFlux, ...ofKustomize].flatMap(({ value }) => {
    if (!isRecord(value['target'])) return [];
    const inText = [...(textAt(value, ['patch']) ?? '').matchAll(/^\s*kind:\s*(\w+)/gm)].map(([, kind]) => kind);
    return [textAt(value, ['target', 'kind']), ...inText];
  }));
  return kind => kinds.has(undefined) || kinds.has(kind);
}

interface Judged extends Entry {
  readonly object: TypedObject;
  readonly found: readonly SchemaFinding[];
  readonly unjudged: readonly ShapeProblem[];
}

function judge(entry: Entry, schemas: Schemas, isCompleted: (kind: string) => boolean): Judged[] {
  const object = entry.value;
  if (!isTyped(object)) return [];
  const { problems, unjudged } = schemas.judge(object);
  const isMeant = (problem: ShapeProblem) => {
    return !isLater(problem, object) && !isQuantity(problem, object) && !isKustomized(problem, object, entry.document.file);
  };
  const found = problems.filter(isMeant).map(problem => {
    if (!isLack(problem) || !isCompleted(object.kind)) return findingAt(entry, problem, 'error');
    return findingAt(entry, { ...problem, message: `${problem.message}, unless a patch for its kind adds it` }, 'note');
  });
  return [{ ...entry, object, found, unjudged: unjudged.filter(isMeant) }];
}

/** What Flux substitutes, or SOPS decrypts, is something else by the time that it reaches a cluster. */
function isLater({ kind, path }: ShapeProblem, object: TypedObject): boolean {
  const place = parsePath(path);
  const value = place.reduce<unknown>((here, step) => (Object(here) === here ? Reflect.get(Object(here), step) : undefined), object);
  if (path === 'sops') return isRecord(value) && 'mac' in value;
  const texts = [...place.map(String), typeof value === 'string' ? value : kind === 'together' ? JSON.stringify(value) : ''];
  return texts.some(text => /\$\{\w+|^ENC\[|"ENC\[/.test(text));
}

/** Where Kubernetes' own kinds have quantities: in any field of these, and in these fields, each behind the field that holds it. */
const mapsOfQuantities = /^(limits|requests|capacity|hard|default|defaultRequest|max|min|maxLimitRequestRatio|podFixed) /;
const quantities = /^(emptyDir sizeLimit|resourceFieldRef divisor|target (averageValue|value))$/;

/** `cpu: 2` is a quantity, too, although some catalogs have no numbers there. */
function isQuantity({ kind, path, value }: ShapeProblem, { apiVersion }: TypedObject): boolean {
  const [, group = ''] = apiVersion.split('/').reverse();
  const isOfKubernetes = !group.includes('.') || group.endsWith('.k8s.io');
  const field = parsePath(path).slice(-2).join(' ');
  return isOfKubernetes && kind === 'type' && typeof value === 'number' && (mapsOfQuantities.test(field) || quantities.test(field));
}

function isLack({ kind }: ShapeProblem): boolean {
  return kind === 'missing' || kind === 'together';
}

/** A patch is a part of an object, merged by words of its own; Kustomize may name a Namespace. */
function isKustomized(problem: ShapeProblem, object: TypedObject, file: ManifestFile): boolean {
  const { path } = problem;
  const [first, second] = parsePath(path);
  if (file.role !== 'patch') return object.kind === 'Namespace' && first === 'metadata' && second === 'name';
  return isLack(problem) || first === 'metadata' || String(parsePath(path).at(-1)).startsWith('$');
}

/** One finding for a kind: a warning of what is there, or else a note of what is not. */
function unjudgedIn(objects: readonly Judged[], { given }: Schemas): SchemaFinding[] {
  const kinds = groupBy(objects, ({ object: { apiVersion, kind } }) => `${apiVersion}/${kind}`);
  return [...kinds.values()].flatMap(same => {
    const all = same.flatMap(entry => entry.unjudged.map(problem => ({ entry, problem })));
    const there = all.filter(({ problem }) => problem.kind !== 'missing');
    const some = there.length > 0 ? there : all;
    const [first] = some;
    if (first === undefined) return [];
    const message = unjudgedMessage(some.map(({ problem }) => problem), given);
    return [findingAt(first.entry, { path: first.problem.path, message }, there.length > 0 ? 'warning' : 'note')];
  });
}

function unjudgedMessage(problems: readonly ShapeProblem[], given: readonly string[]): string {
  const advice = given.length === 0 ? 'give one by --schemas DIR' : `add one to ${listed(given, 'or')}`;
  const places = listed([...new Set(problems.map(placeAndMeaning))], 'and');
  switch (problems[0]?.kind) {
    case 'unknown-kind': {
      const count = problems.length === 1 ? 'it was' : `the ${problems.length} of this file were`;
      return `${problems[0].message.split(';')[0]}, so ${count} not checked; ${advice}`;
    }
    case 'missing':
      return `our schema of this kind asks for ${places}, which this tool always writes; other manifests may not need it; ${advice}`;
    default:
      return `our schema of this kind lists what this tool writes, and not ${places}, so these were not checked; ${advice}`;
  }
}

function placeAndMeaning({ path, nearest }: ShapeProblem): string {
  const place = path.replaceAll(/\[\d+\]/g, '[]');
  return nearest === undefined ? place : `${place} (did you mean '${nearest}'?)`;
}
