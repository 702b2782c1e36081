import type { Manifest } from '../manifests/manifest.ts';
import { objectsIn, type ManifestDocument } from '../manifests/manifests.ts';
import { isClusterScoped, mapsAt, namespaceName, textAt } from './fields.ts';
import { fileOf, type Entry, type Folders, type KustomizationFile } from './folders.ts';
import { remembered } from '../remembered.ts';

/** What Kustomize has before it when it builds a folder, and what it calls that. */

/** Kustomize goes by the version as well, and without a namespace it takes `default`. */
export interface ResourceId {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Empty for what has none. */
  readonly namespace: string;
}

export interface Resource {
  /** As it is written, then as each folder on the way has renamed it; it is found by any of these. */
  readonly ids: readonly [ResourceId, ...ResourceId[]];
  /** Undefined for what is generated. */
  readonly document?: ManifestDocument;
  /** The entry that brings it. */
  readonly path: Entry['path'];
}

/** The resources of a folder before its own patches and names. */
export interface Layer {
  readonly resources: readonly Resource[];
  /** What is listed, without what the folder generates itself. */
  readonly listed: readonly Resource[];
  /** It has some that no file of the tree holds, or cannot be built at all. */
  readonly isOpen: boolean;
}

const unknown: Layer = { resources: [], listed: [], isOpen: true };

/** The layer of each folder with a kustomization.yaml. */
export const layersOf = remembered((folders: Folders) => {
  const known = new Map<string, Layer>();
  return function layerOf(folder: string): Layer {
    const before = known.get(folder);
    if (before) return before;
    known.set(folder, unknown); // so that a ring ends
    const kustomization = folders.kustomizations.get(folder);
    const layer = kustomization ? layerIn(kustomization, folders, layerOf) : unknown;
    known.set(folder, layer);
    return layer;
  };
});

function layerIn(kustomization: KustomizationFile, { kustomizations }: Folders, layerOf: (folder: string) => Layer): Layer {
  let listed: Resource[] = [];
  let { isOpen } = kustomization;
  for (const entry of kustomization.resources) {
    const { path, leadsTo } = entry;
    const inFiles = fileOf(entry).flatMap(({ documents }) => documents).flatMap(objectsIn);
    listed.push(...inFiles.map(({ object, document }): Resource => ({ ids: [idOf(object)], document, path })));
    if (typeof leadsTo === 'string') isOpen = true;
    if (typeof leadsTo === 'string' || 'file' in leadsTo) continue;
    const [layer, below] = [layerOf(leadsTo.folder), kustomizations.get(leadsTo.folder)];
    isOpen ||= layer.isOpen;
    const added = layer.resources.map(resource => ({ ...resource, path }));
    // A component renames all that was listed before it.
    listed = path[0] === 'components' ? renamed([...listed, ...added], below) : [...listed, ...renamed(added, below)];
  }
  const generated = generatorsIn(kustomization).map(({ id, path }): Resource => ({ ids: [id], path }));
  const isNew = ({ ids: [id] }: Resource) => !listed.some(other => isFound(other, id));
  return { listed, resources: [...listed, ...generated.filter(isNew)], isOpen };
}

export function idOf(object: Manifest): ResourceId {
  const { apiVersion, kind, metadata: { name } } = object;
  return { apiVersion, kind, name, namespace: isClusterScoped(kind) ? '' : namespaceName(object) };
}

export interface Generator {
  readonly id: ResourceId;
  readonly path: Entry['path'];
  readonly value: Readonly<Record<string, unknown>>;
}

export function generatorsIn({ document }: KustomizationFile): Generator[] {
  return (['ConfigMap', 'Secret'] as const).flatMap(kind =>
    mapsAt(document.value, [kind === 'Secret' ? 'secretGenerator' : 'configMapGenerator']).flatMap(({ value, path }) => {
      const name = textAt(value, ['name']);
      const id = { apiVersion: 'v1', kind, name: name ?? '', namespace: textAt(value, ['namespace']) ?? 'default' };
      return name === undefined ? [] : [{ id, path, value }];
    }));
}

/** What Kustomize gives no prefix. */
const unnamed: ReadonlySet<string> = new Set(['CustomResourceDefinition', 'APIService', 'Namespace']);

function renamed(resources: readonly Resource[], kustomization: KustomizationFile | undefined): Resource[] {
  const value = kustomization?.document.value;
  const [prefix = '', suffix = ''] = ['namePrefix', 'nameSuffix'].map(key => textAt(value, [key]));
  const inside = kustomization?.namespace;
  if (prefix === '' && suffix === '' && inside === undefined) return [...resources];
  return resources.map(resource => {
    const last = currentId(resource);
    const { kind, namespace } = last;
    const [space, name] = [namespace === '' ? '' : inside ?? namespace, kind === 'Namespace' ? inside ?? last.name : last.name];
    const moved = { ...last, name, namespace: space };
    const named = unnamed.has(kind) ? moved : { ...moved, name: `${prefix}${moved.name}${suffix}` };
    return { ...resource, ids: [...resource.ids, moved, named] };
  });
}

export function currentId({ ids }: Resource): ResourceId {
  return ids.at(-1) ?? ids[0];
}

export function isSame(one: ResourceId, other: ResourceId): boolean {
  return one.apiVersion === other.apiVersion && one.kind === other.kind && one.name === other.name && one.namespace === other.namespace;
}

export function isFound({ ids }: Resource, id: ResourceId): boolean {
  return ids.some(own => isSame(own, id));
}
