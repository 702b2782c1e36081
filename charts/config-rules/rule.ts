import type { Fault } from '../../lib/findings/fault.ts';
import type { RuleInfo, Severity } from '../../lib/findings/finding.ts';
import { groupBy } from '../../lib/group-by.ts';
import type { Place } from '../../lib/manifests/manifest.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import type { Cluster, Environment } from '../cluster.ts';
import type { ClusterConfig, EksConfig, EnvironmentConfig } from '../config.ts';
import type { GenerationName } from '../generations/delivery.ts';
import { isOnEks } from '../normalise.ts';

export type { Place } from '../../lib/manifests/manifest.ts';

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

/** A cluster that is delivered in one way. */
export type DeliveredBy<Name extends GenerationName> = CheckedCluster<Extract<ClusterConfig, { readonly delivery: Name }>>;

/** Rules that belong to one way of delivery, and are asked of its clusters alone. */
export function ofDelivery<Name extends GenerationName>(name: Name, rules: readonly DeliveryRule<Name>[]): ConfigRule[] {
  const isIts = (checked: CheckedCluster): checked is DeliveredBy<Name> => checked.config.delivery === name;
  return rules.map(({ find, ...info }) => ({ ...info, find: checked => (isIts(checked) ? find(checked) : []) }));
}

type DeliveryRule<Name extends GenerationName> = ConfigRule<Extract<ClusterConfig, { readonly delivery: Name }>>;

/** The same among several clusters that eksctl makes. */
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

/** The path of a place. */
export function at(...place: Place): string {
  return pathText(place);
}

/** An environment that is switched on: what the config says of it, and what that comes to. */
export interface CheckedEnvironment {
  readonly name: string;
  readonly config: EnvironmentConfig;
  readonly environment: Environment;
  /** The path of a place in its config. */
  readonly at: (...place: Place) => string;
}

/** By name. */
export function environmentsOf({ config, cluster }: CheckedCluster): CheckedEnvironment[] {
  return cluster.environments.flatMap(environment => {
    const { name } = environment;
    const own = config.environments?.[name];
    return own ? [{ name, config: own, environment, at: (...place: Place) => at('environments', name, ...place) }] : [];
  });
}

/** What is found in each environment by itself. */
export function eachEnvironment(find: (environment: CheckedEnvironment, checked: CheckedCluster) => readonly ConfigFinding[]): ConfigRule['find'] {
  return checked => environmentsOf(checked).flatMap(environment => find(environment, checked));
}

/** What a text has to look like, since others read it. */
export interface Form {
  readonly is: RegExp | ((text: string) => boolean);
  /** `DNS name`. */
  readonly noun: string;
  readonly source: string;
  /** Said where no text that is close has the form: `write one such as 'test1'`. */
  readonly instead: string;
  /** What was perhaps meant. */
  readonly close?: (text: string) => string;
}

/** A finding for each text that has not the form. */
export function checkForm({ is, noun, source, instead, close }: Form, path: string, texts: string | readonly string[] | undefined): ConfigFinding[] {
  const hasForm = (text: string) => (is instanceof RegExp ? is.test(text) : is(text));
  const all = typeof texts === 'string' ? [{ text: texts, place: path }] : (texts ?? []).map((text, i) => ({ text, place: `${path}[${i}]` }));
  return all.filter(({ text }) => !hasForm(text)).map(({ text, place }) => {
    const meant = close?.(text) ?? '';
    return error(place, { wrong: `'${text}' is no ${noun}`, source, instead: close && hasForm(meant) ? `write '${meant}'` : instead });
  });
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
export function findContested<C extends Claim>(
  claims: readonly C[],
  finding: (claim: C, other: C) => ConfigFinding,
  collide: (claim: C, other: C) => boolean = () => true,
): FleetFinding[] {
  const claimants = groupBy(claims, ({ key }) => key);
  return claims.flatMap(claim => {
    const other = claimants.get(claim.key)?.find(rival => rival.file !== claim.file && collide(claim, rival));
    return other ? [{ file: claim.file, finding: finding(claim, other) }] : [];
  });
}

/** A finding for every item of a list that stands in it before. */
export function findRepeated(path: string, items: readonly string[], source: string): ConfigFinding[] {
  return items.flatMap((item, i) => {
    const first = items.indexOf(item);
    if (first === i) return [];
    return [error(`${path}[${i}]`, { wrong: `'${item}' stands in ${path}[${first}] already`, source, instead: 'remove one of the two' })];
  });
}

/** `a, b and c` */
export function enumerate(items: readonly string[], last = 'and'): string {
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} ${last} ${items.at(-1)}`;
}
