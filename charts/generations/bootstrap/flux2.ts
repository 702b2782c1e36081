import { awsAuth } from '../../bootstrap/aws-auth.ts';
import { check } from '../../bootstrap/check.ts';
import { expectedFiles } from '../../bootstrap/expected.ts';
import { secretsStep } from '../../bootstrap/secrets-step.ts';
import { assets, repository } from '../../bootstrap/steps.ts';
import type { Cluster } from '../../cluster.ts';
import type { Bootstrap } from '../generation.ts';
import { checkScript, expectations } from './flux2-check.ts';

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
    steps: [repository(cluster), assets(cluster), secretsStep(cluster, []), check(cluster, checkScript)],
    files: [...awsAuth(cluster), ...expectedFiles(cluster, expectations)],
    brewfile,
    computed: [],
  };
}
