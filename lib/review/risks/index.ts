import { automationRisks } from './automation.ts';
import { dnsRisks } from './dns-tls.ts';
import { exposureRisks } from './exposure.ts';
import { immutableRisks } from './immutable.ts';
import { nodeRisks } from './nodes.ts';
import { permissionRisks } from './permissions.ts';
import { pruneRisks } from './prune.ts';
import { releaseRisks } from './releases.ts';
import { removalRisks } from './removal.ts';
import { scaleRisks } from './scale.ts';
import { secretRisks } from './secrets.ts';
import type { Risk, RiskRule, ScopeChange } from './risk.ts';

/** What is dangerous in any manifests. */
export const manifestRisks: readonly RiskRule[] = [
  ...removalRisks, ...releaseRisks, ...immutableRisks, ...pruneRisks, ...dnsRisks, ...secretRisks, ...permissionRisks, ...nodeRisks,
  ...exposureRisks, ...automationRisks, ...scaleRisks,
];

/** By cluster, in the order of its rules. */
export function risksOf(changes: readonly ScopeChange[], rulesFor: (change: ScopeChange) => readonly RiskRule[]): Risk[] {
  return changes.flatMap(change => rulesFor(change).flatMap(({ id, find }) => find(change, changes).map(found => ({ id, scope: change.scope, ...found }))));
}
