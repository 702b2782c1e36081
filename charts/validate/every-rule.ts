import type { RuleInfo } from '../../lib/findings/finding.ts';
import { groupBy } from '../../lib/group-by.ts';
import { manifestRules } from '../../lib/rules/index.ts';
import { schemaRule } from '../../lib/rules/schema.ts';
import { acceptanceRule } from './accepted.ts';
import { ownRules } from '../config-rules/own.ts';
import { fleetRules, rules } from '../config-rules/index.ts';

/** What is asked of every config before any rule. */
export const loadRule: RuleInfo = { id: 'load', summary: 'A cluster file runs, and has a default export.' };

export const shapeRule: RuleInfo = {
  id: 'shape',
  summary: 'A config has the shape of its type: no unknown key, no wrong type, no field missing.',
};

/** What is asked of every text, and of every object. */
export const leakRule: RuleInfo = {
  id: 'leak',
  summary: 'Nothing that looks like a credential stands in a config or in what comes of it.',
};

/** What is asked of a config, in the order of the ids. Several demands may share one. */
export const configRules: readonly RuleInfo[] = [...groupBy([...rules, ...ownRules, ...fleetRules], ({ id }) => id)]
  .map(([id, demands]) => ({ id, summary: demands.map(({ summary }) => summary).join(' ') }))
  .sort((one, other) => (one.id < other.id ? -1 : 1));

/** All that `validate` can find: what is wrong with a config, which stops `synth`, then with what comes of it. */
export function everyRule(): RuleInfo[] {
  const special = [leakRule, acceptanceRule, schemaRule];
  const known: readonly RuleInfo[] = [loadRule, shapeRule, ...configRules, ...special, ...manifestRules];
  return known.map(({ id, summary, help = `docs/rules.md#${id}` }) => ({ id, summary, help }));
}
