import type { ErrorObject } from 'ajv';
import type { CelInput } from '@bufbuild/cel';
import { celName, evaluate, mentions } from './cel.ts';
import { isRecord } from '../manifests/manifest.ts';
import { isFieldOfMetadata, metadataProblems } from './object-metadata.ts';
import { re2 } from '../re2.ts';
import { listed, notOneOf, pathText, problemsOf, display, type JsonSchema, type KeyedProblem, type ShapeProblem } from './shape-error.ts';
import { textFormats } from './text-formats.ts';

/**
 * What an API server says of an object by the schema of its kind: by JSON Schema, by Kubernetes' own keywords, and by rules in CEL. It
 * walks along the object and not along the schema, so that a schema of a megabyte costs what the object touches of it. ajv would
 * compile all of it first, which takes half a second and more for that of a Deployment.
 */

/** A schema of all that a kind has, by whomever. */
export interface KindRules {
  readonly schema: JsonSchema;
  /**
   * Where a field that the schema does not list is refused: a definition means `everywhere`. The API server drops such a field, or refuses
   * it where it is asked to be strict, or to apply by itself, as Flux asks.
   */
  readonly closed: 'everywhere' | 'at the top' | 'where it says so';
}

/** All that is refused, in the order of the schema, and then what is wrong with the metadata. */
export function refusals({ schema, closed }: KindRules, object: Readonly<Record<string, unknown>>): ShapeProblem[] {
  const walk: Walk = { root: schema, isClosed: closed === 'everywhere' };
  const told = problems(closed === 'where it says so' ? schema : closedAtTheTop(schema), object, walk);
  const places = new Set(told.map(({ at }) => pathText(at)));
  const metadata = hasObjectMeta(schema) ? metadataProblems(object).filter(({ at }) => !places.has(pathText(at))) : [];
  return withoutImplied([...told, ...metadata]).map(({ at, ...problem }) => ({ path: pathText(at), ...problem }));
}

/** What every object has, whether its schema mentions it or not. */
const identity = { apiVersion: {}, kind: {}, metadata: {} };

/** Whether the metadata is that of Kubernetes. eksctl's is its own: it has a region. */
export function hasObjectMeta(schema: JsonSchema): boolean {
  const top = record(typeof schema['$ref'] === 'string' ? target(schema['$ref'], schema) : schema);
  const metadata = record(record(top['properties'])['metadata']);
  const own = typeof metadata['$ref'] === 'string' ? record(target(metadata['$ref'], schema)) : metadata;
  return Object.keys(record(own['properties'])).every(isFieldOfMetadata);
}

function closedAtTheTop(schema: JsonSchema): JsonSchema {
  if (!isRecord(schema['properties']) || !isSilentOnOthers(schema)) return schema;
  return { ...schema, properties: { ...identity, ...schema['properties'] }, additionalProperties: false };
}

/** A misspelt key is also a missing one. */
function withoutImplied(found: readonly KeyedProblem[]): KeyedProblem[] {
  const misspelt = found.filter(({ kind }) => kind === 'unknown-key');
  const meant = new Set(misspelt.flatMap(({ at, nearest }) => (nearest === undefined ? [] : [pathText([...at.slice(0, -1), nearest])])));
  return found.filter(({ kind, at }) => kind !== 'missing' || !meant.has(pathText(at)));
}

interface Walk {
  /** What `$ref` leads into. */
  readonly root: JsonSchema;
  readonly isClosed: boolean;
}

function problems(rules: unknown, value: unknown, walk: Walk): readonly KeyedProblem[] {
  if (rules === false) return problemsOfKeyword('false schema', {}, value, {});
  if (!isRecord(rules)) return [];
  const types = typesOf(rules);
  if (types.length > 0 && !types.some(type => isOfType(value, type))) {
    return problemsOfKeyword('type', { type: types.filter(type => type !== 'null') }, value, rules);
  }
  const found = Object.entries(rules).flatMap(([name, rule]) => {
    const keyword = Object.hasOwn(keywords, name) ? keywords[name] : undefined;
    return keyword?.(rule, value, rules, walk) ?? [];
  });
  return found.length > 0 ? found : brokenRules(rules, value, walk);
}

