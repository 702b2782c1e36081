import type { Finding } from '../../lib/findings/finding.ts';
import { quotable } from '../../lib/findings/quotable.ts';
import { UserError } from '../../lib/user-error.ts';
import { checkFleet } from '../config-rules/fleet.ts';
import { ownFiles } from '../own-files.ts';
import { shipped, type Repository } from '../own.ts';
import { isDnsLabel } from '../vocabulary.ts';
import { configText } from './config-text.ts';
import type { Proof } from './proof.ts';
import type { SourceTree } from './source-tree.ts';
import { againstTree, importTree, type TreeImport } from './tree.ts';
import { importValues, stackNamed } from './values-import.ts';

export { writeNew } from '../../lib/output/new-files.ts';
export { isProven, proofReport } from './proof.ts';
export { settingsFile } from './trial.ts';

/** What the command line says. */
export interface ImportArguments {
  readonly names: readonly string[];
  readonly as?: string;
  readonly delivery?: string;
  readonly dist?: string | boolean;
}

export interface ImportRequest {
  readonly path: string;
  /** Of the new cluster. */
  readonly name: string;
  readonly delivery: string | undefined;
  /** A tree that a values.yaml is held against. */
  readonly dist?: string | undefined;
}

/** Throws a UserError for a command line that lacks something. */
export function importRequest({ names: [path, ...others], as: name, delivery, dist }: ImportArguments): ImportRequest {
  if (path === undefined || others.length > 0) throw new UserError('Say which file or folder to import: import values.yaml --as NAME.');
  if (name === undefined) throw new UserError(`Say what the cluster is called: import ${quotable(path)} --as NAME; it becomes clusters/NAME.ts.`);
  if (!isDnsLabel(name)) throw new UserError(`--as ${quotable(name)} is no name of a cluster: write at most 63 of a-z, 0-9 and hyphens between them.`);
  return { path, name, delivery, dist: typeof dist === 'string' ? dist : undefined };
}

/** What stands at the path of an import: a file, or those of a folder. */
export type Source = SourceTree;

type SourceAt = (path: string) => Source | undefined;

export interface Imported {
  /** What is to be written, by path from the root of the repository. */
  readonly files: ReadonlyMap<string, string>;
  readonly proof: Proof;
  /** What rules say of the new cluster file. */
  readonly problems: readonly Finding[];
}

/** What comes of a file or a folder. `library` is where the new file takes `defineCluster` from, `repository` where it is to be. */
export function imported(request: ImportRequest, sourceAt: SourceAt, library: string, repository: Repository = shipped): Imported {
  const withRepository: SourceAt = path => {
    const found = sourceAt(path);
    return found && { ...found, repository };
  };
  const { draft, proof } = draftOf(request, withRepository, repository);
  const own = [...draft.own].map(([path, text]) => [`clusters/${request.name}/${path}`, text] as const);
  const files = new Map([[`clusters/${request.name}.ts`, configText(draft, library, repository)], ...own]);
  const checked = checkFleet(new Map([[request.name, draft.config]]), new Map(), [], new Map([[request.name, ownFiles(own)]]), repository);
  const problems = checked.problems.get(request.name) ?? [];
  return { files, proof, problems };
}

function draftOf({ path, name, delivery, dist }: ImportRequest, sourceAt: SourceAt, { packages }: Repository): TreeImport {
  const found = sourceAt(path);
  if (found === undefined) throw new UserError(`There is no file or folder ${quotable(path)}.`);
  const besides = [...(delivery === undefined ? [] : ['--delivery']), ...(dist === undefined ? [] : ['--dist'])];
  if (found.folder === path && besides.length > 0) throw new UserError(`${quotable(path)} is a folder, which says that itself: leave out ${besides.join(' and ')}.`);
  if (found.folder === path) return importTree(found, name);
  const [[, text] = ['', '']] = found.files;
  if (typeof text !== 'string') throw new UserError(`${quotable(path)} cannot be read: it is ${text.what}.`);
  const made = importValues({ path, text, name, stack: stackNamed(delivery), packages });
  return dist === undefined ? made : heldAgainst(made, dist, sourceAt);
}

function heldAgainst({ draft, proof: ofValues }: TreeImport, dist: string, sourceAt: SourceAt): TreeImport {
  const tree = sourceAt(dist);
  if (tree?.folder !== dist) throw new UserError(`--dist ${quotable(dist)} is no folder.`);
  const { draft: own, proof: ofTree } = againstTree(draft, tree);
  const both = (rows: 'explained' | 'carried' | 'unexplained') => [...ofValues[rows], ...ofTree[rows]];
  const proof = { equal: ofValues.equal + ofTree.equal, explained: both('explained'), carried: both('carried'), unexplained: both('unexplained') };
  return { draft: own, proof };
}
