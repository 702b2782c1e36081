import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { mapsAt } from '../../lib/rules/fields.ts';
import { servicesOf } from '../tidepool/services.ts';
import { annotationPrefix } from './images.ts';
import { found, perCluster, type ClusterFinding, type ClusterRule, type ClusterView, type Place } from './rule.ts';
import { recordAt, releaseOf, textAt, valuesOf } from './view.ts';

export const labelRules: readonly ClusterRule[] = [
  {
    id: 'known-keys',
    severity: 'error',
    summary: 'Every label, annotation and tag is one that somebody reads, or that the config gives.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/qa2/namespace.yaml
kind: Namespace
metadata:
  name: qa2
  annotations:
    linkerd.io/injected: enabled
`,
      good: `# flux/environments/qa2/namespace.yaml
kind: Namespace
metadata:
  name: qa2
  annotations:
    linkerd.io/inject: enabled
`,
    },
    find: perCluster(view => view.manifests.objects.flatMap(placed => mapsIn(view, placed).flatMap(map => unknownKeys(view, placed, map)))),
  },
];

/** A map whose keys no schema knows. */
interface OpenMap {
  readonly field: Place;
  readonly keys: readonly string[];
  /** Keys that somebody reads. */
  readonly known: readonly string[];
  readonly of: 'label' | 'annotation' | 'tag' | 'field';
}

/** Who reads which labels. */
const labels = {
  Namespace: [
    'certmanager.k8s.io/disable-validation',
    'cert-manager.io/disable-validation',
    'discovery.solo.io/function_discovery',
    'istio-injection',
    'name',
  ],
  pods: ['app', 'k8s-app', 'name'],
  // By them people find what belongs together.
  others: ['app', 'chart', 'k8s-addon', 'k8s-app'],
} as const;

/** What external-dns reads of whatever has a name in DNS. */
const records: readonly string[] = [
  'external-dns.alpha.kubernetes.io/alias',
  'external-dns.alpha.kubernetes.io/hostname',
  'external-dns.alpha.kubernetes.io/set-identifier',
  'external-dns.alpha.kubernetes.io/target',
  'external-dns.alpha.kubernetes.io/ttl',
];

/** What makes a load balancer of AWS. */
const balancers: readonly string[] = [
  'service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags',
  'service.beta.kubernetes.io/aws-load-balancer-type',
];

/** Who reads which annotations, by kind. */
const annotations: Readonly<Record<string, readonly string[]>> = {
  CustomResourceDefinition: ['kustomize.toolkit.fluxcd.io/prune'],
  Ingress: records,
  Namespace: ['kustomize.toolkit.fluxcd.io/prune', 'linkerd.io/inject'],
  PersistentVolumeClaim: ['kustomize.toolkit.fluxcd.io/prune'],
  Service: [...records, ...balancers],
  ServiceAccount: ['eks.amazonaws.com/role-arn'],
};

/** Annotations that charts put on objects: of the load balancer, of a service account, of Deployments. */
const ofCharts: readonly string[] = [
  ...records, ...balancers, 'eks.amazonaws.com/role-arn', 'helm.toolkit.fluxcd.io/driftDetection',
];

/** Of our own making: new pods for a new configuration. */
const ofPods: readonly string[] = ['configHash'];

const template = ['spec', 'template', 'metadata'];

function mapsIn(view: ClusterView, placed: PlacedObject): OpenMap[] {
  const own = (field: readonly string[], of: OpenMap['of'], known: () => readonly string[]): OpenMap[] => {
    const keys = Object.keys(recordAt(placed.object, field));
    return keys.length === 0 ? [] : [{ field, keys, known: known(), of }];
  };
  return [
    ...own(['metadata', 'labels'], 'label', () => labelsOf(view, placed)),
    ...own(['metadata', 'annotations'], 'annotation', () => annotationsOf(view, placed)),
    ...own([...template, 'labels'], 'label', () => labels.pods),
    ...own([...template, 'annotations'], 'annotation', () => ofPods),
    ...own(['spec', 'selector', 'matchLabels'], 'label', () => labels.pods),
    ...own(['spec', 'eventMetadata'], 'field', () => ['cluster', 'region']),
    ...mapsOfEksctl(view, placed),
    ...mapsOfValues(view, placed),
  ];
}

/** Namespaces carry what the config gives them, too. */
function labelsOf({ config }: ClusterView, { object: { kind, metadata: { name } } }: PlacedObject): readonly string[] {
  if (kind !== 'Namespace') return labels.others;
  return [...labels.Namespace, ...Object.keys(config.environments[name]?.namespace?.labels ?? {})];
}

function annotationsOf({ config, cluster }: ClusterView, { object }: PlacedObject): readonly string[] {
  const { kind, metadata: { name, namespace } } = object;
  const usual = annotations[kind] ?? [];
  if (kind === 'Namespace') return [...usual, ...Object.keys(config.environments[name]?.namespace?.annotations ?? {})];
  const prefix = kind === 'HelmRelease' ? annotationPrefix(object) : undefined;
  if (prefix === undefined) return usual;
  const edition = cluster.environments.find(environment => environment.name === namespace)?.edition;
  const services = edition === undefined ? [] : servicesOf(edition);
  return [`${prefix}/automated`, ...services.flatMap(service => [`${prefix}/tag.${service}`, `repository.fluxcd.io/${service}`])];
}

function mapsOfEksctl({ config, cluster }: ClusterView, { object }: PlacedObject): OpenMap[] {
  if (object.kind !== 'ClusterConfig') return [];
  const accounts = mapsAt(object, ['iam', 'serviceAccounts']).map(({ value, path }): OpenMap => {
    const keys = Object.keys(recordAt(value, ['metadata', 'labels']));
    return { field: [...path, 'metadata', 'labels'], keys, known: ['aws-usage'], of: 'label' };
  });
  const autoscaler = ['k8s.io/cluster-autoscaler/enabled', `k8s.io/cluster-autoscaler/${cluster.name}`];
  const groups = mapsAt(object, ['nodeGroups']).flatMap(({ value, path }) => {
    const { labels: own = {}, taints = {}, tags = {} } = config.nodeGroups.find(({ name }) => name === textAt(value, ['name'])) ?? {};
    const maps = { labels: Object.keys(own), taints: Object.keys(taints), tags: [...Object.keys(tags), ...autoscaler] };
    return Object.entries(maps).map(([key, known]): OpenMap => {
      return { field: [...path, key], keys: Object.keys(recordAt(value, [key])), known, of: key === 'tags' ? 'tag' : 'label' };
    });
  });
  return [...accounts, ...groups];
}

/** Maps of annotations anywhere in the values. */
function mapsOfValues(view: ClusterView, placed: PlacedObject): OpenMap[] {
  if (placed.object.kind !== 'HelmRelease') return [];
  const { object: { metadata: { name, namespace = '' } } } = placed;
  const release = releaseOf(view, name, namespace);
  const values = release?.placed === placed ? valuesOf(release) : [];
  return values.filter(({ path }) => path.at(-2)?.endsWith('nnotations')).map(({ path, field }) => {
    return { field: field.slice(0, -1), keys: path.slice(-1), known: ofCharts, of: 'annotation' };
  });
}

/** Keys for people, which Kubernetes' own conventions have. */
const conventional = /^(?:app\.kubernetes\.io|helm\.sh)\//;

function unknownKeys(view: ClusterView, placed: PlacedObject, { field, keys, known, of }: OpenMap): ClusterFinding[] {
  return keys.filter(key => !known.includes(key) && !conventional.test(key)).map(key => {
    const meant = nearest(key, known);
    return found(view, placed, [...field, key], {
      wrong: `nobody reads ${of} '${key}'`,
      source: 'Flux, Gloo, Linkerd, Istio, cert-manager, external-dns and eksctl look for others',
      instead: meant === undefined ? 'remove it, or give it in the config' : `write '${meant}'`,
    });
  });
}
