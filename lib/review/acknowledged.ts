import { nearest } from '../findings/nearest.ts';
import type { Risk } from './risks/risk.ts';

/** Risks that somebody has looked at, and the entries that say so. */

export interface Acknowledgement {
  readonly risk: string;
  readonly object: string;
  readonly reason: string;
  /** The last day on which it counts. */
  readonly until: string;
  /** The cluster whose config has it, and where it stands there: `clusters/test1.ts acknowledged[0]`. */
  readonly scope: string;
  readonly place: string;
}

export interface Acknowledged {
  readonly risk: Risk;
  readonly entry: Acknowledgement;
}

export interface Judged {
  readonly open: readonly Risk[];
  readonly acknowledged: readonly Acknowledged[];
  /** What is wrong with entries. */
  readonly faults: readonly string[];
  /** Entries that nothing needs yet, or any more. */
  readonly notes: readonly string[];
}

/** An entry counts in its own cluster; one about a cluster that has no config any more counts wherever it stands. */
export function judged(risks: readonly Risk[], entries: readonly Acknowledgement[], known: readonly string[], today: string): Judged {
  const valid = entries.filter(({ until }) => until >= today);
  const entryOf = (risk: Risk) => valid.find(entry => isAbout(entry, risk));
  const acknowledged = risks.flatMap(risk => {
    const entry = entryOf(risk);
    return entry ? [{ risk, entry }] : [];
  });
  const used = new Set(acknowledged.map(({ entry }) => entry));
  return {
    open: risks.filter(risk => entryOf(risk) === undefined),
    acknowledged,
    faults: entries.flatMap(({ place, risk, until }) => {
      if (!known.includes(risk)) return [`${place}: there is no risk '${risk}'; ${suggestion(risk, known)}`];
      return until < today ? [`${place}: ${risk} was acknowledged until ${until}, and today is ${today}; remove this entry, or look again`] : [];
    }),
    notes: valid.filter(entry => !used.has(entry) && known.includes(entry.risk)).map(({ place, risk, object, until }) => {
      return `${place}: ${risk} of ${object} is acknowledged until ${until}, and not in this change`;
    }),
  };
}

function isAbout({ risk, object, scope }: Acknowledgement, found: Risk): boolean {
  return risk === found.id && object === found.object && (scope === found.scope || object === `Cluster/${found.scope}`);
}

function suggestion(risk: string, known: readonly string[]): string {
  const meant = nearest(risk, known);
  return meant === undefined ? 'docs/risks.md has all of them' : `did you mean '${meant}'?`;
}
