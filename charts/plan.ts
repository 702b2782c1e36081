import { quotable } from '../lib/findings/quotable.ts';
import { sizeOf, sumOf, type OutputSize } from '../lib/findings/report.ts';
import { groupBy } from '../lib/group-by.ts';
import { leaksIn } from '../lib/leaks/index.ts';
import { textsOf } from '../lib/manifests/found.ts';
import { differing, type Differing } from '../lib/output/compare.ts';
import type { Tree } from '../lib/output/file-chart.ts';
import { within } from '../lib/phases.ts';
import { byTurns, firstOfAll, type Next } from '../lib/turns.ts';
import { UserError } from '../lib/user-error.ts';
import { clusterFolder, draw } from './compile.ts';
import type { CheckedCluster } from './config-rules/rule.ts';
import type { ClusterConfig } from './config.ts';
import { clusterWithImages, currentOutput, imagesIn, inDist, type CurrentOutput, type Reader } from './current-output.ts';
import { normalise } from './normalise.ts';
import { shipped, type Organisation, type OwnFile } from './own.ts';
import { renameNotes, withoutHeirs } from './renames.ts';
import { droppedImages, type ImageRow } from './tidepool/image-rows.ts';
import type { CurrentImages } from './tidepool/images.ts';

/** What `synth` writes, and what `check` compares. */
export interface OutputPlan extends Differing {
  /** The size of the whole output. */
  readonly size: OutputSize;
  /** Services that keep the image of their output. */
  readonly kept: readonly ImageRow[];
  /** The images in `dist` that are given up: a line each. */
  readonly dropped: readonly string[];
  /** What a rename does not bring along: a note each. */
  readonly renames: readonly string[];
}

/** The same of one cluster. */
interface ClusterPlan extends OutputPlan {
  readonly leaks: readonly string[];
  /** A file that is made, whether it differs or not. */
  readonly first: Tree;
}

/**
 * What clusters come to, and how that compares with `dist`. They are compiled one after the other, so that only one whole tree is in memory.
 * Throws a UserError for anything like a credential, in the configs and in the output.
 */
export function planOutput(
  chosen: readonly CheckedCluster[],
  configs: readonly ClusterConfig[],
  current: CurrentOutput,
  reader: Reader,
  second?: SecondThread,
): OutputPlan {
  const clusters = planClusters(chosen, current, reader, second);
  refuseLeaks(clusters.flatMap(({ leaks }) => leaks));
  const rest = planRest(new Map(clusters.flatMap(({ first }) => [...first])), current, configs);
  const all = [...clusters, rest];
  return {
    made: new Map(clusters.flatMap(({ made }) => [...made])),
    found: new Map(all.flatMap(({ found }) => [...found])),
    comparisons: all.flatMap(({ comparisons }) => comparisons).sort((a, b) => (a.path < b.path ? -1 : 1)),
    size: sumOf(clusters.map(({ size }) => size)),
    kept: clusters.flatMap(({ kept }) => kept),
    dropped: all.flatMap(({ dropped }) => dropped),
    renames: clusters.flatMap(({ renames }) => renames),
  };
}

/** With a second thread, each of the two takes the next cluster when it is done with one. */
function planClusters(chosen: readonly CheckedCluster[], current: CurrentOutput, reader: Reader, second?: SecondThread): ClusterPlan[] {
  const clusters = chosen.map(({ file, config, cluster: { own } }) => ({ file, config, own }));
  const next = firstOfAll();
  const { packages, organisation } = chosen[0]?.cluster.repository ?? shipped;
  const isSendable = packages === shipped.packages; // others are functions of a repository, which no other thread has loaded
  const others = isSendable ? second?.({ clusters, next, newer: reader.newer ?? new Set(), organisation }) : undefined;
  const done = others ? byTurns(chosen.length, next, part => planCluster(chosen[part]!, current, silent(reader))) : []; // there are as many
  const theirs = others?.() ?? [];
  const plans = chosen.map((checked, part) => {
    reader.progress?.(part, chosen.length);
    return done[part] ?? theirs[part] ?? planCluster(checked, current, reader); // what has failed on a thread fails here, in its order
  });
  reader.progress?.(chosen.length, chosen.length);
  return plans;
}

