import { CustomResourceDefinition } from '../../../imports/apiextensions.k8s.io.ts';
import * as k8s from '../../../imports/core/k8s.ts';
import { objectId } from '../../../lib/manifests/manifest.ts';
import type { FileChart } from '../../../lib/output/file-chart.ts';
import type { Cluster } from '../../cluster.ts';
import type { Flux1Delivery } from '../delivery.ts';
import type { OutputFile } from '../generation.ts';
import { drawDeployment, drawMemcached, drawService, everything, fluxArguments, fluxContainer, keygenVolume, keyVolume, resources } from './flux1-workloads.ts';

const namespace = 'flux';

/**
 * What each helm-operator reads, and its image. The guide's log is of 2019-09-13, when 1.0.0-rc1 was the newest that reads the new API;
 * 0.10.1 is the last one that reads the old one.
 */
const operators = {
  'flux.weave.works/v1beta1': { group: 'flux.weave.works', version: 'v1beta1', image: 'docker.io/fluxcd/helm-operator:0.10.1' },
  'helm.fluxcd.io/v1': { group: 'helm.fluxcd.io', version: 'v1', image: 'docker.io/fluxcd/helm-operator:1.0.0-rc1' },
} as const;

/** The others of that day: Flux as deploy/ of Flux 1.14.2 has it, and the Tiller of that day's Helm. */
const images = {
  flux: 'docker.io/fluxcd/flux:1.14.2',
  tiller: 'gcr.io/kubernetes-helm/tiller:v2.14.3',
} as const;

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
    manifest('memcached', file => drawMemcached(file, { name: 'memcached', namespace })),
    manifest('flux', file => drawFlux(file, cluster, isOn('fluxcloud'))),
    manifest('helm-operator-crd', file => drawDefinition(file, operator)),
    manifest('helm-operator', file => drawOperator(file, operator.image, listsRepositories)),
    manifest('tiller', drawTiller),
  ];
}

function manifest(name: string, draw: OutputFile['draw']): OutputFile {
  return { path: `bootstrap/flux/${name}.yaml`, owner: ['delivery'], draw };
}

function drawFlux(file: FileChart, cluster: Cluster, reports: boolean): void {
  const name = 'flux';
  drawAdministrator(file, name);
  drawDeployment(file, { name, namespace }, { name }, name, {
    annotations: { 'prometheus.io/port': '3031' },
    isSingle: true,
    // guide l.374-380
    containers: [{ ...fluxContainer(images.flux), args: fluxArguments(cluster, ...(reports ? ['--connect=ws://fluxcloud'] : [])) }],
    volumes: [keyVolume, keygenVolume],
  });
}

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
  drawDeployment(file, { name, namespace }, { name }, name, {
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
      { name: 'helm-tls-certs', secret: { secretName: tls.operator, defaultMode: 0o400 } },
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
  drawDeployment(file, { name, namespace }, labels, account, {
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
  drawService(file, { name, namespace }, labels, { name: 'tiller', port: 44134, targetPort: k8s.IntOrString.fromString('tiller') });

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
    rules: everything,
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
