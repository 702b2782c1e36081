import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Fields } from './k8s.ts';

const library = createRequire(import.meta.url).resolve('cdk8s-plus-27/lib/imports/k8s.js');

/** How the library writes the field of a property, and what the table says of it. */
const expressions: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/^obj\.(\w+)$/, ''],
  [/^obj\.(\w+)\?\.map\(y => y\)$/, '[]'],
  [/^\(\(obj\.(\w+)\) === undefined\) \? undefined : \(Object.entries\(obj\.\w+\)\.reduce\(.* \[i\[0\]\]: i\[1\] \}\), \{\}\)\)$/, '{}'],
  [/^\(\(obj\.(\w+)\) === undefined\) \? undefined : \(Object.entries\(obj\.\w+\)\.reduce\(.* \[i\[0\]\]: i\[1\]\?\.value \}\), \{\}\)\)$/, '{}value'],
  [/^obj\.(\w+)\?\.value$/, 'value'],
  [/^obj\.(\w+)\?\.toISOString\(\)$/, ''],
  [/^toJson_(?<type>\w+)\(obj\.(\w+)\)$/, ''],
  [/^obj\.(\w+)\?\.map\(y => toJson_(?<type>\w+)\(y\)\)$/, '[]'],
];

/** The fields of some types, and of all types in them, as the installed cdk8s-plus-27 writes them. */
export function fieldsOf(types: readonly string[]): Fields {
  const text = readFileSync(library, 'utf8');
  const fields: Record<string, Record<string, string>> = {};
  const open = [...types];
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    if (type in fields) continue;
    const [, body = ''] = new RegExp(`^function toJson_${type}\\(obj\\) \\{[^]*?const result = \\{\\n([^]*?)\\n {4}\\};`, 'm').exec(text) ?? [];
    if (body === '') throw new Error(`${library} has no function toJson_${type} that reads as expected`);
    fields[type] = Object.fromEntries(body.split('\n').map(line => {
      const [, field = '', expression = ''] = /^ {8}'([^']+)': (.*),$/.exec(line) ?? [];
      for (const [pattern, kind] of expressions) {
        const match = pattern.exec(expression);
        if (match === null) continue;
        const inner = match.groups?.['type'];
        if (inner !== undefined) open.push(inner);
        const property = inner === undefined || kind === '[]' ? match[1] : match[2];
        return [field, `${property} ${kind}${inner ?? ''}`.trim()];
      }
      throw new Error(`${library}: ${type} writes ${line.trim()}, for which the table has no word`);
    }));
  }
  return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The table as it stands in fields.json: a type a line. */
export function fieldsJson(fields: Fields): string {
  return `{\n${Object.entries(fields).map(([type, table]) => `  ${JSON.stringify(type)}: ${JSON.stringify(table)}`).join(',\n')}\n}\n`;
}

if (process.argv[1] === import.meta.filename) {
  const { kinds } = await import('./k8s.ts');
  writeFileSync(join(import.meta.dirname, 'fields.json'), fieldsJson(fieldsOf(Object.keys(kinds).map(kind => `${kind}Props`))));
}
