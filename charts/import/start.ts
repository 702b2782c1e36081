import { UserError } from '../../lib/user-error.ts';
import { groupOf, isRecord, type Manifest, type Place } from '../../lib/manifests/manifest.ts';
import type { ClusterConfig } from '../config.ts';
import { childOf, propertiesOf, shapesAt, valueIn, withWord, wordsIn, type Branch } from '../explain/words.ts';
import { traits } from '../generations/traits.ts';
import { isClosed, isMark, samplesOf } from './samples.ts';
import type { ReadTree } from './source-tree.ts';
import { drawn } from './trial.ts';

/** What an import begins with, and what stands where nothing was found. */

/** A config with all that it must say and nothing else, whose texts are marks. */
function startOf(name: string, delivery: string): ClusterConfig {
  const [{ value } = { value: {} }] = samplesOf(shapesAt([], delivery), { next: 1 });
  const words = Object.entries(value as object).map(([key, word]: [string, unknown]) => [key, withoutItems(word)]);
  return { ...Object.fromEntries(words) as ClusterConfig, name }; // of the shape that the schema has
}

function withoutItems(value: unknown): unknown {
  if (Array.isArray(value)) return [];
  return isRecord(value) ? Object.fromEntries(Object.entries(value).filter(([key]) => !isMark(key)).map(([key, child]) => [key, withoutItems(child)])) : value;
}

/** The same for the way of delivery whose kinds these objects are, and with the choices about it that more of them are of. */
export function startFor(name: string, { objects, repository }: Pick<ReadTree, 'objects' | 'repository'>): ClusterConfig {
  const deliveries = Object.keys(traits).filter(each => traits[each as keyof typeof traits].noStages === undefined); // the keys of the table
  const starts = deliveries.map(delivery => startOf(name, delivery)).map(start => ({ start, kinds: kindsOf(start, repository) }));
  const found = [...objects.values()].map(kindOf);
  const counts = starts.map(one => {
    const others = starts.filter(other => other !== one);
    const variants = choicesOf(one.start).map(start => ({ start, kinds: kindsOf(start, repository) })).concat(one);
    const isOwn = (kind: string) => isOfOperators(kind) && others.every(({ kinds }) => !kinds.has(kind));
    const counted = variants.map(({ start, kinds }) => ({ start, count: found.filter(kind => kinds.has(kind) && isOwn(kind)).length }));
    return counted.reduce((best, other) => (other.count >= best.count ? other : best)); // the last one has no choice made
  });
  const [most] = counts.sort((a, b) => b.count - a.count);
  if (most !== undefined && most.count > 0) return most.start;
  const titles = deliveries.map(delivery => traits[delivery as keyof typeof traits].title); // as above
  throw new UserError(`There is nothing by which to tell how the cluster is delivered: import takes repositories of ${titles.join(' and of ')}.`);
}

/** Of objects that come with any package. */
function kindsOf(start: ClusterConfig, repository: ReadTree['repository']): Set<string> {
  const names = shapesAt(['packages'], start.delivery).flatMap(shape => Object.keys(propertiesOf(shape)));
  const config = withWord(start, ['packages'], Object.fromEntries(names.map(name => [name, {}])));
  return new Set([...drawn(config, { images: new Map(), repository }) ?? []].map(([, object]) => kindOf(object)));
}

/** The config with each choice that there is about the cluster as a whole. */
function choicesOf(start: ClusterConfig): ClusterConfig[] {
  const shapes = (place: Place) => shapesAt(place, start.delivery);
  const words = wordsIn(start).filter(({ place }) => place.length === 1 && isClosed(shapes(place)) && place[0] !== 'delivery');
  return words.flatMap(({ place }) => samplesOf(shapes(place), { next: 1 }).map(({ value }) => withWord(start, place, value)));
}

/** Kinds of Kubernetes itself are anybody's. */
function isOfOperators(kind: string): boolean {
  return /^\S+\.\S+ /.test(kind) && !/^\S+\.k8s\.io /.test(kind);
}

function kindOf(object: Manifest): string {
  return `${groupOf(object)} ${object.kind}`;
}

/** The config with something in place of every mark that is left, and where that is. */
export function withPlaceholders(config: ClusterConfig): { readonly config: ClusterConfig; readonly open: readonly Place[] } {
  const open = marksBelow(config, [], config.delivery);
  return { config: open.reduce((all, place) => withWord(all, place, example(shapesAt(place, config.delivery), String(place.at(-1)))), config), open };
}

/** Where marks stand, and lists that must not be empty. */
function marksBelow(value: unknown, place: Place, delivery: string): Place[] {
  if (typeof value === 'string' || typeof value === 'number') return isMark(String(value)) ? [place] : [];
  if (Array.isArray(value) && value.length === 0) return shapesAt(place, delivery).some(({ minItems }) => Number(minItems) > 0) ? [place] : [];
  if (typeof value !== 'object' || value === null) return [];
  const steps = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return steps.flatMap(step => marksBelow(valueIn(value, [step]), [...place, step], delivery));
}

/** What a description begins with as an example, or what everybody takes for one. */
function example([shape = {}]: readonly Branch[], key: string): unknown {
  const { type, enum: values, description } = shape;
  if (usual[key] !== undefined) return usual[key];
  if (Array.isArray(values)) return values[0];
  if (type === 'number') return 1;
  if (type === 'array') return [example(childOf(shape, 0), key)];
  if (type === 'object') {
    const required = (shape['required'] ?? []) as readonly string[];
    return Object.fromEntries(required.map(word => [word, example(childOf(shape, word), word)]));
  }
  return /`([^`\s]*[a-z\d][^`\s]*)`/.exec(String(description))?.[1] ?? 'example';
}

const usual: Readonly<Record<string, string>> = { accountNumber: '123456789012', dnsNames: 'example.org', email: 'ops@example.org', name: 'ng', region: 'us-west-2' };
