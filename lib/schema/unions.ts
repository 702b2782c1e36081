import { isRecord } from '../manifests/manifest.ts';
import { display, listed, notOneOf, pathText, properties, type JsonSchema, type KeyedProblem } from './shape-error.ts';

/** `anyOf` and `oneOf`, told to a person: every branch has something against a value, and one of them was meant. */

/** A branch of a union, and what it has against a value. */
export interface Outcome {
  /** Without a `$ref`. */
  readonly branch: JsonSchema;
  readonly problems: readonly KeyedProblem[];
}

/** What the most likely branch refuses of a value that every branch refuses. */
export function bestOf(outcomes: readonly Outcome[], value: unknown): readonly KeyedProblem[] {
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
  const knowing = outcomes.filter(({ branch }) => typeof key === 'string' && Object.hasOwn(properties(branch), key));
  if (problem.kind !== 'unknown-key' || problem.at.length !== 1 || knowing.length === 0 || !isRecord(value)) return problem;
  const partner = partnerIn(chosen, knowing, value);
  if (partner === undefined) return problem;
  const { nearest: _, ...rest } = problem; // it is spelt right, so nothing else was meant
  return { ...rest, kind: 'together', message: `does not go with ${partner}` };
}

/** What marks the chosen branch among others: its discriminator, if that tells them apart, or the first key that another does not know. */
function partnerIn({ branch }: Outcome, others: readonly Outcome[], value: Record<string, unknown>): string | undefined {
  const known = Object.keys(properties(branch)).filter(key => Object.hasOwn(value, key));
  const only = (of: JsonSchema, key: string) => listed((wordsOf(properties(of)[key]) ?? []).map(display), 'or');
  const word = known.find(key => wordsOf(properties(branch)[key])?.length === 1 && others.every(other => only(other.branch, key) !== only(branch, key)));
  if (word !== undefined) return `${word} ${display(value[word])}`;
  const own = known.find(key => others.some(other => !Object.hasOwn(properties(other.branch), key)));
  return own === undefined ? undefined : `'${own}'`;
}

/** How many fixed words of a branch the value says, less those that it says differently. A branch is told by its only words first. */
function agreeing(branch: JsonSchema, value: unknown, { atMost }: { readonly atMost: number }): number {
  if (!isRecord(value)) return 0;
  return Object.entries(properties(branch)).reduce((score, [key, property]) => {
    const allowed = wordsOf(property);
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

/** The words of a property that may hold only these. */
export function wordsOf(property: unknown): readonly unknown[] | undefined {
  if (!isRecord(property)) return undefined;
  if ('const' in property) return [property['const']];
  return Array.isArray(property['enum']) ? property['enum'] : undefined;
}

/** What is wrong with a value that several branches of `oneOf` accept. */
export function tooMany(accepting: readonly JsonSchema[], value: unknown): KeyedProblem {
  const expected = accepting.map(branch => listed([branch['required'] ?? []].flat().map(key => `'${String(key)}'`), 'and'));
  const message = expected.every(keys => keys !== '')
    ? `has ${listed(expected, 'and')}, of which only one may stand here`
    : 'is allowed in more than one way, and may be in one only';
  return { at: [], kind: 'together', value, expected, message };
}

function mostBy<Item>(items: readonly Item[], score: (item: Item) => number): Item[] {
  const scores = items.map(score);
  const most = Math.max(...scores);
  return items.filter((_, i) => scores[i] === most);
}
