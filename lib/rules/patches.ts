import { nearest } from '../findings/nearest.ts';
import { isRecord, objectId } from '../manifests/manifest.ts';
import { objectsIn } from '../manifests/manifests.ts';
import { re2 } from '../re2.ts';
import { perCluster } from './clusters.ts';
import { isClusterScoped, mapsAt, namespaceName, textAt } from './fields.ts';
import { build, type Folders, type KustomizationFile } from './folders.ts';
import { foundIn, type ManifestFinding, type ManifestRule } from './rule.ts';

export const patchSelects: ManifestRule = {
  id: 'patch-selects',
  severity: 'warning',
  summary: 'The target of a patch selects something.',
  find: perCluster(({ folders, kustomizations }) => kustomizations.flatMap(each => idlePatches(each, folders))),
};

const keys = ['kind', 'name', 'namespace'] as const;

/** Kustomize finds an object by each name and namespace that it had on the way. */
type Resource = Readonly<Record<(typeof keys)[number], readonly string[]>>;

/** The texts of a target are regular expressions for the whole of a name. One with labels is passed over. */
function idlePatches(kustomization: KustomizationFile, folders: Folders): ManifestFinding[] {
  const { document } = kustomization;
  const targets = ['patches', 'patchesJson6902'].flatMap(key => mapsAt(document.value, [key])).filter(({ value }) => isRecord(value['target']));
  const resources = targets.length === 0 ? undefined : resourcesOf(kustomization, folders);
  if (resources === undefined) return [];
  return targets.flatMap(({ value: { target }, path }) => {
    if (!isRecord(target) || 'labelSelector' in target || 'annotationSelector' in target) return [];
    const [anything = 'anything', called, inside] = keys.map(key => textAt(target, [key]));
    const expressions = keys.map(key => ({ key, expression: re2(`^(?:${textAt(target, [key]) ?? '.*'})$`) }));
    const isMet = (resource: Resource) =>
      expressions.every(({ key, expression }) => 'refused' in expression || resource[key].some(text => expression.matches(text)));
    if (expressions.some(({ expression }) => 'refused' in expression) || resources.some(isMet)) return [];
    const title = [anything, called && `'${called}'`, inside && `in namespace '${inside}'`].filter(part => part !== undefined).join(' ');
    const meant = nearest(title, resources.map(titleOf));
    return [foundIn(document, [...path, 'target'], {
      wrong: `it changes ${title}, which is not among the resources here`,
      source: 'Kustomize passes over it',
      instead: meant === undefined ? 'add the object to the resources, or remove the patch' : `write ${meant} in the patch`,
    })];
  });
}

/** What is there before the patches. Undefined where that is not known: a Component changes what others list, a prefix is any text. */
function resourcesOf({ document, folder }: KustomizationFile, folders: Folders): Resource[] | undefined {
  const { files, folders: built, isOpen } = build(folders, folder);
  const all = [...built].map(each => folders.kustomizations.get(each));
  const isUnknown = (each: KustomizationFile | undefined) => each === undefined || each.resources.some(({ leadsTo }) => leadsTo === 'nothing')
    || (each.folder !== folder && ['namePrefix', 'nameSuffix'].some(key => textAt(each.document.value, [key]) !== undefined));
  const isFluxItself = document.file.role === 'placeholder';
  if (isOpen || isFluxItself || textAt(document.value, ['kind']) === 'Component' || all.some(isUnknown)) return undefined;
  const spaces = all.flatMap(each => (each?.folder === folder ? [] : each?.namespace ?? []));
  const resource = (kind: string, name: string, namespace: string): Resource => ({
    kind: [kind],
    name: kind === 'Namespace' ? [name, ...spaces] : [name],
    namespace: isClusterScoped(kind) ? [''] : [namespace, ...spaces],
  });
  const objects = [...files.keys()].flatMap(({ documents }) => documents.flatMap(objectsIn)).map(({ object }) => object);
  const generated = all.flatMap(each => each?.generated ?? []);
  return [
    ...objects.map(object => resource(object.kind, object.metadata.name, namespaceName(object))),
    ...generated.map(({ kind, name, value }) => resource(kind, name, textAt(value, ['namespace']) ?? 'default')),
  ];
}

function titleOf({ kind: [kind = ''], name: [name = ''], namespace: [namespace = ''] }: Resource): string {
  return objectId(kind, name, ['', 'default'].includes(namespace) ? undefined : namespace);
}
