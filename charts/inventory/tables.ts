import { groupBy } from '../../lib/group-by.ts';
import type { Inventory } from './inventory.ts';

/** A page of an inventory: a table for each sort of thing. */

type Cell = string | boolean | readonly string[] | undefined;

interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function tablesOf({ facts, packages, environments, services, applications, roles, secrets, networks, nodeGroups }: Inventory): Table[] {
  const tables = [
    table('Cluster', [facts]),
    table('Packages', packages),
    table('Environments', environments),
    ...[...groupBy(services, ({ environment }) => environment)].map(([environment, own]) => {
      return table(`Services of ${environment}`, own.map(({ name, image, policy }) => ({ name, image, tag: policy })));
    }),
    table('Applications', applications),
    table('Roles in AWS', roles),
    table('Secrets', secrets.map(({ needed, ...secret }) => ({ ...secret, need: needed ? 'needed' : 'optional' }))),
    table('Networks', networks),
    table('Nodes', nodeGroups),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function table(title: string, records: readonly { readonly [column: string]: Cell }[]): Table {
  const columns = [...new Set(records.flatMap(record => Object.keys(record)))];
  const rows = records.map(record => columns.map(column => cellText(record[column])));
  const used = columns.filter((_, i) => rows.some(row => row[i] !== '-'));
  return { title, columns: used.map(wordsOf), rows: rows.map(row => row.filter((_, i) => used.includes(columns[i] ?? ''))) };
}

/** `readBy` as `read by` */
function wordsOf(column: string): string {
  return column.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
}

function cellText(value: Cell): string {
  const text = typeof value === 'object' ? value.join(' ') : String(value ?? '');
  return text === '' ? '-' : text;
}

/** For a terminal: columns below each other. */
export function inventoryText(inventory: Inventory): string {
  const blocks = tablesOf(inventory).map(({ title, columns, rows }) => {
    const widths = columns.map((column, i) => Math.max(column.length, ...rows.map(row => Math.min(row[i]?.length ?? 0, 60))));
    const lines = [columns, ...rows].map(row => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd());
    return [title, ...lines].join('\n');
  });
  return [inventory.cluster, ...blocks].join('\n\n');
}

/** For a page. The tags that Flux moves are not in it, so that it changes with the config alone. */
export function inventoryMarkdown(inventory: Inventory, more: readonly string[] = []): string {
  const sections = tablesOf(inventory).flatMap(({ title, columns, rows }) => {
    const lines = [columns, columns.map(() => '---'), ...rows.map(row => row.map(cellMarkdown))].map(cells => `| ${cells.join(' | ')} |`);
    return [`## ${title}`, lines.join('\n')];
  });
  return [`# What is in ${inventory.cluster}`, ...sections, ...more].join('\n\n');
}

function cellMarkdown(text: string): string {
  return text === '-' ? text : `\`${text.replaceAll('|', '\\|')}\``;
}
