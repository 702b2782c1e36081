import { grouped } from '../grouped.ts';
import { objectId } from '../manifests/manifest.ts';
import type { ManifestFile, PlacedObject } from '../manifests/manifests.ts';
import { perCluster, type ClusterTree } from './clusters.ts';
import { groupOf, isKnown, namespaceOf } from './fields.ts';
import { folderOf, type Build } from './folders.ts';
import { found, type ManifestRule } from './rule.ts';

export const duplicateObject: ManifestRule = {
  id: 'duplicate-object',
  severity: 'error',
  summary: 'An object is written once per cluster: of two, the one that is applied last wins, and the other comes back with the next sync.',
  example: {
    bad: `# clusters/test1/flux/environments/qa2/namespace.yaml
apiVersion: v1
kind: Namespace
metadata:
  name: qa2
# clusters/test1/flux/shared/namespaces.yaml
apiVersion: v1
kind: Namespace
metadata:
  name: qa2
  labels:
    istio-injection: disabled
`,
    good: `# clusters/test1/flux/environments/qa2/namespace.yaml
apiVersion: v1
kind: Namespace
metadata:
  name: qa2
# clusters/development/flux/environments/qa2/namespace.yaml
apiVersion: v1
kind: Namespace
metadata:
  name: qa2
`,
  },
  find: perCluster(cluster => {
    const same = grouped(cluster.objects.filter(placed => isKnown(placed.object.metadata.name) && cluster.isPlaced(placed)), identityOf);
    return [...same.values()].flatMap(([first, ...others]) => {
      if (first === undefined) return [];
      const repeated = others.filter(other => other.document !== first.document || other.within.join() !== first.within.join());
      return repeated.filter(other => areTogether(first, other, cluster)).map(other =>
        found(other, [], {
          wrong: `it stands in ${first.document.file.path} already`,
          source: `both are applied to ${cluster.folder === '' ? 'one cluster' : cluster.folder}, and the last one wins`,
          instead: 'remove one of the two',
        }));
    });
  }),
};

/** Versions of one API are one object. */
function identityOf(placed: PlacedObject): string {
  const { object } = placed;
  return `${groupOf(object)}/${objectId(object.kind, object.metadata.name, namespaceOf(placed))}`;
}

/**
 * In a tree that is not divided into clusters, what Flux applies goes one way, and every folder that is built by others (`bootstrap`,
 * `overlays/staging`) goes its own. What a kustomization.yaml beside it does not list goes nowhere.
 */
export function areTogether({ document: { file } }: PlacedObject, { document: { file: other } }: PlacedObject, cluster: ClusterTree): boolean {
  const both = (among: readonly Build[]) => [file, other].every(each => among.some(({ files }) => files.has(each)));
  const isBuilt = (each: ManifestFile) => cluster.builds.some(({ files }) => files.has(each));
  const unbuilt = [file, other].filter(each => !isBuilt(each));
  if (unbuilt.some(each => cluster.folders.kustomizations.has(folderOf(each)))) return false;
  if (cluster.folder !== '' || unbuilt.length > 0) return true;
  return both(cluster.stages.flatMap(stage => stage.build ?? [])) || cluster.builds.some(each => both([each]));
}
