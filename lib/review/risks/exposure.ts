import { placeText } from '../../manifests/differences.ts';
import { valueAt } from '../../manifests/manifest.ts';
import type { FieldChange } from '../changes.ts';
import { leavesOf } from '../fold.ts';
import { valueText } from '../words.ts';
import { editedOf, keysOf, objectsOf, type FoundRisk, type RiskRule } from './risk.ts';

/** What the outside can reach, and how. */

const open = ['LoadBalancer', 'NodePort'];

/** Whether a change lets others in who could not come in before. */
function opens(field: FieldChange, kind: string): boolean {
  const { kind: how, before, after } = field;
  const keys = keysOf(field);
  const [key = '', around = ''] = [keys.at(-1), keys.at(-2)];
  if (key === 'type' && (kind === 'Service' || /service/i.test(around))) return open.includes(String(after)) && !open.includes(String(before));
  if (/load-balancer-internal$/.test(key)) return how === 'removed' || after === 'false' || after === false;
  if (/load-balancer-scheme$|^scheme$/.test(key)) return after === 'internet-facing' || (how === 'removed' && before === 'internal');
  if (/^(loadBalancerSourceRanges|publicAccessCIDRs|sourceRanges)$/.test(key)) {
    return (how === 'removed' && typeof field.path.at(-1) === 'string') || [after].flat().includes('0.0.0.0/0');
  }
  if (key === 'publicAccess' || (around === 'ssh' && key === 'allow')) return after === true;
  if (key === 'privateNetworking') return before === true;
  return key === 'hostNetwork' && after === true;
}

const exposed: RiskRule = {
  id: 'exposed',
  summary: 'Something can be reached from outside that could not.',
  find: change => editedOf(change).flatMap(object => {
    return object.fields.flatMap(leavesOf).filter(field => opens(field, object.after.kind)).map(field => ({ ...object, field }));
  }).map(({ id, field }): FoundRisk => ({
    severity: 'high',
    object: id,
    happens: `${changed(field)}: it can be reached by more than before.`,
    safely: 'See that it asks who calls it, and limit who may come in: loadBalancerSourceRanges, security groups, an internal load balancer.',
  })),
};

/** What lets the outside in by being there. */
const ways: ReadonlySet<string> = new Set(['Gateway', 'HTTPRoute', 'Ingress', 'VirtualService']);

const wayIn: RiskRule = {
  id: 'way-in',
  summary: 'There is a new way in from outside.',
  find: change => objectsOf(change).filter(({ before, after }) => {
    if (before !== undefined || after === undefined) return false;
    return ways.has(after.kind) || (after.kind === 'Service' && open.includes(String(valueAt(after, ['spec', 'type']))));
  }).map(({ id }): FoundRisk => ({
    severity: 'medium',
    object: id,
    happens: 'Whoever finds it can call it.',
    safely: 'See that it asks who calls it, speaks https, and is meant for the whole internet.',
  })),
};

/** Whether a change lets traffic go in the clear that was encrypted. */
function uncovers(field: FieldChange): boolean {
  const { before, after } = field;
  const keys = keysOf(field);
  const [key = '', around = ''] = [keys.at(-1), keys.at(-2)];
  if (/^(protocol|scheme)$/i.test(key) && String(before).toLowerCase() === 'https') return String(after).toLowerCase() !== 'https';
  if (/^(https|tls|ssl)$/i.test(around) && key === 'enabled') return before === true && after !== true;
  if (around === 'http' && key === 'enabled') return before === false && after === true;
  if (/^(redirect|httpsRedirect|sslRedirect|requireSSL|requireTLS)$/i.test(key)) return String(before) === 'true' && String(after ?? 'false') !== 'true';
  if (key === 'tls' && Array.isArray(before)) return field.kind === 'removed' || (Array.isArray(after) && after.length === 0);
  return /^https:/.test(String(before)) && /^http:/.test(String(after));
}

const cleartext: RiskRule = {
  id: 'cleartext',
  summary: 'What went by https goes by http, or http is served as well.',
  find: change => editedOf(change).flatMap(({ id, fields }) => fields.flatMap(leavesOf).filter(uncovers).map((field): FoundRisk => ({
    severity: 'high',
    object: id,
    happens: `${changed(field)}: passwords and data travel where others can read them.`,
    safely: 'Keep https. Where its certificate is what fails, mend that.',
  }))),
};

function changed({ path, before, after }: FieldChange): string {
  return `${placeText(path)} ${before === undefined ? '(none)' : valueText(before)} → ${after === undefined ? '(none)' : valueText(after)}`;
}

export const exposureRisks: readonly RiskRule[] = [exposed, wayIn, cleartext];
