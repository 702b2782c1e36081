import { parse } from 'yaml';
import { nearest } from '../findings/nearest.ts';
import { identity, isManifest, isRecord, objectId, valueAt, type Manifest } from '../manifests/manifest.ts';
import { objectsIn } from '../manifests/manifests.ts';
import { re2 } from '../re2.ts';
import { perCluster, type ClusterTree } from './clusters.ts';
import { isKnown, mapsAt, textAt } from './fields.ts';
import { fileOf, type KustomizationFile } from './folders.ts';
import { currentId, idOf, isFound, layersOf, type Resource, type ResourceId } from './kustomize-layers.ts';
import { foundIn, type ManifestFinding, type ManifestRule, type Place } from './rule.ts';

export const patchTarget: ManifestRule = {
  id: 'patch-target',
  severity: 'error',
  summary: 'A patch of Kustomize changes an object that the same kustomization.yaml applies, by version and namespace as well.',
  find: perCluster(cluster => cluster.kustomizations.flatMap(kustomization => lost(kustomization, cluster, exactPatches))),
};

export const patchSelects: ManifestRule = {
  id: 'patch-selects',
  severity: 'warning',
  summary: 'The target of a patch selects something.',
  find: perCluster(cluster => cluster.kustomizations.flatMap(kustomization => lost(kustomization, cluster, selectingPatches))),
};

interface Patch {
  readonly path: Place;
  readonly isFor: (resource: Resource) => boolean;
  /** As a person would say it. */
  readonly title: string;
  readonly version?: string;
  /** What comes of it when there is no such object. */
  readonly source: string;
}

/** A Component changes what others list, and flux-system what `flux bootstrap` writes. */
function lost(kustomization: KustomizationFile, cluster: ClusterTree, patchesOf: (of: KustomizationFile) => Patch[]): ManifestFinding[] {
  const { document, folder } = kustomization;
  if (textAt(document.value, ['kind']) === 'Component' || document.file.role === 'placeholder') return [];
  const { resources, isOpen } = layersOf(cluster.folders)(folder);
  if (isOpen) return [];
  return patchesOf(kustomization).filter(({ isFor }) => !resources.some(isFor)).map(({ path, title, version = '', source }) => {
    const ids = resources.map(currentId);
    const meant = nearest(title, ids.map(titleOf));
    const other = ids.find(id => titleOf(id) === meant && meant === title)?.apiVersion;
    const wrong = `it changes ${title}${other === undefined ? '' : ` of ${version}`}, which is not among the resources here`;
    const advice = meant === undefined ? 'add the object to the resources, or remove the patch' : `write ${meant} in the patch`;
    return foundIn(document, path, { wrong, source, instead: other === undefined ? advice : `write 'apiVersion: ${other}' in the patch` });
  });
}

function titleOf({ kind, name, namespace }: ResourceId): string {
  return objectId(kind, name, ['', 'default'].includes(namespace) ? undefined : namespace);
}

/** Those that name one object, in a file or in the text of the entry, without a `target`. */
function exactPatches({ document: { value }, patches }: KustomizationFile): Patch[] {
  const inFiles = patches.filter(({ path: [key, i] }) => valueAt(items(value, String(key))[Number(i)], ['target']) === undefined)
    .flatMap(entry => fileOf(entry).flatMap(file => file.documents.flatMap(objectsIn)).map(({ object }) => ({ object, path: entry.path })));
  const inline = mapsAt(value, ['patches']).flatMap(({ value: patch, path }) => {
    const object = patch['target'] === undefined ? parsed(textAt(patch, ['patch'])) : undefined;
    return isManifest(object) ? [{ object, path: [...path, 'patch'] }] : [];
  });
  return [...inFiles, ...inline].filter(({ object }) => isKnown(object.metadata.name)).map(({ object, path }) => exactPatch(object, path));
}

function items(value: unknown, key: string): readonly unknown[] {
  const list = valueAt(value, [key]);
  return Array.isArray(list) ? list : [];
}

function exactPatch(object: Manifest, path: Place): Patch {
  const id = idOf(object);
  const source = 'Kustomize builds nothing at all then';
  return { path, isFor: resource => isFound(resource, id), title: identity(object), version: id.apiVersion, source };
}

/** Those with a `target`, whose texts are regular expressions for the whole of a name. One with labels is passed over. */
function selectingPatches({ document: { value } }: KustomizationFile): Patch[] {
  return ['patches', 'patchesJson6902'].flatMap(key => mapsAt(value, [key])).flatMap(({ value: { target }, path }): Patch[] => {
    if (!isRecord(target) || 'labelSelector' in target || 'annotationSelector' in target) return [];
    const keys = ['kind', 'name', 'namespace'] as const;
    const [anything = 'anything', called, inside] = keys.map(key => textAt(target, [key]));
    const expressions = keys.map(key => ({ key, expression: re2(`^(?:${textAt(target, [key]) ?? '.*'})$`) }));
    const isMet = (id: ResourceId) => expressions.every(({ key, expression }) => 'refused' in expression || expression.matches(id[key]));
    if (expressions.some(({ expression }) => 'refused' in expression)) return [];
    const title = [anything, called && `'${called}'`, inside && `in namespace '${inside}'`].filter(part => part !== undefined).join(' ');
    return [{ path: [...path, 'target'], isFor: ({ ids }) => ids.some(isMet), title, source: 'Kustomize passes over it' }];
  });
}

function parsed(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : parse(text);
  } catch {
    return undefined; // a patch of another sort
  }
}
