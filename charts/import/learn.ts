import { groupBy } from '../../lib/group-by.ts';
import type { Place } from '../../lib/manifests/manifest.ts';
import type { ClusterConfig } from '../config.ts';
import { silence } from '../explain/unused.ts';
import { childOf, propertiesOf, shapesAt, valueIn, withWord, wordsIn, type Branch, type Word } from '../explain/words.ts';
import { answerTo, namesAt, same } from './answers.ts';
import { entryStep, isNamed, namedEntries, namedPlaces, withChoice, withEntry, type NamedEntry } from './named.ts';
import { fieldsOf, valueOf, type Objects } from './objects.ts';
import { isClosed, samplesOf, type Sample } from './samples.ts';
import type { Trial, Try } from './trial.ts';

/**
 * Finds a config that comes to some objects, by trial: nothing here knows a word, a package or a kind. What a word may be, the schema of
 * configs says. Words of few values are tried with each; for others a mark is written, and what is wanted is read where the mark comes to.
 * Whatever brings the output nearer to what is wanted is kept.
 */
export function learn(start: ClusterConfig, attempt: Try, wanted: Objects): Trial {
  const first = attempt(start);
  if (!first) throw new Error('nothing can be drawn of the config that an import begins with');
  const learner = new Learner(first, attempt, wanted);
  learner.improve();
  learner.leaveOut();
  learner.readWords({ maps: true });
  learner.adopt();
  learner.shorten();
  return learner.best;
}

interface Choice {
  readonly place: Place;
  readonly value: unknown;
}

/** The same for some words of a config that stands for the rest. */
export function learnWords(config: ClusterConfig, attempt: Try, wanted: Objects, isMeant: (place: Place) => boolean): Trial {
  const first = attempt(config);
  if (!first) throw new Error('nothing can be drawn of a config that is sound');
  const learner = new Learner(first, attempt, wanted, isMeant);
  learner.readWords();
  return learner.best;
}

/** A word, and what it may be with marks in it. */
interface Guess {
  readonly place: Place;
  readonly sample: Sample;
}

class Learner {
  best: Trial;
  readonly #attempt: Try;
  readonly #wanted: Objects;
  readonly #isMeant: (place: Place) => boolean;
  /** Where words are looked at now. */
  #within: Place = [];
  /** Words that the way of delivery has. */
  readonly #words: ReadonlySet<unknown>;

  constructor(first: Trial, attempt: Try, wanted: Objects, isMeant = (_: Place) => true) {
    this.best = first;
    this.#attempt = attempt;
    this.#wanted = wanted;
    this.#isMeant = isMeant;
    this.#words = new Set(shapesAt([], first.config.delivery).flatMap(shape => Object.keys(propertiesOf(shape))));
  }

  /** What makes an object that is wanted, though not as it is: its words may mend that. */
  adopt(): void {
    for (const place of this.#absent()) {
      const before = this.best;
      const trial = this.#attempt(withWord(before.config, place, {}));
      if (!trial || ![...trial.objects.keys()].some(key => this.#wanted.has(key) && !before.objects.has(key))) continue;
      this.best = trial;
      this.#lookAt(place, () => this.readWords());
      this.readWords();
      this.#lookAt(place, () => {
        this.readWords({ maps: true });
        this.choose();
      });
      if (this.best.score <= before.score) this.best = before;
    }
  }

