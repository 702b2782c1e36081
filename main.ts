import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { draw } from './charts/compile.ts';
import { checkFleet, type CheckedFleet } from './charts/config-rules/fleet.ts';
import type { CheckedCluster } from './charts/config-rules/rule.ts';
import { clusterWithImages, currentOutput, inDist } from './charts/current-output.ts';
import type { ClusterWithImages, CurrentOutput, Reader } from './charts/current-output.ts';
import type { Repository } from './charts/own.ts';
import { planOutput, planShare, type OutputPlan, type PlanShare, type SecondThread } from './charts/plan.ts';
import { imagesJson, imageTable, keptImages } from './charts/tidepool/image-rows.ts';
import { openProblems } from './charts/validate/accepted.ts';
import type { ValidatedCluster } from './charts/validate/validation.ts';
import type { Host } from './lib/cli/host.ts';
import { findRepository, loadClusters } from './lib/cli/load-clusters.ts';
import type { ImportFile } from './lib/cli/load.ts';
import { progressOn } from './lib/cli/progress.ts';
import { findingFormat, plainRequest, type Arguments, type VerbName } from './lib/cli/verbs.ts';
import { quotable, quotableFinding, visible } from './lib/findings/quotable.ts';
import { findingsReport, summary } from './lib/findings/report.ts';
import { maskLeaks } from './lib/leaks/index.ts';
import { textsOf, type Found } from './lib/manifests/found.ts';
import { manifestFilesIn } from './lib/manifests/manifest-folder.ts';
import { sentenceOf } from './lib/output/compare.ts';
import { committedFiles } from './lib/output/git.ts';
import { isPending, readTree, writeTree } from './lib/output/tree.ts';
import { enter, phaseReport, within } from './lib/phases.ts';
import type { Compared } from './lib/review/compared.ts';
import type { Review } from './lib/review/review.ts';
import { UserError } from './lib/user-error.ts';

const actions: Readonly<Record<VerbName, (args: Arguments, host: Host) => Promise<number>>> = { synth, check, compare, diff, explain, images, import: importCluster, init, inventory, migrate, secrets, upgrade, validate };

/** Runs a command line and answers its exit status: 0 fine, 1 findings, 2 could not run. */
export async function run(words: readonly string[], host: Host): Promise<number> {
  try {
    const asked = plainRequest(words) ?? (await import('./lib/cli/command-line.ts')).parseCommandLine(words);
    if ('refused' in asked) throw new UserError(asked.refused);
    if ('answer' in asked) host.out(asked.answer);
    if (!('verb' in asked)) return 0;
    const status = await actions[asked.verb](asked.args, host);
    if (asked.args.profile) host.err(phaseReport());
    return status;
  } catch (error) {
    const fault = error instanceof Error ? error.stack : String(error);
    host.err(visible(maskLeaks(error instanceof UserError ? error.message : `A fault of this program, not of your config:\n${fault}`)));
    return 2;
  }
}

/** Compiles clusters and writes what differs. */
async function synth(args: Arguments, host: Host): Promise<number> {
  if (args.check) return check(args, host);
  const started = host.clock();
  const fleet = await soundFleet(args, host);
  enter('write');
  const { size, comparisons, kept, dropped, renames, write, remove } = writeTree(host.dist, newer => plan(fleet, args, host, newer), host.err);
  for (const path of write) host.out(`wrote    ${quotable(`dist/${path}`)}`);
  for (const path of remove) host.out(`removed  ${quotable(`dist/${path}`)}`);
  const foreign = comparisons.filter(({ state }) => state === 'foreign').map(comparison => `note: ${sentenceOf(comparison)}`);
  for (const line of [...foreign, ...dropped.map(row => `warning: ${quotable(row)}`), ...renames, ...keptImages(kept)]) host.err(line);
  const outcome = `${write.length} written, ${remove.length} removed, ${size.files - write.length} unchanged`;
  host.out(summary(size, outcome, host.clock() - started));
  return 0;
}

