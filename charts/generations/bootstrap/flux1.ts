import { awsAuth } from '../../bootstrap/aws-auth.ts';
import { check } from '../../bootstrap/check.ts';
import { expectedFiles } from '../../bootstrap/expected.ts';
import { secretsStep } from '../../bootstrap/secrets-step.ts';
import { assets, repository } from '../../bootstrap/steps.ts';
import type { Cluster } from '../../cluster.ts';
import { secretPath, type ComputedSecret } from '../../resources.ts';
import type { Flux1Delivery } from '../delivery.ts';
import type { Bootstrap } from '../generation.ts';
import { checkScript, expectations } from './flux1-check.ts';
import { fluxManifests } from './flux1-manifests.ts';

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
export function flux1Bootstrap(cluster: Cluster, delivery: Required<Flux1Delivery>): Bootstrap {
  const computed = ['ca-key.pem', 'ca.pem'].map(name => authority(cluster, name));
  return {
    steps: [repository(cluster), assets(cluster), secretsStep(cluster, computed), check(cluster, checkScript)],
    files: [...fluxManifests(cluster, delivery), ...awsAuth(cluster), ...expectedFiles(cluster, expectations(cluster))],
    brewfile,
    computed,
  };
}

/** Half of the authority that Tiller, helm-operator and every Helm client trust (guide l.1665-1686). */
function authority({ name: cluster }: Cluster, name: string): ComputedSecret {
  return { path: secretPath(cluster, 'flux', name), madeBy: '60-flux.sh', readBy: ['65-helm-client.sh'] };
}