/** Undefined and null say of a value that it is not there. */
type Keyword = (rule: unknown, value: unknown, rules: JsonSchema, walk: Walk) => readonly KeyedProblem[];

/** What is not here says nothing of a value. Types have been looked at before. */
const keywords: Readonly<Record<string, Keyword>> = {
  $ref: (rule, value, _, walk) => problems(target(String(rule), walk.root), value, walk),
  allOf: (rule, value, rules, walk) => {
    return list(rule).flatMap(part => problems(part, value, { ...walk, isClosed: walk.isClosed && part === wholeOf(rules) }));
  },
  anyOf: (rule, value, _, walk) => union('anyOf', list(rule), value, walk),
  oneOf: (rule, value, _, walk) => union('oneOf', list(rule), value, walk),
  not: (rule, value, rules, walk) => (problems(rule, value, { ...walk, isClosed: false }).length > 0 ? [] : problemsOfKeyword('not', {}, value, rules)),
  enum: (rule, value, rules) => {
    return !Array.isArray(rule) || rule.some(each => isSame(each, value)) ? [] : problemsOfKeyword('enum', { allowedValues: rule }, value, rules);
  },
  const: (rule, value, rules) => (isSame(rule, value) ? [] : problemsOfKeyword('const', { allowedValue: rule }, value, rules)),
  minLength: bound('minLength', lengthOf, (length, least) => length >= least),
  maxLength: bound('maxLength', lengthOf, (length, most) => length <= most),
  minItems: bound('minItems', countOfItems, (count, least) => count >= least),
  maxItems: bound('maxItems', countOfItems, (count, most) => count <= most),
  minProperties: bound('minProperties', countOfFields, (count, least) => count >= least),
  maxProperties: bound('maxProperties', countOfFields, (count, most) => count <= most),
  minimum: bound('minimum', numberOf, (number, least) => number >= least),
  maximum: bound('maximum', numberOf, (number, most) => number <= most),
  exclusiveMinimum: exclusive('exclusiveMinimum', 'minimum', (number, least) => number > least),
  exclusiveMaximum: exclusive('exclusiveMaximum', 'maximum', (number, most) => number < most),
  pattern: (rule, value, rules) => (typeof value !== 'string' || matches(String(rule), value) ? [] : problemsOfKeyword('pattern', {}, value, rules)),
  format: (rule, value) => {
    const format = typeof rule === 'string' && Object.hasOwn(textFormats, rule) ? textFormats[rule] : undefined;
    if (format === undefined || typeof value !== 'string' || format.has(value)) return [];
    const found = format.isShown ? `, not ${display(value)}` : '';
    return [{ at: [], kind: 'form', value: null, expected: [], message: `must be ${format.title}${found}` }];
  },
  items: (rule, value, _, walk) => (Array.isArray(value) ? value.flatMap((item, i) => inside(i, problems(rule, item, walk))) : []),
  uniqueItems: (rule, value, rules) => (rule === true ? repeatedIndices(value).flatMap(i => problemsOfKeyword('uniqueItems', { i }, value, rules)) : []),
  required: (rule, value, rules, walk) => {
    if (!isRecord(value)) return [];
    const missing = list(rule).map(String).filter(key => isAbsent(value[key], record(rules['properties'])[key], walk));
    return missing.flatMap(key => problemsOfKeyword('required', { missingProperty: key }, value, rules));
  },
  properties: (rule, value, rules, walk) => {
    if (!isRecord(value)) return [];
    const known = record(rule);
    const there = Object.keys(known).filter(key => Object.hasOwn(value, key) && !isAbsent(value[key], known[key], walk));
    const ofFields = there.flatMap(key => inside(key, problems(known[key], value[key], walk)));
    return [...ofFields, ...(walk.isClosed && isSilentOnOthers(rules) ? unlistedFields(false, value, rules, walk) : [])];
  },
  additionalProperties: (rule, value, rules, walk) => (isRecord(value) && rule !== true ? unlistedFields(rule, value, rules, walk) : []),
  patternProperties: (rule, value, _, walk) => {
    if (!isRecord(value)) return [];
    return Object.entries(record(rule)).flatMap(([pattern, part]) => {
      const keys = Object.keys(value).filter(key => matches(pattern, key));
      return keys.flatMap(key => inside(key, problems(part, value[key], walk)));
    });
  },
  propertyNames: (rule, value, rules, walk) => {
    const wrong = Object.keys(record(value)).filter(key => problems(rule, key, walk).length > 0);
    return wrong.flatMap(key => problemsOfKeyword('propertyNames', { propertyName: key }, value, rules));
  },
  'x-kubernetes-list-type': (rule, value, rules, { root }) => {
    if (rule === 'set') return repeatedIndices(value).flatMap(i => inside(i, [duplicateItem(list(value)[i])]));
    return rule === 'map' && Array.isArray(value) ? sameKeys(value, rules, root) : [];
  },
  'x-kubernetes-embedded-resource': (rule, value, rules) => {
    if (rule !== true || !isRecord(value)) return [];
    const missing = ['apiVersion', 'kind'].filter(key => typeof value[key] !== 'string');
    return [...missing.flatMap(key => problemsOfKeyword('required', { missingProperty: key }, value, rules)), ...metadataProblems(value)];
  },
};

