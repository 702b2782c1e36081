import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asShapeProblems, hasObjectMeta, metadataProblems, problemsIn, refusals, type KindRules } from './admission.ts';
import { kindSchemas, typesInDefinition, type KindSchema } from './definitions.ts';
import { isRecord, recordOf } from '../manifests/manifest.ts';
import { nearest } from '../findings/nearest.ts';
import { ownMetadata } from './object-metadata.ts';
import { catalogIn, catalogOf, type Catalog, type TypedObject } from './schema-catalog.ts';
import { withArticle } from './shape-error.ts';
import { shapeProblems, type JsonSchema, type ShapeProblem } from './shape.ts';

export { kindSchemas, type KindSchema } from './definitions.ts';
export type { TypedObject } from './schema-catalog.ts';
export { shapeProblems, type JsonSchema, type ShapeProblem } from './shape.ts';

export interface Verdict {
  readonly problems: readonly ShapeProblem[];
  /**
   * What was not checked: places of which our schema of the kind, which lists only what we write, knows nothing or where it asks
   * for more (`missing`), or the kind as a whole (`unknown-kind`), which no schema describes.
   */
  readonly unjudged: readonly ShapeProblem[];
}

/** The kinds that are known, and what their schemas say of objects. */
export interface Schemas {
  /** Whose manifests they judge: our output has to be as our own schemas say; foreign manifests may be more than that. */
  readonly whose: 'ours' | 'foreign';
  /** Our own, by `apiVersion/kind`. */
  readonly kinds: ReadonlyMap<string, KindSchema>;
  /** Folders of those that the user gave. */
  readonly given: readonly string[];
  /** What our own schemas say. A kind without one is a finding, too, since its objects are not checked. */
  validate(object: TypedObject): ShapeProblem[];
  /** What all of them say. Throws a UserError where a given schema cannot be read. */
  judge(object: TypedObject): Verdict;
  /** The same, and what the custom resource definitions among these documents define, wherever whole schemas are asked for. */
  knowing(documents: readonly unknown[]): Schemas;
  /** The same for manifests that somebody else has written among ours. */
  ofOthers(): Schemas;
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
  const validate = (object: TypedObject): ShapeProblem[] => {
    const known = kinds.get(`${object.apiVersion}/${object.kind}`);
    return known ? shapeProblems(known.schema, object) : [unknownKind(object, [...kinds.values()])];
  };
  const judge = (object: TypedObject): Verdict => ({ problems: validate(object), unjudged: [] });
  const schemas: Schemas = { whose: 'ours', given: [], kinds, validate, judge, knowing: () => schemas, ofOthers: () => forForeign(schemas, firstOf([]), []) };
  return schemas;
}

/**
 * Our own schemas, which stand in folders of `imports`, and those of other folders, of which the first one that describes a kind counts.
 * What is ours has to satisfy both. A foreign object is judged by the given schemas; without one, by ours as far as possible.
 * Throws a UserError for a folder without schemas.
 */
export function schemasIn(imports: string, given: string | readonly string[] = [], whose: Schemas['whose'] = 'ours'): Schemas {
  const ours = readSchemas(...['core', 'crds', 'kustomize', 'aws'].map(folder => join(imports, folder)));
  const folders = [given].flat();
  const catalog = firstOf(folders.map(catalogIn));
  return whose === 'ours' ? withSecondOpinion(ours, catalog, folders) : forForeign(ours, catalog, folders);
}

function firstOf(catalogs: readonly Catalog[]): Catalog {
  return { find: object => catalogs.reduce<KindRules | undefined>((found, catalog) => found ?? catalog.find(object), undefined) };
}

/** The schemas of all `.yaml` files of some folders. */
export function readSchemas(...folders: readonly string[]): Schemas {
  const files = folders.flatMap(folder => readdirSync(folder).sort().map(name => join(folder, name)));
  return schemasOf(files.filter(file => file.endsWith('.yaml')).map(file => readFileSync(file, 'utf8')));
}

