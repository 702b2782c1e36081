import { writtenValues } from '../../lib/findings/locate.ts';
import { identity } from '../../lib/manifests/manifest.ts';
import type { Side } from '../../lib/review/changes.ts';
import type { Sample } from '../../lib/review/fold.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import { clusterFolder } from '../compile.ts';
import type { Place } from '../config-rules/rule.ts';
import type { ClusterConfig } from '../config.ts';
import { movesOf, type Field } from '../explain/moves.ts';
import { valueIn, wordsIn, type Word } from '../explain/words.ts';

/** Which edited word of a config causes a change. The words are seen in the two texts of its file; what they move is found by trial. */

/** A cluster, and the text of its file on both sides; undefined where there was none, or nobody knows. */
export interface EditedCluster {
  readonly config: ClusterConfig;
  readonly before: string | undefined;
  readonly after: string;
}

export type CauseOf = (sample: Sample) => string | undefined;

export function causeOf({ config, before, after }: EditedCluster): CauseOf {
  if (before === undefined || before === after) return () => undefined;
  const moves = movesOf(config);
  const edits = editsOf(config, before, after).slice(0, mostTried).map(({ place, word }) => {
    return { place, fields: word && moves.movedBy(word).map(fieldKey) };
  });
  const nearest = [...edits].sort((one, other) => (one.fields?.length ?? Infinity) - (other.fields?.length ?? Infinity));
  return sample => {
    const keys = keysOf(sample, clusterFolder(config.name));
    const cause = nearest.find(({ place, fields }) => (fields ? fields.some(field => keys.some(key => isAbout(field, key))) : isNamedAfter(place, sample)));
    return cause && pathText(cause.place);
  };
}

/** Each takes as long as to compile the cluster twice. */
const mostTried = 40;

interface Edit {
  readonly place: Place;
  /** Undefined for what is gone and cannot be tried. */
  readonly word: Word | undefined;
}

/** New words and those that are gone as a whole, where they begin; changed ones at their leaves. */
function editsOf(config: ClusterConfig, before: string, after: string): Edit[] {
  const [old, now] = [before, after].map(text => new Map(writtenValues(text).map(value => [value.path.join('\n'), value])));
  const words = wordsIn(config);
  const first = (there: typeof old, other: typeof old) => [...there ?? []].flatMap(([key, { path }]) => {
    return !other?.has(key) && (path.length === 0 || other?.has(path.slice(0, -1).join('\n'))) ? [placeOf(path)] : [];
  });
  const changed = [...now ?? []].flatMap(([key, { path, text, isLeaf }]) => (isLeaf && old?.get(key)?.isLeaf && old.get(key)?.text !== text ? [placeOf(path)] : []));
  const below = (place: Place): Word[] => words.filter(word => startsWith(word.place, place) || startsWith(place, word.place));
  return [
    ...first(now, old).map(place => ({ place, word: valueIn(config, place) === undefined ? undefined : { place, isWritten: true, others: [undefined] } })),
    ...changed.map(place => ({ place, word: below(place)[0] })),
    ...first(old, now).map(place => ({ place, word: below(place).find(({ isWritten }) => !isWritten) })),
  ];
}

function placeOf(path: readonly string[]): Place {
  return path.map(step => (/^\d+$/.test(step) ? Number(step) : step));
}

function startsWith(place: Place, start: Place): boolean {
  return start.every((step, i) => place[i] === step);
}

/** Indices are left out: they are others as soon as an item comes or goes. */
interface FieldKey {
  readonly file: string;
  readonly id: string;
  readonly steps: readonly string[];
}

function fieldKey({ path, object, field }: Field): FieldKey {
  return { file: path, id: object ? identity(object) : '', steps: field.filter(step => typeof step === 'string') };
}

function keysOf({ object: { before, after }, field }: Sample, folder: string): FieldKey[] {
  const steps = field?.path.filter(step => typeof step === 'string') ?? [];
  return [before, after].flatMap(side => (side ? [{ file: fileBelow(side, folder), id: side.object ? identity(side.object) : '', steps }] : []));
}

function fileBelow({ file }: Side, folder: string): string {
  return file.slice(file.indexOf(`${folder}/`) + folder.length + 1);
}

function isAbout(one: FieldKey, other: FieldKey): boolean {
  if (one.file !== other.file || one.id !== other.id) return false;
  return one.steps.every((step, i) => i >= other.steps.length || other.steps[i] === step);
}

/** What is gone is known by its name alone: an environment by its namespace or its folder. */
function isNamedAfter(place: Place, { object: { before } }: Sample): boolean {
  const name = String(place.at(-1));
  return before?.object?.metadata.namespace === name || before?.file.split('/').some(part => part.replace(/\.ya?ml$/, '') === name) === true;
}
