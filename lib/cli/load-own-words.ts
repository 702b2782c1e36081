import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from './host.ts';
import { loadDefaults, scriptsIn, type Loaded } from './load.ts';

/** What files of a repository export, and what is written in them, by path. */
export interface LoadedWords extends Omit<Loaded, 'busy'> {
  readonly texts: ReadonlyMap<string, string>;
}

/** What a repository has besides clusters: packages and an organisation of its own. */
export async function loadOwnWords({ root, importFile }: Pick<Host, 'root' | 'importFile'>): Promise<LoadedWords> {
  const folder = join(root, 'packages');
  const names = [scriptsIn(folder), existsSync(join(root, 'organisation.ts')) ? ['organisation'] : []] as const;
  const packages = await loadDefaults(folder, names[0], { importFile, call: 'definePackage' });
  const organisation = await loadDefaults(root, names[1], { importFile, call: 'defineOrganisation' });
  const byPath = <T>(part: 'exported' | 'failed'): Map<string, T> => new Map([
    ...[...packages[part]].map(([name, value]) => [`packages/${name}.ts`, value as T] as const),
    ...[...organisation[part]].map(([name, value]) => [`${name}.ts`, value as T] as const),
  ]);
  const files = [...names[0].map(name => `packages/${name}.ts`), ...names[1].map(name => `${name}.ts`)];
  const texts = new Map(files.map(file => [file, readFileSync(join(root, file), 'utf8')]));
  return { exported: byPath('exported'), failed: byPath('failed'), texts };
}
