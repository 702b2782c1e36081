import { groupOf, objectId, valueAt } from '../manifests/manifest.ts';
import type { Manifests, PlacedObject } from '../manifests/manifests.ts';
import { perCluster } from './clusters.ts';
import { namespaceName, textAt } from './fields.ts';
import { releasesIn } from './releases.ts';
import { found, type ManifestFinding, type ManifestRule } from './rule.ts';

export const mutableChart: ManifestRule = {
  id: 'mutable-chart',
  severity: 'note',
  summary: 'A chart in git is taken at a tag or a commit: on a branch every commit there is a release here.',
  find: perCluster(cluster =>
    releasesIn(cluster).flatMap(({ placed, flux }) => (flux === 1 ? onBranch(placed) : onBranchOf(placed, cluster)))),
};

const source = 'every push to it is installed here';

/** Flux 1 does not tell a branch from a tag, so a version or a hash counts as fixed. */
function onBranch(placed: PlacedObject): ManifestFinding[] {
  const chart = valueAt(placed.object, ['spec', 'chart']);
  if (textAt(chart, ['git']) === undefined) return [];
  const ref = textAt(chart, ['ref']);
  if (ref !== undefined && (/^[0-9a-f]{7,40}$/.test(ref) || /\d+\.\d+/.test(ref))) return [];
  const path = ['spec', 'chart', ref === undefined ? 'git' : 'ref'];
  const wrong = `the chart is taken from branch '${ref ?? 'master'}'`;
  return [found(placed, path, { wrong, source, instead: "write a tag or a commit as 'ref'" })];
}

function onBranchOf(placed: PlacedObject, manifests: Manifests): ManifestFinding[] {
  const path = ['spec', 'chart', 'spec', 'sourceRef'];
  const reference = valueAt(placed.object, path);
  if (textAt(reference, ['kind']) !== 'GitRepository') return [];
  const namespace = textAt(reference, ['namespace']) ?? namespaceName(placed.object);
  const named = manifests.named(objectId('GitRepository', textAt(reference, ['name']) ?? '', namespace));
  const repository = named.find(({ object }) => groupOf(object) === 'source.toolkit.fluxcd.io');
  const ref = valueAt(repository?.object, ['spec', 'ref']);
  if (repository === undefined || ['tag', 'semver', 'commit', 'name'].some(key => textAt(ref, [key]) !== undefined)) return [];
  const branch = textAt(ref, ['branch']) ?? 'master';
  return [found(placed, [...path, 'name'], {
    wrong: `the chart is taken from branch '${branch}' of ${repository.id}`,
    source,
    instead: `write a tag or a commit in spec.ref in ${repository.document.file.path}`,
  })];
}
