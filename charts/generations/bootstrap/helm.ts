import * as k8s from '../../../imports/core/k8s.ts';
import { objectId } from '../../../lib/manifests/manifest.ts';
import type { FileChart } from '../../../lib/output/file-chart.ts';
import { awsAuth } from '../../bootstrap/aws-auth.ts';
import { accountVariables, eksVariables, nameVariable } from '../../bootstrap/cluster-env.ts';
import { textFile } from '../../bootstrap/files.ts';
import { networkSteps } from '../../bootstrap/network-steps.ts';
import { peering } from '../../bootstrap/peering.ts';
import { clusterScript } from '../../bootstrap/scripts/cluster.ts';
import { destroyScript } from '../../bootstrap/scripts/destroy.ts';
import { lib, libOutsideAws } from '../../bootstrap/scripts/lib.ts';
import type { Step, Variable } from '../../bootstrap/step.ts';
import { destroy, makeCluster } from '../../bootstrap/steps.ts';
import type { Cluster, EksFacts, Environment, LocalFacts } from '../../cluster.ts';
import { tidepoolRelease } from '../../tidepool/environment.ts';
import type { Values } from '../../vocabulary.ts';
import type { HelmDelivery, WeaveFlux } from '../delivery.ts';
import type { Bootstrap, OutputFile } from '../generation.ts';
import { mappedUsersText } from './flux1.ts';
import { deleteCluster, mappedUsers } from './flux1-scripts.ts';
import { forwards, helmRunbook } from './helm-runbook.ts';
import { forwardScript, installScript, kindScript, minikubeScript, scaleScript, tokenScript, uninstall } from './helm-scripts.ts';
import { brewfile, toolsStep } from './helm-tools.ts';

type Stack = Required<HelmDelivery>;

/** From a machine without a cluster, or an empty account, to a Tidepool that a browser on the machine can see. */
export function helmBootstrap(cluster: Cluster, stack: Stack): Bootstrap {
  const { eks, local } = cluster;
  const scripts: readonly (readonly [name: string, text: string])[] = [
    ...(local?.provider === 'minikube' ? [['minikube.sh', minikubeScript] as const] : []),
    ...(local?.provider === 'kind' ? [['kind.sh', kindScript] as const] : []),
    ['install.sh', installScript],
    ['forward.sh', forwardScript],
    ...(stack.dashboard ? [['token.sh', tokenScript] as const] : []),
  ];
  const toolsFirst = toolsStep(cluster, stack);
  const making = eks ? eksSteps(cluster, eks) : [];
  return {
    steps: [toolsFirst, ...making],
    files: [
      ...scripts.map(([name, text]) => textFile(`bootstrap/${name}`, text)),
      ...(local?.provider === 'kind' ? [kindFile(local)] : []),
      ...(stack.helm === 2 ? tillerFiles : []),
      ...(stack.weaveFlux ? [fluxValues(stack.weaveFlux)] : []),
      ...awsAuth(cluster),
    ],
    variables: variables(cluster, stack),
    brewfile: brewfile(cluster, stack),
    computed: [],
    own: { runbook: helmRunbook(cluster, stack, { tools: toolsFirst, making }), lib: eks ? lib : libOutsideAws },
  };
}

/** Making, scaling and deleting a cluster of one's own in EKS. Source: Kubernetes guide l.77-124. */
function eksSteps(cluster: Cluster, eks: EksFacts): Step[] {
  return [
    ...networkSteps(cluster),
    { ...makeCluster(cluster, eks, clusterScript(mappedUsers), mappedUsersText(eks)), replaces: ['eksctl create cluster'], source: 'Kubernetes guide l.88-109' },
    scaling(cluster, eks),
    ...peering(cluster, eks),
    { ...destroy(cluster, destroyScript(uninstall, deleteCluster), destroyText), replaces: ['eksctl delete cluster'], source: 'Kubernetes guide l.118-122' },
  ];
}

