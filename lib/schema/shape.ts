import type { Ajv, FuncKeywordDefinition, Options, ValidateFunction } from 'ajv';
import type { DataValidateFunction } from 'ajv/dist/types';
import { createRequire } from 'node:module';
import { isRecord, valueAt } from '../manifests/manifest.ts';
import { listed, notOneOf, pathText, problemsOf, properties, display } from './shape-error.ts';
import type { JsonSchema, KeyedProblem, ShapeProblem } from './shape-error.ts';

export type { JsonSchema, ShapeProblem } from './shape-error.ts';

/**
 * What is wrong with the shape of a value, told to a person. ajv judges; the rest is translation, and here mostly about unions: ajv
 * reports what every branch holds against a value, a person wants to hear about the branch that was meant.
 */

/** Everything about `value` that the schema refuses, in the order of the schema. Of a union only what the most likely branch refuses. */
export function shapeProblems(schema: JsonSchema, value: unknown): ShapeProblem[] {
  if (judge(schema)(value)) return [];
  return explain(schema)(value).map(({ at, ...problem }) => ({ path: pathText(at), ...problem }));
}

type Explain = (value: unknown) => KeyedProblem[];

/** Compiling costs ms and most schemas are asked for again; most values are right, and then the explaining half is never compiled. */
const judges = new WeakMap<JsonSchema, ValidateFunction>();
const explainers = new WeakMap<JsonSchema, Explain>();

function judge(schema: JsonSchema): ValidateFunction {
  return remembered(judges, schema, () => newAjv({ messages: false }).compile(schema));
}

function explain(schema: JsonSchema): Explain {
  return remembered(explainers, schema, () => {
    // `verbose` brings the schema of the place along, for the keys that are allowed there.
    const ajv = newAjv({ allErrors: true, verbose: true });
    const definitions = isRecord(schema['definitions']) ? schema['definitions'] : {};
    const branch = (part: JsonSchema) => remembered(explainers, part, () => problemsBy(ajv.compile({ ...part, definitions })));
    for (const rule of ['anyOf', 'oneOf'] as const) ajv.removeKeyword(rule).addKeyword(union(rule, branch, schema));
    return problemsBy(ajv.compile(schema));
  });
}

/**
 * Loaded when first asked for: ajv takes 30 ms, and not every verb needs it. Its code is compiled as it comes, since it runs once for each
 * object and optimising it takes longer. Schemas are not checked themselves: they come with the program, and a test checks them.
 */
function newAjv(options: Options): Ajv {
  const { Ajv } = createRequire(import.meta.url)('ajv') as typeof import('ajv');
  const cheap: Options = { meta: false, validateSchema: false, inlineRefs: false, code: { optimize: false } };
  return new Ajv({ strict: false, validateFormats: false, ...cheap, ...options });
}

function remembered<Key extends object, Value>(memory: WeakMap<Key, Value>, key: Key, make: () => Value): Value {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  memory.set(key, made);
  return made;
}

function problemsBy(validate: ValidateFunction): Explain {
  return value => {
    if (validate(value)) return [];
    const problems = (validate.errors ?? []).flatMap(error => problemsOf(error, value));
    const implied = new Set(problems.flatMap(impliedBy));
    return problems.filter(({ kind, at }) => !implied.has(`${kind} ${pathText(at)}`));
  };
}

/** One mistake, one message: a word of the wrong type is also none of the words, and a misspelt key is also a missing one. */
function impliedBy({ kind, at, nearest }: KeyedProblem): string[] {
  if (kind === 'choice') return [`type ${pathText(at)}`];
  if (kind !== 'unknown-key' || nearest === undefined) return [];
  return [`missing ${pathText([...at.slice(0, -1), nearest])}`];
}

/** `anyOf` and `oneOf` that report what the most likely branch refuses, as one error that carries the problems. */
function union(rule: 'anyOf' | 'oneOf', explainBranch: (branch: JsonSchema) => Explain, root: JsonSchema): FuncKeywordDefinition {
  return {
    keyword: rule,
    schemaType: 'array',
    compile: (branches: JsonSchema[]) => {
      const validate: DataValidateFunction = value => {
        const outcomes = branches.map(branch => ({ branch: resolve(branch, root), problems: explainBranch(branch)(value) }));
        const accepting = outcomes.filter(({ problems }) => problems.length === 0);
        if (accepting.length === 1 || (accepting.length > 1 && rule === 'anyOf')) return true;
        const problems = accepting.length > 1 ? [tooMany(accepting, value)] : bestOf(outcomes, value);
        validate.errors = [{ keyword: rule, params: { problems } }];
        return false;
      };
      return validate;
    },
  };
}

interface Outcome {
  readonly branch: JsonSchema;
  readonly problems: readonly KeyedProblem[];
}

