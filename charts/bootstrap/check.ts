import type { Cluster } from '../cluster.ts';
import type { Step } from './step.ts';

/** The step that looks whether all came to be, with the script of one way of delivery. */
export function check({ environments, eks }: Cluster, script: string): Step {
  const peering = eks === undefined || eks.peers.length === 0 ? '' : ' (`80-peering.sh`)';
  const databases = environments.filter(({ nosqlclient }) => nosqlclient).map(({ name }) => `    kubectl port-forward -n ${name} svc/nosqlclient 3000`);
  return {
    file: '70-check.sh',
    title: 'See that everything runs',
    replaces: ['k9s'],
    source: 'guide l.1755-1839',
    commands: ['bash 70-check.sh --wait'],
    does: `Compares the cluster with the lists in \`expected/\`: every namespace, every object of Flux and what it says of itself, every workload,
the keys of every Secret that is fetched (their names alone), every IAM user, every published name. With \`--wait\` it looks again until all
is well, for half an hour; without, once. It changes nothing.

To look around, start \`k9s\`: \`:ns\` lists namespaces, \`:po\` the pods of one, \`l\` shows the log of a pod, \`:q\` ends it.${databases.length === 0 ? '' : `

The database of an environment is shown in a browser at http://localhost:3000 (Connect, Default (preconfigured), Connect; then Tools, Shell)
while this runs:

${databases.join('\n')}`}`,
    sees: '`ok` before every line, and `all is as expected` at the end.',
    fails: `Lines with \`FAIL\` say what is not as expected, and the script ends with 1.

- \`k9s\` or \`kubectl\` does not reach the cluster: is \`KUBECONFIG\` set to the file that \`30-cluster.sh\` has named, and is the cluster its
  current context?
- Pods stay in \`ContainerCreating\`: they wait for a Secret in their namespace. \`bash 40-secrets.sh confirm\` tells what is missing.
- \`shoreline\` restarts again and again: it cannot reach Mongo. Look at Secret \`mongo\` of its environment, and at the way to the
  database${peering}.`,
    script,
  };
}
