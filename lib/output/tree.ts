import { isUtf8 } from 'node:buffer';
import * as fs from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { emptyFolder, sentenceOf, stagingName, type Finding, type State } from './compare.ts';
import type { Found, FoundTree } from '../manifests/found.ts';
import type { Tree } from './file-chart.ts';
import { roleOf } from '../manifests/roles.ts';
import { signatureOf } from './signature.ts';
import * as staging from './staging.ts';
import { explained, realDisk, TreeError, type Changes, type Disk } from './staging.ts';

export { pendingJournal, TreeError, type Changes, type Disk } from './staging.ts';

/**
 * The files in and below a folder of `dist` (`''`: all of it), by path below `dist`, sorted. No symbolic link is followed, unless `dist`
 * itself is one: what is neither a folder nor a readable file of UTF-8 text is a `NotAFile` in the answer, also on the way to `folder`.
 */
export function readTree(dist: string, folder: string): FoundTree {
  const found: [string, Found][] = [];
  const visit = (path: string, [next, ...way]: readonly string[]): void => {
    if (path === stagingName) return;
    const here = lookAt(join(dist, '/', path)); // `dist/` with a slash behind it is followed when it is a link
    if (here === undefined) return;
    if (!Array.isArray(here)) found.push([path, here]);
    else if (next !== undefined) visit(posix.join(path, next), way);
    else if (here.length === 0 && path !== '') found.push([path, emptyFolder]);
    else for (const name of here) visit(posix.join(path, name), []);
  };
  visit('', folder.split('/').filter(name => name !== ''));
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The text of a file, the names in a folder, or what else it is; undefined when nothing is there. */
function lookAt(path: string): Found | string[] | undefined {
  try {
    const stats = fs.lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (stats.isDirectory()) return fs.readdirSync(path);
    if (!stats.isFile()) return { what: stats.isSymbolicLink() ? 'a symbolic link' : 'a special file' };
    const bytes = fs.readFileSync(path);
    return isUtf8(bytes) ? bytes.toString() : { what: 'not UTF-8 text' };
  } catch (error) {
    return { what: `unreadable (${(error as NodeJS.ErrnoException).code ?? 'no reason given'})` };
  }
}

/**
 * Makes `dist` hold what `made` holds, all or nothing. `comparison` is what `compareTrees` found: what is missing or differs is put in
 * place, leftovers are removed with the folders that they leave empty (never `dist` or a folder right below it), all else is not touched.
 *
 * New texts and a journal are put together in `dist/.synth/`; then file by file moves into place. Killed before the journal is there, this
 * has changed nothing; killed later, `recover` does the rest. Throws a `TreeError` for what only the user can mend: before the journal
 * nothing has changed, after it (a disk that fails at a rename) the message says that the next run goes on.
 */
export function writeTree(dist: string, made: Tree, comparison: readonly Finding[], disk: Disk = realDisk): Changes {
  refuse(dist, comparison.filter(finding => finding.state === 'occupied'));
  const changes = changesOf(comparison);
  if (changes.write.length + changes.remove.length === 0) return changes;
  staging.withLock(dist, disk, () => {
    if (staging.pendingJournal(dist)) throw new TreeError(`another synth of ${dist} was interrupted just now; run this one again`);
    try {
      staging.stage(dist, made, changes, disk);
    } catch (error) {
      staging.attempt(() => staging.discardStaged(dist, disk));
      throw error;
    }
    rollForward(dist, changes, disk);
  });
  return changes;
}

function changesOf(comparison: readonly Finding[]): Changes {
  const pathsOf = (...states: State[]): string[] => comparison.filter(({ state }) => states.includes(state)).map(({ path }) => path);
  return { write: pathsOf('missing', 'moved', 'stale', 'edited'), remove: pathsOf('leftover') };
}

function refuse(dist: string, findings: readonly Finding[]): void {
  if (findings.length > 0) throw new TreeError(findings.map(finding => sentenceOf(finding, dist)).join('\n'), findings);
}

/** What `recover` did, and how many files that were: put in place and removed, or staged and thrown away. */
export interface Recovery {
  readonly did: 'nothing' | 'finished' | 'discarded';
  readonly files: number;
}

/** Ends what an interrupted write has begun. For whoever will write `dist`, before reading it; a mere reader asks `pendingJournal`. */
export function recover(dist: string, disk: Disk = realDisk): Recovery {
  if (!fs.existsSync(join(dist, stagingName))) return { did: 'nothing', files: 0 };
  return staging.withLock(dist, disk, () => {
    const journal = staging.pendingJournal(dist);
    const discarded = journal ? 0 : staging.discardStaged(dist, disk);
    if (!journal) return { did: discarded > 0 ? 'discarded' : 'nothing', files: discarded };
    rollForward(dist, journal, disk);
    return { did: 'finished', files: journal.write.length + journal.remove.length };
  });
}

/** Does what the journal says, as far as it is not done yet; so it may be interrupted and repeated at any step. */
function rollForward(dist: string, journal: Changes, disk: Disk): void {
  journal.write.forEach((path, index) => step(dist, path, () => moveIntoPlace(dist, path, staging.stagedFile(dist, index), disk)));
  journal.remove.forEach(path => step(dist, path, () => removeLeftover(dist, path, disk)));
  step(dist, stagingName, () => disk.remove(staging.journalFile(dist)));
}

function step(dist: string, path: string, work: () => void): void {
  explained(dist, path, 'stopped half way, and `npm run synth` goes on from here', work);
}

function moveIntoPlace(dist: string, path: string, staged: string, disk: Disk): void {
  if (!fs.existsSync(staged)) return; // moved before the interruption
  refuse(dist, foreignAt(dist, path));
  disk.makeFolder(dirname(join(dist, path)));
  disk.move(staged, join(dist, path));
}

function removeLeftover(dist: string, path: string, disk: Disk): void {
  if (foreignAt(dist, path).length > 0) return; // put there since the comparison, so it is no leftover
  if (fs.existsSync(join(dist, path))) disk.remove(join(dist, path));
  for (let folder = dirname(path); folder.includes('/'); folder = dirname(folder)) {
    if (!fs.existsSync(join(dist, folder))) continue; // removed before the interruption
    if (fs.readdirSync(join(dist, folder)).length > 0) return;
    disk.removeFolder(join(dist, folder));
  }
}

/** What is not ours at a path, or on the way to it. Asked just before each change: much may happen between a kill and the next run. */
function foreignAt(dist: string, path: string): Finding[] {
  return [...readTree(dist, path)].flatMap(([at, found]) => {
    if (typeof found !== 'string') return { path: at, state: 'occupied', wanted: path, what: found.what };
    const source = signatureOf(found)?.source;
    if (at === path && (source !== undefined || roleOf(path) === 'patch')) return [];
    return { path: at, state: 'occupied', wanted: path, ...(source !== undefined && { source }) };
  });
}
