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
  /** Whether all clusters were looked at. Of some alone, nobody knows whether one collides with another. */
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
    faultsOf(entry, said, acceptance).map(fault => ({ rule: acceptanceRule.id, ...fault, source: at(['accepted', i]) })));
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

type Fault = Pick<Finding, 'severity' | 'message'>;

function faultsOf(entry: AcceptedFinding, said: readonly Said[], acceptance: Acceptance): Fault[] {
  const names = renamed.get(entry.rule)?.map(name => `'${name}'`);
  const old: Fault[] = names ? [{ severity: 'warning', message: `'${entry.rule}' is called ${listed(names, 'or')} now; write that.` }] : [];
  const faults = underEachName(entry).map(each => faultOf(each, said, acceptance));
  const [first] = faults;
  return first && faults.every(fault => fault !== undefined) ? [...old, first] : old;
}

function faultOf(entry: AcceptedFinding, said: readonly Said[], { today, isWhole }: Acceptance): Fault | undefined {
  const { rule, object, until } = entry;
  if (retired.has(rule)) return { severity: 'warning', message: `rule ${rule} is gone since 0.2.0 (CHANGELOG.md); remove this entry.` };
  if (!acceptable.has(rule)) return { severity: 'error', message: whyNot(rule) };
  if (isOver(entry, today)) {
    const instead = 'mend it and remove this entry, or say until when it is bearable';
    return { severity: 'error', message: `${rule} was accepted until ${until} (today is ${today}); ${instead}.` };
  }
  if (!isWhole || said.some(one => matches(entry, one))) return undefined;
  const where = object === undefined ? '' : ` in ${object}`;
  return { severity: 'warning', message: `there is no finding of ${rule}${where} (it was mended, or never there); remove this entry.` };
}

const acceptable: ReadonlySet<string> = new Set(manifestRules.map(({ id }) => id));

const ofConfigs: readonly string[] = ['load', 'shape', ...[...rules, ...fleetRules].map(({ id }) => id)];

/** Why the findings of other rules cannot be accepted, and what to do about them. */
const reasons: ReadonlyMap<string, string> = new Map([
  ...ofConfigs.map(id => [id, '(what is wrong with a config stops synth); mend it'] as const),
  ['leak', '(whoever can read the repository has the credential); revoke it'],
  ['schema', '(what a schema refuses, a cluster refuses, too); mend it, or describe its kind by --schemas'],
  [acceptanceRule.id, '(it keeps this list short); mend it'],
]);

function whyNot(rule: string): string {
  const reason = reasons.get(rule);
  if (reason !== undefined) return `${rule} is not to be accepted ${reason}, and remove this entry.`;
  const meant = nearest(rule, acceptable);
  const instead = meant === undefined ? 'write the word in brackets behind the finding.' : `did you mean '${meant}'?`;
  return `there is no rule '${rule}' (docs/rules.md has all of them); ${instead}`;
}
