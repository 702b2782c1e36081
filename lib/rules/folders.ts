import { posix } from 'node:path';
import { groupBy } from '../group-by.ts';
import { isRecord, valueAt } from '../manifests/manifest.ts';
import { isKustomizationFile, type ManifestDocument, type ManifestFile, type Manifests } from '../manifests/manifests.ts';
import { mapsAt, textAt, textsAt } from './fields.ts';
import type { Place } from './rule.ts';

/** What folders hold, and what Kustomize makes of them. Folders are paths without a slash at the end; the tree's own is ''. */

/** An entry of a kustomization.yaml, and what it leads to. */
export interface Entry {
  readonly path: Place;
  readonly text: string;
  readonly leadsTo:
    | { readonly file: ManifestFile }
    | { readonly folder: string }
    /** Something of another repository, or beyond the tree, or no YAML, or what is made when it is built. */
    | 'elsewhere'
    | 'nothing';
}

/** What a `configMapGenerator` or a `secretGenerator` makes. */
export interface Generated {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface KustomizationFile {
  readonly document: ManifestDocument;
  readonly folder: string;
  /** What is applied: `resources`, and the two names that they had or have besides. */
  readonly resources: readonly Entry[];
  readonly patches: readonly Entry[];
  readonly generated: readonly Generated[];
  /** All of the namespaced objects are put into it. */
  readonly namespace?: string;
  /** Paths of all files and folders that it names anywhere. */
  readonly mentions: ReadonlySet<string>;
  /** It makes objects that no file holds, or fetches some. */
  readonly isOpen: boolean;
}

export interface Folders {
  /** Those with files in them or below them. */
  readonly all: ReadonlySet<string>;
  filesIn(folder: string): readonly ManifestFile[];
  foldersIn(folder: string): readonly string[];
  readonly kustomizations: ReadonlyMap<string, KustomizationFile>;
  /** Paths that some kustomization.yaml names. */
  readonly mentioned: ReadonlySet<string>;
}

export function folderOf({ path }: ManifestFile): string {
  const folder = posix.dirname(path);
  return folder === '.' ? '' : folder;
}

export function foldersOf({ files, aside }: Pick<Manifests, 'files' | 'aside'>): Folders {
  const inside = groupBy(files, folderOf);
  const all = new Set([...inside.keys()].flatMap(ancestors));
  const below = groupBy([...all].filter(folder => folder !== ''), folder => ancestors(folder)[1] ?? '');
  const kustomizations = new Map<string, KustomizationFile>();
  const lookUp = lookup(files, all, new Set([...files, ...aside].map(({ path }) => path)));
  for (const file of files) {
    const [document] = file.documents;
    if (document === undefined || !isKustomizationFile(file) || !isRecord(document.value)) continue;
    kustomizations.set(folderOf(file), kustomizationFile(document, lookUp));
  }
  return {
    all,
    filesIn: folder => inside.get(folder) ?? [],
    foldersIn: folder => below.get(folder) ?? [],
    kustomizations,
    mentioned: new Set([...kustomizations.values()].flatMap(({ mentions }) => [...mentions])),
  };
}

/** `a/b`, `a` and '' of `a/b`. */
function ancestors(folder: string): string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return [...parts.keys()].map(i => parts.slice(0, parts.length - i).join('/')).concat('');
}

export function fileOf({ leadsTo }: Entry): ManifestFile[] {
  return typeof leadsTo === 'object' && 'file' in leadsTo ? [leadsTo.file] : [];
}

/** What makes objects without naming a file that holds them. */
const makers: readonly string[] = ['helmCharts', 'helmChartInflationGenerator', 'generators', 'transformers'];

/** The key in front of a file: `config.yaml=files/production.yaml`. */
const named = /^[^/=]*=/;

type Lookup = (folder: string, text: string) => Entry['leadsTo'];

function kustomizationFile(document: ManifestDocument, lookUp: Lookup): KustomizationFile {
  const { value } = document;
  const folder = folderOf(document.file);
  const entry = (text: string, path: Place): Entry => ({ path, text, leadsTo: lookUp(folder, text) });
  const listed = (...keys: string[]) => keys.flatMap(key => textsAt(value, [key]).map(each => entry(each.value, each.path)));
  const patchFiles = ['patches', 'patchesJson6902'].flatMap(key => mapsAt(value, [key])).flatMap(patch =>
    textsAt(patch.value, ['path'], [...patch.path, 'path']).map(each => entry(each.value, each.path)));
  const resources = listed('resources', 'components', 'bases');
  const namespace = textAt(value, ['namespace']);
  return {
    document,
    folder,
    resources,
    patches: [...patchFiles, ...listed('patchesStrategicMerge').filter(({ text }) => !text.includes('\n'))],
    generated: [...generatedBy(value, 'configMapGenerator', 'ConfigMap'), ...generatedBy(value, 'secretGenerator', 'Secret')],
    ...(namespace !== undefined && { namespace }),
    mentions: new Set(textsIn(value).flatMap(text => pathWithin(folder, text.replace(named, '')) ?? [])),
    isOpen: makers.some(key => valueAt(value, [key]) !== undefined) || resources.some(({ leadsTo }) => leadsTo === 'elsewhere'),
  };
}

