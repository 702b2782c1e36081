import { awsAuth } from '../../bootstrap/aws-auth.ts';
import { check } from '../../bootstrap/check.ts';
import { expectedFiles } from '../../bootstrap/expected.ts';
import { peering } from '../../bootstrap/peering.ts';
import { clusterScript } from '../../bootstrap/scripts/cluster.ts';
import { destroyScript } from '../../bootstrap/scripts/destroy.ts';
import { authenticator, eksctl, fluxctl, k9s, kubectl, toolsScript } from '../../bootstrap/scripts/tools.ts';
import { networkSteps } from '../../bootstrap/network-steps.ts';
import { secretsStep } from '../../bootstrap/secrets-step.ts';
import type { Step } from '../../bootstrap/step.ts';
import { destroy, environmentSteps, makeCluster, repository, tools } from '../../bootstrap/steps.ts';
import type { Cluster, EksFacts } from '../../cluster.ts';
import { packageRelease } from '../../releases.ts';
import { secretPath, type ComputedSecret } from '../../resources.ts';
import { tidepoolRelease } from '../../tidepool/environment.ts';
import { isUmbrella, type Flux1Delivery } from '../delivery.ts';
import type { Bootstrap } from '../generation.ts';
import { checkScript, expectations } from './flux1-check.ts';
import { fluxManifests } from './flux1-manifests.ts';
import { applyDefinitions, definitionsScript, deleteCluster, fluxScript, helmClientScript, mappedUsers, stop } from './flux1-scripts.ts';

/** From an empty account to a cluster that Flux v1 delivers. */
export function flux1Bootstrap(cluster: Cluster, delivery: Required<Flux1Delivery>): Bootstrap {
  const { eks } = cluster;
  const computed = ['ca-key.pem', 'ca.pem'].map(name => authority(cluster, name));
  return {
    steps: [
      tools(toolsOf2019, `Kubernetes ${cluster.kubernetes} wants the tools of its time: eksctl 0.6, Helm 2, kubectl ${cluster.kubernetes} and
fluxctl go into a folder of this cluster alone, so that yours stay as they are.`),
      repository(cluster),
      ...environmentSteps(cluster),
      ...networkSteps(cluster),
      ...(eks ? [makeCluster(cluster, eks, clusterScript(mappedUsers), mappedUsersText(eks))] : []),
      secretsStep(cluster, computed),
      ...(cluster.packages.some(({ definition }) => definition.name === 'certmanager') ? [definitions] : []),
      installFlux(cluster),
      helmClient(cluster),
      check(cluster, checkScript),
      ...(eks ? peering(cluster, eks) : []),
      ...(eks ? [destroy(cluster, destroyScript(stop, deleteCluster), destroyText)] : []),
    ],
    files: [...fluxManifests(cluster, delivery), ...awsAuth(cluster), ...expectedFiles(cluster, expectations(cluster))],
    brewfile,
    computed,
    variables: [{ name: 'RELEASES', value: releasesInOrder(cluster).join(' '), about: 'Helm releases, in the order in which they are taken down.' }],
  };
}

/** Half of the authority that Tiller, helm-operator and every Helm client trust (guide l.1665-1686). */
function authority({ name: cluster }: Cluster, name: string): ComputedSecret {
  return { path: secretPath(cluster, 'flux', name), madeBy: '60-flux.sh', readBy: ['65-helm-client.sh'] };
}

/** Tools of the guide (l.227-237); those of 2019 are downloaded, since Homebrew has them no more. */
const brewfile = `brew "aws-iam-authenticator"
brew "awscli"
brew "bind" # dig
brew "gh" # hub of today
brew "jq"
brew "k9s"
brew "python3"
brew "yq"
cask "docker"
`;

const toolsOf2019 = toolsScript('awscli bind9-dnsutils docker.io gh jq python3', [
  eksctl,
  kubectl,
  ['helm', 'https://get.helm.sh/helm-v2.14.3-@os@-amd64.tar.gz', '-'],
  fluxctl,
], [
  authenticator,
  k9s,
  ['yq', 'https://github.com/mikefarah/yq/releases/latest/download/yq_@os@_@arch@', 'https://github.com/mikefarah/yq/releases/latest/download/checksums'],
]);

