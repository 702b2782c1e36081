import type { Cluster } from '../cluster.ts';
import { assetsScript } from './scripts/assets.ts';
import { repositoryScript } from './scripts/repository.ts';
import type { Step } from './step.ts';

/** Steps that every way of delivery has. */

export function repository({ repositoryUrl }: Cluster): Step {
  return {
    file: '10-repository.sh',
    title: 'Make the repository that Flux reads',
    replaces: ['hub create', 'make_values', 'make_config'],
    source: 'guide l.20-33, 599-624',
    does: `Makes ${repositoryUrl} as a private repository unless it is there, calls it \`origin\`, and pushes this branch to it. What
\`make_values\` and \`make_config\` made by hand is the cluster file and what \`npm run synth\` writes.`,
    sees: '`branch ... set up to track`, or `Everything up-to-date`.',
    fails: `\`commit what npm run synth has written first\`: Flux reads commits. \`remote origin is ...\`: this checkout belongs to another
repository; say \`github\` in the cluster file, or \`git remote set-url origin\`.`,
    script: repositoryScript,
  };
}

export function assets({ environments }: Cluster): Step {
  const names = environments.flatMap(({ buckets: { data, asset } }) => [data, asset]);
  const list = [...new Set(names)].map(name => `- \`${name}\``).join('\n');
  return {
    file: '20-assets.sh',
    title: 'Make the buckets',
    replaces: ['make_assets'],
    source: 'guide l.1325, 1345-1366',
    does: `Makes two buckets for each environment, unless they are there:

${list === '' ? 'none: this cluster has no environment.' : list}

The one for data is closed to the public and encrypted. The one for assets gets a copy of those of \`tidepool-dev-asset\` (or of
\`ASSET_SOURCE\`). Mails link to pictures in it, which only load if everybody may read them: \`PUBLIC_ASSETS=1 bash 20-assets.sh\` says so.
The guide calls it public; AWS makes every bucket private.`,
    sees: 'One line for each bucket that was there already, and what was copied.',
    fails: `\`BucketAlreadyExists\`: names of buckets are global, and somebody else has this one; say \`buckets\` in the cluster file.
\`AccessDenied\` at \`put-public-access-block\`: the account forbids public buckets, and an administrator of it decides.`,
    script: assetsScript,
  };
}
