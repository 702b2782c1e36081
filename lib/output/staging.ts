import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { refuseOutsidePath, stagingName, type Finding } from './compare.ts';
import type { Tree } from './file-chart.ts';
import { isRecord } from '../manifests/manifest.ts';

/**
 * `dist/.synth/`: where a write puts its files together before the first one changes. It holds the new texts as `0`, `1` ..., the journal
 * once all of them are there, and a lock per process. Git-ignored, and gone when a write has ended.
 */
const journalName = 'journal.json';
const unfinishedJournal = 'journal.unfinished';

/** The operations that change a disk, so that a test can stop between any two of them. Paths are those of `node:fs`. */
export interface Disk {
  /** Makes the folder and those above it, as far as they are missing. */
  makeFolder(path: string): void;
  /** With `flush`, the text is on the medium when this returns. */
  write(path: string, text: string, options?: { readonly flush: true }): void;
  move(from: string, to: string): void;
  remove(path: string): void;
  removeFolder(path: string): void;
}

export const realDisk: Disk = {
  makeFolder: path => void fs.mkdirSync(path, { recursive: true }),
  write: (path, text, options) => fs.writeFileSync(path, text, options),
  move: fs.renameSync,
  remove: fs.unlinkSync,
  removeFolder: fs.rmdirSync,
};

/** A write that the user has to make possible: a file, a process or a permission is in the way. The message says what to do. */
export class TreeError extends Error {
  constructor(message: string, readonly findings: readonly Finding[] = []) {
    super(message);
  }
}

/** Paths below `dist` that a write puts in place and removes. As JSON, the journal. */
export interface Changes {
  readonly write: readonly string[];
  readonly remove: readonly string[];
}

const untouched = 'no file has changed';

/** Puts the new texts and the journal into `dist/.synth/`. Until the journal is there, nothing has happened. */
export function stage(dist: string, made: Tree, changes: Changes, disk: Disk): void {
  for (const path of [...changes.write, ...changes.remove]) {
    refuseOutsidePath(path);
    // A folder that cannot be written is found out now: after the journal, the only way would be forward.
    explained(dist, path, untouched, () => fs.accessSync(nearestFolder(dist, path), fs.constants.W_OK));
  }
  changes.write.forEach((path, index) => {
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
export function pendingJournal(dist: string): Changes | undefined {
  if (!fs.existsSync(journalFile(dist))) return undefined;
  try {
    return changesIn(JSON.parse(fs.readFileSync(journalFile(dist), 'utf8')));
  } catch (error) {
    const staging = join(dist, stagingName);
    throw new TreeError(`${journalFile(dist)} is no journal (${reason(error)}); delete ${staging} and run \`npm run synth\``);
  }
}

/** Paths are looked at again: what is in the folder need not be ours. */
function changesIn(journal: unknown): Changes {
  const paths = (key: keyof Changes): string[] => {
    const list = isRecord(journal) ? journal[key] : undefined;
    if (!Array.isArray(list) || !list.every(path => typeof path === 'string')) throw new Error(`no list of paths at ${key}`);
    list.forEach(refuseOutsidePath);
    return list;
  };
  return { write: paths('write'), remove: paths('remove') };
}

/** Throws away what was staged without a journal, and tells how many texts that were. */
export function discardStaged(dist: string, disk: Disk): number {
  const texts = namesIn(dist).filter(name => /^\d+$/.test(name));
  for (const name of namesIn(dist)) if (texts.includes(name) || name === unfinishedJournal) disk.remove(join(dist, stagingName, name));
  return texts.length;
}

/**
 * Does the work while no other process writes `dist`; throws a `TreeError` when one does. Each process announces itself before it looks for
 * others, so of two that start together at least one sees the other. Locks of processes that have ended are removed. A process is known by
 * its number on this machine: two machines that share the folder do not see each other.
 */
export function withLock<T>(dist: string, disk: Disk, work: () => T): T {
  const folder = join(dist, stagingName);
  const lock = join(folder, `lock-${process.pid}`);
  explained(dist, stagingName, untouched, () => {
    disk.makeFolder(folder);
    if (!fs.lstatSync(folder).isDirectory()) throw new Error('it is a symbolic link');
    disk.write(lock, '');
  });
  try {
    refuseOtherWriters(dist, disk);
    return work();
  } finally {
    attempt(() => disk.remove(lock));
    attempt(() => { if (namesIn(dist).length === 0) disk.removeFolder(folder); });
  }
}

function refuseOtherWriters(dist: string, disk: Disk): void {
  for (const name of namesIn(dist)) {
    const writer = Number(/^lock-(\d+)$/.exec(name)?.[1] ?? process.pid);
    if (writer === process.pid) continue;
    const lock = join(dist, stagingName, name);
    if (isRunning(writer)) {
      throw new TreeError(`another synth is writing ${dist}; run this one when it has ended. If process ${writer} is none, delete ${lock}`);
    }
    attempt(() => disk.remove(lock));
  }
}

function isRunning(writer: number): boolean {
  try {
    return process.kill(writer, 0); // signal 0 is not sent, only asked for
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it runs, for another user
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

function namesIn(dist: string): string[] {
  return fs.readdirSync(join(dist, stagingName));
}

/** The folder of `path`, or the nearest above it that exists. */
function nearestFolder(dist: string, path: string): string {
  const folder = dirname(path);
  return folder === '.' || fs.existsSync(join(dist, folder)) ? join(dist, folder) : nearestFolder(dist, folder);
}
