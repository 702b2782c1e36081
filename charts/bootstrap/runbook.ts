import type { Cluster } from '../cluster.ts';
import { documentedCommands } from './documented.ts';
import type { Step } from './step.ts';

/** The page that leads from an empty account to a running cluster, and back: one section for each step. */
export function runbook(cluster: Cluster, steps: readonly Step[]): string {
  return [`# ${cluster.name}: from an empty account to a running cluster`, ...documentedCommands(cluster), ...steps.map(section)].join('\n\n') + '\n';
}

function section({ file, title, replaces = [], source, commands = [`bash ${file}`], does, sees, fails }: Step): string {
  const origin = replaces.length === 0 ? [] : [`Instead of ${replaces.map(command => `\`${command}\``).join(', ')}${source === undefined ? '' : ` (${source})`}.`];
  return [
    `## ${file}: ${title}`,
    ...origin,
    fold(does),
    ['```sh', ...commands, '```'].join('\n'),
    fold(`**You see** ${sees}`),
    fold(`**If it fails** ${fails}`),
  ].join('\n\n');
}

/** Lines of 120 characters; lists, tables and commands stay as they are. */
function fold(text: string): string {
  return text.split('\n\n').map(block => {
    if (/^(?:[-|]|```| )/.test(block)) return block;
    const lines = [''];
    for (const word of block.split(/\s+/)) {
      const line = lines.at(-1) ?? '';
      if (line === '') lines[lines.length - 1] = word;
      else if (line.length + word.length < 120) lines[lines.length - 1] = `${line} ${word}`;
      else lines.push(word);
    }
    return lines.join('\n');
  }).join('\n\n');
}