/** What a second thread is given. */
export interface PlanShare {
  readonly clusters: readonly (Pick<CheckedCluster, 'file' | 'config'> & { readonly own: readonly OwnFile[] })[];
  readonly next: Next;
  readonly newer: ReadonlySet<string>;
  readonly organisation: Organisation;
}

export type SecondThread = (share: PlanShare) => (() => readonly ClusterPlan[]) | undefined;

/** What a second thread does. */
export function planShare({ clusters, next, newer, organisation }: PlanShare, reader: Reader): ClusterPlan[] {
  const current = currentOutput([], { isWhole: false }, reader); // planCluster reads no other folder than its own
  return byTurns(clusters.length, next, part => {
    const { file, config, own } = clusters[part]!; // there are as many
    return planCluster({ file, config, cluster: normalise(config, new Map(), own, { ...shipped, organisation }) }, current, silent({ ...reader, newer }));
  });
}

/** Warnings are said in the order of the clusters, so a cluster with any is planned by one thread, after the others. */
function silent(reader: Reader): Reader {
  return { ...reader, warn: line => { throw new Error(line); } };
}

function planCluster(checked: CheckedCluster, current: CurrentOutput, reader: Reader): ClusterPlan {
  const { config, config: { name } } = checked;
  const found = current.treeOf(name);
  const { images, cluster, rows } = within('read images', () => clusterWithImages(checked, current.treeOf, reader));
  const made = within('compile', () => draw(cluster));
  const changed = differing(made, found, [clusterFolder(name)], current.placeholders);
  const texts = [[cluster.source, reader.sourceText(name)] as const, ...inDist(made)];
  const leaks = within('look for credentials', () => texts.flatMap(leakLines));
  const dropped = droppedImages(name, withoutForeign(images, changed), rows, config);
  const kept = rows.filter(({ why }) => why === 'written');
  const renames = renameNotes(config, cluster, images);
  return { ...changed, size: sizeOf(made), kept, dropped, renames, leaks, first: new Map([...made].slice(0, 1)) };
}

/** Files outside of the folders of clusters. `firsts` is a file of each cluster, so that what is in its way is found. */
function planRest(
  firsts: Tree,
  { rest, scope, placeholders }: CurrentOutput,
  configs: readonly ClusterConfig[],
): Pick<OutputPlan, 'found' | 'comparisons' | 'dropped'> {
  const { comparisons, found } = differing(firsts, rest, scope, placeholders);
  const folders = groupBy(textsOf(rest), ([path]) => path.split('/', 2).join('/'));
  const dropped = [...folders].flatMap(([folder, texts]) => {
    const [, name] = /^clusters\/(.*)/.exec(folder) ?? [];
    if (name === undefined) return [];
    const tree = new Map(texts);
    const images = withoutForeign(imagesIn(tree), differing(new Map(), tree, [folder], placeholders));
    return droppedImages(name, withoutHeirs(name, images, configs), [], undefined);
  });
  return { found, comparisons: comparisons.filter(({ path }) => rest.has(path)), dropped };
}

/** Without the images of foreign files: no write gives these up. */
function withoutForeign({ written, committed }: CurrentImages, { found, comparisons }: Differing): CurrentImages {
  const foreign = new Set(comparisons.filter(({ state }) => state === 'foreign').map(({ path }) => path));
  const left = imagesIn(new Map([...found].filter(([path]) => foreign.has(path)))).written;
  return { written: new Map([...written].filter(([key]) => !left.has(key))), committed };
}

function leakLines([path, text]: readonly [path: string, text: string]): string[] {
  return leaksIn(text).map(({ kind, masked, line, column, instead }) => {
    return `  ${quotable(path)}:${line}:${column}: ${masked} looks like a credential (${kind}); ${instead}.`;
  });
}

function refuseLeaks(lines: readonly string[]): void {
  const why = 'What looks like a credential does not belong into a repository. Nothing was done.';
  if (lines.length > 0) throw new UserError([why, ...lines].join('\n'));
}
