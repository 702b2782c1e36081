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
  /** What stands at the field, or below it. */
  readonly leaves: readonly Leaf[];
  /** What it is there for: a package, an environment, a certificate, a node group, or the way of delivery. */
  readonly owner: Place;
  /** Words of the owner. */
  readonly own: readonly Mover[];
  /** Words of the cluster as a whole: its name, its region, its edition. */
  readonly global: readonly Mover[];
  /** Words of other owners. */
  readonly foreign: readonly Mover[];
  /** Whether the owner's name is in it: under another name it would be another. */
  readonly isNamed: boolean;
}

/** A scalar, or an empty list or map. */
interface Leaf extends Field {
  readonly value: unknown;
}

/** A word that moves what was asked for. */
export interface Mover extends Word {
  /** How many fields of the file it moves. */
  readonly count: number;
  /** Those that were asked for. */
  readonly moved: readonly Change[];
  /** All that was asked for is gone when it changes, and nothing of it is another value. */
  readonly takesAway: boolean;
}

/** Remembers what it has tried, so that a second question about a file costs nothing. */
export interface Moves {
  /** Whether a file is lines of text, whose fields are their numbers from 0. */
  isText(path: string): boolean;
  /** Fields that are other ones, gone or new when a word is changed. */
  movedBy(word: Word): readonly Field[];
  origin(field: Field): Origin;
}

