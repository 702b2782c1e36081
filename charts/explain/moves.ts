import { App } from 'cdk8s';
import { dirname } from 'node:path/posix';
import { groupBy } from '../../lib/group-by.ts';
import { identity, isManifest, isRecord, type Manifest } from '../../lib/manifests/manifest.ts';
import { FileChart } from '../../lib/output/file-chart.ts';
import type { Place } from '../config-rules/rule.ts';
import type { Cluster } from '../cluster.ts';
import type { ClusterConfig } from '../config.ts';
import type { OutputFile, Owner } from '../generations/generation.ts';
import { generationOf } from '../generations/index.ts';
import { layout } from '../layout.ts';
import { normalise } from '../normalise.ts';
import type { Repository } from '../own.ts';
import type { WrittenImages } from '../tidepool/images.ts';
import { valueIn, withWord, wordsIn, type Word } from './words.ts';

/**
 * Which word of a config moves which value of the output, found by trial: a word is changed, the file is drawn anew, and what is different
 * is seen. Nothing here knows a package, a word or a kind.
 */

/** A field of an object, or of a document that is none, in a file below the cluster's folder. */
export interface Field {
  readonly path: string;
  readonly object?: Manifest | undefined;
  readonly field: Place;
}

/** Where a field comes from; of each sort the words that move the fewest other values stand first. */
export interface Origin {
  /** What it is there for: a package, an environment, a certificate, a node group, or the way of delivery. */
  readonly owner: Place;
  /** Words of the owner. */
  readonly own: readonly Mover[];
  /** Words of the cluster as a whole: its name, its region, its edition. */
  readonly global: readonly Mover[];
  /** Words of other owners. */
  readonly foreign: readonly Mover[];
}

/** A word that moves what was asked for. */
export interface Mover extends Word {
  /** How many fields of the file it moves. */
  readonly count: number;
  /** Those that were asked for. */
  readonly moved: readonly Change[];
}

/** Remembers what it has tried, so that a second question about a file costs nothing. */
export interface Moves {
  /** Whether a file is lines of text, whose fields are their numbers from 0. */
  isText(path: string): boolean;
  /** Fields that are other ones, gone or new when a word is changed. */
  movedBy(word: Word): readonly Field[];
  origin(field: Field): Origin;
  /**
   * The one place to look at: the nearest written word of the owner; a word of the cluster that the value repeats; a word of the owner that
   * could be written; at worst the owner.
   */
  place(field: Field): Place;
}

