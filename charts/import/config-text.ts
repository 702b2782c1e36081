import { quotable, visible } from '../../lib/findings/quotable.ts';
import { isRecord, type Place } from '../../lib/manifests/manifest.ts';
import type { ClusterConfig, EnvironmentConfig } from '../config.ts';
import { valueIn } from '../explain/words.ts';
import type { Repository } from '../own.ts';
import type { Draft, Remark } from './draft.ts';
import { withoutDefaults } from './without-defaults.ts';

type Words<Config> = Config extends unknown ? keyof Config : never;

/** In which order people write the words of a cluster; there is an empty line between two groups. */
export const clusterGroups = [
  [
    'name', 'formerly', 'region', 'email', 'logLevel', 'github', 'aws', 'domain', 'local', 'kubernetes', 'vpc', 'availabilityZones',
    'nodeGroups', 'storage', 'controlPlaneLogs', 'kubeconfig',
  ],
  [
    'delivery', 'helmReleaseApi', 'shared', 'externalSecrets', 'gitSecret', 'environment', 'fluxImage', 'sops', 'dockerHub', 'helm', 'dashboard',
    'weaveFlux', 'tools', 'edition', 'bucketNames',
  ],
  ['dns'],
  ['packages'],
  ['applications'],
  ['certificates'],
  ['environments'],
  ['accepted'],
  ['acknowledged'],
] as const satisfies readonly (readonly Words<ClusterConfig>[])[];

/** The same for those of an environment. */
export const environmentOrder = [
  'enabled', 'formerly', 'production', 'edition', 'chart', 'gitops', 'services', 'gateway', 'mongo', 'kafka', 'keycloak', 'buckets', 'store',
  'hpa', 'nosqlclient', 'secrets', 'clinicDemoUserId', 'logLevel', 'namespace', 'values',
] as const satisfies readonly (keyof EnvironmentConfig)[];

/** The longest line; a map or a list that fits stands on one. */
const width = 130;

/**
 * The file of a cluster as somebody would write it: only what differs from the defaults, and comments where something was decided. `library`
 * is where `defineCluster` comes from, as the file imports it; `repository` has a say in what the defaults are.
 */
export function configText({ config, title, remarks }: Draft, library: string, repository?: Repository): string {
  const lean = withoutDefaults(config, remarks.map(({ place }) => place), repository);
  const placed = remarks.map(({ place, text }) => ({ place: standing(lean, place), text }));
  const about = [title, ...placed.filter(({ place }) => place.length === 0).map(({ text }) => text)];
  const literal = writer(placed);
  const groups = clusterGroups.map(words => words.flatMap(word => (word in lean ? literal.entry(lean, [word]) : [])));
  const body = groups.filter(lines => lines.length > 0).map(lines => lines.map(line => `  ${line}\n`).join('')).join('\n');
  return `import { defineCluster } from ${quoted(library)};\n\n${docComment(about)}export default defineCluster({\n${body}});\n`;
}

/** The place, or that of the nearest map around it that is there. */
function standing(config: ClusterConfig, place: Place): Place {
  return valueIn(config, place) === undefined && place.length > 0 ? standing(config, place.slice(0, -1)) : place;
}

/** Writes parts of a config as lines without the indent of what is around them. */
function writer(remarks: readonly Remark[]): { entry: (config: ClusterConfig, place: Place) => string[] } {
  const above = (place: Place) => remarks.filter(remark => isSame(remark.place, place)).flatMap(({ text }) => wrapped(text, '// '));
  const isRemarkedBelow = (place: Place) => remarks.some(remark => remark.place.length > place.length && isSame(remark.place.slice(0, place.length), place));

  function entry(config: ClusterConfig, place: Place): string[] {
    const value = valueIn(config, place);
    const key = place.at(-1);
    const name = typeof key === 'string' ? `${keyText(key)}: ` : '';
    const line = `${name}${flat(value)},`;
    const fits = line.length + 2 * place.length <= width && !isRemarkedBelow(place) && !isAlwaysOpen(place, value);
    return [...above(place), ...(fits || !isOpenable(value) ? [line] : opened(config, place, name, value))];
  }

  function opened(config: ClusterConfig, place: Place, name: string, value: object): string[] {
    const [start, end] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
    const steps = Array.isArray(value) ? [...value.keys()] : keysOf(place, value);
    return [`${name}${start}`, ...steps.flatMap(step => entry(config, [...place, step])).map(line => `  ${line}`), `${end},`];
  }

  return { entry };
}

function isSame(one: Place, other: Place): boolean {
  return one.length === other.length && one.every((step, i) => step === other[i]);
}

function isOpenable(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0;
}

/** What has a name of its own each begins on a line of its own. */
function isAlwaysOpen([word, ...rest]: Place, value: unknown): boolean {
  const isNamed = ['packages', 'applications', 'certificates', 'environments', 'nodeGroups', 'accepted', 'acknowledged'].includes(String(word));
  return isOpenable(value) && ((isNamed && rest.length === 0) || (word === 'environments' && rest.length === 1));
}

/** The keys of a map in the order of their meaning, where they have one: those of an environment. */
function keysOf(place: Place, value: object): string[] {
  const keys = Object.keys(value);
  if (place[0] !== 'environments' || place.length !== 2) return keys;
  const rank = (key: string) => environmentOrder.findIndex(word => word === key);
  return keys.sort((a, b) => rank(a) - rank(b));
}

/** A value on one line. */
function flat(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(flat).join(', ')}]`;
  if (!isRecord(value)) return String(value);
  const entries = Object.entries(value).map(([key, part]) => `${keyText(key)}: ${flat(part)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

function keyText(key: string): string {
  if (key === '__proto__') return `[${quoted(key)}]`; // in an object literal this key is none
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

/** A string literal that is all to be seen. */
function quoted(text: string): string {
  return `'${visible(JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'"))}'`;
}

/** What others have written may stand in a comment, but not end it. */
function docComment(paragraphs: readonly string[]): string {
  const [first = '', ...others] = paragraphs.map(text => text.replaceAll('*/', '* /'));
  const line = `/** ${quotable(first)} */\n`;
  if (others.length === 0 && line.length <= width) return line;
  return ['/**', ...[first, ...others].flatMap((text, i) => [...(i > 0 ? [' *'] : []), ...wrapped(text, ' * ')]), ' */', ''].join('\n');
}

/** A text on lines that begin alike. */
function wrapped(text: string, start: string): string[] {
  const lines: string[] = [];
  for (const word of quotable(text.trim()).split(/ +/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width - 20) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${start}${word}`);
  }
  return lines;
}