/**
 * Rules are asked about what is right by itself, as a new object. A rule that cannot be judged holds: it may ask for a function that is
 * not known here.
 */
function brokenRules(rules: JsonSchema, value: unknown, { root }: Walk): KeyedProblem[] {
  const stated = list(rules['x-kubernetes-validations']).filter(isRecord).filter(({ rule }) => !mentions(String(rule), 'oldSelf'));
  if (stated.length === 0) return [];
  const self = inCel(complete(value, rules, root), rules, root);
  return stated.flatMap(({ rule, message }) => {
    const outcome = evaluate(String(rule), self);
    if (!('value' in outcome) || outcome.value !== false) return [];
    const told = typeof message === 'string' ? message.trim().replace(/\s+/g, ' ').replace(/\.$/, '') : String(rule).replace(/\s+/g, ' ');
    return [{ at: [], kind: 'together', value, expected: [], message: `breaks a rule of its kind: ${told}` }];
  });
}

/** As the API server completes it before it looks at rules: without nulls, with defaults. */
function complete(value: unknown, rules: unknown, root: JsonSchema): unknown {
  const whole = wholeRules(rules, root);
  if (whole === undefined) return value;
  if (Array.isArray(value)) return value.map(item => complete(item, whole['items'], root));
  if (!isRecord(value)) return value;
  const known = record(whole['properties']);
  const defaults = Object.entries(known).map(([key, part]) => [key, record(part)['default']] as const);
  const missing = defaults.filter(([key, usual]) => usual !== undefined && (value[key] ?? null) === null);
  const own = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries([...missing, ...own].map(([key, field]) => {
    return [key, complete(field, known[key] ?? whole['additionalProperties'], root)];
  }));
}

/** As rules read it: whole numbers are integers unless the schema says `number`, and fields are called as CEL can call them. */
function inCel(value: unknown, rules: unknown, root: JsonSchema): CelInput {
  const { type, items, properties, additionalProperties } = wholeRules(rules, root) ?? {};
  if (Number.isInteger(value) && type !== 'number') return BigInt(value as number);
  if (Array.isArray(value)) return value.map(item => inCel(item, items, root));
  if (!isRecord(value)) return value as CelInput; // of YAML, so a scalar
  const known = record(properties);
  return new Map(Object.entries(value).map(([key, field]) => {
    return Object.hasOwn(known, key) ? [celName(key), inCel(field, known[key], root)] : [key, inCel(field, additionalProperties, root)];
  }));
}

