import { CustomResourceDefinition } from '../../../imports/apiextensions.k8s.io.ts';
import * as k8s from '../../../imports/core/k8s.ts';
import { objectId } from '../../../lib/manifests/manifest.ts';
import type { FileChart } from '../../../lib/output/file-chart.ts';
import type { Cluster } from '../../cluster.ts';
import type { Flux1Delivery } from '../delivery.ts';
import type { OutputFile } from '../generation.ts';

const namespace = 'flux';

/**
 * What each helm-operator reads, and its image. The guide's log is of 2019-09-13, when 1.0.0-rc1 was the newest that reads the new API;
 * 0.10.1 is the last one that reads the old one.
 */
const operators = {
  'flux.weave.works/v1beta1': { group: 'flux.weave.works', version: 'v1beta1', image: 'docker.io/fluxcd/helm-operator:0.10.1' },
  'helm.fluxcd.io/v1': { group: 'helm.fluxcd.io', version: 'v1', image: 'docker.io/fluxcd/helm-operator:1.0.0-rc1' },
} as const;

/** The others of that day: Flux and memcached as deploy/ of Flux 1.14.2 has them, and the Tiller of that day's Helm. */
const images = {
  flux: 'docker.io/fluxcd/flux:1.14.2',
  memcached: 'memcached:1.5.15',
  tiller: 'gcr.io/kubernetes-helm/tiller:v2.14.3',
} as const;

/** The key that Flux makes, and which opens the repository once GitHub knows it. */
const gitKey = 'flux-git-deploy';

/** What certificates of both sides are made of. The Secrets hold keys, so a script makes them; no file does. */
const tls = { ca: 'flux-helm-tls-ca-config', operator: 'flux-helm-tls-cert', tiller: 'tiller-secret' } as const;

/**
 * Flux v1, helm-operator and Tiller under the names that `eksctl install flux` gave them (guide l.1596-1621), to be applied by hand: in
 * the repository they would be Flux's own orders to itself, which the guide takes out again (l.1736-1741).
 */
export function fluxManifests(cluster: Cluster, { helmReleaseApi, shared }: Required<Flux1Delivery>): OutputFile[] {
  const isOn = (name: string) => cluster.packages.some(({ definition }) => definition.name === name);
  const listsRepositories = isOn('flux') && shared === 'packages';
  const operator = operators[helmReleaseApi];
  return [
    manifest('namespace', file => { new k8s.KubeNamespace(file, objectId('Namespace', namespace), { metadata: { name: namespace } }); }),
    manifest('memcached', drawMemcached),
    manifest('flux', file => drawFlux(file, cluster, isOn('fluxcloud'))),
    manifest('helm-operator-crd', file => drawDefinition(file, operator)),
    manifest('helm-operator', file => drawOperator(file, operator.image, listsRepositories)),
    manifest('tiller', drawTiller),
  ];
}

function manifest(name: string, draw: OutputFile['draw']): OutputFile {
  return { path: `bootstrap/flux/${name}.yaml`, owner: ['delivery'], draw };
}

function drawMemcached(file: FileChart): void {
  const name = 'memcached';
  const port = { name: 'clients', containerPort: 11211 };
  drawDeployment(file, name, { name }, 'default', {
    containers: [
      {
        name,
        image: images.memcached,
        imagePullPolicy: 'IfNotPresent',
        args: ['-m 512', '-I 5m', `-p ${port.containerPort}`], // megabytes in all, for one item at most, and where it listens
        ports: [port],
        securityContext: { runAsUser: 11211, runAsGroup: 11211, allowPrivilegeEscalation: false },
      },
    ],
  });
  drawService(file, name, { name }, { name, port: port.containerPort });
}

