import { posix } from 'node:path';
import { parse } from 'yaml';
import { isManifest, isRecord, valueAt, type Manifest } from '../manifests/manifest.ts';
import { isKustomizationFile, objectsIn, type ManifestFile, type PlacedObject } from '../manifests/manifests.ts';
import { nearest } from '../findings/nearest.ts';
import { appliedFolder, perCluster, type ClusterTree, type Stage } from './clusters.ts';
import { isKnown, mapsAt, textAt } from './fields.ts';
import { build, fileOf, folderOf, type Entry, type KustomizationFile } from './folders.ts';
import { found, foundIn, type ManifestFinding, type ManifestRule, type Place } from './rule.ts';

const stage = (name: string, path: string): string => `# clusters/production/${name}.yaml
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 10m
  path: ${path}
  prune: true
  sourceRef:
    kind: GitRepository
    name: flux-system
`;

const list = (folder: string, ...entries: string[]): string => `# ${folder}/kustomization.yaml
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
${entries.map(entry => `- ${entry}\n`).join('')}`;

const namespace = (folder: string, file = 'namespace', name = folder): string => `# ${folder}/${file}.yaml
apiVersion: v1
kind: Namespace
metadata:
  name: ${name}
`;

export const kustomizationPath: ManifestRule = {
  id: 'kustomization-path',
  severity: 'error',
  summary: 'The folder that a Kustomization of Flux applies is there, and without a kustomization.yaml it holds nothing but objects.',
  example: {
    bad: stage('shared', './shared') + stage('apps', './app') + namespace('shared') + namespace('apps'),
    good: stage('shared', './shared') + stage('apps', './apps') + namespace('shared') + namespace('apps'),
  },
  find: perCluster(cluster => cluster.stages.flatMap(each => [...missingFolder(each, cluster), ...strangersIn(each, cluster)])),
};

function missingFolder({ placed, location }: Stage, { folders }: ClusterTree): ManifestFinding[] {
  if (location === 'outside' || 'folder' in location) return [];
  const path = textAt(placed.object, ['spec', 'path']) ?? '';
  const beside = folders.foldersIn(parentOf(location.missing)).map(folder => posix.basename(folder));
  const meant = nearest(posix.basename(path), beside);
  return [
    found(placed, ['spec', 'path'], {
      wrong: `there is no folder '${path}'`,
      source: `Flux applies nothing of ${placed.id} until there is one`,
      instead: meant === undefined ? 'write a path from the root of the repository' : `write '${path.replace(/[^/]*\/?$/, meant)}'`,
    }),
  ];
}

function parentOf(folder: string): string {
  return posix.dirname(folder).replace(/^\.$/, '');
}

/** Without a kustomization.yaml Flux lists every YAML file for itself, patches and values too. */
function strangersIn({ placed, build: applied }: Stage, { folders }: ClusterTree): ManifestFinding[] {
  const unlisted = [...(applied?.folders ?? [])].filter(folder => !folders.kustomizations.has(folder));
  const stranger = unlisted.flatMap(folder => folders.filesIn(folder)).find(isStranger);
  if (stranger === undefined) return [];
  return [
    found(placed, ['spec', 'path'], {
      wrong: `${stranger.path} holds what is no object, and no kustomization.yaml says what it is for`,
      source: 'Flux takes every YAML file of a folder without one for objects',
      instead: `add ${posix.join(folderOf(stranger), 'kustomization.yaml')}`,
    }),
  ];
}

/** Flux passes over files that begin with a dot. */
function isStranger({ path, role, documents }: ManifestFile): boolean {
  if (role === 'placeholder' || posix.basename(path).startsWith('.')) return false;
  return documents.some(document => objectsIn(document).length === 0);
}

export const kustomizationLists: ManifestRule = {
  id: 'kustomization-lists',
  severity: 'error',
  summary: 'What a kustomization.yaml lists is there, and a folder that it lists has one of its own.',
  example: {
    bad: list('apps', 'namespace.yaml', 'tools.yaml') + namespace('apps'),
    good: list('apps', 'namespace.yaml', 'tools.yaml') + namespace('apps') + namespace('apps', 'tools', 'tools'),
  },
  find: perCluster(cluster =>
    cluster.kustomizations.flatMap(kustomization => [
      ...[...kustomization.resources, ...kustomization.patches].flatMap(entry => missingEntry(entry, kustomization, cluster)),
      ...kustomization.resources.flatMap(entry => emptyFolder(entry, kustomization, cluster)),
    ])),
};