/** Compiles clusters and says what differs. */
async function check(args: Arguments, host: Host): Promise<number> {
  const [started, pending, format] = [host.clock(), isPending(host.dist), findingFormat(args.format, host.format)];
  const { made, found, comparisons, size, kept, renames, dropped: droppedTags } = plan(await soundFleet(args, host), args, host);
  const isForPeople = format === 'text' || format === 'github';
  if (!isForPeople || pending || comparisons.length > 0 || droppedTags.length > 0) {
    const { driftReport } = await import('./lib/output/drift.ts');
    host.out(driftReport(format, { made, found, size, comparisons, isPending: pending, droppedTags }));
  }
  for (const note of [...renames, ...keptImages(kept)]) host.err(note);
  if (isForPeople) host.out(summary(size, `${comparisons.length} different`, host.clock() - started));
  return pending || comparisons.length > 0 ? 1 : 0;
}

/** Says what a change does to the clusters, and what is dangerous about it. */
async function diff(args: Arguments, host: Host): Promise<number> {
  const { againstCommit, againstDist, isRefused } = await import('./charts/review/review.ts');
  const [fleet, { readTree: read }] = [await soundFleet(args, host), readerOf(host)];
  const compared = args.against === undefined
    ? againstDist(host.root, plan(fleet, args, host), () => read(''))
    : againstCommit(host.root, args.against, read(''));
  const review = await reviewed(compared, fleet, args, host);
  return args['exit-code'] && isRefused(review) ? 1 : 0;
}

/** Prints what is different between two sides of the output. */
async function reviewed(compared: Compared, fleet: Fleet, { names, format }: Arguments, host: Host): Promise<Review> {
  const { reviewClusters, reviewFormat } = await import('./charts/review/review.ts');
  const all = [...fleet.checked.values()];
  const [configs, repository] = [all.map(({ config }) => config), all[0]?.cluster.repository];
  const review = reviewClusters({ compared, configs, repository, names, sourceText: readerOf(host).sourceText, today: host.today() });
  host.out(reviewFormat(format)(review));
  return review;
}

/** Says what is different between two clusters, or two environments. */
async function compare(args: Arguments, host: Host): Promise<number> {
  const { clustersToCompare, compareReport } = await import('./charts/inventory/compare.ts');
  const found = await clustersWithImages({ ...args, names: clustersToCompare(args.names) }, host);
  host.out(compareReport(args.names, found.map(each => ({ ...each, text: readerOf(host).sourceText(each.config.name) })), args.format));
  return 0;
}

/** Says which words of a config something comes from, or what a word moves. */
async function explain(args: Arguments, host: Host): Promise<number> {
  const { explainField, explainUnused, explainWord, questionIn, toExplain } = await import('./charts/explain/explain.ts');
  const question = args.word === undefined && !args.unused ? questionIn(args.names, host) : undefined;
  const found = await clustersWithImages({ ...args, names: question ? [question.cluster] : args.names }, host);
  const clusters = found.map(each => toExplain(each, readerOf(host).sourceText(each.config.name)));
  if (question) host.out(explainField(question, clusters));
  else host.out(args.word === undefined ? explainUnused(clusters) : explainWord(args.word, clusters));
  return 0;
}

/** Says which image every service runs, and why. */
async function images(args: Arguments, host: Host): Promise<number> {
  const rows = (await clustersWithImages(args, host)).flatMap(cluster => cluster.rows);
  host.out(args.format === 'json' ? imagesJson(rows) : imageTable(rows));
  return 0;
}

/** Writes the cluster file that comes to what something else says, and says what does not come of it. */
async function importCluster(args: Arguments, host: Host): Promise<number> {
  const { imported, importRequest, isProven, proofReport, settingsFile, writeNew } = await import('./charts/import/import.ts');
  const request = importRequest(args);
  const library = existsSync(join(host.root, 'charts/config.ts')) ? '../charts/config.ts' : 'tidepool-gitops';
  const output = join(host.dist, 'clusters', request.name);
  const { files, proof, problems } = imported(request, path => importSource(path, settingsFile, output), library, await readRepository(host));
  writeNew(host.root, files, args.force);
  for (const path of files.keys()) host.out(`wrote    ${quotable(path)}`);
  host.out(`next     npm run synth ${request.name}`);
  if (problems.length > 0) host.err(findingsReport(`clusters/${request.name}.ts`, problems.map(quotableFinding)));
  host.out(`\n${proofReport(proof)}`);
  return isProven(proof) && problems.every(({ severity }) => severity !== 'error') ? 0 : 1;
}

