import { posix } from 'node:path';
import { sentence } from '../findings/fault.ts';
import { groupBy } from '../group-by.ts';
import { groupOf, identity, objectId, type Manifest } from '../manifests/manifest.ts';
import { indexManifests, type ManifestFile, type Manifests, type PlacedObject } from '../manifests/manifests.ts';
import { isClusterScoped, namespaceName, textAt, textsAt } from './fields.ts';
import { build, folderOf, foldersOf, type Build, type Folders, type KustomizationFile } from './folders.ts';
import { remembered } from '../remembered.ts';
import type { ManifestFinding, ManifestRule } from './rule.ts';

/** What is applied to one cluster, with everything in the namespace that it is put into, and without the patches. */
export interface ClusterTree extends Manifests {
  /** `dist/clusters/test1`; '' where the tree is not divided into clusters. */
  readonly folder: string;
  readonly folders: Folders;
  readonly kustomizations: readonly KustomizationFile[];
  /** What is applied as one: by the stages, and by those who are not in the tree. */
  readonly builds: readonly Build[];
  readonly stages: readonly Stage[];
  /** All that Flux applies is in the tree, so what is not in the tree is nowhere, unless a chart makes it. */
  readonly isComplete: boolean;
  /** Where in the tree the path is that an object gives beside its `sourceRef`. */
  locate(object: Manifest, path: string): Location;
  /** An object without a namespace goes to `default`, unless its owner applies it to another. */
  isPlaced(placed: PlacedObject): boolean;
  /** How messages call it, behind a preposition. */
  readonly title: string;
}

/** `missing`: where it would be. `outside`: the tree holds nothing of that repository, so it is unknown. */
export type Location = { readonly folder: string } | { readonly missing: string } | 'outside';

/** Undefined where it is not in the tree. */
export function appliedFolder(location: Location): string | undefined {
  return location !== 'outside' && 'folder' in location ? location.folder : undefined;
}

/** A Kustomization of Flux and what it applies. */
export interface Stage {
  readonly placed: PlacedObject;
  readonly location: Location;
  /** Undefined where its folder is not in the tree. */
  readonly build: Build | undefined;
}

export const fluxKustomizations = 'kustomize.toolkit.fluxcd.io';

/** Findings of a rule that looks at one cluster at a time, in order of the files; what two clusters share is found once. */
export function perCluster(find: (cluster: ClusterTree) => readonly ManifestFinding[]): ManifestRule['find'] {
  return manifests => inOrderOfFiles(clustersIn(manifests).flatMap(find));
}

export function inOrderOfFiles(findings: readonly ManifestFinding[]): ManifestFinding[] {
  const documents = groupBy(findings, ({ document: { file } }) => file.path);
  return [...documents.keys()].sort().flatMap(path => {
    const distinct = new Map((documents.get(path) ?? []).map(finding => [keyOf(finding), finding]));
    return [...distinct.values()].sort((one, other) => one.document.index - other.document.index);
  });
}

function keyOf({ document, path, fault }: ManifestFinding): string {
  return `${document.index}\n${path.join('\n')}\n${sentence(fault)}`;
}

/**
 * The clusters of a tree: a folder `clusters/NAME` each, with what the Kustomizations of Flux in it apply from elsewhere in the tree.
 * A tree without such folders is one cluster. What no cluster applies belongs to none.
 */
export const clustersIn = remembered((manifests: Manifests): readonly ClusterTree[] => {
  const folders = foldersOf(manifests);
  const objects = groupBy(manifests.objects, ({ document }) => document.file.path);
  const belongsTo = groupBy(manifests.files, file => clusterFolder(file.path) ?? '');
  const names = [...belongsTo.keys()].filter(name => name !== '');
  const whole = { folders, locate: locator(manifests, folders), objectsOf: (file: ManifestFile) => objects.get(file.path) ?? [] };
  if (names.length === 0) return manifests.files.length === 0 ? [] : [clusterTree('', manifests.files, whole)];
  return names.sort().map(name => clusterTree(name, belongsTo.get(name) ?? [], whole));
});

function clusterFolder(path: string): string | undefined {
  const parts = path.split('/');
  const i = parts.indexOf('clusters');
  return i >= 0 && i + 2 < parts.length ? parts.slice(0, i + 2).join('/') : undefined;
}