function missingEntry({ path, text, leadsTo }: Entry, kustomization: KustomizationFile, { folders }: ClusterTree): ManifestFinding[] {
  if (leadsTo !== 'nothing') return [];
  const { document, folder, mentions } = kustomization;
  const here = [...folders.filesIn(folder).filter(file => !isKustomizationFile(file)).map(file => file.path), ...folders.foldersIn(folder)];
  const meant = nearest(text, here.filter(each => !mentions.has(each)).map(each => posix.relative(folder, each)));
  return [
    foundIn(document, path, {
      wrong: `there is no '${text}' in ${folder === '' ? 'the root of the tree' : folder}`,
      source: 'Kustomize builds nothing at all then',
      instead: meant === undefined ? 'add it, or leave it out here' : `write '${meant}'`,
    }),
  ];
}

function emptyFolder({ path, text, leadsTo }: Entry, { document }: KustomizationFile, { folders }: ClusterTree): ManifestFinding[] {
  if (typeof leadsTo !== 'object' || !('folder' in leadsTo) || folders.kustomizations.has(leadsTo.folder)) return [];
  return [
    foundIn(document, path, {
      wrong: `folder '${text}' has no kustomization.yaml`,
      source: 'Kustomize takes folders with one only',
      instead: 'add one there, or list the files of the folder here',
    }),
  ];
}

export const fileNotListed: ManifestRule = {
  id: 'file-not-listed',
  severity: 'warning',
  summary: 'Objects in a folder with a kustomization.yaml are listed there: otherwise nothing applies them.',
  example: {
    bad: list('apps', 'namespace.yaml') + namespace('apps') + namespace('apps', 'tools', 'tools'),
    good: list('apps', 'namespace.yaml', 'tools.yaml') + namespace('apps') + namespace('apps', 'tools', 'tools'),
  },
  find: perCluster(cluster => {
    const { folders: { filesIn, kustomizations, mentioned } } = cluster;
    const applied = new Set(cluster.stages.map(({ location }) => appliedFolder(location)));
    return cluster.kustomizations.flatMap(({ folder }) => {
      const parent = folder === '' ? undefined : kustomizations.get(parentOf(folder));
      const isLost = parent !== undefined && !mentioned.has(folder) && !applied.has(folder);
      return [
        ...filesIn(folder).filter(file => !mentioned.has(file.path)).flatMap(file => unlisted(file, folder, cluster)),
        ...(isLost ? lostFolder(folder, parent) : []),
      ];
    });
  }),
};

function unlisted(file: ManifestFile, folder: string, { named }: ClusterTree): ManifestFinding[] {
  const [first] = file.role === 'placeholder' || isKustomizationFile(file) ? [] : file.documents.flatMap(objectsIn);
  if (first === undefined) return [];
  const name = posix.basename(file.path);
  const isPatch = named(first.id).some(({ document: { file: other } }) => other !== file && folderOf(other) === folder);
  return [
    found(first, [], {
      wrong: `${posix.join(folder, 'kustomization.yaml')} does not list ${name}`,
      source: 'Kustomize takes what is listed and passes over the rest',
      instead: isPatch ? `add '- path: ${name}' to its patches` : `add '${name}' to its resources, or remove the file`,
    }),
  ];
}

function lostFolder(folder: string, { document }: KustomizationFile): ManifestFinding[] {
  const name = posix.basename(folder);
  return [
    foundIn(document, ['resources'], {
      wrong: `folder '${name}' has a kustomization.yaml, and neither this one nor a Kustomization of Flux names it`,
      source: 'Kustomize takes what is listed and passes over the rest',
      instead: `add '${name}' here, or remove the folder`,
    }),
  ];
}

const release = (name: string): string => `# apps/release.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: qa2
spec:
  interval: 10m
  chartRef:
    kind: OCIRepository
    name: tidepool
    namespace: flux-system
`;

const patched = (name: string): string => `${list('apps', 'release.yaml')}patches:
- path: images.yaml
${release('tidepool')}# apps/images.yaml
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata:
  name: ${name}
  namespace: qa2
spec:
  values:
    shoreline:
      replicas: 2
`;

export const patchTarget: ManifestRule = {
  id: 'patch-target',
  severity: 'error',
  summary: 'A patch of Kustomize changes an object that the same kustomization.yaml applies.',
  example: { bad: patched('tidepol'), good: patched('tidepool') },
  find: perCluster(cluster => cluster.kustomizations.flatMap(kustomization => lostPatches(kustomization, cluster))),
};

