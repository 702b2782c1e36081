import { createHash } from 'node:crypto';
import type { Found } from '../manifests/found.ts';
import { blobsOf, textsOf, type Unreadable } from '../output/git.ts';
import type { FileChange } from './changes.ts';

/** The files below a folder that are other ones than in a commit. `now` has their paths from the same root. */
export function changesSince(root: string, commit: string, folder: string, now: ReadonlyMap<string, Found>): { readonly files: FileChange[] } | Unreadable {
  const listed = blobsOf(root, commit, folder);
  if ('unreadable' in listed) return listed;
  const different = new Map([...listed.blobs].filter(([path, id]) => !isBlob(now.get(path), id)));
  const before = textsOf(root, different);
  if ('unreadable' in before) return before;
  const paths = new Set([...different.keys(), ...[...now.keys()].filter(path => !listed.blobs.has(path))]);
  return { files: [...paths].sort().map(path => ({ path, before: before.files.get(path), after: now.get(path) })) };
}

/** Whether git keeps this text under this id, so that it need not be asked for it. */
function isBlob(found: Found | undefined, id: string): boolean {
  if (typeof found !== 'string') return false;
  const bytes = Buffer.from(found);
  return createHash(id.length === 40 ? 'sha1' : 'sha256').update(`blob ${bytes.length}\0`).update(bytes).digest('hex') === id;
}
