import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { mapsAt, textsAt } from '../../lib/rules/fields.ts';
import { listed } from '../config-rules/rule.ts';
import { found, perCluster, type ClusterFinding, type ClusterRule, type ClusterView, type Place } from './rule.ts';

export const permissionRules: readonly ClusterRule[] = [
  {
    id: 'permission-known',
    severity: 'error',
    summary: 'A role speaks of groups, resources, verbs and objects that are there: by any other word it grants nothing, silently.',
    example: {
      language: 'yaml',
      bad: `# flux/shared/amazon-cloudwatch/fluentd-rbac.yaml
kind: ClusterRole
metadata:
  name: fluentd-role
rules:
- apiGroups: ['']
  resources: [namespace]
  verbs: [get, list, watch]
`,
      good: `# flux/shared/amazon-cloudwatch/fluentd-rbac.yaml
kind: ClusterRole
metadata:
  name: fluentd-role
rules:
- apiGroups: ['']
  resources: [namespaces]
  verbs: [get, list, watch]
`,
    },
    find: perCluster(view => rulesOf(view).flatMap(rule => unknownWords(view, rule))),
  },
  {
    id: 'permission-limited',
    severity: 'warning',
    summary: 'Who may change or delete objects that others keep things in, may do so by name: its own.',
    example: {
      language: 'yaml',
      bad: `# flux/shared/amazon-cloudwatch/cloudwatch-agent-rbac.yaml
kind: ClusterRole
metadata:
  name: cloudwatch-agent-role
rules:
- apiGroups: ['']
  resources: [configmaps]
  verbs: [get, update]
`,
      good: `# flux/shared/amazon-cloudwatch/cloudwatch-agent-rbac.yaml
kind: ClusterRole
metadata:
  name: cloudwatch-agent-role
rules:
- apiGroups: ['']
  resources: [configmaps]
  resourceNames: [cwagent-clusterleader]
  verbs: [get, update]
`,
    },
    find: perCluster(view => rulesOf(view).flatMap(rule => unlimited(view, rule))),
  },
];

/** One rule of a role. */
interface Rule {
  readonly placed: PlacedObject;
  readonly path: Place;
  readonly groups: readonly Word[];
  readonly resources: readonly Word[];
  readonly verbs: readonly Word[];
  readonly names: readonly Word[];
}

interface Word {
  readonly value: string;
  readonly path: Place;
}

function rulesOf({ manifests }: ClusterView): Rule[] {
  const roles = ['ClusterRole', 'Role'].flatMap(kind => manifests.ofKind(kind));
  return roles.flatMap(placed => mapsAt(placed.object, ['rules']).map(({ value, path }): Rule => {
    const words = (key: string) => textsAt(value, [key], [...path, key]);
    const [groups, names] = [words('apiGroups'), words('resourceNames')];
    return { placed, path, groups, resources: words('resources'), verbs: words('verbs'), names };
  }));
}

/** What people may do to objects. */
const verbs: readonly string[] = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** What programs that come without a chart look at, by group; the core of Kubernetes has no name. */
const resources: Readonly<Record<string, readonly string[]>> = {
  '': [
    'configmaps', 'endpoints', 'events', 'limitranges', 'namespaces', 'nodes', 'nodes/metrics', 'nodes/proxy', 'nodes/stats',
    'nodes/status', 'persistentvolumeclaims', 'persistentvolumes', 'pods', 'pods/eviction', 'pods/log', 'pods/status',
    'replicationcontrollers', 'resourcequotas', 'secrets', 'serviceaccounts', 'services',
    'pods/logs', // There is none. AWS prints it, and it does no harm.
  ],
  apps: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  autoscaling: ['horizontalpodautoscalers'],
  batch: ['cronjobs', 'jobs'],
  'coordination.k8s.io': ['leases'],
  extensions: ['daemonsets', 'deployments', 'ingresses', 'jobs', 'replicasets'],
  policy: ['poddisruptionbudgets'],
  'storage.k8s.io': ['csidrivers', 'csinodes', 'csistoragecapacities', 'storageclasses', 'volumeattachments'],
};

/** Objects that such programs keep something in. */
const objects: readonly string[] = [
  'cluster-autoscaler', 'cluster-autoscaler-priority-expander', 'cluster-autoscaler-status', 'cwagent-clusterleader',
];

function unknownWords(view: ClusterView, rule: Rule): ClusterFinding[] {
  const known = rule.groups.flatMap(({ value }) => resources[value] ?? []);
  const strange = (words: readonly Word[], candidates: readonly string[], what: string) =>
    words.filter(({ value }) => value !== '*' && !candidates.includes(value)).map(word => unknown(view, rule, word, candidates, what));
  return [
    ...strange(rule.groups, Object.keys(resources), 'group'),
    ...strange(rule.resources, known.length > 0 ? known : Object.values(resources).flat(), 'resource'),
    ...strange(rule.verbs, verbs, 'verb'),
    ...strange(rule.names, objects, 'object'),
  ];
}

function unknown(view: ClusterView, { placed }: Rule, { value, path }: Word, known: readonly string[], what: string): ClusterFinding {
  const meant = nearest(value, known);
  return found(view, placed, path, {
    wrong: `'${value}' is no ${what} that a role here speaks of`,
    source: 'Kubernetes passes over what it does not know',
    instead: meant === undefined ? `write ${listed(known, 'or')}` : `write '${meant}'`,
  });
}

/** Kept by many, and read by all who believe what is in them. */
const shared: readonly string[] = ['configmaps', 'endpoints', 'leases', 'secrets'];

function unlimited(view: ClusterView, { placed, path, names, ...rule }: Rule): ClusterFinding[] {
  const others = rule.resources.map(({ value }) => value).filter(value => shared.includes(value));
  const changes = rule.verbs.map(({ value }) => value).filter(value => value === 'update' || value === 'delete');
  if (names.length > 0 || others.length === 0 || changes.length === 0) return [];
  return [found(view, placed, [...path, 'resourceNames'], {
    wrong: `whoever has this role may ${listed(changes)} all ${listed(others)}`,
    source: 'Kubernetes: a rule without resourceNames is for all',
    instead: 'name those that are its own',
  })];
}
