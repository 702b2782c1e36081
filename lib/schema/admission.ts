import type { CelInput } from '@bufbuild/cel';
import { celName, evaluate, mentions } from './cel.ts';
import { isRecord, recordOf } from '../manifests/manifest.ts';
import { anyMetadata, isFieldOfMetadata, moreOfMetadata } from './object-metadata.ts';
import { re2 } from '../re2.ts';
import { listed, pathText, problemOf, display, type JsonSchema, type KeyedProblem, type ShapeProblem } from './shape-error.ts';
import { textFormats } from './text-formats.ts';
import { bestOf, tooMany } from './unions.ts';

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

/** What a plain JSON Schema refuses, where null is a value like others. */
export function problemsIn(schema: JsonSchema, value: unknown): ShapeProblem[] {
  return asShapeProblems(withoutImplied(problems(schema, value, { root: schema, isClosed: false, isNullNothing: false })));
}

export function asShapeProblems(found: readonly KeyedProblem[]): ShapeProblem[] {
  return found.map(({ at, ...problem }) => ({ path: pathText(at), ...problem }));
}

/** All that is refused, and then what is wrong with the metadata. */
export function refusals({ schema, closed }: KindRules, object: Readonly<Record<string, unknown>>): ShapeProblem[] {
  const walk: Walk = { root: schema, isClosed: closed === 'everywhere', isNullNothing: true };
  const found = problems(closed === 'where it says so' ? schema : closedAtTheTop(schema), object, walk);
  const places = new Set(found.map(({ at }) => pathText(at)));
  const metadata = hasObjectMeta(schema) ? metadataProblems(object).filter(({ at }) => !places.has(pathText(at))) : [];
  return asShapeProblems(withoutImplied([...found, ...metadata]));
}

/** What is wrong with the metadata of an object of any kind. */
export function metadataProblems(object: Readonly<Record<string, unknown>>): KeyedProblem[] {
  const given = object['metadata'] ?? {};
  const metadata = isRecord(given) ? Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null)) : given;
  const schema = anyMetadata(object);
  return inside('metadata', [...problems(schema, metadata, { root: schema, isClosed: false, isNullNothing: false }), ...moreOfMetadata(metadata)]);
}

/** What every object has, whether its schema mentions it or not. */
const identity = { apiVersion: {}, kind: {}, metadata: {} };

/** Whether the metadata is that of Kubernetes. eksctl's is its own: it has a region. */
export function hasObjectMeta(schema: JsonSchema): boolean {
  const top = recordOf(typeof schema['$ref'] === 'string' ? target(schema['$ref'], schema) : schema);
  const metadata = recordOf(recordOf(top['properties'])['metadata']);
  const own = typeof metadata['$ref'] === 'string' ? recordOf(target(metadata['$ref'], schema)) : metadata;
  return Object.keys(recordOf(own['properties'])).every(isFieldOfMetadata);
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
  /** Null stands for nothing, wherever the schema does not ask for it by name. */
  readonly isNullNothing: boolean;
}

function problems(rules: unknown, value: unknown, walk: Walk): readonly KeyedProblem[] {
  if (rules === false) return [problemOf('false schema', rules, value, {})];
  if (!isRecord(rules)) return [];
  const types = typesOf(rules);
  const isOfOther = types.length > 0 && !types.some(type => isOfType(value, type));
  const present = Object.entries(keywords).filter(([name]) => Object.hasOwn(rules, name) && (!isOfOther || name === 'enum' || name === 'const'));
  const found = present.flatMap(([name, keyword]) => keyword(rules[name], value, rules, walk));
  if (found.length > 0) return found; // a word of another type is also none of the words
  return isOfOther ? [problemOf('type', types.filter(type => type !== 'null'), value, rules)] : brokenRules(rules, value, walk);
}

/** Undefined and null say of a value that it is not there. */
type Keyword = (rule: unknown, value: unknown, rules: JsonSchema, walk: Walk) => readonly KeyedProblem[];

