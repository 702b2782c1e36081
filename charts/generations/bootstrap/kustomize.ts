import { toolsScript } from '../../bootstrap/scripts/tools.ts';
import type { Step, Variable } from '../../bootstrap/step.ts';
import { repository, tools } from '../../bootstrap/steps.ts';
import type { Cluster } from '../../cluster.ts';
import type { KustomizeDelivery } from '../delivery.ts';
import type { Bootstrap } from '../generation.ts';
import { packageContext } from '../kustomization.ts';
import { bootstrapManifests, sharedNamespaces, system } from './kustomize-manifests.ts';
import { applyScript, dnsScript, fluxScript, kmsScript, kubeconfigScript, sopsScript } from './kustomize-scripts.ts';

type Stack = Required<KustomizeDelivery>;

/** From a cluster that is there to one that Flux delivers. */
export function kustomizeBootstrap(cluster: Cluster, stack: Stack): Bootstrap {
  return {
    steps: [
      tools(toolsOfThis, `Kubernetes ${cluster.kubernetes} wants a kubectl of its time, and Flux v1 its fluxctl: they go into a folder of this cluster alone.`),
      repository(cluster),
      kubeconfig(cluster),
      apply(cluster, stack),
      sops(cluster, stack),
      kms(stack),
      installFlux(cluster, stack),
      dns(cluster, stack),
    ],
    files: bootstrapManifests(cluster, stack, pulling(cluster, stack)),
    variables: variables(cluster, stack),
    brewfile,
    computed: [],
  };
}

function variables(cluster: Cluster, stack: Stack): readonly Variable[] {
  const { repository: name, tag } = stack.fluxImage;
  return [
    { name: 'KUBERNETES', value: cluster.kubernetes, about: 'Release of Kubernetes.' },
    { name: 'ENVIRONMENT', value: stack.environment, about: 'The environment: name of overlays and of a namespace.' },
    { name: 'DOMAIN', value: cluster.existing?.domain ?? '', about: 'The domain of which the environment has a part.' },
    { name: 'ALIASES', value: hosts(cluster, stack).join(' '), about: 'Names that lead to the load balancer.' },
    { name: 'FOLDERS', value: applied(cluster).join(' '), about: 'Folders that are applied by hand, in order.' },
    { name: 'FLUX_IMAGE', value: `${name}:${tag}`, about: 'The image of Flux, with Kustomize and sops in it.' },
    { name: 'KMS_KEY', value: stack.sops.kms, about: 'The key with which sops encrypts.' },
    { name: 'DOCKER_HUB_NAMESPACES', value: pulling(cluster, stack).join(' '), about: 'Namespaces that get Secret docker-hub.' },
    { name: 'SOPS_KEYS', value: sopsKeys(cluster).map(row => row.join(' ')).join('\n'), about: 'Values of Secrets: package, key and origin.' },
  ];
}

function hosts({ packages }: Cluster, stack: Stack): string[] {
  return [...new Set(packages.flatMap(({ delivery, context }) => delivery.hosts?.(packageContext(context, stack)) ?? []))];
}

/** In the order of the guide: nginx, namespaces, what observes, roles. */
function applied({ packages }: Cluster): string[] {
  const own = packages.filter(({ delivery }) => delivery.root === 'bootstrap');
  const folders = (first: boolean) => own.filter(({ delivery }) => (delivery.overlay === undefined) === first)
    .map(({ definition, delivery }) => delivery.folder ?? definition.name);
  return [...folders(true), 'namespaces', ...folders(false), 'rbac'];
}

/** Source: GitOps guide l.191, which leaves out the namespaces of programs: theirs are the images that are private. */
function pulling({ packages }: Cluster, stack: Stack): readonly string[] {
  const programs = packages.filter(({ delivery }) => delivery.root === 'flux/kustomize');
  const theirs = programs.map(({ context }) => packageContext(context, stack).namespace);
  return stack.dockerHub.namespaces ?? [...new Set(['default', 'monitoring', 'logging', system, stack.environment, ...theirs])];
}

function sopsKeys({ packages }: Cluster): (readonly [name: string, key: string, origin: string])[] {
  return packages.flatMap(({ definition, delivery }) =>
    Object.entries(delivery.sopsKeys ?? {}).map(([key, origin]) => [definition.name, key, origin] as const));
}