  #lookAt(place: Place, work: () => void): void {
    this.#within = place;
    work();
    this.#within = [];
  }

  /** Until nothing gets better. */
  improve(): void {
    for (let before = -Infinity; this.best.score > before && !this.best.isWhole;) {
      before = this.best.score;
      this.switchOn();
      this.choose({ ofAll: true });
      this.switchOn();
      this.addNamed();
      this.choose({ ofAll: true });
      this.readWords();
      this.choose();
    }
  }

  #shapes(place: Place): Branch[] {
    return shapesAt(place, this.best.config.delivery);
  }

  /** Whether it is one of this way of delivery, and moves anything. */
  #isWord(place: Place): boolean {
    return this.#words.has(place[0]) && silence(place) === undefined;
  }

  #wordsNow(): Word[] {
    return wordsIn(this.best.config).filter(({ place }) => this.#isWord(place)).flatMap(word => {
      const open = word.isWritten ? [] : this.#shapes(word.place).filter(({ required }) => required === undefined);
      const list = typeof word.place.at(-1) === 'number' ? [{ ...word, place: word.place.slice(0, -1) }] : [];
      return [word, ...list, ...open.flatMap(shape => Object.keys(propertiesOf(shape))).map(key => ({ ...word, place: [...word.place, key] }))];
    }).filter(({ place }) => this.#isMeant(place) && this.#within.every((step, i) => step === place[i]));
  }

  /** Parts that are there as soon as they are named: packages, for the most part. */
  switchOn(): void {
    this.#chooseAmong(this.#absent().map(place => ({ place, value: {} })));
  }

  #absent(): Place[] {
    const { config } = this.best;
    return unique(this.#wordsNow().map(({ place }) => place.slice(0, -1)).filter(place => place.length > 0 && valueIn(config, place) === undefined));
  }

  /** Words of few values, or those of them that are about the cluster as a whole. Those of one sort are tried together first, since most of them make no difference. */
  choose({ ofAll } = { ofAll: false }): void {
    const choices = this.#wordsNow().filter(({ place }) => place.length === 1 || !ofAll).flatMap(({ place }) => {
      const shapes = this.#shapes(place);
      const values = isClosed(shapes) ? samplesOf(shapes, { next: 0 }).map(({ value }) => value) : listsOf(shapes);
      return values.map(value => ({ place, value }));
    });
    const sorts = groupBy(choices, ({ place, value }) => JSON.stringify([place[0], place.length, place.at(-1), value]));
    for (const sort of sorts.values()) this.#chooseAmong(sort);
  }

  #chooseAmong(choices: readonly Choice[]): void {
    if (this.best.isWhole) return;
    const [first, ...others] = choices;
    if (first && others.length === 0) this.#tryValue(first.place, first.value);
    else if (this.#moveWhatIsWrong(choices)) halves(choices).forEach(half => this.#chooseAmong(half));
  }

  #moveWhatIsWrong(choices: readonly Choice[]): boolean {
    const trial = this.#attempt(choices.reduce((config, { place, value }) => withWord(config, place, value), this.best.config));
    if (!trial) return true;
    const keys = new Set([...trial.objects.keys(), ...this.best.objects.keys()]);
    return [...keys].some(key => isMended(this.best.objects.get(key), trial.objects.get(key), this.#wanted.get(key)));
  }

  #isWrong(key: string): boolean {
    return !same(this.best.objects.get(key), this.#wanted.get(key));
  }

  /** Words of any value, as many at once as do not hide each other. */
  readWords({ maps } = { maps: false }): void {
    const counter = { next: 1 };
    const guesses = this.#wordsNow().flatMap(({ place }) => {
      const shapes = this.#shapes(place);
      if (isClosed(shapes)) return [];
      const isLaidOver = valueIn(this.best.config, place.slice(0, -1)) !== undefined; // or what it is laid over is another matter
      return samplesOf(shapes, counter)
        .filter(({ marks }) => marks.length > 0 && marks.some(isOfMap) === maps && (isLaidOver || marks.every(({ as }) => as !== 'overlay')))
        .map(sample => ({ place, sample }));
    });
    if (this.best.isWhole) return;
    const answers = layersOf(guesses).flatMap(layer => this.#answers(layer));
    const [open, settled] = [answers.filter(({ isSo }) => !isSo), answers.filter(({ isSo }) => isSo)];
    for (const siblings of groupBy(open, ({ place }) => JSON.stringify(place.slice(0, -1))).values()) {
      for (const { place, value } of siblings.length > 1 ? this.#bestFirst(siblings) : siblings) this.#tryValue(place, value);
    }
    this.#chooseAmong(settled); // what is so may do without a field elsewhere
  }

  #bestFirst(choices: readonly Choice[]): Choice[] {
    const scoreOf = ({ place, value }: Choice) => this.#attempt(withWord(this.best.config, place, value))?.score ?? -Infinity;
    return choices.map(choice => ({ ...choice, score: scoreOf(choice) })).sort((a, b) => b.score - a.score);
  }

  #answers(layer: readonly Guess[]): (Choice & { readonly isSo: boolean })[] {
    const marked = this.#attempt(layer.reduce((config, { place, sample }) => withWord(config, place, sample.value), this.best.config));
    if (!marked) return layer.length > 1 ? halves(layer).flatMap(half => this.#answers(half)) : [];
    return layer.flatMap(({ place, sample }) => {
      const answer = answerTo(sample, { marked: marked.objects, current: this.best.objects, wanted: this.#wanted });
      return answer === undefined ? [] : [{ place, ...answer }];
    });
  }

  /** What there are several of, each under a name: environments, certificates, groups of nodes. What explains most comes first. */
  addNamed(): void {
    const { config, score, isWhole } = this.best;
    if (isWhole) return;
    const places = namedPlaces(config).filter(place => this.#isWord(place));
    const entries = places.flatMap(place => this.#named(place, namedEntries(this.#shapes(place))).flatMap(({ entry, name }) => {
      const trial = this.#attempt(this.#withEntry(place, entry, name));
      return trial && trial.score > score ? [{ place, entry, name, score: trial.score }] : [];
    }));
    for (const { place, entry, name } of bestFirst(entries)) if (!isNamed(this.best.config, place, entry, name)) this.#keep(this.#withEntry(place, entry, name));
  }

  /** As they are; where that leads to nothing, with one of their choices made. */
  #named(place: Place, entries: readonly NamedEntry[]): { entry: NamedEntry; name: string }[] {
    const named = (entry: NamedEntry) => this.#namesFor(place, entry).map(name => ({ entry, name }));
    const plain = entries.flatMap(named);
    const [first] = entries;
    if (plain.length > 0 || first === undefined) return plain;
    const choices = Object.entries(first.choices).flatMap(([key, values]) => values.map(value => ({ key, value })));
    const telling = choices.filter(({ key, value }) => named(withChoice(first, key, value)).length > 0);
    return telling.flatMap(({ key, value }) => entries.flatMap(entry => named(withChoice(entry, key, value))));
  }

  #namesFor(place: Place, entry: NamedEntry): string[] {
    const marked = this.#attempt(withEntry(this.best.config, place, entry, entry.name));
    const names = marked ? namesAt(entry.name, { marked: marked.objects, wanted: this.#wanted }) : [];
    const most = Math.max(...names.map(({ keys }) => keys.length));
    const isOpen = (key: string) => !this.#wanted.has(key) || this.#isWrong(key);
    return names.filter(({ name, keys }) => keys.length * 3 >= most && keys.some(isOpen) && !isNamed(this.best.config, place, entry, name)).map(({ name }) => name);
  }

  /** The config with one more of a name, as far as what is wanted says what is in it. */
  #withEntry(place: Place, entry: NamedEntry, name: string): ClusterConfig {
    const config = withEntry(this.best.config, place, entry, name);
    const marked = this.#attempt(config);
    if (!marked) return config;
    const at = [...place, entryStep(config, place, name)];
    const sides = { marked: marked.objects, current: new Map(), wanted: this.#wanted };
    return entry.sample.marks.reduce((all, mark) => {
      const found = answerTo({ value: valueIn(entry.sample.value, mark.place), marks: [{ ...mark, place: [] }] }, sides);
      return found === undefined ? all : withWord(all, [...at, ...mark.place], found.value);
    }, config);
  }

  /** Lists that say what is not to be there. */
  leaveOut(): void {
    const extra = [...this.best.objects].filter(([key]) => !this.#wanted.has(key)).map(([, object]) => object.metadata.name);
    const lists = this.#wordsNow().filter(({ place }) => this.#shapes(place).some(({ type }) => type === 'array'));
    for (const name of unique(extra)) {
      for (const { place } of lists) {
        const there = valueIn(this.best.config, place);
        this.#tryValue(place, [...(Array.isArray(there) ? there as unknown[] : []), name]);
      }
    }
  }

  /** Without what makes no difference. */
  shorten(): void {
    const words = this.#wordsNow().flatMap(({ place, isWritten }) => (isWritten ? [place.slice(0, -1), place] : []));
    for (const place of unique(words).filter(each => each.length > 1 && valueIn(this.best.config, each) !== undefined && !this.#isRequired(each))) {
      const trial = this.#attempt(withWord(this.best.config, place, undefined));
      if (trial && trial.score >= this.best.score) this.best = trial;
    }
  }

  #isRequired(place: Place): boolean {
    return this.#shapes(place.slice(0, -1)).some(({ required }) => Array.isArray(required) && required.includes(place.at(-1)));
  }

  #tryValue(place: Place, value: unknown): void {
    if (JSON.stringify(valueIn(this.best.config, place)) !== JSON.stringify(value)) this.#keep(withWord(this.best.config, place, value));
  }

  #keep(config: ClusterConfig): void {
    const trial = this.#attempt(config);
    if (trial && trial.score > this.best.score) this.best = trial;
  }
}

