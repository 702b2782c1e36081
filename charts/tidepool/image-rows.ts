import { table } from '../../lib/findings/report.ts';
import { imageReference, satisfies } from '../../lib/images/tags.ts';
import type { Cluster, Environment, ImageChoice } from '../cluster.ts';
import type { TagPolicy } from '../vocabulary.ts';
import { editions } from './editions/index.ts';
import type { ServiceName } from './services.ts';

/** What the `images` verb tells of one service of one environment. */
export interface ImageRow extends ImageChoice {
  readonly cluster: string;
  readonly environment: string;
  readonly service: ServiceName;
  /** The tag policy, `pinned` or `none`; `frozen` behind a policy that Flux is told not to act on. */
  readonly policy: string;
  /** Whether Flux v1 can find the image: the printed manifests do not tell it where to look. */
  readonly found: boolean;
  /** Whether Flux moves it as soon as it looks: the tag of the first install does not satisfy the policy. */
  readonly isReplaced: boolean;
}

/** Environments by name, services by name. */
export function imageRows({ name, environments }: Cluster): ImageRow[] {
  return environments.flatMap(environment =>
    environment.services.map(({ name: service, choice, policy }) => ({
      isReplaced: isReplaced(environment, choice, policy),
      cluster: name,
      environment: environment.name,
      service,
      policy: policy === undefined ? unfollowed(choice) : environment.automated ? policy : `${policy} (frozen)`,
      found: editions[environment.edition].mapsImages,
      ...choice,
    })),
  );
}

function isReplaced({ automated, edition }: Environment, { image }: ImageChoice, policy: TagPolicy | undefined): boolean {
  if (policy === undefined || !automated || !editions[edition].mapsImages) return false;
  return !satisfies(policy, imageReference(image)?.tag ?? '');
}

function unfollowed({ why }: ImageChoice): string {
  return why === 'pinned' ? why : 'none';
}

/** The rows as a table for people, with what they should know behind it. */
export function imageTable(rows: readonly ImageRow[]): string {
  const head = ['CLUSTER', 'ENVIRONMENT', 'SERVICE', 'POLICY', 'IN DIST', 'RUNS', 'WHY'];
  const body = rows.map(row => [row.cluster, row.environment, row.service, row.policy, tagOf(row.written), row.image, whyText(row)]);
  const unfound = [...new Set(rows.filter(({ found }) => !found).map(({ cluster, environment }) => `${cluster}/${environment}`))];
  const note = `note: Flux v1 is not told where the images of ${unfound.join(', ')} stand (edition guide), so it moves none of them.`;
  return [table([head, ...body]), ...(unfound.length > 0 ? ['', note] : [])].join('\n');
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
  }));
  return JSON.stringify({ version: 1, images }, undefined, 2);
}

/** One line for each tag in the output that is given up: which service, which tag, and why. */
export function droppedImages(rows: readonly ImageRow[]): string[] {
  return rows
    .filter(({ dropped }) => dropped !== undefined)
    .map(({ cluster, environment, service, written, dropped, image }) => {
      return `${cluster} ${environment} ${service}: ${written} in dist is given up, since ${dropped}; it runs ${image}`;
    });
}

/** One line for all the tags that are kept. */
export function keptImages(rows: readonly ImageRow[]): string[] {
  const kept = rows.filter(({ why }) => why === 'written').length;
  return kept === 0 ? [] : [`note: ${kept} ${kept === 1 ? 'service keeps' : 'services keep'} the tag that stands in dist, within policy`];
}

function tagOf(image: string | undefined): string {
  return image === undefined ? '-' : image.slice(image.lastIndexOf('/') + 1).replace(/^[^:]*:/, '');
}

function whyText({ why, dropped, isReplaced, policy }: ImageRow): string {
  const reasons = {
    pinned: 'pinned in the config',
    written: 'kept from dist',
    configured: 'image of the config',
    default: 'image of first install',
  };
  const reason = isReplaced ? `${reasons[why]}, until Flux finds a tag that satisfies ${policy}` : reasons[why];
  return dropped === undefined ? reason : `${reason}: that in dist is given up, since ${dropped}`;
}
