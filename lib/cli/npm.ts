import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { quotable } from '../findings/quotable.ts';
import { compareVersions } from '../images/semver.ts';
import { UserError } from '../user-error.ts';

/** A package.json, as far as it matters here. */
export type Manifest = Readonly<Record<string, unknown>> & { readonly version?: string } & {
  readonly [Part in 'scripts' | 'dependencies' | 'devDependencies']?: Readonly<Record<string, string>>;
};

/** The package.json of a folder; an empty one where there is none. */
export function manifestIn(folder: string): Manifest {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
  } catch {
    throw new UserError(`${quotable(file)} is no JSON. Nothing was done.`);
  }
}

/** How npm is told of a package that somebody names: a file as seen from a folder, and else the words as they are. */
export function packageSpec(named: string, folder: string): string {
  return existsSync(named) ? `file:${relative(folder, resolve(named))}` : named;
}

/** Whether a version is one of a range, as package.json of this tool has them: `^1.2.3`, or the version itself. */
export function fits(version: string, range: string): boolean {
  const [, lowest] = /^\^(\d+\.\d+\.\d+)$/.exec(range) ?? [];
  if (lowest === undefined) return version === range;
  const leading = (text: string) => /^(0\.0\.\d+|0\.\d+|\d+)/.exec(text)?.[0]; // what may not differ
  return leading(version) === leading(lowest) && (compareVersions(version, lowest) ?? -1) >= 0;
}
