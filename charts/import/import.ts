import type { Finding } from '../../lib/findings/finding.ts';
import { quotable } from '../../lib/findings/quotable.ts';
import type { Found } from '../../lib/manifests/found.ts';
import { UserError } from '../../lib/user-error.ts';
import { checkFleet } from '../config-rules/fleet.ts';
import { shipped, type Repository } from '../own.ts';
import { isDnsLabel } from '../vocabulary.ts';
import { configText } from './config-text.ts';
import type { Draft } from './draft.ts';
import type { Proof } from './proof.ts';
import { importValues, stackNamed } from './values-import.ts';

export { writeNew } from '../../lib/output/new-files.ts';
export { isProven, proofReport } from './proof.ts';

/** What the command line says. */
export interface ImportArguments {
  readonly names: readonly string[];
  readonly as?: string;
  readonly delivery?: string;
}

export interface ImportRequest {
  readonly path: string;
  /** Of the new cluster. */
  readonly name: string;
  readonly delivery: string | undefined;
}

/** Throws a UserError for a command line that lacks something. */
export function importRequest({ names: [path, ...others], as: name, delivery }: ImportArguments): ImportRequest {
  if (path === undefined || others.length > 0) throw new UserError('Say which file to import: import values.yaml --as NAME.');
  if (name === undefined) throw new UserError(`Say what the cluster is called: import ${quotable(path)} --as NAME; it becomes clusters/NAME.ts.`);
  if (!isDnsLabel(name)) throw new UserError(`--as ${quotable(name)} is no name of a cluster: write at most 63 of a-z, 0-9 and hyphens between them.`);
  return { path, name, delivery };
}

export interface Imported {
  /** What is to be written, by path from the root of the repository. */
  readonly files: ReadonlyMap<string, string>;
  readonly proof: Proof;
  /** What rules say of the new cluster file. */
  readonly problems: readonly Finding[];
}

/** What stands at the path of an import: a file, or those of a folder. */
type Source = { readonly folder: string; readonly files: readonly (readonly [path: string, found: Found])[] } | undefined;

/** What comes of a file or a folder. `library` is where the new file takes `defineCluster` from, `repository` where it is to be. */
export function imported(request: ImportRequest, found: Source, library: string, repository: Repository = shipped): Imported {
  const { draft, proof } = draftOf(request, found, repository);
  const own = [...draft.own].map(([path, text]) => [`clusters/${request.name}/${path}`, text] as const);
  const files = new Map([[`clusters/${request.name}.ts`, configText(draft, library, repository)], ...own]);
  const problems = checkFleet(new Map([[request.name, draft.config]]), new Map(), [], new Map(), repository).problems.get(request.name) ?? [];
  return { files, proof, problems };
}

function draftOf({ path, name, delivery }: ImportRequest, found: Source, { packages }: Repository): { readonly draft: Draft; readonly proof: Proof } {
  if (found === undefined) throw new UserError(`There is no file ${quotable(path)}.`);
  if (found.folder === path) throw new UserError(`${quotable(path)} is a folder; import takes the file values.yaml.`);
  const [[, text] = ['', '']] = found.files;
  if (typeof text !== 'string') throw new UserError(`${quotable(path)} cannot be read: it is ${text.what}.`);
  return importValues({ path, text, name, stack: stackNamed(delivery), packages });
}
