import { sentence, type Fault } from '../../lib/findings/fault.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import type { ClusterConfig } from '../config.ts';

export type { Fault } from '../../lib/findings/fault.ts';

/** Something in a config that is wrong, or that somebody will regret. */
export interface Problem {
  /** Id of the rule: `vpc-size`. */
  readonly rule: string;
  /** An error stops `synth`; a warning stops it with `--strict` only. */
  readonly severity: 'error' | 'warning';
  /** Where, as one would write it in TypeScript: `environments.qa2.gateway.https.dnsNames[1]`, `packages['external-dns'].chart`. */
  readonly path: string;
  /** What is wrong, who says so, and what to write instead: one or two sentences, without the path. */
  readonly message: string;
}

/** The clusters of one repository. */
export interface Fleet {
  /** By name of the file in `clusters/`, without `.ts`. */
  readonly configs: ReadonlyMap<string, ClusterConfig>;
}

/** One thing that types cannot say. */
interface Demand {
  /** A word, kept for ever: one that goes is not given to another rule. */
  readonly id: string;
  /** What holds when the rule finds nothing. */
  readonly summary: string;
}

/** A rule about one cluster, whatever others there are. */
export interface Rule extends Demand {
  /** `file` is the name of the config's file, without `.ts`. */
  readonly find: (config: ClusterConfig, file: string) => readonly Finding[];
}

/** A rule about clusters beside each other. */
export interface FleetRule extends Demand {
  readonly findAmong: (fleet: Fleet) => readonly FleetFinding[];
}

export interface FleetFinding {
  /** Whose config it is about. */
  readonly file: string;
  readonly finding: Finding;
}

/** A problem before its rule has signed it. */
export type Finding = Omit<Problem, 'rule'>;

export function error(path: string, fault: Fault): Finding {
  return { severity: 'error', path, message: sentence(fault) };
}

export function warning(path: string, fault: Fault): Finding {
  return { severity: 'warning', path, message: sentence(fault) };
}

/** Keys and indices that lead to a place in a config. */
export type Place = readonly (string | number)[];

/** The path of a place. */
export function at(...place: Place): string {
  return pathText(place);
}

/** Clusters and their files, in order of the files. */
export function clustersOf({ configs }: Fleet): readonly [file: string, config: ClusterConfig][] {
  return [...configs].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** How messages call the file of a cluster. */
export function sourceOf(file: string): string {
  return `clusters/${file}.ts`;
}

/** Something that one cluster alone may have. */
export interface Claim {
  readonly file: string;
  readonly key: string;
}

/** What `finding` says of each claim that another cluster makes, too; `other` is the first of those. */
export function contested<C extends Claim>(
  claims: readonly C[],
  finding: (claim: C, other: C) => Finding,
  collide: (claim: C, other: C) => boolean = () => true,
): FleetFinding[] {
  const claimants = new Map<string, C[]>();
  for (const claim of claims) {
    const rivals = claimants.get(claim.key);
    if (rivals) rivals.push(claim);
    else claimants.set(claim.key, [claim]);
  }
  return claims.flatMap(claim => {
    const other = claimants.get(claim.key)?.find(rival => rival.file !== claim.file && collide(claim, rival));
    return other ? [{ file: claim.file, finding: finding(claim, other) }] : [];
  });
}

/** A finding for every item of a list that stands in it before. */
export function repeated(path: string, items: readonly string[], source: string): Finding[] {
  return items.flatMap((item, i) => {
    const first = items.indexOf(item);
    if (first === i) return [];
    return [error(`${path}[${i}]`, { wrong: `'${item}' stands in ${path}[${first}] already`, source, instead: 'remove one of the two' })];
  });
}

/** `a, b and c` */
export function listed(items: readonly string[], last = 'and'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;
}