interface Whole {
  readonly folders: Folders;
  readonly locate: ClusterTree['locate'];
  readonly objectsOf: (file: ManifestFile) => readonly PlacedObject[];
}

function clusterTree(folder: string, own: readonly ManifestFile[], whole: Whole): ClusterTree {
  const { folders, locate, objectsOf } = whole;
  const { files, stages } = reach(own, whole);
  const stageBuilds = [...stages.values()].flatMap(stage => stage.build ?? []);
  const builds = [...stageBuilds, ...rootBuilds(files, stageBuilds, folders)];
  const namespaces = namespacesOf(files, builds);
  const copies = [...namespaces].flatMap(([file, among]) =>
    objectsOf(file).flatMap(original => [...among].map(namespace => ({ original, placed: putInto(original, namespace) }))));
  const staged = copies.flatMap(({ original, placed }) => {
    const stage = stages.get(original);
    return stage ? [{ ...stage, placed }] : [];
  });
  return {
    ...indexManifests([...files], copies.map(({ placed }) => placed)),
    folder,
    folders,
    kustomizations: kustomizationsIn(files, folders),
    builds,
    stages: staged,
    isComplete: staged.every(({ location }) => location !== 'outside') && builds.every(({ isOpen }) => !isOpen),
    locate,
    isPlaced: ({ object: { kind, metadata } }) =>
      folder !== '' || staged.length > 0 || isClusterScoped(kind) || metadata.namespace !== undefined,
    title: folder === '' ? 'the tree' : folder,
  };
}

interface Reached {
  readonly files: ReadonlySet<ManifestFile>;
  readonly stages: ReadonlyMap<PlacedObject, Stage>;
}

/** Files of a cluster, those that its Kustomizations apply among them, and these Kustomizations. */
function reach(own: readonly ManifestFile[], { folders, locate, objectsOf }: Whole): Reached {
  const files = new Set(own);
  const stages = new Map<PlacedObject, Stage>();
  for (const file of files) { // grows while it is gone through
    for (const placed of objectsOf(file).filter(isFluxKustomization)) {
      const stage = stageOf(placed, locate(placed.object, textAt(placed.object, ['spec', 'path']) ?? '.'), folders);
      stages.set(placed, stage);
      for (const applied of stage.build?.files.keys() ?? []) files.add(applied);
      for (const patch of stage.build?.patches ?? []) files.add(patch);
      for (const folder of stage.build?.folders ?? []) {
        const kustomization = folders.kustomizations.get(folder);
        if (kustomization) files.add(kustomization.document.file);
      }
    }
  }
  return { files, stages };
}

function isFluxKustomization({ object }: PlacedObject): boolean {
  return object.kind === 'Kustomization' && groupOf(object) === fluxKustomizations;
}

function stageOf(placed: PlacedObject, location: Location, folders: Folders): Stage {
  if (location === 'outside' || 'missing' in location) return { placed, location, build: undefined };
  const namespace = textAt(placed.object, ['spec', 'targetNamespace']);
  const components = textsAt(placed.object, ['spec', 'components']).map(({ value }) => value);
  return { placed, location, build: build(folders, location.folder, { namespace, components }) };
}

/** What is built of a kustomization.yaml that neither Flux nor another one applies. */
function rootBuilds(files: ReadonlySet<ManifestFile>, stages: readonly Build[], folders: Folders): Build[] {
  const kustomizations = kustomizationsIn(files, folders);
  const listed = new Set(kustomizations.flatMap(each => [...each.mentions]));
  const isApplied = (folder: string) => listed.has(folder) || stages.some(stage => stage.folders.has(folder));
  return kustomizations.flatMap(({ folder }) => (isApplied(folder) ? [] : [build(folders, folder)]));
}

function kustomizationsIn(files: ReadonlySet<ManifestFile>, folders: Folders): KustomizationFile[] {
  const own = new Set([...files].map(folderOf));
  return [...own].flatMap(folder => folders.kustomizations.get(folder) ?? []);
}

