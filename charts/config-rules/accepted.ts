import type { AcceptedFinding, AcknowledgedRisk } from '../config.ts';
import { at, error, checkForm, type CheckedCluster, type ConfigFinding, type ConfigRule, type Form } from './rule.ts';

/** What is asked of accepted findings and acknowledged risks by themselves. Which of them there are, `validate` and `diff` know. */
export const acceptedRules: readonly ConfigRule[] = [
  {
    id: 'accepted-until',
    summary: 'Findings are accepted, and risks acknowledged, until a day that the calendar has.',
    find: checked => ofEntries(checked, ({ until }, list, i) => checkForm(day, at(list, i, 'until'), until)),
  },
  {
    id: 'accepted-reason',
    summary: 'Who accepts a finding, or acknowledges a risk, says why.',
    find: checked => ofEntries(checked, ({ reason: why }, list, i) => checkForm(reason, at(list, i, 'reason'), why)),
  },
  { id: 'accepted-once', summary: 'No finding is accepted twice, and no risk acknowledged twice.', find: alike },
];

type Entry = AcceptedFinding | AcknowledgedRisk;

/** What is found in the entries of both lists. */
function ofEntries(
  { config: { accepted = [], acknowledged = [] } }: CheckedCluster,
  find: (entry: Entry, list: 'accepted' | 'acknowledged', i: number, entries: readonly Entry[]) => ConfigFinding[],
): ConfigFinding[] {
  return [...accepted.flatMap((entry, i) => find(entry, 'accepted', i, accepted)), ...acknowledged.flatMap((entry, i) => find(entry, 'acknowledged', i, acknowledged))];
}

const day: Form = {
  is: isDay,
  noun: 'day',
  source: 'ISO 8601: year, month and day as 2027-03-31, of a month that has so many',
  instead: "write one such as '2027-03-31'",
  close: nearestDay,
};
const reason: Form = {
  is: /\p{L}{2}/u,
  noun: 'reason',
  source: 'who reads this on the last day has to judge it again',
  instead: "say what makes it bearable, such as 'Gloo has no release without it yet'",
};

function isDay(text: string): boolean {
  const [, year = '', month = '', date = ''] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  return Number(date) >= 1 && Number(date) <= lastDay(Number(year), Number(month));
}

/** The same day with its zeros, or the last one of its month. */
function nearestDay(text: string): string {
  const [, year = '', month = '', date = ''] = /^(\d{4})-(\d\d?)-(\d\d?)$/.exec(text) ?? [];
  const [padded, last] = [month.padStart(2, '0'), lastDay(Number(year), Number(month))];
  return [date.padStart(2, '0'), String(last)].map(close => `${year}-${padded}-${close}`).find(isDay) ?? '';
}

/** How many days a month has; none, when there is no such month. */
function lastDay(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

function alike(checked: CheckedCluster): ConfigFinding[] {
  return ofEntries(checked, (entry, list, i, entries) => {
    const first = entries.findIndex(other => subject(other) === subject(entry));
    if (first === i) return [];
    return [error(at(list, i), {
      wrong: `${subject(entry)} is ${list} in ${list}[${first}] already`,
      source: 'two days for one finding leave open which of them is the last',
      instead: 'remove one of the two',
    })];
  });
}

function subject(entry: Entry): string {
  const name = 'risk' in entry ? entry.risk : entry.rule;
  if ('at' in entry && entry.at !== undefined) return `${name} at ${entry.at}`;
  return entry.object === undefined ? `${name} of every object` : `${name} of ${entry.object}`;
}
