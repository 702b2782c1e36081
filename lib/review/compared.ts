import { quotable } from '../findings/quotable.ts';
import type { Found, FoundTree } from '../manifests/found.ts';
import type { Differing } from '../output/compare.ts';
import { blobsOf, mergeBase, textsOf } from '../output/git.ts';
import { UserError } from '../user-error.ts';
import { changesSince } from './base.ts';
import type { FileChange } from './changes.ts';

/** The two sides of a review. */
export interface Compared {
  readonly files: readonly FileChange[];
  /** In words: `dist against 0123abc, where main was left`. */
  readonly about: string;
  /** The text of a file before, by its path from the root of the repository. */
  readonly textBefore: (path: string) => string | undefined;
  /** Files of `dist` that are the same on both sides. Read when first asked for. */
  readonly standing: () => ReadonlyMap<string, Found>;
}

/** What stands in `dist`, against the commit where the checkout left `ref`: it is read, and nothing of it is run. */
export function againstCommit(root: string, ref: string, dist: FoundTree): Compared {
  const base = mergeBase(root, ref);
  if ('unreadable' in base) throw new UserError(noBase(ref, base.unreadable));
  const files = inDist(dist);
  const changes = changesSince(root, base.commit, 'dist', files);
  if ('unreadable' in changes) throw new UserError(noBase(ref, changes.unreadable));
  return {
    files: changes.files,
    about: `dist against ${base.commit.slice(0, 12)}, where ${ref} was left`,
    textBefore: textsAt(root, base.commit),
    standing: () => without(files, changes.files),
  };
}

function noBase(ref: string, why: string): string {
  return `There is no commit that ${quotable(ref)} and this checkout have in common: ${quotable(why)}. A shallow clone lacks it: fetch-depth: 0.`;
}

/** What the cluster files come to, against what stands in `dist`. */
export function againstDist(root: string, { made, found, comparisons }: Differing, readDist: () => FoundTree): Compared {
  const ours = comparisons.filter(({ state }) => state !== 'foreign' && state !== 'occupied').map(({ path }) => path);
  const files = ours.map(path => ({ path: `dist/${path}`, before: found.get(path), after: made.get(path) }));
  return {
    files,
    about: 'what the cluster files come to, against dist',
    textBefore: textsAt(root, 'HEAD'),
    standing: () => without(inDist(readDist()), files),
  };
}

function without(files: ReadonlyMap<string, Found>, changed: readonly FileChange[]): ReadonlyMap<string, Found> {
  const paths = new Set(changed.map(({ path }) => path));
  return new Map([...files].filter(([path]) => !paths.has(path)));
}

function inDist(tree: FoundTree): ReadonlyMap<string, Found> {
  return new Map([...tree].map(([path, found]) => [`dist/${path}`, found]));
}

/** Read when the first is asked for. */
function textsAt(root: string, commit: string): Compared['textBefore'] {
  let blobs: ReadonlyMap<string, string> | undefined;
  return path => {
    if (blobs === undefined) {
      const listed = blobsOf(root, commit, 'clusters');
      blobs = 'unreadable' in listed ? new Map() : listed.blobs;
    }
    const id = blobs.get(path);
    const read = id === undefined ? undefined : textsOf(root, new Map([[path, id]]));
    return read && 'files' in read ? read.files.get(path) : undefined;
  };
}
