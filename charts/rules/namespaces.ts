import { objectId, valueAt } from '../../lib/manifests/manifest.ts';
import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { remembered } from '../../lib/rules/remembered.ts';
import { found, pathBelow, perCluster, type ClusterFinding, type ClusterRule, type ClusterView } from './rule.ts';
import { fluxNamespace } from './view.ts';

export const namespaceRules: readonly ClusterRule[] = [
  {
    id: 'namespace-right',
    severity: 'error',
    outdoes: ['namespace-exists'],
    summary: 'An object stands in the namespace of its folder.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/qa2/external-secrets.yaml
kind: ExternalSecret
metadata:
  name: mongo
  namespace: qa1
`,
      good: `# flux/environments/qa2/external-secrets.yaml
kind: ExternalSecret
metadata:
  name: mongo
  namespace: qa2
`,
    },
    find: perCluster(wrongNamespaces),
  },
  {
    id: 'namespace-labels',
    severity: 'error',
    summary: 'A namespace carries what mesh, gateway and cert-manager are to do in it, and is not pruned with all that is in it.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/qa2/namespace.yaml
kind: Namespace
metadata:
  name: qa2
  annotations:
    linkerd.io/inject: yes
`,
      good: `# flux/environments/qa2/namespace.yaml
kind: Namespace
metadata:
  name: qa2
  annotations:
    linkerd.io/inject: enabled
`,
    },
    find: perCluster(view => [...mislabelled(view), ...unprotected(view)]),
  },
];

function wrongNamespaces(view: ClusterView): ClusterFinding[] {
  return view.manifests.objects.flatMap(placed => misplaced(view, placed));
}

/** Whether an object stands in another namespace than its folder means: what else is said by its namespace is said of another one. */
export function isMisplaced(view: ClusterView, placed: PlacedObject): boolean {
  return misplaced(view, placed).length > 0;
}

/** Whose folder it is, and the namespace that this means. */
interface Owner {
  readonly title: string;
  readonly namespace: string;
}

/** Undefined for a folder that nobody has. */
function ownerOf(path: string, packages: ReadonlyMap<string, string>): Owner | undefined {
  const [, top = '', folder = '', file] = path.split('/');
  if (top === 'environments' && file !== undefined) return { title: `environment ${folder}`, namespace: folder };
  if (folder === 'certs' || top === 'certs') return { title: 'certificates for all environments', namespace: 'default' };
  if (top === 'shared' || top === 'shared-start') {
    const namespace = packages.get(folder);
    return namespace === undefined ? undefined : { title: `package ${folder}`, namespace };
  }
  if (/^shared(-start)?-helmrelease\.yaml$/.test(top)) return { title: 'the umbrella releases', namespace: 'default' };
  if (top === 'external-secrets') {
    const namespace = folder.replace(/\.yaml$/, '');
    return { title: `Secrets of namespace ${namespace}`, namespace };
  }
  return flux.includes(top) ? { title: 'Flux itself', namespace: fluxNamespace } : undefined;
}

/** Folders of what steers Flux. */
const flux: readonly string[] = ['image-automation', 'ks', 'notifications', 'sources'];

/** Namespaces by folder: that of each package, and that of what several share. */
const packageNamespaces = remembered(({ cluster }: ClusterView): ReadonlyMap<string, string> => {
  return new Map(cluster.packages.flatMap(({ definition, context: { namespace }, namespace: made }) => [
    [definition.name, namespace],
    ...(made ? [[made.folder, made.name] as const] : []),
  ]));
});

function misplaced(view: ClusterView, placed: PlacedObject): ClusterFinding[] {
  const { object: { kind, metadata } } = placed;
  const owner = ownerOf(pathBelow(view, placed.document), packageNamespaces(view));
  const isNamespace = kind === 'Namespace';
  const stands = isNamespace ? metadata.name : metadata.namespace;
  if (owner === undefined || stands === undefined || stands === owner.namespace) return [];
  const { title, namespace } = owner;
  return [found(view, placed, ['metadata', isNamespace ? 'name' : 'namespace'], {
    wrong: `'${stands}' is not the namespace of ${title}, whose folder this is`,
    source: 'charts/layout.ts',
    instead: `write '${namespace}'`,
  })];
}

/** What the config gives a namespace, and what every one of its kind has. */
function mislabelled(view: ClusterView): ClusterFinding[] {
  const { cluster: { packages, environments }, manifests } = view;
  const namespaces = [...packages.flatMap(({ namespace }) => namespace ?? []), ...environments.map(({ namespace }) => namespace)];
  return namespaces.flatMap(({ name, labels, annotations }) => manifests.named(objectId('Namespace', name)).flatMap(placed => {
    return Object.entries({ labels, annotations }).flatMap(([map, wanted]) => Object.entries(wanted).flatMap(([key, right]) => {
      const given = valueAt(placed.object, ['metadata', map, key]);
      if (given === right) return [];
      const wrong = given === undefined ? `${name} does not say ${key}` : `'${String(given)}' is not what ${name} is to say of ${key}`;
      const source = 'whoever works in all namespaces goes by it';
      return [found(view, placed, ['metadata', map, key], { wrong, source, instead: `write ${key}: ${right}` })];
    }));
  }));
}

const pruning = 'kustomize.toolkit.fluxcd.io/prune';

/** With a namespace goes everything in it, so what prunes leaves namespaces alone. */
function unprotected(view: ClusterView): ClusterFinding[] {
  const isPruned = view.manifests.ofKind('Kustomization').some(({ object }) => valueAt(object, ['spec', 'prune']) === true);
  const namespaces = isPruned ? view.manifests.ofKind('Namespace') : [];
  const field = ['metadata', 'annotations', pruning];
  return namespaces.filter(({ object }) => valueAt(object, field) !== 'disabled').map(placed => found(view, placed, field, {
    wrong: `namespace ${placed.object.metadata.name} would be deleted with all that is in it, once its file is gone`,
    source: 'Flux 2: spec.prune of its Kustomization',
    instead: `write ${pruning}: disabled`,
  }));
}
