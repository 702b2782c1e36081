import { groupBy } from '../group-by.ts';
import { groupOf, objectId } from '../manifests/manifest.ts';
import type { ManifestFile, PlacedObject } from '../manifests/manifests.ts';
import { perCluster, type ClusterTree } from './clusters.ts';
import { isKnown, namespaceOf, textAt } from './fields.ts';
import { folderOf, type Build } from './folders.ts';
import { found, type ManifestRule } from './rule.ts';

export const duplicateObject: ManifestRule = {
  id: 'duplicate-object',
  severity: 'error',
  summary: 'An object is written once per cluster: of two, the one that is applied last wins, and the other comes back with the next sync.',
  find: perCluster(cluster => {
    const homes = clustersApart(cluster);
    const homeOf = ({ document: { file } }: PlacedObject) => homes.find(home => file.path.startsWith(home)) ?? '';
    const known = cluster.objects.filter(placed => isKnown(placed.object.metadata.name) && cluster.isPlaced(placed));
    const same = groupBy(known, placed => `${homeOf(placed)} ${identityOf(placed)}`);
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

/**
 * Folders of clusters that are not called `clusters`: a Kustomization of Flux stands in both, in files that are called alike, and applies
 * another folder: `kubernetes/one/flux/cluster.yaml`, `kubernetes/two/flux/cluster.yaml`.
 */
function clustersApart({ folder, stages }: ClusterTree): string[] {
  if (folder !== '') return [];
  const same = [...groupBy(stages, ({ placed }) => placed.id).values()];
  return same.flatMap(([first, ...others]) => others.flatMap(other => {
    const [one = [], two = []] = [first, other].map(stage => stage?.placed.document.file.path.split('/'));
    const paths = new Set([first, other].map(stage => textAt(stage?.placed.object, ['spec', 'path'])));
    const at = one.findIndex((part, i) => part !== two[i]);
    const isAlike = at >= 0 && paths.size === 2 && one.slice(at + 1).join('/') === two.slice(at + 1).join('/') && at + 1 < one.length;
    return isAlike ? [one, two].map(parts => `${parts.slice(0, at + 1).join('/')}/`) : [];
  }));
}

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
