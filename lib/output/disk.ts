import { isUtf8 } from 'node:buffer';
import * as fs from 'node:fs';
import type { Found } from '../manifests/found.ts';

/**
 * All that a write asks of the machine, so that a test can stop between any two calls, or let another process go on there. Paths are those
 * of `node:fs`.
 */
export interface Disk {
  /** The text of a file, the names in a folder, or what else it is; undefined when nothing is there. */
  look(path: string): Found | readonly string[] | undefined;
  /** Throws when no file can be put into the folder. */
  requireWritable(folder: string): void;
  /** Makes the folder and those above it, as far as they are missing. */
  makeFolder(path: string): void;
  /** With `flush`, the text is on the medium when this returns. */
  write(path: string, text: string, options?: { readonly flush: true }): void;
  move(from: string, to: string): void;
  remove(path: string): void;
  removeFolder(path: string): void;
  /** The number of the process that writes. */
  readonly writer: number;
  isRunning(writer: number): boolean;
}

export const realDisk: Disk = {
  look,
  requireWritable: folder => fs.accessSync(folder, fs.constants.W_OK),
  makeFolder: path => void fs.mkdirSync(path, { recursive: true }),
  write: (path, text, options) => fs.writeFileSync(path, text, options),
  move: fs.renameSync,
  remove: fs.unlinkSync,
  removeFolder: fs.rmdirSync,
  writer: process.pid,
  isRunning,
};

function look(path: string): Found | string[] | undefined {
  try {
    const stats = fs.lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (stats.isDirectory()) return fs.readdirSync(path);
    if (!stats.isFile()) return { what: stats.isSymbolicLink() ? 'a symbolic link' : 'a special file' };
    const bytes = fs.readFileSync(path);
    return isUtf8(bytes) ? bytes.toString() : { what: 'not UTF-8 text' };
  } catch (error) {
    const code = errorCode(error);
    return code === 'ENOENT' ? undefined : { what: `unreadable (${code ?? 'no reason given'})` };
  }
}

function isRunning(writer: number): boolean {
  try {
    return process.kill(writer, 0); // signal 0 is not sent, only asked for
  } catch (error) {
    return errorCode(error) === 'EPERM'; // it runs, for another user
  }
}

/** `ENOENT`, `EACCES` ... of an error of the system. */
export function errorCode(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code;
}