/** What stands at a path, with one file that is no manifest. `output` is the folder of the new cluster. */
function importSource(path: string, besides: string, output: string): (Required<Manifested> & { readonly isOutput: boolean }) | undefined {
  const found = manifestFilesIn(path);
  const more = join(path, besides);
  if (found && existsSync(more)) found.files.push([besides, readFileSync(more, 'utf8')]);
  return found && { ...found, isOutput: resolve(path) === output };
}

/** Makes a folder into a repository. */
async function init({ name = 'first', with: from, names }: Arguments, host: Host): Promise<number> {
  const { manifestIn, packageSpec, repositoryFiles, writeNew } = await import('./charts/init.ts');
  if (names.length > 0) throw new UserError(`init takes flags only; write init --name ${quotable(names[0] ?? '')}.`);
  const { version = '', devDependencies: { typescript = '' } = {} } = manifestIn(import.meta.dirname);
  const tool = from === undefined ? version : packageSpec(from, host.root);
  const files = repositoryFiles({ name, manifest: manifestIn(host.root), tool, typescript });
  writeNew(host.root, files, ['package.json'], `init is for an empty folder, and this is ${host.root}`);
  for (const path of files.keys()) host.out(`wrote    ${quotable(path)}`);
  host.out(`Next: npm install, then npm run synth. What is to be yours stands in clusters/${name}.ts.`);
  return 0;
}

/** Says what clusters consist of. */
async function inventory(args: Arguments, host: Host): Promise<number> {
  const { inventoryReport } = await import('./charts/inventory/report.ts');
  host.out(inventoryReport(args.format, (await clustersWithImages(args, host)).map(({ cluster }) => cluster)));
  return 0;
}

/** Says what the move of clusters to Flux 2 does. */
async function migrate(args: Arguments, host: Host): Promise<number> {
  const { migrationReport } = await import('./charts/migration/report.ts');
  if (args.names.length !== 1) throw new UserError('Say which cluster: migrate NAME.');
  const clusters = await clustersWithImages(args, host);
  const format = args.format === 'json' ? 'json' : 'text';
  const moves = clusters.map(({ config, cluster, images }) => migrationReport(config, images.written, format, cluster.repository));
  for (const { text } of moves) host.out(text.split('\n').map(quotable).join('\n'));
  return moves.some(({ isBlocked }) => isBlocked) ? 1 : 0;
}

/** Says which secrets clusters need, and what is to be done about each. */
async function secrets(args: Arguments, host: Host): Promise<number> {
  const { secretsReport } = await import('./charts/bootstrap/secrets-report.ts');
  if (args.names.length === 0) throw new UserError('Say which cluster: secrets NAME.');
  host.out(secretsReport(args.format, checkedOf(await soundFleet(args, host)).map(({ cluster }) => cluster)));
  return 0;
}

/** Says what another version of this tool would change. */
async function upgrade(args: Arguments, host: Host): Promise<number> {
  const { againstVersion } = await import('./lib/cli/upgrade.ts');
  if (args.with === undefined || !args['dry-run']) throw new UserError('Say which version, and that it is only asked: upgrade --with TARBALL --dry-run. npm install TARBALL is the upgrade itself.');
  const fleet = await soundFleet(args, host);
  const compared = againstVersion(host, import.meta.dirname, args.with);
  const { objects } = await reviewed(compared, fleet, args, host);
  if (objects.length === 0 && compared.files.length > 0) host.err(`note: ${compared.files.length} files differ in remarks alone; synth will write them`);
  return objects.length > 0 ? 1 : 0;
}