function withSecondOpinion(ours: Schemas, catalog: Catalog, given: readonly string[]): Schemas {
  const schemas: Schemas = {
    ...ours,
    given,
    knowing: () => schemas,
    ofOthers: () => forForeign(ours, catalog, given),
    judge(object) {
      const rules = catalog.find(object);
      const first = rules === undefined || ours.kinds.has(`${object.apiVersion}/${object.kind}`) ? ours.validate(object) : [];
      const second = rules === undefined ? [] : refusals(rules, object);
      return { problems: [...first, ...second.filter(({ path }) => !first.some(problem => problem.path === path))], unjudged: [] };
    },
  };
  return schemas;
}

function forForeign(ours: Schemas, catalog: Catalog, given: readonly string[]): Schemas {
  const schemas: Schemas = {
    ...ours,
    whose: 'foreign',
    given,
    ofOthers: () => schemas,
    knowing: documents => forForeign(ours, firstOf([catalog, catalogOf(documents)]), given),
    judge(object) {
      const ofDefinition = object.kind === 'CustomResourceDefinition' ? problemsIn(typesInDefinition, object) : [];
      const rules = catalog.find(object);
      const { problems, unjudged } = rules ? { problems: refusals(rules, object), unjudged: [] } : byOurs(ours, object);
      return { problems: [...problems, ...ofDefinition], unjudged };
    },
  };
  return schemas;
}

function byOurs({ kinds }: Schemas, object: TypedObject): Verdict {
  const known = kinds.get(`${object.apiVersion}/${object.kind}`);
  return known ? asFarAsOursGoes(known, object) : ofUnknownKind(object, [...kinds.values()]);
}

/** A wrong type is wrong in any schema; what else our schema refuses may be something that we never write. A test compares the types. */
function asFarAsOursGoes({ schema }: KindSchema, object: TypedObject): Verdict {
  const found = shapeProblems(schema, object);
  const others = hasObjectMeta(schema) ? found.filter(({ path }) => !/^metadata\b/.test(path)) : found;
  const ofTypes = others.filter(({ kind }) => kind === 'type');
  const ofMetadata = hasObjectMeta(schema) ? metadataProblems({ ...object }) : [];
  return {
    problems: [...ofTypes.filter(({ value }) => value !== null), ...asShapeProblems(ofMetadata)],
    unjudged: others.filter(({ kind }) => kind !== 'type'),
  };
}

/** Another spelling of a kind that we know is a mistake; anything else is something that we do not know. */
function ofUnknownKind(object: TypedObject, known: readonly KindSchema[]): Verdict {
  const meant = known.find(({ apiVersion, kind }) => apiVersion === object.apiVersion && kind.toLowerCase() === object.kind.toLowerCase());
  const finding = unknownKind(object, meant ? [meant] : known.filter(({ kind }) => kind === object.kind));
  return meant ? { problems: [finding], unjudged: [] } : { problems: [], unjudged: [finding] };
}

/**
 * A definition does not say what holds for every kind: apiVersion and kind, and metadata, unless the definition has properties of its
 * own for it, or says that there is none.
 */
function withIdentity({ apiVersion, kind, scope, schema }: KindSchema): JsonSchema {
  const { properties, required } = schema;
  const { metadata, ...rest } = recordOf(properties);
  const own = isRecord(metadata) && isRecord(metadata['properties']);
  return {
    ...schema,
    required: ['apiVersion', 'kind', ...(metadata === false ? [] : ['metadata']), ...(Array.isArray(required) ? required : [])],
    properties: {
      apiVersion: { const: apiVersion },
      kind: { const: kind },
      ...(metadata !== false && { metadata: own ? metadata : ownMetadata(scope) }),
      ...rest,
    },
  };
}

function unknownKind({ apiVersion, kind }: TypedObject, known: readonly KindSchema[]): ShapeProblem {
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
    message: `no schema describes ${withArticle(kind)} of ${apiVersion}${suggestion}`,
    ...(meant !== undefined && { nearest: meant }),
  };
}