/** What a schema leads to that says nothing itself. */
function wholeRules(rules: unknown, root: JsonSchema): JsonSchema | undefined {
  if (!isRecord(rules)) return undefined;
  const whole = typeof rules['$ref'] === 'string' ? target(rules['$ref'], root) : wholeOf(rules);
  return whole === undefined ? rules : wholeRules(whole, root);
}

/** One error in the words of all others. */
function problemsOfKeyword(keyword: string, params: ErrorObject['params'], value: unknown, rules: JsonSchema): readonly KeyedProblem[] {
  return problemsOf({ keyword, params, data: value, parentSchema: rules, instancePath: '', schemaPath: '' }, value);
}

function inside(key: string | number, found: readonly KeyedProblem[]): KeyedProblem[] {
  return found.map(problem => ({ ...problem, at: [key, ...problem.at] }));
}

function typesOf(rules: JsonSchema): readonly unknown[] {
  const isIntOrString = rules['x-kubernetes-int-or-string'] === true || rules['format'] === 'int-or-string'; // said by servers before 1.24
  if (isIntOrString) return ['integer', 'string', ...(rules['nullable'] === true ? ['null'] : [])];
  const types = [rules['type'] ?? []].flat();
  return types.length > 0 && rules['nullable'] === true ? [...types, 'null'] : types;
}

function isOfType(value: unknown, type: unknown): boolean {
  switch (type) {
    case 'object': return isRecord(value);
    case 'array': return Array.isArray(value);
    case 'integer': return Number.isInteger(value);
    case 'null': return value === null;
    default: return typeof value === type;
  }
}

/** Null stands for nothing, wherever the schema does not ask for it by name. */
function isAbsent(value: unknown, rules: unknown, { root }: Walk): boolean {
  if (value !== null) return value === undefined;
  const known = isRecord(rules) && typeof rules['$ref'] === 'string' ? target(rules['$ref'], root) : rules;
  return !isRecord(known) || !typesOf(known).includes('null');
}

/** The only part of a schema that says nothing of fields itself: an API server publishes a field with a default like that. */
function wholeOf(rules: JsonSchema): unknown {
  const [part, ...others] = list(rules['allOf']);
  return others.length === 0 && rules['properties'] === undefined ? part : undefined;
}

/** It says nothing of fields that it does not list. */
function isSilentOnOthers(rules: JsonSchema): boolean {
  return rules['additionalProperties'] === undefined && rules['x-kubernetes-preserve-unknown-fields'] !== true;
}

/** What stands beside the fields that are listed. */
function unlistedFields(rule: unknown, value: Record<string, unknown>, rules: JsonSchema, walk: Walk): readonly KeyedProblem[] {
  const known = { ...(rules['x-kubernetes-embedded-resource'] === true && identity), ...record(rules['properties']) };
  const patterns = Object.keys(record(rules['patternProperties']));
  const others = Object.keys(value).filter(key => !Object.hasOwn(known, key) && !patterns.some(pattern => matches(pattern, key)));
  if (rule === false) return others.flatMap(key => problemsOfKeyword('additionalProperties', { additionalProperty: key }, value, { properties: known }));
  return others.filter(key => !isAbsent(value[key], rule, walk)).flatMap(key => inside(key, problems(rule, value[key], walk)));
}

