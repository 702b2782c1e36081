import type { JsonSchema, TypedObject } from '../schema/schema.ts';

/** True of a kustomization.yaml and of what is like it: Kustomize reads it, and no cluster. */
export function isForKustomize({ apiVersion }: TypedObject): boolean {
  return apiVersion.startsWith('kustomize.config.k8s.io/');
}

/** Fields at the top, which Kustomize refuses to misread. Source: the type Kustomization of Kustomize 5. */
export const kustomizationFields: JsonSchema = {
  properties: {
    ...ofType('string', 'apiVersion', 'kind', 'namespace', 'namePrefix', 'nameSuffix'),
    ...ofType('object', 'metadata', 'commonLabels', 'commonAnnotations', 'generatorOptions', 'openapi', 'helmGlobals', 'sortOptions', 'inventory'),
    ...ofType('array', 'resources', 'components', 'bases', 'crds', 'patches', 'patchesStrategicMerge', 'patchesJson6902', 'replacements', 'vars',
      'configMapGenerator', 'secretGenerator', 'labels', 'images', 'imageTags', 'replicas', 'generators', 'transformers', 'validators',
      'configurations', 'helmCharts', 'helmChartInflationGenerator', 'buildMetadata'),
  },
  additionalProperties: false,
};

function ofType(type: string, ...keys: readonly string[]): JsonSchema {
  return Object.fromEntries(keys.map(key => [key, { type: [type, 'null'] }]));
}
