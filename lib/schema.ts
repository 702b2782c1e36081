import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord, type Manifest } from './manifest.ts';
import { nearest } from './nearest.ts';
import { shapeProblems, type JsonSchema, type ShapeProblem } from './shape.ts';
import { fromYaml } from './yaml.ts';

export { shapeProblems, type JsonSchema, type ShapeProblem } from './shape.ts';

/** The schema of one kind, as a custom resource definition states it. */
export interface KindSchema {
  readonly apiVersion: string;
  readonly kind: string;
  readonly scope: 'Namespaced' | 'Cluster';
  readonly schema: JsonSchema;
}

/** What a schema is found by. What Kustomize reads has this much, and no name. */
export type TypedObject = Pick<Manifest, 'apiVersion' | 'kind'>;

/** What is wrong with an object. */
export type Finding = ShapeProblem;

/** The kinds that are known, and what their schemas say of objects. */
export interface Schemas {
  /** By `apiVersion/kind`. */
  readonly kinds: ReadonlyMap<string, KindSchema>;
  /** A kind without a schema is a finding, too: what nobody has described nobody has checked. */
  validate(object: TypedObject): Finding[];
}

/** The schemas of all definitions in some YAML texts. Throws when two of them describe the same kind. */
export function schemasOf(texts: Iterable<string>): Schemas {
  const kinds = new Map<string, KindSchema>();
  for (const text of texts) {
    for (const found of kindSchemas(text)) {
      const key = `${found.apiVersion}/${found.kind}`;
      if (kinds.has(key)) throw new Error(`two definitions describe ${key}`);
      kinds.set(key, { ...found, schema: withIdentity(found) });
    }
  }
  return {
    kinds,
    validate(object) {
      const known = kinds.get(`${object.apiVersion}/${object.kind}`);
      return known ? shapeProblems(known.schema, object) : [unknownKind(object, [...kinds.values()])];
    },
  };
}

/** Our own schemas, which stand in folders of `imports`, and those of another folder if there is one. */
export function schemasIn(imports: string, more?: string): Schemas {
  return readSchemas(...['core', 'crds', 'kustomize'].map(folder => join(imports, folder)), ...(more === undefined ? [] : [more]));
}

/** The schemas of all `.yaml` files of some folders. */
export function readSchemas(...folders: readonly string[]): Schemas {
  const files = folders.flatMap(folder => readdirSync(folder).sort().map(name => join(folder, name)));
  return schemasOf(files.filter(file => file.endsWith('.yaml')).map(file => readFileSync(file, 'utf8')));
}

/**
 * What the custom resource definitions in a YAML text say of their kinds, word for word: of apiextensions v1, and of v1beta1, which has
 * one schema for all versions. A `List` is looked into, so that definitions can share parts by YAML anchors.
 */
export function kindSchemas(text: string): KindSchema[] {
  return definitionsIn(fromYaml(text)).flatMap(definition => {
    const { group, names, scope, version, versions, validation } = record(definition['spec']);
    const listed: readonly unknown[] = Array.isArray(versions) ? versions : [{ name: version }];
    return listed.map(record).map(({ name, schema }) => {
      const kind = { apiVersion: `${group}/${name}`, kind: String(record(names)['kind']) };
      const found = record(schema)['openAPIV3Schema'] ?? record(validation)['openAPIV3Schema'];
      if (!isRecord(found)) throw new Error(`the definition of ${kind.apiVersion} ${kind.kind} has no schema`);
      // Kubernetes' own group has no name.
      const apiVersion = group === '' ? String(name) : kind.apiVersion;
      return { ...kind, apiVersion, scope: scope === 'Cluster' ? 'Cluster' : 'Namespaced', schema: found };
    });
  });
}

function definitionsIn(documents: readonly unknown[]): Record<string, unknown>[] {
  return documents.filter(isRecord).flatMap(document => {
    if (document['kind'] === 'CustomResourceDefinition') return [document];
    return document['kind'] === 'List' && Array.isArray(document['items']) ? definitionsIn(document['items']) : [];
  });
}

/**
 * A definition does not say what holds for every kind: apiVersion and kind, and metadata, unless the definition has properties of its
 * own for it, or says that there is none. The namespace is always asked for, since Flux v1 takes a missing one for `default`.
 */
function withIdentity({ apiVersion, kind, scope, schema }: KindSchema): JsonSchema {
  const { properties, required } = schema;
  const { metadata, ...rest } = record(properties);
  const own = isRecord(metadata) && isRecord(metadata['properties']);
  const usual = scope === 'Cluster' ? clusterMetadata : namespacedMetadata;
  return {
    ...schema,
    required: ['apiVersion', 'kind', ...(metadata === false ? [] : ['metadata']), ...(Array.isArray(required) ? required : [])],
    properties: {
      apiVersion: { const: apiVersion },
      kind: { const: kind },
      ...(metadata !== false && { metadata: own ? metadata : usual }),
      ...rest,
    },
  };
}

/** Keys of labels and annotations: a name of at most 63 characters, with a DNS name and a slash before it or not. */
const qualifiedName = {
  pattern: String.raw`^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$`,
  examples: ['app', 'fluxcd.io/automated'],
};

const clusterMetadata = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { type: 'string', maxLength: 253, pattern: '^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$', examples: ['external-dns'] },
    labels: {
      type: 'object',
      propertyNames: qualifiedName,
      additionalProperties: {
        type: 'string',
        maxLength: 63,
        pattern: String.raw`^([A-Za-z0-9]([-\w.]*[A-Za-z0-9])?)?$`,
        examples: ['enabled'],
      },
    },
    annotations: { type: 'object', propertyNames: qualifiedName, additionalProperties: { type: 'string' } },
  },
};

const namespacedMetadata = {
  ...clusterMetadata,
  required: ['name', 'namespace'],
  properties: {
    name: clusterMetadata.properties.name,
    namespace: { type: 'string', maxLength: 63, pattern: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', examples: ['qa2'] },
    labels: clusterMetadata.properties.labels,
    annotations: clusterMetadata.properties.annotations,
  },
};

function unknownKind({ apiVersion, kind }: TypedObject, known: readonly KindSchema[]): Finding {
  const versions = known.filter(schema => schema.kind === kind).map(schema => schema.apiVersion);
  const [path, value, candidates] = versions.length > 0
    ? ['apiVersion', apiVersion, versions] as const
    : ['kind', kind, [...new Set(known.map(schema => schema.kind))]] as const;
  // With a kind in only a few versions the others are worth naming, however different they look.
  const meant = nearest(value, candidates) ?? (versions.length === 1 ? versions[0] : undefined);
  const suggestion = meant === undefined ? '' : `; did you mean '${meant}'?`;
  return {
    path,
    kind: 'unknown-kind',
    value,
    expected: candidates.map(candidate => `'${candidate}'`),
    message: `no schema describes a ${kind} of ${apiVersion}${suggestion}`,
    ...(meant !== undefined && { nearest: meant }),
  };
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
