import { counted } from '../../lib/findings/fault.ts';
import { automatedImages } from '../../lib/images/tags.ts';
import { groupOf, leaves, type Manifest } from '../../lib/manifests/manifest.ts';
import { leavesOf } from '../../lib/review/fold.ts';
import { manifestRisks } from '../../lib/review/risks/index.ts';
import { editedOf, keysOf, objectsOf, removedOf, type FoundRisk, type RiskRule, type ScopeChange } from '../../lib/review/risks/risk.ts';
import { listed } from '../../lib/review/words.ts';
import { traits } from '../generations/traits.ts';

/** What is dangerous about a change of a Tidepool environment, beside what is of any manifests. */

const deliveryChanged: RiskRule = {
  id: 'delivery-changed',
  summary: 'A cluster is delivered in another way.',
  find: change => (leftDelivery(change) === undefined ? [] : [{
    severity: 'high',
    object: `Cluster/${change.scope}`,
    happens: `It is delivered by ${change.delivery.title} instead of ${leftDelivery(change)}. Until that runs there, nothing of the`
      + ' repository arrives; releases, secrets and images go over in an order of their own.',
    safely: `npm run -s migrate ${change.scope} prints the steps. Do them in their order.`,
  }]),
};

/** The way of delivery that releases leave behind. */
function leftDelivery(change: ScopeChange): string | undefined {
  const groups = removedOf(change, 'HelmRelease').map(({ before }) => groupOf(before)).filter(group => !change.delivery.releaseGroups.includes(group));
  if (change.isGone || groups.length === 0) return undefined;
  return Object.values(traits).find(({ review }) => review.releaseGroups.some(group => groups.includes(group)))?.title;
}

/** Names of buckets in the values of a release. */
function bucketsIn(object: Manifest | undefined): string[] {
  return [...leaves(object?.['spec'])].flatMap(({ path, value }) => (path.at(-1) === 'bucket' && typeof value === 'string' ? [value] : []));
}

const bucketChanged: RiskRule = {
  id: 'bucket-changed',
  summary: 'An environment keeps its data in another bucket.',
  find: change => editedOf(change, 'HelmRelease').flatMap(({ id, fields }): FoundRisk[] => {
    const buckets = fields.flatMap(leavesOf).filter(field => keysOf(field).at(-1) === 'bucket');
    const moved = buckets.map(({ before, after }) => `${String(before ?? '(none)')} → ${String(after ?? '(none)')}`);
    return moved.length === 0 ? [] : [{
      severity: 'high',
      object: id,
      happens: `${listed([...new Set(moved)], 3)}: what users have uploaded stays in the old bucket, and the services find the new one empty.`,
      safely: 'Make the bucket and copy first: aws s3 sync. Or keep the old one (buckets of the environment).',
    }];
  }),
};

const leftInAws: RiskRule = {
  id: 'left-in-aws',
  summary: 'An environment goes, and what it has in AWS stays.',
  find: change => removedOf(change, 'Namespace').flatMap(({ id, before }): FoundRisk[] => {
    const inside = removedOf(change).filter(object => object.before.metadata.namespace === before.metadata.name).map(object => object.before);
    const buckets = [...new Set(inside.flatMap(bucketsIn))];
    const secrets = inside.filter(({ kind }) => kind === 'ExternalSecret').length;
    if (buckets.length + secrets === 0) return [];
    const heirs = objectsOf(change, 'Namespace').filter(object => object.before === undefined).map(object => object.id);
    const entries = secrets === 1 ? '1 entry of Secrets Manager' : `${secrets} entries of Secrets Manager`;
    const what = [...buckets.map(bucket => `bucket ${bucket}`), ...(secrets > 0 ? [entries] : [])];
    const renamed = ` If ${listed(heirs)} is its new name, the buckets there are empty, and the secrets have to be there first.`;
    return [{
      severity: 'medium',
      object: id,
      happens: `What stays in AWS until it is deleted there: ${listed(what)}.${heirs.length > 0 ? renamed : ''}`,
      safely: heirs.length > 0
        ? 'Keep the old buckets (buckets of the environment), or copy what is in them; copy the secrets to the paths of the new name (docs/renames.md).'
        : 'Delete them once nobody needs what is in them.',
    }];
  }),
};

const tagsLost: RiskRule = {
  id: 'tags-lost',
  summary: 'A release goes, and the image tags that Flux wrote with it.',
  find: change => {
    const kept = JSON.stringify(objectsOf(change, 'HelmRelease').filter(({ before }) => before === undefined).map(({ after }) => after));
    return removedOf(change, 'HelmRelease').flatMap(({ id, before }): FoundRisk[] => {
      const images = automatedImages(before).map(({ image }) => image);
      const lost = images.filter(image => !kept.includes(JSON.stringify(image)));
      return lost.length === 0 ? [] : [{
        severity: 'medium',
        object: id,
        happens: `${counted(lost.length, 'image tag')} that Flux wrote are given up. A new environment begins with the images of its config.`,
        safely: 'If it has a new name, write what it was called: formerly (docs/renames.md).',
      }];
    });
  },
};

/** Where one way of delivery follows another, everything is removed and added, and only these still say something. */
const ofAnyDelivery = /^(delivery-changed|node-group|vpc|kubernetes|cluster-|iam-)/;

const rules: readonly RiskRule[] = [deliveryChanged, ...manifestRisks, bucketChanged, leftInAws, tagsLost];

export const riskRules: readonly Pick<RiskRule, 'id' | 'summary'>[] = rules;

export function riskRulesFor(change: ScopeChange): readonly RiskRule[] {
  if (change.isGone) return rules.filter(({ id }) => id === 'cluster-removed' || id === 'dns-moved');
  return leftDelivery(change) === undefined ? rules : rules.filter(({ id }) => ofAnyDelivery.test(id));
}
