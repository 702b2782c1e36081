import { dirname, join, posix } from 'node:path';
import { emptyFolder, sentenceOf, stagingName, type Differing, type FileComparison, type State } from './compare.ts';
import { realDisk, type Disk } from './disk.ts';
import { counted } from '../findings/fault.ts';
import { quotable } from '../findings/quotable.ts';
import type { Found, FoundTree } from '../manifests/found.ts';
import type { Tree } from './file-chart.ts';
import * as staging from './staging.ts';
import { explained, hashOf, TreeError, type Change, type Changes } from './staging.ts';

export { TreeError } from './staging.ts';

/**
 * The files in and below a folder of `dist` (`''`: all of it), by path below `dist`, sorted, but for the paths of `except`. No symbolic link is followed, unless `dist`
 * itself is one: what is neither a folder nor a readable file of UTF-8 text is a `NotAFile` in the answer, also on the way to `folder`.
 */
export function readTree(
  dist: string,
  folder: string,
  { disk = realDisk, except = new Set() }: { readonly disk?: Pick<Disk, 'look'>; readonly except?: ReadonlySet<string> } = {},
): FoundTree {
  const found: [string, Found][] = [];
  const visit = (path: string, [next, ...way]: readonly string[]): void => {
    if (path === stagingName || except.has(path)) return;
    const here = disk.look(join(dist, '/', path)); // `dist/` with a slash behind it is followed when it is a link
    if (here === undefined) return;
    if (typeof here === 'string' || 'what' in here) found.push([path, here]);
    else if (next !== undefined) visit(posix.join(path, next), way);
    else if (here.length === 0 && path !== '') found.push([path, emptyFolder]);
    else for (const name of here) visit(posix.join(path, name), []);
  };
  visit('', folder.split('/').filter(name => name !== ''));
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** True when a write was interrupted, or is under way in another process. */
export function isPending(dist: string): boolean {
  return staging.pendingJournal(dist, realDisk) !== undefined;
}

/** Paths below `dist`. */
export interface Written {
  readonly write: readonly string[];
  readonly remove: readonly string[];
}

/** How often a tree that changes under its writer is compiled anew before the run gives up. */
const attempts = 5;

/**
 * Makes `dist` hold what `plan` makes of it, all or nothing: what is missing or differs is put in place, leftovers are removed with the
 * folders that they leave empty (never `dist` or a folder right below it), all else is not touched. `plan` reads `dist`; it is called while
 * no other process writes, and once more when files that were to change have changed since, as by a pull: no such file is overwritten, and
 * `plan` is told their paths, since they are newer than what an interrupted write has put beside them.
 *
 * New texts and a journal are put together in `dist/.synth/`; then file by file moves into place. Killed before the journal is there, this
 * has changed nothing; killed later, the next call does the rest before it asks for a plan. `tell` hears of what was done besides.
 * Throws a `TreeError` for what only the user can mend: before the journal nothing has changed, after it (a disk that fails at a rename)
 * the message says that the next run goes on.
 */
export function writeTree<P extends Differing>(
  dist: string,
  plan: (newer: ReadonlySet<string>) => P,
  tell: (line: string) => void,
  disk: Disk = realDisk,
): P & Written {
  return staging.withLock(dist, disk, () => {
    let changed = recover(dist, tell, disk);
    const newer = new Set(changed);
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const planned = plan(newer);
      refuse(dist, planned.comparisons.filter(finding => finding.state === 'occupied'));
      const changes = changesOf(planned);
      changed = changes.write.length + changes.remove.length === 0 ? [] : commit(dist, planned.made, changes, disk);
      const pathsOf = (list: readonly Change[]) => list.map(({ path }) => path);
      if (changed.length === 0) return { ...planned, write: pathsOf(changes.write), remove: pathsOf(changes.remove) };
      for (const path of changed) newer.add(path);
      tell(`${namesOf(dist, changed)} changed meanwhile: everything is compiled anew`);
    }
    throw new TreeError(`${quotable(namesOf(dist, changed))} changes all the time; run this when nothing else writes ${dist}`);
  });
}

function changesOf({ found, comparisons }: Differing): Changes {
  const changesIn = (...states: State[]): Change[] => comparisons.filter(({ state }) => states.includes(state)).map(({ path }) => {
    const text = found.get(path);
    return { path, ...(typeof text === 'string' && { was: hashOf(text) }) };
  });
  return { write: changesIn('missing', 'moved', 'stale', 'edited'), remove: changesIn('leftover') };
}

