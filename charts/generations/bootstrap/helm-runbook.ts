import { fold, network, section } from '../../bootstrap/runbook.ts';
import type { Step } from '../../bootstrap/step.ts';
import type { Cluster, Environment, LocalFacts } from '../../cluster.ts';
import type { ClusterTool, HelmDelivery, WeaveFlux } from '../delivery.ts';

type Stack = Required<HelmDelivery>;

interface Steps {
  readonly tools: Step;
  /** Of the cluster, where eksctl makes it. */
  readonly making: readonly Step[];
}

/** The page beside the scripts, in the sections of the Kubernetes guide (l.3-9) and with its commands. */
export function helmRunbook(cluster: Cluster, stack: Stack, steps: Steps): string {
  const parts = [
    introduction(cluster),
    '## How to Install Client Tools', subsection(steps.tools, cluster), ...driverRights(cluster),
    '## How to Create A Kubernetes Cluster', ...(cluster.local ? creation(cluster.local) : [`#${network(cluster)}`, ...steps.making.map(step => subsection(step, cluster))]),
    '## How to Bootstrap Your Cluster', ...basics(stack),
    '## How to Install the Tidepool Services', ...services(cluster, stack),
    '## How to Access the Tidepool Services', ...access(cluster, stack),
    '## How to Inspect Your Cluster', ...inspection(stack),
    '## How to Debug Your Kubernetes Services', debugging,
  ];
  return `${parts.map(part => (part.startsWith('## ') ? part : fold(part))).join('\n\n')}\n`;
}

function subsection(step: Step, cluster: Cluster): string {
  return `#${section(step, cluster)}`;
}

function introduction({ name, local, accountNumber, region }: Cluster): string {
  return `# ${name}: Tidepool ${local ? 'on your own machine' : 'in a cluster of your own'}

The scripts in this folder have been run against stand-ins for ${local ? 'minikube, kind' : 'AWS, eksctl'}, Helm and kubectl; no real cluster was made. \`DRY_RUN=1 bash FILE\`
prints every command and calls nothing. All names come from \`cluster.env\`, and those from \`clusters/${name}.ts\`. Kubernetes, Helm and the
chart are those of March 2019 where the cluster file says nothing else: this is for looking at that time, and no place for data.
${local ? '' : `\nYou have credentials for AWS account ${accountNumber}, region ${region}, that may make clusters, networks and roles.\n`}
${shell(
    `cd dist/clusters/${name}/bootstrap`,
    ...(local ? [] : ['export AWS_PROFILE=...    # or whatever gives the aws command line its credentials']),
    `export PATH="\${XDG_STATE_HOME:-$HOME/.local/state}/tidepool-gitops/${name}/bin:$PATH"   # what 00-tools.sh downloads`,
  )}`;
}

function shell(...lines: readonly string[]): string {
  return ['```sh', ...lines, '```'].join('\n');
}

function driverRights({ local }: Cluster): string[] {
  if (local?.driver !== 'hyperkit') return [];
  return ['The driver works as root:', shell(
    'sudo chown root:wheel "$(brew --prefix)/opt/docker-machine-driver-hyperkit/bin/docker-machine-driver-hyperkit"',
    'sudo chmod u+s "$(brew --prefix)/opt/docker-machine-driver-hyperkit/bin/docker-machine-driver-hyperkit"',
  )];
}

function creation(local: LocalFacts): string[] {
  if (local.provider === 'minikube') return minikube(local);
  if (local.provider === 'kind') {
    return [
      `One node of Kubernetes ${local.kubernetes} in a container, as \`kind.yaml\` says. \`kind.sh stop\` deletes it with all that is in it.`,
      shell('bash kind.sh', 'bash kind.sh stop'),
    ];
  }
  return [`${local.provider} makes the cluster from its own window or service. \`kubectl config current-context\` has to name it from here on.`];
}

