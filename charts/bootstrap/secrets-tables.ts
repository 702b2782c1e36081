import { groupBy } from '../../lib/group-by.ts';
import { idOf, type SecretRow } from './secrets.ts';

/** What is to be done about the Secrets of one origin, in lines. */
export const orders: Readonly<Record<SecretRow['origin'], (script: string) => readonly string[]>> = {
  random: script => ['40 letters and digits each, which no person needs to know. What is missing is made by', `\`${script} random\`:`],
  provider: script => ['Issued by a provider, all keys or some (the others: `KEY=random`). What you have is put there by', `\`${script} put PATH KEY=- ...\`:`],
  computed: () => ['Computed and kept by other scripts:'],
  provided: () => ['Not fetched: make these Secrets in the cluster yourself:'],
};

/** A paragraph and a table for each origin, in Markdown. */
export function secretTables(rows: readonly SecretRow[], script: string): string[] {
  return [...groupBy(rows, ({ origin }) => origin)].flatMap(([origin, ofOrigin]) => [orders[origin](script).join(' '), table(ofOrigin)]);
}

function table(rows: readonly SecretRow[]): string {
  const cells = rows.map(row => [`\`${nameOf(row)}\``, keysOf(row).map(key => `\`${key}\``).join(' ') || row.todo, needOf(row), readersOf(row)]);
  return [['entry', 'keys', 'need', 'read by'], ['---', '---', '---', '---'], ...cells].map(line => `| ${line.join(' | ')} |`).join('\n');
}

/** Its path, or what it is called in the cluster. */
export function nameOf({ path, secret }: SecretRow): string {
  return path ?? (secret ? idOf(secret) : '');
}

export function keysOf({ secret }: SecretRow): readonly string[] {
  return secret?.keys ?? [];
}

export function needOf({ isOptional }: SecretRow): string {
  return isOptional ? 'optional' : 'needed';
}

/** Some are read by nearly every service. */
export function readersOf({ readBy }: SecretRow): string {
  return readBy.length <= 4 ? readBy.join(', ') : `${readBy.slice(0, 3).join(', ')} and ${readBy.length - 3} more`;
}
