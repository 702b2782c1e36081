import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The packages of npm that the tool runs on, from the lock file: without those that only development needs. */

export interface RunTimePackage {
  readonly name: string;
  readonly licence: string;
  /** Listed in package.json; the others come with these. */
  readonly isDirect: boolean;
  readonly hasInstallScript: boolean;
}

interface Locked {
  readonly name?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** By name; a package that is there in two versions once. */
export function runTimePackages(): RunTimePackage[] {
  const text = readFileSync(join(import.meta.dirname, '../package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as { readonly packages: Readonly<Record<string, Locked>> };
  const direct = Object.keys(packages['']?.dependencies ?? {});
  const found = Object.entries(packages).flatMap(([path, { dev, link, license = 'none', hasInstallScript = false }]) => {
    const [, name] = /^(?:.*\/)?node_modules\/(.*)$/.exec(path) ?? []; // others are folders of our own
    if (name === undefined || dev || link) return [];
    return [{ name, licence: license, isDirect: direct.includes(name), hasInstallScript }];
  });
  const byName = new Map(found.map(each => [each.name, each]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}