/** Without `--sync-garbage-collection`, with which eksctl installed it: it would delete namespaces with all that is in them. */
function drawFlux(file: FileChart, { name: cluster, email, repositoryUrl, branch }: Cluster, reports: boolean): void {
  const name = 'flux';
  const keygen = '/var/fluxd/keygen';
  const identity = { httpGet: { path: '/api/flux/v6/identity.pub', port: k8s.IntOrString.fromNumber(3030) }, initialDelaySeconds: 5, timeoutSeconds: 5 };
  drawAdministrator(file, name);
  drawDeployment(file, name, { name }, name, {
    annotations: { 'prometheus.io/port': '3031' },
    isSingle: true,
    containers: [
      {
        name,
        image: images.flux,
        imagePullPolicy: 'IfNotPresent',
        args: [
          '--memcached-service=', // its address instead of a look-up of SRV records
          `--ssh-keygen-dir=${keygen}`,
          `--git-url=${repositoryUrl.replace('https://github.com/', 'git@github.com:')}`,
          `--git-branch=${branch}`,
          `--git-path=dist/clusters/${cluster}/flux`,
          `--git-label=${cluster}`,
          `--git-email=${email}`,
          '--git-poll-interval=1m',
          '--sync-interval=1m',
          ...(reports ? ['--connect=ws://fluxcloud'] : []), // guide l.374-380
          '--listen-metrics=:3031',
        ],
        ports: [{ containerPort: 3030 }],
        livenessProbe: identity,
        readinessProbe: identity,
        resources,
        volumeMounts: [{ name: 'git-key', mountPath: '/etc/fluxd/ssh', readOnly: true }, { name: 'git-keygen', mountPath: keygen }],
      },
    ],
    volumes: [keyVolume, { name: 'git-keygen', emptyDir: { medium: 'Memory' } }],
  });
}

const ownerReads = 0o400;
const keyVolume: k8s.Volume = { name: 'git-key', secret: { secretName: gitKey, defaultMode: ownerReads } };
const resources = { requests: { cpu: k8s.Quantity.fromString('50m'), memory: k8s.Quantity.fromString('64Mi') } };

/** Any values are valid to Kubernetes; helm-operator itself refuses what it cannot read. */
function drawDefinition(file: FileChart, { group, version }: (typeof operators)[keyof typeof operators]): void {
  const name = `helmreleases.${group}`;
  new CustomResourceDefinition(file, objectId('CustomResourceDefinition', name), {
    metadata: { name },
    spec: {
      group,
      version,
      versions: [{ name: version, served: true, storage: true }],
      names: { kind: 'HelmRelease', plural: 'helmreleases', singular: 'helmrelease', shortNames: ['hr'] },
      scope: 'Namespaced',
      subresources: { status: {} },
    },
  });
}

/** With the list of chart repositories where the repository has one: the pod waits until Flux has made that Secret. */
function drawOperator(file: FileChart, image: string, listsRepositories: boolean): void {
  const name = 'flux-helm-operator';
  const [certificate, authority, repositories] = ['/etc/fluxd/helm', '/etc/fluxd/helm-ca', '/var/fluxd/helm/repository'];
  drawAdministrator(file, name);
  drawDeployment(file, name, { name }, name, {
    annotations: { 'prometheus.io/scrape': 'true' },
    isSingle: true,
    containers: [
      {
        name,
        image,
        imagePullPolicy: 'IfNotPresent',
        args: [
          `--tiller-namespace=${namespace}`,
          '--tiller-tls-enable=true',
          '--tiller-tls-verify=true',
          `--tiller-tls-ca-cert-path=${authority}/ca.crt`,
          `--tiller-tls-cert-path=${certificate}/tls.crt`,
          `--tiller-tls-key-path=${certificate}/tls.key`,
        ],
        ports: [{ name: 'http', containerPort: 3030 }],
        resources,
        volumeMounts: [
          { name: 'git-key', mountPath: '/etc/fluxd/ssh', readOnly: true },
          { name: 'helm-tls-certs', mountPath: certificate, readOnly: true },
          { name: 'helm-tls-ca', mountPath: authority, readOnly: true },
          ...(listsRepositories
            ? [
                { name: 'repositories', mountPath: `${repositories}/repositories.yaml`, subPath: 'repositories.yaml', readOnly: true },
                { name: 'repositories-cache', mountPath: `${repositories}/cache` },
              ]
            : []),
        ],
      },
    ],
    volumes: [
      keyVolume,
      { name: 'helm-tls-certs', secret: { secretName: tls.operator, defaultMode: ownerReads } },
      { name: 'helm-tls-ca', configMap: { name: tls.ca, defaultMode: 0o600 } },
      ...(listsRepositories
        ? [{ name: 'repositories', secret: { secretName: 'flux-helm-repositories' } }, { name: 'repositories-cache', emptyDir: {} }]
        : []),
    ],
  });
}