/** Source: Kubernetes guide l.45-75. */
function minikube({ driver, kubernetes, memory, cpus }: LocalFacts): string[] {
  const settings = [['vm-driver', driver], ['kubernetes-version', kubernetes], ['memory', memory], ['cpus', cpus]] as const;
  return [
    shell('bash minikube.sh'),
    'It runs:',
    shell(
      ...settings.flatMap(([key, value]) => (value === undefined ? [] : [`minikube config set ${key} ${value}`])),
      'minikube start --extra-config=apiserver.authorization-mode=RBAC',
      'minikube ssh -- sudo ip link set docker0 promisc on',
    ),
    `The minikube of today calls \`vm-driver\` \`driver\`, and starts no Kubernetes as old as ${kubernetes}: \`00-tools.sh\` has brought minikube
1.3.1, which starts 1.10 to 1.15.`,
    'In **each and every window** in which you use Docker:',
    shell('eval "$(minikube docker-env)"'),
    'A cluster takes much of a machine. Stop it while you do not use it; nothing is lost, and `bash minikube.sh` starts it again.',
    shell('bash minikube.sh stop'),
  ];
}

/** Source: Kubernetes guide l.127-154. */
function basics({ helm, dashboard }: Stack): string[] {
  return [
    shell('bash install.sh'),
    `It installs everything from here to the next section but one, and may be run again. ${helm === 2
      ? 'Helm 2 works by Tiller, which runs in the cluster and may do everything there (`tiller/`).'
      : 'Helm 3 needs nothing in the cluster.'}`,
    ...(dashboard ? ['It installs the [Kubernetes dashboard](https://github.com/kubernetes/dashboard) 1.10.1, too, which asks for a token:', shell('bash token.sh')] : []),
  ];
}

/** Source: Kubernetes guide l.156-257. */
function services({ name, environments: [environment] }: Cluster, { weaveFlux }: Stack): string[] {
  return [
    ...(environment ? ofTidepool(name, environment) : ['The cluster file has no environment, so there is no Tidepool.']),
    ...(weaveFlux ? gitOps(name, weaveFlux) : []),
  ];
}

function ofTidepool(cluster: string, { name, chart }: Environment): string[] {
  const where = 'git' in chart ? `branch \`${chart.ref}\` of \`${chart.git}\`, folder \`${chart.path}\`` : chart.name;
  return [
    `\`install.sh\` clones ${where}, and installs the chart as release \`${name}\` into namespace \`${name}\`.`,
    '### Changing Docker Images for Tidepool Services',
    `Say the image in \`clusters/${cluster}.ts\`, \`services: { blip: { image: 'tidepool/blip:v1.17.0' } }\`. \`npm run synth\` writes it into
\`../releases/tidepool/values-override.yaml\`, and \`bash install.sh\` upgrades the release.`,
  ];
}

function gitOps(cluster: string, { repository, branch }: WeaveFlux): string[] {
  return [
    '### GitOps',
    `Weave Flux looks for new images in place of you, and writes them into \`k8s/release/backend.yaml\` of \`${repository}\`, branch \`${branch}\`. It
applies **every** manifest in that branch, so nothing else may lie there. Make the copy once:`,
    shell(
      'git clone git@github.com:tidepool-org/development.git',
      'cd development',
      `git checkout -b ${branch} origin/k8s`,
      `cp .../dist/clusters/${cluster}/k8s/release/backend.yaml k8s/release/backend.yaml`,
      'git commit --all --message "Our release"',
      `git remote set-url origin ${repository}`,
      `git push --set-upstream origin ${branch}`,
    ),
    `\`install.sh\` has installed Flux from https://weaveworks.github.io/flux with \`flux-values.yaml\`, unless that address is gone: then leave
\`weaveFlux\` out. Flux takes the release over that \`install.sh\` made. Its key goes to the deploy keys of your copy (Settings, Deploy keys, Add
deploy key), with *Allow write access*:`,
    shell('fluxctl identity'),
  ];
}

