import { ApiObject, type ApiObjectProps, type GroupVersionKind } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import table from './fields.json' with { type: 'json' };

/**
 * The kinds of Kubernetes that we write, with the types and the fields of cdk8s-plus-27. Its own classes are those of all kinds and versions,
 * and to load them takes longer than all the rest of a run.
 */
export const kinds = {
  KubeClusterRole: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' },
  KubeClusterRoleBinding: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding' },
  KubeConfigMap: { apiVersion: 'v1', kind: 'ConfigMap' },
  KubeDaemonSet: { apiVersion: 'apps/v1', kind: 'DaemonSet' },
  KubeDeployment: { apiVersion: 'apps/v1', kind: 'Deployment' },
  KubeIngress: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
  KubeNamespace: { apiVersion: 'v1', kind: 'Namespace' },
  KubePriorityClass: { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass' },
  KubeRole: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role' },
  KubeRoleBinding: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding' },
  KubeSecret: { apiVersion: 'v1', kind: 'Secret' },
  KubeService: { apiVersion: 'v1', kind: 'Service' },
  KubeServiceAccount: { apiVersion: 'v1', kind: 'ServiceAccount' },
  KubeStatefulSet: { apiVersion: 'apps/v1', kind: 'StatefulSet' },
  KubeStorageClass: { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' },
} as const satisfies Readonly<Record<string, GroupVersionKind>>;

/** By type and field: the property that it comes from and, behind a space, of what type it is. `npm run imports` writes it. */
export type Fields = Readonly<Record<string, Readonly<Record<string, string>>>>;

const fields: Fields = table;

/** A class as cdk8s makes them. */
interface KindClass<Props> {
  new (scope: Construct, id: string, props?: Props): ApiObject;
  readonly GVK: GroupVersionKind;
  /** The object as it is written: what its schema has no field for is left out. */
  manifest(props?: Props): unknown;
}

function classOf<Props extends object>(name: keyof typeof kinds): KindClass<Props> {
  const GVK = kinds[name];
  return class extends ApiObject {
    static readonly GVK = GVK;

    static manifest(props: object = {}): object {
      return { ...GVK, ...(written(`${name}Props`, props) as object) };
    }

    constructor(scope: Construct, id: string, props?: Props) {
      super(scope, id, { ...GVK, ...props } as ApiObjectProps);
    }

    override toJson(): unknown {
      return { ...GVK, ...(written(`${name}Props`, super.toJson() as object) as object) };
    }
  };
}

/** A value in the fields of its type, in their order. */
function written(type: string, value: unknown): unknown {
  if (type === '' || value === undefined) return value;
  if (type === 'value') return (value as { value: unknown }).value;
  if (type.startsWith('[]')) return (value as unknown[]).map(item => written(type.slice(2), item));
  if (type.startsWith('{}')) return mapped(value as Readonly<Record<string, unknown>>, item => written(type.slice(2), item));
  const properties = value as Readonly<Record<string, unknown>>;
  return mapped(fields[type] ?? {}, (from: string) => {
    const [property = '', inner = ''] = from.split(' ');
    return written(inner, properties[property]);
  });
}

function mapped<Value>(map: Readonly<Record<string, Value>>, change: (value: Value) => unknown): object {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]).filter(([, value]) => value !== undefined));
}

export const KubeClusterRole = classOf<k8s.KubeClusterRoleProps>('KubeClusterRole');
export const KubeClusterRoleBinding = classOf<k8s.KubeClusterRoleBindingProps>('KubeClusterRoleBinding');
export const KubeConfigMap = classOf<k8s.KubeConfigMapProps>('KubeConfigMap');
export const KubeDaemonSet = classOf<k8s.KubeDaemonSetProps>('KubeDaemonSet');
export const KubeDeployment = classOf<k8s.KubeDeploymentProps>('KubeDeployment');
export const KubeIngress = classOf<k8s.KubeIngressProps>('KubeIngress');
export const KubeNamespace = classOf<k8s.KubeNamespaceProps>('KubeNamespace');
export const KubePriorityClass = classOf<k8s.KubePriorityClassProps>('KubePriorityClass');
export const KubeRole = classOf<k8s.KubeRoleProps>('KubeRole');
export const KubeRoleBinding = classOf<k8s.KubeRoleBindingProps>('KubeRoleBinding');
export const KubeSecret = classOf<k8s.KubeSecretProps>('KubeSecret');
export const KubeService = classOf<k8s.KubeServiceProps>('KubeService');
export const KubeServiceAccount = classOf<k8s.KubeServiceAccountProps>('KubeServiceAccount');
export const KubeStatefulSet = classOf<k8s.KubeStatefulSetProps>('KubeStatefulSet');
export const KubeStorageClass = classOf<k8s.KubeStorageClassProps>('KubeStorageClass');

export type Container = k8s.Container;
export type EnvVar = k8s.EnvVar;
export type LocalObjectReference = k8s.LocalObjectReference;
export type PodSpec = k8s.PodSpec;
export type PolicyRule = k8s.PolicyRule;
export type ServicePort = k8s.ServicePort;
export type Volume = k8s.Volume;
export type VolumeMount = k8s.VolumeMount;

/** `500m`, `1Gi`: an amount of something. */
export const Quantity = {
  fromString: (value: string): k8s.Quantity => ({ value }),
};

/** A port: its number, or its name in the container. */
export const IntOrString = {
  fromNumber: (value: number): k8s.IntOrString => ({ value }),
  fromString: (value: string): k8s.IntOrString => ({ value }),
};
