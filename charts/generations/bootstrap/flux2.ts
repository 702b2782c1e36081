import { secretsStep } from '../../bootstrap/secrets-step.ts';
import { assets, repository } from '../../bootstrap/steps.ts';
import type { Cluster } from '../../cluster.ts';
import type { Bootstrap } from '../generation.ts';

const brewfile = `brew "awscli"
brew "eksctl"
brew "fluxcd/tap/flux"
brew "gh"
brew "helm"
brew "jq"
brew "k9s"
brew "kubernetes-cli"
`;

/** From an empty account to a cluster that Flux 2 delivers. */
export function flux2Bootstrap(cluster: Cluster): Bootstrap {
  return {
    steps: [repository(cluster), assets(cluster), secretsStep(cluster, [])],
    files: [],
    brewfile,
    computed: [],
  };
}
