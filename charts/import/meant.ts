import { groupOf, valueAt, type Manifest } from '../../lib/manifests/manifest.ts';
import { traits } from '../generations/traits.ts';
import { objectKey, type Objects, type Steps } from './objects.ts';

/** Differences that change nothing of what runs in a cluster, and why. */

interface Meant {
  /** Of the object. */
  readonly kinds: readonly string[];
  /** Dots between steps, `*` for what is below. */
  readonly fields: readonly string[];
  readonly why: string;
}

const meant: readonly Meant[] = [
  {
    kinds: ['HelmRelease'],
    fields: ['spec.interval', 'spec.timeout', 'spec.install', 'spec.upgrade', 'spec.rollback', 'spec.uninstall', 'spec.test', 'spec.maxHistory',
      'spec.driftDetection', 'spec.dependsOn', 'spec.wait', 'spec.resetValues', 'spec.forceUpgrade', 'spec.skipCRDs', 'metadata.labels'],
    why: 'how and when Flux installs the release; what it installs is the same',
  },
  { kinds: ['HelmRepository', 'GitRepository', 'OCIRepository', 'ImageRepository'], fields: ['spec.interval', 'spec.timeout'], why: 'how often Flux looks there' },
  {
    kinds: ['Namespace'],
    fields: ['metadata.labels.istio-injection', 'metadata.annotations.linkerd.io/inject', 'metadata.labels.discovery.solo.io/function_discovery'],
    why: 'what Istio, Linkerd and Gloo read of a namespace, as packages write it',
  },
  { kinds: ['ExternalSecret'], fields: ['spec.refreshInterval'], why: 'how often the value is fetched' },
];

/** What every way of delivery adds, to keep what cannot be made again. */
const guards = new Set(Object.values(traits).flatMap(({ unpruned }) => (unpruned ? [unpruned[0]] : [])));

/** Undefined where a difference there is one that counts. */
export function reasonFor({ kind }: Manifest, steps: Steps): string | undefined {
  if (steps.length === 1 && steps[0] === 'apiVersion') return 'another version of the same API';
  if (steps[0] === 'metadata' && steps[1] === 'annotations' && guards.has(steps[2] ?? '')) return 'an annotation that keeps Flux from deleting it';
  const path = steps.join('.');
  return meant.find(({ kinds, fields }) => kinds.includes(kind) && fields.some(field => path === field || path.startsWith(`${field}.`)))?.why;
}

export function isOfNoWeight(object: Manifest, steps: Steps): boolean {
  return reasonFor(object, steps) !== undefined;
}

/** What becomes of an object that says how Flux works, where the cluster file does not make it; undefined for others. */
export function deliveryFate(object: Manifest, all: readonly Manifest[], made: Objects): DeliveryFate | undefined {
  const group = groupOf(object);
  const { name, namespace } = object.metadata;
  if (group === 'kustomize.toolkit.fluxcd.io') {
    const changing = ['patches', 'postBuild', 'targetNamespace', 'images', 'components', 'namePrefix', 'nameSuffix', 'commonMetadata']
      .filter(key => valueAt(object, ['spec', key]) !== undefined);
    if (changing.length === 0) return { isMeant: true, why: 'says which folder Flux applies; those of this repository have their own' };
    return { isMeant: false, why: `changes what it applies (${changing.join(', ')}): import what \`flux build kustomization ${name}\` makes of it` };
  }
  if (group !== 'source.toolkit.fluxcd.io') return undefined;
  if (object.kind === 'GitRepository' && name === 'flux-system') return { isMeant: true, why: 'made by `flux bootstrap`' };
  const users = all.filter(other => other.kind === 'HelmRelease' && [['spec', 'chart', 'spec', 'sourceRef'], ['spec', 'chartRef']]
    .some(path => valueAt(other, [...path, 'name']) === name && (valueAt(other, [...path, 'namespace']) ?? other.metadata.namespace) === namespace));
  const isReplaced = users.length > 0 && users.every(user => made.has(objectKey(user)));
  return isReplaced ? { isMeant: true, why: 'where charts come from; the cluster file has them from there, too' } : undefined;
}

export interface DeliveryFate {
  /** False where something is left to do. */
  readonly isMeant: boolean;
  readonly why: string;
}