/** What `#/definitions/Name` leads to. A schema that leads elsewhere is refused when it is read. */
function target(reference: string, root: JsonSchema): unknown {
  const steps = reference.replace(/^#\/?/, '').split('/').filter(step => step !== '');
  const keys = steps.map(step => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce<unknown>((here, key) => record(here)[key], root);
}

/** Of several schemas one has to accept the value. If none does, what the one has against it that has least. */
function union(rule: 'anyOf' | 'oneOf', branches: readonly unknown[], value: unknown, walk: Walk): readonly KeyedProblem[] {
  const outcomes = branches.map(branch => ({ branch, found: problems(branch, value, { ...walk, isClosed: false }) }));
  const accepting = outcomes.filter(({ found }) => found.length === 0);
  if (accepting.length === 1 || (accepting.length > 1 && rule === 'anyOf')) return [];
  const wanted = accepting.map(({ branch }) => keysOf(branch));
  if (accepting.length > 1) {
    const message = wanted.every(keys => keys !== '')
      ? `has ${listed(wanted, 'and')}, of which only one may stand here`
      : 'is allowed in more than one way, and may be in one only';
    return [{ at: [], kind: 'together', value, expected: [], message }];
  }
  const refusing = outcomes.flatMap(({ found }) => found.filter(refusesWhole));
  const fitting = outcomes.filter(({ found }) => !found.some(problem => refusing.includes(problem)));
  if (fitting.length === 0) return [notOneOf(refusing, [], value)];
  if (fitting.every(({ branch, found }) => keysOf(branch) !== '' && found.every(({ kind }) => kind === 'missing'))) {
    const expected = [...new Set(fitting.map(({ branch }) => keysOf(branch)))];
    return [{ at: [], kind: 'missing', value, expected, message: `needs ${listed(expected, 'or')}` }];
  }
  const fewest = Math.min(...fitting.map(({ found }) => found.length));
  return fitting.find(({ found }) => found.length === fewest)?.found ?? [];
}

function refusesWhole({ at, kind }: KeyedProblem): boolean {
  return at.length === 0 && (kind === 'type' || kind === 'choice');
}

/** `'a' and 'b'` */
function keysOf(branch: unknown): string {
  return listed(list(record(branch)['required']).map(key => `'${String(key)}'`), 'and');
}

/** Indices of items that stand before already. */
function repeatedIndices(value: unknown): number[] {
  const seen = new Set<string>();
  return list(value).flatMap((item, i) => {
    const text = JSON.stringify(item);
    if (seen.has(text)) return [i];
    seen.add(text);
    return [];
  });
}

function duplicateItem(item: unknown): KeyedProblem {
  return { at: [], kind: 'form', value: item, expected: [], message: `${display(item)} stands in this list before` };
}

/** Items of a list whose items have names, where two have the same. An API server that applies by itself refuses the list. */
function sameKeys(items: readonly unknown[], rules: JsonSchema, root: JsonSchema): KeyedProblem[] {
  const keys = list(rules['x-kubernetes-list-map-keys']).map(String);
  const names = items.map(item => complete(item, rules['items'], root)).map(item => keys.map(key => record(item)[key] ?? null));
  return repeatedIndices(names).flatMap(i => {
    if (names[i]?.every(name => name === null) !== false) return [];
    const told = listed(keys.map((key, k) => `${key} ${display(names[i]?.[k])}`), 'and');
    return [{ at: [i], kind: 'form', value: items[i], expected: [], message: `has ${told}, as an item before it` }];
  });
}

type Measure = (value: unknown) => number | undefined;

function bound(keyword: string, measure: Measure, holds: (measured: number, rule: number) => boolean): Keyword {
  return (rule, value, rules) => {
    const measured = measure(value);
    return measured === undefined || typeof rule !== 'number' || holds(measured, rule) ? [] : problemsOfKeyword(keyword, { limit: rule }, value, rules);
  };
}

/** A number of its own in JSON Schema, a word about the other bound in OpenAPI. */
function exclusive(keyword: string, beside: string, holds: (number: number, rule: number) => boolean): Keyword {
  const check = bound(keyword, numberOf, holds);
  return (rule, value, rules, walk) => check(rule === true ? rules[beside] : rule, value, rules, walk);
}

/** In characters, not in the halves of which JavaScript makes some. */
function lengthOf(value: unknown): number | undefined {
  return typeof value === 'string' ? [...value].length : undefined;
}

function countOfItems(value: unknown): number | undefined {
  return Array.isArray(value) ? value.length : undefined;
}

function countOfFields(value: unknown): number | undefined {
  return isRecord(value) ? Object.keys(value).length : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** True as well for an expression that Go cannot read: schemas from elsewhere may write JavaScript's. */
function matches(pattern: string, value: string): boolean {
  const expression = re2(pattern);
  return 'refused' in expression || expression.matches(value);
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || (typeof one === 'object' && typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other));
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function record(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}
