import { quotable } from '../lib/findings/quotable.ts';
import { writtenImages } from '../lib/images/written-images.ts';
import { textsOf, type FoundTree } from '../lib/manifests/found.ts';
import { isBelow } from '../lib/output/compare.ts';
import type { Committed } from '../lib/output/git.ts';
import { within } from '../lib/phases.ts';
import { UserError } from '../lib/user-error.ts';
import type { Cluster } from './cluster.ts';
import { clusterFolder, placeholderTexts } from './compile.ts';
import type { CheckedCluster } from './config-rules/rule.ts';
import type { ClusterConfig } from './config.ts';
import { enabledEnvironments, normaliseAgain } from './normalise.ts';
import { imageRows, type ImageRow } from './tidepool/image-rows.ts';
import { inherited, together, writtenImagesOf, type CurrentImages, type WrittenImages } from './tidepool/images.ts';

/** The output of clusters as it is now, and the images in it, whose tags Flux may have moved. */

/** How files are read. All folders are below `dist`. */
export interface Reader {
  /** The files of a folder, without those below some others. */
  readonly readTree: (folder: string, but?: { readonly except: ReadonlySet<string> }) => FoundTree;
  /** The files of a folder in the last commit. */
  readonly committedFiles: (folder: string) => Committed;
  /** The text of a cluster's config. */
  readonly sourceText: (name: string) => string;
  readonly warn: (line: string) => void;
  /** Hears of each cluster that is compiled, and at the end that all are. */
  readonly progress?: (done: number, of: number) => void;
  /** Files that changed under an interrupted write: where images of a service stand in two files, theirs are the latest. */
  readonly newer?: ReadonlySet<string>;
}

export interface CurrentOutput {
  /** Folders of `dist`; the empty one is all of it. */
  readonly scope: readonly string[];
  /** The folder of a cluster, read anew by each call. */
  readonly treeOf: (name: string) => FoundTree;
  /** Files outside of the folders of the clusters asked for. */
  readonly rest: FoundTree;
  /** Texts of placeholders that Flux has not filled. */
  readonly placeholders: ReadonlySet<string>;
}

/** `chosen` are the clusters asked for; where they are all, the whole of `dist` is in scope. */
export function currentOutput(chosen: readonly string[], { isWhole }: { readonly isWhole: boolean }, { readTree }: Reader): CurrentOutput {
  const folders = new Set(chosen.map(clusterFolder));
  const scope = isWhole ? [''] : [...folders];
  const treeOf = (name: string): FoundTree => {
    return new Map([...within('read dist', () => readTree(clusterFolder(name)))].filter(([path]) => isBelow(path, clusterFolder(name))));
  };
  const rest = new Map(scope.flatMap(folder => [...readTree(folder, { except: folders })]));
  return { scope, treeOf, rest, placeholders: placeholderTexts() };
}

/** The same files, by their paths from the root of the repository. */
export function inDist(tree: Iterable<readonly [path: string, text: string]>): [path: string, text: string][] {
  return [...tree].map(([path, text]) => [`dist/${path}`, text]);
}

/** A cluster and the images in its output. */
export interface ClusterWithImages {
  readonly config: ClusterConfig;
  readonly cluster: Cluster;
  readonly images: CurrentImages;
  readonly rows: readonly ImageRow[];
}

/** The cluster keeps the images of its output, where its config allows. */
export function clusterWithImages(checked: CheckedCluster, treeOf: CurrentOutput['treeOf'], reader: Reader): ClusterWithImages {
  const images = currentImages(treeOf, checked.config, reader);
  const cluster = normaliseAgain(checked, images.written);
  return { config: checked.config, cluster, images, rows: imageRows(cluster, images.committed) };
}

/** Images of an environment that `dist` lacks are read from the last commit; what was renamed has those of its former name. */
function currentImages(treeOf: CurrentOutput['treeOf'], config: ClusterConfig, { committedFiles, warn, newer }: Reader): CurrentImages {
  const { name, formerly } = config;
  const there = inherited(config, imagesIn(treeOf(name), newer).written, formerly === undefined ? new Map() : imagesIn(treeOf(formerly), newer).written);
  const present = new Set([...there.images.keys()].map(key => key.split('/', 1)[0]));
  const missing = enabledEnvironments(config).map(([environment]) => environment).filter(environment => !present.has(environment));
  if (missing.length === 0) return together(there);
  const committed = committedFiles(clusterFolder(name));
  if ('unreadable' in committed) {
    warn(`warning: ${name} ${missing.join(', ')}: first images are those of the config, since ${quotable(committed.unreadable)}`);
    return together(there);
  }
  const before = formerly === undefined ? undefined : committedFiles(clusterFolder(formerly));
  return together(there, inherited(config, parseImages(committed.files), parseImages(before && 'files' in before ? before.files : [])));
}

/** The images in a tree. Where those of a service stand in two files, `newer` files win. */
export function imagesIn(found: FoundTree, newer: ReadonlySet<string> = new Set()): CurrentImages {
  return { written: parseImages(inDist(textsOf(found)), new Set([...newer].map(path => `dist/${path}`))), committed: new Set() };
}

function parseImages(texts: Iterable<readonly [path: string, text: string]>, newer: ReadonlySet<string> = new Set()): WrittenImages {
  const { releases, problems } = writtenImages(texts);
  const lastWins = [...releases].sort((one, other) => Number(newer.has(one.file)) - Number(newer.has(other.file)));
  if (problems.length === 0) return writtenImagesOf(lastWins);
  const lines = problems.map(({ file, message }) => `  ${quotable(file)}: ${quotable(message)}`);
  throw new UserError(`The image tags that stand in dist cannot be read, so nothing was done.\n${lines.join('\n')}`);
}
