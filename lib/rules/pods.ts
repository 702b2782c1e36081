import { groupOf, isRecord, valueAt } from '../manifests/manifest.ts';
import type { PlacedObject } from '../manifests/manifests.ts';
import { mapsAt, textAt, type Item } from './fields.ts';
import type { Place } from './rule.ts';

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

/** A ConfigMap or a Secret without which a pod does not start. Paths lead from the object. */
export interface PodSource {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** Of its name. */
  readonly path: Place;
  /** Those that are read by name; none where all are taken. */
  readonly keys: readonly Item<string>[];
}

const sources = [
  { kind: 'ConfigMap', variable: 'configMapKeyRef', variables: 'configMapRef', volume: 'configMap', volumeName: 'name' },
  { kind: 'Secret', variable: 'secretKeyRef', variables: 'secretRef', volume: 'secret', volumeName: 'secretName' },
] as const;

export function sourcesOf(pod: PodTemplate): PodSource[] {
  const inContainers = (list: string) => containersOf(pod).flatMap(({ value, path }) => mapsAt(value, [list], [...pod.path, ...path, list]));
  const volumes = mapsAt(pod.spec, ['volumes'], [...pod.path, 'volumes']);
  return sources.flatMap(({ kind, variable, variables, volume, volumeName }) => {
    const source = (value: unknown, path: Place, nameKey: string, keys: PodSource['keys'] = []): PodSource[] => {
      const name = textAt(value, [nameKey]);
      return name === undefined || valueAt(value, ['optional']) === true ? [] : [{ kind, name, path: [...path, nameKey], keys }];
    };
    const keyIn = ({ value, path }: Item<unknown>) => ({ value: textAt(value, ['key']) ?? '', path: [...path, 'key'] });
    const mounted = (value: unknown, path: Place, nameKey: string) =>
      source(value, path, nameKey, mapsAt(value, ['items'], [...path, 'items']).map(keyIn));
    return [
      ...inContainers('env').flatMap(({ value, path }) => {
        const reference = { value: valueAt(value, ['valueFrom', variable]), path: [...path, 'valueFrom', variable] };
        return source(reference.value, reference.path, 'name', [keyIn(reference)]);
      }),
      ...inContainers('envFrom').flatMap(({ value, path }) => source(value[variables], [...path, variables], 'name')),
      ...volumes.flatMap(({ value, path }) => [
        ...mounted(value[volume], [...path, volume], volumeName),
        ...mapsAt(value, ['projected', 'sources'], [...path, 'projected', 'sources']).flatMap(part =>
          mounted(part.value[volume], [...part.path, volume], 'name')),
      ]),
    ];
  });
}
