import { counted } from '../findings/fault.ts';
import { quotable } from '../findings/quotable.ts';
import { detailsOf, hasDetails } from './details.ts';
import type { Review, ReviewRow, RiskRow } from './review.ts';
import { changeText, placesText, risksText, sizeText, whereText } from './text.ts';
import { listed } from './words.ts';

/**
 * A review as the comment of a pull request: dangers first, then a row for each change, then what the rows leave out. What is too long for a
 * comment is left out from its end, dangers never, and the last line says what.
 */

/** By this a bot finds its comment again. */
export const marker = '<!-- gitops-review -->';

/** GitHub takes 65,536 characters. */
const mostCharacters = 60_000;

export function reviewMarkdown(review: Review): string {
  const head = [marker, `### ${sizeLine(review)}`, '', `${prose(review.about)}.`, ''];
  const tail = review.unchanged.length > 0 && review.rows.length > 0 ? ['', `Unchanged: ${prose(listed(review.unchanged, 20))}.`] : [];
  const around = length([...head, ...tail]) + 300; // the last line
  const risks = riskLines(review, mostCharacters - around);
  const rows = review.rows.map(rowLine);
  const table = kept(rows, mostCharacters - around - length(risks) - length(tableHead));
  const details = review.rows.slice(0, table.length).flatMap(detailLines);
  const blocks = kept(details, mostCharacters - around - length(risks) - length(tableHead) - length(table));
  const left = [
    ...(details.length > blocks.length ? [counted(details.length - blocks.length, 'block of details').replace('detailss', 'details')] : []),
    ...(rows.length > table.length ? [counted(rows.length - table.length, 'row')] : []),
  ];
  return [
    ...head,
    ...risks,
    ...(table.length > 0 ? [...tableHead, ...table] : []),
    ...(blocks.length > 0 ? ['', ...blocks] : []),
    ...tail,
    ...(left.length > 0 ? ['', `Left out, since a comment has room for no more: ${left.join(' and ')}. npm run diff says all.`] : []),
  ].join('\n');
}

function sizeLine(review: Review): string {
  return review.objects.length === 0 ? 'No difference' : `${prose(sizeText(review))}${prose(risksText(review))}`;
}

const tableHead: readonly string[] = ['#### Changes', '', '| change | where | because of |', '|---|---|---|'];

function rowLine(row: ReviewRow): string {
  const cause = row.cause === undefined ? '' : code(row.cause);
  return `| ${row.what === 'changed' ? '' : `**${row.what}** `}${code(changeText(row))} | ${prose(whereText(row))} | ${cause} |`;
}

function detailLines(row: ReviewRow): string[] {
  const details = detailsOf(row);
  if (!hasDetails(details)) return [];
  const fence = '`'.repeat(Math.max(3, ...[...details.diff, ...details.objects].map(line => longestRun(line) + 1)));
  return [[
    `<details><summary>${code(changeText(row))}</summary>`, '',
    ...(details.diff.length > 0 ? [`${fence}diff`, ...details.diff, fence, ''] : []),
    fence, ...details.objects, fence, '', '</details>',
  ].join('\n')];
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** As it is, or where it takes too much room, with one row for each kind of danger. */
function riskLines(review: Review, room: number): string[] {
  const { risks, acknowledged, faults, notes } = review;
  const entries = [
    ...faults.map(fault => `- **wrong**: ${prose(fault)}`),
    ...acknowledged.map(({ risk: { object, scope, id }, entry: { until, reason } }) => {
      return `- ${code(object)} in ${prose(scope)}, ${code(id)}: acknowledged until ${until}, since ${prose(reason)}`;
    }),
    ...notes.map(note => `- ${prose(note)}`),
  ];
  const some = kept(entries, room / 4);
  const block = faults.length > 0 ? some : ['<details><summary>Acknowledged</summary>', '', ...some, '', '</details>'];
  const known = entries.length === 0 ? [] : ['', ...block];
  if (risks.length === 0) return [...(known.length > 0 ? [...known.slice(1), ''] : [])];
  const head = ['#### Dangers', '', '| | what will happen | how to do it safely |', '|---|---|---|'];
  const all = [...head, ...risks.map(riskLine), ...known, ''];
  if (length(all) <= room) return all;
  const ids = [...new Set(risks.map(({ severity, id }) => `${severity} ${id}`))];
  return [...head, ...ids.map(id => briefRiskLine(risks.filter(risk => `${risk.severity} ${risk.id}` === id))), ...known, ''];
}

function riskLine(risk: RiskRow): string {
  return `| **${risk.severity}** ${code(risk.id)}<br>${code(placesText(risk))} | ${prose(risk.happens)} | ${prose(risk.safely)} |`;
}

function briefRiskLine(risks: readonly RiskRow[]): string {
  const [first] = risks;
  const places = risks.flatMap(risk => risk.places);
  return first === undefined ? '' : riskLine({ ...first, happens: `${first.happens} The same ${counted(places.length, 'time')}.`, places: places.slice(0, 5) });
}

/** The first lines that have room. */
function kept(lines: readonly string[], room: number): readonly string[] {
  let left = room;
  const end = lines.findIndex(line => (left -= line.length + 1) < 0);
  return end < 0 ? lines : lines.slice(0, end);
}

function length(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

function code(text: string): string {
  return `<code>${prose(text)}</code>`;
}

/** A text that is nothing but text to Markdown: no table, no HTML, no link, no mention of a person or an issue. */
function prose(text: string): string {
  return quotable(text)
    .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
    .replace(/[|`*\\~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|\](?=[([])/g, character => `&#${character.charCodeAt(0)};`)
    .replace(/:(?=\/\/)/g, '&#58;').replace(/\bwww\./gi, 'www&#46;').replace(/\bGH-(?=\d)/gi, 'GH&#45;')
    .replace(/(?<!&)[@#](?!\d+;)/g, character => `${character}&#8203;`).replace(/(?<!&)#(?=\d+;)/g, '#&#8203;'); // nothing that one sees
}
