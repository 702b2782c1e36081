import { quotable } from '../../lib/findings/quotable.ts';
import { groupBy } from '../../lib/group-by.ts';
import { imageReference, satisfies } from '../../lib/images/tags.ts';
import type { Cluster, Environment, ImageChoice } from '../cluster.ts';
import type { ClusterConfig } from '../config.ts';
import type { TagPolicy } from '../vocabulary.ts';
import { editions } from './editions/index.ts';
import type { CurrentImages } from './images.ts';
import type { ServiceName } from './services.ts';

/** What the `images` verb tells of one service of one environment. */
export interface ImageRow extends ImageChoice {
  readonly cluster: string;
  readonly environment: string;
  readonly service: ServiceName;
  /** The tag policy, `pinned` or `none`; `frozen` behind a policy that Flux is told not to act on. */
  readonly policy: string;
  /** Where `written` was found: in `dist`, or in the last commit where `dist` has nothing. */
  readonly source: 'dist' | 'git';
  /** Whether Flux v1 can find the image: the printed manifests do not tell it where to look. */
  readonly found: boolean;
  /** Whether Flux moves it as soon as it looks: the tag of the first install does not satisfy the policy. */
  readonly isReplaced: boolean;
}

/** Environments by name, services by name. */
export function imageRows({ name, environments }: Cluster, committed: CurrentImages['committed'] = new Set()): ImageRow[] {
  return environments.flatMap(environment =>
    environment.services.map(({ name: service, choice, policy }) => ({
      isReplaced: isReplaced(environment, choice, policy),
      cluster: name,
      environment: environment.name,
      service,
      policy: policy === undefined ? unfollowed(choice) : environment.automated ? policy : `${policy} (frozen)`,
      source: sourceOf(`${environment.name}/${service}`, committed),
      found: editions[environment.edition].mapsImages,
      ...choice,
    })),
  );
}

function isReplaced({ automated, edition }: Environment, { image }: ImageChoice, policy: TagPolicy | undefined): boolean {
  if (policy === undefined || !automated || !editions[edition].mapsImages) return false;
  return !satisfies(policy, imageReference(image)?.tag ?? '');
}

function sourceOf(key: string, committed: CurrentImages['committed']): ImageRow['source'] {
  return committed.has(key) ? 'git' : 'dist';
}

function unfollowed({ why }: ImageChoice): string {
  return why === 'pinned' ? why : 'none';
}

/** The rows for people, by environment, in lines of at most 100 columns for usual tags, with what they should know behind them. */
export function imageTable(rows: readonly ImageRow[]): string {
  const environments = groupBy(rows, ({ cluster, environment }) => `${cluster} ${environment}`);
  const widths = [Math.max(...rows.map(({ service }) => service.length)), Math.max(...rows.map(({ policy }) => Math.min(policy.length, 50)))];
  const blocks = [...environments].map(([name, own]) => [quotable(name), ...own.flatMap(row => linesOf(row, widths))].join('\n'));
  const unfound = [...new Set(rows.filter(({ found }) => !found).map(({ cluster, environment }) => `${cluster}/${environment}`))];
  const note = `note: Flux v1 is not told where the images of ${unfound.join(', ')} stand (edition guide), so it moves none of them.`;
  return [...blocks, ...(unfound.length > 0 ? [note] : [])].join('\n\n');
}

/** The service, its policy and why it runs what it runs; the image; and what is to be known of both. */
function linesOf({ service, policy, image, why, source, written, dropped, isReplaced }: ImageRow, [first = 0, second = 0]: readonly number[]): string[] {
  const reasons = {
    pinned: 'pinned in the config',
    written: `kept from ${source}`,
    configured: 'image of the config',
    default: 'image of first install',
  };
  const remarks = [
    ...(isReplaced ? [`until Flux finds a tag that satisfies ${policy}`] : []),
    ...(dropped === undefined ? [] : [why === 'written' ? dropped : `${tagOf(written)} in ${source} is given up, since ${dropped}`]),
  ];
  return [`  ${service.padEnd(first)}  ${quotable(policy).padEnd(second)}  ${reasons[why]}`, ...[image, ...remarks].map(line => `    ${quotable(line)}`)];
}

/** The same for programs. A field may be added to a version, never taken away. */
export function imagesJson(rows: readonly ImageRow[]): string {
  const images = rows.map(row => ({
    cluster: row.cluster,
    environment: row.environment,
    service: row.service,
    policy: row.policy,
    configured: row.configured,
    inDist: row.written ?? null,
    runs: row.image,
    why: row.why,
    dropped: row.dropped ?? null,
    foundByFlux: row.found,
    replacedAtOnce: row.isReplaced,
    source: row.written === undefined ? null : row.source,
  }));
  return JSON.stringify({ version: 1, images }, (_key, value: unknown) => (typeof value === 'string' ? quotable(value) : value), 2);
}

/**
 * One line for each image in the output of a cluster that is given up: which service, which image, and why. `rows` are what its services
 * run now; `config` is undefined for a cluster that is no more.
 */
export function droppedImages(
  cluster: string,
  { written, committed }: CurrentImages,
  rows: readonly ImageRow[],
  config: ClusterConfig | undefined,
): string[] {
  const reasons = new Map(rows.map(({ environment, service, dropped, image }) => {
    return [`${environment}/${service}`, dropped === undefined ? undefined : `${dropped}; it runs ${image}`];
  }));
  return [...written].sort().flatMap(([key, image]) => {
    const why = reasons.has(key) ? reasons.get(key) : whyLost(cluster, key, config);
    const where = `${cluster} ${key.replace('/', ' ')}: ${image} in ${sourceOf(key, committed)}`;
    return why === undefined ? [] : [`${where} is given up, since ${why}`];
  });
}

/** Why no service runs the image of `ENVIRONMENT/SERVICE` any more. */
function whyLost(cluster: string, key: string, config: ClusterConfig | undefined): string {
  const [name = '', service] = key.split('/');
  if (config === undefined) return `there is no cluster ${cluster} now`;
  const environment = config.environments?.[name];
  if (environment === undefined) return `there is no environment ${name} now`;
  if (environment.enabled === false) return `environment ${name} is switched off`;
  return `edition ${environment.edition ?? config.edition} has no ${service}`;
}

/** One line for all the tags that are kept from `dist`, and one for those from git. */
export function keptImages(rows: readonly ImageRow[]): string[] {
  return (['dist', 'git'] as const).flatMap(source => {
    const kept = rows.filter(row => row.why === 'written' && row.source === source).length;
    const services = kept === 1 ? '1 service keeps' : `${kept} services keep`;
    return kept === 0 ? [] : [`note: ${services} the tag that stands in ${source}, within policy`];
  });
}

function tagOf(image: string | undefined): string {
  return image === undefined ? '-' : image.slice(image.lastIndexOf('/') + 1).replace(/^[^:]*:/, '');
}
