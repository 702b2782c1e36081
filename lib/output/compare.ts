import { posix } from 'node:path';
import { quotable } from '../findings/quotable.ts';
import type { Tree } from './file-chart.ts';
import type { Found, FoundTree, NotAFile } from '../manifests/found.ts';
import { bootstrapFolder, roleOf, sopsFolder } from '../manifests/roles.ts';
import { isAsGenerated, signatureOf } from './signature.ts';

/**
 * How a path on the disk compares with what is made. *Ours* is what carries a signature.
 *
 * - `missing`: made, and not there
 * - `moved`: ours, and only automated image tags differ
 * - `stale`: ours and as it was generated, but it would be generated differently now
 * - `edited`: ours, but not as it was generated
 * - `leftover`: ours, and no longer made
 * - `foreign`: not ours
 * - `occupied`: it keeps a file from being made: not ours and at its path, a file where a folder has to be (or the reverse), or a name
 *   that some file systems take for the same because only the case differs
 */
export type State = 'same' | 'missing' | 'moved' | 'stale' | 'edited' | 'leftover' | 'foreign' | 'occupied';

export interface FileComparison {
  readonly path: string;
  readonly state: State;
  /** For what is ours and not `same`: the file it was generated from, as its signature says. */
  readonly source?: string;
  /** For `leftover`: its hash is wrong, so it was edited, or is an edited copy of a generated file. */
  readonly edited?: true;
  /** For `foreign` and `occupied`: what it is when it is no file of text. */
  readonly what?: string;
  /** For `occupied`: a file that cannot be made because of it. */
  readonly wanted?: string;
}

/**
 * One finding per path of either side, sorted by path. Only what lies in the folders of `scope` is looked at, on both sides; a scope of
 * `['clusters']` finds the files of a cluster that is no longer made, one of `['clusters/a']` does not look at cluster `b`. `unfilled` are
 * the texts of placeholders: they carry no signature, and one that stands as it was written is ours still.
 *
 * Throws when `made` itself cannot be written: a path that leads out of the tree, two that are one for some file system.
 */
export function compareTrees(made: Tree, found: FoundTree, scope: readonly string[], unfilled: ReadonlySet<string> = new Set()): FileComparison[] {
  const ground: Ground = { places: targetsOf(made), unfilled };
  const inScope = (path: string): boolean => scope.some(folder => isBelow(path, folder) || isBelow(folder, path));
  const paths = [...new Set([...made.keys(), ...found.keys()])].filter(inScope).sort();
  return paths.flatMap(path => compareFile(path, made.get(path), found.get(path), ground) ?? []);
}

/** What `dist` is to hold and what it holds, where they differ. */
export interface Differing {
  readonly made: Tree;
  readonly found: FoundTree;
  /** None that says `same`. */
  readonly comparisons: readonly FileComparison[];
}

/** What `compareTrees` finds different. */
export function differing(made: Tree, found: FoundTree, scope: readonly string[], unfilled: ReadonlySet<string>): Differing {
  const findings = compareTrees(made, found, scope, unfilled).filter(({ state }) => state !== 'same');
  const paths = new Set(findings.map(({ path }) => path));
  const partOf = <T>(tree: ReadonlyMap<string, T>): ReadonlyMap<string, T> => new Map([...tree].filter(([path]) => paths.has(path)));
  return { made: partOf(made), found: partOf(found), comparisons: findings };
}

