import { counted } from '../../findings/fault.ts';
import { groupBy } from '../../group-by.ts';
import { placeText } from '../../manifests/differences.ts';
import { valueAt, type Manifest } from '../../manifests/manifest.ts';
import { leavesOf } from '../fold.ts';
import { listed } from '../words.ts';
import { editedOf, keysOf, removedOf, type DeliveryTraits, type FoundRisk, type RiskRule, type ScopeChange } from './risk.ts';

/** What goes from a cluster, or is left there without anybody who looks after it. */

const clusterRemoved: RiskRule = {
  id: 'cluster-removed',
  summary: 'Nothing is made of a cluster any more.',
  find: change => {
    if (!change.isGone || change.objects.length === 0) return [];
    const releases = removedOf(change, 'HelmRelease').length;
    return [{
      severity: 'high',
      object: `Cluster/${change.scope}`,
      happens: `${counted(change.objects.length, 'object')} leave the repository, with ${counted(releases, 'release')}. ${afterwards(change.delivery)}`
        + ' The EKS cluster, its network, roles, buckets and secrets stay in AWS, and cost.',
      safely: 'Stop what reads the repository in that cluster first. Back up what is to be kept, then delete the cluster with eksctl, and'
        + ' what is left in AWS by hand.',
    }];
  },
};

const namespaceRemoved: RiskRule = {
  id: 'namespace-removed',
  summary: 'A Namespace leaves the repository: removed, or under another name.',
  find: change => removedOf(change, 'Namespace').map(({ id, before }): FoundRisk => {
    const inside = removedOf(change).filter(object => object.before.metadata.namespace === before.metadata.name);
    const kinds = [...groupBy(inside, object => object.before.kind)].map(([kind, objects]) => `${objects.length} ${kind}`);
    const contents = kinds.length > 0 ? ` (${listed(kinds)})` : '';
    const fate = !change.delivery.prunes ? `${afterwards(change.delivery)}${contents === '' ? '' : ` In the namespace: ${listed(kinds)}.`}`
      : isKept(before, change.delivery) ? `${change.delivery.title} keeps the namespace, as its annotation says, and deletes what it has put into it${contents}:`
          + ' releases are uninstalled.'
        : `${change.delivery.title} deletes the namespace with everything in it${contents}, volumes and what others have put there included.`;
    return {
      severity: 'high',
      object: id,
      happens: fate,
      safely: 'See that nobody uses it, back up its volumes and databases, and merge this by itself. If it is a new name for the same thing,'
        + ' let both run side by side until the data is over (docs/renames.md).',
    };
  }),
};

const releaseRemoved: RiskRule = {
  id: 'release-removed',
  summary: 'A HelmRelease leaves a namespace that stays.',
  find: change => {
    const gone = namesOfRemovedNamespaces(change);
    return removedOf(change, 'HelmRelease').filter(({ before }) => !gone.has(before.metadata.namespace)).map(({ id, before }): FoundRisk => ({
      severity: 'high',
      object: id,
      happens: isKept(before, change.delivery) || !change.delivery.prunes
        ? afterwards(change.delivery)
        : `${change.delivery.title} uninstalls the release, with all that its chart has made.`,
      safely: change.delivery.prunes
        ? 'See that nobody uses it, and back up its volumes. What should stay needs helm.sh/resource-policy: keep.'
        : 'Delete the HelmRelease by hand once nobody uses it: kubectl delete helmrelease -n NAMESPACE NAME.',
    }));
  },
};

const crdRemoved: RiskRule = {
  id: 'crd-removed',
  summary: 'A CustomResourceDefinition leaves the repository.',
  find: change => removedOf(change, 'CustomResourceDefinition').map(({ id, before }): FoundRisk => ({
    severity: change.delivery.prunes && !isKept(before, change.delivery) ? 'high' : 'medium',
    object: id,
    happens: change.delivery.prunes && !isKept(before, change.delivery)
      ? `${change.delivery.title} deletes it, and Kubernetes every object of kind ${String(valueAt(before, ['spec', 'names', 'kind']))} in all namespaces.`
      : afterwards(change.delivery),
    safely: 'List its objects first: kubectl get NAME -A. Where another file or chart brings the definition from now on, let that be applied before this.',
  })),
};