/** What a patch says that it changes. */
interface Target {
  readonly path: Place;
  readonly kind: RegExp | undefined;
  readonly name: RegExp | undefined;
  readonly namespace: RegExp | undefined;
  /** As a person would say it. */
  readonly title: string;
}

/** A Component changes what others list, and flux-system what `flux bootstrap` writes. */
function lostPatches({ document, folder, patches }: KustomizationFile, cluster: ClusterTree): ManifestFinding[] {
  if (textAt(document.value, ['kind']) === 'Component' || document.file.role === 'placeholder') return [];
  const targets = [...patches.flatMap(entry => targetsOfFile(entry, document.value)), ...inlineTargets(document.value)];
  if (targets.length === 0) return [];
  const applied = build(cluster.folders, folder);
  if (applied.isOpen || [...applied.folders].some(each => cluster.folders.kustomizations.get(each)?.isGenerating)) return [];
  const objects = [...applied.files.keys()].flatMap(file => file.documents.flatMap(objectsIn));
  return targets.filter(target => !objects.some(({ object }) => isMet(target, object))).map(({ path, title }) => {
    const meant = nearest(title, objects.map(({ id }) => id));
    return foundIn(document, path, {
      wrong: `it changes ${title}, which is not among the resources here`,
      source: 'Kustomize builds nothing at all then',
      instead: meant === undefined ? 'add the object to the resources, or remove the patch' : `write ${meant} in the patch`,
    });
  });
}

function isMet({ kind, name, namespace: inside }: Target, { kind: own, metadata }: Manifest): boolean {
  const space = metadata.namespace;
  const isInside = inside === undefined || space === undefined || inside.test(space);
  return isInside && (kind?.test(own) ?? true) && (name?.test(metadata.name) ?? true);
}

/** The objects that a patch in a file names, unless its entry has a `target`, which counts more. */
function targetsOfFile(entry: Entry, kustomization: unknown): Target[] {
  const [key, index] = entry.path;
  const items = valueAt(kustomization, [String(key)]);
  if (Array.isArray(items) && valueAt(items[Number(index)], ['target']) !== undefined) return [];
  return fileOf(entry).flatMap(file => file.documents.flatMap(objectsIn)).flatMap(placed => exactTarget(placed, entry.path));
}

function exactTarget({ object: { kind, metadata }, id }: Pick<PlacedObject, 'object' | 'id'>, path: Place): Target[] {
  if (!isKnown(metadata.name)) return [];
  const [name, space] = [metadata.name, metadata.namespace];
  return [{ path, kind: exactly(kind), name: exactly(name), namespace: space === undefined ? undefined : exactly(space), title: id }];
}

/** Patches whose `target` is written out, and those whose text stands in the kustomization.yaml itself. */
function inlineTargets(kustomization: unknown): Target[] {
  return ['patches', 'patchesJson6902'].flatMap(key =>
    mapsAt(kustomization, [key]).flatMap(({ value, path }) => {
      const target = value['target'];
      if (isRecord(target)) return selectorTarget(target, [...path, 'target']);
      const text = textAt(value, ['patch']);
      const object: unknown = text === undefined ? undefined : parsed(text);
      return isManifest(object) ? exactTarget({ object, id: `${object.kind} '${object.metadata.name}'` }, [...path, 'patch']) : [];
    }));
}

/** A target's texts are regular expressions for the whole of a name. One with labels is passed over. */
function selectorTarget(target: Record<string, unknown>, path: Place): Target[] {
  const texts = ['kind', 'name', 'namespace'].map(key => textAt(target, [key]));
  if ('labelSelector' in target || 'annotationSelector' in target || !texts.every(isExpression)) return [];
  const [kind, name, namespace] = texts.map(text => (text === undefined ? undefined : new RegExp(`^(?:${text})$`)));
  const [anything = 'anything', named, inside] = texts;
  const title = [anything, named && `'${named}'`, inside && `in namespace '${inside}'`].filter(part => part !== undefined).join(' ');
  return [{ path, kind, name, namespace, title }];
}

function isExpression(text: string | undefined): boolean {
  try {
    new RegExp(text ?? '');
    return true;
  } catch {
    return false;
  }
}

/** Of what a schema has not judged yet, so it may be anything. */
function exactly(text: unknown): RegExp {
  return new RegExp(`^${String(text).replace(/[^\w-]/g, '\\$&')}$`);
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined; // a patch of another sort
  }
}
