import { groupBy } from '../group-by.ts';
import { groupOf, valueAt } from '../manifests/manifest.ts';
import type { PlacedObject } from '../manifests/manifests.ts';
import { nearest } from '../findings/nearest.ts';
import { perCluster, type ClusterTree } from './clusters.ts';
import { rolesOf } from './eksctl.ts';
import { isClusterScoped, isKnown, keysAt, namespaceName, textAt } from './fields.ts';
import { helmController, releasesIn } from './releases.ts';
import { found, type ManifestFinding, type ManifestRule } from './rule.ts';

/** Kubernetes makes four of them, `flux bootstrap` one, and eksctl, which installed Flux 1, the last. */
const madeBefore: readonly string[] = ['default', 'kube-system', 'kube-public', 'kube-node-lease', 'flux-system', 'flux'];

export const namespaceExists: ManifestRule = {
  id: 'namespace-exists',
  severity: 'warning',
  summary: 'Objects are put into namespaces that something makes; a tree that makes none has them from elsewhere.',
  find: perCluster(cluster => {
    const own = cluster.ofKind('Namespace').map(({ object }) => object.metadata.name);
    if (own.length === 0 || !cluster.isComplete) return [];
    const made = new Set([...madeBefore, ...own, ...madeBesides(cluster)]);
    const inside = groupBy(cluster.objects.filter(isInNamespace), ({ object }) => namespaceName(object));
    const lacking = [...inside].filter(([namespace]) => !made.has(namespace) && isKnown(namespace));
    return lacking.flatMap(([namespace, objects]) => missing(namespace, objects, cluster));
  }),
};

function isInNamespace({ object }: PlacedObject): boolean {
  return !isClusterScoped(object.kind) && textAt(object, ['metadata', 'namespace']) !== undefined;
}

/** What makes namespaces without being one: Helm where it is told to, umbrella charts for their parts, eksctl for its ServiceAccounts. */
function madeBesides(cluster: ClusterTree): string[] {
  const byCharts = releasesIn(cluster).flatMap(({ placed: { object }, target }) => {
    const installs = groupOf(object) === helmController && valueAt(object, ['spec', 'install', 'createNamespace']) === true;
    return [...(installs ? [target] : []), ...keysAt(object, ['spec', 'values'])];
  });
  return [...byCharts, ...rolesOf(cluster).flatMap(({ namespace, isRoleOnly }) => (isRoleOnly ? [] : [namespace]))];
}

/** Once, at the first object, however many there are. */
function missing(namespace: string, [first, ...rest]: readonly PlacedObject[], cluster: ClusterTree): ManifestFinding[] {
  if (first === undefined) return [];
  const meant = nearest(namespace, cluster.ofKind('Namespace').map(({ object }) => object.metadata.name));
  const others = rest.length === 0 ? '' : `, where ${rest.length === 1 ? 'another object goes' : `${rest.length} other objects go`}, too`;
  return [found(first, ['metadata', 'namespace'], {
    wrong: `nothing in ${cluster.title} makes namespace '${namespace}'${others}`,
    source: 'Kubernetes refuses objects in a namespace that is not there',
    instead: meant === undefined ? `add Namespace '${namespace}'` : `write '${meant}', or add Namespace '${namespace}'`,
  })];
}
