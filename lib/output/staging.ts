import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { UserError } from '../user-error.ts';
import { refuseOutsidePath, stagingName, type FileComparison } from './compare.ts';
import { errorCode, type Disk } from './disk.ts';
import type { Tree } from './file-chart.ts';
import { isRecord } from '../manifests/manifest.ts';

/**
 * `dist/.synth/`: where a write puts its files together before the first one changes. It holds the new texts as `0`, `1` ..., the journal
 * once all of them are there, and a lock per process. Git-ignored, and gone when a write has ended.
 */
const journalName = 'journal.json';
const unfinishedJournal = 'journal.unfinished';

/** A write that the user has to make possible: a file, a process or a permission is in the way. The message says what to do. */
export class TreeError extends UserError {
  constructor(message: string, readonly comparisons: readonly FileComparison[] = []) {
    super(message);
  }
}

/** A path below `dist` that a write changes. */
export interface Change {
  readonly path: string;
  /** Hash of the file that stood there when it was compared; none where nothing stood. */
  readonly was?: string;
}

/** What a write puts in place and removes. As JSON, the journal. */
export interface Changes {
  readonly write: readonly Change[];
  readonly remove: readonly Change[];
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

const untouched = 'no file has changed';

/** Puts the new texts and the journal into `dist/.synth/`. Until the journal is there, nothing has happened. */
export function stage(dist: string, made: Tree, changes: Changes, disk: Disk): void {
  for (const { path } of [...changes.write, ...changes.remove]) {
    refuseOutsidePath(path);
    // A folder that cannot be written is found out now: after the journal, the only way would be forward.
    explained(dist, path, untouched, () => disk.requireWritable(nearestFolder(dist, path, disk)));
  }
  changes.write.forEach(({ path }, index) => {
    const text = made.get(path);
    if (text === undefined) throw new Error(`${path} is to be written, but is not made`);
    explained(dist, path, untouched, () => disk.write(stagedFile(dist, index), text));
  });
  const [unfinished, journal] = [join(dist, stagingName, unfinishedJournal), journalFile(dist)];
  explained(dist, `${stagingName}/${journalName}`, untouched, () => {
    // Flushed before the first move: else a power cut could leave some files moved and nothing to tell that others were to follow.
    // The texts need no flush: one that a power cut spoils has a wrong hash or no signature, so a comparison finds it.
    disk.write(unfinished, JSON.stringify(changes), { flush: true });
    disk.move(unfinished, journal);
  });
}

/** Where the text of `changes.write[index]` waits. It is there until it has been moved into place. */
export function stagedFile(dist: string, index: number): string {
  return join(dist, stagingName, String(index));
}

export function journalFile(dist: string): string {
  return join(dist, stagingName, journalName);
}

/** What a write that was interrupted, or is under way in another process, has still to do or has done. Reads only. */
export function pendingJournal(dist: string, disk: Pick<Disk, 'look'>): Changes | undefined {
  const text = disk.look(journalFile(dist));
  if (text === undefined) return undefined;
  try {
    return changesIn(JSON.parse(typeof text === 'string' ? text : 'not a file'));
  } catch (error) {
    const staging = join(dist, stagingName);
    throw new TreeError(`${journalFile(dist)} is no journal (${reason(error)}); delete ${staging} and run \`npm run synth\``);
  }
}

/** Paths are looked at again: what is in the folder need not be ours. */
function changesIn(journal: unknown): Changes {
  const changes = (key: keyof Changes): Change[] => {
    const list = isRecord(journal) ? journal[key] : undefined;
    if (!Array.isArray(list) || !list.every(isChange)) throw new Error(`no list of paths at ${key}`);
    list.forEach(({ path }) => refuseOutsidePath(path));
    return list;
  };
  return { write: changes('write'), remove: changes('remove') };
}

function isChange(value: unknown): value is Change {
  return isRecord(value) && typeof value['path'] === 'string' && ['string', 'undefined'].includes(typeof value['was']);
}

/** Throws away what is staged and belongs to no journal, and tells how many texts that were. */
export function discardStaged(dist: string, disk: Disk): number {
  const names = namesIn(dist, disk);
  const texts = names.filter(name => /^\d+$/.test(name));
  for (const name of names) if (texts.includes(name) || name === unfinishedJournal) disk.remove(join(dist, stagingName, name));
  return texts.length;
}

/**
 * Does the work while no other process writes `dist`; throws a `TreeError` when one does. Each process announces itself before it looks for
 * others, so of two that start together at least one sees the other. Locks of processes that have ended are removed. A process is known by
 * its number on this machine: two machines that share the folder do not see each other.
 */
export function withLock<T>(dist: string, disk: Disk, work: () => T): T {
  const folder = join(dist, stagingName);
  const lock = join(folder, `lock-${disk.writer}`);
  explained(dist, stagingName, untouched, () => announce(folder, lock, disk));
  try {
    refuseOtherWriters(dist, disk);
    return work();
  } finally {
    attempt(() => disk.remove(lock));
    attempt(() => disk.removeFolder(folder)); // fails while something is in it
  }
}

function announce(folder: string, lock: string, disk: Disk, tries = 100): void {
  try {
    disk.makeFolder(folder);
    if (!Array.isArray(disk.look(folder) ?? [])) throw new Error('it is a symbolic link');
    disk.write(lock, '');
  } catch (error) {
    // Another process has ended and taken the folder away in between.
    if (errorCode(error) !== 'ENOENT' || tries === 0) throw error;
    announce(folder, lock, disk, tries - 1);
  }
}

function refuseOtherWriters(dist: string, disk: Disk): void {
  for (const name of namesIn(dist, disk)) {
    const writer = Number(/^lock-(\d+)$/.exec(name)?.[1] ?? disk.writer);
    if (writer === disk.writer) continue;
    const lock = join(dist, stagingName, name);
    if (disk.isRunning(writer)) {
      throw new TreeError(`another synth is writing ${dist}; run this one when it has ended. If process ${writer} is none, delete ${lock}`);
    }
    attempt(() => disk.remove(lock));
  }
}

/** What a failure means for the user: the path below `dist`, why, and what state it leaves. */
export function explained<T>(dist: string, path: string, outcome: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof TreeError ? error : new TreeError(`cannot write ${join(dist, path)}: ${reason(error)}; ${outcome}`);
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** For tidying up: what cannot be done now, the next run does. */
export function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // the error that made tidying necessary is the one to tell
  }
}

function namesIn(dist: string, disk: Disk): readonly string[] {
  const names = disk.look(join(dist, stagingName));
  return Array.isArray(names) ? names as readonly string[] : []; // Array.isArray loses `readonly`
}

/** The folder of `path`, or the nearest above it that exists. */
function nearestFolder(dist: string, path: string, disk: Disk): string {
  const folder = dirname(path);
  return folder === '.' || disk.look(join(dist, folder)) !== undefined ? join(dist, folder) : nearestFolder(dist, folder, disk);
}
