import type { Cluster } from '../cluster.ts';
import { documentedCommands } from './documented.ts';
import { eksctlSubnets, type Cidr } from '../vocabulary.ts';
import { secretsFile } from './secrets.ts';
import type { Step } from './step.ts';
import { destroyFile } from './steps.ts';

/** The page that leads from an empty account to a running cluster, and back: one section for each step. */
export function runbook(cluster: Cluster, steps: readonly Step[]): string {
  const parts = [introduction(cluster, steps), ...documentedCommands(cluster), documented(cluster, steps), prerequisites(cluster), network(cluster), ...steps.map(step => section(step, cluster)), ...(cluster.eks ? [auditing] : [])];
  return `${parts.filter(part => part !== '').join('\n\n')}\n`;
}

function introduction({ name, existing }: Cluster, steps: readonly Step[]): string {
  const making = steps.filter(({ file }) => file !== destroyFile);
  const width = Math.max(...making.map(({ file }) => file.length));
  const typed = making.map(({ file, title }) => `bash ${file.padEnd(width)}   # ${title}`);
  return [
    existing ? `# ${name}: from a cluster that is there to one that Flux delivers` : `# ${name}: from an empty account to a running cluster, and back`,
    fold(`Each step is a script in this folder. They have been run against stand-ins for AWS, GitHub and a cluster${steps.some(({ file }) => file === secretsFile) ? `, and \`${secretsFile}\` against a server that speaks as AWS does` : ''}; no
real account was used. So read what a script would do before you let it: \`DRY_RUN=1 bash FILE\` prints every
command and calls nothing.`),
    fold(`A script looks before it makes. One that was broken off is run again, and does what is left. What they make for themselves lies in
\`\${XDG_STATE_HOME:-~/.local/state}/tidepool-gitops/${name}\`, which only you can read; nothing of it belongs into the repository. All names come from
\`cluster.env\`, and those from \`clusters/${name}.ts\`.`),
    ['```sh', ...typed, '```'].join('\n'),
  ].join('\n\n');
}

/** Commands of the guide in its order, those of its summary first (l.20-33), and what is done where no step replaces one. */
const commands: readonly (readonly [command: string, otherwise: string])[] = [
  ['hub create', ''],
  ['install_tools', ''],
  ['make_values', 'the cluster file, below `clusters/`'],
  ['make_config', '`npm run synth`'],
  ['make_assets', ''],
  ['make_cluster', ''],
  ['make_random_secrets', ''],
  ['make_flux', ''],
  ['make_cert', 'nothing: there is no Tiller that would ask for a certificate'],
  ['external_secrets', ''],
  ['get_external_secret', ''],
  ['change_namespace', 'nothing: every manifest has its namespace'],
  ['env_roles', 'nothing: each service account that talks to AWS has a role of its own, in `config.yaml`'],
  ['set_kiam_trust', 'nothing: there is no kiam'],
  ['k9s', ''],
  ['stop_services', ''],
  ['delete_cluster', ''],
];

/** For clusters of Tidepool: others follow another document. */
function documented({ environments }: Cluster, steps: readonly Step[]): string {
  if (environments.length === 0) return '';
  const rows = commands.flatMap(([command, otherwise]) => {
    const files = steps.filter(({ replaces = [] }) => replaces.includes(command)).map(({ file }) => `\`${file}\``);
    const here = files.length > 0 ? files.join(', ') : otherwise;
    return here === '' ? [] : [`| \`${command}\` | ${here} |`];
  });
  return ['## What the installation guide of 2019 calls them', '', 'Numbers like "guide l.922" are lines of it; `docs/guide.md` says which document that is.', '', '| command of the guide | here |', '|---|---|', ...rows].join('\n');
}

