import { counted } from '../findings/fault.ts';
import { quotable } from '../findings/quotable.ts';
import type { Row } from './fold.ts';
import type { Acknowledged } from './acknowledged.ts';
import type { Review, ReviewRow, RiskRow } from './review.ts';
import { listed, objectsText } from './words.ts';

/** A review for a terminal: dangers first, then a line for each row. */
export function reviewText(review: Review): string {
  const risks = review.risks.flatMap(risk => [
    `${risk.severity.padEnd(8)} ${placesText(risk)} [${risk.id}]`, `         ${quotable(risk.happens)}`, `         → ${quotable(risk.safely)}`,
  ]);
  const acknowledged = review.acknowledged.map(acknowledgedText);
  const faults = [...review.faults.map(fault => `wrong    ${quotable(fault)}`), ...review.notes.map(note => `note     ${quotable(note)}`)];
  const rows = review.rows.map(row => `${row.what.padEnd(8)} ${[changeText(row), inText(row), causeText(row)].filter(text => text !== '').join('  ')}`);
  const unchanged = review.unchanged.length > 0 ? [`unchanged: ${listed(review.unchanged.map(quotable), 20)}`] : [];
  return [headline(review), ...risks, ...acknowledged, ...faults, ...rows, ...unchanged].join('\n');
}

/** `2 clusters, 14 objects against main: 2 added, 11 changed, 1 removed` */
export function headline(review: Review): string {
  const { objects, about } = review;
  if (objects.length === 0) return `no difference: ${quotable(about)}`;
  return `${sizeText(review)}${risksText(review)} (${quotable(about)})`;
}

export function sizeText({ changed, objects, counts, scripts }: Review): string {
  const parts = Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : []));
  const number = counted(objects.length - scripts, 'object');
  const rest = scripts > 0 ? [`${scripts} ${scripts === 1 ? 'script or page' : 'scripts and pages'}`] : [];
  return [`${counted(changed.length, 'cluster')}, ${[number, ...(parts.length > 0 ? [parts.join(', ')] : [])].join(': ')}`, ...rest].join('; ');
}

/** `; 1 high risk, 2 medium` */
export function risksText({ risks }: Review): string {
  const [high = 0, medium = 0] = (['high', 'medium'] as const).map(severity => risks.filter(risk => risk.severity === severity).length);
  const parts = [...(high > 0 ? [`${high} high`] : []), ...(medium > 0 ? [`${medium} medium`] : [])];
  return parts.length === 0 ? '' : `; ${parts.join(' and ')} ${high + medium === 1 ? 'risk' : 'risks'}`;
}

/** `HelmRelease/qa2/tidepool in a, b` */
export function placesText({ places }: RiskRow): string {
  const scopes = [...new Set(places.filter(({ scope, object }) => object !== `Cluster/${scope}`).map(({ scope }) => scope))];
  return `${objectsText(places.map(({ object }) => object))}${scopes.length > 0 ? ` in ${listed(scopes.map(quotable), 8)}` : ''}`;
}

function acknowledgedText({ risk, entry }: Acknowledged): string {
  return `known    ${quotable(`${risk.object} in ${risk.scope}: ${risk.id}, until ${entry.until}: ${entry.reason}`)}`;
}

/** What is different, without where. */
export function changeText(row: Row): string {
  const ids = row.title === undefined ? objectsText(row.objects.map(({ id }) => id)) : quotable(row.title);
  if (row.what === 'image') return `${ids}  ${counted(row.count, 'tag')} that Flux moves`;
  if (row.lines?.length === 0) return ids;
  if (row.field === '' && row.what !== 'changed') return row.what === 'moved' ? `${ids}  ${row.before} → ${row.after}` : ids;
  return `${ids}  ${row.field}${row.field === '' ? '' : ': '}${valuesText(row)}`;
}

/** `false → true`, `(none) → 3`, `2 lines differ` */
function valuesText({ lines, before, after, sample }: Row): string {
  if (lines && lines.length > 0) return `${counted(lines.length, 'line')} ${lines.length === 1 ? 'differs' : 'differ'}`;
  if (sample.field?.kind === 'moved') return `at [${before}] → at [${after}]`;
  return `${before ?? '(none)'} → ${after ?? '(none)'}`;
}

/** `qa1, prd: 11 objects` */
export function whereText({ objects, count, diff }: Row): string {
  const scopes = [...new Set(objects.map(({ scope }) => scope))].filter(scope => scope !== '').map(quotable);
  const values = count > objects.length ? `, ${counted(count, 'value')}` : '';
  const number = objects.length > 1 || values !== '' ? `: ${counted(objects.length, diff ? 'file' : 'object')}${values}` : '';
  return scopes.length > 0 ? `${listed(scopes, 8)}${number}` : number.replace(/^: /, '');
}

function inText(row: Row): string {
  const where = whereText(row);
  return row.objects.some(({ scope }) => scope !== '') ? `in ${where}` : where;
}

function causeText({ cause }: ReviewRow): string {
  return cause === undefined ? '' : `by ${quotable(cause)}`;
}
