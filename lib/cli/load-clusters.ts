import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { nearest } from '../findings/nearest.ts';
import { quotable } from '../findings/quotable.ts';
import { UserError } from '../user-error.ts';
import type { Host } from './host.ts';
import { loadDefaults, scriptsIn, type Loaded } from './load.ts';
import { verbs } from './verbs.ts';

/**
 * The repository that is meant: what `--root` names, or else the nearest folder around that has cluster files, never one
 * of a package. Where there is none it is the folder itself. Answers the other words, too.
 */
export function findRepository(folder: string, words: readonly string[]): { readonly root: string; readonly words: readonly string[] } {
  const at = words.findIndex(word => /^--root(=|$)/.test(word));
  const isApart = words[at] === '--root';
  if (at >= 0) {
    const named = isApart ? words[at + 1] ?? '' : words[at]?.slice('--root='.length) ?? '';
    return { root: resolve(folder, named), words: words.filter((_, i) => i !== at && !(isApart && i === at + 1)) };
  }
  const around = foldersUpFrom(folder).find(each => !/\/node_modules(\/|$)/.test(each) && scriptsIn(join(each, 'clusters')).length > 0); // dist has such a folder, too
  return { root: around ?? folder, words };
}

function foldersUpFrom(folder: string): string[] {
  return dirname(folder) === folder ? [folder] : [folder, ...foldersUpFrom(dirname(folder))];
}

/** All files of `clusters/`, and the names of those that are asked for. Throws a UserError for a name without a file. */
export async function loadClusters(
  names: readonly string[],
  { root, importFile, err }: Pick<Host, 'root' | 'importFile' | 'err'>,
): Promise<Loaded & { readonly chosen: readonly string[] }> {
  const folder = join(root, 'clusters');
  if (!existsSync(folder)) throw new UserError(`There is no folder ${folder}, and no clusters/ with a cluster above it; 'tidepool-gitops init' makes a repository.`);
  const loaded = await loadDefaults(folder, scriptsIn(folder), { importFile, call: 'defineCluster' });
  for (const name of loaded.busy) err(`warning: clusters/${quotable(name)}.ts is still busy after it has exported; it is left behind`);
  const known = [...loaded.exported.keys(), ...loaded.failed.keys()].sort();
  if (known.length === 0) throw new UserError(`There is no cluster in ${folder}; write one, as in the README.`);
  const unknown = names.filter(name => !known.includes(name));
  if (unknown.length > 0) throw new UserError(unknown.map(name => quotable(unknownName(name, known))).join('\n'));
  return { ...loaded, chosen: names.length > 0 ? known.filter(name => names.includes(name)) : known };
}

/** Why a word of the command line is no name of a cluster. */
function unknownName(name: string, known: readonly string[]): string {
  const stem = basename(name, '.ts');
  if (stem !== name) return `'${name}' is a path, where the name of a cluster is wanted; write '${nearest(stem, known) ?? 'NAME'}'`;
  const [verb, meant] = [nearest(name, Object.keys(verbs)), nearest(name, known)];
  if (meant === undefined && verb !== undefined) return `There is no verb '${name}'; did you mean '${verb}'?`;
  const others = known.length > 1 ? `there are ${known.join(', ')}` : `there is ${known[0] ?? 'none'}`;
  return `There is no cluster '${name}' in clusters/; ${meant === undefined ? others : `did you mean '${meant}'?`}`;
}
