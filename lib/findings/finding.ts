import { groupBy } from '../group-by.ts';
import { sentence, type Fault } from './fault.ts';

/** What is wrong with configs and with what is made of them, as data. `lib/findings/formats/index.ts` says it. */

export type Severity = 'error' | 'warning' | 'note';

export interface Location {
  /** From the root of the repository, with `/`: `clusters/test1.ts`. */
  readonly file: string;
  /** From 1. Without it, the file as a whole is meant. */
  readonly line?: number;
  /** From 1, in UTF-16 code units. It says nothing without a line. */
  readonly column?: number;
}

export interface SourceLocation extends Location {
  /** The key of the config there: `nodeGroups[0].maxSize`. */
  readonly path?: string;
}

/** One thing that is wrong. It has a source or an output, or it concerns the repository as a whole. */
export interface Finding {
  /** A rule's id: `namespace-exists`, `node-group-size`. */
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong, who says so, what to write instead. The place stands in the other fields. */
  readonly fault: Fault;
  /** `HelmRelease/prd/tidepool` */
  readonly object?: string;
  /** A path in the object: `spec.values.auth`. */
  readonly field?: string;
  /** Where in `dist`. */
  readonly output?: Location;
  /** Where in `clusters`: what to edit. */
  readonly source?: SourceLocation;
}

export interface RuleInfo {
  readonly id: string;
  /** What the rule says, in one sentence. */
  readonly summary: string;
  /** Where more is written: a path from the root of the repository, `docs/rules.md#namespace-exists`, or an address with its scheme. */
  readonly help?: string;
}

/** What was looked at, by which rules, and what came of it. */
export interface Validation {
  /** What the report is called by programs that take it: `gitops-validate`. */
  readonly tool: string;
  readonly findings: readonly Finding[];
  /** All rules that were held against the objects, with findings or without. */
  readonly rules: readonly RuleInfo[];
  readonly files: number;
  readonly objects: number;
  /** How many notes there are besides those among the findings. */
  readonly notesLeftOut?: number;
}

/** The place to go to: the source where it is known, the output otherwise. Undefined for what concerns the whole repository. */
export function placeOf({ source, output }: Finding): Location | undefined {
  return source ?? output;
}

/** By file, line, column, rule and message. Findings come out alike in whichever order they were found. */
export function inOrder(findings: readonly Finding[]): Finding[] {
  const keyed = findings.map(finding => ({ finding, key: sortKey(finding) }));
  return keyed.sort((one, other) => compareKeys(one.key, other.key)).map(({ finding }) => finding);
}

type SortKey = readonly (string | number)[];

/** Has every field of a finding in it, so that only equal findings have equal keys. */
function sortKey(finding: Finding): SortKey {
  const { rule, severity, fault, object = '', field = '', source, output } = finding;
  const parts = [fault.wrong, fault.source ?? '', fault.instead ?? ''];
  const rest = [severity, object, field, source?.path ?? '', ...placeKey(output), ...parts];
  return [...placeKey(placeOf(finding)), rule, sentence(fault), ...rest, source === undefined ? 0 : 1];
}

function placeKey(place: Location | undefined): SortKey {
  return [place?.file ?? '', place?.line ?? 0, place?.column ?? 0];
}

/** Text by its code units: a locale would order it otherwise on another machine. */
function compareKeys(one: SortKey, other: SortKey): number {
  for (const [index, part] of one.entries()) {
    const against = other[index] ?? '';
    if (part !== against) return part < against ? -1 : 1;
  }
  return 0;
}

/** Findings in order, by the file to go to. The key is undefined for those that concern the whole repository, which come first. */
export function byFile(findings: readonly Finding[]): ReadonlyMap<string | undefined, Finding[]> {
  return groupBy(inOrder(findings), finding => placeOf(finding)?.file);
}

export function tally(findings: readonly Finding[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

/**
 * The message, behind what to edit and what is wrong with what came of it: `nodeGroups[0]: desiredCapacity 12 is above maxSize 10.`,
 * `environments.prd: Namespace/prd metadata.label: is no key here; did you mean 'labels'?`
 */
export function headline({ source, object = '', field = '', fault }: Finding): string {
  const made = [object, field].filter(text => text !== '').join(' ');
  return [source?.path ?? '', made, sentence(fault)].filter(text => text !== '').join(': ');
}

/** For a finding in the source, where in the output it shows: `dist/a.yaml:12:3`. Empty otherwise. */
export function outcome({ source, output }: Finding): string {
  return source === undefined || output === undefined ? '' : clickable(output);
}

/** `clusters/test1.ts:3:5`, which terminals and editors make a link of. */
export function clickable({ file, line, column }: Location): string {
  if (line === undefined) return file;
  return column === undefined ? `${file}:${line}` : `${file}:${line}:${column}`;
}
