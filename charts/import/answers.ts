import { isRecord, type Place } from '../../lib/manifests/manifest.ts';
import { groupBy } from '../../lib/group-by.ts';
import { valueIn } from '../explain/words.ts';
import { childrenOf, fieldsOf, valueOf, type Objects, type Steps } from './objects.ts';
import { marksIn, type Mark, type Sample } from './samples.ts';

/** What stands in the output that is wanted where the marks of a sample have come to. */

/** Outputs: with the marks, as it is now, and as it should be. */
export interface Sides {
  readonly marked: Objects;
  readonly current: Objects;
  readonly wanted: Objects;
}

/** The sample with what is wanted in place of its marks, and whether all that they reach is so already. Undefined where that cannot be told. */
export function answerTo({ value, marks }: Sample, sides: Sides): { readonly value: unknown; readonly isSo: boolean } | undefined {
  const answers = marks.map(mark => ({ mark, ...readBack(mark, sides) }));
  if (answers.length === 0 || answers.some(({ found }) => found === undefined)) return undefined;
  return { value: answers.reduce<unknown>((all, { mark: { place }, found }) => withAt(all, place, found), value), isSo: answers.every(({ isSo }) => isSo) };
}

interface Answer {
  readonly found: unknown;
  /** Whether all that the mark reaches is as it should be. */
  readonly isSo: boolean;
}

function readBack(mark: Mark, { marked, current, wanted }: Sides): Answer {
  const votes: (Vote & { readonly isSo: boolean })[] = [];
  for (const [key, object] of marked) {
    const [there, now] = [wanted.get(key), current.get(key)];
    if (there === undefined || !JSON.stringify(object).includes(mark.hole.replaceAll('\\', '\\\\'))) continue;
    for (const { steps, value } of fieldsOf(object)) {
      const vote = voteAt(mark, steps, value, there, now);
      if (vote.value !== undefined) votes.push({ ...vote, isSo: same(valueOf(now, vote.steps), valueOf(there, vote.steps)) });
    }
  }
  const lists = votes.filter(({ isList }) => isList); // a text may repeat the first of them
  const [most] = [...groupBy(lists.length > 0 ? lists : votes, ({ value }) => JSON.stringify(value)).values()].sort((a, b) => b.length - a.length);
  return { found: most?.[0]?.value, isSo: votes.every(({ isSo }) => isSo) };
}

interface Vote {
  readonly steps: Steps;
  readonly value: unknown;
  readonly isList?: true;
}

function voteAt(mark: Mark, steps: Steps, value: unknown, wanted: unknown, current: unknown): Vote {
  const parent = steps.slice(0, -1);
  if (mark.as === 'map' || mark.as === 'overlay') {
    if (steps.at(-1) !== mark.whole) return { steps, value: undefined };
    const [now, there] = [valueOf(current, parent), valueOf(wanted, parent)];
    return { steps: parent, value: isRecord(there) ? overlay(isRecord(now) ? now : {}, there, mark.as === 'overlay') : undefined };
  }
  if (mark.as === 'list') {
    const list = listAt(mark, steps, value, wanted);
    if (list) return list;
  }
  const named = steps.findIndex(step => step.includes(mark.hole));
  if (named >= 0) return keyAt(mark, steps.slice(0, named), steps[named] ?? '', wanted);
  return { steps, value: fromText(mark, value, valueOf(wanted, steps) ?? onlyChild(valueOf(wanted, parent))) };
}

/** Of a map in which one key stands for another one: `branch` or `tag`. */
function onlyChild(value: unknown): unknown {
  const [[, child] = [], ...others] = childrenOf(value);
  return others.length === 0 ? child : undefined;
}

/** A key of a map, where only one can be meant. */
function keyAt(mark: Mark, steps: Steps, step: string, wanted: unknown): Vote {
  const found = childrenOf(valueOf(wanted, steps)).flatMap(([name]) => fromText(mark, step, name) ?? []);
  return { steps, value: found.length === 1 ? found[0] : undefined };
}

/** A list in the output whose items repeat those of the word, each in its own way, or are called by them. */
function listAt(mark: Mark, steps: Steps, value: unknown, wanted: unknown): Vote | undefined {
  const called = steps.indexOf(`[${mark.whole}]`);
  const i = called < 0 ? steps.lastIndexOf('0') : called;
  const [parent, rest] = [steps.slice(0, i), steps.slice(i + 1)];
  const list = i < 0 ? undefined : valueOf(wanted, parent);
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const items = called < 0
    ? list.map((item: unknown) => fromText({ ...mark, as: 'text' }, value, valueOf(item, rest)))
    : childrenOf(list).map(([name]) => /^\[(.+)\]$/.exec(name)?.[1]);
  return items.includes(undefined) ? undefined : { steps: parent, value: items, isList: true };
}