function refuse(dist: string, comparisons: readonly FileComparison[]): void {
  if (comparisons.length > 0) throw new TreeError(comparisons.map(comparison => sentenceOf(comparison, dist)).join('\n'), comparisons);
}

/** Stages and moves. Answers as `rollForward`. */
function commit(dist: string, made: Tree, changes: Changes, disk: Disk): string[] {
  try {
    staging.stage(dist, made, changes, disk);
  } catch (error) {
    staging.attempt(() => staging.discardStaged(dist, disk));
    throw error;
  }
  return rollForward(dist, changes, disk);
}

/** Ends what an interrupted write has begun. Answers as `rollForward`. */
function recover(dist: string, tell: (line: string) => void, disk: Disk): string[] {
  const journal = staging.pendingJournal(dist, disk);
  if (!journal) {
    const discarded = staging.discardStaged(dist, disk);
    if (discarded > 0) tell(`discarded an interrupted synth: ${counted(discarded, 'file')}`);
    return [];
  }
  const changed = rollForward(dist, journal, disk);
  if (changed.length === 0) tell(`finished an interrupted synth: ${counted(journal.write.length + journal.remove.length, 'file')}`);
  else tell(`gave up an interrupted synth, since ${namesOf(dist, changed)} changed meanwhile: everything is compiled anew`);
  return changed;
}

function namesOf(dist: string, [first = '', ...others]: readonly string[]): string {
  return `${join(dist, first)}${others.length === 0 ? '' : ` and ${counted(others.length, 'file')} more`}`;
}

/** A change that the journal asks for, with the text that waits to be moved, if there is one. */
interface Step extends Change {
  readonly staged?: string;
}

/**
 * Does what the journal says, as far as it is not done yet; so it may be interrupted and repeated at any step. Where something else stands
 * than was compared, the journal is given up, and these paths are the answer: what has moved stands, and what has not stays as it is.
 */
function rollForward(dist: string, { write, remove }: Changes, disk: Disk): string[] {
  const moves = write.map((change, index): Step => ({ ...change, staged: staging.stagedFile(dist, index) }));
  const open = [...moves.filter(({ staged = '' }) => disk.look(staged) !== undefined), ...remove];
  const changed = open.filter(step => !isAsCompared(dist, step, disk));
  const failed = changed.length > 0 ? undefined : open.find(step => !apply(dist, step, disk));
  if (failed) changed.push(failed);
  stepOf(dist, stagingName, () => disk.remove(staging.journalFile(dist)));
  if (changed.length > 0) staging.discardStaged(dist, disk);
  return changed.map(({ path }) => path);
}

function stepOf<T>(dist: string, path: string, work: () => T): T {
  return explained(dist, path, 'stopped half way, and `npm run synth` goes on from here', work);
}

/** Does a step, unless something else stands there than was compared. Between the last look and the change lie microseconds. */
function apply(dist: string, step: Step, disk: Disk): boolean {
  return stepOf(dist, step.path, () => (step.staged === undefined ? removeFile(dist, step, disk) : moveIntoPlace(dist, step, step.staged, disk)));
}

function moveIntoPlace(dist: string, step: Step, staged: string, disk: Disk): boolean {
  const target = join(dist, step.path);
  if (step.was === undefined) disk.makeFolder(dirname(target));
  if (!isAsCompared(dist, step, disk)) return false;
  disk.move(staged, target);
  return true;
}

function removeFile(dist: string, step: Step, disk: Disk): boolean {
  if (!isAsCompared(dist, step, disk)) return false;
  if (disk.look(join(dist, step.path)) !== undefined) disk.remove(join(dist, step.path));
  for (let folder = dirname(step.path); folder.includes('/'); folder = dirname(folder)) {
    staging.attempt(() => disk.removeFolder(join(dist, folder))); // fails while something is in it
  }
  return true;
}

/** Whether at a path stands what stood there when it was compared, reached by no link. What was to be removed may be gone. */
function isAsCompared(dist: string, { path, was, staged }: Step, disk: Disk): boolean {
  const [first, ...others] = readTree(dist, path, { disk });
  if (first === undefined) return was === undefined || staged === undefined;
  const [at, found] = first;
  return others.length === 0 && at === path && typeof found === 'string' && hashOf(found) === was;
}