/** In the order in which problems are listed. What is not here says nothing of a value. Types have been looked at before. */
const keywords: Readonly<Record<string, Keyword>> = {
  $ref: (rule, value, _, walk) => problems(target(String(rule), walk.root), value, walk),
  minimum: bound('minimum', numberOf, (number, least) => number >= least),
  maximum: bound('maximum', numberOf, (number, most) => number <= most),
  exclusiveMinimum: exclusive('exclusiveMinimum', 'minimum', (number, least) => number > least),
  exclusiveMaximum: exclusive('exclusiveMaximum', 'maximum', (number, most) => number < most),
  minLength: bound('minLength', lengthOf, (length, least) => length >= least),
  maxLength: bound('maxLength', lengthOf, (length, most) => length <= most),
  pattern: (rule, value, rules) => unless(typeof value !== 'string' || matches(String(rule), value), 'pattern', rule, value, rules),
  format: (rule, value) => {
    const format = typeof rule === 'string' && Object.hasOwn(textFormats, rule) ? textFormats[rule] : undefined;
    if (format === undefined || typeof value !== 'string' || format.has(value)) return [];
    const found = format.isShown ? `, not ${display(value)}` : '';
    return [{ at: [], kind: 'form', value: null, expected: [], message: `must be ${format.title}${found}` }];
  },
  const: (rule, value, rules) => unless(isSame(rule, value), 'const', rule, value, rules),
  enum: (rule, value, rules) => unless(!Array.isArray(rule) || rule.some(each => isSame(each, value)), 'enum', rule, value, rules),
  not: (rule, value, rules, walk) => unless(problems(rule, value, { ...walk, isClosed: false }).length > 0, 'not', rule, value, rules),
  anyOf: (rule, value, _, walk) => union('anyOf', list(rule), value, walk),
  oneOf: (rule, value, _, walk) => union('oneOf', list(rule), value, walk),
  allOf: (rule, value, rules, walk) => {
    return list(rule).flatMap(part => problems(part, value, { ...walk, isClosed: walk.isClosed && part === wholeOf(rules) }));
  },
  minItems: bound('minItems', countOfItems, (count, least) => count >= least),
  maxItems: bound('maxItems', countOfItems, (count, most) => count <= most),
  uniqueItems: (rule, value, rules) => {
    return rule === true ? repeatedIndices(value).map(i => problemOf('uniqueItems', list(value)[i], value, rules)) : [];
  },
  items: (rule, value, _, walk) => [...list(value)].flatMap((item, i) => inside(i, problems(rule, item, walk))),
  minProperties: bound('minProperties', countOfFields, (count, least) => count >= least),
  maxProperties: bound('maxProperties', countOfFields, (count, most) => count <= most),
  required: (rule, value, rules, walk) => {
    if (!isRecord(value)) return [];
    const missing = list(rule).map(String).filter(key => isAbsent(value[key], recordOf(rules['properties'])[key], walk));
    return missing.map(key => problemOf('required', key, value, rules));
  },
  propertyNames: (rule, value, rules, walk) => {
    const wrong = Object.keys(recordOf(value)).filter(key => problems(rule, key, walk).length > 0);
    return wrong.map(key => problemOf('propertyNames', key, value, rules));
  },
  additionalProperties: (rule, value, rules, walk) => (isRecord(value) && rule !== true ? unlistedFields(rule, value, rules, walk) : []),
  properties: (rule, value, rules, walk) => {
    if (!isRecord(value)) return [];
    const known = recordOf(rule);
    const there = Object.keys(known).filter(key => Object.hasOwn(value, key) && !isAbsent(value[key], known[key], walk));
    const ofFields = there.flatMap(key => inside(key, problems(known[key], value[key], walk)));
    return [...ofFields, ...(walk.isClosed && isSilentOnOthers(rules) ? unlistedFields(false, value, rules, walk) : [])];
  },
  patternProperties: (rule, value, _, walk) => {
    if (!isRecord(value)) return [];
    return Object.entries(recordOf(rule)).flatMap(([pattern, part]) => {
      const keys = Object.keys(value).filter(key => matches(pattern, key));
      return keys.flatMap(key => inside(key, problems(part, value[key], walk)));
    });
  },
  'x-kubernetes-list-type': (rule, value, rules, { root }) => {
    if (rule === 'set') return repeatedIndices(value).flatMap(i => inside(i, [duplicateItem(list(value)[i])]));
    return rule === 'map' && Array.isArray(value) ? sameKeys(value, rules, root) : [];
  },
  'x-kubernetes-embedded-resource': (rule, value, rules) => {
    if (rule !== true || !isRecord(value)) return [];
    const missing = ['apiVersion', 'kind'].filter(key => typeof value[key] !== 'string');
    return [...missing.map(key => problemOf('required', key, value, rules)), ...metadataProblems(value)];
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
    const text = typeof message === 'string' ? message.trim().replace(/\s+/g, ' ').replace(/\.$/, '') : String(rule).replace(/\s+/g, ' ');
    return [{ at: [], kind: 'together', value, expected: [], message: `breaks a rule of its kind: ${text}` }];
  });
}

