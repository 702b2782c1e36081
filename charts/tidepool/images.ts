import { valueAt } from '../../lib/manifests/manifest.ts';
import { imageReference, satisfies } from '../../lib/images/tags.ts';
import type { WrittenRelease } from '../../lib/images/written-images.ts';
import type { ImageChoice } from '../cluster.ts';
import type { ServiceConfig } from '../config.ts';
import type { TagPolicy } from '../vocabulary.ts';
import { editions } from './editions/index.ts';
import { everyService, type ServiceName } from './services.ts';

/** Images as they stand in the output now, where Flux may have moved their tags: `repository:tag` by `ENVIRONMENT/SERVICE`. */
export type WrittenImages = ReadonlyMap<string, string>;

/** The same, and where they were found. */
export interface CurrentImages {
  readonly written: WrittenImages;
  /** Those of them that are not in `dist`, but in the last commit. */
  readonly committed: ReadonlySet<string>;
}

/**
 * Finds the images of the services in the HelmReleases of some output. They are looked for where any edition puts them, so that a tag
 * survives a change of edition; an image that Flux does not own is here, too, so that it survives being unpinned.
 */
export function writtenImagesOf(releases: Iterable<WrittenRelease>): WrittenImages {
  const images = new Map<string, string>();
  for (const { name, namespace, values } of releases) {
    if (name !== releaseObjectName || namespace === undefined) continue;
    for (const service of everyService) {
      const image = imagePaths(service).map(path => valueAt(values, path)).find(value => typeof value === 'string');
      if (typeof image === 'string') images.set(`${namespace}/${service}`, image);
    }
  }
  return images;
}

/** Name of the HelmRelease object of every environment; Helm's own name tells environments apart. */
export const releaseObjectName = 'tidepool';

function imagePaths(service: ServiceName): readonly (readonly string[])[] {
  return Object.values(editions).map(edition => edition.imagePath(service));
}

/**
 * A pin wins; then what Flux wrote, if its repository and policy are still the ones asked for; then the config's image, then `first`, the
 * edition's.
 */
export function imageChoice(
  first: { readonly repository: string; readonly tag: string },
  config: ServiceConfig,
  policy: TagPolicy | undefined,
  written: string | undefined,
  { readsDigests }: { readonly readsDigests: boolean } = { readsDigests: true },
): ImageChoice {
  const read = readsDigests ? written : written?.replace(/@.*$/, '');
  const start = config.pin ?? config.image ?? first.tag;
  const configured = start.includes(':') ? start : `${first.repository}:${start}`;
  const why = config.pin !== undefined ? 'pinned' : config.image !== undefined ? 'configured' : 'default';
  const isOther = read !== undefined && read !== configured;
  const reason = isOther ? reasonToDrop(read, configured, policy, why) : undefined;
  const kept = isOther && reason === undefined;
  const dropped = reason ?? (read === written ? undefined : 'Flux v1 reads no digest');
  return { image: kept ? read : configured, why: kept ? 'written' : why, configured, written, dropped };
}

function reasonToDrop(
  written: string,
  configured: string,
  policy: TagPolicy | undefined,
  why: ImageChoice['why'],
): string | undefined {
  if (why === 'pinned') return 'the config pins another';
  if (policy === undefined) return 'it follows no policy';
  const { repository, tag } = imageReference(written) ?? {};
  const wanted = imageReference(configured)?.repository;
  if (tag === undefined) return 'it is no image with a tag';
  if (repository !== wanted) return `the repository is ${wanted} now`;
  return satisfies(policy, tag) ? undefined : `its tag does not satisfy ${policy}`;
}
