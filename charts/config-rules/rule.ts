import type { Fault } from '../../lib/findings/fault.ts';
import type { RuleInfo, Severity } from '../../lib/findings/finding.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import type { Cluster } from '../cluster.ts';
import type { ClusterConfig, EksConfig } from '../config.ts';
import { isOnEks } from '../normalise.ts';

/** A cluster as rules see it. */
export interface CheckedCluster<Config extends ClusterConfig = ClusterConfig> {
  /** Of its config, without `.ts`. */
  readonly file: string;
  readonly config: Config;
  /** What the config comes to before images that stand in `dist` come in. */
  readonly cluster: Cluster;
}

/** One thing that types cannot say of a cluster, whatever others there are. */
export interface ConfigRule<Config extends ClusterConfig = ClusterConfig> extends RuleInfo {
  readonly find: (checked: CheckedCluster<Config>) => readonly ConfigFinding[];
}

/** One thing that types cannot say of clusters beside each other. They come in order of their files. */
export interface FleetRule<Config extends ClusterConfig = ClusterConfig> extends RuleInfo {
  readonly findAmong: (clusters: readonly CheckedCluster<Config>[]) => readonly FleetFinding[];
}

/** A cluster that eksctl makes. */
export type CheckedEks = CheckedCluster<EksConfig>;

function isEks(checked: CheckedCluster): checked is CheckedEks {
  return isOnEks(checked.config);
}

/** Rules that are asked of the clusters that eksctl makes. */
export function ofEks(rules: readonly ConfigRule<EksConfig>[]): ConfigRule[] {
  return rules.map(({ find, ...info }) => ({ ...info, find: checked => (isEks(checked) ? find(checked) : []) }));
}

/** The same among several of them. */
export function amongEks(rules: readonly FleetRule<EksConfig>[]): FleetRule[] {
  return rules.map(({ findAmong, ...info }) => ({ ...info, findAmong: clusters => findAmong(clusters.filter(isEks)) }));
}

/** What a rule found, before it is known in which file that is. */
export interface ConfigFinding {
  /** An error stops `synth`; a warning stops it with `--strict` only, a note never. */
  readonly severity: Severity;
  /** Where, as one would write it in TypeScript: `environments.qa2.gateway.https.dnsNames[1]`, `packages['external-dns'].chart`. */
  readonly path: string;
  readonly fault: Fault;
}

export interface FleetFinding {
  /** Whose config it is about. */
  readonly file: string;
  readonly finding: ConfigFinding;
}

export function error(path: string, fault: Fault): ConfigFinding {
  return { severity: 'error', path, fault };
}

export function warning(path: string, fault: Fault): ConfigFinding {
  return { severity: 'warning', path, fault };
}

export function note(path: string, fault: Fault): ConfigFinding {
  return { severity: 'note', path, fault };
}

/** Keys and indices that lead to a place in a config. */
export type Place = readonly (string | number)[];

/** The path of a place. */
export function at(...place: Place): string {
  return pathText(place);
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
  finding: (claim: C, other: C) => ConfigFinding,
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
export function repeated(path: string, items: readonly string[], source: string): ConfigFinding[] {
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
