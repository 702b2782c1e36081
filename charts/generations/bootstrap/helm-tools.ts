import { authenticator, eksctl, fluxctl, helm as helm3, kubectl, toolsScript, type Download } from '../../bootstrap/scripts/tools.ts';
import type { Step } from '../../bootstrap/step.ts';
import { tools } from '../../bootstrap/steps.ts';
import type { Cluster } from '../../cluster.ts';
import type { HelmDelivery } from '../delivery.ts';

type Stack = Required<HelmDelivery>;

/** Source: Kubernetes guide l.13-31, 51, 79-86, 104-107, 166-169, 248. */
export function toolsStep(cluster: Cluster, stack: Stack): Step {
  const step = tools(
    toolsScript(aptPackages(cluster), ofTheirTime(cluster, stack), withoutBrew(cluster, stack)),
    `Kubernetes ${cluster.kubernetes} wants tools of its time: they go into a folder of this cluster alone, so that yours stay as they are.`,
  );
  const { replaces: _, ...others } = step;
  return { ...others, source: 'Kubernetes guide l.13-31' };
}

/** What Homebrew has, of these. */
export function brewfile(cluster: Cluster, { helm }: Stack): string {
  const { eks, local } = cluster;
  return [
    'tap "boz/repo"', // kail of today is in Homebrew's own list no more than then
    ...(eks ? ['brew "aws-iam-authenticator"', 'brew "awscli"'] : []),
    'brew "boz/repo/kail"',
    ...(local?.driver === 'hyperkit' ? ['brew "docker-machine-driver-hyperkit"'] : []),
    'brew "git"',
    ...(helm === 3 ? ['brew "helm"'] : []),
    ...(hasOwnKubectl(cluster) ? [] : ['brew "kubernetes-cli"']),
    ...(local?.provider === 'kind' ? ['cask "docker"'] : []),
    '',
  ].join('\n');
}

function aptPackages({ eks, local }: Cluster): string {
  return [...(eks ? ['awscli'] : []), ...(local?.provider === 'kind' ? ['docker.io'] : []), 'git'].join(' ');
}

/** k3s and Docker Desktop say their release of Kubernetes themselves. */
function hasOwnKubectl({ eks, local }: Cluster): boolean {
  return eks !== undefined || local?.provider === 'minikube' || local?.provider === 'kind';
}

function ofTheirTime(cluster: Cluster, { helm, weaveFlux }: Stack): Download[] {
  const { eks, local } = cluster;
  return [
    ...(eks ? [eksctl, kubectl] : []),
    ...(local && hasOwnKubectl(cluster) ? [localKubectl] : []),
    ...(local?.provider === 'minikube' ? [minikube] : []),
    ...(local?.provider === 'kind' ? [kind] : []),
    ...(helm === 2 ? [helm2] : []),
    ...(weaveFlux ? [fluxctl] : []),
  ];
}

function withoutBrew(cluster: Cluster, { helm }: Stack): Download[] {
  return [...(cluster.eks ? [authenticator] : []), kail, ...(helm === 3 ? [helm3] : []), ...(hasOwnKubectl(cluster) ? [] : [kubectlOfToday])];
}

const localKubectl: Download = ['kubectl', 'https://dl.k8s.io/release/@kubernetes@/bin/@os@/amd64/kubectl', '-'];
const kubectlOfToday: Download = [
  'kubectl', 'https://dl.k8s.io/release/v1.34.0/bin/@os@/@arch@/kubectl', 'https://dl.k8s.io/release/v1.34.0/bin/@os@/@arch@/kubectl.sha256',
];
/** Starts Kubernetes 1.10 to 1.15; later ones call `vm-driver` otherwise, and today's starts nothing as old. */
const minikube: Download = [
  'minikube',
  'https://storage.googleapis.com/minikube/releases/v1.3.1/minikube-@os@-amd64',
  'https://storage.googleapis.com/minikube/releases/v1.3.1/minikube-@os@-amd64.sha256',
];
/** The last one with an image of Kubernetes 1.11. */
const kind: Download = ['kind', 'https://github.com/kubernetes-sigs/kind/releases/download/v0.8.1/kind-@os@-amd64', '-'];
/** The last one: it fetches its Tiller from where that is today. */
const helm2: Download = [
  'helm', 'https://get.helm.sh/helm-v2.17.0-@os@-amd64.tar.gz', 'https://get.helm.sh/helm-v2.17.0-@os@-amd64.tar.gz.sha256',
];
const kail: Download = ['kail', 'https://github.com/boz/kail/releases/download/v0.15.0/kail_0.15.0_@os@_amd64.tar.gz', '-'];
