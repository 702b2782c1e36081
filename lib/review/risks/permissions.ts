import { counted } from '../../findings/fault.ts';
import { groupBy } from '../../group-by.ts';
import { placeText } from '../../manifests/differences.ts';
import { isRecord, valueAt, type Manifest } from '../../manifests/manifest.ts';
import { listed } from '../words.ts';
import { editedOf, keysOf, type FoundRisk, type RiskRule } from './risk.ts';

/** Who may do more than before: IAM statement by statement, roles of Kubernetes rule by rule. */

/** One thing that is allowed. `about` is whatever else has to be the same: conditions, principals. */
interface Grant {
  readonly action: string;
  readonly on: string;
  readonly about: string;
}

/** The policies of an object, by where they stand: an item of a list by its name. */
function policiesIn(value: unknown, path = ''): Map<string, unknown[]> {
  if (typeof value === 'string' && /"Statement"/.test(value)) return policiesIn(parsed(value), path);
  if (Array.isArray(value)) return new Map(value.flatMap((item, i) => [...policiesIn(item, `${path}[${nameOf(item) ?? i}]`)]));
  if (!isRecord(value)) return new Map();
  const statements = value['Statement'];
  if (statements !== undefined) return new Map([[path, [statements].flat()]]);
  return new Map(Object.entries(value).flatMap(([key, child]) => [...policiesIn(child, `${path}.${key}`)]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function nameOf(item: unknown): string | undefined {
  const [name, namespace] = [valueAt(item, ['metadata', 'name']) ?? valueAt(item, ['name']), valueAt(item, ['metadata', 'namespace'])];
  return typeof name === 'string' ? `${typeof namespace === 'string' ? `${namespace}/` : ''}${name}` : undefined;
}

function grantsIn(statements: readonly unknown[], effect: 'Allow' | 'Deny'): Grant[] {
  const own = statements.filter(isRecord).filter(statement => statement['Effect'] === effect);
  return own.flatMap(({ Action = '*', Resource = '*', Effect: _, Sid: __, ...rest }) => {
    return texts(Action).flatMap(action => texts(Resource).map(on => ({ action, on, about: JSON.stringify(rest) })));
  });
}

function texts(value: unknown): string[] {
  return [value].flat().map(String);
}

/** What is allowed now and was not before, or what is denied no longer. */
function widened(before: readonly unknown[], after: readonly unknown[]): Grant[] {
  const added = (old: readonly Grant[], now: readonly Grant[]) => now.filter(grant => !old.some(other => covers(other, grant)));
  return [...added(grantsIn(before, 'Allow'), grantsIn(after, 'Allow')), ...added(grantsIn(after, 'Deny'), grantsIn(before, 'Deny'))];
}

/** Whether one grant holds all of another. A grant without conditions holds those with some. */
function covers(one: Grant, other: Grant): boolean {
  return (one.about === '{}' || one.about === other.about) && matches(one.action.toLowerCase(), other.action.toLowerCase()) && matches(one.on, other.on);
}

function matches(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern.replace(/[\\^$.+()[\]{}|]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
}

const iamWidened: RiskRule = {
  id: 'iam-widened',
  summary: 'A policy of IAM allows more than before.',
  find: change => editedOf(change).flatMap(({ id, before, after }) => {
    const old = policiesIn(before);
    const more = [...policiesIn(after)].flatMap(([place, statements]) => {
      const grants = old.has(place) ? widened(old.get(place) ?? [], statements) : [];
      return grants.length > 0 ? [{ place: place.replace(/^\./, ''), grants, text: listed(grants.map(({ action, on }) => `${action} on ${on}`), 4) }] : [];
    });
    return [...groupBy(more, ({ text }) => text)].map(([text, policies]): FoundRisk => {
      const isWide = policies.some(({ grants }) => grants.some(({ action, on }) => /\*$/.test(action) || on === '*'));
      return {
        severity: isWide ? 'high' : 'medium',
        object: id,
        happens: `Allows ${text} as well, in ${listed(policies.map(({ place }) => place), 4)}.`,
        safely: isWide
          ? 'Name the actions and the resources that are needed, instead of *.'
          : 'See that what runs under it needs each of them. eksctl changes a role only when it is asked to: eksctl update iamserviceaccount.',
      };
    });
  }),
};

/** Of eksctl: policies of AWS by their name, and shorthands for some. */
const iamAttached: RiskRule = {
  id: 'iam-attached',
  summary: 'A role gets a policy that AWS manages, or a cluster another user.',
  find: change => editedOf(change).flatMap(({ id, fields }): FoundRisk[] => {
    const added = fields.filter(({ kind, after }) => kind === 'added' || (kind === 'changed' && after === true)).flatMap(field => {
      const keys = keysOf(field);
      const isRole = keys.includes('attachPolicyARNs') || keys.includes('withAddonPolicies') || keys.includes('wellKnownPolicies');
      const isUser = keys[0] === 'accessConfig' && keys[1] === 'accessEntries';
      if ((!isRole && !isUser) || field.after === false) return [];
      return [isUser ? principalOf(field.after) ?? placeText(field.path) : `${placeText(field.path)} ${JSON.stringify(field.after)}`];
    });
    if (added.length === 0) return [];
    return [{
      severity: added.some(text => /Administrator|FullAccess|PowerUser/.test(text)) ? 'high' : 'medium',
      object: id,
      happens: `${counted(added.length, 'permission')} more: ${listed(added, 4)}.`,
      safely: 'See who asks for it, and what for. The policies that AWS manages grow by themselves.',
    }];
  }),
};

function principalOf(entry: unknown): string | undefined {
  const arn = valueAt(entry, ['principalARN']);
  return typeof arn === 'string' ? arn : undefined;
}

const rbacWidened: RiskRule = {
  id: 'rbac-widened',
  summary: 'A role of Kubernetes allows more than before.',
  find: change => [...editedOf(change, 'Role'), ...editedOf(change, 'ClusterRole')].flatMap(({ id, before, after }): FoundRisk[] => {
    const [old = [], now = []] = [before, after].map(rulesIn);
    const more = now.filter(grant => !old.some(other => covers(other, grant)));
    return more.length === 0 ? [] : [{
      severity: more.some(({ action, on }) => action === '*' || on.startsWith('*') || on === 'secrets') ? 'high' : 'medium',
      object: id,
      happens: `Allows ${listed(more.map(({ action, on }) => `${action} ${on}`), 4)} as well.`,
      safely: 'See that what is bound to it needs each of them.',
    }];
  }),
};

function rulesIn(role: Manifest): Grant[] {
  const rules = Array.isArray(role['rules']) ? role['rules'].filter(isRecord) : [];
  return rules.flatMap(({ verbs = [], resources, nonResourceURLs = [], apiGroups = [''], resourceNames }) => {
    const named = texts(apiGroups).flatMap(group => texts(resources ?? []).map(name => (group === '' ? name : `${name}.${group}`)));
    const things = resources === undefined ? texts(nonResourceURLs) : named;
    return texts(verbs).flatMap(action => things.map(on => ({ action, on, about: resourceNames === undefined ? '{}' : JSON.stringify(resourceNames) })));
  });
}

export const permissionRisks: readonly RiskRule[] = [iamWidened, iamAttached, rbacWidened];
