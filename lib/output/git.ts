import { spawnSync } from 'node:child_process';

/** Files of a commit by path from the root of the repository, or why they cannot be read. */
export type Committed = { readonly files: ReadonlyMap<string, string> } | Unreadable;

export interface Unreadable {
  readonly unreadable: string;
}

/**
 * The YAML files below a folder as they stand in `HEAD`. `folder` is relative to `root`, which may be any folder of a repository.
 * None outside of a checkout. No configuration of the user takes part, nothing is written, and a missing or failing git is an answer, not an
 * error.
 */
export function committedFiles(root: string, folder: string): Committed {
  const listed = blobsOf(root, 'HEAD', folder);
  if ('unreadable' in listed) return nothingCommitted.test(listed.unreadable) ? { files: new Map() } : listed;
  return textsOf(root, new Map([...listed.blobs].filter(([path]) => /\.ya?ml$/.test(path))));
}

/** What git says outside of a checkout, and before the first commit. */
const nothingCommitted = /: fatal: (not a git repository \(or any|Not a valid object name HEAD)/;

/** The files below a folder in a commit, links left out: the id of the text of each. */
export function blobsOf(root: string, commit: string, folder: string): { readonly blobs: ReadonlyMap<string, string> } | Unreadable {
  const listed = git(root, ['ls-tree', '-r', '-z', commit, '--', `${folder}/`]);
  if ('unreadable' in listed) return listed;
  const entries = Buffer.from(listed.output, 'latin1').toString().split('\0');
  return { blobs: new Map(entries.flatMap(entry => {
    const [, id, path] = /^100[0-7]{3} blob ([0-9a-f]+)\t([^]+)$/.exec(entry) ?? [];
    return id === undefined || path === undefined ? [] : [[path, id] as const];
  })) };
}

/** Texts by path. */
export function textsOf(root: string, blobs: ReadonlyMap<string, string>): Committed {
  if (blobs.size === 0) return { files: new Map() };
  const read = git(root, ['cat-file', '--batch'], [...blobs.values()].map(id => `${id}\n`).join(''));
  if ('unreadable' in read) return read;
  return { files: parseBatch(Buffer.from(read.output, 'latin1'), [...blobs.keys()]) };
}

/** The last commit that the checkout and `ref` have in common. */
export function mergeBase(root: string, ref: string): { readonly commit: string } | Unreadable {
  const found = git(root, ['merge-base', '--end-of-options', ref, 'HEAD']);
  return 'unreadable' in found ? found : { commit: found.output.trim() };
}

/** Each entry is `ID blob SIZE`, a newline, SIZE bytes, a newline. */
function parseBatch(output: Buffer, paths: readonly string[]): Map<string, string> {
  const files = new Map<string, string>();
  let at = 0;
  for (const path of paths) {
    const headEnd = output.indexOf('\n', at);
    if (headEnd < 0) break;
    const [, type, size = '0'] = output.toString('latin1', at, headEnd).split(' ');
    const length = type === 'blob' ? Number(size) : -1; // `ID missing`, as in a partial clone, has no body and no second newline
    if (length >= 0) files.set(path, output.toString('utf8', headEnd + 1, headEnd + 1 + length));
    at = headEnd + 1 + length + 1;
  }
  return files;
}

function git(root: string, words: readonly string[], input?: string): { readonly output: string } | Unreadable {
  const { PATH, HOME } = process.env;
  // The repository may belong to another user, as in a container; the line that git wants for that is in the configuration left out below.
  const { status, stdout, stderr, error } = spawnSync('git', ['-c', 'safe.directory=*', ...words], {
    cwd: root,
    input: input ?? '',
    encoding: 'latin1', // bytes: sizes in the answer count bytes
    maxBuffer: 256 * 1024 * 1024,
    env: {
      ...(PATH !== undefined && { PATH }),
      ...(HOME !== undefined && { HOME }),
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_NO_LAZY_FETCH: '1', // a partial clone would ask the network for what it lacks
      LC_ALL: 'C',
    },
  });
  if (error) return { unreadable: `git could not be run (${error.message})` };
  if (status !== 0) return { unreadable: `git ${words[0]} said: ${stderr.split('\n')[0]}` };
  return { output: stdout };
}
