import type { Fault } from '../findings/fault.ts';
import type { Finding, RuleInfo } from '../findings/finding.ts';
import { formats, type FormatName } from '../findings/formats/index.ts';
import { quotable, quotableFinding } from '../findings/quotable.ts';
import type { OutputSize } from '../findings/report.ts';
import { maskLeaks } from '../leaks/index.ts';
import { changes, differences, placeText, type Change, type Difference } from '../manifests/differences.ts';
import type { FoundTree } from '../manifests/found.ts';
import { maskAt, pathIn } from '../manifests/masked.ts';
import { isSaidElsewhere } from '../manifests/roles.ts';
import { positionIn, positionInText, readManifests, type ManifestDocument, type ManifestFile } from '../manifests/manifests.ts';
import { adviceOf, sentenceOf, type FileComparison as Comparison, type State } from './compare.ts';
import type { Tree } from './file-chart.ts';
import { withoutHash } from './signature.ts';

/** What is different between `dist` and what configs come to, field by field. It is loaded only where something is. */

export interface DriftInput {
  readonly made: Tree;
  readonly found: FoundTree;
  /** What is made, in all. */
  readonly size: OutputSize;
  /** What `compareTrees` says of the two. */
  readonly comparisons: readonly Comparison[];
  /** A synth was interrupted. */
  readonly isPending: boolean;
  /** What is to be said of image tags that `synth` gives up. */
  readonly droppedTags: readonly string[];
}

/** The report of `check`, without a newline at the end. Nothing in it repeats what looks like a credential. */
export function driftReport(format: FormatName, { made, found, size, comparisons, isPending, droppedTags }: DriftInput): string {
  const limit = format === 'text' || format === 'github' ? screenful : Infinity;
  const files = driftsOf(made, found, comparisons).map(({ comparison, drifts }) => ({ comparison, drifts: abridge(drifts, limit) }));
  const pending = 'a synth was interrupted; `npm run synth` finishes it';
  if (format === 'text') {
    return [
      ...(isPending ? [`pending  ${pending}`] : []),
      ...files.flatMap(textLines),
      ...droppedTags.map(row => `tag      ${quotable(row)}`),
    ].join('\n');
  }
  const findings: Finding[] = [
    ...(isPending ? [{ rule: 'dist-pending', severity: 'error' as const, fault: { wrong: `${pending}.` } }] : []),
    ...files.flatMap(findingsOf),
    ...droppedTags.map(wrong => ({ rule: 'dist-tag', severity: 'warning' as const, fault: { wrong } })),
  ];
  return formats[format]({ tool: 'gitops-check', findings: findings.map(quotableFinding), rules: driftRules, ...size });
}

/** Lines for one file that a person reads at once. */
const screenful = 20;

const summaries: Readonly<Record<Exclude<State, 'same'> | 'pending' | 'tag', string>> = {
  missing: 'What the configs come to stands in dist.',
  moved: 'Image tags in dist are those that the config allows.',
  stale: 'A file of dist is what its config comes to now.',
  edited: 'A generated file is not edited by hand.',
  leftover: 'A file that is no longer made is removed from dist.',
  foreign: 'What was not generated does not lie in dist.',
  occupied: 'Nothing stands where a file is to be made.',
  pending: 'A synth that was interrupted is finished.',
  tag: 'A tag that Flux has written is not given up.',
};

const driftRules: readonly RuleInfo[] = Object.entries(summaries).map(([state, summary]) => {
  return { id: `dist-${state}`, summary, help: 'docs/validation.md#what-check-says' };
});

/** A path that differs, and for a file that is edited or stale, what differs in it. */
interface FileDrift {
  readonly comparison: Comparison;
  readonly drifts: readonly Drift[];
}

/** `dist has 1, the config comes to 2`, and of what. */
type Drift = Pick<Finding, 'object' | 'field' | 'output'> & Pick<Fault, 'wrong'>;

function abridge(drifts: readonly Drift[], limit: number): readonly Drift[] {
  if (drifts.length <= limit) return drifts;
  return [...drifts.slice(0, limit - 1), { wrong: `and ${drifts.length - limit + 1} more differences` }];
}

function textLines({ comparison, drifts }: FileDrift): string[] {
  const lines = drifts.map(({ object, field, wrong }) => {
    const place = [object, field].filter(text => text !== undefined && text !== '').join(' ');
    return `  ${quotable(`${place === '' ? '' : `${place}: `}${wrong}`)}`;
  });
  return [`${comparison.state.padEnd(8)} ${sentenceOf(comparison)}`, ...lines];
}

function findingsOf({ comparison, drifts }: FileDrift): Finding[] {
  const about = { rule: `dist-${comparison.state}`, severity: 'error' as const, output: { file: `dist/${comparison.path}` } };
  if (drifts.length === 0) return [{ ...about, fault: { wrong: sentenceOf(comparison) } }];
  return drifts.map(({ wrong, ...drift }) => ({ ...about, ...drift, fault: { wrong, instead: adviceOf(comparison) } }));
}

/** The documents of one side, in the order of their files. */
interface Side {
  readonly files: readonly ManifestFile[];
  readonly documents: readonly ManifestDocument[];
}

