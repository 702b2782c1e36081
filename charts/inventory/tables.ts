import { groupBy } from '../../lib/group-by.ts';
import type { Inventory } from './inventory.ts';
import type { NeedRow } from './needs.ts';

/** An inventory as tables: one for each sort of thing, and for one thing alone a line for each of its properties. */

type Value = string | readonly string[] | undefined;

export interface Cell {
  readonly texts: readonly string[];
  /** Set for what is spelt so in files and programs; the rest are words for people. */
  readonly isName: boolean;
}

export interface Table {
  readonly title: string;
  /** Empty above what needs no heading. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** What one looks for first stands first. */
export function tablesOf({ facts, needs, packages, environments, services, applications, roles, secrets, networks, nodeGroups }: Inventory): Table[] {
  const tables = [
    properties('Cluster', facts),
    table('What people need', needs.map(({ need, by, provider }) => ({ need, by, provider }))),
    table('Who has to be paid or asked', providerRows(needs)),
    table('Packages', packages),
    ...environments.flatMap(({ name, ...environment }) => [
      properties(`Environment ${name}`, environment),
      table(`Services of ${name}`, services.filter(service => service.environment === name).map(({ name: service, image, policy }) => ({ name: service, image, tag: policy }))),
    ]),
    table('Applications', applications),
    table('Roles in AWS', roles),
    table('Secrets', secrets.map(({ needed, ...secret }) => ({ ...secret, need: needed ? 'needed' : 'optional' }))),
    table('Networks', networks),
    table('Nodes', nodeGroups),
  ];
  return tables.filter(({ rows }) => rows.length > 0);
}

function providerRows(needs: readonly NeedRow[]): { provider: string; for: string[]; secrets: string[] }[] {
  return [...groupBy(needs, ({ provider }) => provider)].flatMap(([provider, rows]) => (provider === undefined ? [] : [{
    provider, for: rows.map(({ need }) => need), secrets: [...new Set(rows.flatMap(row => row.secrets))],
  }])).sort((one, other) => (one.provider < other.provider ? -1 : 1));
}

/** Without columns in which nothing stands. */
function table(title: string, records: readonly { readonly [column: string]: Value }[]): Table {
  const columns = new Set<string>();
  for (const record of records) for (const column in record) if (record[column]?.length) columns.add(column);
  return { title, columns: [...columns].map(wordsOf), rows: records.map(record => [...columns].map(column => cellOf(column, record[column]))) };
}

function properties(title: string, record: { readonly [property: string]: Value }): Table {
  const rows = Object.entries(record).map(([property, value]) => [{ texts: [wordsOf(property)], isName: false }, cellOf(property, value)]);
  return { title, columns: ['', ''], rows: rows.filter(([, value]) => value?.texts.length !== 0) };
}

/** `readBy` as `read by` */
function wordsOf(column: string): string {
  return column.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);
}

function cellOf(column: string, value: Value = []): Cell {
  const texts = typeof value === 'object' ? value : value === '' ? [] : [value];
  return { texts, isName: !forPeople.has(column) };
}

const forPeople: ReadonlySet<string> = new Set(['delivery', 'for', 'kubernetes', 'mongo', 'need', 'nodes', 'origin', 'provider']);
