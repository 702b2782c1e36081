import { groupBy } from '../group-by.ts';
import { groupOf, isRecord, valueAt } from '../manifests/manifest.ts';
import type { PlacedObject } from '../manifests/manifests.ts';
import type { ClusterTree } from './clusters.ts';
import { mapsAt, keysAt, namespaceName, textAt, textsAt } from './fields.ts';

/** What makes a Secret, and with which keys; undefined where that is not said. */
export interface Maker {
  readonly placed: PlacedObject | undefined;
  readonly namespace: string;
  readonly name: string;
  readonly keys: readonly string[] | undefined;
}

export type Secrets = ReadonlyMap<string, readonly Maker[]>;

/** By `namespace/name`; `*` stands for a namespace that is not said. */
export function secretsOf(cluster: ClusterTree): Secrets {
  const made = Object.entries(makersOf).flatMap(([kind, make]) =>
    cluster.ofKind(kind).flatMap(placed => make(placed, groupOf(placed.object))));
  return groupBy([...made, ...generatedSecrets(cluster)], ({ namespace, name }) => `${namespace}/${name}`);
}

const makersOf: Readonly<Record<string, (placed: PlacedObject, group: string) => Maker[]>> = {
  Secret(placed) {
    const { object } = placed;
    const keys = [...keysAt(object, ['data']), ...keysAt(object, ['stringData'])];
    const isFilledLater = textAt(object, ['type']) === 'kubernetes.io/service-account-token';
    return [maker(placed, isFilledLater ? undefined : keys)];
  },
  SealedSecret(placed) {
    const keys = [['encryptedData'], ['template', 'data']].flatMap(path => keysAt(placed.object, ['spec', ...path]));
    return [maker(placed, keys)];
  },
  ExternalSecret: (placed, group) => [group === 'external-secrets.io' ? modernSecret(placed, placed.object['spec']) : firstSecret(placed)],
  ClusterExternalSecret(placed) {
    const spec = valueAt(placed.object, ['spec', 'externalSecretSpec']);
    const name = textAt(spec, ['target', 'name']) ?? textAt(placed.object, ['spec', 'externalSecretName']) ?? placed.object.metadata.name;
    return [{ ...modernSecret(placed, spec), namespace: '*', name }];
  },
  Certificate(placed) {
    const { object } = placed;
    const isPlain = ['keystores', 'additionalOutputFormats'].every(key => valueAt(object, ['spec', key]) === undefined);
    const name = textAt(object, ['spec', 'secretName']);
    return name === undefined ? [] : [{ ...maker(placed, isPlain ? ['tls.crt', 'tls.key', 'ca.crt'] : undefined), name }];
  },
  Issuer: accountKey,
  ClusterIssuer: accountKey,
};

function maker(placed: PlacedObject, keys: readonly string[] | undefined): Maker {
  return { placed, namespace: namespaceName(placed.object), name: placed.object.metadata.name, keys };
}

/** An issuer makes the key of its account, next to itself or next to cert-manager. */
function accountKey(placed: PlacedObject): Maker[] {
  const reference = ['spec', 'acme', 'privateKeySecretRef'];
  const name = textAt(placed.object, [...reference, 'name']);
  const namespace = placed.object.kind === 'Issuer' ? namespaceName(placed.object) : '*';
  return name === undefined ? [] : [{ placed, namespace, name, keys: [textAt(placed.object, [...reference, 'key']) ?? 'tls.key'] }];
}

/** kubernetes-external-secrets, which read `secretDescriptor` before `spec` and both to its end. */
function firstSecret(placed: PlacedObject): Maker {
  const { object } = placed;
  const spec = isRecord(object['spec']) ? object['spec'] : object['secretDescriptor'];
  const takesAll = ['dataFrom', 'dataFromWithOptions', 'template'].some(key => valueAt(spec, [key]) !== undefined);
  return maker(placed, takesAll ? undefined : mapsAt(spec, ['data']).flatMap(({ value }) => textAt(value, ['name']) ?? []));
}

function modernSecret(placed: PlacedObject, spec: unknown): Maker {
  const name = textAt(spec, ['target', 'name']) ?? placed.object.metadata.name;
  const template = valueAt(spec, ['target', 'template']);
  const isRewritten = valueAt(template, ['templateFrom']) !== undefined || valueAt(spec, ['dataFrom']) !== undefined;
  const fetched = mapsAt(spec, ['data']).flatMap(({ value }) => textAt(value, ['secretKey']) ?? []);
  const written = keysAt(template, ['data']);
  const merges = textAt(template, ['mergePolicy']) === 'Merge';
  const keys = written.length === 0 ? fetched : merges ? [...fetched, ...written] : written;
  return { ...maker(placed, isRewritten ? undefined : keys), name };
}

/** Of a `secretGenerator` in a kustomization.yaml; its namespace follows from much else. */
function generatedSecrets({ kustomizations }: ClusterTree): Maker[] {
  return kustomizations.flatMap(({ generated }) => generated).filter(({ kind }) => kind === 'Secret').map(({ name, value }) => {
    const isOpen = valueAt(value, ['env']) !== undefined || valueAt(value, ['envs']) !== undefined;
    const keys = ['literals', 'files'].flatMap(list => textsAt(value, [list]).map(each => keyOfLiteral(each.value)));
    return { placed: undefined, namespace: '*', name, keys: isOpen ? undefined : keys };
  });
}

/** `key` of `key=value`, `values.yaml` of `some/values.yaml`. */
function keyOfLiteral(text: string): string {
  const [key = '', value] = text.split('=');
  return value === undefined ? key.split('/').at(-1) ?? key : key;
}
