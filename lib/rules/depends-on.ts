import type { PlacedObject } from '../manifests/manifests.ts';
import { nearest } from '../findings/nearest.ts';
import { fluxKustomizations, perCluster, type ClusterTree } from './clusters.ts';
import { isKnown, mapsAt, namespaceName, textAt } from './fields.ts';
import { helmController } from './releases.ts';
import { found, type ManifestFinding, type ManifestRule, type Place } from './rule.ts';

/** Kinds that wait for each other, and only for their own. */
const waiting: readonly { readonly kind: string; readonly group: string }[] = [
  { kind: 'Kustomization', group: fluxKustomizations },
  { kind: 'HelmRelease', group: helmController },
];

export const dependsOn: ManifestRule = {
  id: 'depends-on',
  severity: 'error',
  summary: 'What a Kustomization or a HelmRelease waits for is there, is of its own kind, and does not wait for it in turn.',
  find: perCluster(cluster => waiting.flatMap(({ kind, group }) => {
    const nodes = new Map(cluster.ofKind(kind, group).map(placed => [nameOf(placed), placed]));
    return [...nodes.values()].flatMap(placed => missing(placed, nodes, cluster)).concat(cycles(nodes));
  })),
};

/** `namespace/name`, which is enough within a kind. */
export function nameOf({ object }: PlacedObject): string {
  return `${namespaceName(object)}/${object.metadata.name}`;
}

interface Edge {
  readonly to: string;
  readonly name: string;
  readonly namespace: string;
  readonly path: Place;
}

export function edgesOf({ object }: PlacedObject): Edge[] {
  return mapsAt(object, ['spec', 'dependsOn']).flatMap(({ value, path }) => {
    const name = textAt(value, ['name']);
    const namespace = textAt(value, ['namespace']) ?? namespaceName(object);
    return name === undefined || !isKnown(name) ? [] : [{ to: `${namespace}/${name}`, name, namespace, path: [...path, 'name'] }];
  });
}

function missing(placed: PlacedObject, nodes: ReadonlyMap<string, PlacedObject>, cluster: ClusterTree): ManifestFinding[] {
  const { kind } = placed.object;
  const names = () => [...nodes.values()].filter(each => each !== placed).map(({ object }) => object.metadata.name);
  return edgesOf(placed).filter(({ to }) => !nodes.has(to) && to !== 'flux-system/flux-system').flatMap(({ name, namespace, path }) => {
    const meant = nearest(name, names());
    const elsewhere = [...nodes.values()].find(({ object }) => object.metadata.name === name);
    const other = waiting.find(each => each.kind !== kind);
    const isOther = other !== undefined && cluster.ofKind(other.kind).some(({ object }) => object.metadata.name === name);
    if (!cluster.isComplete && meant === undefined && !isOther && elsewhere === undefined) return [];
    const source = `${kind}s wait for ${kind}s only, and without it this one waits for ever`;
    if (elsewhere !== undefined) {
      const where = namespaceName(elsewhere.object);
      const wrong = `${kind} '${name}' is in namespace '${where}', not in '${namespace}'`;
      return [found(placed, path, { wrong, source, instead: `write 'namespace: ${where}' beside the name` })];
    }
    return [found(placed, path, {
      wrong: isOther ? `'${name}' is a ${other.kind}` : `there is no ${kind} '${name}' in namespace '${namespace}'`,
      source,
      instead: meant === undefined ? `name a ${kind}, or leave it out` : `write '${meant}'`,
    })];
  });
}

/** Each cycle once, at the first of its objects by name. */
function cycles(nodes: ReadonlyMap<string, PlacedObject>): ManifestFinding[] {
  const state = new Map<string, 'open' | 'done'>();
  const findings: ManifestFinding[] = [];
  const way: string[] = [];
  const visit = (name: string): void => {
    const placed = nodes.get(name);
    if (placed === undefined || state.get(name) === 'done') return;
    if (state.get(name) === 'open') {
      findings.push(...cycle(way.slice(way.indexOf(name)), nodes));
      return;
    }
    state.set(name, 'open');
    way.push(name);
    for (const { to } of edgesOf(placed)) visit(to);
    way.pop();
    state.set(name, 'done');
  };
  for (const name of [...nodes.keys()].sort()) visit(name);
  return findings;
}

function cycle(way: readonly string[], nodes: ReadonlyMap<string, PlacedObject>): ManifestFinding[] {
  const [first = '', next = first] = way;
  const placed = nodes.get(first);
  const edge = placed && edgesOf(placed).find(({ to }) => to === next);
  if (placed === undefined || edge === undefined) return [];
  const names = [...way, first].map(name => nodes.get(name)?.object.metadata.name ?? name);
  return [found(placed, edge.path, {
    wrong: way.length === 1 ? `${placed.id} waits for itself` : `${placed.id} waits for itself: ${names.join(' -> ')}`,
    source: 'Flux applies none of a ring',
    instead: way.length === 1 ? 'remove the line' : 'remove one of these dependencies',
  })];
}
