import { quotable } from '../../lib/findings/quotable.ts';

/** What is known of an import: every part of the source is in one of the four. */
export interface Proof {
  /** How many parts of the source the cluster file comes to, as they stand there. */
  readonly equal: number;
  /** What is different, and is meant to be. */
  readonly explained: readonly ProofRow[];
  /** What is kept as it was, as a hand-written manifest. */
  readonly carried: readonly ProofRow[];
  /** What is different or missing, and nothing says why. */
  readonly unexplained: readonly ProofRow[];
}

export interface ProofRow {
  /** `values.yaml:12: pkgs.linkerd`, or the path of a file and an object in it. */
  readonly at: string;
  /** Reads on from the place: what it came to, and why. It holds no value that may be a secret. */
  readonly why: string;
}

/** For people; the last line is there to be looked for. */
export function proofReport({ equal, explained, carried, unexplained }: Proof): string {
  const section = (title: string, rows: readonly ProofRow[]) =>
    rows.length === 0 ? [] : [title, ...rows.map(({ at, why }) => `  ${quotable(at)}: ${quotable(why)}`), ''];
  return [
    ...section('Carried over as it is', carried),
    ...section('Explained', explained),
    ...section('Unexplained', unexplained),
    `equal ${equal} / explained ${explained.length} / unexplained ${unexplained.length}`,
  ].join('\n');
}

/** Whether every part of the source is accounted for. */
export function isProven({ unexplained }: Proof): boolean {
  return unexplained.length === 0;
}
