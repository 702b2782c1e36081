import { join } from 'node:path';
import { inOrder, type Finding, type Severity, type SourceLocation, type Validation } from '../../lib/findings/finding.ts';
import { groupBy } from '../../lib/group-by.ts';
import { locator, parsePath, type Position } from '../../lib/findings/locate.ts';
import { quotableFinding } from '../../lib/findings/quotable.ts';
import { isManifest, valueAt } from '../../lib/manifests/manifest.ts';
import { positionIn, type ManifestDocument, type ManifestFile, type Manifests } from '../../lib/manifests/manifests.ts';
import { manifestRules } from '../../lib/rules/index.ts';
import { schemaFindings, schemaRule } from '../../lib/rules/schema.ts';
import type { Schemas } from '../../lib/schema/schema.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import { acceptanceRule, judgedRules, overdue, type EntryFault } from './accepted.ts';
import { withoutAcceptedRules } from './accepted-rules.ts';
import type { Cluster } from '../cluster.ts';
import { clusterFolder } from '../compile.ts';
import type { ClusterConfig } from '../config.ts';
import { everyRule, leakRule, loadRule } from './every-rule.ts';
import { leaksInFile, leaksInText, type InManifest } from './leak-findings.ts';
import type { Place } from '../config-rules/rule.ts';
import { ownPath, type OwnFile } from '../own.ts';
import { generationOf } from '../generations/index.ts';
import { movesOf, type Field } from '../explain/moves.ts';
import { placeOf } from '../explain/place.ts';

export { tally } from '../../lib/findings/finding.ts';
export { formats } from '../../lib/findings/formats/index.ts';
export { readManifests } from '../../lib/manifests/manifests.ts';
export { schemasIn } from '../../lib/schema/schema.ts';

/** A cluster file, and what is known of it. */
export interface ValidatedCluster {
  /** Of its file, without `.ts`. */
  readonly name: string;
  readonly text: string;
  readonly problems: readonly Finding[];
  /** Undefined where it has not even the shape of one. */
  readonly config: ClusterConfig | undefined;
  /** Undefined where the config is such that nothing comes of it. */
  readonly cluster: Cluster | undefined;
}

export interface ValidationInput {
  /** By path from the root of the repository: `dist/clusters/test1/config.yaml`. */
  readonly manifests: Manifests;
  /** Where these paths begin, as findings are to call it; by default where the program runs. */
  readonly folder?: string;
  readonly schemas: Schemas;
  /** None for foreign manifests. */
  readonly clusters: readonly ValidatedCluster[];
  /** The day on which findings are accepted or no longer: `2027-03-31`. */
  readonly today: string;
  /** Whether these are all clusters of the repository; by default they are. */
  readonly isWhole?: boolean;
  /** Whether notes are listed; by default they are. Otherwise they are counted, which saves finding out where they are. */
  readonly notes?: boolean;
}

/**
 * Everything that is wrong with some manifests, and with the cluster files that they come from. Nothing in it repeats what looks like a
 * credential.
 */
export function validate({ manifests, folder = '', schemas, clusters, today, isWhole = true, notes = true }: ValidationInput): Validation {
  const homes = clusters.map(homeOf);
  const all = groupBy([...ofManifests(manifests, schemas, homes), ...homes.flatMap(ofConfig)], ({ home }) => home);
  const ofConfigs = judgedRules(clusters.every(({ config }) => config !== undefined));
  const every = new Set([...ofConfigs, ...manifestRules.map(({ id }) => id)]);
  const kept = homes.map(home => {
    const { config, cluster } = home.cluster;
    const acceptance = { accepted: config?.accepted ?? [], today, judged: isWhole && cluster ? every : ofConfigs };
    const { left: open, faults } = withoutAcceptedRules(all.get(home) ?? [], acceptance);
    const ofList = (list: string, entries: readonly EntryFault[]): Finding[] => {
      return entries.map(({ entry, ...fault }) => ({ rule: acceptanceRule.id, ...fault, source: home.at([list, entry]) }));
    };
    return { left: open, faults: [...ofList('accepted', faults), ...ofList('acknowledged', overdue(config?.acknowledged, today))] };
  });
  const left = [...(all.get(undefined) ?? []), ...kept.flatMap(home => home.left)];
  const listed = notes ? left : left.filter(({ severity }) => severity !== 'note');
  const findings = [...listed.map(each => locateFinding(each, folder)), ...kept.flatMap(({ faults }) => faults), ...homes.flatMap(leaksOf)];
  return {
    tool: 'gitops-validate',
    findings: inOrder(findings.map(quotableFinding)),
    rules: everyRule(),
    files: manifests.files.length + manifests.aside.length,
    objects: manifests.objects.length,
    ...(!notes && { notesLeftOut: left.length - listed.length }),
  };
}

/** Whether there is no object, and no cluster with a problem. */
export function isEmpty({ files }: Manifests, clusters: readonly ValidatedCluster[]): boolean {
  return files.every(({ documents, unreadable }) => documents.length === 0 && !unreadable) && clusters.every(({ problems }) => problems.length === 0);
}

/** A cluster file, as the place that findings in its output lead back to. */
interface Home {
  readonly cluster: ValidatedCluster;
  readonly file: string;
  /** Of its output, below `dist`. */
  readonly folder: string;
  /** Where a place of the config is written, or what is around it. */
  readonly at: (place: Place) => SourceLocation;
  /** What leads from the output back to the config, where there is one. Found out when first asked for: it takes trials. */
  readonly placeOf: (field: Field) => Place | undefined;
}

