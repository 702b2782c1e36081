import { dirname } from 'node:path/posix';
import { quotable } from '../findings/quotable.ts';
import { groupBy } from '../group-by.ts';
import { placeText, type Change } from '../manifests/differences.ts';
import { isRecord } from '../manifests/manifest.ts';
import { maskAt, pathIn } from '../manifests/masked.ts';
import { statusOf, type FieldChange, type ObjectChange, type Status } from './changes.ts';
import { braced, valueText } from './words.ts';

/** The same change in many objects and clusters as one row. */

export interface Row {
  /** What happens to whole objects; `changed` of a field; `image` where Flux has moved tags. */
  readonly what: Status | 'image';
  /** Empty for what is no object. */
  readonly kind: string;
  readonly objects: readonly ObjectChange[];
  /** For a whole cluster, what it is called: `Cluster/test1`; for scripts, their names. */
  readonly title?: string;
  /** How many values it stands for. */
  readonly count: number;
  /** `spec.values.{auth, blip}.hpa.enabled`; empty for whole objects. */
  readonly field: string;
  /** As they are shown; undefined where there was or is none. Of what has moved, the folders. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** For texts of several lines: what is different in them, unless a credential is. */
  readonly lines?: readonly Change[];
  /** Of several files: what is different in each, under its name. */
  readonly diff?: readonly string[];
  /** A credential is left out. */
  readonly isMasked: boolean;
  /** One of its changes, to ask about. */
  readonly sample: Sample;
}

export interface Sample {
  readonly object: ObjectChange;
  readonly field?: FieldChange;
}

/** Of clusters that come or go as a whole (`entire`) nothing else is said. */
export function rowsOf(all: readonly ObjectChange[], entire: ReadonlySet<string> = new Set()): Row[] {
  const clusters = groupBy(all.filter(({ scope }) => entire.has(scope)), ({ scope }) => scope);
  const objects = all.filter(({ scope }) => !entire.has(scope));
  const whole = groupBy(objects.filter(object => statusOf(object) !== 'changed'), wholeKey);
  const samples = objects.flatMap(object => object.fields.flatMap(leavesOf).map(field => ({ object, field })));
  const images = samples.filter(({ field }) => field.isAutomated);
  const fields = groupBy(samples.filter(({ field }) => !field.isAutomated), fieldKey);
  const entireRows = [...clusters].map(([scope, own]): Row => ({ ...wholeRow(own), kind: 'Cluster', title: `Cluster/${scope}` }));
  const rows = [...entireRows, ...[...whole.values()].map(wholeRow), ...imageRow(images), ...similar([...fields.values()].map(fieldRow)).map(joined)];
  return rows.map((row, at) => ({ row, at })).sort((one, other) => order[one.row.what] - order[other.row.what] || one.at - other.at).map(({ row }) => row);
}

/** The values of a map that comes or goes, each by itself: others may have had a part of it. */
export function leavesOf(change: FieldChange): FieldChange[] {
  const { kind, before, after, path, field } = change;
  const value = kind === 'added' ? after : kind === 'removed' ? before : undefined;
  if (!isRecord(value) || Object.keys(value).length === 0 || typeof path.at(-1) !== 'string') return [change];
  return Object.entries(value).flatMap(([key, child]) => {
    const name = placeText([key]);
    const at = { path: [...path, key], field: name.startsWith('[') ? field + name : `${field}.${name}` };
    return leavesOf({ ...change, ...at, ...(kind === 'added' ? { after: child } : { before: child }) });
  });
}

const order: Readonly<Record<Row['what'], number>> = { removed: 0, added: 1, moved: 2, changed: 3, image: 4 };

/** Names of the cluster and the namespace stand for any: the same change in another one says the same. */
export function general(text: string, scope: string, namespace: string): string {
  const names = [[scope, '{cluster}'], [namespace, '{namespace}']] as const;
  return names.reduce((rest, [name, word]) => {
    return name.length < 2 ? rest : rest.replace(new RegExp(`(?<![a-z0-9])${escaped(name)}(?![a-z0-9])`, 'gi'), word);
  }, text);
}