const brewfile = `brew "awscli"
brew "gh"
brew "jq"
brew "kubernetes-cli"
brew "kustomize"
brew "node"
brew "sops"
cask "docker"
`;

const release = 'https://github.com';
const kustomizeRelease = `${release}/kubernetes-sigs/kustomize/releases/download/kustomize%2Fv5.4.3`;
const sopsRelease = `${release}/getsops/sops/releases/download/v3.9.4`;

const toolsOfThis = toolsScript('awscli docker.io gh jq npm', [
  ['kubectl', 'https://dl.k8s.io/release/v@kubernetes@.0/bin/@os@/amd64/kubectl', 'https://dl.k8s.io/release/v@kubernetes@.0/bin/@os@/amd64/kubectl.sha256'],
  ['fluxctl', `${release}/fluxcd/flux/releases/download/1.25.4/fluxctl_@os@_amd64`, '-'],
], [
  ['kustomize', `${kustomizeRelease}/kustomize_v5.4.3_@os@_@arch@.tar.gz`, `${kustomizeRelease}/checksums.txt`],
  ['sops', `${sopsRelease}/sops-v3.9.4.@os@.@arch@`, `${sopsRelease}/sops-v3.9.4.checksums.txt`],
]);

function kubeconfig({ name, region }: Cluster): Step {
  return {
    file: '20-kubeconfig.sh',
    title: 'Get access to the cluster',
    replaces: ['./get_kubeconfig.sh'],
    source: 'GitOps guide l.75-93',
    commands: ['bash 20-kubeconfig.sh            # REGION=... if the cluster has moved', 'bash 20-kubeconfig.sh aws-auth   # lets nodes, masters and developers in'],
    does: `Adds the cluster to your kubeconfig, as its current context; \`kubectl config use-context\` changes that. The second command shows who is
let in now, and asks for the name of the cluster before it applies \`kubeconfig/aws-auth-configmap.yaml\`, which it makes of \`aws\` in
\`clusters/${name}.ts\`. The cluster itself, its network, VPN and databases are there already: AWS CDK has made them.`,
    sees: `\`Added new context arn:aws:eks:${region}:...\`, then \`configmap/aws-auth configured\`.`,
    fails: '`You must be logged in to the server`: whoever has made the cluster has to let you in first. Without the VPN its API may not answer.',
    script: kubeconfigScript,
  };
}

function apply(cluster: Cluster, { environment }: Stack): Step {
  const folders = applied(cluster).map(folder => `\`${folder}\``).join(', ');
  const ports = cluster.packages.some(({ delivery }) => delivery.entrancePort !== undefined)
    ? `\n\n\`kubectl get pods --namespace kube-ingress\` shows 3 pods of the controller and 1 of its default backend, \`kubectl get services
--namespace kube-ingress\` the ports of the nodes. No load balancer is made: the one that is there sends to these ports.`
    : '';
  return {
    file: '30-apply.sh',
    title: 'Apply what stands beside Flux',
    replaces: ['kubectl apply -f', 'kustomize build . | kubectl apply -f -'],
    source: 'GitOps guide l.95-158, 193-198, 285-312',
    commands: ['bash 30-apply.sh', 'bash 30-apply.sh namespaces rbac   # these folders alone'],
    does: `Builds the overlays of environment ${environment} and applies them, in this order: ${folders}. Some fetch what others have published,
each of one release. Namespaces: ${[environment, ...sharedNamespaces].map(each => `\`${each}\``).join(', ')}.${ports}`,
    sees: '`namespace/... serverside-applied` and a line for each object.',
    fails: '`accumulating resources ... Get "https://..."`: Kustomize fetches from GitHub; run it again. `conflict with "kubectl"`: somebody applied it by hand; see what differs with `kubectl diff`.',
    script: applyScript,
  };
}

function sops(cluster: Cluster, stack: Stack): Step {
  const keys = sopsKeys(cluster);
  const table = ['| package | key | from |', '|---|---|---|', ...keys.map(row => `| ${row.join(' | ')} |`)].join('\n');
  return {
    file: '40-sops.sh',
    title: 'Encrypt the secrets',
    replaces: ['sops -e -i'],
    source: 'GitOps guide l.160-191, 329-352, 366-380',
    commands: [
      'bash 40-sops.sh plan                                  # what is there, and what is to be done',
      'bash 40-sops.sh docker-hub <~/.docker/config.json',
      'bash 40-sops.sh random                                # what is chance',
      'bash 40-sops.sh put PACKAGE KEY                       # asks for the value, or reads the standard input',
      'bash 40-sops.sh apply                                 # Secret docker-hub',
    ],
    does: [
      `Values go to sops by a pipe and come out encrypted with key \`${stack.sops.kms}\`; no file ever has one in plain text. Commit what it
writes: \`.sops/KEY.enc\` beside the overlays, which \`npm run synth\` leaves alone.`,
      ...(keys.length > 0 ? [table] : []),
      ...(keys.length > 0 ? ['A database, its user and its address are made where it runs: RDS, or MongoDB Atlas.'] : []),
    ].join('\n\n'),
    sees: '`wrote ...enc: commit it`; `ok` for everything from `plan`; `secret/docker-hub configured` from `apply`.',
    fails: '`Failed to get the data key`: these credentials may not use the key; its policy, or that of your role, has to allow `kms:Encrypt`.',
    script: sopsScript,
  };
}