/** As the API server completes it before it looks at rules: without nulls, with defaults. */
function complete(value: unknown, rules: unknown, root: JsonSchema): unknown {
  const whole = wholeRules(rules, root);
  if (whole === undefined) return value;
  if (Array.isArray(value)) return value.map(item => complete(item, whole['items'], root));
  if (!isRecord(value)) return value;
  const known = recordOf(whole['properties']);
  const defaults = Object.entries(known).map(([key, part]) => [key, recordOf(part)['default']] as const);
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
  const known = recordOf(properties);
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

function unless(isFine: boolean, ...broken: Parameters<typeof problemOf>): KeyedProblem[] {
  return isFine ? [] : [problemOf(...broken)];
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

function isAbsent(value: unknown, rules: unknown, walk: Walk): boolean {
  return value === undefined || isNothing(value, rules, walk);
}

function isNothing(value: unknown, rules: unknown, { root, isNullNothing }: Walk): boolean {
  if (value !== null || !isNullNothing) return false;
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
  const known = { ...(rules['x-kubernetes-embedded-resource'] === true && identity), ...recordOf(rules['properties']) };
  const patterns = Object.keys(recordOf(rules['patternProperties']));
  const others = Object.keys(value).filter(key => !Object.hasOwn(known, key) && !patterns.some(pattern => matches(pattern, key)));
  if (rule === false) return others.map(key => problemOf('additionalProperties', key, value, { properties: known }));
  return others.filter(key => !isNothing(value[key], rule, walk)).flatMap(key => inside(key, problems(rule, value[key], walk)));
}

/** What `#/definitions/Name` leads to. A schema that leads elsewhere is refused when it is read. */
function target(reference: string, root: JsonSchema): unknown {
  const steps = reference.replace(/^#\/?/, '').split('/').filter(step => step !== '');
  const keys = steps.map(step => decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~'));
  return keys.reduce<unknown>((here, key) => recordOf(here)[key], root);
}

/** Of several schemas one has to accept the value. */
function union(rule: 'anyOf' | 'oneOf', branches: readonly unknown[], value: unknown, walk: Walk): readonly KeyedProblem[] {
  const outcomes = branches.map(branch => ({
    branch: wholeRules(branch, walk.root) ?? {},
    problems: withoutImplied(problems(branch, value, { ...walk, isClosed: false })),
  }));
  const accepting = outcomes.filter(each => each.problems.length === 0);
  if (accepting.length === 0) return bestOf(outcomes, value);
  return accepting.length === 1 || rule === 'anyOf' ? [] : [tooMany(accepting.map(({ branch }) => branch), value)];
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
  const names = items.map(item => complete(item, rules['items'], root)).map(item => keys.map(key => recordOf(item)[key] ?? null));
  return repeatedIndices(names).flatMap(i => {
    if (names[i]?.every(name => name === null) !== false) return [];
    const fields = listed(keys.map((key, k) => `${key} ${display(names[i]?.[k])}`), 'and');
    return [{ at: [i], kind: 'form', value: items[i], expected: [], message: `has ${fields}, as an item before it` }];
  });
}

type Measure = (value: unknown) => number | undefined;

function bound(keyword: string, measure: Measure, holds: (measured: number, rule: number) => boolean): Keyword {
  return (rule, value, rules) => {
    const measured = measure(value);
    return unless(measured === undefined || typeof rule !== 'number' || holds(measured, rule), keyword, rule, value, rules);
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
