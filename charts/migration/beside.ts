import type { Cluster } from '../cluster.ts';
import { clusterFolder } from '../compile.ts';
import type { Sides } from './differences.ts';
import { secretsOf } from './secrets.ts';
import { bootstrapCommand, type Step } from './steps.ts';

/** How the new cluster is called in the commands. */
const other = 'NEW';

/** The move with a new cluster, which the old one makes way for at the end. */
export function stepsBeside({ before, after }: Sides): Step[] {
  return [write(after), fill(after), make(after), changeOver(before, after), remove(after)];
}

function write({ name, hostnames, environments }: Cluster): Step {
  const buckets = environments.flatMap(({ buckets: { data, asset } }) => [data, asset]).join(', ');
  return {
    title: 'Write the new cluster',
    text: `Copy \`clusters/${name}.ts\` to \`clusters/${other}.ts\`. Write there the words above, another \`name\`, a free \`vpc.cidr\`, `
      + `the buckets by name (${buckets}), and \`dns: { deferred: [...] }\` with all that is published (${hostnames.join(', ')}).`,
    commands: [`npm run synth ${other}`],
  };
}

function fill(after: Cluster): Step {
  return {
    title: 'Give it its secrets',
    text: `It reads ${secretsOf(after).size} entries of Secrets Manager below \`${other}/\`: those below \`${after.name}/\`, copied, and `
      + 'those that are missing there.',
    commands: [],
  };
}

function make({ repositoryUrl }: Cluster): Step {
  const repository = repositoryUrl.replace(/[^/]*$/, `cluster-${other}`);
  return {
    title: 'Make it',
    text: 'Let it reach Mongo, Kafka and Keycloak, and try it with a copy of the data: two editions on one database write into each other.',
    commands: [
      `eksctl create cluster --config-file dist/${clusterFolder(other)}/config.yaml`,
      bootstrapCommand({ name: other, repositoryUrl: repository }),
    ],
  };
}

function changeOver({ environments, packages }: Cluster, { name }: Cluster): Step {
  const publishes = packages.some(({ definition }) => definition.name === 'external-dns');
  const stopped = [...(publishes ? ['external-dns'] : []), ...environments.map(environment => environment.name)];
  return {
    title: 'Change over',
    text: `Stop the old environments, and external-dns. Delete the records of the published names, with the TXT records that call `
      + `\`${name}\` their owner: external-dns leaves those of others alone. Then take the names out of \`dns.deferred\`.`,
    commands: [
      ...stopped.map(namespace => `kubectl --namespace ${namespace} scale deployment --all --replicas=0`),
      `npm run synth ${other}`,
    ],
  };
}

function remove({ name, region }: Cluster): Step {
  return { title: 'Delete the old one', text: 'Days later.', commands: [`eksctl delete cluster --name ${name} --region ${region}`] };
}