function kms({ sops: { kms: key } }: Stack): Step {
  return {
    file: '50-kms.sh',
    title: 'Let Flux decrypt',
    source: 'GitOps guide l.182, 219',
    does: `Makes a stack of \`kms-policy.yaml\`: the nodes, as whose role Flux runs, may decrypt with ${key}. The key is there already; else
\`aws kms create-key --description sops\` makes one (the guide's \`create-custom-key-store\` makes a store of hardware for keys).`,
    sees: '`Successfully created/updated stack`, or `No changes to deploy`.',
    fails: '`there is no key`: it is of another account or region than the cluster, or not made yet.',
    script: kmsScript,
  };
}

function installFlux({ name, repositoryUrl }: Cluster, { environment, fluxImage: { repository: image, tag } }: Stack): Step {
  return {
    file: '60-flux.sh',
    title: 'Install Flux',
    source: 'GitOps guide l.200-282',
    does: `Builds \`flux/Dockerfile\` and pushes it as \`${image}:${tag}\`, unless it is there; applies the overlay of environment ${environment} in
\`flux/\`; and adds the key of Flux to the deploy keys of ${repositoryUrl}. From then on Flux runs \`generate_kustomize_output.sh\` in
\`dist/clusters/${name}/flux\` and applies what it prints: \`fluxctl sync --k8s-fwd-ns ${system}\` makes it do so now.`,
    sees: `\`deployment "flux" successfully rolled out\`, then \`GitHub knows the key of Flux\`. Two pods: \`kubectl get pods --namespace ${system}\`.`,
    fails: `\`ImagePullBackOff\`: \`40-sops.sh apply\` makes Secret docker-hub. \`kubectl logs --namespace ${system} deployment/flux\` says why a
generator failed: \`error executing generator command\` with what the script said.`,
    script: fluxScript,
  };
}

function dns(cluster: Cluster, stack: Stack): Step {
  const { environment } = stack;
  const domain = `${environment}.${cluster.existing?.domain ?? ''}`;
  const [port] = cluster.packages.flatMap(({ delivery, context }) => delivery.entrancePort?.(packageContext(context, stack)) ?? []);
  const names = hosts(cluster, stack).map(host => `\`${host}\``).join(', ');
  return {
    file: '80-dns.sh',
    title: 'Let names lead to the load balancer',
    source: 'GitOps guide l.399-416',
    commands: ['bash 80-dns.sh', 'bash 80-dns.sh LOAD_BALANCER'],
    does: [
      `Makes hosted zone \`${domain}\` and its NS records in \`${cluster.existing?.domain ?? ''}\`; asks ACM for a certificate for \`*.${domain}\` and
writes the CNAME by which it is proven. With the name of the load balancer it gives the certificate to its listener for HTTPS (443), and
makes each name an alias of it: ${names === '' ? 'none' : names}.`,
      `What it does not do, look at it yourself:

- the target group of the load balancer leads to port ${port ?? 'of the ingress controller'} of the nodes
- the security group of the nodes lets that of the load balancer in there
- the security group of the load balancer lets 443 in`,
    ].join('\n\n'),
    sees: '`PENDING` for each record: Route53 has taken it. The certificate is issued within half an hour.',
    fails: '`has no hosted zone`: it is in another account. `CertificateNotFound`: it is not issued yet; wait and run it again.',
    script: dnsScript,
  };
}