function scaling({ name: cluster, region }: Cluster, { nodeGroups }: EksFacts): Step {
  return {
    file: '35-scale.sh',
    title: 'Scale a group of nodes',
    replaces: ['eksctl scale nodegroup'],
    source: 'Kubernetes guide l.111-117',
    commands: nodeGroups.map(({ name, desiredCapacity }) => `bash 35-scale.sh ${name} ${desiredCapacity + 1}`),
    does: `Gives a group another number of nodes, between its \`minSize\` and \`maxSize\`. eksctl makes the groups with \`desiredCapacity\` of the
cluster file; say the new number there, too, so that a cluster which is made anew has it.`,
    sees: '`scaling nodegroup`, and after some minutes as many lines of `kubectl get nodes`.',
    fails: `\`config.yaml has no group\`: it names those that there are. CloudFormation says why a group stays as it is: \`eksctl utils
describe-stacks --region ${region} --cluster ${cluster}\`.`,
    script: scaleScript,
  };
}

const destroyText = `Uninstalls Weave Flux and Tidepool with Helm; deletes what load balancers are left; and lets eksctl delete node groups and
cluster.`;

/** The last release that is one file, and whose address the guide's browser opens. */
const dashboardUrl = 'https://raw.githubusercontent.com/kubernetes/dashboard/v1.10.1/src/deploy/recommended/kubernetes-dashboard.yaml';

function variables(cluster: Cluster, { helm, dashboard, weaveFlux, ...stack }: Stack): readonly Variable[] {
  const { eks, local, environments: [environment] } = cluster;
  const chart = environment && 'git' in environment.chart ? environment.chart : undefined;
  return [
    nameVariable(cluster),
    ...(eks ? [...accountVariables(cluster), ...eksVariables(cluster, eks)] : []),
    ...(local ? [{ name: 'CONTEXT', value: contextOf(cluster, local), about: 'What kubectl calls it; nothing where nobody here gives it a name.' }] : []),
    ...(local?.provider === 'minikube' || local?.provider === 'kind' ? [{ name: 'KUBERNETES', value: local.kubernetes, about: 'Release of Kubernetes.' }] : []),
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

function contextOf({ name }: Cluster, { provider }: LocalFacts): string {
  return { minikube: 'minikube', kind: `kind-${name}`, k3s: '', 'docker-desktop': '' }[provider];
}

function machine({ driver = '', memory, cpus }: LocalFacts): readonly Variable[] {
  return [
    { name: 'MACHINE_DRIVER', value: driver, about: "What makes minikube's machine; nothing lets minikube choose, as for the two below." },
    { name: 'MACHINE_MEMORY', value: String(memory ?? ''), about: 'Memory of the machine in MB.' },
    { name: 'MACHINE_CPUS', value: String(cpus ?? ''), about: 'Processors of the machine.' },
  ];
}

/** What kind reads; no object of any cluster. A name in it is refused by the kind that has images as old. */
function kindFile({ kubernetes }: LocalFacts): OutputFile {
  const nodes = [{ role: 'control-plane', image: `kindest/node:${kubernetes}` }];
  return {
    path: 'bootstrap/kind.yaml',
    owner: ['delivery'],
    draw: file => { file.document = { value: { kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', nodes } }; },
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

/** Below the cluster's folder, in the order in which Helm lays one over the other. */
function valuesPaths(environment: Environment): string[] {
  return valuesFiles(environment).map(({ path }) => path);
}

/** All values but for the images that the config says, and these. Source: Kubernetes guide l.186-190. */
export function valuesFiles(environment: Environment): OutputFile[] {
  const { name, services } = environment;
  const [said, others] = [true, false].map(isSaid => services.filter(({ choice: { why } }) => (why === 'pinned' || why === 'configured') === isSaid));
  const images = tidepoolRelease({ ...environment, services: said ?? [] }).images.map(({ path: [key = '', field = ''], image }) => [key, { [field]: image }]);
  const file = (fileName: string, value: Values): OutputFile =>
    ({ path: `releases/tidepool/${fileName}.yaml`, owner: ['environments', name], draw: chart => { chart.document = { value }; } });
  return [
    file('values', tidepoolRelease({ ...environment, services: others ?? [] }).values),
    ...(images.length > 0 ? [file('values-override', Object.fromEntries(images) as Values)] : []), // keys and values were put together just above
  ];
}
