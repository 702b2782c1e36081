import { isRecord } from '../manifests/manifest.ts';
import { nearest } from '../findings/nearest.ts';
import type { TypedObject, Verdict } from '../schema/schema.ts';
import { pathText, display } from '../schema/shape-error.ts';

/** True of a kustomization.yaml and of what is like it: Kustomize reads it, and no cluster. */
export function isForKustomize({ apiVersion }: TypedObject): boolean {
  return apiVersion.startsWith('kustomize.config.k8s.io/');
}

/** Fields at the top, which Kustomize refuses to misread, and what each holds. Source: the type Kustomization of Kustomize 5. */
const fields: Readonly<Record<string, 'list' | 'map' | 'text'>> = {
  apiVersion: 'text', kind: 'text', metadata: 'map', namespace: 'text', namePrefix: 'text', nameSuffix: 'text',
  resources: 'list', components: 'list', bases: 'list', crds: 'list',
  patches: 'list', patchesStrategicMerge: 'list', patchesJson6902: 'list', replacements: 'list', vars: 'list',
  configMapGenerator: 'list', secretGenerator: 'list', generatorOptions: 'map',
  commonLabels: 'map', commonAnnotations: 'map', labels: 'list', images: 'list', imageTags: 'list', replicas: 'list',
  generators: 'list', transformers: 'list', validators: 'list', configurations: 'list', openapi: 'map',
  helmCharts: 'list', helmGlobals: 'map', helmChartInflationGenerator: 'list',
  buildMetadata: 'list', sortOptions: 'map', inventory: 'map',
};

const described = { list: 'a list', map: 'an object', text: 'a string' };

/** What Kustomize says of the fields at the top. */
export function kustomizeProblems(object: TypedObject): Verdict {
  const problems = Object.entries(object).flatMap(([key, value]: [string, unknown]): Verdict['problems'] => {
    const form = Object.hasOwn(fields, key) ? fields[key] : undefined;
    if (form !== undefined) {
      if (value === null || formOf(value) === form) return [];
      const message = `must be ${described[form]}, not ${display(value)}`;
      return [{ path: pathText([key]), kind: 'type', value, message, expected: [described[form]] }];
    }
    const meant = nearest(key, Object.keys(fields));
    const message = `is no key here (Kustomize)${meant === undefined ? '' : `; did you mean '${meant}'?`}`;
    const problem = { path: pathText([key]), kind: 'unknown-key', value, message, expected: [] } as const;
    return [meant === undefined ? problem : { ...problem, nearest: meant }];
  });
  return { problems, unjudged: [] };
}

function formOf(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return isRecord(value) ? 'map' : typeof value === 'string' ? 'text' : typeof value;
}