/**
 * As Helm 2.14 installs it, in the namespace of Flux. The binding of account `helm` stands where the guide's log has it (l.1621), in
 * another namespace than its role, so it gives nothing: who uses Helm 2 from outside is a master of the cluster.
 */
function drawTiller(file: FileChart): void {
  const [name, account, user] = ['tiller-deploy', 'tiller', 'helm'];
  const labels = { app: 'helm', name: 'tiller' };
  const certificates = '/etc/certs';
  const probe = (path: string) => ({ httpGet: { path, port: k8s.IntOrString.fromNumber(44135) }, initialDelaySeconds: 1, timeoutSeconds: 1 });
  drawAccount(file, account);
  drawClusterRoleBinding(file, account, 'cluster-admin');
  drawDeployment(file, name, labels, account, {
    automountServiceAccountToken: true,
    containers: [
      {
        name: 'tiller',
        image: images.tiller,
        imagePullPolicy: 'IfNotPresent',
        env: [
          { name: 'TILLER_NAMESPACE', value: namespace },
          { name: 'TILLER_HISTORY_MAX', value: '10' },
          { name: 'TILLER_TLS_VERIFY', value: '1' },
          { name: 'TILLER_TLS_ENABLE', value: '1' },
          { name: 'TILLER_TLS_CERTS', value: certificates },
        ],
        ports: [{ name: 'tiller', containerPort: 44134 }, { name: 'http', containerPort: 44135 }],
        livenessProbe: probe('/liveness'),
        readinessProbe: probe('/readiness'),
        volumeMounts: [{ name: 'tiller-certs', mountPath: certificates, readOnly: true }],
      },
    ],
    volumes: [{ name: 'tiller-certs', secret: { secretName: tls.tiller } }],
  });
  drawService(file, name, labels, { name: 'tiller', port: 44134, targetPort: k8s.IntOrString.fromString('tiller') });

  const [role, binding] = ['tiller-user', 'tiller-user-binding'];
  drawAccount(file, user);
  new k8s.KubeRole(file, objectId('Role', role, namespace), {
    metadata: { name: role, namespace },
    rules: [
      { apiGroups: [''], resources: ['pods/portforward'], verbs: ['create'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
    ],
  });
  new k8s.KubeRoleBinding(file, objectId('RoleBinding', binding, 'kube-system'), {
    metadata: { name: binding, namespace: 'kube-system' },
    roleRef: { apiGroup: rbac, kind: 'Role', name: role },
    subjects: [{ kind: 'ServiceAccount', name: user, namespace }],
  });
}

const rbac = 'rbac.authorization.k8s.io';

/** An account that may do everything, since it has to make whatever the repository or a chart has. */
function drawAdministrator(file: FileChart, name: string): void {
  drawAccount(file, name);
  new k8s.KubeClusterRole(file, objectId('ClusterRole', name), {
    metadata: { name },
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }, { nonResourceUrLs: ['*'], verbs: ['*'] }],
  });
  drawClusterRoleBinding(file, name, name);
}

function drawAccount(file: FileChart, name: string): void {
  new k8s.KubeServiceAccount(file, objectId('ServiceAccount', name, namespace), { metadata: { name, namespace } });
}

/** A role for the account of the same name. */
function drawClusterRoleBinding(file: FileChart, name: string, role: string): void {
  new k8s.KubeClusterRoleBinding(file, objectId('ClusterRoleBinding', name), {
    metadata: { name },
    roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  });
}

interface Pod {
  readonly annotations?: Record<string, string>;
  /** Whether an old one must be gone before a new one starts. */
  readonly isSingle?: true;
  readonly automountServiceAccountToken?: true;
  readonly containers: k8s.Container[];
  readonly volumes?: k8s.Volume[];
}

function drawDeployment(file: FileChart, name: string, labels: Record<string, string>, account: string, pod: Pod): void {
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

function drawService(file: FileChart, name: string, selector: Record<string, string>, port: k8s.ServicePort): void {
  new k8s.KubeService(file, objectId('Service', name, namespace), {
    metadata: { name, namespace, labels: selector },
    spec: { type: 'ClusterIP', selector, ports: [port] },
  });
}
