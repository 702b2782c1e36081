import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { basename, join, resolve, sep } from 'node:path';
import type { Cluster } from './charts/cluster.ts';
import { clusterFolder, drawn, placeholderTexts } from './charts/compile.ts';
import type { ClusterConfig } from './charts/config.ts';
import { checkFleet, type CheckedFleet } from './charts/config-rules/fleet.ts';
import type { CheckedCluster } from './charts/config-rules/rule.ts';
import { ownFiles } from './charts/own.ts';
import { enabledEnvironments, running } from './charts/normalise.ts';
import { droppedImages, imageRows, imagesJson, imageTable, keptImages, type ImageRow } from './charts/tidepool/image-rows.ts';
import { writtenImagesOf, type StandingImages, type WrittenImages } from './charts/tidepool/images.ts';
import type { ValidatedCluster } from './charts/validate/validation.ts';
import { plainRequest, verbs, type Arguments, type VerbName } from './lib/cli/verbs.ts';
import { CatalogError } from './lib/schema/catalog-error.ts';
import { differing, isBelow, sentenceOf, type Differing } from './lib/output/compare.ts';
import type { Found, FoundTree } from './lib/manifests/found.ts';
import type { Tree } from './lib/output/file-chart.ts';
import { committedFiles } from './lib/output/git.ts';
import { grouped } from './lib/grouped.ts';
import { leaksIn, masked } from './lib/leaks/index.ts';
import { loadDefaults, type ImportFile } from './lib/cli/load.ts';
import { manifestFilesIn } from './lib/manifests/manifest-folder.ts';
import type { FormatName } from './lib/findings/formats/index.ts';
import { nearest } from './lib/findings/nearest.ts';
import { quotable, quotableFinding, visible } from './lib/findings/quotable.ts';
import { findingsReport, sizeOf, sumOf, summary, type OutputSize } from './lib/findings/report.ts';
import { isPending, readTree, TreeError, writeTree } from './lib/output/tree.ts';
import { writtenImages } from './lib/images/written-images.ts';

/** Where the program runs and who listens: the only door to the outside. */
export interface Place {
  /** The folder of the project: `clusters/` is in it. */
  readonly root: string;
  /** The folder of the output. */
  readonly dist: string;
  /** How the file of a cluster is loaded, if not as Node loads any. */
  readonly importFile?: ImportFile;
  /** Answers, a line at a time. */
  readonly out: (line: string) => void;
  /** Talk: problems, warnings, what is being done. */
  readonly err: (line: string) => void;
  /** Milliseconds since some moment, for the last line of a report. */
  readonly clock: () => number;
  /** The day, `2027-03-31`: until when a finding is accepted. It is in no byte of the output. */
  readonly today: () => string;
  /** How `check` and `validate` print when nothing else is asked for. */
  readonly format: FormatName;
}

/** A mistake of the user that ends the run: its message is all there is to say. */
class Refused extends Error {}

const actions: Readonly<Record<VerbName, (args: Arguments, place: Place) => Promise<number>>> = { synth, check, images, migrate, validate };

/** Runs a command line and answers its exit status: 0 fine, 1 findings, 2 could not run. */
export async function run(words: readonly string[], place: Place): Promise<number> {
  try {
    const asked = plainRequest(words) ?? (await import('./lib/cli/command-line.ts')).parseCommandLine(words);
    if ('refused' in asked) throw new Refused(asked.refused);
    if ('answer' in asked) place.out(asked.answer);
    return 'verb' in asked ? await actions[asked.verb](asked.args, place) : 0;
  } catch (error) {
    const isRefusal = error instanceof Refused || error instanceof TreeError || error instanceof CatalogError;
    const text = isRefusal ? error.message : `A fault of this program, not of your config:\n${error instanceof Error ? error.stack : String(error)}`;
    place.err(visible(masked(text)));
    return 2;
  }
}

/** Compiles clusters and writes what differs. */
async function synth(args: Arguments, place: Place): Promise<number> {
  if (args.check) return check(args, place);
  const started = place.clock();
  const fleet = await soundFleet(args, place);
  const { size, findings, kept, dropped, write, remove } = writeTree(place.dist, () => plan(fleet, args, place), place.err);
  for (const path of write) place.out(`wrote    ${quotable(`dist/${path}`)}`);
  for (const path of remove) place.out(`removed  ${quotable(`dist/${path}`)}`);
  for (const finding of findings) if (finding.state === 'foreign') place.err(`note: ${sentenceOf(finding)}`);
  for (const row of dropped) place.err(`warning: ${quotable(row)}`);
  for (const note of keptImages(kept)) place.err(note);
  const outcome = `${write.length} written, ${remove.length} removed, ${size.files - write.length} unchanged`;
  place.out(summary(size, outcome, place.clock() - started));
  return 0;
}

