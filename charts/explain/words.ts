import { createRequire } from 'node:module';
import { isRecord } from '../../lib/manifests/manifest.ts';
import type { Place } from '../config-rules/rule.ts';
import type { ClusterConfig } from '../config.ts';

/** The words of a config and what else each might be, as its schema has it: a new word is known here as soon as a config may have it. */

/** A leaf of a config; or what might be written and is not, as a whole where it has parts that it cannot be without. */
export interface Word {
  readonly place: Place;
  readonly isWritten: boolean;
  /** A few other values of the same shape. To a rule they may be nonsense. */
  readonly others: readonly unknown[];
}

export function wordsIn(config: ClusterConfig): Word[] {
  return [...wordsBelow([], config, branchesOf(schemaOfConfigs()))];
}

function* wordsBelow(place: Place, value: unknown, branches: readonly Branch[]): Generator<Word> {
  const meant = branches.filter(branch => isMeant(branch, value));
  const canBeEmpty = meant.every(branch => branch['required'] === undefined);
  const optional = isRecord(value) || (value === undefined && canBeEmpty) ? meant.flatMap(branch => Object.keys(propertiesOf(branch))) : [];
  const steps = Array.isArray(value) ? [...value.keys()] : new Set([...(isRecord(value) ? Object.keys(value) : []), ...optional]);
  for (const step of steps) {
    const parts = branches.flatMap(branch => childOf(branch, step).filter(part => meant.includes(branch) || isClosed(part)));
    yield* wordsBelow([...place, step], valueIn(value, [step]), parts);
  }
  if ([...steps].length === 0) yield { place, isWritten: value !== undefined, others: othersOf(value, branches) };
}

/** Of several that differ in a constant, `delivery: 'flux2'`, the one that a value has. */
export function isMeant(branch: Branch, value: unknown): boolean {
  return Object.entries(propertiesOf(branch)).every(([key, part]) => {
    const own = valueIn(value, [key]);
    return own === undefined || !isRecord(part) || !('const' in part) || part['const'] === own;
  });
}

/** What may stand at a place of a config with this way of delivery, whether it does or not. */
export function shapesAt(place: Place, delivery: string): Branch[] {
  const own = branchesOf(schemaOfConfigs()).filter(branch => childOf(branch, 'delivery').some(({ const: name }) => name === delivery));
  return place.reduce<Branch[]>((branches, step) => branches.flatMap(branch => childOf(branch, step)), own);
}

export function valueIn(value: unknown, place: Place): unknown {
  return place.reduce<unknown>((here, step) => {
    return typeof here === 'object' && here !== null ? (here as Readonly<Record<string, unknown>>)[step] : undefined; // or a list
  }, value);
}

/** The config with another value at a place; undefined takes a key or an item away. */
export function withWord<Config>(config: Config, place: Place, value: unknown): Config {
  return replaceAt(config, place, value) as Config; // of the shape at least, if `value` is one of the word's others
}

function replaceAt(value: unknown, [step, ...rest]: Place, other: unknown): unknown {
  if (step === undefined) return other;
  const child = replaceAt(valueIn(value, [step]), rest, other);
  if (Array.isArray(value)) return value.flatMap((item: unknown, i) => (i !== step ? [item] : child === undefined ? [] : [child]));
  const { [step]: _, ...others } = isRecord(value) ? value : {};
  return child === undefined ? others : { ...others, [step]: child };
}

let schema: (Branch & { readonly definitions: Readonly<Record<string, Branch>> }) | undefined;

/** Read when it is first asked for: few runs try other words. */
export function schemaOfConfigs(): NonNullable<typeof schema> {
  return (schema ??= createRequire(import.meta.url)('../config.schema.json') as NonNullable<typeof schema>); // JSON, made from the types
}

/** A schema without references and unions. */
export type Branch = Readonly<Record<string, unknown>>;

export function branchesOf(part: unknown): Branch[] {
  if (!isRecord(part)) return [];
  const { $ref, anyOf, ...own } = part;
  if (Array.isArray(anyOf)) return anyOf.flatMap(branchesOf);
  if (typeof $ref !== 'string') return [own];
  return branchesOf({ ...own, ...schemaOfConfigs().definitions[$ref.replace(/.*\//, '')] });
}

export function propertiesOf({ properties }: Branch): Branch {
  return isRecord(properties) ? properties : {};
}

export function childOf(branch: Branch, step: string | number): Branch[] {
  return branchesOf(partOf(branch, step));
}

export function partOf(branch: Branch, step: string | number): unknown {
  return propertiesOf(branch)[step] ?? branch['additionalProperties'] ?? branch['items'];
}

function othersOf(value: unknown, branches: readonly Branch[]): unknown[] {
  const all = new Map(branches.flatMap(samplesOf).map(sample => [JSON.stringify(sample), sample])); // branches may repeat each other
  const samples = [...all.values()].filter(sample => sample !== value);
  if (typeof value === 'number') return [value + 1];
  if (typeof value !== 'string' || branches.some(isClosed)) return samples;
  return [/[a-z\d](?=[^a-z\d]*$)/i, /[a-z\d]/i].map(character => value.replace(character, successor)); // its last, or its first
}

function isClosed(branch: Branch): boolean {
  return 'enum' in branch || 'const' in branch;
}

/** So that a number stays one, and an address an address. */
function successor(character: string): string {
  return 'z9Z'.includes(character) ? '8' : String.fromCharCode(character.charCodeAt(0) + 1);
}

/** Values that a schema allows: two where there are, so that one is not what is meant where nothing is written. */
function samplesOf(branch: Branch): unknown[] {
  const { type, description, items, additionalProperties } = branch;
  if (Array.isArray(branch['enum'])) return [branch['enum'][0], branch['enum'].at(-1)];
  if ('const' in branch) return [branch['const']];
  if (type === 'boolean') return [true, false];
  if (type === 'number') return [1, 2];
  if (type === 'array') return [[sampleOf(items, 0)]];
  if (type !== 'object') return [/`([^`]+)`/.exec(String(description))?.[1] ?? 'x']; // a description begins with an example
  const properties = Object.entries(propertiesOf(branch));
  if (properties.length === 0) return [{ x: sampleOf(additionalProperties, 0) }];
  return [0, -1].map(i => Object.fromEntries(properties.map(([key, part]) => [key, sampleOf(part, i)])));
}

function sampleOf(part: unknown, i: number): unknown {
  const branch = branchesOf(part).at(i); // of one alone, since values may hold values
  return branch && samplesOf(branch).at(i);
}
