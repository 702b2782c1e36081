import type { Fault } from '../../lib/findings/fault.ts';
import type { Finding, RuleInfo, Severity } from '../../lib/findings/finding.ts';
import type { AcceptedFinding, AcknowledgedRisk } from '../config.ts';
import type { CheckedFleet } from '../config-rules/fleet.ts';
import { fleetRules, rules, toFinding } from '../config-rules/index.ts';
import { at, enumerate } from '../config-rules/rule.ts';
import { renamed } from './renamed.ts';

/** What is asked of the list of accepted findings, beside its form (`charts/config-rules/accepted.ts`). */
export const acceptanceRule: RuleInfo = {
  id: 'accepted',
  summary: 'What a config accepts is a finding that can be, until a day that is not over, and one that there is. The day of a risk that it acknowledges is not over either.',
};

/** What one cluster file accepts. */
export interface Acceptance {
  readonly accepted: readonly AcceptedFinding[];
  /** The day: `2027-03-31`. */
  readonly today: string;
  /** Ids of the rules whose every finding is known. With some clusters alone it is unknown whether one collides with another. */
  readonly judged: ReadonlySet<string>;
}

/** A rule's word on an object of the output, or on a place of the config. */
export interface Said {
  readonly rule: string;
  readonly severity: Severity;
  readonly object?: string;
  /** Undefined for what is said of the output. */
  readonly at?: string;
}

/** What is wrong with an entry, by its index in the list. */
export interface EntryFault {
  readonly entry: number;
  readonly severity: 'error' | 'warning';
  readonly fault: Fault;
}

/**
 * What is said of a cluster without what its config accepts, and the faults of that list: entries that are over, that accept an error of
 * the config, since nothing comes of that, or that match nothing.
 */
export function withoutAccepted<S extends Said>(said: readonly S[], acceptance: Acceptance): { left: S[]; faults: EntryFault[] } {
  const { accepted, today } = acceptance;
  const inForce = accepted.filter(entry => !isOver(entry, today));
  return {
    left: said.filter(one => !isAcceptable(one) || !inForce.some(entry => matches(entry, one))),
    faults: accepted.flatMap((entry, i) => {
      const fault = faultOf(entry, said.filter(one => matches(entry, one)), acceptance);
      return fault ? [{ entry: i, ...fault }] : [];
    }),
  };
}

/**
 * What is wrong with each cluster file, less the warnings that it accepts. Of an entry about the output only the day is judged, since
 * `validate` alone looks there, and no entry is more than a warning: no day stops `synth`.
 */
export function openProblems({ checked, problems }: CheckedFleet, today: string): ReadonlyMap<string, readonly Finding[]> {
  const judged = judgedRules([...problems.keys()].every(file => checked.has(file)));
  return new Map([...new Set([...problems.keys(), ...checked.keys()])].map(file => {
    const said = (problems.get(file) ?? []).map(finding => ({ ...finding, finding, at: finding.source?.path ?? '' }));
    const { left, faults } = withoutAccepted(said, { accepted: checked.get(file)?.config.accepted ?? [], today, judged });
    const ofEntries = [
      ...faults.map(({ entry, fault }) => ({ path: at('accepted', entry), fault })),
      ...overdue(checked.get(file)?.config.acknowledged, today).map(({ entry, fault }) => ({ path: at('acknowledged', entry), fault })),
    ];
    return [file, [...left.map(({ finding }) => finding), ...ofEntries.map(found => toFinding(acceptanceRule.id, file, { severity: 'warning', ...found }))]];
  }));
}

/** Acknowledged risks whose day is over, by their index. Whether there is such a risk, `diff` alone knows. */
export function overdue(acknowledged: readonly AcknowledgedRisk[] = [], today: string): EntryFault[] {
  return acknowledged.flatMap(({ risk, object, until }, entry) => {
    if (until >= today) return [];
    const fault = { wrong: `${risk} of ${object} was acknowledged until ${until}`, source: `today is ${today}`, instead: 'remove this entry' };
    return [{ entry, severity: 'error', fault }];
  });
}

/** Ids of the rules of configs whose every finding is known: some find nothing beside a config that cannot be read. */
export function judgedRules(isReadable: boolean): ReadonlySet<string> {
  return new Set([...rules, ...(isReadable ? fleetRules : [])].map(({ id }) => id));
}

/** A cluster refuses what its schema does, a leak is one until it is revoked, and this list stays short. */
const unacceptable: ReadonlySet<string> = new Set(['load', 'shape', 'schema', 'leak', acceptanceRule.id]);

function isAcceptable({ rule, severity, at: place }: Said): boolean {
  return !unacceptable.has(rule) && (place === undefined || severity !== 'error');
}

/** An entry that uses an old id is one for each rule that it has become. */
export function namesOf({ rule }: AcceptedFinding): readonly string[] {
  return renamed.get(rule) ?? [rule];
}

function matches(entry: AcceptedFinding, said: Said): boolean {
  return namesOf(entry).includes(said.rule)
    && (entry.object === undefined || said.object === entry.object)
    && (entry.at === undefined || said.at === entry.at);
}

/** The last day is still one. */
function isOver({ until }: AcceptedFinding, today: string): boolean {
  return until < today;
}

function faultOf(entry: AcceptedFinding, matched: readonly Said[], { today, judged }: Acceptance): Omit<EntryFault, 'entry'> | undefined {
  const { object, at: place, until } = entry;
  const rule = enumerate(namesOf(entry), 'or');
  if (isOver(entry, today)) {
    const instead = 'mend it and remove this entry, or say until when it is bearable';
    return { severity: 'error', fault: { wrong: `${rule} was accepted until ${until}`, source: `today is ${today}`, instead } };
  }
  if (matched.some(isAcceptable)) return undefined;
  if (matched.length > 0) {
    const instead = 'mend it, and remove this entry';
    return { severity: 'error', fault: { wrong: `this finding of ${rule} is an error and not to be accepted`, source: 'it stops synth', instead } };
  }
  if (!namesOf(entry).every(name => judged.has(name))) return undefined;
  const where = `${object === undefined ? '' : ` in ${object}`}${place === undefined ? '' : ` at ${place}`}`;
  const fault = { wrong: `there is no finding of ${rule}${where}`, source: 'it was mended, or never there', instead: 'remove this entry' };
  return { severity: 'warning', fault };
}
