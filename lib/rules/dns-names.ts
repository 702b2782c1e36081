import { groupBy } from '../group-by.ts';
import { leaves, valueAt } from '../manifests/manifest.ts';
import type { PlacedObject } from '../manifests/manifests.ts';
import { clustersIn, inOrderOfFiles, type ClusterTree } from './clusters.ts';
import { isKnown, mapsAt, namespaceName, textAt } from './fields.ts';
import { releasesIn } from './releases.ts';
import { found, type ManifestRule, type Place } from './rule.ts';

const hostname = 'external-dns.alpha.kubernetes.io/hostname';

export const dnsNameClaimedTwice: ManifestRule = {
  id: 'dns-name-claimed-twice',
  severity: 'warning',
  summary: 'A DNS name leads to one cluster, and in it to one Service or chart, or to the Ingresses of one namespace.',
  find: manifests => {
    const claims = groupBy(clustersIn(manifests).flatMap(claimsOf), ({ name }) => name);
    return inOrderOfFiles([...claims.values()].flatMap(([first, ...others]) => {
      const rival = first && others.find(other => areRivals(first, other));
      if (first === undefined || rival === undefined) return [];
      const where = first.cluster === rival.cluster ? ` in ${first.placed.document.file.path}, too` : ` of ${first.cluster.title}, too`;
      return [found(rival.placed, rival.path, {
        wrong: `'${rival.name}' is a name of ${first.placed.id}${where}`,
        source: 'a name leads to one of them, or now to one and now to the other',
        instead: 'give one of them another name',
      })];
    }));
  },
};

interface Claim {
  readonly cluster: ClusterTree;
  readonly placed: PlacedObject;
  readonly path: Place;
  readonly name: string;
}

function claimsOf(cluster: ClusterTree): Claim[] {
  const hosts = cluster.ofKind('Ingress').flatMap(placed =>
    mapsAt(placed.object, ['spec', 'rules']).flatMap(({ value, path }) => {
      return claim(cluster, placed, [...path, 'host'], textAt(value, ['host']) ?? '');
    }));
  const annotated = ['Service', 'Ingress', 'Gateway'].flatMap(kind => cluster.ofKind(kind)).flatMap(placed => {
    const names = textAt(placed.object, ['metadata', 'annotations', hostname])?.split(',') ?? [];
    return names.flatMap(name => claim(cluster, placed, ['metadata', 'annotations', hostname], name));
  });
  const inValues = releasesIn(cluster).flatMap(({ placed }) => [...leaves(valueAt(placed.object, ['spec', 'values']))].flatMap(({ path, value }) => {
    if (path.at(-1) !== hostname || typeof value !== 'string') return [];
    return value.split(',').flatMap(name => claim(cluster, placed, ['spec', 'values', ...path], name));
  }));
  return [...hosts, ...annotated, ...inValues];
}

function claim(cluster: ClusterTree, placed: PlacedObject, path: Place, text: string): Claim[] {
  const name = text.trim().toLowerCase().replace(/\.$/, '');
  return name === '' || !isKnown(name) ? [] : [{ cluster, placed, path, name }];
}

/** Several records under one name, told apart. */
const identifier = 'external-dns.alpha.kubernetes.io/set-identifier';

/** Ingresses of one namespace may share a name, each with paths of its own. What two clusters make of one file, patches tell apart. */
function areRivals({ cluster, placed: one }: Claim, { cluster: otherCluster, placed: other }: Claim): boolean {
  const isToldApart = [one, other].some(({ object }) => object.metadata.annotations?.[identifier] !== undefined);
  if (one.document === other.document || isToldApart) return false;
  const areIngresses = one.object.kind === 'Ingress' && other.object.kind === 'Ingress';
  return cluster !== otherCluster || !areIngresses || namespaceName(one.object) !== namespaceName(other.object);
}