function fromText({ whole, hole, as }: Mark, value: unknown, wanted: unknown): unknown {
  if (typeof value === 'number') return as === 'number' && String(value) === hole && typeof wanted === 'number' ? wanted : undefined;
  if (typeof value !== 'string' || typeof wanted !== 'string') return undefined;
  const own = value.includes(whole) ? whole : hole;
  if (!value.includes(own)) return undefined;
  const [, found] = new RegExp(`^${value.split(own).map(openParts).join('(.+?)')}$`, 's').exec(wanted) ?? [];
  if (found === undefined) return undefined;
  if (as === 'list') return found.split(/[ ,]+/);
  if (as === 'number') return /^\d+$/.test(found) ? Number(found) : undefined;
  return own === whole ? found : whole.replace(hole, () => found);
}

/** What stands around a mark, with whatever in place of other marks. */
function openParts(text: string): string {
  return text.split(marksIn).map(part => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*?');
}

/** What has to be laid over a map so that it is another one. */
function overlay(now: Readonly<Record<string, unknown>>, wanted: Readonly<Record<string, unknown>>, canRemove: boolean): unknown {
  const entries = Object.entries(wanted).flatMap(([key, value]): [string, unknown][] => {
    const old = now[key];
    if (same(old, value)) return [];
    return [[key, isRecord(old) && isRecord(value) ? overlay(old, value, canRemove) : value]];
  });
  const gone = canRemove ? Object.keys(now).filter(key => !Object.hasOwn(wanted, key)) : [];
  return entries.length + gone.length === 0 ? undefined : Object.fromEntries([...entries, ...gone.map(key => [key, null])]);
}

/** The order of keys does not matter. */
export function same(one: unknown, other: unknown): boolean {
  const [a, b] = [childrenOf(one), childrenOf(other)];
  if (a.length === 0 || b.length === 0) return JSON.stringify(one) === JSON.stringify(other);
  return Array.isArray(one) === Array.isArray(other) && a.length === b.length
    && (Array.isArray(one) ? one.every((item, i) => same(item, (other as unknown[])[i])) : a.every(([key, value]) => same(value, (other as Record<string, unknown>)[key])));
}

function withAt(value: unknown, [step, ...rest]: Place, part: unknown): unknown {
  if (step === undefined) return part;
  const child = withAt(valueIn(value, [step]), rest, part);
  return Array.isArray(value) ? value.map((item: unknown, i) => (i === step ? child : item)) : { ...(value as object), [step]: child };
}

/** What stands in the names of objects, or of items of lists, where a mark has come to. */
export function namesAt(hole: string, { marked, wanted }: Pick<Sides, 'marked' | 'wanted'>): { readonly name: string; readonly keys: readonly string[] }[] {
  const found: { name: string; key: string }[] = [];
  const read = (text: string, others: Iterable<string>) => {
    const pattern = new RegExp(`^${text.split(hole).map(openParts).join('([^/ \\[\\]]+?)')}$`);
    for (const other of others) {
      const [, name, ...again] = pattern.exec(other) ?? [];
      if (name !== undefined && again.every(each => each === name)) found.push({ name, key: other });
    }
  };
  for (const [key, object] of marked) {
    if (key.includes(hole)) read(key, wanted.keys());
    else if (JSON.stringify(object).includes(hole)) itemsNamed(hole, object).forEach(({ parent, step }) => {
      read(step, childrenOf(valueOf(wanted.get(key), parent)).map(([name]) => name));
    });
  }
  return [...groupBy(found, ({ name }) => name)].map(([name, all]) => ({ name, keys: all.map(({ key }) => key) }));
}

function itemsNamed(hole: string, object: unknown): { readonly parent: Steps; readonly step: string }[] {
  const places = [...fieldsOf(object)].flatMap(({ steps }) => {
    const i = steps.findIndex(step => step.includes(hole));
    return i < 0 ? [] : [{ parent: steps.slice(0, i), step: steps[i] ?? '' }];
  });
  return [...new Map(places.map(place => [JSON.stringify(place), place])).values()];
}
