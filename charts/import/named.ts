import { isRecord, type Place } from '../../lib/manifests/manifest.ts';
import type { ClusterConfig } from '../config.ts';
import { childOf, propertiesOf, shapesAt, valueIn, withWord, type Branch } from '../explain/words.ts';
import { isClosed, markText, samplesOf, type Sample } from './samples.ts';

/** What a config has several of, each under a name: which parts may be so, and what one more of them may be. */

/** An entry of a map or a list that may have several, under a mark for its name. */
export interface NamedEntry {
  readonly name: string;
  readonly sample: Sample;
  /** The key of its name, in a list. */
  readonly key: string | undefined;
  /** Optional words of few values. */
  readonly choices: Readonly<Record<string, readonly unknown[]>>;
}

export function withChoice(entry: NamedEntry, key: string, value: unknown): NamedEntry {
  return { ...entry, sample: { ...entry.sample, value: { ...(entry.sample.value as object), [key]: value } } };
}

/** Maps and lists of maps that have names, as far as they are reached from what is written. */
export function namedPlaces(config: ClusterConfig, place: Place = []): Place[] {
  const value = valueIn(config, place);
  const shapes = shapesAt(place, config.delivery);
  if (place.length > 0 && namedShapes(shapes).length > 0) {
    return [place, ...(isRecord(value) ? Object.keys(value).flatMap(key => namedPlaces(config, [...place, key])) : [])];
  }
  const keys = new Set(shapes.flatMap(shape => Object.keys(propertiesOf(shape))));
  return place.length > 1 && value === undefined ? [] : [...keys].flatMap(key => namedPlaces(config, [...place, key]));
}

function namedShapes(shapes: readonly Branch[]): Branch[] {
  return shapes.filter(shape => {
    const child = childOf(shape, 0)[0];
    return (isRecord(shape['additionalProperties']) || shape['type'] === 'array') && child !== undefined && Object.keys(propertiesOf(child)).length > 0;
  });
}

export function namedEntries(shapes: readonly Branch[]): NamedEntry[] {
  const counter = { next: 1 };
  return namedShapes(shapes).flatMap(shape => {
    const isList = shape['type'] === 'array';
    return childOf(shape, 0).flatMap(child => {
      const properties = propertiesOf(child);
      const key = isList ? ['name', 'zone'].find(word => word in properties) : undefined;
      if (isList && key === undefined) return [];
      const closed = Object.keys(properties).filter(word => isClosed(childOf(child, word)));
      const choices = Object.fromEntries(closed.map(word => [word, samplesOf(childOf(child, word), counter).map(({ value }) => value)]));
      return samplesOf([child], counter).map(({ value, marks }): NamedEntry => {
        const name = markText(counter.next++);
        return { name, key, choices, sample: { value, marks: marks.filter(mark => mark.place.join() !== key) } };
      });
    });
  });
}

export function withEntry(config: ClusterConfig, place: Place, { sample: { value }, key }: NamedEntry, name: string): ClusterConfig {
  const there = valueIn(config, place);
  const list = Array.isArray(there) ? (there as unknown[]) : [];
  return withWord(config, place, key === undefined ? { ...(isRecord(there) && there), [name]: value } : [...list, { ...(value as object), [key]: name }]);
}

export function entryStep(config: ClusterConfig, place: Place, name: string): string | number {
  const there = valueIn(config, place);
  return Array.isArray(there) ? there.length - 1 : name;
}

export function isNamed(config: ClusterConfig, place: Place, { key = '' }: NamedEntry, name: string): boolean {
  const there = valueIn(config, place);
  return Array.isArray(there) ? there.some(item => isRecord(item) && item[key] === name) : isRecord(there) && Object.hasOwn(there, name);
}
