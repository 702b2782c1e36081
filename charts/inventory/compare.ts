import { locator } from '../../lib/findings/locate.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { quotable } from '../../lib/findings/quotable.ts';
import { imageReference } from '../../lib/images/tags.ts';
import { compareVersions } from '../../lib/images/semver.ts';
import { changes, placeText, type Change } from '../../lib/manifests/differences.ts';
import { isRecord, type Place } from '../../lib/manifests/manifest.ts';
import { maskAt, pathIn } from '../../lib/manifests/masked.ts';
import { listed, valueText } from '../../lib/review/words.ts';
import { UserError } from '../../lib/user-error.ts';
import type { Cluster, Environment } from '../cluster.ts';
import type { ClusterConfig } from '../config.ts';
import { generationOf } from '../generations/index.ts';
import { inventoryOf } from './inventory.ts';

/** A cluster, and the text of its file. */
export interface ComparedCluster {
  readonly config: ClusterConfig;
  readonly cluster: Cluster;
  readonly text: string;
}

/** What is different between two clusters or two environments. */
interface Comparison {
  readonly between: readonly [string, string];
  /** Meant: a word that the files say otherwise, with where it is written. */
  readonly set: readonly Pair[];
  /** Versions that no word of the config makes different. */
  readonly versions: readonly (Pair & { readonly behind?: string })[];
  /** What one of them has alone. */
  readonly only: readonly { readonly of: string; readonly what: string; readonly names: readonly string[] }[];
}

interface Pair {
  readonly what: string;
  /** Undefined where it is not written. */
  readonly values: readonly [string | undefined, string | undefined];
  readonly places?: readonly [string | undefined, string | undefined];
}

/** One of the two: a cluster, or an environment of it. */
interface Side {
  readonly name: string;
  readonly file: string;
  readonly text: string;
  /** Where its part of the config begins. */
  readonly start: Place;
  readonly config: unknown;
  /** By what and name. */
  readonly versions: ReadonlyMap<string, string>;
  readonly parts: ReadonlyMap<string, readonly string[]>;
}

/** `test1 production`, `test1/qa2 production/int` */
export function compareReport(names: readonly string[], clusters: readonly ComparedCluster[], format?: string): string {
  const [one, other, ...rest] = names.map(name => sideOf(name, clusters));
  if (!one || !other || rest.length > 0 || one.start.length !== other.start.length) throw new UserError(usage);
  const comparison = compared(one, other);
  return format === 'json' ? JSON.stringify({ version: 1, ...comparison }, null, 2) : text(comparison);
}

const usage = 'Say which two clusters, or which two environments: compare test1 production, compare test1/qa2 production/int.';

/** The clusters that have to be read for it. */
export function clustersToCompare(names: readonly string[]): string[] {
  if (names.length !== 2) throw new UserError(usage);
  return [...new Set(names.map(name => name.split('/')[0] ?? ''))];
}

function sideOf(name: string, clusters: readonly ComparedCluster[]): Side {
  const [own = '', environment] = name.split('/');
  const found = clusters.find(({ config }) => config.name === own);
  if (!found) throw new UserError(usage);
  const { config, cluster, text } = found;
  const { packages, environments, applications, roles, secrets, services } = inventoryOf(cluster, generationOf(cluster.stack).bootstrap(cluster));
  const base = { name, file: `clusters/${own}.ts`, text };
  if (environment === undefined) {
    const releases = packages.flatMap(({ name: part, version }) => (version === undefined ? [] : [[`packages.${part}`, version] as const]));
    const parts = { packages, environments, applications };
    return {
      ...base,
      start: [],
      config: withoutOnes(config),
      versions: new Map([['kubernetes', cluster.kubernetes], ...releases, ...cluster.environments.flatMap(each => versionsOf(each, `environments.${each.name}.`))]),
      parts: new Map(Object.entries(parts).map(([what, rows]) => [what, rows.map(row => row.name)])),
    };
  }
  const there = cluster.environments.find(each => each.name === environment);
  if (!there) {
    const meant = nearest(environment, environments.map(row => row.name));
    const instead = meant === undefined ? `it has ${listed(environments.map(row => row.name))}` : `did you mean ${own}/${meant}?`;
    throw new UserError(`Cluster ${own} has no environment ${environment}; ${instead}`);
  }
  const prefix = `${own}/${environment}/`;
  return {
    ...base,
    start: ['environments', environment],
    config: config.environments?.[environment],
    versions: new Map(versionsOf(there, '')),
    parts: new Map([
      ['services', services.filter(row => row.environment === environment).map(row => row.name)],
      ['secrets', secrets.filter(row => row.name.startsWith(prefix)).map(row => row.name.slice(prefix.length))],
      ['roles', roles.filter(({ account }) => account.startsWith(`${environment}/`)).map(({ account }) => account.slice(environment.length + 1))],
    ]),
  };
}