/** The namespaces that each file with objects is put into; undefined leaves every object in its own. */
function namespacesOf(files: ReadonlySet<ManifestFile>, builds: readonly Build[]): Map<ManifestFile, ReadonlySet<string | undefined>> {
  const applied = groupBy(builds.flatMap(build => [...build.files]), ([file]) => file);
  const inOrder = [...files].filter(({ role }) => role === 'objects');
  return new Map(inOrder.map(file => [file, new Set(applied.get(file)?.flatMap(([, among]) => [...among]) ?? [undefined])]));
}

/** As Kustomize does it, which gives a Namespace that name. A kind without namespaces gets none. */
function putInto(placed: PlacedObject, namespace: string | undefined): PlacedObject {
  const { object } = placed;
  const { namespace: own, ...rest } = object.metadata;
  if (isClusterScoped(object.kind)) {
    const renamed = object.kind === 'Namespace' && namespace !== undefined;
    return own === undefined && !renamed ? placed : relocate(placed, renamed ? { ...rest, name: namespace } : rest);
  }
  return namespace === undefined || namespace === own ? placed : relocate(placed, { ...rest, namespace });
}

function relocate(placed: PlacedObject, metadata: Manifest['metadata']): PlacedObject {
  const object = { ...placed.object, metadata };
  return { ...placed, object, id: identity(object) };
}

/**
 * Paths in Kustomizations begin at the root of their repository, but the tree may be a folder in it, or one around it. Of all ways to read
 * them that one is taken which finds most folders. A source none of whose folders is found is another repository.
 */
function locator({ objects }: Manifests, { all }: Folders): ClusterTree['locate'] {
  const kustomizations = objects.filter(isFluxKustomization);
  const paths = kustomizations.map(({ object }) => segments(textAt(object, ['spec', 'path']) ?? '')).filter(path => path.length > 0);
  const head = mostFrequent(paths.flatMap(path => splits(path).flatMap(({ before, after }) => (all.has(after) ? [before] : []))));
  const around = head === undefined ? folderAround(paths, all) : undefined;
  const inRepository = (path: string): Location => {
    const parts = segments(path).join('/');
    const isInside = head !== undefined && (parts === head || parts.startsWith(`${head}/`) || head === '');
    if (!isInside && around === undefined) return 'outside';
    const folder = around === undefined ? parts.slice(head?.length).replace(/^\//, '') : posix.join(around, parts);
    return all.has(folder) ? { folder } : { missing: folder };
  };
  const isFound = (path: string) => segments(path).length > 0 && appliedFolder(inRepository(path)) !== undefined;
  const own = new Set(kustomizations.flatMap(({ object }) => (isFound(textAt(object, ['spec', 'path']) ?? '') ? [sourceOf(object)] : [])));
  return (object, path) => {
    const source = sourceOf(object);
    const location = own.has(source) || source === bootstrapped ? inRepository(path) : 'outside';
    // Its folders are copied together, so that they need not be called as in the tree.
    return source.startsWith('ExternalArtifact/') && appliedFolder(location) === undefined ? 'outside' : location;
  };
}

/** What `flux bootstrap` calls the repository. */
const bootstrapped = 'GitRepository/flux-system/flux-system';

function sourceOf(object: Manifest): string {
  const source = (key: string) => textAt(object, ['spec', 'sourceRef', key]);
  return objectId(source('kind') ?? 'GitRepository', source('name') ?? '', source('namespace') ?? namespaceName(object));
}

function segments(path: string): string[] {
  return path.split('/').filter(part => part !== '' && part !== '.');
}

/** `['', 'a/b'], ['a', 'b']` of `a/b` */
function splits(path: readonly string[]): { readonly before: string; readonly after: string }[] {
  return [...path.keys()].map(i => ({ before: path.slice(0, i).join('/'), after: path.slice(i).join('/') }));
}

/** Among equals the shortest. */
function mostFrequent(texts: readonly string[]): string | undefined {
  const counts = [...groupBy(texts, text => text)].map(([text, { length }]) => ({ text, length }));
  const [first] = counts.sort((one, other) => other.length - one.length || one.text.length - other.text.length);
  return first?.text;
}

/** The folder of the tree that is the root of the repository, when one of the paths is found there. */
function folderAround(paths: readonly string[][], folders: ReadonlySet<string>): string | undefined {
  const end = paths[0] && `/${paths[0].join('/')}`;
  return end === undefined ? undefined : [...folders].find(folder => folder.endsWith(end))?.slice(0, -end.length);
}