export function mappedUsersText({ iamUsers }: EksFacts): string {
  const users = iamUsers.map(user => `\`${user}\``).join(', ');
  return users === '' ? '' : `Then it makes IAM users masters of the cluster (\`aws.iamUsers\`): ${users}. At the end you see who is let in, by \`kubectl
describe\` of ConfigMap \`aws-auth\`.`;
}

const definitions: Step = {
  file: '50-crds.sh',
  title: 'Install the kinds of cert-manager',
  source: 'guide l.1236-1252',
  does: `Runs \`${applyDefinitions}\`. The kinds have to be there, with a description of their fields, before Flux applies the first Certificate.`,
  sees: '`customresourcedefinition.apiextensions.k8s.io/certificates.certmanager.k8s.io created` and four like it.',
  fails: '`no matches for kind "CustomResourceDefinition" in version "apiextensions.k8s.io/v1beta1"`: Kubernetes 1.22 and later have no such API.',
  script: definitionsScript,
};

function installFlux({ name, repositoryUrl }: Cluster): Step {
  return {
    file: '60-flux.sh',
    title: 'Install Flux, helm-operator and Tiller',
    replaces: ['make_flux'],
    source: 'guide l.1550-1752',
    does: `Makes an authority and certificates, with which helm-operator and Tiller know each other; keeps the authority in AWS Secrets Manager
as \`${name}/flux/ca.pem\` and \`${name}/flux/ca-key.pem\`; applies \`flux/*.yaml\` of this folder; and adds the key of Flux to the deploy keys of
${repositoryUrl}, with which it may write. None of these manifests goes into the repository: Flux would then replace itself.

The guide let \`eksctl install flux\` do this. Today's eksctl has no such command.`,
    sees: '`deployment "flux" successfully rolled out`, `GitHub knows the key of Flux`. After a minute, namespaces appear: `kubectl get namespaces --watch`.',
    fails: `Run it again: it makes what is missing. \`error: timed out\` at \`rollout status\`: \`kubectl describe pods --namespace flux\` says why.
\`The requested URL returned error: 404\`: \`GITHUB_TOKEN\` may not administer the repository.`,
    script: fluxScript,
  };
}

function helmClient({ name }: Cluster): Step {
  return {
    file: '65-helm-client.sh',
    title: 'Let Helm on this machine speak to Tiller',
    replaces: ['make_cert'],
    source: 'guide l.1554-1557, 1687-1695',
    does: `Makes a key and a certificate of the cluster's authority, in \`\${HELM_HOME:-~/.helm}/clusters/${name}\`, and copies them to where Helm 2
looks for them. Nothing in the cluster needs this; \`90-destroy.sh\` does.`,
    sees: `\`made ...clusters/${name}/cert.pem\`. Then \`helm ls --tls --tiller-namespace flux\` lists releases.`,
    fails: '`ResourceNotFoundException`: `60-flux.sh` makes the authority.',
    script: helmClientScript,
  };
}

/** Environments before what they need, and Gloo before what publishes the names of its load balancer. */
function releasesInOrder(cluster: Cluster): string[] {
  const rank: Readonly<Record<string, number>> = { gloo: -1, 'external-dns': 1 };
  const packages = cluster.packages.flatMap(installed => packageRelease(installed)?.releaseName ?? []);
  const shared = isUmbrella(cluster.stack) ? ['shared', 'shared-start'] : packages.sort((a, b) => (rank[a] ?? 0) - (rank[b] ?? 0));
  return [...cluster.environments.map(environment => tidepoolRelease(environment).releaseName), ...shared];
}

const destroyText = `Stops Flux and helm-operator, which would install everything anew; uninstalls every release, environments first; deletes what
load balancers are left; and lets eksctl delete node groups and cluster.`;