export function movesOf(config: ClusterConfig, repository?: Repository, written: WrittenImages = new Map()): Moves {
  const filesOf = (other: ClusterConfig) => drawnFiles(normalise(other, written, [], repository));
  const owners = ownersIn(config);
  const ownerOf = (place: Place) => owners.find(owner => owner.every((key, i) => key === place[i])) ?? delivery;
  const words = groupBy(wordsIn(config), ({ place }) => ownerOf(place));
  const files = filesOf(config);
  const leaves = remembered((path: string) => leavesOf(path, files));
  const filesWith = remembered((place: Place, other: unknown) => attempt(() => filesOf(withWord(config, place, other))));

  const changes = remembered((path: string, place: Place, others: readonly unknown[]): ReadonlyMap<string, Change> => {
    const trials = others.map(other => filesWith(place, other)).map(after => after && attempt(() => leavesOf(path, after)));
    const all = trials.flatMap(after => (after ? differences(leaves(path), after) : []));
    return new Map(all.sort((a, b) => Number(b.isGone) - Number(a.isGone)).map(change => [change.key, change]));
  });

  const movers = (path: string, keys: readonly string[], candidates: readonly Word[] = []): Mover[] => candidates.flatMap(word => {
    const all = changes(path, word.place, word.others);
    const moved = keys.flatMap(key => all.get(key) ?? []);
    return moved.length > 0 ? [{ ...word, count: all.size, moved }] : [];
  }).sort((a, b) => a.count - b.count);

  /**
   * In a file that several have a part in, a field is of the one without whom it would not be there; a file that is not ours is taken for
   * that of its neighbours.
   */
  const ownerAt = (path: string, keys: readonly string[]): Place => {
    const file = files.get(path) ?? [...files.values()].find(other => dirname(other.path) === dirname(path));
    const owner = ownerOf(file?.owner ?? delivery);
    if (owner !== delivery || keys.length === 0) return owner;
    const parts = owners.map(part => ({ part, all: changes(path, part, [undefined]) }));
    const [least] = parts.filter(({ all }) => keys.every(key => all.has(key))).sort((a, b) => a.all.size - b.all.size);
    return least?.part ?? delivery;
  };

  return {
    isText(path) {
      const file = files.get(path);
      return file !== undefined && drawIn(new App(), file).text !== undefined;
    },
    movedBy({ place, others }) {
      const moved = others.flatMap(other => attempt(() => {
        const after = filesOf(withWord(config, place, other));
        return [...new Set([...files.keys(), ...after.keys()])].flatMap(path => differences(leaves(path), leavesOf(path, after)));
      }) ?? []);
      return [...new Map(moved.map(field => [`${field.path}\n${field.key}`, field])).values()];
    },
    origin({ path, ...field }) {
      const keys = keysAt(leaves(path), field);
      const owner = ownerAt(path, keys);
      const own = movers(path, keys, words.get(owner));
      const global = owner === delivery ? [] : movers(path, keys, words.get(delivery));
      /** Without trying their words one by one: those who can go and change nothing have no say. */
      const others = owners.filter(other => other !== owner && keys.some(key => changes(path, other, [undefined]).has(key)));
      return { owner, own, global, foreign: others.flatMap(other => movers(path, keys, words.get(other))) };
    },
    place({ path, ...field }) {
      const keys = keysAt(leaves(path), field);
      const leaf = leaves(path).get(keys[0] ?? '');
      const value = keys.length === 1 && leaf && leaf.field.length <= field.field.length ? leaf.value : undefined;
      const owner = ownerAt(path, keys);
      const own = groupBy(words.get(owner) ?? [], ({ isWritten }) => isWritten);
      /** What the words have in common that move all there is at the field, those of the fewest others if it is one value. */
      const nearest = (found: readonly Mover[]): Place | undefined => {
        const least = keys.length > 1 ? found : found.filter(({ count }) => count === found[0]?.count);
        const isAll = new Set(least.flatMap(({ moved }) => moved.map(({ key }) => key))).size === keys.length;
        const common = commonStart(least.map(({ place }) => place));
        return isAll && common.length > 0 ? common : undefined;
      };
      const repeated = words.get(delivery)?.filter(({ place }) => value !== undefined && valueIn(config, place) === value);
      return nearest(movers(path, keys, own.get(true))) ?? nearest(movers(path, keys, repeated))
        ?? nearest(movers(path, keys, own.get(false)).filter(({ moved }) => moved.some(({ isGone }) => !isGone))) ?? owner;
    },
  };
}

const delivery: Owner = ['delivery'];

/** What a config has several of, each under a name or a number. */
function ownersIn(config: ClusterConfig): Place[] {
  return Object.entries(config).flatMap(([key, value]: [string, unknown]) => {
    const steps = Array.isArray(value) ? [...value.keys()] : isRecord(value) ? Object.keys(value) : [];
    return steps.every(step => isRecord(valueIn(value, [step]))) ? steps.map(step => [key, step]) : [];
  });
}

/** By path. */
type Files = ReadonlyMap<string, OutputFile>;

function drawnFiles(cluster: Cluster): Files {
  return new Map(layout(cluster, generationOf(cluster.stack)).map(file => [file.path, file]));
}

