import type { Inventory } from './inventory.ts';
import { tablesOf, type Cell } from './tables.ts';

/** An inventory in Markdown. The tags that Flux moves are not in it, so that it changes with the config alone. */
export function inventoryMarkdown(inventory: Inventory, more: readonly string[] = []): string {
  const { cluster } = inventory;
  const about = `Made from \`clusters/${cluster}.ts\`, without the image tags that Flux moves: \`npm run images ${cluster}\` has those of today.`;
  const sections = tablesOf(inventory).flatMap(({ title, columns, rows }) => {
    const lines = [columns, columns.map(() => '---'), ...rows.map(row => row.map(cellText))].map(cells => `| ${cells.join(' | ')} |`);
    return [`## ${title}`, lines.join('\n')];
  });
  return `${[`# What is in ${cluster}`, about, ...sections, ...more].join('\n\n')}\n`;
}

function cellText({ texts, isName }: Cell): string {
  return texts.length === 0 ? '-' : isName ? texts.map(code).join(' ') : texts.join(', ');
}

/** A name as it is: it ends neither the code, nor its cell, nor the line. */
function code(text: string): string {
  if (!/[`|\n\r]/.test(text)) return `\`${text}\``;
  const plain = text.replaceAll('|', '\\|').replace(/[\n\r]+/g, ' ');
  return plain.includes('`') ? `\`\` ${plain.replace(/`+/g, '`')} \`\`` : `\`${plain}\``;
}
