import { writtenValue } from '../../lib/findings/locate.ts';
import { changes, type Change } from '../../lib/manifests/differences.ts';
import { identity } from '../../lib/manifests/manifest.ts';
import type { Sample } from '../../lib/review/fold.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import { clusterFolder } from '../compile.ts';
import type { Place } from '../config-rules/rule.ts';
import type { ClusterConfig } from '../config.ts';
import { movesOf, type Field } from '../explain/moves.ts';
import type { Repository } from '../own.ts';
import { valueIn } from '../explain/words.ts';

/**
 * Which edited word of a config causes a change. What was edited is seen in the two texts of its file; what it moves is found by trial, with
 * what stood there before.
 */

/** A cluster, and the text of its file on both sides; undefined where there was none, or nobody knows. */
export interface EditedCluster {
  readonly config: ClusterConfig;
  readonly before: string | undefined;
  readonly after: string;
  readonly repository?: Repository | undefined;
}

export type CauseOf = (sample: Sample) => string | undefined;

export function causeOf({ config, before, after, repository }: EditedCluster): CauseOf {
  if (before === undefined || before === after) return () => undefined;
  const moves = movesOf(config, repository);
  const edits = editsOf(writtenValue(before), writtenValue(after)).slice(0, mostTried).map(({ place, old }) => {
    return { place, fields: moves.movedBy({ place, isWritten: true, others: [old] }).map(fieldKey) };
  });
  edits.sort((one, other) => one.fields.length - other.fields.length);
  return sample => {
    const keys = keysOf(sample, clusterFolder(config.name));
    const cause = edits.find(({ fields }) => fields.some(field => keys.some(key => isAbout(field, key))));
    return cause && pathText(cause.place);
  };
}

/** Each takes as long as to compile the cluster. */
const mostTried = 60;

/** A place of the config, and what stood there before. */
interface Edit {
  readonly place: Place;
  readonly old: unknown;
}

function editsOf(before: unknown, after: unknown): Edit[] {
  return changes(before, after).map(({ path, kind, before: old }: Change): Edit => {
    const place = path.map(step => (typeof step === 'string' ? step : step.after ?? step.before ?? 0));
    const isOfList = typeof path.at(-1) === 'object' && (kind === 'removed' || kind === 'moved');
    if (!isOfList) return { place, old: kind === 'added' ? undefined : old };
    const around = path.slice(0, -1).map(step => (typeof step === 'string' ? step : step.before ?? 0));
    return { place: place.slice(0, -1), old: valueIn(before, around) }; // as a whole, since nothing can be put between its items
  });
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
  return [before, after].flatMap(side => {
    return side ? [{ file: side.file.slice(side.file.indexOf(`${folder}/`) + folder.length + 1), id: side.object ? identity(side.object) : '', steps }] : [];
  });
}

function isAbout(one: FieldKey, other: FieldKey): boolean {
  return one.file === other.file && one.id === other.id && one.steps.every((step, i) => i >= other.steps.length || other.steps[i] === step);
}
