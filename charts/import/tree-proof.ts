import { maskLeaks } from '../../lib/leaks/index.ts';
import { groupBy } from '../../lib/group-by.ts';
import { counted } from '../../lib/findings/fault.ts';
import { changes, placeText, type Change } from '../../lib/manifests/differences.ts';
import { maskAt, pathIn } from '../../lib/manifests/masked.ts';
import { identity, isRecord, type Manifest, type Place } from '../../lib/manifests/manifest.ts';
import type { ManifestFile, PlacedObject } from '../../lib/manifests/manifests.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import type { ClusterConfig } from '../config.ts';
import type { Carried } from './carried.ts';
import { deliveryFate, reasonFor } from './meant.ts';
import { objectKey, type Objects } from './objects.ts';
import type { Proof, ProofRow } from './proof.ts';
import type { ReadTree } from './source-tree.ts';
import { isSettings, settingsFile } from './trial.ts';

/** What became of every object and every other document of a tree. */

export interface Outcome {
  readonly source: ReadTree;
  readonly config: ClusterConfig;
  /** What the cluster file and the manifests beside it come to. */
  readonly made: Objects;
  readonly carried: Carried;
  /** Words for which nothing was found. */
  readonly open: readonly Place[];
}

/** Objects that the config does not make, without those that say how Flux works, which ours say in their own way. */
export function withoutCounterpart({ manifests }: ReadTree, made: Objects): PlacedObject[] {
  const seen = new Set<string>();
  return manifests.objects.filter(({ object }) => {
    const key = objectKey(object);
    const isFirst = !seen.has(key);
    seen.add(key);
    return isFirst && !made.has(key) && deliveryFate(object, manifests.objects.map(each => each.object), made) === undefined;
  });
}

type Row = ProofRow & { readonly is: 'equal' | 'explained' | 'carried' | 'unexplained' };

export function proofOf(outcome: Outcome): Proof {
  const all = [...objectRows(outcome), ...fileRows(outcome), ...openRows(outcome), ...settingsRows(outcome), ...newRows(outcome)];
  const rows = (is: Row['is']): ProofRow[] => all.filter(row => row.is === is).map(({ at, why }) => ({ at, why }));
  return { equal: rows('equal').length, explained: rows('explained'), carried: rows('carried'), unexplained: rows('unexplained') };
}

function objectRows(outcome: Outcome): Row[] {
  const { source } = outcome;
  const seen = new Set<string>();
  return source.manifests.objects.map(placed => {
    const key = objectKey(placed.object);
    const isAgain = seen.has(key);
    seen.add(key);
    const at = placeOf(placed, source);
    if (isAgain) return { at, is: 'unexplained', why: 'stands in another file, too; Flux would apply now one and now the other, so leave one of them' };
    return { at, ...objectFate(placed, outcome) };
  });
}

function placeOf({ document: { file }, id }: PlacedObject, { folder }: ReadTree): string {
  return `${folder}/${file.path} ${id}`;
}

function objectFate(placed: PlacedObject, { source, config, made, carried }: Outcome): Omit<Row, 'at'> {
  const key = objectKey(placed.object);
  const kept = carried.kept.find(each => each.placed === placed);
  if (kept) return { is: 'carried', why: `clusters/${config.name}/${kept.path}${kept.added === undefined ? '' : `, with ${kept.added} added, which keeps Flux from deleting it`}` };
  const refused = carried.refused.find(each => each.placed === placed);
  if (refused) return { is: 'unexplained', why: refused.why };
  const [wanted, now] = [source.objects.get(key), made.get(key)];
  if (wanted === undefined || now === undefined) {
    const { isMeant = false, why = 'nothing comes to it' } = deliveryFate(placed.object, source.manifests.objects.map(({ object }) => object), made) ?? {};
    return { is: isMeant ? 'explained' : 'unexplained', why };
  }
  return differenceFate(wanted, now);
}

function differenceFate(wanted: Manifest, now: Manifest): Omit<Row, 'at'> {
  const all = changes(wanted, now);
  const found = all.filter(({ kind }) => kind !== 'moved').flatMap(spread);
  const reasons = found.map(change => (isOfNothing(change) ? 'an empty list or a false, which says no more than none' : reasonFor(wanted, stepsOf(change))));
  const open = found.filter((_, i) => reasons[i] === undefined);
  if (open.length > 0) return { is: 'unexplained', why: differencesText(wanted, now, open) };
  const moved = all.some(({ kind }) => kind === 'moved') ? ['the same in another order'] : [];
  const whys = new Set([...reasons.flatMap(reason => reason ?? []), ...moved]);
  return whys.size === 0 ? { is: 'equal', why: '' } : { is: 'explained', why: [...whys].join('; ') };
}

/** A map that is new, or gone, key by key. */
function spread(change: Change): Change[] {
  const [map] = [change.before, change.after].filter(isRecord);
  if (change.kind === 'changed' || map === undefined) return [change];
  return Object.entries(map).flatMap(([key, value]) => spread({ ...change, path: [...change.path, key], ...(change.kind === 'added' ? { after: value } : { before: value }) }));
}

