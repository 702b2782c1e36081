import type { Finding, RuleInfo } from '../findings/finding.ts';
import { groupBy } from '../group-by.ts';
import type { Acknowledged, Judged } from './acknowledged.ts';
import { statusOf, type ObjectChange, type Status } from './changes.ts';
import { general, rowsOf, type Row, type Sample } from './fold.ts';
import type { Risk } from './risks/risk.ts';
import { isScript, scriptRows } from './scripts.ts';

/** What a change does to clusters, as data: `text.ts`, `json.ts`, `markdown.ts` and `html.ts` say it. */

export interface ReviewInput {
  /** What is compared, for the first line. */
  readonly about: string;
  readonly objects: readonly ObjectChange[];
  readonly risks: Judged;
  readonly rules: readonly RuleInfo[];
  /** The clusters that were looked at. */
  readonly scopes: readonly string[];
  /** Clusters that come or go as a whole. */
  readonly entire: ReadonlySet<string>;
  /** The word of a config that causes a change, where one does. */
  readonly causeOf: (sample: Sample) => string | undefined;
  /** Where a risk is, and what to edit. */
  readonly locate: (risk: Risk) => RiskLocation;
}

export type RiskLocation = Pick<Finding, 'source' | 'output'>;

export interface ReviewRow extends Row {
  readonly cause: string | undefined;
}

/** A risk of several objects. */
export interface RiskRow extends Omit<Risk, 'scope' | 'object'> {
  readonly places: readonly (Pick<Risk, 'scope' | 'object'> & RiskLocation)[];
}

export interface Review extends Pick<Judged, 'faults' | 'notes'> {
  readonly about: string;
  readonly objects: readonly ObjectChange[];
  readonly rows: readonly ReviewRow[];
  /** Nobody has acknowledged them. The high ones first. */
  readonly risks: readonly RiskRow[];
  readonly acknowledged: readonly (Acknowledged & RiskLocation)[];
  /** All that were looked for. */
  readonly rules: readonly RuleInfo[];
  readonly counts: Readonly<Record<Status, number>>;
  /** How many of the objects are scripts and pages, and none. */
  readonly scripts: number;
  readonly changed: readonly string[];
  readonly unchanged: readonly string[];
}

export function review({ about, objects, risks, rules, scopes, entire, causeOf, locate }: ReviewInput): Review {
  const counts = { removed: 0, added: 0, moved: 0, changed: 0 };
  for (const object of objects) if (!isScript(object)) counts[statusOf(object)] += 1;
  const isToldAlone = (object: ObjectChange): boolean => isScript(object) && !entire.has(object.scope);
  const rows = [...rowsOf(objects.filter(object => !isToldAlone(object)), entire), ...scriptRows(objects.filter(isToldAlone))];
  const changed = [...new Set(objects.map(({ scope }) => scope))];
  return {
    about,
    objects,
    rows: rows.map(row => ({ ...row, cause: causeOf(row.sample) })),
    risks: riskRows(risks.open, locate),
    acknowledged: risks.acknowledged.map(each => ({ ...each, ...locate(each.risk) })),
    rules,
    faults: risks.faults,
    notes: risks.notes,
    counts,
    scripts: objects.filter(isScript).length,
    changed: changed.filter(scope => scope !== ''),
    unchanged: scopes.filter(scope => !changed.includes(scope)),
  };
}

/** Whether a run that asks for it ends with 1: a high risk that nobody has acknowledged, or an entry that is wrong. */
export function isRefused({ risks, faults }: Review): boolean {
  return faults.length > 0 || risks.some(({ severity }) => severity === 'high');
}

/** The same danger in many objects and clusters is one. */
function riskRows(risks: readonly Risk[], locate: ReviewInput['locate']): RiskRow[] {
  const groups = [...groupBy(risks, risk => [risk.id, risk.severity, generally(risk), risk.safely].join('\n')).values()];
  const rows = groups.map((group): RiskRow => {
    const { id, severity, happens, safely } = group[0] as Risk; // of a group
    const isAlike = group.every(other => other.happens === happens);
    return { id, severity, happens: isAlike ? happens : generally(group[0] as Risk), safely, places: group.map(risk => ({ scope: risk.scope, object: risk.object, ...locate(risk) })) };
  });
  return [...rows.filter(({ severity }) => severity === 'high'), ...rows.filter(({ severity }) => severity !== 'high')];
}

function generally({ happens, scope, object }: Risk): string {
  const [, namespace = '', name] = object.split('/');
  return general(happens, scope, name === undefined ? '' : namespace);
}
