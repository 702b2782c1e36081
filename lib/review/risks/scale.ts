import { placeText } from '../../manifests/differences.ts';
import type { FieldChange } from '../changes.ts';
import { leavesOf } from '../fold.ts';
import { valueText } from '../words.ts';
import { editedOf, keysOf, type FoundRisk, type RiskRule } from './risk.ts';

/** What runs no longer, or without anything to run on. */

function isStopped(field: FieldChange): boolean {
  const keys = keysOf(field);
  const key = keys.at(-1) ?? '';
  const isZero = Number.parseFloat(String(field.after)) === 0 && Number.parseFloat(String(field.before)) > 0;
  if (/^(replicas|replicaCount|minReplicas|maxReplicas|desiredCapacity|maxSize)$/.test(key)) return isZero;
  return isZero && keys.some(name => name === 'limits' || name === 'requests');
}

const scaledToZero: RiskRule = {
  id: 'scaled-to-zero',
  summary: 'Replicas, nodes or resources go to zero.',
  find: change => editedOf(change).flatMap(({ id, fields }) => fields.flatMap(leavesOf).filter(isStopped).map((field): FoundRisk => ({
    severity: 'high',
    object: id,
    happens: `${placeText(field.path)} ${valueText(field.before)} → ${valueText(field.after)}: it runs no longer, or gets nothing to run on.`,
    safely: 'See that nobody uses it, or keep one. An autoscaler does not bring back what is at zero.',
  }))),
};

export const scaleRisks: readonly RiskRule[] = [scaledToZero];
