import * as k8s from '../../../imports/core/k8s.ts';
import { objectId } from '../../../lib/manifests/manifest.ts';
import type { FileChart } from '../../../lib/output/file-chart.ts';
import type { Cluster } from '../../cluster.ts';
import { requests } from '../../packages/package.ts';

/** What Flux v1 is made of, in whatever namespace and by whatever name it is installed. */

export interface Place {
  readonly name: string;
  readonly namespace: string;
}

export interface Pod {
  readonly annotations?: Record<string, string>;
  /** Whether an old one must be gone before a new one starts. */
  readonly isSingle?: true;
  readonly automountServiceAccountToken?: true;
  readonly imagePullSecrets?: k8s.LocalObjectReference[];
  readonly containers: k8s.Container[];
  readonly volumes?: k8s.Volume[];
}

export function drawDeployment(file: FileChart, { name, namespace }: Place, labels: Record<string, string>, account: string, pod: Pod): void {
  const { annotations, isSingle, ...spec } = pod;
  new k8s.KubeDeployment(file, objectId('Deployment', name, namespace), {
    metadata: { name, namespace, labels },
    spec: {
      replicas: 1,
      ...(isSingle && { strategy: { type: 'Recreate' } }),
      selector: { matchLabels: labels },
      template: { metadata: { labels, ...(annotations && { annotations }) }, spec: { serviceAccountName: account, ...spec } },
    },
  });
}

export function drawService(file: FileChart, { name, namespace }: Place, selector: Record<string, string>, port: k8s.ServicePort): void {
  new k8s.KubeService(file, objectId('Service', name, namespace), {
    metadata: { name, namespace, labels: selector },
    spec: { type: 'ClusterIP', selector, ports: [port] },
  });
}

/** The cache of what Flux has seen in registries. */
export function drawMemcached(file: FileChart, place: Place): void {
  const labels = { name: place.name };
  const port = { name: 'clients', containerPort: 11211 };
  drawDeployment(file, place, labels, 'default', {
    containers: [
      {
        name: 'memcached',
        image: 'memcached:1.5.15',
        imagePullPolicy: 'IfNotPresent',
        args: ['-m 512', '-I 5m', `-p ${port.containerPort}`], // megabytes in all, for one item at most, and where it listens
        ports: [port],
        securityContext: { runAsUser: 11211, runAsGroup: 11211, allowPrivilegeEscalation: false },
      },
    ],
  });
  drawService(file, place, labels, { name: 'memcached', port: port.containerPort });
}

/** The key that Flux makes, and which opens the repository once GitHub knows it. */
export const gitKey = 'flux-git-deploy';

const ownerReads = 0o400;
export const keyVolume: k8s.Volume = { name: 'git-key', secret: { secretName: gitKey, defaultMode: ownerReads } };
export const keygenVolume: k8s.Volume = { name: 'git-keygen', emptyDir: { medium: 'Memory' } };
export const resources = requests('50m', '64Mi');

const keygen = '/var/fluxd/keygen';

/** Flux itself, but for its orders. */
export function fluxContainer(image: string): k8s.Container {
  const identity = { httpGet: { path: '/api/flux/v6/identity.pub', port: k8s.IntOrString.fromNumber(3030) }, initialDelaySeconds: 5, timeoutSeconds: 5 };
  return {
    name: 'flux',
    image,
    imagePullPolicy: 'IfNotPresent',
    ports: [{ containerPort: 3030 }],
    livenessProbe: identity,
    readinessProbe: identity,
    resources,
    volumeMounts: [{ name: 'git-key', mountPath: '/etc/fluxd/ssh', readOnly: true }, { name: 'git-keygen', mountPath: keygen }],
  };
}

/** Its orders. Without `--sync-garbage-collection`, which would delete namespaces with all that is in them. */
export function fluxArguments({ name: cluster, email, repositoryUrl, branch }: Cluster, ...more: readonly string[]): string[] {
  return [
    '--memcached-service=', // its address instead of a look-up of SRV records
    `--ssh-keygen-dir=${keygen}`,
    `--git-url=${repositoryUrl.replace('https://github.com/', 'git@github.com:')}`,
    `--git-branch=${branch}`,
    `--git-path=dist/clusters/${cluster}/flux`,
    `--git-label=${cluster}`,
    `--git-email=${email}`,
    '--git-poll-interval=1m',
    '--sync-interval=1m',
    ...more,
    '--listen-metrics=:3031',
  ];
}

/** What an account needs that has to make whatever the repository has. */
export const everything: k8s.PolicyRule[] = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }, { nonResourceUrLs: ['*'], verbs: ['*'] }];
