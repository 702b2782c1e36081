import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { quotable } from '../findings/quotable.ts';
import type { Found } from '../manifests/found.ts';
import { readTree } from '../output/tree.ts';
import type { Compared } from '../review/compared.ts';
import { UserError } from '../user-error.ts';
import type { Host } from './host.ts';
import { fits, manifestIn } from './npm.ts';

/** Another version of this program, unpacked. */
interface Version {
  readonly folder: string;
  readonly version: string;
}

/**
 * What another version makes of a repository, against what this one makes. Both run as programs of their own, each on a copy of `dist`, so that
 * both keep the tags in it. Nothing is fetched: packages that the other needs have to be here.
 */
export function againstVersion({ root, dist }: Pick<Host, 'root' | 'dist'>, program: string, other: string): Compared {
  const made: string[] = [];
  const newFolder = (where: string, name: string): string => {
    const folder = mkdtempSync(join(where, name));
    made.push(folder);
    return folder;
  };
  try {
    const work = newFolder(tmpdir(), 'tidepool-gitops-');
    const versions = [versionIn(program), versionIn(unpacked(other, () => newFolder(packagesOf(program), '.tidepool-gitops-')))] as const;
    const [before, after] = versions.map(({ folder, version }, i) => madeBy({ folder, version }, root, dist, join(work, String(i)))) as [Tree, Tree];
    const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
    const isSame = (path: string): boolean => before.get(path) === after.get(path);
    return {
      files: paths.filter(path => !isSame(path)).map(path => ({ path, before: before.get(path), after: after.get(path) })),
      about: `what ${versions[1].version} makes of this repository, against ${versions[0].version}`,
      textBefore: () => undefined,
      standing: () => new Map([...before].filter(([path]) => isSame(path))),
    };
  } finally {
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
  }
}

type Tree = ReadonlyMap<string, Found>;

/** The folder of packages that a program is in, or has itself. */
function packagesOf(program: string): string {
  return /^.*\/node_modules(?=\/)/.exec(program)?.[0] ?? join(program, 'node_modules');
}

/** A folder as it is; a tarball beside the packages that are installed, where the program in it finds them. */
function unpacked(other: string, newFolder: () => string): string {
  const path = resolve(other);
  if (!existsSync(path)) throw new UserError(`There is no ${quotable(other)}; --with takes a tarball, as npm pack makes one, or the folder of a version. Nothing is fetched.`);
  if (statSync(path).isDirectory()) return path;
  const beside = newFolder();
  try {
    execFileSync('tar', ['-xzf', path, '-C', beside], { stdio: 'ignore' });
  } catch {
    throw new UserError(`${quotable(other)} is no tarball that can be unpacked.`);
  }
  const folder = join(beside, 'package');
  mkdirSync(join(folder, 'node_modules'), { recursive: true }); // what it keeps goes with it
  return folder;
}

function versionIn(folder: string): Version {
  const { name, version = '', dependencies = {} } = manifestIn(folder);
  if (name !== 'tidepool-gitops' || !existsSync(launcherIn(folder))) throw new UserError(`${quotable(folder)} is no version of tidepool-gitops.`);
  const { paths } = createRequire(join(folder, 'package.json')).resolve;
  const lacking = Object.entries(dependencies).flatMap(([dependency, range]) => {
    const found = (paths(dependency) ?? []).map(path => join(path, dependency)).find(path => existsSync(path));
    const here = found === undefined ? 'none' : manifestIn(found).version ?? 'none';
    return fits(here, range) ? [] : [`  ${dependency} ${range}, and here is ${here}`];
  });
  if (lacking.length === 0) return { folder, version };
  const how = 'Install it in a folder of its own, npm install --prefix DIR TARBALL, and write --with DIR/node_modules/tidepool-gitops.';
  throw new UserError([`Version ${version} needs packages that are not installed:`, ...lacking, how].join('\n'));
}

function launcherIn(folder: string): string {
  return join(folder, 'lib/cli/launcher.cjs');
}

/** All files, by path from the root of the repository. */
function madeBy({ folder, version }: Version, root: string, dist: string, into: string): Tree {
  mkdirSync(dirname(into), { recursive: true });
  if (existsSync(dist)) cpSync(dist, into, { recursive: true });
  const { status, stderr } = spawnSync(process.execPath, [launcherIn(folder), 'synth'], {
    cwd: root, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, CDK8S_OUTDIR: into },
  });
  if (status !== 0) throw new UserError(`Version ${version} does not compile this repository as it is:\n${stderr.trimEnd()}`);
  return new Map([...readTree(into, '')].map(([path, found]) => [`dist/${path}`, found]));
}
