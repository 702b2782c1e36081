import { groupOf, valueAt, type Manifest } from '../manifests/manifest.ts';
import type { PlacedObject } from '../manifests/manifests.ts';
import { mapsAt, namespaceName, textAt } from './fields.ts';
import { podTemplate, sourcesOf } from './pods.ts';
import type { Place } from './rule.ts';

/** What names other objects. Secrets are read elsewhere, since there keys count. */

export interface Reference {
  readonly path: Place;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly expected: Expectation;
}

/** What a reference may name, and who goes by it. */
export interface Expectation {
  readonly groups: readonly string[];
  /** One that names another kind belongs to another controller. */
  readonly kinds?: readonly string[];
  /** Of a reference that names none. */
  readonly kind?: string;
  /** Who looks for it, and what for. */
  readonly reader: string;
  /** It may name a namespace, as a key beside its name. */
  readonly isFree?: boolean;
  /** Charts make such objects, too. */
  readonly isCommon?: boolean;
  /** Such objects stand in the tree or nowhere: neither charts nor operators make any. */
  readonly isOfFlux?: boolean;
}

export function referencesOf(placed: PlacedObject): Reference[] {
  const { object } = placed;
  const ofKind = Object.hasOwn(readers, object.kind) ? readers[object.kind] : undefined;
  return ofKind === undefined ? podReferences(placed) : ofKind(object, groupOf(object));
}

const core: readonly string[] = [''];
const rbac: readonly string[] = ['rbac.authorization.k8s.io'];
const certManager: readonly string[] = ['cert-manager.io', 'certmanager.k8s.io'];
const sources: readonly string[] = ['source.toolkit.fluxcd.io'];
const images: readonly string[] = ['image.toolkit.fluxcd.io'];
const toolkit: readonly string[] = [
  ...sources, ...images, 'kustomize.toolkit.fluxcd.io', 'helm.toolkit.fluxcd.io', 'notification.toolkit.fluxcd.io',
  'source.extensions.fluxcd.io',
];
const ofPods = { groups: core, reader: 'Kubernetes starts no pod without it', isCommon: true };

function podReferences(placed: PlacedObject): Reference[] {
  const pod = podTemplate(placed);
  if (pod === undefined) return [];
  const key = textAt(pod.spec, ['serviceAccountName']) === undefined ? 'serviceAccount' : 'serviceAccountName';
  const name = textAt(pod.spec, [key]);
  const named = [
    ...(name === undefined ? [] : [{ kind: 'ServiceAccount', name, path: [...pod.path, key] }]),
    ...sourcesOf(pod).filter(({ kind }) => kind === 'ConfigMap'),
  ];
  return named.map(each => ({ ...each, namespace: namespaceName(placed.object), expected: ofPods }));
}

/** What a map with a kind and a name in it names. `*` is all, and none in particular. */
function reference(object: Manifest, value: unknown, path: Place, expected: Expectation): Reference[] {
  const name = textAt(value, ['name']);
  const kind = textAt(value, ['kind']) ?? expected.kind;
  if (name === undefined || kind === undefined || name === '*' || expected.kinds?.includes(kind) === false) return [];
  const named = expected.isFree === true ? textAt(value, ['namespace']) : undefined;
  return [{ path: [...path, 'name'], kind, name, namespace: named ?? namespaceName(object), expected }];
}

const sourceKinds: readonly string[] = ['GitRepository', 'HelmRepository', 'OCIRepository', 'Bucket', 'HelmChart', 'ExternalArtifact'];
const gitOrOther: Expectation = {
  groups: sources, kinds: sourceKinds, reader: 'Flux applies what this source holds', isFree: true, isOfFlux: true,
};
const chartSource: Expectation = { ...gitOrOther, reader: 'Flux takes the chart from there' };
const issuer: Expectation = {
  groups: certManager, kind: 'Issuer', kinds: ['Issuer', 'ClusterIssuer'], reader: 'cert-manager asks it for the certificate',
};
const store: Expectation = {
  groups: ['external-secrets.io'],
  kind: 'SecretStore',
  kinds: ['SecretStore', 'ClusterSecretStore'],
  reader: 'external-secrets fetches secrets by it',
};
const scaled: Expectation = {
  groups: ['apps', 'extensions', ''],
  kinds: ['Deployment', 'StatefulSet', 'ReplicaSet'],
  reader: 'Kubernetes scales nothing otherwise',
  isCommon: true,
};
const repository: Expectation = { ...gitOrOther, kind: 'GitRepository', reader: 'Flux writes images into this repository' };
const registry: Expectation = {
  groups: images, kind: 'ImageRepository', reader: 'the policy chooses among its tags', isFree: true, isOfFlux: true,
};
const provider: Expectation = { groups: toolkit, kind: 'Provider', reader: 'Flux sends the alert by it', isOfFlux: true };
const role: Expectation = { groups: rbac, kinds: ['Role', 'ClusterRole'], reader: 'Kubernetes binds nothing otherwise', isCommon: true };
const account: Expectation = {
  groups: core, kinds: ['ServiceAccount'], reader: 'Kubernetes gives the role to no account', isCommon: true, isFree: true,
};

const watched: Expectation = { groups: toolkit, reader: 'Flux waits for what happens to it', isFree: true, isOfFlux: true };

type Reader = (object: Manifest, group: string) => Reference[];

const readers: Readonly<Record<string, Reader>> = {
  Certificate: at(certManager, ['spec', 'issuerRef'], issuer),
  HelmRelease: all(
    at(toolkit, ['spec', 'chart', 'spec', 'sourceRef'], chartSource),
    at(toolkit, ['spec', 'chartRef'], chartSource),
  ),
  HelmChart: at(sources, ['spec', 'sourceRef'], { ...chartSource, isFree: false }),
  Kustomization: at(toolkit, ['spec', 'sourceRef'], gitOrOther),
  ImageUpdateAutomation: at(images, ['spec', 'sourceRef'], repository),
  ImagePolicy: at(images, ['spec', 'imageRepositoryRef'], registry),
  Alert: all(at(toolkit, ['spec', 'providerRef'], provider), each(toolkit, ['spec', 'eventSources'], [], watched)),
  Receiver: each(toolkit, ['spec', 'resources'], [], watched),
  ExternalSecret: all(
    at(store.groups, ['spec', 'secretStoreRef'], store),
    each(store.groups, ['spec', 'data'], ['sourceRef', 'storeRef'], store),
  ),
  RoleBinding: all(at(rbac, ['roleRef'], role), each(rbac, ['subjects'], [], account)),
  ClusterRoleBinding: all(at(rbac, ['roleRef'], role), each(rbac, ['subjects'], [], account)),
  HorizontalPodAutoscaler: at(['autoscaling'], ['spec', 'scaleTargetRef'], scaled),
};

function all(...parts: readonly Reader[]): Reader {
  return (object, group) => parts.flatMap(part => part(object, group));
}

/** The reference at one place of the objects of some groups. */
function at(groups: readonly string[], path: readonly string[], expected: Expectation): Reader {
  return (object, group) => (groups.includes(group) ? reference(object, valueAt(object, path), path, expected) : []);
}

/** The references in the items of a list, each at one place of its item. */
function each(groups: readonly string[], list: readonly string[], path: readonly string[], expected: Expectation): Reader {
  return (object, group) => {
    const items = groups.includes(group) ? mapsAt(object, list) : [];
    return items.flatMap(item => reference(object, valueAt(item.value, path), [...item.path, ...path], expected));
  };
}