function driftsOf(made: Tree, found: FoundTree, comparisons: readonly Comparison[]): FileDrift[] {
  const different = comparisons.filter(({ state }) => state !== 'same');
  const [dist, config] = [sideOf(found, different), sideOf(made, different)];
  const all = differences(dist.documents.map(withFile), config.documents.map(withFile));
  const others = different.filter(({ state }) => ['missing', 'stale', 'edited', 'leftover'].includes(state)).map(({ path }) => path);
  return different.map(comparison => {
    const { path, state } = comparison;
    if (state === 'stale' && isSaidElsewhere(path, others)) return { comparison, drifts: [] };
    const [old, now] = [found.get(path), made.get(path)];
    if ((state !== 'edited' && state !== 'stale') || typeof old !== 'string' || now === undefined) return { comparison, drifts: [] };
    const file = `dist/${path}`;
    const unreadable = dist.files.find(each => each.path === file)?.unreadable;
    if (unreadable) return { comparison, drifts: [unreadableDrift(file, unreadable)] };
    const own = all.filter(difference => filesOf(difference).includes(file)).flatMap(difference => fieldDrifts(difference, dist, config));
    return { comparison, drifts: own.length > 0 ? own : lineDrifts(file, old, now) };
  });
}

function sideOf(tree: FoundTree, comparisons: readonly Comparison[]): Side {
  const { files: applied, aside } = readManifests(comparisons.flatMap(({ path }) => {
    const text = tree.get(path);
    return text === undefined ? [] : [[`dist/${path}`, text] as const];
  }));
  const files = [...applied, ...aside];
  return { files, documents: files.flatMap(({ documents }) => documents) };
}

function withFile({ file, value }: ManifestDocument): { file: string; value: unknown } {
  return { file: file.path, value };
}

/** Both, of an object that has moved. */
function filesOf({ kind, path, file, after }: Difference): string[] {
  return kind === 'moved' && path.length === 0 ? [file, (after as { file: string }).file] : [file];
}

function unreadableDrift(file: string, { message, ...position }: NonNullable<ManifestFile['unreadable']>): Drift {
  const where = position.line === undefined ? '' : ` at line ${position.line}`;
  return { output: { file, ...position }, wrong: `it cannot be read as YAML (${message}${where})` };
}

function fieldDrifts(difference: Difference, dist: Side, config: Side): Drift[] {
  const { object, document, path, kind, before, after, inside } = difference;
  const [old, now] = [dist.documents[document.before ?? -1], config.documents[document.after ?? -1]];
  const about = {
    ...(object !== undefined && { object }),
    ...(path.length > 0 && { field: placeText(path) }),
    output: { file: difference.file, ...(old && positionIn(old, pathIn(path, 'before'))) },
  };
  if (path.length === 0 && kind !== 'changed') return [{ ...about, wrong: wholeMessage(difference) }];
  const masks = [maskAt(old?.value, pathIn(path, 'before'), before), maskAt(now?.value, pathIn(path, 'after'), after)] as const;
  if (inside === undefined || masks.some(mask => mask !== undefined)) return [{ ...about, wrong: message(difference, masks) }];
  return leavesOf(inside).map(({ field, line, change }) => {
    const position = line !== undefined && old ? positionInText(old, pathIn(path, 'before'), line) : undefined;
    return { ...about, field: `${placeText(path)} ${field}`, output: { ...about.output, ...position }, wrong: message(change) };
  });
}

function wholeMessage({ kind, before, after }: Difference): string {
  if (kind === 'added') return 'dist lacks this object';
  if (kind === 'removed') return 'only dist has this object';
  const [from, to] = [before, after].map(place => (place as { file: string }).file); // of one that has moved
  return from === to ? 'dist has it at another place in this file' : `dist has it in ${from}, the config puts it into ${to}`;
}

/** What is different inside of a text, however deep, and where: `spec.x`, or `line 4`. */
function leavesOf({ as, changes: found }: NonNullable<Change['inside']>): { field: string; line?: number; change: Change }[] {
  return found.flatMap(change => {
    const [first] = change.path;
    const line = typeof first === 'object' ? first.before ?? first.after ?? 0 : 0;
    const field = as === 'lines' ? `line ${line + 1}` : placeText(change.path);
    if (change.inside) return leavesOf(change.inside).map(inner => ({ field: `${field} ${inner.field}`, change: inner.change }));
    return [{ field, change, ...(as === 'lines' && { line }) }];
  });
}

/** What is different in comments, in how values are written, and in files that are no YAML. */
function lineDrifts(file: string, old: string, now: string): Drift[] {
  const linesOf = (text: string): string[] => maskLeaks(withoutHash(text)).split('\n');
  const found = leavesOf({ as: 'lines', changes: changes(linesOf(old), linesOf(now)) });
  if (found.length === 0) return [{ output: { file }, wrong: 'it differs in its line "Generated from", or in what looks like a credential' }];
  return found.map(({ field, line = 0, change }) => ({ field, output: { file, line: line + 1 }, wrong: message(change) }));
}

function message({ kind, before, after }: Change, [maskBefore, maskAfter]: readonly (string | undefined)[] = []): string {
  if (kind === 'moved') return `dist has it at [${String(before)}], the config at [${String(after)}]`;
  const [old, now] = fromDifference(textOf(before), textOf(after));
  return `dist has ${maskBefore ?? old}, the config comes to ${maskAfter ?? now}`;
}

/** Judged as a whole, before any of it is cut off. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return `'${maskLeaks(value).replace(/\s/g, space => (space === ' ' ? space : JSON.stringify(space).slice(1, -1)))}'`;
  return value === undefined ? 'nothing' : maskLeaks(JSON.stringify(value));
}

/** As many characters of two long texts as one reads, where they begin to differ. */
function fromDifference(one: string, other: string): [string, string] {
  let same = 0;
  while (same < one.length && one[same] === other[same]) same++;
  const from = same > 40 ? same - 20 : 0;
  const cut = (text: string): string => {
    const end = text.length > from + 100 ? from + 99 : text.length;
    const quote = text.startsWith("'") ? "'" : '';
    return `${from > 0 ? `${quote}…` : ''}${text.slice(from, end)}${end < text.length ? `…${quote}` : ''}`;
  };
  return [cut(one), cut(other)];
}
