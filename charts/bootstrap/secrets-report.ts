import { counted } from '../../lib/findings/fault.ts';
import { groupBy } from '../../lib/group-by.ts';
import type { Cluster } from '../cluster.ts';
import { generationOf } from '../generations/index.ts';
import { clusterFolder } from '../compile.ts';
import { secretRows, secretsFile, type SecretRow } from './secrets.ts';
import { keysOf, nameOf, needOf, orders, readersOf, secretTables } from './secrets-tables.ts';

/** What one cluster needs. */
interface ClusterSecrets {
  readonly cluster: string;
  readonly rows: readonly SecretRow[];
}

/** Which secrets clusters need, and what is to be done about each. */
export function secretsReport(format: string | undefined, clusters: readonly Cluster[]): string {
  const needed = clusters.map((cluster): ClusterSecrets => {
    const { computed } = generationOf(cluster.stack).bootstrap(cluster);
    return { cluster: cluster.name, rows: secretRows(cluster, computed) };
  });
  return format === 'json' ? json(needed) : needed.map(format === 'markdown' ? markdown : text).join('\n\n');
}

/** For people: a block for each origin. */
function text({ cluster, rows }: ClusterSecrets): string {
  const blocks = [...groupBy(rows, ({ origin }) => origin)].map(([origin, ofOrigin]) => {
    const width = Math.max(...ofOrigin.map(row => nameOf(row).length));
    const lines = ofOrigin.flatMap(row => [
      `  ${nameOf(row).padEnd(width)}  ${needOf(row)}, read by ${readersOf(row)}`,
      `  ${''.padEnd(width)}  ${keysOf(row).join(' ') || row.todo}`,
    ]);
    return [...orders[origin](scriptOf(cluster)), ...lines].join('\n');
  });
  return [`${cluster}: ${counted(rows.length, 'secret')}`, ...blocks].join('\n\n');
}

/** For a page: a table for each origin. */
function markdown({ cluster, rows }: ClusterSecrets): string {
  return [`## Secrets of ${cluster}`, ...secretTables(rows, scriptOf(cluster))].join('\n\n');
}

/** For programs. A field may be added to a version, never taken away. */
function json(clusters: readonly ClusterSecrets[]): string {
  const secrets = clusters.flatMap(({ cluster, rows }) => rows.map(({ path, secret, origin, isOptional, readBy, todo }) => ({
    cluster,
    path: path ?? null,
    keys: secret?.keys ?? [],
    secret: secret ? { namespace: secret.namespace, name: secret.name, keys: secret.keys.map(key => secret.renamed[key] ?? key) } : null,
    origin,
    needed: !isOptional,
    readBy,
    todo,
  })));
  return JSON.stringify({ version: 1, secrets }, null, 2);
}

function scriptOf(cluster: string): string {
  return `bash dist/${clusterFolder(cluster)}/bootstrap/${secretsFile}`;
}
