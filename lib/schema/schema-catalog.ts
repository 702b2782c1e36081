import { readdirSync, readFileSync, statSync, type Dirent } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { KindRules } from './admission.ts';
import { UserError } from '../user-error.ts';
import { definedKinds } from './definitions.ts';
import { groupBy } from '../group-by.ts';
import { isRecord, valueAt, type Manifest } from '../manifests/manifest.ts';
import type { JsonSchema } from './shape-error.ts';
import { wordsOf } from './unions.ts';
import { fromYaml, isYamlError, yamlFault } from '../yaml/yaml.ts';

/** What a schema is found by. What Kustomize reads has this much, and no name. */
export type TypedObject = Pick<Manifest, 'apiVersion' | 'kind'>;

/** Schemas that others wrote, of all that a kind has. */
export interface Catalog {
  find(object: TypedObject): KindRules | undefined;
}

/**
 * Schemas in and below a folder, by the layouts that there are:
 *
 * - `apps/deployment_v1.json`: a group, `core` for the one without a name. In a folder of another sort it is of any group.
 * - `deployment-apps-v1.json`, `service-v1.json`: the group up to its first dot
 * - `clusterconfig.schema.json`: what it describes is in it
 * - `apis/apps/v1.json`, `api/v1.json`: all kinds of a version, as an API server publishes them (`/openapi/v3/apis/apps/v1`)
 * - `*.yaml`, `*.yml`: custom resource definitions
 *
 * A file is read when a kind asks for it, but for the definitions, which are read at once when the first kind has no file of its own.
 * Throws a UserError for a folder without schemas, here, and for a file that cannot be read or that contradicts another, in `find`.
 */
export function catalogIn(folder: string): Catalog {
  const paths = filesBelow(folder);
  const named = groupBy(paths.flatMap(path => namedFile(path, folder)), ({ key }) => key);
  let defined: ReturnType<typeof definedIn> | undefined;
  const definitions = () => (defined ??= definedIn(paths));
  if (named.size === 0 && definitions().size === 0) throw new UserError(`There is no schema in ${folder}; ${layouts}.`);
  return remembering(object => {
    const [version = '', group = ''] = object.apiVersion.split('/').reverse();
    // Names of files have no capitals, and kinds have.
    const kind = /^[A-Z]/.test(object.kind) ? object.kind.toLowerCase() : '';
    const keys = [`${kind} ${version}`, `${kind} `, ` ${version}`];
    const files = keys.flatMap(key => named.get(key) ?? []).filter(file => file.isOf(group));
    const ofKind = files.flatMap(file => (file.says === 'version' ? published(file.path, object) : singleSchema(file, object)));
    return only(ofKind, object)?.rules ?? only(definitions().get(`${object.apiVersion}/${object.kind}`) ?? [], object)?.rules;
  });
}

const layouts = '--schemas takes GROUP/KIND_VERSION.json, KIND-GROUP-VERSION.json, '
  + 'apis/GROUP/VERSION.json, and custom resource definitions in *.yaml, at any depth';

/** What definitions among some documents define. Of two for one kind the first counts. */
export function catalogOf(documents: readonly unknown[]): Catalog {
  const kinds = new Map(definedKinds(documents).reverse().map(kind => [`${kind.apiVersion}/${kind.kind}`, rulesOfDefinition(kind.schema)]));
  return { find: ({ apiVersion, kind }) => kinds.get(`${apiVersion}/${kind}`) };
}

