import * as k8s from '../../../imports/core/k8s.ts';
import { objectId } from '../../../lib/manifests/manifest.ts';
import type { FileChart } from '../../../lib/output/file-chart.ts';
import { textFile } from '../../bootstrap/files.ts';
import { libOutsideAws } from '../../bootstrap/scripts/lib.ts';
import type { Variable } from '../../bootstrap/step.ts';
import type { Cluster, LocalFacts } from '../../cluster.ts';
import type { HelmDelivery, WeaveFlux } from '../delivery.ts';
import type { Bootstrap, OutputFile } from '../generation.ts';
import { valuesPaths } from '../helm-values.ts';
import { forwards } from './helm-ports.ts';
import { helmRunbook } from './helm-runbook.ts';
import { forwardScript, installScript, kindScript, minikubeScript, tokenScript } from './helm-scripts.ts';

type Stack = Required<HelmDelivery>;

/** From a machine without a cluster to a Tidepool that a browser on it can see. */
export function helmBootstrap(cluster: Cluster, stack: Stack): Bootstrap {
  const scripts: readonly (readonly [name: string, text: string])[] = [
    ...(cluster.local?.provider === 'minikube' ? [['minikube.sh', minikubeScript] as const] : []),
    ...(cluster.local?.provider === 'kind' ? [['kind.sh', kindScript] as const] : []),
    ['install.sh', installScript],
    ['forward.sh', forwardScript],
    ...(stack.dashboard ? [['token.sh', tokenScript] as const] : []),
  ];
  return {
    steps: [],
    files: [
      ...scripts.map(([name, text]) => textFile(`bootstrap/${name}`, text)),
      ...(cluster.local?.provider === 'kind' ? [kindFile(cluster, cluster.local)] : []),
      ...(stack.helm === 2 ? tillerFiles : []),
      ...(stack.weaveFlux ? [fluxValues(stack.weaveFlux)] : []),
    ],
    variables: variables(cluster, stack),
    brewfile: brewfile(cluster, stack),
    computed: [],
    own: { runbook: helmRunbook(cluster, stack), lib: libOutsideAws },
  };
}

/** The last release that is one file, and whose address the guide's browser opens. */
const dashboardUrl = 'https://raw.githubusercontent.com/kubernetes/dashboard/v1.10.1/src/deploy/recommended/kubernetes-dashboard.yaml';

function variables(cluster: Cluster, { helm, dashboard, weaveFlux, ...stack }: Stack): readonly Variable[] {
  const { name, local, environments: [environment] } = cluster;
  const chart = environment && 'git' in environment.chart ? environment.chart : undefined;
  return [
    { name: 'CLUSTER_NAME', value: name, about: 'Name of the cluster, and of its folder in the repository.' },
    ...(local?.provider === 'minikube' ? machine(local) : []),
    { name: 'HELM', value: String(helm), about: 'Release of Helm: 2 has Tiller in the cluster, 3 has nothing there.' },
    { name: 'DASHBOARD', value: dashboard ? dashboardUrl : '', about: 'The manifest of the Kubernetes dashboard, if it is wanted.' },
    { name: 'RELEASE', value: environment?.name ?? '', about: 'Name of the Helm release of Tidepool, if there is one.' },
    { name: 'NAMESPACE', value: environment?.name ?? '', about: 'Its namespace.' },
    { name: 'CHART_REPOSITORY', value: chart?.git ?? '', about: 'Where its chart is.' },
    { name: 'CHART_BRANCH', value: chart?.ref ?? '', about: 'Branch or tag of it.' },
    { name: 'CHART_PATH', value: chart?.path ?? '', about: 'Folder of it.' },
    { name: 'VALUES', value: environment ? valuesPaths(environment).join(' ') : '', about: 'Files of values, each laid over the one before.' },
    { name: 'FLUX_VALUES', value: weaveFlux ? 'flux-values.yaml' : '', about: 'Values of Weave Flux, if it is wanted.' },
    {
      name: 'FORWARDS',
      value: forwards(cluster, { helm, dashboard, weaveFlux, ...stack }).map(({ namespace, target, ports }) => `${namespace} ${target} ${ports}`).join('\n'),
      about: 'Ways into the cluster: namespace, what answers, ports of this machine and there.',
    },
  ];
}

function machine({ driver = '', kubernetes, memory, cpus }: LocalFacts): readonly Variable[] {
  return [
    { name: 'MACHINE_DRIVER', value: driver, about: "What makes minikube's machine; nothing lets minikube choose, as for the two below." },
    { name: 'KUBERNETES', value: kubernetes, about: 'Release of Kubernetes.' },
    { name: 'MACHINE_MEMORY', value: String(memory ?? ''), about: 'Memory of the machine in MB.' },
    { name: 'MACHINE_CPUS', value: String(cpus ?? ''), about: 'Processors of the machine.' },
  ];
}

/** Source: Kubernetes guide l.17-51, 166-169, 248; kail of today is in Homebrew's own list no more than then. */
function brewfile({ local }: Cluster, { helm, weaveFlux }: Stack): string {
  return [
    'tap "boz/repo"',
    'brew "boz/repo/kail"',
    ...(local?.driver === 'hyperkit' ? ['brew "docker-machine-driver-hyperkit"'] : []),
    ...(weaveFlux ? ['brew "fluxctl"'] : []),
    'brew "git"',
    ...(helm === 3 ? ['brew "helm"'] : []),
    ...(local?.provider === 'kind' ? ['brew "kind"'] : []),
    'brew "kubernetes-cli"',
    ...(local?.provider === 'minikube' ? ['brew "minikube"'] : []),
    '',
  ].join('\n');
}

/** What kind reads; no object of any cluster. */
function kindFile({ name }: Cluster, { kubernetes }: LocalFacts): OutputFile {
  const nodes = [{ role: 'control-plane', image: `kindest/node:${kubernetes}` }];
  return {
    path: 'bootstrap/kind.yaml',
    owner: ['delivery'],
    draw: file => { file.document = { value: { kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', name, nodes } }; },
  };
}

const [account, namespace, binding] = ['tiller', 'kube-system', 'tiller-cluster-rule'];

/** Source: Kubernetes guide l.135-136. */
const tillerFiles: readonly OutputFile[] = [
  { path: 'bootstrap/tiller/serviceaccount.yaml', owner: ['delivery'], draw: drawAccount },
  { path: 'bootstrap/tiller/clusterrolebinding.yaml', owner: ['delivery'], draw: drawBinding },
];

function drawAccount(file: FileChart): void {
  new k8s.KubeServiceAccount(file, objectId('ServiceAccount', account, namespace), { metadata: { name: account, namespace } });
}

function drawBinding(file: FileChart): void {
  new k8s.KubeClusterRoleBinding(file, objectId('ClusterRoleBinding', binding), {
    metadata: { name: binding },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
  });
}

/** Source: Kubernetes guide l.232. */
function fluxValues({ repository, branch, pollInterval = '1m' }: WeaveFlux): OutputFile {
  const value = {
    rbac: { create: true },
    helmOperator: { create: true, replicaCount: 1 },
    git: { url: repository, branch, pollInterval },
  };
  return { path: 'bootstrap/flux-values.yaml', owner: ['delivery'], draw: file => { file.document = { value }; } };
}
