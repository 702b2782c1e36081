/** What stands where a file of text was expected: `a symbolic link`, `an empty folder`, `not UTF-8 text` ... */
export interface NotAFile {
  readonly what: string;
}

/** The text of a file, or what stands there instead. */
export type Found = string | NotAFile;

/** What stands on the disk, by path below `dist`. A folder that holds something is not listed; what it holds is. */
export type FoundTree = ReadonlyMap<string, Found>;

/** Those of its files that are text. */
export function textsOf(found: FoundTree): [path: string, text: string][] {
  return [...found].flatMap(([path, text]): [string, string][] => (typeof text === 'string' ? [[path, text]] : []));
}