/** Compiles clusters and says what differs. */
async function check(args: Arguments, place: Place): Promise<number> {
  const started = place.clock();
  const pending = isPending(place.dist);
  const { made, found, findings, size, kept, dropped: droppedTags } = plan(await soundFleet(args, place), args, place);
  const { format = place.format } = args;
  const isForPeople = format === 'text' || format === 'github';
  if (!isForPeople || pending || findings.length > 0 || droppedTags.length > 0) {
    const { driftReport } = await import('./lib/output/drift.ts');
    place.out(driftReport(format, { made, found, size, comparisons: findings, isPending: pending, droppedTags }));
  }
  for (const note of keptImages(kept)) place.err(note);
  if (isForPeople) place.out(summary(size, `${findings.length} different`, place.clock() - started));
  return pending || findings.length > 0 ? 1 : 0;
}

/** Says which image every service runs, and why. */
async function images(args: Arguments, place: Place): Promise<number> {
  const rows = clustersWithImages(await soundFleet(args, place), args, place).flatMap(cluster => cluster.rows);
  place.out(args.format === 'json' ? imagesJson(rows) : imageTable(rows));
  return 0;
}

/** Says what the move of clusters to Flux 2 does. */
async function migrate(args: Arguments, place: Place): Promise<number> {
  const { migrationReport } = await import('./charts/migration/report.ts');
  if (args.names.length !== 1) throw new Refused('Say which cluster: migrate NAME.');
  const clusters = clustersWithImages(await soundFleet(args, place), args, place);
  const format = args.format === 'json' ? 'json' : 'text';
  const moves = clusters.map(({ config, images }) => migrationReport(config, images.written, format));
  for (const { text } of moves) place.out(text.split('\n').map(quotable).join('\n'));
  return moves.some(({ isBlocked }) => isBlocked) ? 1 : 0;
}

/** Says what is wrong with clusters, or with a folder of manifests, before a cluster does. */
async function validate(args: Arguments, place: Place): Promise<number> {
  const { formats, readManifests, schemasIn, tally, validated } = await import('./charts/validate/validation.ts');
  const { folder = '', files, clusters } = args.path === undefined ? await outputOf(args, place) : { ...filesOf(args), clusters: [] };
  const manifests = readManifests(files);
  const isEmpty = manifests.files.every(({ documents, unreadable }) => documents.length === 0 && !unreadable);
  if (isEmpty && clusters.every(({ problems }) => problems.length === 0)) {
    throw new Refused(`There is no object in ${quotable(args.path ?? 'dist')}, so nothing was validated.`);
  }
  const { format = place.format } = args;
  const notes = args.notes || !['text', 'github'].includes(format);
  const schemas = schemasIn(join(import.meta.dirname, 'imports'), args.schemas, args.path === undefined ? 'ours' : 'foreign');
  const validation = validated({ manifests, folder, clusters, schemas, today: place.today(), isWhole: args.names.length === 0, notes });
  const report = formats[format](validation);
  if (report !== '') place.out(report);
  const { error, warning } = tally(validation.findings);
  return error > 0 || (args.strict && warning > 0) ? 1 : 0;
}

/** What the clusters asked for come to, or have come to, and the clusters with all that is wrong with them. */
async function outputOf(args: Arguments, place: Place): Promise<Manifested & { readonly clusters: ValidatedCluster[] }> {
  const { chosen, checked, problems } = await readFleet(args, place);
  const { treeOf, rest } = standingIn(args, chosen, place);
  const clusters = chosen.map((name): ValidatedCluster => {
    const [one, own = []] = [checked.get(name), problems.get(name)];
    const isSound = own.every(({ severity }) => severity !== 'error');
    const made = one && isSound ? { config: one.config, cluster: withImages(one, treeOf(name), place).cluster } : undefined;
    return { name, made, problems: own, text: sourceText(name, place) };
  });
  const tree = args.dist ? textsOf(new Map([...chosen.flatMap(name => [...treeOf(name)]), ...rest])).sort(([a], [b]) => (a < b ? -1 : 1)) : clusters.flatMap(({ made }) => (made ? [...drawn(made.cluster)] : []));
  return { clusters, files: inDist(tree) };
}

