import { groupOf, valueAt } from '../manifests/manifest.ts';
import type { PlacedObject } from '../manifests/manifests.ts';
import { mapsAt, namespaceName, textAt } from './fields.ts';
import { podTemplate, sourcesOf } from './pods.ts';
import { helmController } from './releases.ts';
import type { Place } from './rule.ts';

/** A Secret that is read. */
export interface Need {
  readonly path: Place;
  readonly namespace: string;
  readonly name: string;
  /** One of them has to be there; none is named where all are taken. */
  readonly keys: readonly string[];
  readonly reader: string;
  /** What is to be added where nothing makes it. */
  readonly missing?: string;
  /** `key`: it is often made by hand, so only its keys are looked at. `secret`: no chart makes it in time. */
  readonly certain?: 'key' | 'secret';
}

export function needsOf(placed: PlacedObject): Need[] {
  const { object } = placed;
  const ofKind = Object.hasOwn(readers, object.kind) ? readers[object.kind] : undefined;
  const needs = ofKind === undefined ? podNeeds(placed) : ofKind(object, groupOf(object));
  if (needs.length === 0) return [];
  const namespace = namespaceName(object);
  return needs.map(need => ({ namespace, ...need }));
}

type LocalNeed = Omit<Need, 'namespace'> & { readonly namespace?: string };

const kubelet = 'Kubernetes starts no pod without it';

function podNeeds(placed: PlacedObject): LocalNeed[] {
  const pod = podTemplate(placed);
  if (pod === undefined) return [];
  return [
    ...sourcesOf(pod).filter(({ kind }) => kind === 'Secret').flatMap(({ name, path, keys }): LocalNeed[] => {
      if (keys.length === 0) return [{ path, name, keys: [], reader: kubelet }];
      return keys.map(key => ({ path: key.path, name, keys: [key.value], reader: kubelet }));
    }),
    ...mapsAt(pod.spec, ['imagePullSecrets'], [...pod.path, 'imagePullSecrets']).flatMap(({ value, path }) =>
      namedSecret(value, [...path, 'name'], pullKeys, kubelet)),
  ];
}

const pullKeys: readonly string[] = ['.dockerconfigjson', '.dockercfg'];

type Reader = (object: PlacedObject['object'], group: string) => LocalNeed[];

/** What reads Secrets besides pods, by kind. */
const readers: Readonly<Record<string, Reader>> = {
  HelmRelease: (object, group) => [
    ...mapsAt(object, ['spec', 'valuesFrom']).flatMap(({ value, path }) => {
      if (group !== helmController) return values(value['secretKeyRef'], [...path, 'secretKeyRef'], 'key');
      return value['kind'] === 'Secret' ? values(value, path, 'valuesKey') : [];
    }),
    ...mapsAt(object, ['spec', 'valueFileSecrets']).flatMap(({ value, path }) =>
      namedSecret(value, [...path, 'name'], ['values.yaml'], 'the helm-operator waits for its values')),
  ],
  Provider(object, group) {
    if (group !== 'notification.toolkit.fluxcd.io') return [];
    const isAddressed = textAt(object, ['spec', 'address']) !== undefined || !webhooks.has(textAt(object, ['spec', 'type']) ?? '');
    const keys = isAddressed ? [] : ['address'];
    const reader = 'without it Flux sends no notification';
    return namedSecret(valueAt(object, ['spec', 'secretRef']), ['spec', 'secretRef', 'name'], keys, reader);
  },
  Receiver(object) {
    return namedSecret(valueAt(object, ['spec', 'secretRef']), ['spec', 'secretRef', 'name'], ['token'], 'Flux checks calls with it');
  },
  GitRepository(object) {
    const isSsh = textAt(object, ['spec', 'url'])?.startsWith('ssh:') === true;
    const keys = isSsh ? ['identity'] : ['password', 'bearerToken', 'githubAppPrivateKey', 'ca.crt', 'caFile'];
    return handMade(valueAt(object, ['spec', 'secretRef']), keys);
  },
  ImageRepository: object => handMade(valueAt(object, ['spec', 'secretRef']), pullKeys),
  OCIRepository: object => handMade(valueAt(object, ['spec', 'secretRef']), pullKeys),
  ServiceAccount: object =>
    mapsAt(object, ['imagePullSecrets']).flatMap(({ value, path }) => namedSecret(value, [...path, 'name'], pullKeys, kubelet)),
  Ingress(object) {
    if (Object.keys(object.metadata.annotations ?? {}).some(key => issuing.test(key))) return [];
    return mapsAt(object, ['spec', 'tls']).flatMap(({ value, path }) => {
      const name = textAt(value, ['secretName']);
      const [reader, missing] = ['the ingress controller serves HTTPS with it', 'a Certificate that makes it'];
      return name === undefined ? [] : [{ path: [...path, 'secretName'], name, keys: ['tls.crt'], reader, missing }];
    });
  },
};

/** Annotations on which cert-manager makes a Certificate of an Ingress. */
const issuing = /^(cert-manager\.io|certmanager\.k8s\.io)\/(cluster-)?issuer$|^kubernetes\.io\/tls-acme$/;

/** Providers that send to an address, which is a secret where it is not in `spec.address`. */
const webhooks: ReadonlySet<string> = new Set([
  'slack', 'discord', 'msteams', 'rocket', 'googlechat', 'generic', 'generic-hmac', 'grafana',
]);

/** Values of a chart, which no chart makes in time. */
function values(reference: unknown, path: Place, keyName: string): LocalNeed[] {
  const key = textAt(reference, [keyName]);
  const need = namedSecret(reference, [...path, key === undefined ? 'name' : keyName], [key ?? 'values.yaml'], 'Helm waits for its values');
  return need.map(each => ({ ...each, certain: 'secret' }));
}

function namedSecret(reference: unknown, path: Place, keys: readonly string[], reader: string): LocalNeed[] {
  const name = textAt(reference, ['name']);
  const namespace = textAt(reference, ['namespace']);
  if (name === undefined || valueAt(reference, ['optional']) === true) return [];
  return [{ path, name, keys, reader, ...(namespace !== undefined && { namespace }) }];
}

function handMade(reference: unknown, keys: readonly string[]): LocalNeed[] {
  return namedSecret(reference, ['spec', 'secretRef', 'name'], keys, 'Flux').map(need => ({ ...need, certain: 'key' }));
}