/** True when `path` is `folder` or below it. The whole tree is `''`. */
export function isBelow(path: string, folder: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

/** What a path is compared on, besides the two texts. */
interface Ground {
  readonly places: Targets;
  readonly unfilled: ReadonlySet<string>;
}

function compareFile(path: string, made: string | undefined, found: Found | undefined, ground: Ground): FileComparison | undefined {
  if (found === undefined) return { path, state: 'missing' };
  if (found === made) return { path, state: 'same' };
  if (roleOf(path) === 'placeholder' && typeof found === 'string') return placeholder(path, made, found, ground);
  const source = typeof found === 'string' ? sourceAt(path, made, found) : undefined;
  if (made !== undefined && typeof found === 'string' && source !== undefined) {
    return { path, state: difference(made, found), source };
  }

  const about = { path, ...(source !== undefined && { source }), ...(typeof found !== 'string' && { what: found.what }) };
  const wanted = hinderedBy(path, found, ground.places);
  if (wanted !== undefined) return { ...about, state: 'occupied', wanted };
  if (found === emptyFolder) return undefined; // git does not know it, so it is no difference
  if (typeof found !== 'string' || source === undefined) return { ...about, state: 'foreign' };
  return { ...about, state: 'leftover', ...(!isAsGenerated(found) && { edited: true }) };
}

/**
 * A file that `flux bootstrap` writes or people encrypt, in a folder that is made to receive it: no difference. Where nothing is made any more, one
 * that Flux has not filled is left over. A filled one is kept, with a note, since a running cluster may depend on it.
 */
function placeholder(path: string, made: string | undefined, found: string, { places, unfilled }: Ground): FileComparison | undefined {
  if (made !== undefined) return { path, state: 'same' };
  const receivers = wayTo(path).flatMap(step => ({ [bootstrapFolder]: [step], [sopsFolder]: [posix.dirname(step)] })[posix.basename(step)] ?? []);
  const isReceived = receivers.some(folder => places.has(folder.toLowerCase()));
  if (isReceived) return undefined;
  return { path, state: unfilled.has(found) ? 'leftover' : 'foreign' };
}

/** What a file is generated from, if it is ours: a patch that is to be made is, also when robots have lost our line. */
function sourceAt(path: string, made: string | undefined, found: string): string | undefined {
  const signed = signatureOf(found)?.source;
  return signed ?? (made !== undefined && roleOf(path) === 'patch' ? signatureOf(made)?.source : undefined);
}

function difference(made: string, found: string): State {
  if (!isAsGenerated(found)) return 'edited';
  const [now, then] = [signatureOf(made), signatureOf(found)];
  return now?.hash === then?.hash && now?.source === then?.source ? 'moved' : 'stale';
}

/** Folders are compared by this one object. */
export const emptyFolder: NotAFile = { what: 'an empty folder' };

interface Target {
  readonly path: string;
  readonly isFile: boolean;
  /** The file that is made here, or the first one below this folder. */
  readonly wanted: string;
}

/** Every file and folder that has to be there, by its path in lower case. */
type Targets = ReadonlyMap<string, Target>;

function targetsOf(made: Tree): Targets {
  const places = new Map<string, Target>();
  for (const wanted of made.keys()) {
    refuseOutsidePath(wanted);
    for (const path of wayTo(wanted)) {
      const [place, before] = [{ path, isFile: path === wanted, wanted }, places.get(path.toLowerCase())];
      if (before && (before.path !== path || before.isFile || place.isFile)) {
        throw new Error(`${before.wanted} and ${wanted} cannot both be made: ${before.path} and ${path} would be one file on some disks`);
      }
      if (!before) places.set(path.toLowerCase(), place);
    }
  }
  return places;
}

/** The file that cannot be made as long as `found` stands at `path`, if there is one. */
function hinderedBy(path: string, found: Found, places: Targets): string | undefined {
  for (const step of wayTo(path)) {
    const place = places.get(step.toLowerCase());
    const isFolder = step !== path || found === emptyFolder;
    if (place && (place.path !== step || place.isFile || !isFolder)) return place.wanted;
  }
  return undefined;
}

/** `a/b/c` → `a`, `a/b`, `a/b/c` */
function wayTo(path: string): string[] {
  const names = path.split('/');
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

/** The one name in `dist` that does not belong to the tree: where a write puts its files together. */
export const stagingName = '.synth';

/** Throws for a path that does not name a file of the tree in the one way that is used here. */
export function refuseOutsidePath(path: string): void {
  const names = path.split('/');
  const isPlain = names.every(name => name !== '' && name !== '.' && name !== '..') && !/[\\\0]/.test(path);
  if (!isPlain || names[0] === stagingName) throw new Error(`${JSON.stringify(path)} is no path of a file below dist`);
}

/** The command that mends a finding. `dist` is how the reader calls the folder. */
export function mendOf({ path, state }: FileComparison, dist = 'dist'): string | undefined {
  if (state === 'same') return undefined;
  if (state === 'foreign') return `git rm ${quotePath(`${dist}/${path}`)}`;
  if (state === 'occupied') return `move or delete ${quotePath(`${dist}/${path}`)}`;
  return 'npm run synth';
}

/** The finding as one sentence that ends in what to do. */
export function sentenceOf(finding: FileComparison, dist = 'dist'): string {
  const { state, path, edited } = finding;
  const source = sourceOf(finding);
  const [at, mend] = [quotePath(`${dist}/${path}`), mendOf(finding, dist)];
  switch (state) {
    case 'same': return `${at} is what ${source} makes.`;
    case 'missing': return `${at} is missing; \`${mend}\` writes it.`;
    case 'moved': return `${at} has other image tags than ${source} makes; \`${mend}\` writes the tags that it makes.`;
    case 'stale': return `${at} is not what ${source} makes now; ${adviceOf(finding)}`;
    case 'edited': return `${at} was edited by hand; ${adviceOf(finding)}`;
    case 'leftover': return edited
      ? `${at} is no longer made, and was edited by hand; \`${mend}\` removes it. To keep it, delete its line "Generated from".`
      : `${at} is no longer made; \`${mend}\` removes it.`;
    case 'foreign': return `${at} ${strangeness(finding)} and is left alone; \`${mend}\`, or move it out of ${dist}.`;
    case 'occupied': return `${at} ${strangeness(finding)} and ${hindrance(finding, dist)}; ${mend}.`;
  }
}

/** What to do about a file that differs from what is made. */
export function adviceOf(finding: FileComparison): string {
  if (finding.state !== 'edited') return '`npm run synth` rewrites it.';
  return `\`npm run synth\` discards the edit. To keep it, put the change into ${sourceOf(finding)}.`;
}

function sourceOf({ source = 'its source' }: FileComparison): string {
  return quotable(source);
}

function strangeness({ what, source }: FileComparison): string {
  if (what !== undefined) return `is ${what}`;
  return source === undefined ? 'was not generated' : 'is no longer made';
}

function hindrance({ path, wanted = path }: FileComparison, dist: string): string {
  if (wanted === path) return 'stands where a file is to be made';
  const other = quotePath(`${dist}/${wanted}`);
  return wanted.toLowerCase() === path.toLowerCase() ? `is the same name as ${other} on some disks` : `is in the way of ${other}`;
}

/** Quoted for a shell where it has to be. */
function quotePath(path: string): string {
  const text = quotable(path);
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