function filesBelow(folder: string): string[] {
  if (!onDisk(folder, () => statSync(folder)).isDirectory()) throw new UserError(`${folder} is no folder; ${layouts}.`);
  const isSeen = ({ name }: Dirent) => !name.startsWith('.');
  return onDisk(folder, () => readdirSync(folder, { withFileTypes: true })).filter(isSeen).sort(byName).flatMap(entry => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

/** The same on every machine. */
function byName(one: Dirent, other: Dirent): number {
  return one.name < other.name ? -1 : 1;
}

/** A file whose name says what it describes, or some of it. */
interface NamedFile {
  readonly path: string;
  /** `deployment v1`; `deployment ` or ` v1` where the rest is only in the file. */
  readonly key: string;
  readonly isOf: (group: string) => boolean;
  /** What of the kind the name says; the schema has to say the rest. */
  readonly says: 'kind and version' | 'kind' | 'version';
}

function namedFile(path: string, root: string): NamedFile[] {
  const name = basename(path);
  const inGroup = /^([a-z0-9]+)_(v\d+(?:(?:alpha|beta)\d+)?)\.json$/.exec(name);
  if (inGroup) return [{ path, key: `${inGroup[1]} ${inGroup[2]}`, isOf: groupsOf(dirname(path), root), says: 'kind and version' }];
  const flat = /^([a-z0-9]+)-(?:([a-z0-9-]+)-)?(v\d+(?:(?:alpha|beta)\d+)?)\.json$/.exec(name);
  const head = flat?.[2] ?? '';
  if (flat) return [{ path, key: `${flat[1]} ${flat[3]}`, isOf: group => group.split('.')[0] === head, says: 'kind and version' }];
  const single = /^([a-z0-9]+)\.schema\.json$/.exec(name);
  if (single) return [{ path, key: `${single[1]} `, isOf: () => true, says: 'kind' }];
  const ofServer = /(?:^|\/)api(?:s\/([^/]+))?\/(v\d+(?:(?:alpha|beta)\d+)?)\.json$/.exec(path);
  return ofServer ? [{ path, key: ` ${ofServer[2]}`, isOf: group => group === (ofServer[1] ?? ''), says: 'version' }] : [];
}

/** Groups of Kubernetes whose names have no dot. */
const shortGroups = ['apps', 'autoscaling', 'batch', 'extensions', 'policy'];

function groupsOf(folder: string, root: string): NamedFile['isOf'] {
  const name = basename(folder);
  if (name === 'core') return group => group === '';
  const isGroup = folder !== root && (name.includes('.') || shortGroups.includes(name));
  return group => !isGroup || group === name;
}

interface FoundSchema {
  readonly path: string;
  readonly schema: JsonSchema | undefined;
  readonly rules: KindRules;
}

/** The schema of a file that has one. */
function singleSchema({ path, says }: NamedFile, object: TypedObject): FoundSchema[] {
  const text = readText(path);
  const [, elsewhere] = /"\$ref"\s*:\s*"([^#"][^"]*)"/.exec(text) ?? [];
  if (elsewhere !== undefined) throw new UserError(`${path} leads to another file, ${elsewhere}; give schemas that stand alone.`);
  const schema = schemaIn(path, text);
  if (!describes(schema, object, says)) return [];
  // Catalogs that close what a definition lists leave the top of the object open.
  const isClosed = /"additionalProperties"\s*:\s*false/.test(text);
  return [{ path, schema, rules: { schema, closed: isClosed ? 'at the top' : 'where it says so' } }];
}

/** The schema of a kind among those that an API server publishes, which refuses fields that it does not list. */
function published(path: string, { apiVersion, kind }: TypedObject): FoundSchema[] {
  const document = schemaIn(path, readText(path));
  const [version, group = ''] = apiVersion.split('/').reverse();
  const isMeant = (tag: unknown) => isRecord(tag) && tag['kind'] === kind && tag['version'] === version && tag['group'] === group;
  const schemas = valueAt(document, ['components', 'schemas']);
  const names = isRecord(schemas) ? Object.keys(schemas).filter(name => tagsOf(schemas[name]).some(isMeant)) : [];
  return names.map(name => {
    const schema = { $ref: `#/components/schemas/${name}`, components: document['components'] };
    return { path, schema, rules: { schema, closed: 'everywhere' } };
  });
}

function tagsOf(schema: unknown): readonly unknown[] {
  const tags = isRecord(schema) ? schema['x-kubernetes-group-version-kind'] : undefined;
  return Array.isArray(tags) ? tags : [];
}

function schemaIn(path: string, text: string): JsonSchema {
  let schema: unknown;
  try {
    schema = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${path} is no JSON (${(error as SyntaxError).message}); mend it, or fetch it again.`); // nothing else is thrown
  }
  if (!isRecord(schema)) throw new UserError(`${path} is no JSON Schema; it has to be an object.`);
  return schema;
}

/** Whether the schema is of this kind, as far as it says so. */
function describes(schema: JsonSchema, { apiVersion, kind }: TypedObject, says: NamedFile['says']): boolean {
  const top = resolve(schema);
  const kinds = wordsOf(valueAt(top, ['properties', 'kind']));
  const versions = wordsOf(valueAt(top, ['properties', 'apiVersion']));
  if (says === 'kind' && (kinds === undefined || versions === undefined)) return false;
  const tags = tagsOf(top).filter(isRecord).map(tag => tag['kind']);
  const statements = [[kinds, kind], [versions, apiVersion], [tags.length > 0 ? tags : undefined, kind]] as const;
  return statements.every(([words, word]) => words === undefined || words.includes(word));
}

function resolve(schema: JsonSchema): JsonSchema {
  const reference = schema['$ref'];
  const target = typeof reference === 'string' ? valueAt(schema, reference.replace(/^#\//, '').split('/')) : schema;
  return isRecord(target) ? target : schema;
}

/** By `apiVersion/kind`. */
function definedIn(paths: readonly string[]): ReadonlyMap<string, FoundSchema[]> {
  const found = paths.filter(path => /\.ya?ml$/.test(path)).flatMap(path => {
    return definedKinds(documentsIn(path)).map(({ schema, ...kind }) => ({ ...kind, path, schema, rules: rulesOfDefinition(schema) }));
  });
  return groupBy(found, ({ apiVersion, kind }) => `${apiVersion}/${kind}`);
}

function rulesOfDefinition(schema: JsonSchema | undefined): KindRules {
  return { schema: schema ?? {}, closed: 'everywhere' };
}

/** None of a file without a definition, which need not be YAML. */
function documentsIn(path: string): unknown[] {
  const text = readText(path);
  if (!text.includes('CustomResourceDefinition')) return [];
  try {
    return fromYaml(text);
  } catch (error) {
    if (!isYamlError(error)) throw error;
    const line = error.mark ? `, line ${error.mark.line + 1},` : '';
    throw new UserError(`${path}${line} ${yamlFault(error.reason)} (${error.reason}); mend it, or take it out of the folder.`);
  }
}

/** Two files may hold the same schema; where they differ it is unknown which was meant. */
function only<Found extends FoundSchema>(found: readonly Found[], { apiVersion, kind }: TypedObject): Found | undefined {
  const [first, ...others] = found;
  const other = others.find(({ schema }) => JSON.stringify(schema) !== JSON.stringify(first?.schema));
  if (other === undefined) return first;
  const both = `${first?.path} and ${other.path}`;
  throw new UserError(`Two schemas describe a ${kind} of ${apiVersion}: ${both}; give a folder with one of them.`);
}

function remembering(find: Catalog['find']): Catalog {
  const known = new Map<string, KindRules | undefined>();
  return {
    find(object) {
      const key = `${object.apiVersion}/${object.kind}`;
      if (!known.has(key)) known.set(key, find(object));
      return known.get(key);
    },
  };
}

function readText(path: string): string {
  return onDisk(path, () => readFileSync(path, 'utf8'));
}

function onDisk<Value>(path: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException; // of node:fs
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new UserError(`There is no ${path}; --schemas takes a folder that is there.`);
    throw new UserError(`${path} cannot be read (${code ?? String(error)}).`);
  }
}
