import { groupOf, objectId } from '../manifests/manifest.ts';
import { nearest } from '../findings/nearest.ts';
import type { PlacedObject } from '../manifests/manifests.ts';
import { perCluster, type ClusterTree } from './clusters.ts';
import { isKnown, keysAt, mapsAt, namespaceName, textAt } from './fields.ts';
import { containersOf, podTemplate, sourcesOf } from './pods.ts';
import { found, type ManifestFinding, type ManifestRule } from './rule.ts';

export const workloadParts: ManifestRule = {
  id: 'workload-parts',
  severity: 'error',
  summary: 'Pods have the volumes that they mount and the keys of ConfigMaps that they read, and a definition is called after its kind.',
  find: perCluster(cluster => cluster.objects.flatMap(placed => [
    ...(isPatched(placed, cluster) ? [] : missingVolumes(placed)),
    ...missingKeys(placed, cluster),
    ...misnamed(placed),
  ])),
};

/** What Kustomize may add is not in the object: patches name its kind, or choose by labels. */
function isPatched({ object }: PlacedObject, { files }: ClusterTree): boolean {
  return files.some(({ role, text }) => (role === 'patch' || role === 'kustomization') && (text.includes(object.kind) || text.includes('Selector:')));
}

function missingVolumes(placed: PlacedObject): ManifestFinding[] {
  const template = podTemplate(placed);
  if (template === undefined) return [];
  const claims = mapsAt(placed.object, ['spec', 'volumeClaimTemplates']).map(({ value }) => textAt(value, ['metadata', 'name']));
  const volumes = [...mapsAt(template.spec, ['volumes']).map(({ value }) => textAt(value, ['name'])), ...claims].filter(name => name !== undefined);
  const mounts = containersOf(template).flatMap(({ value, path }) => mapsAt(value, ['volumeMounts'], [...path, 'volumeMounts']));
  return mounts.flatMap(({ value, path }) => {
    const name = textAt(value, ['name']);
    if (name === undefined || volumes.includes(name)) return [];
    const meant = nearest(name, volumes);
    return [found(placed, [...template.path, ...path, 'name'], {
      wrong: `the pod has no volume '${name}'`,
      source: 'Kubernetes refuses a mount without a volume',
      instead: meant === undefined ? 'add it to the volumes' : `write '${meant}'`,
    })];
  });
}

function missingKeys(placed: PlacedObject, cluster: ClusterTree): ManifestFinding[] {
  const template = podTemplate(placed);
  if (template === undefined || cluster.kustomizations.some(({ generated }) => generated.length > 0)) return [];
  return sourcesOf(template).filter(({ kind }) => kind === 'ConfigMap').flatMap(({ name, keys: read }) => {
    const maps = cluster.named(objectId('ConfigMap', name, namespaceName(placed.object)));
    const keys = maps.flatMap(({ object }) => [...keysAt(object, ['data']), ...keysAt(object, ['binaryData'])]);
    if (maps.length === 0 || maps.some(map => isPatched(map, cluster))) return [];
    return read.filter(({ value: key }) => key !== '' && isKnown(key) && !keys.includes(key)).map(({ value: key, path }) => {
      const meant = nearest(key, keys);
      return found(placed, path, {
        wrong: `ConfigMap '${name}' has no key '${key}'`,
        source: 'Kubernetes does not start the container',
        instead: meant === undefined ? `add '${key}' there` : `write '${meant}'`,
      });
    });
  });
}

function misnamed(placed: PlacedObject): ManifestFinding[] {
  const { object } = placed;
  if (object.kind !== 'CustomResourceDefinition' || groupOf(object) !== 'apiextensions.k8s.io') return [];
  const [plural, group] = [textAt(object, ['spec', 'names', 'plural']), textAt(object, ['spec', 'group'])];
  const right = `${plural}.${group}`;
  if (plural === undefined || group === undefined || object.metadata.name === right) return [];
  return [found(placed, ['metadata', 'name'], {
    wrong: `'${object.metadata.name}' is not the name of what this defines`,
    source: 'Kubernetes: PLURAL.GROUP',
    instead: `write '${right}', or mend spec.names.plural or spec.group`,
  })];
}