/** Files of manifests, by their paths from a folder. */
interface Manifested {
  /** As it is called from where the program runs; nothing where it runs in it. */
  readonly folder?: string;
  readonly files: [path: string, found: Found][];
}

/** The manifests of a folder. */
function filesOf({ path = '.', names, dist }: Arguments): Manifested {
  const besides = [...names, ...(dist ? ['--dist'] : [])];
  if (besides.length > 0) throw new Refused(`--path is about a folder of its own: leave out ${quotable(besides.join(' '))}.`);
  const found = manifestFilesIn(path);
  if (found === undefined) throw new Refused(`There is no folder ${quotable(path)}.`);
  return found;
}

function sourceText(name: string, { root }: Place): string {
  return readFileSync(join(root, 'clusters', `${name}.ts`), 'utf8');
}

/** What a run comes to. */
interface RunPlan extends Differing {
  /** What all of the output amounts to. */
  readonly size: OutputSize;
  /** Services whose image is the one that was written. */
  readonly kept: readonly ImageRow[];
  /** The images in `dist` that are given up: a line each. */
  readonly dropped: readonly string[];
}

/** What one cluster comes to. */
interface ClusterPlan extends RunPlan {
  readonly leaks: readonly string[];
  /** A file that is made, whether it differs or not. */
  readonly first: Tree;
}

/**
 * What the clusters asked for come to, and how that compares with `dist`. One after the other: there is one whole tree at a time. Refuses
 * to make, or to come from, anything like a credential.
 */
function plan({ chosen, checked }: Fleet, args: Arguments, place: Place): RunPlan {
  const standing = standingIn(args, chosen, place);
  const clusters = chosen.flatMap(name => checked.get(name) ?? []).map(one => clusterPlan(one, standing, place));
  refuseLeaks(clusters.flatMap(({ leaks }) => leaks));
  const rest = planOfRest(new Map(clusters.flatMap(({ first }) => [...first])), standing);
  const all = [...clusters, rest];
  return {
    made: new Map(clusters.flatMap(({ made }) => [...made])),
    found: new Map(all.flatMap(({ found }) => [...found])),
    findings: all.flatMap(({ findings }) => findings).sort((a, b) => (a.path < b.path ? -1 : 1)),
    size: sumOf(clusters.map(({ size }) => size)),
    kept: clusters.flatMap(({ kept }) => kept),
    dropped: all.flatMap(({ dropped }) => dropped),
  };
}

function clusterPlan(one: CheckedCluster, standing: Standing, place: Place): ClusterPlan {
  const { config, config: { name } } = one;
  const found = standing.treeOf(name);
  const { images, cluster, rows } = withImages(one, found, place);
  const made = drawn(cluster);
  const changed = differing(made, found, [clusterFolder(name)], standing.placeholders);
  const leaks = [[cluster.source, sourceText(name, place)] as const, ...inDist(made)].flatMap(leakLines);
  const dropped = droppedImages(name, ours(images, changed), rows, config);
  return { ...changed, size: sizeOf(made), kept: rows.filter(({ why }) => why === 'written'), dropped, leaks, first: new Map([...made].slice(0, 1)) };
}

/** What stands in `dist` and belongs to none of the clusters; `firsts` are files of theirs, for what is in their way. */
function planOfRest(firsts: Tree, standing: Standing): Pick<RunPlan, 'found' | 'findings' | 'dropped'> {
  const { findings, found } = differing(firsts, standing.rest, standing.scope, standing.placeholders);
  const folders = grouped(textsOf(standing.rest), ([path]) => path.split('/', 2).join('/'));
  const dropped = [...folders].flatMap(([folder, texts]) => {
    const [, name] = /^clusters\/(.*)/.exec(folder) ?? [];
    const tree = new Map(texts);
    return name === undefined ? [] : droppedImages(name, ours(imagesOf(tree), differing(new Map(), tree, [folder], standing.placeholders)), [], undefined);
  });
  return { found, findings: findings.filter(({ path }) => standing.rest.has(path)), dropped };
}