/** A scalar, or an empty list or map. */
interface Leaf extends Field {
  readonly key: string;
  readonly value: unknown;
}

/** By keys that stay the same when objects and items around them come and go. */
type Leaves = ReadonlyMap<string, Leaf>;

function leavesOf(path: string, files: Files): Leaves {
  const file = files.get(path);
  if (!file) return new Map();
  const app = new App();
  const chart = drawIn(app, file);
  if (typeof chart.text === 'function') [...files.values()].filter(other => other !== file).forEach(other => drawIn(app, other)); // it tells of them
  const text = typeof chart.text === 'function' ? chart.text() : chart.text;
  const documents: unknown[] = text !== undefined ? [text.split('\n')] : chart.document ? [chart.document.value] : chart.toJson();
  return new Map(documents.flatMap(document => {
    const object = isManifest(document) ? document : undefined;
    const name = object && documents.length > 1 ? identity(object) : '';
    return [...leavesIn(document, name)].map(leaf => [leaf.key, { path: file.path, object, ...leaf }] as const);
  }));
}

function drawIn(app: App, file: OutputFile): FileChart {
  const chart = new FileChart(app, file.path);
  file.draw(chart);
  return chart;
}

function* leavesIn(value: unknown, key: string, field: Place = []): Generator<Omit<Leaf, keyof Field> & Pick<Field, 'field'>> {
  const steps = Array.isArray(value) ? [...value.keys()] : isRecord(value) ? Object.keys(value) : [];
  if (steps.length === 0) yield { key, field, value };
  const names = new Map<string, number>();
  for (const step of steps) {
    const child = valueIn(value, [step]);
    const name = typeof step === 'string' ? step : itemName(child);
    const count = names.get(name) ?? 0;
    names.set(name, count + 1);
    yield* leavesIn(child, `${key}\n${name}${'*'.repeat(count)}`, [...field, step]);
  }
}

/** What tells an item of a list from the others. */
function itemName(item: unknown): string {
  const [name, namespace] = [['name'], ['metadata', 'name'], ['key'], ['metadata', 'namespace']].flatMap(place => valueIn(item, place) ?? []);
  return isRecord(item) ? `${String(name)} ${String(namespace)}` : String(item);
}

/** A field that is another one, gone or new. */
interface Change extends Field {
  readonly key: string;
  readonly isGone: boolean;
}

function differences(before: Leaves, after: Leaves): Change[] {
  const moved = [...before.values()].filter(({ key, value }) => JSON.stringify(after.get(key)?.value) !== JSON.stringify(value));
  const fresh = [...after.values()].filter(({ key }) => !before.has(key));
  return [...moved, ...fresh].map(({ value: _, ...leaf }) => ({ ...leaf, isGone: !after.has(leaf.key) }));
}

/** The leaves at a field or below it; where there are none, those of what is around it. */
function keysAt(leaves: Leaves, { object, field }: Omit<Field, 'path'>): string[] {
  const own = [...leaves.values()].filter(leaf => !object || !leaf.object || identity(leaf.object) === identity(object));
  for (let depth = field.length; depth >= 0; depth -= 1) {
    const found = own.filter(leaf => field.slice(0, depth).every((step, i) => step === leaf.field[i]));
    if (found.length > 0) return found.map(({ key }) => key);
  }
  return [];
}

function commonStart([first = [], ...others]: readonly Place[]): Place {
  const end = first.findIndex((key, i) => others.some(other => other[i] !== key));
  return end < 0 ? first : first.slice(0, end);
}

/** A changed word may make a config of which nothing can be drawn. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

function remembered<Args extends readonly unknown[], Result>(work: (...args: Args) => Result): (...args: Args) => Result {
  const known = new Map<string, Result>();
  return (...args) => {
    const key = JSON.stringify(args, (_, value: unknown) => value ?? null);
    const result = known.get(key) ?? work(...args);
    known.set(key, result);
    return result;
  };
}
