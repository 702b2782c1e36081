import type { FormatName } from '../findings/formats/index.ts';
import type { ImportFile } from './load.ts';

/** Where the program runs: its folders, its output and its clock. */
export interface Host {
  /** The folder of the project: `clusters/` is in it. */
  readonly root: string;
  /** The folder of the output. */
  readonly dist: string;
  /** Where the names of files are written from, if not from `root`. */
  readonly cwd?: string;
  /** How the file of a cluster is loaded, if not as Node loads any. */
  readonly importFile?: ImportFile;
  /**
   * Starts a second thread, which does its share of some work; nothing where that does not pay. The answer waits for it, and has what came of
   * each part that it has done.
   */
  readonly second?: (share: { readonly clusters: readonly unknown[]; readonly [more: string]: unknown }) => (() => readonly unknown[]) | undefined;
  /** Prints a line of the answer. */
  readonly out: (line: string) => void;
  /** Prints a line about the run: problems, warnings, progress. */
  readonly err: (line: string) => void;
  /** Hears of each cluster that is compiled, and at the end that all are. */
  readonly progress?: (done: number, of: number) => void;
  /** Milliseconds since some moment, for the last line of a report. */
  readonly clock: () => number;
  /** The day, `2027-03-31`: until when a finding is accepted. It is in no byte of the output. */
  readonly today: () => string;
  /** How `check` and `validate` print when nothing else is asked for. */
  readonly format: FormatName;
}