/** Images that a write may give up: not those in files that it leaves alone. */
function ours({ written, committed }: StandingImages, { found, findings }: Differing): StandingImages {
  const foreign = findings.filter(({ state }) => state === 'foreign').map(({ path }) => [path, found.get(path)] as const);
  const left = imagesOf(new Map(foreign.flatMap(([path, there]) => (there === undefined ? [] : [[path, there]])))).written;
  return { written: new Map([...written].filter(([key]) => !left.has(key))), committed };
}

function leakLines([path, text]: readonly [path: string, text: string]): string[] {
  return leaksIn(text).map(({ kind, masked: shown, line, column, instead }) => {
    return `  ${quotable(path)}:${line}:${column}: ${shown} looks like a credential (${kind}); ${instead}.`;
  });
}

function refuseLeaks(lines: readonly string[]): void {
  const why = 'What looks like a credential does not belong into a repository. Nothing was done.';
  if (lines.length > 0) throw new Refused([why, ...lines].join('\n'));
}

/** The clusters asked for. Refuses a fleet with problems. */
async function soundFleet(args: Arguments, place: Place): Promise<Fleet> {
  const fleet = await readFleet(args, place);
  const wrong = fleet.chosen.flatMap(name => fleet.problems.get(name) ?? []);
  for (const name of fleet.chosen) {
    const findings = (fleet.problems.get(name) ?? []).map(quotableFinding);
    if (findings.length > 0) place.err(findingsReport(`clusters/${name}.ts`, findings));
  }
  if (wrong.some(({ severity }) => severity === 'error' || (args.strict && severity === 'warning'))) throw new Refused('Nothing was done.');
  return fleet;
}

/** The clusters of a sound fleet that are asked for, with the images that stand in `dist`. */
function clustersWithImages({ chosen, checked }: Fleet, args: Arguments, place: Place): ClusterWithImages[] {
  const { treeOf } = standingIn(args, chosen, place);
  return chosen.flatMap(name => checked.get(name) ?? []).map(one => withImages(one, treeOf(one.config.name), place));
}

function withImages(one: CheckedCluster, found: FoundTree, place: Place): ClusterWithImages {
  const images = standingImages(found, one.config, place);
  const cluster = running(one, images.written);
  return { images, config: one.config, cluster, rows: imageRows(cluster, images.committed) };
}

/** A cluster and the images that stand in its output. */
interface ClusterWithImages {
  readonly images: StandingImages;
  readonly rows: readonly ImageRow[];
  readonly config: ClusterConfig;
  readonly cluster: Cluster;
}

/** The clusters of the repository, which of them are asked for, and what is wrong with them. */
interface Fleet extends CheckedFleet {
  readonly chosen: readonly string[];
}

async function readFleet({ names }: Arguments, place: Place): Promise<Fleet> {
  const sources = join(place.root, 'clusters');
  if (!existsSync(sources)) throw new Refused(`There is no folder ${sources}; every cluster is a file in it.`);
  const { exported, failed, busy } = await loadDefaults(sources, place.importFile);
  for (const name of busy) place.err(`warning: clusters/${quotable(name)}.ts is still busy after it has exported; it is left behind`);
  const known = [...exported.keys(), ...failed.keys()].sort();
  if (known.length === 0) throw new Refused(`There is no cluster in ${sources}; write one, as in the README.`);
  refuseUnknown(names, known);
  const own = new Map([...exported.keys()].map(name => [name, ownFiles(writtenBeside(name, place))]));
  return { chosen: names.length > 0 ? known.filter(name => names.includes(name)) : known, ...checkFleet(exported, failed, names, own) };
}

/** The manifests that people have written for a cluster, by path from the root of the repository. */
function writtenBeside(name: string, { root }: Place): [source: string, found: Found][] {
  const { files = [] } = manifestFilesIn(join(root, 'clusters', name)) ?? {};
  return files.map(([path, found]) => [`clusters/${name}/${path.split(sep).join('/')}`, found]);
}

function textsOf(found: FoundTree): [path: string, text: string][] {
  return [...found].flatMap(([path, text]): [string, string][] => (typeof text === 'string' ? [[path, text]] : []));
}

function inDist(tree: Iterable<readonly [path: string, text: string]>): [path: string, text: string][] {
  return [...tree].map(([path, text]) => [`dist/${path}`, text]);
}

/** What stands in the output of the clusters asked for. */
interface Standing {
  /** Folders of `dist`; the empty one is all of it. */
  readonly scope: readonly string[];
  /** What stands in the folder of a cluster. Reads each time that it is asked. */
  readonly treeOf: (name: string) => FoundTree;
  /** What stands there and in the folder of no cluster that is asked for. */
  readonly rest: FoundTree;
  /** Texts of placeholders that nobody has filled. */
  readonly placeholders: ReadonlySet<string>;
}

