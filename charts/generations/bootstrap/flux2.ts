import { awsAuth } from '../../bootstrap/aws-auth.ts';
import { check } from '../../bootstrap/check.ts';
import { expectedFiles } from '../../bootstrap/expected.ts';
import { peering } from '../../bootstrap/peering.ts';
import { clusterScript } from '../../bootstrap/scripts/cluster.ts';
import { destroyScript } from '../../bootstrap/scripts/destroy.ts';
import { helm, k9s, toolsScript } from '../../bootstrap/scripts/tools.ts';
import { networkSteps } from '../../bootstrap/network-steps.ts';
import { secretsStep } from '../../bootstrap/secrets-step.ts';
import type { Step } from '../../bootstrap/step.ts';
import { destroy, environmentSteps, makeCluster, repository, tools } from '../../bootstrap/steps.ts';
import type { Cluster, EksFacts } from '../../cluster.ts';
import type { Bootstrap } from '../generation.ts';
import { checkScript, expectations } from './flux2-check.ts';
import { deleteCluster, enteredUsers, fluxScript, stop } from './flux2-scripts.ts';

/** From an empty account to a cluster that Flux 2 delivers. */
export function flux2Bootstrap(cluster: Cluster): Bootstrap {
  const { eks } = cluster;
  return {
    steps: [
      tools(toolsOfToday, 'Without Homebrew, what apt does not have goes into a folder of this cluster alone.'),
      repository(cluster),
      ...environmentSteps(cluster),
      ...networkSteps(cluster),
      ...(eks ? [makeCluster(cluster, eks, clusterScript(enteredUsers), enteredUsersText(eks))] : []),
      secretsStep(cluster, []),
      installFlux(cluster),
      check(cluster, checkScript),
      ...(eks ? peering(cluster, eks) : []),
      ...(eks ? [destroy(cluster, destroyScript(stop, deleteCluster), destroyText)] : []),
    ],
    files: [...awsAuth(cluster), ...expectedFiles(cluster, expectations)],
    brewfile,
    computed: [],
    variables: [],
  };
}

const brewfile = `brew "awscli"
brew "bind" # dig
brew "eksctl"
brew "fluxcd/tap/flux"
brew "gh"
brew "helm"
brew "jq"
brew "k9s"
brew "kubernetes-cli"
`;

const toolsOfToday = toolsScript('awscli bind9-dnsutils gh jq', [], [
  [
    'kubectl',
    'https://dl.k8s.io/release/v@kubernetes@.0/bin/@os@/@arch@/kubectl',
    'https://dl.k8s.io/release/v@kubernetes@.0/bin/@os@/@arch@/kubectl.sha256',
  ],
  [
    'eksctl',
    'https://github.com/eksctl-io/eksctl/releases/latest/download/eksctl_@Os@_@arch@.tar.gz',
    'https://github.com/eksctl-io/eksctl/releases/latest/download/eksctl_checksums.txt',
  ],
  [
    'flux',
    'https://github.com/fluxcd/flux2/releases/download/v2.9.0/flux_2.9.0_@os@_@arch@.tar.gz',
    'https://github.com/fluxcd/flux2/releases/download/v2.9.0/flux_2.9.0_checksums.txt',
  ],
  helm,
  k9s,
]);

function enteredUsersText({ iamUsers }: EksFacts): string {
  const users = iamUsers.map(user => `\`${user}\``).join(', ');
  return users === '' ? '' : `IAM users become administrators of the cluster by access entries (\`aws.iamUsers\`): ${users}.`;
}

function installFlux({ name, repositoryUrl }: Cluster): Step {
  return {
    file: '60-flux.sh',
    title: 'Install Flux',
    replaces: ['make_flux'],
    source: 'guide l.1550-1752, by the command of today',
    does: `Runs \`flux bootstrap\`: it installs Flux with image automation, commits its own manifests to \`dist/clusters/${name}/flux/flux-system\`, and
adds a deploy key to ${repositoryUrl} with which Flux may write. From then on Flux applies what stands in the repository. \`git pull\` before you
change anything else.`,
    sees: '`all components are healthy`, and a list of Kustomizations. They become `True` one after the other: `flux get kustomizations --watch`.',
    fails: `Run it again: it makes what is missing. \`403\` or \`404\`: \`GITHUB_TOKEN\` may not administer the repository; for a repository of a
person instead of an organisation, add \`--personal\` to the command that \`DRY_RUN=1 bash 60-flux.sh\` prints. A Kustomization that stays
\`False\` says why itself; most often a Secret of \`40-secrets.sh\` is missing.`,
    script: fluxScript,
  };
}

const destroyText = `Suspends Flux, which would make everything anew; deletes what has a load balancer, which also keeps its network; and lets eksctl
delete the cluster without waiting for pods to move.`;