/** Source: Kubernetes guide l.259-307. */
function access(cluster: Cluster, stack: Stack): string[] {
  const rows = forwards(cluster, stack).map(({ what, namespace, target, ports, url = '' }) => {
    const command = target === 'proxy' ? `kubectl proxy --port ${ports}` : `kubectl --namespace ${namespace} port-forward ${target} ${ports}`;
    return `| ${what} | \`${command}\` | ${url} |`;
  });
  if (rows.length === 0) return ['There is nothing to look at yet.'];
  return ['All of them at once, until you press Ctrl-C:', shell('bash forward.sh'), ['| what | command | browser |', '|---|---|---|', ...rows].join('\n')];
}

/** Source: Kubernetes guide l.280-323. */
function inspection({ tools: others, helm, weaveFlux }: Stack): string[] {
  const logs = [
    ['kail', 'of everything'],
    ['kail --ns default', 'of one namespace'],
    ['kail --svc blip', 'of one service'],
    ...(others.includes('istio') ? [['kail --ns istio-system', 'of Istio']] : []),
    ...(helm === 2 ? [['kail --ns kube-system --svc tiller-deploy', 'of Tiller']] : []),
  ];
  return [
    'Logs:',
    shell(...logs.map(([command = '', what]) => `${command.padEnd(42)} # ${what}`)),
    ...(weaveFlux ? ['What Flux knows:', shell('fluxctl list-controllers', 'fluxctl list-images')] : []),
  ];
}

/** Source: Kubernetes guide l.325-356. */
const debugging = `[Telepresence](https://www.telepresence.io) runs one service on your machine as if it were in the cluster.
[Squash](https://squash.solo.io) leaves all of them in the cluster, and your debugger sees them as if they were here.`;

/** A way from this machine into the cluster. */
export interface Forward {
  readonly what: string;
  /** `-` for what kubectl itself serves. */
  readonly namespace: string;
  readonly target: string;
  readonly ports: string;
  /** Where a browser looks. */
  readonly url?: string;
}

/** Source: Kubernetes guide l.296-307; Grafana, which has no line there, beside Blip's port. */
const toolForwards: Readonly<Record<ClusterTool, Omit<Forward, 'namespace'>>> = {
  istio: { what: 'Service graph', target: 'svc/servicegraph', ports: '8088:8088', url: 'http://localhost:8088/force/forcegraph.html' },
  prometheus: { what: 'Prometheus', target: 'svc/prometheus', ports: '9090:9090', url: 'http://localhost:9090/graph' },
  grafana: { what: 'Grafana', target: 'svc/grafana', ports: '3001:3000', url: 'http://localhost:3001' },
  kiali: { what: 'Kiali', target: 'svc/kiali', ports: '20001:20001', url: 'http://localhost:20001/kiali' },
  jaeger: { what: 'Jaeger', target: 'svc/jaeger', ports: '16686:16686', url: 'http://localhost:16686' },
};

const dashboardUrl = 'http://localhost:8001/api/v1/namespaces/kube-system/services/https:kubernetes-dashboard:/proxy/#!/login';

/** Everything that `forward.sh` leads to. Source: Kubernetes guide l.263-307. */
export function forwards({ environments }: Cluster, { dashboard, tools }: Required<HelmDelivery>): Forward[] {
  return [
    ...environments.flatMap(({ name: namespace }): Forward[] => {
      const target = `deployment/${namespace}-ambassador`; // named after the release, l.274
      return [
        { what: 'Blip, the web application', namespace, target: 'svc/blip', ports: '3000:3000', url: 'http://localhost:3000' },
        { what: 'API, which Blip looks for on localhost', namespace, target, ports: '8009' },
        { what: 'Ambassador', namespace, target, ports: '8877', url: 'http://localhost:8877/ambassador/v0/diag/' },
      ];
    }),
    ...(dashboard ? [{ what: 'Kubernetes dashboard', namespace: '-', target: 'proxy', ports: '8001', url: dashboardUrl }] : []),
    ...tools.map(tool => ({ namespace: 'istio-system', ...toolForwards[tool] })),
  ];
}
