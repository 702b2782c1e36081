import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Host } from './host.ts';
import { loadDefaults, scriptsIn, type Loaded } from './load.ts';

/** What a repository has besides clusters, by path: packages and an organisation of its own. */
export async function loadOwnWords({ root, importFile }: Pick<Host, 'root' | 'importFile'>): Promise<Omit<Loaded, 'busy'>> {
  const folder = join(root, 'packages');
  const names = [scriptsIn(folder), existsSync(join(root, 'organisation.ts')) ? ['organisation'] : []] as const;
  const packages = await loadDefaults(folder, names[0], { importFile, call: 'definePackage' });
  const organisation = await loadDefaults(root, names[1], { importFile, call: 'defineOrganisation' });
  const byPath = <T>(part: 'exported' | 'failed'): Map<string, T> => new Map([
    ...[...packages[part]].map(([name, value]) => [`packages/${name}.ts`, value as T] as const),
    ...[...organisation[part]].map(([name, value]) => [`${name}.ts`, value as T] as const),
  ]);
  return { exported: byPath('exported'), failed: byPath('failed') };
}
