import { groupBy } from '../group-by.ts';
import { valueAt } from '../manifests/manifest.ts';
import { perCluster } from './clusters.ts';
import { areTogether } from './duplicates.ts';
import { isKnown, namespaceName, textAt } from './fields.ts';
import { releasesIn, type Release } from './releases.ts';
import { found, type ManifestRule } from './rule.ts';

export const releaseOnce: ManifestRule = {
  id: 'release-once',
  severity: 'error',
  summary: 'No two HelmReleases are one release of Helm.',
  find: perCluster(cluster => {
    const own = releasesIn(cluster).filter(({ placed }) => cluster.isPlaced(placed)).filter(each => isKnown(homeOf(each)));
    return [...groupBy(own, homeOf).values()].flatMap(([first, ...others]) => others.flatMap(other => {
      if (first === undefined || first.placed.id === other.placed.id || !areTogether(first.placed, other.placed, cluster)) return [];
      return [found(other.placed, ['spec', 'releaseName'], {
        wrong: `release '${releaseName(other)}' of Helm is that of ${first.placed.id}, too`,
        source: 'Helm keeps one of a name, so the two undo each other',
        instead: 'write another releaseName',
      })];
    }));
  }),
};

/** Where Helm keeps a release, and by what name. */
function homeOf(each: Release): string {
  const { placed: { object }, flux, target } = each;
  const storage = flux === 1 ? target : (textAt(object, ['spec', 'storageNamespace']) ?? namespaceName(object));
  return [flux, JSON.stringify(valueAt(object, ['spec', 'kubeConfig']) ?? null), storage, releaseName(each)].join('\n');
}

/** The controllers' own defaults: helm-operator puts the namespaces in front, Flux 2 the target namespace where it is another. */
function releaseName({ placed: { object }, flux, target }: Release): string {
  const { name } = object.metadata;
  const own = namespaceName(object);
  const isElsewhere = textAt(object, ['spec', 'targetNamespace']) !== undefined;
  const byDefault = flux === 2 ? [...(isElsewhere ? [target] : []), name] : [own, ...(target === own ? [] : [target]), name];
  return textAt(object, ['spec', 'releaseName']) ?? byDefault.join('-');
}
