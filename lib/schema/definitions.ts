import { isRecord, recordOf } from '../manifests/manifest.ts';
import type { JsonSchema } from './shape-error.ts';
import { fromYaml } from '../yaml/yaml.ts';

/** The schema of one kind, as a custom resource definition states it. */
export interface KindSchema {
  readonly apiVersion: string;
  readonly kind: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly schema: JsonSchema;
}

/** A kind that a definition announces. Not all of them say what is in it. */
export interface DefinedKind extends Omit<KindSchema, 'schema'> {
  readonly schema: JsonSchema | undefined;
}

/** The same of a YAML text, word for word. Throws for a definition without a schema. */
export function kindSchemas(text: string): KindSchema[] {
  return definedKinds(fromYaml(text)).map(({ schema, ...kind }) => {
    if (schema === undefined) throw new Error(`the definition of ${kind.apiVersion} ${kind.kind} has no schema`);
    return { ...kind, schema };
  });
}

/**
 * The kinds that the custom resource definitions among some documents define: those of apiextensions v1, and of v1beta1, which has one
 * schema for all versions. A `List` is looked into, so that definitions can share parts by YAML anchors.
 */
export function definedKinds(documents: readonly unknown[]): DefinedKind[] {
  return definitionsIn(documents).flatMap(definition => {
    const { group, names, scope, version, versions, validation } = recordOf(definition['spec']);
    const listed: readonly unknown[] = Array.isArray(versions) ? versions : [{ name: version }];
    return listed.map(recordOf).map(({ name, schema }) => {
      const found = recordOf(schema)['openAPIV3Schema'] ?? recordOf(validation)['openAPIV3Schema'];
      return {
        // Kubernetes' own group has no name.
        apiVersion: group === '' ? String(name) : `${group}/${name}`,
        kind: String(recordOf(names)['kind']),
        scope: scope === 'Cluster' ? 'Cluster' : 'Namespaced',
        schema: isRecord(found) ? found : undefined,
      };
    });
  });
}

function definitionsIn(documents: readonly unknown[]): Record<string, unknown>[] {
  return documents.filter(isRecord).flatMap(document => {
    if (document['kind'] === 'CustomResourceDefinition') return [document];
    return document['kind'] === 'List' && Array.isArray(document['items']) ? definitionsIn(document['items']) : [];
  });
}

const part: JsonSchema = { $ref: '#/definitions/Schema' };
const parts: JsonSchema = { additionalProperties: part };
const holder: JsonSchema = { properties: { openAPIV3Schema: part } };

/** The types of the schemas in a definition. Catalogs do not tell: a schema of schemas has no end. */
export const typesInDefinition: JsonSchema = {
  properties: { spec: { properties: { versions: { items: { properties: { schema: holder } } }, validation: holder } } },
  definitions: {
    Schema: {
      properties: {
        type: { enum: ['array', 'boolean', 'integer', 'number', 'object', 'string'] },
        properties: parts,
        items: part,
        additionalProperties: part,
      },
    },
  },
};
