import type { Cluster } from '../../cluster.ts';
import { explanations } from './explanations.ts';
import { concepts, type Concept, type Fact } from './facts.ts';

/** Something that is otherwise after the move. */
export interface Difference {
  readonly concept: Concept;
  /** Of which one: `qa2/auth`. */
  readonly name: string;
  /** What of it; empty for the thing as a whole. */
  readonly field: string;
  /** Undefined where it is not there. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** A cluster before its move and after it. */
export interface Sides {
  readonly before: Cluster;
  readonly after: Cluster;
}

/** What to know of a kind of differences. */
export interface Explanation {
  readonly of: Concept;
  /** Names that it speaks of; all of them where this is left out. */
  readonly name?: RegExp;
  /** Fields that it speaks of; the thing as a whole where this is left out. */
  readonly field?: RegExp;
  /** Any where this is left out. */
  readonly change?: 'new' | 'gone' | 'other';
  /** What else must hold. */
  readonly when?: (difference: Difference, sides: Sides) => boolean;
  /** Why it is so. Undefined from a function that knows of no reason: then nothing is explained. */
  readonly why: string | ((difference: Difference, sides: Sides) => string | undefined);
  /** What somebody has to do about it; left out where it is nothing, or a step of the commands. */
  readonly do?: string;
}

/** A difference with its reason. */
export interface ExplainedDifference extends Difference {
  /** Undefined for what nobody has foreseen. */
  readonly why: string | undefined;
  readonly do: string | undefined;
}

/** All that is not the same on both sides, in the order of concepts, names and fields. A thing that one side lacks is one difference. */
export function differencesOf(before: readonly Fact[], after: readonly Fact[]): Difference[] {
  const [old, young] = [byThing(before), byThing(after)];
  return [...new Set([...old.keys(), ...young.keys()])]
    .flatMap(thing => differencesIn(old.get(thing), young.get(thing)))
    .filter(difference => difference.before !== difference.after)
    .sort(byConceptThenName);
}

function differencesIn(before: readonly Fact[] = [], after: readonly Fact[] = []): Difference[] {
  const [first] = [...before, ...after];
  if (first === undefined) return [];
  const { concept, name } = first;
  if (before.length === 0 || after.length === 0) return [{ concept, name, field: '', before: wholly(before), after: wholly(after) }];
  const [old, young] = [before, after].map(facts => new Map(facts.map(({ field, value }) => [field, value])));
  const fields = [...new Set([...before, ...after].map(({ field }) => field))];
  return fields.map(field => ({ concept, name, field, before: old?.get(field), after: young?.get(field) }));
}

/** A thing in one word: all that is said of it where that is one. */
function wholly(facts: readonly Fact[]): string | undefined {
  const values = new Set(facts.map(({ value }) => value));
  return facts.length === 0 ? undefined : values.size === 1 ? facts[0]?.value : 'there';
}

function byThing(facts: readonly Fact[]): Map<string, Fact[]> {
  const things = new Map<string, Fact[]>();
  for (const fact of facts) {
    const key = `${fact.concept}\n${fact.name}`;
    things.set(key, [...(things.get(key) ?? []), fact]);
  }
  return things;
}

/** By UTF-16, which no locale can change. */
function byConceptThenName(a: Difference, b: Difference): number {
  const [left, right] = [a, b].map(({ concept, name, field }) => [concepts.indexOf(concept), name, field] as const);
  const different = [0, 1, 2].find(i => left?.[i] !== right?.[i]);
  if (left === undefined || right === undefined || different === undefined) return 0;
  return (left[different] ?? '') < (right[different] ?? '') ? -1 : 1;
}

export function explained(difference: Difference, sides: Sides, table: readonly Explanation[] = explanations): ExplainedDifference {
  const explanation = table.find(candidate => reasonFor(difference, sides, candidate) !== undefined);
  return { ...difference, why: explanation && reasonFor(difference, sides, explanation), do: explanation?.do };
}

/** What an explanation says of a difference; undefined when it speaks of others. */
export function reasonFor(difference: Difference, sides: Sides, { of, name, field, change, when, why }: Explanation): string | undefined {
  const { concept, before, after } = difference;
  const changed = before === undefined ? 'new' : after === undefined ? 'gone' : 'other';
  const isMeant = of === concept
    && (change === undefined || change === changed)
    && (name === undefined || name.test(difference.name))
    && (field === undefined ? difference.field === '' : field.test(difference.field))
    && (when === undefined || when(difference, sides));
  if (!isMeant) return undefined;
  return typeof why === 'string' ? why : why(difference, sides);
}