function generalOf(text: string, { scope, before, after }: ObjectChange): string {
  return general(text, scope, (after ?? before)?.object?.metadata.namespace ?? '');
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function kindOf({ before, after }: ObjectChange): string {
  return (after ?? before)?.object?.kind ?? '';
}

function wholeKey(object: ObjectChange): string {
  const status = statusOf(object);
  const { namespace = '' } = (object.after ?? object.before)?.object?.metadata ?? {};
  const place = status === 'moved' ? generalOf(`${folderOf(object.before)} ${folderOf(object.after)}`, object) : namespace;
  return [status, kindOf(object), place].join('\n');
}

function folderOf(side: ObjectChange['before']): string {
  return side ? dirname(side.file) : '';
}

function wholeRow(objects: readonly ObjectChange[]): Row {
  const object = objects[0] as ObjectChange; // of a group
  const status = statusOf(object);
  const [before, after] = status === 'moved' ? [folderOf(object.before), folderOf(object.after)].map(quotable) : [undefined, undefined];
  return { what: status, kind: kindOf(object), objects, count: objects.length, field: '', before, after, isMasked: false, sample: { object } };
}

function imageRow(samples: readonly Required<Sample>[]): Row[] {
  const [sample] = samples;
  if (sample === undefined) return [];
  const objects = [...new Set(samples.map(({ object }) => object))];
  const values = { field: '', before: undefined, after: undefined, isMasked: false };
  return [{ what: 'image', kind: kindOf(sample.object), objects, count: samples.length, ...values, sample }];
}

interface FieldRow extends Row {
  readonly steps: readonly string[];
}

function fieldKey({ object, field }: Required<Sample>): string {
  const texts = [field.before, field.after].map(value => generalOf(JSON.stringify(value) ?? '', object));
  return [kindOf(object), field.kind, generalOf(field.field, object), ...texts].join('\n');
}

function fieldRow(samples: readonly Required<Sample>[]): FieldRow {
  const sample = samples[0] as Required<Sample>; // of a group
  const { object, field } = sample;
  const isAlike = samples.every(({ field: { before, after, field: text } }) => {
    return text === field.field && JSON.stringify(before) === JSON.stringify(field.before) && JSON.stringify(after) === JSON.stringify(field.after);
  });
  const shown = (text: string): string => (isAlike ? text : generalOf(text, object));
  const masks = masksOf(object, field);
  const isMasked = masks.some(mask => mask !== undefined);
  const textOf = (value: unknown, mask: string | undefined, isThere: boolean): string | undefined => (isThere ? mask ?? shown(valueText(value)) : undefined);
  return {
    what: 'changed',
    kind: kindOf(object),
    objects: [...new Set(samples.map(each => each.object))],
    count: samples.length,
    field: quotable(shown(field.field)),
    before: textOf(field.before, masks[0], field.kind !== 'added'),
    after: textOf(field.after, masks[1], field.kind !== 'removed'),
    ...(field.lines && !isMasked && { lines: field.lines }),
    isMasked,
    sample,
    steps: field.path.map(step => shown(placeText([step]))),
  };
}

/** What is shown instead of a value on each side, where it may be a credential. */
export function masksOf({ before, after }: ObjectChange, field: FieldChange): readonly [string | undefined, string | undefined] {
  return [maskAt(before?.value, pathIn(field.path, 'before'), field.before), maskAt(after?.value, pathIn(field.path, 'after'), field.after)];
}

/** Rows of one object set, one value and one path but for a key: `spec.values.auth.hpa` and `spec.values.blip.hpa`. */
function similar(rows: readonly FieldRow[]): FieldRow[][] {
  const objectSets = new Map(rows.map(row => [row, row.objects.map(({ scope, id }) => `${scope} ${id}`).join('\n')]));
  const shapes = new Map(rows.map(row => {
    const about = [row.kind, row.before, row.after, objectSets.get(row)].join('\n');
    const isLone = row.lines !== undefined || row.field.includes(' ');
    return [row, isLone ? [] : row.steps.map((_, at) => `${about}\n${row.steps.map((step, i) => (i === at ? '*' : step)).join('\n')}`)];
  }));
  const counts = new Map<string, number>();
  for (const shape of [...shapes.values()].flat()) counts.set(shape, (counts.get(shape) ?? 0) + 1);
  const chosen = (row: FieldRow): string | FieldRow => {
    const [best] = [...shapes.get(row) ?? []].sort((one, other) => (counts.get(other) ?? 0) - (counts.get(one) ?? 0));
    return best !== undefined && (counts.get(best) ?? 0) > 1 ? best : row;
  };
  return [...groupBy(rows, chosen).values()];
}

function joined(rows: readonly FieldRow[]): Row {
  const { steps, ...first } = rows[0] as FieldRow; // of a group
  if (rows.length === 1) return first;
  const at = steps.findIndex((step, i) => rows.some(row => row.steps[i] !== step));
  const names = rows.map(row => (row.steps[at] ?? '').replace(/^\['?|'?\]$/g, ''));
  const isItem = steps[at]?.startsWith('[') === true && !steps[at].startsWith("['");
  const [key = ''] = names[0]?.split(/(?<==)/, 1) ?? []; // name=
  const isKeyed = isItem && key.endsWith('=') && names.every(name => name.startsWith(key));
  const folded = isItem ? `[${isKeyed ? key : ''}${braced(isKeyed ? names.map(name => name.slice(key.length)) : names)}]` : braced(names);
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  return { ...first, field: quotable(pathOf(steps.map((step, i) => (i === at ? folded : step)))), count };
}

function pathOf(steps: readonly string[]): string {
  return steps.reduce((path, step) => (path === '' || step.startsWith('[') ? path + step : `${path}.${step}`), '');
}
