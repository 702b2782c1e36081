import { assets, repository } from '../../bootstrap/steps.ts';
import type { Cluster } from '../../cluster.ts';
import type { Bootstrap } from '../generation.ts';

/** Tools of the guide (l.227-237), and eksctl, which its scripts call. */
const brewfile = `# Kubernetes 1.14 wants the tools of its time: eksctl 0.6, helm 2, kubectl 1.14; "bash 00-tools.sh" says where they are.
brew "awscli"
brew "aws-iam-authenticator"
brew "eksctl"
brew "fluxctl"
brew "gh"
brew "helm@2"
brew "jq"
brew "k9s"
brew "kubernetes-cli"
brew "python3"
brew "yq"
`;

/** From an empty account to a cluster that Flux v1 delivers. */
export function flux1Bootstrap(cluster: Cluster): Bootstrap {
  return {
    steps: [repository(cluster), assets(cluster)],
    files: [],
    brewfile,
  };
}