function standingIn(args: Arguments, chosen: readonly string[], { dist }: Place): Standing {
  const folders = new Set(chosen.map(clusterFolder));
  const scope = args.names.length > 0 ? [...folders] : [''];
  const treeOf = (name: string): FoundTree => {
    return new Map([...readTree(dist, clusterFolder(name))].filter(([path]) => isBelow(path, clusterFolder(name))));
  };
  const rest = new Map(scope.flatMap(folder => [...readTree(dist, folder, { except: folders })]));
  return { scope, treeOf, rest, placeholders: placeholderTexts() };
}

/** Images as they stand in the output of a cluster; those of an environment that is not there are read from the last commit. */
function standingImages(found: FoundTree, config: ClusterConfig, place: Place): StandingImages {
  const { written } = imagesOf(found);
  const present = new Set([...written.keys()].map(key => key.split('/')[0]));
  const lacking = enabledEnvironments(config).map(([name]) => name).filter(name => !present.has(name));
  const committed = lacking.length === 0 ? { files: [] } : committedFiles(place.root, `dist/${clusterFolder(config.name)}`);
  if ('unreadable' in committed) {
    place.err(`warning: ${config.name} ${lacking.join(', ')}: first images are those of the config, since ${quotable(committed.unreadable)}`);
    return { written, committed: new Set() };
  }
  const inGit = [...readImages(committed.files)].filter(([key]) => !written.has(key));
  return { written: new Map([...inGit, ...written]), committed: new Set(inGit.map(([key]) => key)) };
}

function imagesOf(found: FoundTree): StandingImages {
  return { written: readImages(inDist(textsOf(found))), committed: new Set() };
}

function readImages(texts: Iterable<readonly [path: string, text: string]>): WrittenImages {
  const { releases, problems } = writtenImages(texts);
  if (problems.length === 0) return writtenImagesOf(releases);
  const lines = problems.map(({ file, message }) => `  ${quotable(file)}: ${quotable(message)}`);
  throw new Refused(`The image tags that stand in dist cannot be read, so nothing was done.\n${lines.join('\n')}`);
}

function refuseUnknown(names: readonly string[], known: readonly string[]): void {
  const lines = names.filter(name => !known.includes(name)).map(name => {
    const stem = basename(name, '.ts');
    if (stem !== name) return `'${name}' is a path, where the name of a cluster is wanted; write '${nearest(stem, known) ?? 'NAME'}'`;
    const [verb, meant] = [nearest(name, Object.keys(verbs)), nearest(name, known)];
    if (meant === undefined && verb !== undefined) return `There is no verb '${name}'; did you mean '${verb}'?`;
    const others = known.length > 1 ? `there are ${known.join(', ')}` : `there is ${known[0] ?? 'none'}`;
    return `There is no cluster '${name}' in clusters/; ${meant === undefined ? others : `did you mean '${meant}'?`}`;
  });
  if (lines.length > 0) throw new Refused(lines.map(quotable).join('\n'));
}

/** Whether this file is what node was asked to run, by whichever of its names: through a link, or without its ending. */
function isProgram(path = ''): boolean {
  return [path, `${path}.ts`].some(name => existsSync(name) && realpathSync(name) === import.meta.filename);
}

/** The program, as the shell runs it. */
export async function main(importFile?: ImportFile): Promise<number> {
  const root = import.meta.dirname;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error; // the reader has closed the pipe: `images | head`
  });
  return run(process.argv.slice(2), {
    root,
    dist: resolve(process.env['CDK8S_OUTDIR'] || join(root, 'dist')), // `cdk8s synth` names the folder it has made
    ...(importFile && { importFile }),
    out: line => process.stdout.write(`${line}\n`),
    err: line => process.stderr.write(`${line}\n`),
    clock: () => performance.now(),
    today: () => new Date().toISOString().slice(0, 10),
    format: process.env['GITHUB_ACTIONS'] === 'true' ? 'github' : 'text',
  });
}

/** Ends the process. A config may have left timers, or listeners that would change the status. */
export function end(status: number): void {
  process.removeAllListeners('exit');
  process.stdout.write('', () => process.exit(status));
}

if (isProgram(process.argv[1])) void main().then(end);