/** Says what is wrong with clusters, or with a folder of manifests, before a cluster does. */
async function validate(args: Arguments, host: Host): Promise<number> {
  const { formats, isEmpty, readManifests, schemasIn, tally, validate } = await import('./charts/validate/validation.ts');
  const { folder = '', files, clusters } = args.path === undefined ? await clustersToValidate(args, host) : { ...filesOf(args), clusters: [] };
  enter('validate');
  const manifests = readManifests(files);
  if (isEmpty(manifests, clusters)) throw new UserError(`There is no object in ${quotable(args.path ?? 'dist')}, so nothing was validated.`);
  const format = findingFormat(args.format, host.format);
  const notes = args.notes || !['text', 'github'].includes(format);
  const schemas = schemasIn(join(import.meta.dirname, 'imports'), args.schemas, args.path === undefined ? 'ours' : 'foreign');
  const validation = validate({ manifests, folder, clusters, schemas, today: host.today(), isWhole: args.names.length === 0, notes });
  const report = formats[format](validation);
  if (report !== '') host.out(report);
  const { error, warning } = tally(validation.findings);
  return error > 0 || (args.strict && warning > 0) ? 1 : 0;
}

/** What the clusters asked for come to, or have come to, and the clusters with all that is wrong with them. */
async function clustersToValidate(args: Arguments, host: Host): Promise<Manifested & { readonly clusters: ValidatedCluster[] }> {
  const fleet = await readFleet(args, host);
  const [{ treeOf, rest }, reader] = [outputOf(fleet, args, host), readerOf(host)];
  const clusters = fleet.chosen.map((name): ValidatedCluster => {
    const [checked, problems = []] = [fleet.checked.get(name), fleet.problems.get(name)];
    const isSound = problems.every(({ severity }) => severity !== 'error');
    const cluster = checked && isSound ? clusterWithImages(checked, treeOf, reader).cluster : undefined;
    return { name, config: checked?.config, cluster, problems, text: reader.sourceText(name) };
  });
  const made = () => clusters.flatMap(({ cluster }) => (cluster ? [...draw(cluster)] : []));
  const inOutput = () => textsOf(new Map([...fleet.chosen.flatMap(name => [...treeOf(name)]), ...rest])).sort(([a], [b]) => (a < b ? -1 : 1));
  return { clusters, files: inDist(args.dist ? inOutput() : made()) };
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
  if (besides.length > 0) throw new UserError(`--path is about a folder of its own: leave out ${quotable(besides.join(' '))}.`);
  const found = manifestFilesIn(path);
  if (found === undefined) throw new UserError(`There is no folder ${quotable(path)}.`);
  return found;
}

/** The clusters asked for. Refuses a fleet with problems. */
async function soundFleet(args: Arguments, host: Host): Promise<Fleet> {
  const fleet = await readFleet(args, host);
  const open = openProblems(fleet, host.today());
  const wrong = fleet.chosen.flatMap(name => open.get(name) ?? []);
  for (const name of fleet.chosen) {
    const findings = (open.get(name) ?? []).map(quotableFinding);
    if (findings.length > 0) host.err(findingsReport(`clusters/${name}.ts`, findings));
  }
  if (wrong.some(({ severity }) => severity === 'error' || (args.strict && severity === 'warning'))) throw new UserError('Nothing was done.');
  return fleet;
}

/** The clusters of the repository, which of them are asked for, and what is wrong with them. */
interface Fleet extends CheckedFleet {
  readonly chosen: readonly string[];
}

async function readFleet({ names }: Arguments, host: Host): Promise<Fleet> {
  enter('load the clusters');
  const repository = await readRepository(host);
  const { chosen, exported, failed } = await loadClusters(names, host);
  enter('rules');
  const beside = [...exported.keys()].map(name => [name, writtenBeside(name, host)] as const).filter(([, files]) => files.length > 0);
  const { ownFiles } = beside.length > 0 ? await import('./charts/own-files.ts') : { ownFiles: () => [] };
  const own = new Map(beside.map(([name, files]) => [name, ownFiles(files)]));
  return { chosen, ...checkFleet(exported, failed, names, own, repository) };
}

/** What the repository says for all of its clusters; undefined where that is nothing, as in most. */
async function readRepository(host: Host): Promise<Repository | undefined> {
  if (!['packages', 'organisation.ts'].some(name => existsSync(join(host.root, name)))) return undefined;
  const [{ loadOwnWords }, { repositoryOf }] = await Promise.all([import('./lib/cli/load-own-words.ts'), import('./charts/repository.ts')]);
  return repositoryOf(await loadOwnWords(host));
}

