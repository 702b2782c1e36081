import { nearest } from '../findings/nearest.ts';
import type { PlacedObject } from '../manifests/manifests.ts';
import { perCluster } from './clusters.ts';
import { mapsAt, textsAt, type Item } from './fields.ts';
import { found, type ManifestFinding, type ManifestRule } from './rule.ts';

/** Any word may be the name of a custom kind, so only one that is close to a word of Kubernetes is a mistake. */
export const roleWords: ManifestRule = {
  id: 'role-words',
  severity: 'warning',
  summary: 'A role speaks of groups, resources and verbs of Kubernetes as they are spelt: by another word it grants nothing, silently.',
  find: perCluster(cluster => ['ClusterRole', 'Role'].flatMap(kind => cluster.ofKind(kind, 'rbac.authorization.k8s.io')).flatMap(placed =>
    mapsAt(placed.object, ['rules']).flatMap(rule => misspelt(placed, rule)))),
};

function misspelt(placed: PlacedObject, { value, path }: Item<Record<string, unknown>>): ManifestFinding[] {
  const words = (key: string) => textsAt(value, [key], [...path, key]);
  const groups = words('apiGroups');
  const known = groups.flatMap(group => resources.get(group.value) ?? []);
  const isKnownAll = groups.every(group => resources.has(group.value));
  return [
    ...groups.flatMap(word => finding(placed, word, resources.has(word.value) ? undefined : nearestGroup(word.value), 'group')),
    ...(isKnownAll ? words('resources') : []).flatMap(word => {
      const [resource = '', ...below] = word.value.split('/');
      const meant = known.includes(resource) ? undefined : nearest(resource, known);
      return finding(placed, word, meant && [meant, ...below].join('/'), 'resource');
    }),
    ...words('verbs').flatMap(word => finding(placed, word, verbs.includes(word.value) ? undefined : nearest(word.value, verbs), 'verb')),
  ];
}

function finding(placed: PlacedObject, { value, path }: Item<string>, meant: string | undefined, what: string): ManifestFinding[] {
  if (meant === undefined || value === '*') return [];
  return [found(placed, path, {
    wrong: `Kubernetes has no ${what} '${value}'`,
    source: 'it passes over what it does not know',
    instead: `write '${meant}'`,
  })];
}

/** `networking.istio.io` is not `networking.k8s.io`, so both parts have to be near. */
function nearestGroup(group: string): string | undefined {
  const split = (name: string) => [name.split('.')[0] ?? '', name.split('.').slice(1).join('.')] as const;
  const [first, rest] = split(group);
  const near = [...resources.keys()].filter(name => split(name)[1] === (rest === '' ? '' : nearest(rest, [split(name)[1]])));
  return first === '' ? undefined : near.find(name => nearest(first, [split(name)[0]]) !== undefined);
}

const verbs: readonly string[] = [
  'get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'use', 'bind', 'escalate', 'impersonate', 'approve', 'sign',
  'attest',
];

/** All of Kubernetes 1.14 to 1.35, by group. */
const resources: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({
  '': `bindings componentstatuses configmaps endpoints events limitranges namespaces nodes persistentvolumeclaims persistentvolumes pods
    podtemplates replicationcontrollers resourcequotas secrets serviceaccounts services`,
  'admissionregistration.k8s.io': `mutatingadmissionpolicies mutatingadmissionpolicybindings mutatingwebhookconfigurations
    validatingadmissionpolicies validatingadmissionpolicybindings validatingwebhookconfigurations`,
  'apiextensions.k8s.io': 'customresourcedefinitions',
  'apiregistration.k8s.io': 'apiservices',
  apps: 'controllerrevisions daemonsets deployments replicasets statefulsets',
  'authentication.k8s.io': 'selfsubjectreviews tokenreviews',
  'authorization.k8s.io': 'localsubjectaccessreviews selfsubjectaccessreviews selfsubjectrulesreviews subjectaccessreviews',
  autoscaling: 'horizontalpodautoscalers',
  batch: 'cronjobs jobs',
  'certificates.k8s.io': 'certificatesigningrequests clustertrustbundles podcertificaterequests signers',
  'coordination.k8s.io': 'leasecandidates leases',
  'discovery.k8s.io': 'endpointslices',
  'events.k8s.io': 'events',
  extensions: `daemonsets deployments horizontalpodautoscalers ingresses jobs networkpolicies podsecuritypolicies replicasets
    replicationcontrollers`,
  'flowcontrol.apiserver.k8s.io': 'flowschemas prioritylevelconfigurations',
  'metrics.k8s.io': 'nodes pods',
  'networking.k8s.io': 'ingressclasses ingresses ipaddresses networkpolicies servicecidrs',
  'node.k8s.io': 'runtimeclasses',
  policy: 'poddisruptionbudgets podsecuritypolicies',
  'rbac.authorization.k8s.io': 'clusterrolebindings clusterroles rolebindings roles',
  'scheduling.k8s.io': 'priorityclasses',
  'storage.k8s.io': 'csidrivers csinodes csistoragecapacities storageclasses volumeattachments volumeattributesclasses',
}).map(([group, words]) => [group, words.split(/\s+/)]));
