/**
 * One step from an empty account to a running cluster, or back. The folder `bootstrap` and its runbook are drawn from a list of these, so
 * that no script is without a word about it.
 */
export interface Step {
  /** The script's name: `30-cluster.sh`. Steps are done in the order of these. */
  readonly file: string;
  readonly title: string;
  /** Commands of the guide that it replaces, as the guide writes them. */
  readonly replaces?: readonly string[];
  /** Where the guide describes it. */
  readonly source?: string;
  /** What is typed, in the folder `bootstrap`. Default: `bash FILE`. */
  readonly commands?: readonly string[];
  /** Paragraphs of Markdown. */
  readonly does: string;
  readonly sees: string;
  readonly fails: string;
  /**
   * The same text for every cluster that is delivered this way: it names nothing, all names come from cluster.env. Bash 3.2, and tools as
   * macOS has them.
   */
  readonly script: string;
}

/** What scripts know of the cluster: a line of cluster.env. */
export interface Variable {
  readonly name: string;
  readonly value: string;
  /** One line. */
  readonly about: string;
}

/** The text of a script: as it is written, but that the shell's `${` is written `\${` and no value is put in. */
export function bash({ raw }: TemplateStringsArray): string {
  return raw.join('').replaceAll('\\${', '${').replace(/^\n/, '');
}