function prerequisites({ name, region, accountNumber, repositoryUrl, environments, existing }: Cluster): string {
  const rights = existing
    ? 'enter the cluster, use the key of sops, and change records, certificates and listeners of load balancers'
    : 'make clusters, networks, roles, buckets and entries of AWS Secrets Manager';
  return `## Before you begin

You are at home in TCP/IP and DNS (aliases, too), the shell, Git, AWS (S3, IAM), Kubernetes and Helm. You have

- macOS with [Homebrew](https://brew.sh), or Debian or Ubuntu;
- a checkout of this repository in which \`npm run check\` finds no difference and all is committed;
- credentials for AWS account ${accountNumber}, region ${region}, that may ${rights};
- a [token of GitHub](https://docs.github.com/authentication/keeping-your-account-and-data-secure/managing-your-personal-access-tokens) that may
  administer ${repositoryUrl}.

${environments.length === 0 ? 'Then:' : '`CLUSTER_NAME` and `AWS_REGION`, which the guide has you export, stand in `cluster.env`. The others:'}

\`\`\`sh
cd dist/clusters/${name}/bootstrap
export AWS_PROFILE=...    # or whatever gives the aws command line its credentials
export GITHUB_TOKEN=...
export PATH="\${XDG_STATE_HOME:-$HOME/.local/state}/tidepool-gitops/${name}/bin:$PATH"   # what 00-tools.sh downloads
\`\`\``;
}

export function network({ eks }: Cluster): string {
  if (!eks) return '';
  const subnets = eks.subnets ?? subnetsOf(eks.cidr);
  const rows = subnets.map(({ zone, ...blocks }) => `| ${zone} | ${blocks.public} | ${blocks.private} |`);
  return ['## Network', `One public and one private subnet of ${eks.cidr} in each availability zone:`, ['| zone | public | private |', '|---|---|---|', ...rows].join('\n')]
    .join('\n\n');
}

/** eksctl cuts a block into eight, of which it leaves two; it chooses the zones. Source: guide l.942-944. */
function subnetsOf(cidr: Cidr) {
  const { public: open, private: closed } = eksctlSubnets(cidr);
  return open.map((block, i) => ({ zone: i + 1, public: block, private: closed[i] }));
}

export function section({ file, title, replaces = [], source, commands: typed = [`bash ${file}`], does, sees, fails }: Step, { environments }: Cluster): string {
  const names = replaces.map(command => `\`${command}\``).join(', ');
  const isForeign = environments.length === 0 && source?.startsWith('guide'); // whose names mean nothing there
  const origin = isForeign ? '' : [names && `Instead of ${names}`, source].filter(Boolean).join(', ');
  return [
    `## ${file}: ${title}`,
    ...(origin === '' ? [] : [fold(`${origin.charAt(0).toUpperCase()}${origin.slice(1)}.`)]),
    fold(does),
    ['```sh', ...typed, '```'].join('\n'),
    fold(`**You see:** ${sees}`),
    fold(`**If it fails:** ${fails}`),
  ].join('\n\n');
}

/** Source: Tidepool's overview of its services, l.9-12. */
const auditing = `## Auditing

None of this is set up here; Tidepool describes how it does it: [access logs of S3](https://github.com/tidepool-org/ops/tree/develop/aws#setup-aws-s3-logging),
[CloudTrail](https://github.com/tidepool-org/ops/tree/develop/aws#setup-aws-cloudtrail),
[access logs of load balancers](https://github.com/tidepool-org/ops/tree/develop/aws#setup-aws-elb-access-logging),
[AWS Config](https://github.com/tidepool-org/ops/tree/develop/aws#setup-aws-config). Who asked the API of the cluster for what is logged with
\`controlPlaneLogs: ['audit', 'authenticator']\` in the cluster file; in a cluster that is there already,
\`eksctl utils update-cluster-logging --config-file ../config.yaml --approve\` switches that on.`;

/** Lines of 120 characters; lists, tables and commands stay as they are, and a command in a line is not broken. */
export function fold(text: string): string {
  return text.split('\n\n').map(block => {
    if (/^(?:[-|#]|```| |\d\.)/.test(block)) return block;
    const lines = [''];
    for (const word of block.replaceAll('\n', ' ').match(/(?:`[^`]*`|[^\s`])+/g) ?? []) {
      const line = lines.at(-1) ?? '';
      if (line === '') lines[lines.length - 1] = word;
      else if (line.length + word.length < 120) lines[lines.length - 1] = `${line} ${word}`;
      else lines.push(word);
    }
    return lines.join('\n');
  }).join('\n\n');
}