/** The manifests that people have written for a cluster, by path from the root of the repository. */
function writtenBeside(name: string, { root }: Host): [source: string, found: Found][] {
  const { files = [] } = manifestFilesIn(join(root, 'clusters', name)) ?? {};
  return files.map(([path, found]) => [`clusters/${name}/${path.split(sep).join('/')}`, found]);
}

function outputOf({ chosen }: Fleet, { names }: Arguments, host: Host): CurrentOutput {
  return currentOutput(chosen, { isWhole: names.length === 0 }, readerOf(host));
}

function readerOf({ root, dist, err, progress }: Pick<Host, 'root' | 'dist' | 'err' | 'progress'>): Reader {
  return {
    readTree: (folder, but) => readTree(dist, folder, but),
    committedFiles: folder => committedFiles(root, `dist/${folder}`),
    sourceText: name => readFileSync(join(root, 'clusters', `${name}.ts`), 'utf8'),
    warn: err,
    ...(progress && { progress }),
  };
}

/** The clusters that are asked for and have the right shape. */
function checkedOf({ chosen, checked }: Fleet): CheckedCluster[] {
  return chosen.flatMap(name => checked.get(name) ?? []);
}

async function clustersWithImages(args: Arguments, host: Host): Promise<ClusterWithImages[]> {
  const fleet = await soundFleet(args, host);
  const { treeOf } = outputOf(fleet, args, host);
  return checkedOf(fleet).map(checked => clusterWithImages(checked, treeOf, readerOf(host)));
}

function plan(fleet: Fleet, args: Arguments, host: Host, newer: ReadonlySet<string> = new Set()): OutputPlan {
  const configs = [...fleet.checked.values()].map(({ config }) => config);
  return within('compare', () => planOutput(checkedOf(fleet), configs, outputOf(fleet, args, host), { ...readerOf(host), newer }, secondThread(host)));
}

/** What a second thread is given, with where it runs. */
type Share = PlanShare & Pick<Host, 'root' | 'dist'>;

function secondThread({ second, root, dist }: Host): SecondThread | undefined {
  return second && (share => second({ ...share, root, dist } satisfies Share) as ReturnType<SecondThread>); // it runs doShare
}

/** The part of a plan that a second thread makes. */
export function doShare({ root, dist, ...share }: Share): readonly unknown[] {
  return planShare(share, readerOf({ root, dist, err: () => {} }));
}

/** Whether Node was asked to run this file: by its name, through a link, or without its ending. */
function isProgram(path = ''): boolean {
  return [path, `${path}.ts`].some(name => existsSync(name) && realpathSync(name) === import.meta.filename);
}

/** What the files of a repository import from this package. */
export const library = () => import('./charts/library.ts');

/** The program, as the shell runs it. `importFrom` answers how files of a repository are loaded. */
export async function main(importFrom?: (root: string) => Promise<ImportFile>, second?: Host['second']): Promise<number> {
  const { root, words } = findRepository(process.cwd(), process.argv.slice(2));
  const importFile = await importFrom?.(root);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error; // the reader has closed the pipe: `images | head`
  });
  const { show, erase } = progressOn(process.stderr, () => performance.now());
  return run(words, {
    root,
    dist: resolve(process.env['CDK8S_OUTDIR'] || join(root, 'dist')), // `cdk8s synth` names the folder it has made
    cwd: process.env['INIT_CWD'] ?? process.cwd(), // npm sets it, before it goes to the root
    ...(importFile && { importFile }),
    ...(second && { second }),
    out: line => process.stdout.write(`${line}\n`),
    err: line => {
      erase();
      process.stderr.write(`${line}\n`);
    },
    progress: show,
    clock: () => performance.now(),
    today: () => new Date().toISOString().slice(0, 10),
    format: process.env['GITHUB_ACTIONS'] === 'true' ? 'github' : 'text',
  });
}

/** Ends the process. A config may have left timers, or listeners that would change the status. */
export function end(status: number): void {
  process.removeAllListeners('exit');
  process.exitCode = status; // for the case that nothing answers the write
  process.stdout.write('', () => process.exit(status));
}

if (isProgram(process.argv[1])) void main().then(end);
