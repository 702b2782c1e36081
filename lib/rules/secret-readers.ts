import { valueAt } from '../manifests/manifest.ts';
import type { PlacedObject } from '../manifests/manifests.ts';
import { groupOf, mapsAt, namespaceName, textAt } from './fields.ts';
import { containersOf, podTemplate } from './pods.ts';
import { helmController } from './releases.ts';
import type { Place } from './rule.ts';

/** What reads Secrets. */

/** A Secret that is read. */
export interface Need {
  readonly path: Place;
  readonly namespace: string;
  readonly name: string;
  /** One of them has to be there; none is named where all are taken. */
  readonly keys: readonly string[];
  /** Who reads it. */
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
  const inPod = (path: Place) => [...pod.path, ...path];
  const need = (value: unknown, path: Place, keys: readonly string[], name = textAt(value, ['name'])): LocalNeed[] =>
    name === undefined || isOptional(value) ? [] : [{ path: inPod(path), name, keys, reader: kubelet }];
  const mounted = (source: unknown, path: Place, nameKey: string) => {
    const items = mapsAt(source, ['items']);
    const name = textAt(source, [nameKey]);
    if (items.length === 0) return need(source, [...path, nameKey], [], name);
    return items.flatMap(item => need(source, [...path, ...item.path, 'key'], [textAt(item.value, ['key']) ?? ''], name));
  };
  return [
    ...containersOf(pod).flatMap(({ value, path }) => [
      ...mapsAt(value, ['env']).flatMap(variable => {
        const reference = valueAt(variable.value, ['valueFrom', 'secretKeyRef']);
        const start = [...path, ...variable.path, 'valueFrom', 'secretKeyRef'];
        return need(reference, [...start, 'key'], [textAt(reference, ['key']) ?? '']);
      }),
      ...mapsAt(value, ['envFrom']).flatMap(source => need(source.value['secretRef'], [...path, ...source.path, 'secretRef', 'name'], [])),
    ]),
    ...mapsAt(pod.spec, ['volumes']).flatMap(({ value, path }) => [
      ...mounted(value['secret'], [...path, 'secret'], 'secretName'),
      ...mapsAt(value, ['projected', 'sources']).flatMap(source =>
        mounted(source.value['secret'], [...path, ...source.path, 'secret'], 'name')),
    ]),
    ...mapsAt(pod.spec, ['imagePullSecrets']).flatMap(({ value, path }) => need(value, [...path, 'name'], pullKeys)),
  ];
}

const pullKeys: readonly string[] = ['.dockerconfigjson', '.dockercfg'];

function isOptional(value: unknown): boolean {
  return valueAt(value, ['optional']) === true;
}

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
  if (name === undefined || isOptional(reference)) return [];
  return [{ path, name, keys, reader, ...(namespace !== undefined && { namespace }) }];
}

function handMade(reference: unknown, keys: readonly string[]): LocalNeed[] {
  return namedSecret(reference, ['spec', 'secretRef', 'name'], keys, 'Flux').map(need => ({ ...need, certain: 'key' }));
}

