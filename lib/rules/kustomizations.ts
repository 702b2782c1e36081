import { posix } from 'node:path';
import { entriesOf, isKustomizationFile, objectsIn, type ManifestFile } from '../manifests/manifests.ts';
import { nearest } from '../findings/nearest.ts';
import { appliedFolder, perCluster, type ClusterTree, type Stage } from './clusters.ts';
import { isTyped } from './entries.ts';
import { textAt } from './fields.ts';
import { folderOf, type Entry, type KustomizationFile } from './folders.ts';
import { found, foundIn, type ManifestFinding, type ManifestRule } from './rule.ts';

export const kustomizationPath: ManifestRule = {
  id: 'kustomization-path',
  severity: 'error',
  summary: 'The folder that a Kustomization of Flux applies is there, and without a kustomization.yaml it holds nothing but objects.',
  find: perCluster(cluster => cluster.stages.flatMap(each => [...missingFolder(each, cluster), ...strangersIn(each, cluster)])),
};

function missingFolder({ placed, location }: Stage, { folders }: ClusterTree): ManifestFinding[] {
  if (location === 'outside' || 'folder' in location) return [];
  const path = textAt(placed.object, ['spec', 'path']) ?? '';
  const beside = folders.foldersIn(parentOf(location.missing)).map(folder => posix.basename(folder));
  const meant = nearest(posix.basename(path), beside);
  return [found(placed, ['spec', 'path'], {
    wrong: `there is no folder '${path}'`,
    source: `Flux applies nothing of ${placed.id} until there is one`,
    instead: meant === undefined ? 'write a path from the root of the repository' : `write '${path.replace(/[^/]*\/?$/, meant)}'`,
  })];
}

function parentOf(folder: string): string {
  return posix.dirname(folder).replace(/^\.$/, '');
}

/** Without a kustomization.yaml Flux lists every YAML file for itself, patches and values too. */
function strangersIn({ placed, build: applied }: Stage, { folders }: ClusterTree): ManifestFinding[] {
  const unlistedFiles = [...(applied?.folders ?? [])].filter(folder => !folders.kustomizations.has(folder));
  const stranger = unlistedFiles.flatMap(folder => folders.filesIn(folder)).find(isStranger);
  if (stranger === undefined) return [];
  return [found(placed, ['spec', 'path'], {
    wrong: `${stranger.path} holds what is no object, and no kustomization.yaml says what it is for`,
    source: 'Flux takes every YAML file of a folder without one for objects',
    instead: `add ${posix.join(folderOf(stranger), 'kustomization.yaml')}`,
  })];
}

/** Flux passes over files that begin with a dot. */
function isStranger({ path, role, documents }: ManifestFile): boolean {
  if (role === 'placeholder' || posix.basename(path).startsWith('.')) return false;
  return documents.flatMap(document => entriesOf(document)).some(({ value }) => !isTyped(value));
}

export const kustomizationLists: ManifestRule = {
  id: 'kustomization-lists',
  severity: 'error',
  summary: 'What a kustomization.yaml lists is there, and a folder that it lists has one of its own.',
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
  return [foundIn(document, path, {
    wrong: `there is no '${text}' in ${folder === '' ? 'the root of the tree' : folder}`,
    source: 'Kustomize builds nothing at all then',
    instead: meant === undefined ? 'add it, or leave it out here' : `write '${meant}'`,
  })];
}

function emptyFolder({ path, text, leadsTo }: Entry, { document }: KustomizationFile, { folders }: ClusterTree): ManifestFinding[] {
  if (typeof leadsTo !== 'object' || !('folder' in leadsTo) || folders.kustomizations.has(leadsTo.folder)) return [];
  return [foundIn(document, path, {
    wrong: `folder '${text}' has no kustomization.yaml`,
    source: 'Kustomize takes folders with one only',
    instead: 'add one there, or list the files of the folder here',
  })];
}

export const fileNotListed: ManifestRule = {
  id: 'file-not-listed',
  severity: 'warning',
  summary: 'Objects in a folder with a kustomization.yaml are listed there: otherwise nothing applies them.',
  find: perCluster(cluster => {
    const { folders: { filesIn, kustomizations, mentioned } } = cluster;
    const applied = new Set(cluster.stages.map(({ location }) => appliedFolder(location)));
    return cluster.kustomizations.flatMap(({ folder }) => {
      const parent = folder === '' ? undefined : kustomizations.get(parentOf(folder));
      const isLost = parent !== undefined && !mentioned.has(folder) && !applied.has(folder);
      return [
        ...filesIn(folder).filter(file => !mentioned.has(file.path)).flatMap(file => unlistedFiles(file, folder, cluster)),
        ...(isLost ? lostFolder(folder, parent) : []),
      ];
    });
  }),
};

function unlistedFiles(file: ManifestFile, folder: string, { named }: ClusterTree): ManifestFinding[] {
  const [first] = file.role === 'placeholder' || isKustomizationFile(file) ? [] : file.documents.flatMap(objectsIn);
  if (first === undefined) return [];
  const name = posix.basename(file.path);
  const isPatch = named(first.id).some(({ document: { file: other } }) => other !== file && folderOf(other) === folder);
  return [found(first, [], {
    wrong: `${posix.join(folder, 'kustomization.yaml')} does not list ${name}`,
    source: 'Kustomize takes what is listed and passes over the rest',
    instead: isPatch ? `add '- path: ${name}' to its patches` : `add '${name}' to its resources, or remove the file`,
  })];
}

function lostFolder(folder: string, { document }: KustomizationFile): ManifestFinding[] {
  const name = posix.basename(folder);
  return [foundIn(document, ['resources'], {
    wrong: `folder '${name}' has a kustomization.yaml, and neither this one nor a Kustomization of Flux names it`,
    source: 'Kustomize takes what is listed and passes over the rest',
    instead: `add '${name}' here, or remove the folder`,
  })];
}
