import type { Found } from '../../manifests/found.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import { statusOf, type FieldChange, type FileChange, type ObjectChange, type Status } from '../changes.ts';

/** What is dangerous about a change, by what the controllers of the cluster do with it. */

export type RiskSeverity = 'high' | 'medium';

export interface Risk {
  /** A word: `namespace-removed`. */
  readonly id: string;
  readonly severity: RiskSeverity;
  /** The cluster; empty where it is of none. */
  readonly scope: string;
  /** `HelmRelease/qa2/tidepool`, `Cluster/test1` */
  readonly object: string;
  /** What will happen. */
  readonly happens: string;
  /** How to do it safely. */
  readonly safely: string;
}

export interface RiskRule {
  readonly id: string;
  /** When it speaks, in one sentence. */
  readonly summary: string;
  readonly find: (change: ScopeChange, all: readonly ScopeChange[]) => readonly FoundRisk[];
}

export type FoundRisk = Omit<Risk, 'id' | 'scope'>;

/** What the way in which a cluster is delivered makes of a change. */
export interface DeliveryTraits {
  /** As people call it. */
  readonly title: string;
  /** Whether an object is deleted when its file goes; otherwise it stays, and nothing looks after it. */
  readonly prunes: boolean;
  /** The annotation that keeps an object all the same. */
  readonly unpruned?: readonly [key: string, value: string];
  /** A release of another name: installed beside the old one, or in its place once that is uninstalled. */
  readonly renamedRelease: 'beside' | 'instead';
  /** Whether a release is installed anew, too, when its chart has another name. */
  readonly reinstallsForChart: boolean;
  /** API groups of its HelmReleases. */
  readonly releaseGroups: readonly string[];
}

/** All that changes in one cluster. */
export interface ScopeChange {
  readonly scope: string;
  /** Nothing is made of it any more. */
  readonly isGone: boolean;
  readonly objects: readonly ObjectChange[];
  readonly files: readonly FileChange[];
  /** Files of the cluster that are the same on both sides. */
  readonly standing: () => ReadonlyMap<string, Found>;
  readonly delivery: DeliveryTraits;
  readonly isProduction: (object: Manifest) => boolean;
}

/** An object of the cluster that is not the same on both sides. */
export interface ChangedObject {
  readonly id: string;
  readonly status: Status;
  readonly before: Manifest | undefined;
  readonly after: Manifest | undefined;
  readonly fields: readonly FieldChange[];
  /** Its files. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Whole objects, and none that are parts of others. One that has gone to another group of APIs is two. */
export function objectsOf({ objects }: ScopeChange, kind?: string): ChangedObject[] {
  return objects.flatMap(change => {
    const { id, before, after, fields } = change;
    const side = after ?? before;
    if (side?.object === undefined || side.role !== 'objects' || (kind !== undefined && side.object.kind !== kind)) return [];
    return [{ id, status: statusOf(change), before: before?.object, after: after?.object, fields, from: before?.file, to: after?.file }];
  });
}

export function removedOf(change: ScopeChange, kind?: string): (ChangedObject & { readonly before: Manifest })[] {
  return objectsOf(change, kind).flatMap(object => (object.before && !object.after ? [{ ...object, before: object.before }] : []));
}

/** Objects on both sides, moved ones as well. */
export function editedOf(change: ScopeChange, kind?: string): (ChangedObject & { readonly before: Manifest; readonly after: Manifest })[] {
  return objectsOf(change, kind).flatMap(object => (object.before && object.after ? [{ ...object, before: object.before, after: object.after }] : []));
}

/** Keys of a path, without the items of lists. */
export function keysOf({ path }: FieldChange): string[] {
  return path.filter(step => typeof step === 'string');
}