function homeOf(cluster: ValidatedCluster): Home {
  const file = `clusters/${cluster.name}.ts`;
  let locate: ReturnType<typeof locator> | undefined; // most clusters have nothing to find, and then their text is not parsed
  let moves: ReturnType<typeof movesOf> | undefined;
  return {
    cluster,
    file,
    folder: clusterFolder(cluster.cluster?.name ?? cluster.name),
    at(place) {
      locate ??= locator(cluster.text);
      return { file, ...locate(place), ...(place.length > 0 && { path: pathText(place) }) };
    },
    placeOf(field) {
      const { config } = cluster;
      if (!cluster.cluster || !config) return undefined;
      return placeOf(field, moves ??= movesOf(config, cluster.cluster.repository), config);
    },
  };
}

/** What a rule says, and of which cluster. To know where that is, files are read a second time, so it is asked last. */
interface RawFinding extends Pick<Finding, 'rule' | 'severity' | 'fault' | 'object'> {
  /** The place of the config, for what is said of that alone. */
  readonly at?: string;
  readonly home: Home | undefined;
  readonly where: () => Pick<Finding, 'output' | 'field' | 'source'>;
}

function locateFinding({ rule, severity, fault, object, where }: RawFinding, folder: string): Finding {
  const { output, ...rest } = where();
  const place = output && { output: { ...output, file: join(folder, output.file) } };
  return { rule, severity, fault, ...(object !== undefined && { object }), ...rest, ...place };
}

/** What holds of any manifests. */
function ofManifests(manifests: Manifests, schemas: Schemas, homes: readonly Home[]): RawFinding[] {
  const byFolder = new Map(homes.map(home => [home.folder, home]));
  const isForeign = schemas.whose === 'foreign';
  const tell = (rule: string, severity: Severity, { document, object, path, fault, position }: InManifest): RawFinding => {
    const { folder = '', below } = pathInOutput(document.file.path);
    const home = byFolder.get(folder);
    const where = () => {
      const own = home && ownSource(home, below, inOutput(document, path, position).output?.line);
      if (own) return { ...inOutput(document, path, position), source: own };
      const place = home?.placeOf(fieldAt(document, path, below));
      return { ...inOutput(document, path, position), ...(home && place && { source: home.at(place) }) };
    };
    return { home, rule, severity, fault, ...(object !== undefined && { object }), where };
  };
  const isHandWritten = ({ path }: ManifestFile) => {
    const { folder = '', below } = pathInOutput(path);
    return ownAt(byFolder.get(folder), below) !== undefined;
  };
  return [
    ...schemaFindings(manifests, schemas, isHandWritten).map(finding => tell(schemaRule.id, finding.severity, finding)),
    ...manifestRules.flatMap(({ id, severity, find }) => find(manifests).map(finding => tell(id, severity, finding))),
    ...[...manifests.files, ...manifests.aside].flatMap(leaksInFile).map(finding => tell(leakRule.id, finding.isGuess && isForeign ? 'warning' : 'error', finding)),
  ];
}

const clusterPath = new RegExp(`(?:^|/)(${clusterFolder('[^/]+')})/(.*)`);

/** Which cluster's folder a file is in, `clusters/test1`, and its path below. */
function pathInOutput(path: string): { readonly folder?: string | undefined; readonly below: string } {
  const [, folder, below = path] = clusterPath.exec(path) ?? [];
  return { folder, below };
}

function ownAt(home: Home | undefined, below: string): OwnFile | undefined {
  return home?.cluster.cluster?.own.find(each => ownPath(each) === below);
}

/** A line of a file that is passed on, in the file that somebody wrote. */
function ownSource(home: Home, below: string, line: number | undefined): SourceLocation | undefined {
  const { cluster } = home.cluster;
  const own = ownAt(home, below);
  if (!cluster || !own) return undefined;
  const header = generationOf(cluster.stack).leadingMarker ? 2 : 1;
  return { file: own.source, ...(line !== undefined && line > header && { line: line - header + own.skipped }) };
}

function inOutput(document: ManifestDocument, path: Place, known?: Position): Pick<Finding, 'output' | 'field'> {
  const { path: file, unreadable } = document.file;
  const { line, column } = known ?? unreadable ?? positionIn(document, path);
  const position = line !== undefined && column !== undefined && { line, column };
  return { output: { file, ...position }, ...(path.length > 0 && { field: pathText(path) }) };
}

/** An object may be one of a list. */
function fieldAt(document: ManifestDocument, path: Place, below: string): Field {
  const isListed = path[0] === 'items';
  const object = isListed ? valueAt(document.value, path.slice(0, 2).map(String)) : document.value;
  return { path: below, object: isManifest(object) ? object : undefined, field: isListed ? path.slice(2) : path };
}

function leaksOf({ cluster: { text }, file }: Home): Finding[] {
  return leaksInText(text).map(({ fault, position }) => ({ rule: leakRule.id, severity: 'error', fault, source: { file, ...position } }));
}

/** What is wrong with a cluster file itself. */
function ofConfig(home: Home): RawFinding[] {
  return home.cluster.problems.map(problem => ofProblem(problem, home));
}

/** A file that does not run has no places of a config; the place where it stopped stands before the message. */
function ofProblem(problem: Finding, home: Home): RawFinding {
  const { rule, severity, fault, source } = problem;
  const path = source?.path ?? '';
  if (rule !== loadRule.id) return { home, rule, severity, fault, at: path, where: () => ({ source: home.at(parsePath(path)) }) };
  const { cluster: { name }, file } = home;
  const [place = '', stopped, line] = /^(?:clusters\/)?([^/:]+)\.ts:(\d+):\d+: /.exec(fault.wrong) ?? [];
  const found = { home, rule, severity, at: path };
  if (stopped !== name) return { ...found, fault, where: () => ({ ...(source && { source }) }) };
  return { ...found, fault: { wrong: fault.wrong.slice(place.length) }, where: () => ({ source: { file, line: Number(line) } }) };
}
