import { isGuess, leaksIn } from '../../lib/leaks/index.ts';
import { sentence } from '../../lib/findings/fault.ts';
import { groupBy } from '../../lib/group-by.ts';
import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { roleOf } from '../../lib/manifests/roles.ts';
import { toYaml } from '../../lib/yaml/yaml.ts';
import type { ClusterConfig } from '../config.ts';
import { ownRules } from '../config-rules/own.ts';
import { traits } from '../generations/traits.ts';
import { normalise } from '../normalise.ts';
import { ownFiles } from '../own-files.ts';
import type { Repository } from '../own.ts';

/** What is kept of other manifests as it was written, beside the cluster file. */

export interface Carried {
  /** By path below `clusters/NAME/`. */
  readonly files: ReadonlyMap<string, string>;
  readonly kept: readonly KeptObject[];
  readonly refused: readonly RefusedObject[];
}

export interface KeptObject {
  readonly placed: PlacedObject;
  readonly path: string;
  /** What was added to it. */
  readonly added?: string;
}

export interface RefusedObject {
  readonly placed: PlacedObject;
  readonly why: string;
}

/** An object as it will stand in a file. */
interface Piece {
  readonly placed: PlacedObject;
  readonly folder: string;
  readonly text: string;
  readonly added?: string;
}

/** Takes over what the rules of hand-written manifests let pass, each object in the text that it has. */
export function carry(objects: readonly PlacedObject[], config: ClusterConfig, repository?: Repository): Carried {
  const judged = objects.map(placed => pieceOf(placed, config, repository));
  const pieces = judged.filter((each): each is Piece => 'text' in each);
  const files = new Map<string, string>();
  const kept = [...groupBy(pieces, ({ placed, folder }) => `${placed.document.file.path}\n${folder}`).values()].flatMap(together => {
    const [{ placed, folder }] = together as [Piece];
    const path = freePath(folder, placed.document.file.path, files);
    files.set(path, wholeText(together) ?? together.map(({ text }) => text).join('---\n'));
    return together.map(({ placed: each, added }): KeptObject => ({ placed: each, path, ...(added !== undefined && { added }) }));
  });
  return { files, kept, refused: judged.filter((each): each is RefusedObject => 'why' in each) };
}

function pieceOf(placed: PlacedObject, config: ClusterConfig, repository?: Repository): Piece | RefusedObject {
  const folder = stageOf(placed, config);
  const text = placed.within.length > 0 ? toYaml(placed.object) : documentText(placed);
  const leak = leaksIn(text).find(each => !isGuess(each));
  if (leak) return { placed, why: `holds what looks like a credential (${leak.kind} ${leak.masked}); ${leak.instead}` };
  const why = refusal(text, folder, config, repository);
  if (why === undefined) return { placed, folder, text };
  const [key, value] = traits[config.delivery].unpruned ?? [];
  const { metadata, ...others } = placed.object;
  const guarded = key === undefined ? text : toYaml({ ...others, metadata: { ...metadata, annotations: { ...metadata.annotations, [key]: value } } });
  return refusal(guarded, folder, config, repository) === undefined ? { placed, folder, text: guarded, added: `${key}: ${value}` } : { placed, why };
}

/** What the rules of hand-written manifests say; they are the same whatever the file is called. */
function refusal(text: string, folder: string, config: ClusterConfig, repository?: Repository): string | undefined {
  const source = `clusters/${config.name}/${folder}/import.yaml`;
  const cluster = normalise(config, new Map(), ownFiles([[source, text]]), repository);
  const [first] = ownRules.flatMap(({ find }) => find({ file: config.name, config, cluster }));
  return first && sentence({ ...first.fault, wrong: first.fault.wrong.replace(`${source}: `, '') });
}

/** Where it stood, if that is a stage; with its environment; with what has to be there first; or with all else. */
function stageOf({ document, object }: PlacedObject, { environments = {} }: ClusterConfig): string {
  const [, own] = /(?:^|\/)((?:shared-start|shared|environments\/[^/]+))\/own\/[^/]+$/.exec(document.file.path) ?? [];
  if (own !== undefined) return own;
  const { namespace } = object.metadata;
  if (namespace !== undefined && Object.hasOwn(environments, namespace)) return `environments/${namespace}`;
  return ['CustomResourceDefinition', 'Namespace'].includes(object.kind) ? 'shared-start' : 'shared';
}

/** Called as its file; with the folders around it where that name is taken. */
function freePath(folder: string, file: string, taken: ReadonlyMap<string, string>): string {
  const parts = file.replace(/\.(ya?ml|json)$/, '').split('/');
  const names = parts.map((_, i) => parts.slice(-1 - i).join('-'));
  const numbered = [...taken.keys(), ''].map((_, i) => `${names.at(-1)}-${i + 2}`);
  const isFree = (name: string) => roleOf(`${name}.yaml`) === 'objects' && !taken.has(`${folder}/${name}.yaml`);
  return `${folder}/${[...names, ...numbered].find(isFree)}.yaml`;
}

/** Of a file of which nothing is left out. */
function wholeText(pieces: readonly Piece[]): string | undefined {
  const [{ placed: { document: { file } } }] = pieces as [Piece];
  const isWhole = pieces.length === file.documents.length && pieces.every(({ added, placed }) => added === undefined && placed.within.length === 0);
  return isWhole ? withEnd(unsigned(file.text)) : undefined;
}

function documentText({ document: { file, index } }: PlacedObject): string {
  const parts = file.text.split(/^---(?:[ \t].*)?\n/m).filter(part => /^\s*[^\s#]/m.test(part));
  return withEnd(unsigned(parts[index] ?? ''));
}

/** Without the line by which this program knows its own files. */
function unsigned(text: string): string {
  return text.replace(/^---\n/, '').replace(/^# Generated from .*sha256:[0-9a-f]{16}\n/m, '');
}

function withEnd(text: string): string {
  return `${text.replace(/\n*$/, '')}\n`;
}
