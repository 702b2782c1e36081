import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { quotable } from '../findings/quotable.ts';
import { UserError } from '../user-error.ts';

/** Writes files that are to be people's own from then on, by path from `root`. Nothing is written where one is there, unless `force` says so. */
export function writeNew(root: string, files: ReadonlyMap<string, string>, force: boolean): void {
  const there = force ? [] : [...files.keys()].filter(path => existsSync(join(root, path)));
  if (there.length > 0) throw new UserError(`${quotable(there.join(', '))} is there already; --force overwrites it. Nothing was written.`);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
