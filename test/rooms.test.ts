import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = dirname(import.meta.dirname);

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts'))
    .map(file => join(folder, file))
    .sort();
}

const files = ['charts', 'clusters', 'imports', 'lib'].flatMap(sources).concat('main.ts');

/** Files that a source file imports, from the root of the project; packages of npm keep their names. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'/gms)].map(([, target = '']) =>
    target.startsWith('.') ? relative(root, join(root, dirname(file), target)) : target,
  );
}

/** Who may import what. A room that is not listed is imported by main.ts alone. */
const rooms: readonly { readonly room: RegExp; readonly may: RegExp }[] = [
  { room: /^lib\//, may: /^lib\// },
  { room: /^clusters\//, may: /^charts\/config\.ts$/ },
  { room: /^charts\/packages\/(?!index|package)/, may: /^(charts\/packages\/package\.ts|lib\/manifest\.ts)$/ },
  { room: /^charts\/generations\//, may: /^(charts|imports|lib)\// },
  { room: /^charts\//, may: /^(charts|lib\/(conforms|file-chart|manifest|nearest|report|schema|shape|shape-error|tags|written-images|yaml))\b/ },
  { room: /^imports\//, may: /^$/ },
  { room: /^main\.ts$/, may: /./ },
];

describe('rooms', () => {
  test.each(files)('%s imports only what its room may', file => {
    const { may } = rooms.find(({ room }) => room.test(file)) ?? { may: /^$/ };
    const own = importsOf(file).filter(target => /^(lib|charts|clusters|imports|main\.ts)/.test(target));
    expect(own.filter(target => !may.test(target))).toEqual([]);
  });

  test('only generations import imports/*', () => {
    const importers = files.filter(file => importsOf(file).some(target => target.startsWith('imports/')));
    expect(importers.filter(file => !file.startsWith('charts/generations/'))).toEqual([]);
  });

  test('an API version or the name of a generation stands in charts/generations only, packages naming theirs as a key', () => {
    const leaks = files
      .filter(file => file.startsWith('charts/') && !file.startsWith('charts/generations/'))
      .filter(file => /apiVersion: ?['"`]|['"`]flux[12]['"`]|[=!]==? ?['"`]?flux/.test(readFileSync(join(root, file), 'utf8')));
    expect(leaks).toEqual([]);
  });

  test('charts and lib read no clock, no randomness and no locale', () => {
    const impure = files
      .filter(file => /^(charts|lib)\//.test(file))
      .filter(file => /\bDate\b|Math\.random|toLocale|localeCompare|\bIntl\b|hostname\(/.test(readFileSync(join(root, file), 'utf8')));
    expect(impure).toEqual([]);
  });

  test('charts touch no file, no network and no environment variable', () => {
    const impure = files
      .filter(file => file.startsWith('charts/'))
      .filter(file => /node:(fs|net|http|https|child_process|os)'|process\./.test(readFileSync(join(root, file), 'utf8')));
    expect(impure).toEqual([]);
  });

  test('only main.ts prints or exits', () => {
    const loud = files
      .filter(file => file !== 'main.ts')
      .filter(file => /console\.|process\.(stdout|stderr|exit)/.test(readFileSync(join(root, file), 'utf8')));
    expect(loud).toEqual([]);
  });

  test('importing a module does nothing but define', async () => {
    const written: string[] = [];
    const original = process.stdout.write;
    process.stdout.write = ((text: string) => written.push(text) > 0) as typeof process.stdout.write;
    try {
      for (const file of files.filter(name => !name.startsWith('imports/'))) await import(join(root, file));
    } finally {
      process.stdout.write = original;
    }
    expect(written).toEqual([]);
  });
});
