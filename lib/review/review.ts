import { objectChanges, statusOf, type FileChange, type ObjectChange, type Status } from './changes.ts';
import { rowsOf, type Row, type Sample } from './fold.ts';

/** What a change does to clusters, as data: `text.ts`, `json.ts`, `markdown.ts` and `html.ts` say it. */

export interface ReviewInput {
  /** Files that are not the same on both sides. */
  readonly files: readonly FileChange[];
  /** What is compared, for the first line. */
  readonly about: string;
  /** The clusters that were looked at. */
  readonly scopes: readonly string[];
  /** The cluster that a file belongs to; nothing for other files. */
  readonly scopeOf: (path: string) => string;
  /** The word of a config that causes a change, where one does. */
  readonly causeOf: (sample: Sample) => string | undefined;
}

export interface ReviewRow extends Row {
  readonly cause: string | undefined;
}

export interface Review {
  readonly about: string;
  readonly objects: readonly ObjectChange[];
  readonly rows: readonly ReviewRow[];
  readonly counts: Readonly<Record<Status, number>>;
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
}

export function review({ files, about, scopes, scopeOf, causeOf }: ReviewInput): Review {
  const objects = objectChanges(files, scopeOf);
  const counts = { removed: 0, added: 0, moved: 0, changed: 0 };
  for (const object of objects) counts[statusOf(object)] += 1;
  const changed = [...new Set(objects.map(({ scope }) => scope))];
  return {
    about,
    objects,
    rows: rowsOf(objects).map(row => ({ ...row, cause: causeOf(row.sample) })),
    counts,
    changed: changed.filter(scope => scope !== ''),
    unchanged: scopes.filter(scope => !changed.includes(scope)),
  };
}
