import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { quotable } from '../findings/quotable.ts';
import { UserError } from '../user-error.ts';

/**
 * Writes files that are to be people's own from then on, by path from `root`. Nothing is written where one is there that may not be
 * `replaced`, as all of them may or some.
 */
export function writeNew(root: string, files: ReadonlyMap<string, string>, replaced: boolean | readonly string[], hint = '--force overwrites it'): void {
  const mayReplace = (path: string): boolean => (typeof replaced === 'boolean' ? replaced : replaced.includes(path));
  const there = [...files.keys()].filter(path => !mayReplace(path) && existsSync(join(root, path)));
  const is = there.length === 1 ? 'is' : 'are';
  if (there.length > 0) throw new UserError(`${quotable(there.join(', '))} ${is} there already; ${hint}. Nothing was written.`);
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