function generatedBy(kustomization: unknown, key: string, kind: Generated['kind']): Generated[] {
  return mapsAt(kustomization, [key]).flatMap(({ value }) => {
    const name = textAt(value, ['name']);
    return name === undefined ? [] : [{ kind, name, value }];
  });
}

function lookup(files: readonly ManifestFile[], folders: ReadonlySet<string>, paths: ReadonlySet<string>): Lookup {
  const byPath = new Map(files.map(file => [file.path, file]));
  return (folder, text) => {
    const path = pathWithin(folder, text);
    if (path === undefined) return 'elsewhere';
    const file = byPath.get(path);
    if (file) return { file };
    if (folders.has(path)) return { folder: path };
    if (paths.has(stubOf(path))) return 'elsewhere';
    const isYaml = /\.ya?ml$/.test(path);
    return isYaml || !posix.basename(path).includes('.') ? 'nothing' : 'elsewhere';
  };
}

/** What sops-to-secret makes `secret.yaml` of, when the folder is built. */
function stubOf(path: string): string {
  return posix.basename(path) === 'secret.yaml' ? posix.join(posix.dirname(path), 'secret-stub.yaml') : '';
}

/** The path in the tree that a path in a folder means. Undefined for an address, and for what lies outside. */
function pathWithin(folder: string, text: string): string | undefined {
  if (/^[\w+-]+:|^git@|^github\.com\/|[?\s]|^\//.test(text)) return undefined;
  const path = posix.join(folder, text).replace(/\/$/, '');
  if (path === '..' || path.startsWith('../')) return undefined;
  return path === '.' ? '' : path;
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What is applied with a folder. */
export interface Build {
  /** Files, and the namespaces that each is put into; undefined leaves every object in its own. */
  readonly files: ReadonlyMap<ManifestFile, ReadonlySet<string | undefined>>;
  readonly patches: ReadonlySet<ManifestFile>;
  readonly folders: ReadonlySet<string>;
  /** It has objects that no file holds. */
  readonly isOpen: boolean;
}

interface BuildOptions {
  readonly namespace?: string | undefined;
  /** Paths from the folder to others that belong to it. */
  readonly components?: readonly string[];
}

/**
 * What Flux applies of a folder: what its kustomization.yaml lists, or else all YAML files in it and below. A namespace that is said
 * outside counts more than one inside, so that a folder which two others list may come out twice.
 */
export function build(folders: Folders, root: string, { namespace, components = [] }: BuildOptions = {}): Build {
  const files = new Map<ManifestFile, Set<string | undefined>>();
  const patches = new Set<ManifestFile>();
  const visited = new Map<string, Set<string | undefined>>();
  let isOpen = false;
  const visit = (folder: string, outer: string | undefined): void => {
    if (visited.get(folder)?.has(outer)) return;
    addTo(visited, folder, outer);
    const kustomization = folders.kustomizations.get(folder);
    if (kustomization === undefined) {
      for (const file of folders.filesIn(folder)) if (file.role !== 'patch') addTo(files, file, outer);
      for (const below of folders.foldersIn(folder)) visit(below, outer);
      return;
    }
    isOpen ||= kustomization.isOpen;
    for (const patch of kustomization.patches.flatMap(fileOf)) patches.add(patch);
    const inner = outer ?? kustomization.namespace;
    for (const { leadsTo } of kustomization.resources) {
      if (typeof leadsTo !== 'object') continue;
      if ('file' in leadsTo) addTo(files, leadsTo.file, inner);
      else visit(leadsTo.folder, inner);
    }
  };
  visit(root, namespace);
  for (const component of components) {
    const folder = pathWithin(root, component);
    if (folder !== undefined && folders.all.has(folder)) visit(folder, namespace);
    else isOpen = true;
  }
  return { files, patches, folders: new Set(visited.keys()), isOpen };
}

function addTo<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}