function bestOf(outcomes: readonly Outcome[], value: unknown): readonly KeyedProblem[] {
  const refusals = outcomes.flatMap(({ problems }) => problems.filter(refusesWhole));
  const fitting = outcomes.filter(({ problems }) => !problems.some(refusesWhole));
  if (fitting.length === 0) return [notOneOf(refusals, [], value)];

  const marked = mostBy(fitting, ({ branch }) => agreeing(branch, value, { atMost: 1 }));
  const named = mostBy(marked, ({ branch }) => agreeing(branch, value, { atMost: Infinity }));
  const familiar = mostBy(named, ({ problems }) => -problems.filter(({ kind }) => kind === 'unknown-key').length);
  const likely = mostBy(familiar, ({ problems }) => -problems.length);
  const [chosen, ...others] = likely;
  if (chosen === undefined) return [];
  if (others.length > 0 && likely.every(onlyMissing)) return needs([chosen, ...others], value);
  return chosen.problems.map(problem => amongBranches(problem, chosen, fitting, value));
}

function refusesWhole({ kind, at }: KeyedProblem): boolean {
  return at.length === 0 && (kind === 'type' || kind === 'choice');
}

/** What a branch holds against the value, with what the other branches would say about the same place. */
function amongBranches(problem: KeyedProblem, chosen: Outcome, outcomes: readonly Outcome[], value: unknown): KeyedProblem {
  if (problem.kind === 'choice') {
    const here = pathText(problem.at);
    const same = outcomes.flatMap(({ problems }) => problems.filter(({ kind, at }) => kind === 'choice' && pathText(at) === here));
    return notOneOf(same, problem.at, problem.value);
  }
  const [key] = problem.at;
  const known = outcomes.some(({ branch }) => typeof key === 'string' && Object.hasOwn(properties(branch), key));
  if (problem.kind !== 'unknown-key' || problem.at.length !== 1 || !known || !isRecord(value)) return problem;
  const partner = partnerIn(chosen, outcomes, value);
  if (partner === undefined) return problem;
  const { nearest: _, ...rest } = problem; // it is spelt right, so nothing else was meant
  return { ...rest, kind: 'together', message: `does not go with ${partner}` };
}

/** What marks the chosen branch: its discriminator, or the first key that another branch does not know. */
function partnerIn({ branch }: Outcome, outcomes: readonly Outcome[], value: Record<string, unknown>): string | undefined {
  const known = Object.keys(properties(branch)).filter(key => Object.hasOwn(value, key));
  const word = known.find(key => words(properties(branch)[key])?.length === 1);
  if (word !== undefined) return `${word} ${display(value[word])}`;
  const own = known.find(key => outcomes.some(other => !Object.hasOwn(properties(other.branch), key)));
  return own === undefined ? undefined : `'${own}'`;
}

/** How many fixed words of a branch the value says, less those that it says differently. A branch is told by its only words first. */
function agreeing(branch: JsonSchema, value: unknown, { atMost }: { readonly atMost: number }): number {
  if (!isRecord(value)) return 0;
  return Object.entries(properties(branch)).reduce((score, [key, property]) => {
    const allowed = words(property);
    if (allowed === undefined || allowed.length > atMost || value[key] === undefined) return score;
    return score + (allowed.includes(value[key]) ? 1 : -1);
  }, 0);
}

function onlyMissing({ problems }: Outcome): boolean {
  return problems.every(({ kind, at }) => kind === 'missing' && at.length === 1);
}

/** What one of the branches would need, or simply what is missing where all need the same. */
function needs(outcomes: readonly [Outcome, ...Outcome[]], value: unknown): readonly KeyedProblem[] {
  const expected = [...new Set(outcomes.map(({ problems }) => listed(problems.map(({ at }) => `'${at[0]}'`), 'and')))];
  if (expected.length === 1) return outcomes[0].problems;
  const several = outcomes.some(({ problems }) => problems.length > 1);
  return [{ at: [], kind: 'missing', value, expected, message: `needs ${several ? expected.join(', or ') : listed(expected, 'or')}` }];
}

function tooMany(accepting: readonly Outcome[], value: unknown): KeyedProblem {
  const expected = accepting.map(({ branch }) => [branch['required'] ?? []].flat().map(key => `'${key}'`).join(' and '));
  return { at: [], kind: 'together', value, expected, message: `has ${listed(expected, 'and')}, of which only one may stand here` };
}

function resolve(schema: JsonSchema, root: JsonSchema): JsonSchema {
  const reference = schema['$ref'];
  if (typeof reference !== 'string' || !reference.startsWith('#/definitions/')) return schema;
  const target = valueAt(root, ['definitions', decodeURIComponent(reference.slice('#/definitions/'.length))]);
  return isRecord(target) ? resolve(target, root) : schema;
}

/** The words of a property that may hold only these. */
function words(property: unknown): readonly unknown[] | undefined {
  if (!isRecord(property)) return undefined;
  if ('const' in property) return [property['const']];
  return Array.isArray(property['enum']) ? property['enum'] : undefined;
}

function mostBy<Item>(items: readonly Item[], score: (item: Item) => number): Item[] {
  const scores = items.map(score);
  const most = Math.max(...scores);
  return items.filter((_, i) => scores[i] === most);
}