/** Whether a field that is wrong is another one then, or one that is missing is there. */
function isMended(now: unknown, then: unknown, wanted: unknown): boolean {
  if (now === then || same(now, wanted)) return false;
  const isOther = [...fieldsOf(now)].some(({ steps, value }) => !same(valueOf(wanted, steps), value) && !same(valueOf(then, steps), value));
  return isOther || [...fieldsOf(wanted)].some(({ steps }) => valueOf(now, steps) === undefined && valueOf(then, steps) !== undefined);
}

/** Lists with one item of a few. */
function listsOf(shapes: readonly Branch[]): unknown[] {
  const items = shapes.filter(({ type }) => type === 'array').flatMap(shape => childOf(shape, 0));
  return items.flatMap(({ enum: values }) => (Array.isArray(values) ? values as unknown[] : [])).map(value => [value]);
}

/** The places of those that explain most first; in each the names in the order in which they are wanted, each as it explains most. */
function bestFirst<Entry extends { readonly place: Place; readonly name: string; readonly score: number }>(entries: readonly Entry[]): Entry[] {
  const places = [...groupBy(entries, ({ place }) => JSON.stringify(place)).values()].sort((a, b) => mostOf(b) - mostOf(a));
  return places.flatMap(some => [...groupBy(some, ({ name }) => name).values()].flatMap(same => same.sort((a, b) => b.score - a.score)));
}

function mostOf(entries: readonly { readonly score: number }[]): number {
  return Math.max(...entries.map(({ score }) => score));
}

function isOfMap({ as }: Sample['marks'][number]): boolean {
  return as === 'map' || as === 'overlay';
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map(value => [JSON.stringify(value), value])).values()];
}

function halves<T>(items: readonly T[]): T[][] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

/** In each, no two words of one map: one may hide the other. */
function layersOf(guesses: readonly Guess[]): Guess[][] {
  const layers: Guess[][] = [];
  for (const siblings of groupBy(guesses, ({ place }) => JSON.stringify(place.slice(0, -1))).values()) {
    siblings.forEach((guess, i) => (layers[i] ??= []).push(guess));
  }
  return layers;
}