export function movesOf(config: ClusterConfig, repository?: Repository, written: WrittenImages = new Map()): Moves {
  const drawing = (other: ClusterConfig) => drawingOf(normalise(other, written, [], repository));
  const owners = ownersIn(config);
  const ownerOf = (place: Place) => owners.find(owner => owner.every((key, i) => key === place[i])) ?? delivery;
  const words = groupBy(wordsIn(config), ({ place }) => ownerOf(place));
  const now = drawing(config);
  const documents = remembered((path: string) => now.documents(path));
  const leaves = remembered((path: string) => new Map(leavesOf(path, documents(path)).map(leaf => [keyOf(leaf), leaf])));
  const trial = remembered((place: Place, other: unknown) => attempt(() => drawing(withWord(config, place, other))));

  const changesAt = (path: string, after: Drawing | undefined, itsPath = path): Change[] =>
    (after && attempt(() => changesIn(path, documents(path), after.documents(itsPath)))) ?? [];

  const changes = remembered((path: string, place: Place, others: readonly unknown[]) =>
    byKey(others.flatMap(other => changesAt(path, trial(place, other)))));

  const movers = (path: string, keys: readonly string[], candidates: readonly Word[] = []): Mover[] => candidates.flatMap(word => {
    const all = changes(path, word.place, word.others);
    const moved = keys.flatMap(key => all.get(key) ?? []);
    const takesAway = moved.length === keys.length && moved.every(({ isGone }) => isGone);
    return moved.length > 0 ? [{ ...word, count: all.size, moved, takesAway }] : [];
  }).sort((a, b) => a.count - b.count);

  /**
   * In a file that several have a part in, a field is of the one without whom it would not be there; a file that is not ours is taken for
   * that of its neighbours.
   */
  const ownerAt = (path: string, keys: readonly string[]): Place => {
    const file = now.files.get(path) ?? [...now.files.values()].find(other => dirname(other.path) === dirname(path));
    const owner = ownerOf(file?.owner ?? delivery);
    if (owner !== delivery || keys.length === 0) return owner;
    const parts = owners.map(part => ({ part, all: changes(path, part, [undefined]) }));
    const [least] = parts.filter(({ all }) => keys.every(key => all.has(key))).sort((a, b) => a.all.size - b.all.size);
    return least?.part ?? delivery;
  };

  /** What moves with the name of an owner, in the file that has it in its own name then. */
  const renamed = remembered((path: string, [kind, name]: Place) => {
    if (typeof name !== 'string' || kind === undefined) return byKey([]);
    const after = trial([], withWord(withWord(config, [kind, name], undefined), [kind, `${name}x`], valueIn(config, [kind, name])));
    const itsPath = path.replaceAll(name, `${name}x`);
    return byKey(changesAt(path, after, after?.files.has(itsPath) ? itsPath : path).filter(({ isGone }) => !isGone));
  });

  return {
    isText: path => Array.isArray(documents(path)[0]),
    movedBy({ place, others }) {
      return [...byKey(others.flatMap(other => {
        const after = trial(place, other);
        return [...new Set([...now.files.keys(), ...(after?.files.keys() ?? [])])].flatMap(path => changesAt(path, after));
      })).values()];
    },
    origin({ path, ...field }) {
      const keys = keysAt(leaves(path), field);
      const owner = ownerAt(path, keys);
      const own = movers(path, keys, words.get(owner));
      const global = owner === delivery ? [] : movers(path, keys, words.get(delivery));
      /** Without trying their words one by one: those who can go and change nothing have no say. */
      const others = owners.filter(other => other !== owner && keys.some(key => changes(path, other, [undefined]).has(key)));
      const foreign = others.flatMap(other => movers(path, keys, words.get(other)));
      return { leaves: keys.flatMap(key => leaves(path).get(key) ?? []), owner, own, global, foreign, isNamed: keys.length === 1 && keys.some(key => renamed(path, owner).has(key)) };
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

/** A leaf that is another one. */
interface Change extends Field {
  readonly isGone: boolean;
  /** It was not there before. */
  readonly isNew: boolean;
}

interface Drawing {
  /** By path. */
  readonly files: ReadonlyMap<string, OutputFile>;
  /** The documents of a file, or its lines as one; none where there is no such file. */
  readonly documents: (path: string) => readonly unknown[];
}

function drawingOf(cluster: Cluster): Drawing {
  const files = new Map(layout(cluster, generationOf(cluster.stack)).map(file => [file.path, file]));
  return { files, documents: path => documentsOf(files, path) };
}

function documentsOf(files: Drawing['files'], path: string): readonly unknown[] {
  const file = files.get(path);
  if (!file) return [];
  const app = new App();
  const chart = drawIn(app, file);
  if (typeof chart.text === 'function') [...files.values()].filter(other => other !== file).forEach(other => drawIn(app, other)); // it tells of them
  const text = typeof chart.text === 'function' ? chart.text() : chart.text;
  if (text !== undefined) return [text.split('\n')];
  return chart.document ? [chart.document.value] : chart.toJson();
}

function drawIn(app: App, file: OutputFile): FileChart {
  const chart = new FileChart(app, file.path);
  file.draw(chart);
  return chart;
}

function leavesOf(path: string, documents: readonly unknown[]): Leaf[] {
  return documents.flatMap(document => [...leavesBelow(document)].map(leaf => ({ path, object: objectIn(document), ...leaf })));
}

/** What a file has otherwise, leaf by leaf. Places are those before, as far as there were any. */
function changesIn(path: string, before: readonly unknown[], after: readonly unknown[]): Change[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return []; // most of the time
  return pairs(before, after, document => valueIn(document, ['kind'])).flatMap(({ old, now }) => {
    const object = objectIn(old ?? now);
    return [...changed(old, now, [])].map(change => ({ path, object, ...change }));
  });
}

function* changed(old: unknown, now: unknown, field: Place): Generator<Pick<Change, 'field' | 'isGone' | 'isNew'>> {
  if (isRecord(old) && isRecord(now)) {
    for (const key of new Set([...Object.keys(old), ...Object.keys(now)])) yield* changed(old[key], now[key], [...field, key]);
  } else if (Array.isArray(old) && Array.isArray(now)) {
    for (const pair of pairs(old, now)) yield* changed(pair.old, pair.now, [...field, pair.step]);
  } else if (old !== now) {
    const below = (value: unknown, is: Omit<Change, keyof Field>) => [...leavesBelow(value, field)].map(leaf => ({ field: leaf.field, ...is }));
    if (old !== undefined) yield* below(old, { isGone: now === undefined || isMapOrList(old), isNew: false });
    if (old === undefined || isMapOrList(now)) yield* below(now, { isGone: false, isNew: true });
  }
  if (isMapOrList(old) && Object.keys(old).length === 0 && isMapOrList(now) && Object.keys(now).length > 0) yield { field, isGone: false, isNew: false };
}

/** Items of one name belong together; those whose names are others, in turn with those of their kind. */
function pairs(before: readonly unknown[], after: readonly unknown[], kind: (item: unknown) => unknown = () => '') {
  const byName = groupBy([...after.keys()], step => itemName(after[step]));
  const same = before.map(old => byName.get(itemName(old))?.shift());
  const byKind = groupBy([...byName.values()].flat().sort((a, b) => a - b), step => kind(after[step]));
  const found = before.map((old, step) => ({ step, old, now: after[same[step] ?? byKind.get(kind(old))?.shift() ?? -1] }));
  return [...found, ...[...byKind.values()].flat().map(step => ({ step, old: undefined, now: after[step] }))];
}

/** What tells an object, or an item of a list, from the others. */
function itemName(item: unknown): string {
  const names = [['kind'], ['name'], ['metadata', 'name'], ['metadata', 'namespace'], ['key']].flatMap(place => valueIn(item, place) ?? []);
  return names.join(' ') || JSON.stringify(item);
}

function objectIn(document: unknown): Manifest | undefined {
  return isManifest(document) ? document : undefined;
}

function isMapOrList(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function* leavesBelow(value: unknown, field: Place = []): Generator<Pick<Leaf, 'field' | 'value'>> {
  const steps = Array.isArray(value) ? [...value.keys()] : isRecord(value) ? Object.keys(value) : [];
  if (steps.length === 0) yield { field, value };
  for (const step of steps) yield* leavesBelow(valueIn(value, [step]), [...field, step]);
}

/** One of each field; one that some trial takes away and another makes different is different. */
function byKey(changes: readonly Change[]): ReadonlyMap<string, Change> {
  return new Map([...changes].sort((a, b) => Number(b.isGone) - Number(a.isGone)).map(change => [keyOf(change), change]));
}

function keyOf({ path, object, field, isNew = false }: Field & Partial<Change>): string {
  return JSON.stringify([path, object && identity(object), field, isNew]);
}

/** The leaves at a field or below it; where there are none, those of what is around it. */
function keysAt(leaves: ReadonlyMap<string, Field>, { object, field }: Omit<Field, 'path'>): string[] {
  const own = [...leaves].filter(([, leaf]) => !object || !leaf.object || identity(leaf.object) === identity(object));
  for (let depth = field.length; depth >= 0; depth -= 1) {
    const found = own.filter(([, leaf]) => field.slice(0, depth).every((step, i) => step === leaf.field[i]));
    if (found.length > 0) return found.map(([key]) => key);
  }
  return [];
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
