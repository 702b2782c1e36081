import { objectId, valueAt } from '../../lib/manifests/manifest.ts';
import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { mapsAt } from '../../lib/rules/fields.ts';
import { found, perCluster, wordFor, type ClusterFinding, type ClusterRule, type ClusterView, type Place } from './rule.ts';
import { recordAt, textAt } from './view.ts';

export const workloadRules: readonly ClusterRule[] = [
  {
    id: 'workload-whole',
    severity: 'error',
    outdoes: ['reference-resolves'],
    summary: 'What is installed without a chart has all its parts: volumes that it mounts, keys that it reads, roles that it is bound to.',
    example: {
      language: 'yaml',
      bad: `# flux/shared/cluster-autoscaler/cluster-autoscaler-rbac.yaml
kind: RoleBinding
metadata:
  name: cluster-autoscaler
roleRef:
  name: autoscaler
`,
      good: `# flux/shared/cluster-autoscaler/cluster-autoscaler-rbac.yaml
kind: RoleBinding
metadata:
  name: cluster-autoscaler
roleRef:
  name: cluster-autoscaler
`,
    },
    find: perCluster(view => [
      ...workloads(view).flatMap(placed => [...unmountable(view, placed), ...unreadKeys(view, placed)]),
      ...unbound(view),
      ...misnamedDefinitions(view),
    ]),
  },
];

const podSpec = ['spec', 'template', 'spec'];

function workloads({ manifests }: ClusterView): PlacedObject[] {
  return ['DaemonSet', 'Deployment', 'StatefulSet'].flatMap(kind => manifests.ofKind(kind));
}

interface Container {
  readonly value: Readonly<Record<string, unknown>>;
  readonly path: Place;
}

/** Of a pod, those that run before the others among them. */
function containersOf({ object }: PlacedObject): Container[] {
  return ['initContainers', 'containers'].flatMap(list => mapsAt(object, [...podSpec, list]));
}

/** Kubernetes refuses a mount without a volume; a volume that nobody mounts is one that somebody has misspelt. */
function unmountable(view: ClusterView, placed: PlacedObject): ClusterFinding[] {
  const volumes = namesOf(mapsAt(placed.object, [...podSpec, 'volumes']));
  const mounts = namesOf(containersOf(placed).flatMap(({ value, path }) => mapsAt(value, ['volumeMounts'], [...path, 'volumeMounts'])));
  const unknown = mounts.filter(({ name }) => !volumes.some(volume => volume.name === name));
  const unused = volumes.filter(({ name }) => !mounts.some(mount => mount.name === name));
  const source = 'Kubernetes: volumeMounts';
  return [
    ...unknown.map(({ name, field }) => found(view, placed, field, {
      wrong: `the pod has no volume '${name}'`,
      source,
      instead: volumes.length === 0 ? 'add it' : wordFor(name, volumes.map(volume => volume.name)),
    })),
    ...(unknown.length > 0 ? [] : unused).map(({ name, field }) => found(view, placed, field, {
      wrong: `no container mounts volume '${name}'`,
      source,
      instead: 'mount it, or leave it out',
    })),
  ];
}

function namesOf(items: readonly Container[]): { readonly name: string; readonly field: Place }[] {
  return items.map(({ value, path }) => ({ name: textAt(value, ['name']) ?? '', field: [...path, 'name'] }));
}

/** Keys of ConfigMaps that variables are made of; that the ConfigMap is there is for others to say. */
function unreadKeys(view: ClusterView, placed: PlacedObject): ClusterFinding[] {
  const variables = containersOf(placed).flatMap(({ value, path }) => mapsAt(value, ['env'], [...path, 'env']));
  return variables.flatMap(({ value, path }) => {
    const [name, key] = ['name', 'key'].map(field => textAt(value, ['valueFrom', 'configMapKeyRef', field]));
    const [configMap] = name === undefined ? [] : view.manifests.named(objectId('ConfigMap', name, placed.object.metadata.namespace));
    const keys = Object.keys(recordAt(configMap?.object, ['data']));
    if (!configMap || key === undefined || keys.includes(key)) return [];
    return [found(view, placed, [...path, 'valueFrom', 'configMapKeyRef', 'key'], {
      wrong: `ConfigMap '${name}' has no key '${key}'`,
      source: 'Kubernetes does not start the container',
      instead: wordFor(key, keys),
    })];
  });
}

/** Roles that every cluster has. */
const builtIn = /^(?:cluster-admin|admin|edit|view|system:.*)$/;

function unbound(view: ClusterView): ClusterFinding[] {
  const { manifests } = view;
  return ['ClusterRoleBinding', 'RoleBinding'].flatMap(kind => manifests.ofKind(kind)).flatMap(placed => {
    const [kind, name] = ['kind', 'name'].map(field => textAt(placed.object, ['roleRef', field]));
    if (kind === undefined || name === undefined || builtIn.test(name)) return [];
    const namespace = kind === 'Role' ? placed.object.metadata.namespace : undefined;
    const roles = manifests.ofKind(kind).map(({ object }) => object.metadata).filter(role => role.namespace === namespace);
    if (roles.some(role => role.name === name)) return [];
    return [found(view, placed, ['roleRef', 'name'], {
      wrong: `there is no ${kind} '${name}'`,
      source: 'Kubernetes: without it the account may do nothing',
      instead: roles.length === 0 ? 'add it' : wordFor(name, roles.map(role => role.name)),
    })];
  });
}

/** Kubernetes refuses a definition that is not called after what it defines. */
function misnamedDefinitions(view: ClusterView): ClusterFinding[] {
  return view.manifests.ofKind('CustomResourceDefinition').flatMap(placed => {
    const [plural, group] = [['names', 'plural'], ['group']].map(path => String(valueAt(placed.object, ['spec', ...path])));
    const { name } = placed.object.metadata;
    const right = `${plural}.${group}`;
    if (name === right) return [];
    return [found(view, placed, ['metadata', 'name'], {
      wrong: `'${name}' is not the name of what this defines`,
      source: 'Kubernetes: PLURAL.GROUP',
      instead: `write '${right}', or mend spec.names.plural or spec.group`,
    })];
  });
}
