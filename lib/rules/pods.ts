import { isRecord, valueAt } from '../manifests/manifest.ts';
import type { PlacedObject } from '../manifests/manifests.ts';
import { groupOf, mapsAt, type Item } from './fields.ts';

/** Pods, wherever Kubernetes' own kinds describe them. */

const template: readonly string[] = ['spec', 'template'];

/** Where the template of the pods is; a Pod is its own. */
const templates: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  Deployment: template,
  DaemonSet: template,
  StatefulSet: template,
  ReplicaSet: template,
  ReplicationController: template,
  Job: template,
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

const groups: ReadonlySet<string> = new Set(['', 'apps', 'batch', 'extensions']);

export interface PodTemplate {
  readonly labels: unknown;
  readonly spec: Record<string, unknown>;
  /** Of `spec`. */
  readonly path: readonly string[];
}

/** Undefined for what has no pods, or does not say what they are. */
export function podTemplate({ object }: PlacedObject): PodTemplate | undefined {
  const path = Object.hasOwn(templates, object.kind) && groups.has(groupOf(object)) ? templates[object.kind] : undefined;
  const pod = path && valueAt(object, path);
  const spec = valueAt(pod, ['spec']);
  return path !== undefined && isRecord(spec) ? { labels: valueAt(pod, ['metadata', 'labels']), spec, path: [...path, 'spec'] } : undefined;
}

/** Of all sorts, with their paths from the pod's `spec`. */
export function containersOf({ spec }: PodTemplate): Item<Record<string, unknown>>[] {
  return ['initContainers', 'containers', 'ephemeralContainers'].flatMap(list => mapsAt(spec, [list]));
}
