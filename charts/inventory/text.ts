import type { Inventory } from './inventory.ts';
import { tablesOf } from './tables.ts';

/** An inventory for a terminal: columns below each other. */
export function inventoryText(inventory: Inventory): string {
  const blocks = tablesOf(inventory).map(({ title, columns, rows }) => {
    const lines = [...(columns.some(Boolean) ? [columns] : []), ...rows.map(row => row.map(({ texts }) => texts.join(' ') || '-'))];
    const widths = columns.map((_, i) => Math.max(...lines.map(row => Math.min(row[i]?.length ?? 0, 60))));
    return [title, ...lines.map(row => `  ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())].join('\n');
  });
  return [inventory.cluster, ...blocks].join('\n\n');
}