/** What names a cluster, and what speaks of findings in it, is another one everywhere. */
function withoutOnes({ name: _, accepted: __, acknowledged: ___, ...config }: ClusterConfig): unknown {
  return config;
}

function versionsOf({ edition, chart, services }: Environment, start: string): [string, string][] {
  const tags = services.filter(({ enabled }) => enabled).flatMap(({ name, choice }): [string, string][] => {
    const { tag } = imageReference(choice.image) ?? {};
    return tag === undefined ? [] : [[`${start}services.${name}`, tag]];
  });
  return [[`${start}edition`, edition], [`${start}chart`, 'git' in chart ? chart.ref : chart.version], ...tags];
}

function compared(one: Side, other: Side): Comparison {
  const all = changes(one.config, other.config).filter(change => !isOfOneAlone(change, one, other));
  const set = all.map((change): Pair => {
    const [before, after] = [placeOf(one, change, 'before'), placeOf(other, change, 'after')];
    return { what: placeText(change.path), values: [before?.value, after?.value], places: [before?.place, after?.place] };
  });
  const isSet = (what: string): boolean => set.some(pair => pair.what === what || pair.what.startsWith(`${what}.`) || pair.what.startsWith(`${what}[`));
  const isMeant = (what: string): boolean => isSet(what) || (what.endsWith('.edition') && isSet('edition')); // that of the cluster
  const versions = [...one.versions].flatMap(([what, version]) => {
    const there = other.versions.get(what);
    if (there === undefined || there === version || isMeant(what)) return [];
    const order = compareVersions(version, there);
    const behind = order === undefined || order === 0 ? undefined : order < 0 ? one.name : other.name;
    return [{ what, values: [version, there] as const, ...(behind !== undefined && { behind }) }];
  });
  const only = [[one, other], [other, one]].flatMap(([here, there]) => [...(here?.parts ?? [])].flatMap(([what, names]) => {
    const alone = names.filter(name => !there?.parts.get(what)?.includes(name));
    return alone.length > 0 && here ? [{ of: here.name, what, names: alone }] : [];
  }));
  return { between: [one.name, other.name], set, versions, only };
}

/** A package or an environment that only one has is said once, by its name. */
function isOfOneAlone({ path: [first, second] }: Change, ...sides: readonly Side[]): boolean {
  if (typeof first !== 'string' || typeof second !== 'string' || !['packages', 'environments', 'applications', 'certificates'].includes(first)) return false;
  return sides.some(({ start, config }) => start.length === 0 && !(isRecord(config) && isRecord(config[first]) && second in config[first]));
}

function placeOf({ config, file, start, text }: Side, change: Change, side: 'before' | 'after'): { readonly value: string; readonly place: string } | undefined {
  const value = change[side];
  if (value === undefined) return undefined;
  const place = pathIn(change.path, side);
  const line = locator(text)([...start, ...place])?.line;
  return { value: maskAt(config, place, value) ?? valueText(value), place: `${file}${line === undefined ? '' : `:${line}`}` };
}

function text({ between, set, versions, only }: Comparison): string {
  const pairText = ({ what, values, places = [undefined, undefined] }: Pair): string => {
    const sides = values.map((value, i) => `${value ?? 'not written'}${places[i] === undefined ? '' : ` (${places[i]})`}`);
    return `  ${what}: ${sides.join(', ')}`;
  };
  const blocks = [
    ['Set in the config', set.map(pairText)],
    ['Versions that the config does not set', versions.map(pair => `${pairText(pair)}${pair.behind === undefined ? '' : `: ${pair.behind} is behind`}`)],
    ['Only in one', only.map(({ of, what, names }) => `  ${of} has ${what} ${names.join(', ')}`)],
  ] as const;
  const full = blocks.filter(([, lines]) => lines.length > 0).map(([title, lines]) => [title, ...lines].map(quotable).join('\n'));
  return [`${between.join(' and ')}${full.length === 0 ? ': no difference' : ''}`, ...full].join('\n\n');
}
