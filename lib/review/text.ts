import { quotable } from '../findings/quotable.ts';
import type { Row } from './fold.ts';
import type { Review, ReviewRow } from './review.ts';
import { counted, listed, objectsText } from './words.ts';

/** A review for a terminal: a line for each row. */
export function reviewText(review: Review): string {
  const rows = review.rows.map(row => `${row.what.padEnd(8)} ${[changeText(row), whereText(row), causeText(row)].filter(text => text !== '').join('  ')}`);
  const unchanged = review.unchanged.length > 0 ? [`unchanged: ${listed(review.unchanged.map(quotable), 20)}`] : [];
  return [headline(review), ...rows, ...unchanged].join('\n');
}

/** `2 clusters, 14 objects against main: 2 added, 11 changed, 1 removed` */
export function headline({ changed, objects, counts, about }: Review): string {
  if (objects.length === 0) return `no difference: ${quotable(about)}`;
  const parts = Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : []));
  return `${counted(changed.length, 'cluster')}, ${counted(objects.length, 'object')}: ${parts.join(', ')} (${quotable(about)})`;
}

/** What is different, without where. */
export function changeText(row: Row): string {
  const ids = objectsText(row.objects.map(({ id }) => id));
  if (row.what === 'image') return `${ids}  ${counted(row.count, 'tag')} that Flux moves`;
  if (row.field === '' && row.what !== 'changed') return row.what === 'moved' ? `${ids}  ${row.before} → ${row.after}` : ids;
  return `${ids}  ${row.field}${row.field === '' ? '' : ': '}${valuesText(row)}`;
}

/** `false → true`, `(none) → 3`, `2 lines differ` */
export function valuesText({ lines, before, after, sample }: Row): string {
  if (lines && lines.length > 0) return `${counted(lines.length, 'line')} ${lines.length === 1 ? 'differs' : 'differ'}`;
  if (sample.field?.kind === 'moved') return `at [${before}] → at [${after}]`;
  return `${before ?? '(none)'} → ${after ?? '(none)'}`;
}

/** `in qa1, prd: 11 objects` */
export function whereText({ objects, count }: Row): string {
  const scopes = [...new Set(objects.map(({ scope }) => scope))].filter(scope => scope !== '').map(quotable);
  const values = count > objects.length ? `, ${counted(count, 'value')}` : '';
  const number = objects.length > 1 || values !== '' ? `: ${counted(objects.length, 'object')}${values}` : '';
  return scopes.length > 0 ? `in ${listed(scopes, 8)}${number}` : number.replace(/^: /, '');
}

function causeText({ cause }: ReviewRow): string {
  return cause === undefined ? '' : `by ${quotable(cause)}`;
}
