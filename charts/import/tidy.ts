import { parsePath } from '../../lib/findings/locate.ts';
import { isRecord, type Place } from '../../lib/manifests/manifest.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import { checkFleet } from '../config-rules/fleet.ts';
import type { ClusterConfig } from '../config.ts';
import type { Repository } from '../own.ts';
import { propertiesOf, shapesAt, valueIn, withWord, wordsIn } from '../explain/words.ts';
import { isClosed, samplesOf } from './samples.ts';
import type { Try } from './trial.ts';

/** A config that comes to the same objects, as somebody would write it: sound, with nothing said twice, in order. */
export function tidy(config: ClusterConfig, attempt: Try, repository?: Repository): ClusterConfig {
  return inOrder(saidOnce(sound(config, attempt, repository), attempt)) as ClusterConfig; // with the same keys
}

/** Of configs that come to the same objects, one that rules have less against. */
function sound(config: ClusterConfig, attempt: Try, repository?: Repository): ClusterConfig {
  const wrong = errorsIn(config, repository);
  const score = attempt(config)?.score ?? 0;
  const places = wordsIn(config).map(({ place }) => place);
  const about = places.filter(place => wrong.some(path => isAbout(path, place)));
  const others = [...about.flatMap(place => alternatives(config, place)), ...wrong.flatMap(path => listed(config, places, path))];
  const better = others.find(other => errorsIn(other, repository).length < wrong.length && (attempt(other)?.score ?? -1) >= score);
  return better ? sound(better, attempt, repository) : config;
}

/** What a rule does not like may be one that some list lets pass. */
function listed(config: ClusterConfig, places: readonly Place[], path: string): ClusterConfig[] {
  const value = valueIn(config, parsePath(path));
  const lists = places.filter(place => valueIn(config, place) === undefined && shapesAt(place, config.delivery).some(({ type }) => type === 'array'));
  return typeof value === 'string' ? lists.map(place => withWord(config, place, [value])) : [];
}

function errorsIn(config: ClusterConfig, repository?: Repository): string[] {
  const found = checkFleet(new Map([[config.name, config]]), new Map(), [], new Map(), repository).problems.get(config.name) ?? [];
  return found.filter(({ severity }) => severity === 'error').map(({ source }) => source?.path ?? '');
}

/** A rule may be about a word, or about the map that it stands in. */
function isAbout(path: string, place: Place): boolean {
  return path !== '' && [place, place.slice(0, -1)].some(at => pathText(at) === path);
}

/** Another value of a few, none, or the same as another word of the map. */
function alternatives(config: ClusterConfig, place: Place): ClusterConfig[] {
  const shapes = shapesAt(place, config.delivery);
  const [around, value] = [place.slice(0, -1), valueIn(config, place)];
  const values = isClosed(shapes) ? samplesOf(shapes, { next: 1 }).map(sample => sample.value) : [];
  const words = shapesAt(around, config.delivery).flatMap(shape => Object.keys(propertiesOf(shape)));
  const without = withWord(config, place, undefined);
  const isFree = (word: string) => valueIn(config, [...around, word]) === undefined;
  const moved = value === undefined ? [] : [...new Set(words)].filter(isFree).map(word => withWord(without, [...around, word], value));
  return [...values.map(each => withWord(config, place, each)), without, ...moved];
}

/** What all parts of a map say is said for the cluster, where it has that word, too. */
function saidOnce(config: ClusterConfig, attempt: Try): ClusterConfig {
  const score = attempt(config)?.score ?? 0;
  const words = new Set(shapesAt([], config.delivery).flatMap(shape => Object.keys(propertiesOf(shape))));
  return Object.entries(config).reduce((all, [key, parts]: [string, unknown]) => {
    if (!isRecord(parts)) return all;
    const [first] = Object.values(parts);
    const shared = Object.keys(isRecord(first) ? first : {}).filter(word => words.has(word) && valueIn(all, [word]) === undefined
      && Object.values(parts).every(part => isRecord(part) && part[word] === valueIn(first, [word])));
    return shared.reduce((rest, word) => {
      const without = Object.keys(parts).reduce((each, name) => withWord(each, [key, name, word], undefined), rest);
      const shorter = withWord(without, [word], valueIn(first, [word]));
      return (attempt(shorter)?.score ?? -1) >= score ? shorter : rest;
    }, all);
  }, config);
}

/** Names first, then all else by the alphabet. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (rank(one) < rank(other) ? -1 : 1));
  return Object.fromEntries(entries.map(([key, child]) => [key, inOrder(child)]));
}

function rank(key: string): string {
  return key === 'name' ? '' : key;
}
