import { dirname } from 'node:path';
import type { Disk } from '../../lib/output/disk.ts';

/** Files by their path from `/`, texts or, of folders, null. */
export type Memory = Map<string, string | null>;

/** A disk in memory that does, and refuses, what `node:fs` would. `running` are the processes that have not ended. */
export function memoryDisk(memory: Memory, writer: number, running: ReadonlySet<number>): Disk {
  const fail = (code: string, path: string): never => { throw Object.assign(new Error(`${code}: ${path}`), { code }); };
  const plain = (path: string): string => path.replace(/(?<=.)\/$/, '');
  const demand = (path: string, isFile: boolean): void => {
    const here = memory.get(path);
    if (here === undefined) fail('ENOENT', path);
    if ((here === null) === isFile) fail(isFile ? 'EISDIR' : 'ENOTDIR', path);
  };
  const namesIn = (folder: string): string[] => {
    return [...memory.keys()].filter(path => path !== '/' && dirname(path) === folder).map(path => path.slice(dirname(path).length + 1));
  };
  const set = (path: string, text: string): void => {
    demand(dirname(path), false);
    if (memory.get(path) === null) fail('EISDIR', path);
    memory.set(path, text);
  };
  return {
    writer,
    isRunning: other => running.has(other),
    look: path => (memory.get(plain(path)) === null ? namesIn(plain(path)) : memory.get(plain(path)) ?? undefined),
    requireWritable: folder => demand(folder, false),
    makeFolder: path => {
      if (memory.get(path) === null) return;
      if (memory.has(path)) fail('EEXIST', path);
      memoryDisk(memory, writer, running).makeFolder(dirname(path));
      memory.set(path, null);
    },
    write: set,
    move: (from, to) => {
      demand(from, true);
      set(to, memory.get(from) ?? '');
      memory.delete(from);
    },
    remove: path => { demand(path, true); memory.delete(path); },
    removeFolder: path => {
      demand(path, false);
      if (namesIn(path).length > 0) fail('ENOTEMPTY', path);
      memory.delete(path);
    },
  };
}

type Call = keyof Omit<Disk, 'writer'>;

/** A process that stops before a call to its disk until it is let go on. A call is known by its name and first path. */
export interface Process {
  /** The call that it waits for: `[name, ...arguments]`; none when it has ended. */
  readonly next: readonly [Call, ...unknown[]] | undefined;
  /** Lets it make so many calls. */
  readonly goOn: (calls: number) => void;
  /** What it ended in. */
  readonly outcome: () => { readonly value: unknown } | { readonly error: unknown } | undefined;
}

/**
 * Starts a process and stops it before its first call. What it does must follow from what its disk answers: to go on, it is run anew, with
 * the answers that it has had, so the code that is tested knows nothing of being stopped.
 */
export function processOn(disk: Disk, work: (disk: Disk) => unknown): Process {
  const answers: (() => unknown)[] = [];
  let next: Process['next'];
  let outcome: ReturnType<Process['outcome']>;
  const run = (until: number): void => {
    let made = 0;
    next = undefined;
    const call = (name: Call) => (...args: unknown[]): unknown => {
      if (next === undefined && made === until) next = [name, ...args];
      if (next !== undefined) throw new Error('stopped'); // once stopped, it also cannot tidy up
      answers[made] ??= answerOf(() => (disk[name] as (...given: unknown[]) => unknown)(...args));
      return answers[made++]?.();
    };
    const stopping = new Proxy(disk, { get: (_, name) => (name === 'writer' ? disk.writer : call(name as Call)) });
    const ended = answerOf(() => work(stopping));
    if (next === undefined) outcome = resultOf(ended);
  };
  run(0);
  return {
    get next() { return next; },
    goOn: calls => { if (next !== undefined) run(answers.length + calls); },
    outcome: () => outcome,
  };
}

/** What a call answers, to be answered again: a value, or an error that is thrown. */
function answerOf(work: () => unknown): () => unknown {
  try {
    const value = work();
    return () => value;
  } catch (error) {
    return () => { throw error; };
  }
}

function resultOf(answer: () => unknown): { value: unknown } | { error: unknown } {
  try {
    return { value: answer() };
  } catch (error) {
    return { error };
  }
}
