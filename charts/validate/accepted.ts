import type { Fault } from '../../lib/findings/fault.ts';
import type { Finding, RuleInfo, SourceLocation } from '../../lib/findings/finding.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { manifestRules } from '../../lib/rules/index.ts';
import type { AcceptedFinding } from '../config.ts';
import { fleetRules, rules } from '../config-rules/index.ts';
import { listed, type Place } from '../config-rules/rule.ts';
import { renamed, retired } from './renamed.ts';

/** What is asked of the list of accepted findings, beside its form (`charts/config-rules/accepted.ts`). */
export const acceptanceRule: RuleInfo = {
  id: 'accepted',
  summary: 'What a config accepts is a finding that can be, until a day that is not over, and one that there is.',
};

/** What one cluster file accepts. */
export interface Acceptance {
  readonly accepted: readonly AcceptedFinding[];
  /** The day: `2027-03-31`. */
  readonly today: string;
  /** Whether all clusters were checked. With some alone it is unknown whether one collides with another. */
  readonly isWhole: boolean;
  /** Where a place of the config is written. */
  readonly at: (place: Place) => SourceLocation;
}

/** A rule's word on an object, wherever that is. */
type Said = Pick<Finding, 'rule' | 'object'>;

/**
 * What is said of a cluster without what its config accepts, and the faults of that list: entries that cannot accept anything, that are
 * over, or that match nothing. What rules find in manifests can be accepted. Not so what a schema refuses, since a cluster refuses it,
 * too; a kind without a schema, which `--schemas` can describe; a leak, since it is one until it is revoked; and what is wrong with a
 * config, since nothing comes of it.
 */
export function withoutAccepted<S extends Said>(said: readonly S[], acceptance: Acceptance): { left: S[]; faults: Finding[] } {
  const { accepted, today, at } = acceptance;
  const inForce = accepted.flatMap(underEachName).filter(entry => acceptable.has(entry.rule) && !isOver(entry, today));
  const left = said.filter(one => !inForce.some(entry => matches(entry, one)));
  const faults = accepted.flatMap((entry, i) =>
    refusalsOf(entry, said, acceptance).map(refusal => ({ rule: acceptanceRule.id, ...refusal, source: at(['accepted', i]) })));
  return { left, faults };
}

/** An entry that uses an old id is one for each rule that it has become. */
function underEachName(entry: AcceptedFinding): AcceptedFinding[] {
  return (renamed.get(entry.rule) ?? [entry.rule]).map(rule => ({ ...entry, rule }));
}

function matches({ rule, object }: AcceptedFinding, said: Said): boolean {
  return said.rule === rule && (object === undefined || said.object === object);
}

/** The last day is still one. */
function isOver({ until }: AcceptedFinding, today: string): boolean {
  return until < today;
}

type Refusal = Pick<Finding, 'severity' | 'fault'>;

function refusalsOf(entry: AcceptedFinding, said: readonly Said[], acceptance: Acceptance): Refusal[] {
  const names = renamed.get(entry.rule)?.map(name => `'${name}'`);
  const old: Refusal[] = names ? [warning({ wrong: `'${entry.rule}' is called ${listed(names, 'or')} now`, instead: 'write that' })] : [];
  const refusals = underEachName(entry).map(each => refusalOf(each, said, acceptance));
  const [first] = refusals;
  return first && refusals.every(refusal => refusal !== undefined) ? [...old, first] : old;
}

function refusalOf(entry: AcceptedFinding, said: readonly Said[], { today, isWhole }: Acceptance): Refusal | undefined {
  const { rule, object, until } = entry;
  if (retired.has(rule)) return warning({ wrong: `rule ${rule} is gone since 0.2.0`, source: 'CHANGELOG.md', instead: 'remove this entry' });
  if (!acceptable.has(rule)) return { severity: 'error', fault: whyNot(rule) };
  if (isOver(entry, today)) {
    const instead = 'mend it and remove this entry, or say until when it is bearable';
    return { severity: 'error', fault: { wrong: `${rule} was accepted until ${until}`, source: `today is ${today}`, instead } };
  }
  if (!isWhole || said.some(one => matches(entry, one))) return undefined;
  const where = object === undefined ? '' : ` in ${object}`;
  return warning({ wrong: `there is no finding of ${rule}${where}`, source: 'it was mended, or never there', instead: 'remove this entry' });
}

function warning(fault: Fault): Refusal {
  return { severity: 'warning', fault };
}

const acceptable: ReadonlySet<string> = new Set(manifestRules.map(({ id }) => id));

const ofConfigs: readonly string[] = ['load', 'shape', ...[...rules, ...fleetRules].map(({ id }) => id)];

/** Why the findings of other rules cannot be accepted, and what to do about them. */
const reasons: ReadonlyMap<string, Required<Omit<Fault, 'wrong'>>> = new Map([
  ...ofConfigs.map(id => [id, { source: 'what is wrong with a config stops synth', instead: 'mend it' }] as const),
  ['leak', { source: 'every reader of the repository has the credential', instead: 'revoke it' }],
  ['schema', { source: 'what a schema refuses, a cluster refuses, too', instead: 'mend it, or describe its kind by --schemas' }],
  [acceptanceRule.id, { source: 'it keeps this list short', instead: 'mend it' }],
]);

function whyNot(rule: string): Fault {
  const reason = reasons.get(rule);
  if (reason) return { wrong: `${rule} is not to be accepted`, source: reason.source, instead: `${reason.instead}, and remove this entry` };
  const meant = nearest(rule, acceptable);
  const instead = meant === undefined ? 'write the word in brackets behind the finding' : `did you mean '${meant}'?`;
  return { wrong: `there is no rule '${rule}'`, source: 'docs/rules.md has all of them', instead };
}