function stepsOf({ path }: Change): string[] {
  return path.map(step => (typeof step === 'string' ? step : '*'));
}

/** What is there on one side alone, and says no more than its absence. */
function isOfNothing({ path, before, after }: Change): boolean {
  const isAlone = before === undefined || after === undefined;
  const isOff = /\/automated$/.test(String(path.at(-1))) && (before ?? after) === 'false';
  return isAlone && (isOff || JSON.stringify(before ?? after) === '[]');
}

/** No more than three of them. A value that may be a secret is masked, and those of a Secret are not shown at all. */
function differencesText(wanted: Manifest, now: Manifest, found: readonly Change[]): string {
  const shown = (document: Manifest, path: Place, value: unknown) => {
    if (value === undefined) return 'nothing';
    return wanted.kind === 'Secret' ? 'a value' : maskAt(document, path, value) ?? maskLeaks(shortened(JSON.stringify(value)));
  };
  const texts = found.slice(0, 3).map(({ path, before, after }) => {
    const [there, then] = [shown(wanted, pathIn(path, 'before'), before), shown(now, pathIn(path, 'after'), after)];
    return `${placeText(path)} is ${there} there, and would be ${then}`;
  });
  return [...texts, ...(found.length > 3 ? [`${found.length - 3} more`] : [])].join('; ');
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Files and documents that hold no object. */
function fileRows({ source }: Outcome): Row[] {
  const { folder, manifests } = source;
  const aside = manifests.aside.length === 0 ? [] : [{
    at: `${folder}/bootstrap`, is: 'explained' as const,
    why: `${counted(manifests.aside.length, 'file')} for people and scripts, made anew; no object of the cluster`,
  }];
  const fates = manifests.files.flatMap(file => fileFates(file).map(fate => ({ at: `${folder}/${file.path}`, ...fate })));
  return [...aside, ...[...groupBy(fates, ({ is, why }) => (is === 'explained' ? why : `${is}`)).values()].flatMap(folded(folder))];
}

/** What is explained in the same way is one row. */
function folded(folder: string): (rows: readonly Row[]) => readonly Row[] {
  return rows => (rows[0]?.is !== 'explained' || rows.length < 3 ? rows : [{ ...rows[0], at: `${folder}, ${counted(rows.length, 'file')}` }]);
}

function fileFates(file: ManifestFile): Omit<Row, 'at'>[] {
  if (file.unreadable) return [{ is: 'unexplained', why: `cannot be read: ${file.unreadable.message}; mend it, and import again` }];
  if (file.role === 'kustomization') return file.documents.map(({ value }) => kustomizationFate(value));
  if (file.role === 'placeholder') return file.documents.length === 0 ? [] : [{ is: 'explained', why: 'written by `flux bootstrap`' }];
  return [];
}

/** Those that do no more than list files; others make other objects of what they list. */
function kustomizationFate(value: unknown): Omit<Row, 'at'> {
  const harmless = ['apiVersion', 'kind', 'metadata', 'resources'];
  const patches = isRecord(value) ? value['patches'] : undefined;
  const isOfFiles = Array.isArray(patches) && patches.every(patch => isRecord(patch) && typeof patch['path'] === 'string' && Object.keys(patch).length === 1);
  const others = Object.keys(isRecord(value) ? value : {}).filter(key => !harmless.includes(key) && !(key === 'patches' && isOfFiles));
  if (others.length === 0) return { is: 'explained', why: 'a list of files, made anew' };
  return { is: 'unexplained', why: `Kustomize makes other objects by it (${others.join(', ')}): import what \`kustomize build\` makes of the folder` };
}

function openRows({ config, open }: Outcome): Row[] {
  return open.map(place => ({ at: `clusters/${config.name}.ts ${pathText(place)}`, is: 'explained', why: 'is in no object; what stands there is an example, so write yours' }));
}

/** What scripts read and no object says, as which networks are peers. */
function settingsRows({ source, made }: Outcome): Row[] {
  return [...source.wanted].filter(([, object]) => isSettings(object)).flatMap(([key, object]) => {
    const names = changes(object, made.get(key)).map(({ path }) => String(path.at(-1)));
    const why = `no object says ${names.join(', ')}, which would be another one: look for the word of it in docs/config.md`;
    return names.length === 0 ? [] : [{ at: `${source.folder}/${settingsFile}`, is: 'explained' as const, why }];
  });
}

function newRows({ source, made }: Outcome): Row[] {
  const objects = [...made].filter(([key, object]) => !source.objects.has(key) && !isSettings(object)).map(([, object]) => identity(object));
  if (objects.length === 0) return [];
  return [{ at: counted(objects.length, 'new object'), is: 'explained', why: `what the cluster file says comes with ${objects.join(', ')}` }];
}
