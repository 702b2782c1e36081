import type { Cluster } from '../cluster.ts';
import { concepts, type Concept, type Fact } from './fact.ts';

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
