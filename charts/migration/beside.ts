import { clusterFolder } from '../compile.ts';
import type { Sides } from './moved.ts';
import { secretsOf } from './secrets.ts';
import { bootstrapCommand, type Step } from './steps.ts';

/** How the new cluster is called in the commands. */
const other = 'NEW';

/** The move with a new cluster, which takes the place of the old one. */
export function stepsBeside({ before, after }: Sides): Step[] {
  const { name, region, hostnames, environments } = after;
  const buckets = environments.flatMap(({ buckets: { data, asset } }) => [data, asset]).join(', ');
  const publishes = before.packages.some(({ definition }) => definition.name === 'external-dns');
  const stopped = [...(publishes ? ['external-dns'] : []), ...before.environments.map(environment => environment.name)];
  const deferred = hostnames.length === 0 ? '' : `, and \`dns: { deferred: [...] }\` with all that is published (${hostnames.join(', ')})`;
  const repositoryUrl = after.repositoryUrl.replace(/[^/]*$/, `cluster-${other}`);
  return [
    {
      title: 'Write the new cluster',
      text: `Copy \`clusters/${name}.ts\` to \`clusters/${other}.ts\`. Write there what is said above, another \`name\`, a free \`vpc.cidr\`, `
        + `the buckets by name (${buckets})${deferred}.`,
      commands: [`npm run synth ${other}`],
    },
    {
      title: 'Give it its secrets',
      text: `It reads ${secretsOf(after).size} entries of Secrets Manager below \`${other}/\`: copies of those below \`${name}/\`, and `
        + 'those that are missing there.',
      commands: [],
    },
    {
      title: 'Make it',
      text: 'Let it reach Mongo, Kafka and Keycloak, and try it with a copy of the data: two editions on one database write into each other.',
      commands: [
        `eksctl create cluster --config-file dist/${clusterFolder(other)}/config.yaml`,
        bootstrapCommand({ name: other, repositoryUrl }),
      ],
    },
    {
      title: 'Change over',
      text: 'Stop the old environments, and external-dns. Delete the records of the published names, with the TXT records that name '
        + `\`${name}\` as their owner: external-dns leaves those of others alone. Then take the names out of \`dns.deferred\`.`,
      commands: [
        ...stopped.map(namespace => `kubectl --namespace ${namespace} scale deployment --all --replicas=0`),
        `npm run synth ${other}`,
      ],
    },
    { title: 'Delete the old one', text: 'Days later.', commands: [`eksctl delete cluster --name ${name} --region ${region}`] },
  ];
}