const volumeRemoved: RiskRule = {
  id: 'volume-removed',
  summary: 'A volume, its claim or a StatefulSet leaves a namespace that stays.',
  find: change => {
    const gone = namesOfRemovedNamespaces(change);
    const kinds = ['PersistentVolumeClaim', 'PersistentVolume', 'StatefulSet'];
    return removedOf(change).filter(({ before }) => kinds.includes(before.kind) && !gone.has(before.metadata.namespace)).map(({ id, before }): FoundRisk => ({
      severity: change.delivery.prunes ? 'high' : 'medium',
      object: id,
      happens: !change.delivery.prunes || isKept(before, change.delivery) ? afterwards(change.delivery)
        : before.kind === 'StatefulSet' ? 'Its pods stop. The volumes of its claims stay and cost, and another set of the same name would take them over.'
          : 'The claim is deleted; where its storage class reclaims by Delete, so is the data.',
      safely: 'Take a snapshot, and set the reclaim policy of the volume to Retain, before this is merged.',
    }));
  },
};

/** How charts are told to keep data, or to bring a database. */
const keepsData = /(^|\.)(persistence|persistentVolume|mongodb|mysql|postgresql|redis|kafka)\.enabled$/;

const dataRemoved: RiskRule = {
  id: 'data-removed',
  summary: 'A chart no longer keeps its data in a volume, or brings no database any more.',
  find: change => editedOf(change, 'HelmRelease').flatMap(({ id, fields }) => fields.flatMap(leavesOf).filter(field => {
    return keepsData.test(keysOf(field).join('.')) && field.before === true && field.after !== true;
  }).map((field): FoundRisk => ({
    severity: 'high',
    object: id,
    happens: `${placeText(field.path)} true → ${field.after === undefined ? '(none)' : String(field.after)}: the upgrade of the release`
      + ' deletes the volume or the database, and what is in it.',
    safely: 'Dump what is in it, and restore it where it is kept from now on, before this is merged.',
  }))),
};

/** What becomes of an object that is not deleted. */
function afterwards({ prunes, title }: DeliveryTraits): string {
  return prunes ? `What ${title} still applies there, it deletes.`
    : `${title} leaves what it has applied in the cluster, where it runs on and nobody looks after it;`
      + ' with --sync-garbage-collection it deletes that, and releases are uninstalled.';
}

export function isKept({ metadata: { annotations = {} } }: Manifest, { unpruned }: DeliveryTraits): boolean {
  return unpruned !== undefined && annotations[unpruned[0]] === unpruned[1];
}

function namesOfRemovedNamespaces(change: ScopeChange): ReadonlySet<string | undefined> {
  return new Set(removedOf(change, 'Namespace').map(({ before }) => before.metadata.name));
}

const keepRemoved: RiskRule = {
  id: 'keep-removed',
  summary: 'The annotation that keeps an object when its file goes is taken away.',
  find: change => editedOf(change).filter(({ before, after }) => {
    return isKept(before, change.delivery) && !isKept(after, change.delivery);
  }).map(({ id, after }): FoundRisk => ({
    severity: after.kind === 'Namespace' ? 'high' : 'medium',
    object: id,
    happens: `Nothing yet. The next change that takes it out of the repository deletes it${after.kind === 'Namespace' ? ' with everything in it' : ''}.`,
    safely: 'Keep the annotation, unless that is what you want.',
  })),
};

export const removalRisks: readonly RiskRule[] = [clusterRemoved, namespaceRemoved, releaseRemoved, crdRemoved, volumeRemoved, dataRemoved, keepRemoved];
