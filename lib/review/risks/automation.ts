import { counted } from '../../findings/fault.ts';
import { automatedPlaces, satisfies } from '../../images/tags.ts';
import { identity, isManifest, valueAt, type Manifest } from '../../manifests/manifest.ts';
import { documentsIn, type FileChange } from '../changes.ts';
import { editedOf, type FoundRisk, type RiskRule, type ScopeChange } from './risk.ts';

/** What Flux does by itself: moving images, putting right what others have changed. */

const automationOn: RiskRule = {
  id: 'automation-on',
  summary: 'Flux moves images by itself that it did not move before.',
  find: change => [...byAnnotation(change), ...change.files.flatMap(byMark)].map(({ object, images }): FoundRisk => {
    const isProduction = change.isProduction(object);
    return {
      severity: isProduction ? 'high' : 'medium',
      object: identity(object),
      happens: `From now on ${change.delivery.title} rolls out ${images} without anybody being asked${isProduction ? ', for real users' : ''}.`,
      safely: 'See which tags the policies allow, and which is the newest today: that is rolled out at once.',
    };
  }),
};

interface Automated {
  readonly object: Manifest;
  readonly images: string;
}

/** How Flux v1 is told. */
const automatedKey = /(^|\.)(fluxcd\.io|flux\.weave\.works)\/automated$/;

function byAnnotation(change: ScopeChange): Automated[] {
  const isOn = ({ metadata: { annotations = {} } }: Manifest): boolean => {
    return Object.entries(annotations).some(([key, value]) => automatedKey.test(key) && value === 'true');
  };
  const switched = editedOf(change).filter(({ before, after }) => !isOn(before) && isOn(after));
  return switched.map(({ after }) => ({ object: after, images: 'every image that a policy allows' }));
}

/** How Flux 2 is told: marks in a file that had none. */
function byMark({ path, before, after }: FileChange): Automated[] {
  if (typeof before !== 'string' || typeof after !== 'string') return [];
  const counts = (text: string): { readonly object: Manifest | undefined; readonly count: number }[] => {
    if (!text.includes('$imagepolicy')) return [];
    return documentsIn(path, text).map((value, index) => {
      return { object: isManifest(value) ? value : undefined, count: automatedPlaces(text, value, index).length };
    });
  };
  const old = counts(before).filter(({ count }) => count > 0).length;
  return old > 0 ? [] : counts(after).flatMap(({ object, count }) => (object && count > 0 ? [{ object, images: counted(count, 'image') }] : []));
}

const policyLoosened: RiskRule = {
  id: 'policy-loosened',
  summary: 'A policy lets tags pass that it did not.',
  find: change => editedOf(change).flatMap(({ id, before, after }): FoundRisk[] => {
    const loosened = policyPairs(before, after).filter(({ old, now }) => isLooser(old, now));
    if (loosened.length === 0) return [];
    const texts = [...new Set(loosened.map(({ old, now }) => `${old} → ${now}`))];
    return [{
      severity: change.isProduction(after) ? 'high' : 'medium',
      object: id,
      happens: `${texts.slice(0, 3).join(', ')}${texts.length > 3 ? ` and ${texts.length - 3} more` : ''}: builds that were kept out may`
        + ' be rolled out, the newest of them at once.',
      safely: 'List the tags that the new policy allows, and see that the newest is one to run.',
    }];
  }),
};

interface PolicyPair {
  readonly old: string;
  readonly now: string;
}

/** Tag policies that stand on both sides: annotations of Flux v1, ImagePolicies of Flux 2. */
function policyPairs(before: Manifest, after: Manifest): PolicyPair[] {
  const [old, now] = [before, after].map(policiesOf);
  return [...old ?? []].flatMap(([key, policy]) => {
    const other = now?.get(key);
    return other !== undefined && other !== policy ? [{ old: policy, now: other }] : [];
  });
}

function policiesOf({ kind, metadata: { annotations = {} }, ...rest }: Manifest): ReadonlyMap<string, string> {
  if (kind === 'ImagePolicy') {
    const [range, pattern] = [valueAt(rest, ['spec', 'policy', 'semver', 'range']), valueAt(rest, ['spec', 'filterTags', 'pattern'])];
    return new Map([['policy', typeof range === 'string' ? `semver:${range}` : typeof pattern === 'string' ? `regexp:${pattern}` : 'glob:*']]);
  }
  return new Map(Object.entries(annotations).filter(([key]) => /\/(tag\.|tag$)/.test(key)));
}

/** Whether a policy allows what another does not. Of versions by trying some, of patterns by how far they are written out. */
function isLooser(old: string, now: string): boolean {
  const [kind, other] = [old, now].map(policy => policy.replace(/:.*/s, ''));
  if (kind !== other) return kind === 'semver' || now === 'glob:*';
  if (kind === 'semver') return versionsNear(`${old} ${now}`).some(version => satisfies(now, version) && !satisfies(old, version));
  const [before = '', after = ''] = [old, now].map(policy => /^\w+:\^?((?:[\w-]|\\?\.(?!\*))*)/.exec(policy)?.[1] ?? '');
  return after !== before && before.startsWith(after);
}

/** The versions that some ranges name, and those right beside them. */
function versionsNear(ranges: string): string[] {
  const named = [...ranges.matchAll(/(\d+)(?:\.(\d+|x))?(?:\.(\d+|x))?/g)].map(([, ...numbers]) => numbers.map(number => Number(number) || 0));
  return named.flatMap(([major = 0, minor = 0, patch = 0]) => [
    [major, minor, patch], [major, minor, patch + 1], [major, minor + 1, 0], [major, minor + 99, 0],
    [major + 1, 0, 0], [major + 99, 0, 0], [Math.max(major - 1, 0), 0, 0],
  ]).map(numbers => numbers.join('.'));
}

const driftOff: RiskRule = {
  id: 'drift-off',
  summary: 'Flux no longer puts right what others change in a release.',
  find: change => editedOf(change, 'HelmRelease').flatMap(({ id, before, after }): FoundRisk[] => {
    const [old, now] = [before, after].map(object => valueAt(object, ['spec', 'driftDetection', 'mode']));
    return old !== 'enabled' || now === 'enabled' ? [] : [{
      severity: 'medium',
      object: id,
      happens: 'What others edit or delete in the cluster stays so until the next upgrade of the release.',
      safely: 'Leave out the one field that is changed on purpose: spec.driftDetection.ignore.',
    }];
  }),
};

export const automationRisks: readonly RiskRule[] = [automationOn, policyLoosened, driftOff];
