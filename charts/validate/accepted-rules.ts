import type { Fault } from '../../lib/findings/fault.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { manifestRules } from '../../lib/rules/index.ts';
import type { AcceptedFinding } from '../config.ts';
import { fleetRules, rules } from '../config-rules/index.ts';
import { enumerate } from '../config-rules/rule.ts';
import { acceptanceRule, namesOf, withoutAccepted, type Acceptance, type EntryFault, type Said } from './accepted.ts';
import { renamed, retired } from './renamed.ts';

/** As `withoutAccepted`, and the faults of entries by their rule: it is called otherwise, is gone, or was never there to be accepted. */
export function withoutAcceptedRules<S extends Said>(said: readonly S[], acceptance: Acceptance): { left: S[]; faults: EntryFault[] } {
  const { left, faults } = withoutAccepted(said, acceptance);
  const ofRules = acceptance.accepted.flatMap((entry, i) => {
    const fault = ruleFault(entry);
    return fault ? [{ entry: i, ...fault }] : [];
  });
  const unknown = new Set(ofRules.filter(({ entry }) => !renamed.has(acceptance.accepted[entry]?.rule ?? '')).map(({ entry }) => entry));
  return { left, faults: [...ofRules, ...faults.filter(({ entry }) => !unknown.has(entry))] };
}

function ruleFault(entry: AcceptedFinding): Omit<EntryFault, 'entry'> | undefined {
  const { rule } = entry;
  if (renamed.has(rule)) {
    const names = namesOf(entry).map(name => `'${name}'`);
    return { severity: 'warning', fault: { wrong: `'${rule}' is called ${enumerate(names, 'or')} now`, instead: 'write that' } };
  }
  if (retired.has(rule)) {
    return { severity: 'warning', fault: { wrong: `rule ${rule} is gone since 0.2.0`, source: 'CHANGELOG.md', instead: 'remove this entry' } };
  }
  return acceptable.has(rule) ? undefined : { severity: 'error', fault: whyNot(rule) };
}

const acceptable: ReadonlySet<string> = new Set([...rules, ...fleetRules, ...manifestRules].map(({ id }) => id));

/** Why the findings of other rules cannot be accepted, and what to do about them. */
const reasons: ReadonlyMap<string, Required<Omit<Fault, 'wrong'>>> = new Map([
  ...['load', 'shape'].map(id => [id, { source: 'what is wrong with a config stops synth', instead: 'mend it' }] as const),
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
