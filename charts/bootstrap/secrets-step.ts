import type { Cluster } from '../cluster.ts';
import type { ComputedSecret } from '../resources.ts';
import { secretsScript } from './scripts/secrets.ts';
import { secretTables } from './secrets-tables.ts';
import { secretRows, secretsFile } from './secrets.ts';
import type { Step } from './step.ts';

/** How values come into AWS Secrets Manager, and which. */
export function secretsStep(cluster: Cluster, computed: readonly ComputedSecret[]): Step {
  const script = `bash ${secretsFile}`;
  return {
    file: secretsFile,
    title: 'Put the values of Secrets into AWS Secrets Manager',
    replaces: ['external_secrets', 'make_random_secrets', 'get_external_secret'],
    source: 'guide l.506-597, 1005-1071',
    commands: [
      `${script} plan      # what is there, and what is to be done`,
      `${script} random    # what is chance`,
      `${script} put PATH KEY=- KEY=@FILE KEY=env:VARIABLE`,
      `${script} confirm   # exit 1 while something is missing`,
    ],
    does: [
      `Every entry is one JSON object, whose properties are the keys below. Values are asked for, or come from a file, a variable or the
standard input: never write one behind the \`=\`, where all who list processes see it. \`random\` never changes what is there, since old data
could not be read any more. \`${script} help\` says what else it can do: \`update\`, \`get\`, \`list\`, \`delete\`, \`import\`.`,
      ...secretTables(secretRows(cluster, computed), script),
      `If you have the values as Secret manifests, keep those outside of the repository: \`${script} import DIR plaintext\`, or \`encoded\` where
they are in base64. \`secret-templates/\` holds one for each Secret, without the values.`,
    ].join('\n\n'),
    sees: '`made PATH` for each entry, and `ok` for all of them from `confirm`. It names what is there and nothing reads, too.',
    fails: `\`is there already\`: \`update\` changes the keys that you name and no others. \`still lacks\`: what reads the Secret waits until
\`update\` has added these keys. \`is deleted\`: for 30 days AWS keeps it, and \`restore-secret\` brings it back. \`AccessDeniedException\`: who runs
this needs \`secretsmanager:*\` on \`secret:${cluster.name}/*\`, and \`ListSecrets\` on all.`,
    script: secretsScript,
  };
}
