import { quotable } from '../findings/quotable.ts';
import type { Risk } from './risks/risk.ts';
import type { Review, ReviewRow } from './review.ts';

/** A review for other programs. What it does not know is a new version. */
export function reviewJson({ about, rows, counts, changed, unchanged, risks, acknowledged, faults, notes }: Review): string {
  return JSON.stringify({
    version: 1,
    about: quotable(about),
    clusters: { changed, unchanged },
    objects: counts,
    risks: risks.map(({ id, severity, happens, safely, places }) => {
      return { id, severity, happens: quotable(happens), safely: quotable(safely), objects: places.map(placeData) };
    }),
    acknowledged: acknowledged.map(({ risk, entry }) => ({ risk: risk.id, ...placeData(risk), reason: quotable(entry.reason), until: entry.until })),
    wrong: faults.map(quotable),
    notes: notes.map(quotable),
    rows: rows.map(rowData),
  }, null, 2);
}

function placeData({ scope, object }: Pick<Risk, 'scope' | 'object'>): object {
  return { cluster: scope, object: quotable(object) };
}

/** JSON leaves out what is undefined. */
function rowData({ what, kind, field, before, after, cause, count, objects, lines }: ReviewRow): object {
  return {
    what,
    kind: quotable(kind),
    field: field === '' ? undefined : field,
    before,
    after,
    lines: lines?.length,
    cause: cause && quotable(cause),
    values: count,
    objects: objects.map(({ scope, id, before: old, after: now }) => {
      return { cluster: scope === '' ? undefined : scope, object: quotable(id), file: quotable((now ?? old)?.file ?? '') };
    }),
  };
}
