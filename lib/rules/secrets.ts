import { groupOf } from '../manifests/manifest.ts';
import type { PlacedObject } from '../manifests/manifests.ts';
import { nearest } from '../findings/nearest.ts';
import { listed } from '../schema/shape-error.ts';
import { perCluster, type ClusterTree } from './clusters.ts';
import { inQuotes, isKnown, namespaceName } from './fields.ts';
import { chartNamespaces } from './releases.ts';
import { found, type ManifestFinding, type ManifestRule } from './rule.ts';
import { secretsOf, type Maker, type Secrets } from './secret-makers.ts';
import { needsOf, type Need } from './secret-readers.ts';

export const secretKeys: ManifestRule = {
  id: 'secret-keys',
  severity: 'error',
  summary: 'A key that is read of a Secret comes from a Secret, an ExternalSecret or a Certificate of the tree, or maybe from a chart.',
  find: perCluster(cluster => {
    const secrets = secretsOf(cluster);
    if (secrets.size === 0) return [];
    const charts = chartNamespaces(cluster);
    return cluster.objects.flatMap(placed => needsOf(placed).flatMap(need => unmetNeeds(placed, need, { secrets, charts, cluster })));
  }),
};

interface Surroundings {
  readonly secrets: Secrets;
  /** Namespaces in which charts make objects. */
  readonly charts: ReadonlySet<string>;
  readonly cluster: ClusterTree;
}

function unmetNeeds(placed: PlacedObject, need: Need, surroundings: Surroundings): ManifestFinding[] {
  const { secrets } = surroundings;
  const makers = secrets.get(`${need.namespace}/${need.name}`) ?? secrets.get(`*/${need.name}`);
  return makers === undefined ? withoutSecret(placed, need, surroundings) : withoutKey(placed, need, makers);
}

function withoutSecret(placed: PlacedObject, need: Need, { secrets, charts, cluster }: Surroundings): ManifestFinding[] {
  const { path, namespace, name, reader, certain, missing = 'an ExternalSecret that makes it' } = need;
  const isOpen = !cluster.isComplete || !cluster.isPlaced(placed) || !isKnown(name);
  const mayBeOfChart = certain !== 'secret' && charts.has(namespace);
  if (certain === 'key' || isOpen || mayBeOfChart || isMadeByOperator(name, namespace, cluster)) return [];
  const others = [...secrets.values()].flat().filter(maker => maker.namespace === namespace).map(maker => maker.name);
  const meant = nearest(name, others);
  return [found(placed, path, {
    wrong: `nothing in ${cluster.title} makes Secret '${name}' in namespace '${namespace}'`,
    source: reader,
    instead: meant === undefined ? `add ${missing}` : `write '${meant}', or add ${missing}`,
  })];
}

function withoutKey(placed: PlacedObject, { path, name, keys }: Need, makers: readonly Maker[]): ManifestFinding[] {
  const made = makers.flatMap(maker => maker.keys ?? []);
  const [key] = keys;
  if (key === undefined || makers.some(maker => maker.keys === undefined) || keys.some(each => made.includes(each))) return [];
  const meant = nearest(key, made);
  const maker = makers[0]?.placed;
  const source = maker === undefined ? 'its generator' : `${maker.id} in ${maker.document.file.path}`;
  return [found(placed, path, {
    wrong: `Secret '${name}' has no key ${listed(keys.map(inQuotes), 'or')}`,
    source: `${source} makes ${made.length === 0 ? 'it without keys' : listed(made.map(inQuotes), 'and')}`,
    instead: meant === undefined ? `add '${key}' there` : `write '${meant}', or add '${key}' there`,
  })];
}

/** Groups whose objects make no Secrets, or only those that are known. */
const wellKnown = /^(|apps|batch|autoscaling|policy|extensions|(external-secrets|kubernetes-client|.*\.k8s|.*fluxcd|.*\.weave)\..*)$/;

/** Operators name the Secrets that they make after their objects: `cluster-app` of a Cluster of a database. */
function isMadeByOperator(name: string, namespace: string, { objects }: ClusterTree): boolean {
  return objects.some(({ object }) =>
    name.includes(object.metadata.name) && namespaceName(object) === namespace && !wellKnown.test(groupOf(object)));
}
