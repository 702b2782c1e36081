import { valueAt } from '../../lib/manifests/manifest.ts';
import { imageReference, satisfies } from '../../lib/images/tags.ts';
import type { WrittenRelease } from '../../lib/images/written-images.ts';
import type { ImageChoice } from '../cluster.ts';
import type { ClusterConfig, ServiceConfig } from '../config.ts';
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
  /** Environments whose images stood under another name, by their name of now. */
  readonly renamed?: ReadonlyMap<string, Renamed>;
}

/** Which environment of which cluster an environment was before it was renamed, and how many of its images come along. */
export interface Renamed {
  readonly cluster: string;
  readonly environment: string;
  readonly images: number;
}

interface Inherited {
  readonly images: WrittenImages;
  /** By the name of now. */
  readonly renamed: ReadonlyMap<string, Renamed>;
}

/**
 * The images of a cluster's environments, those of renamed ones under their names of now. `own` is what stands in the cluster's output,
 * `former` what stands in that of its former name. An environment that has images of its own takes none from elsewhere.
 */
export function inherited(
  config: Pick<ClusterConfig, 'name' | 'formerly' | 'environments'>,
  own: WrittenImages,
  former: WrittenImages,
): Inherited {
  const images = new Map(own);
  const renamed = new Map<string, Renamed>();
  for (const [name, { enabled = true, formerly = name }] of Object.entries(config.environments ?? {})) {
    if (!enabled || imagesOf(name, own).length > 0) continue;
    const sources = [[config.name, formerly, own], [config.formerly ?? '', name, former], [config.formerly ?? '', formerly, former]] as const;
    const source = sources.find(([, environment, standing]) => imagesOf(environment, standing).length > 0);
    if (source === undefined) continue;
    const [cluster, environment, standing] = source;
    const found = imagesOf(environment, standing);
    for (const [service, image] of found) {
      images.delete(`${environment}/${service}`);
      images.set(`${name}/${service}`, image);
    }
    renamed.set(name, { cluster, environment, images: found.length });
  }
  return { images, renamed };
}

/** What stands in `dist`, and what the last commit has besides. */
export function together(inDist: Inherited, inGit: Inherited = { images: new Map(), renamed: new Map() }): CurrentImages {
  const besides = [...inGit.images].filter(([key]) => !inDist.images.has(key));
  const renamed = [...inGit.renamed].filter(([name]) => imagesOf(name, inDist.images).length === 0);
  return {
    written: new Map([...besides, ...inDist.images]),
    committed: new Set(besides.map(([key]) => key)),
    renamed: new Map([...renamed, ...inDist.renamed]),
  };
}

/** The images of an environment, by service. */
function imagesOf(environment: string, images: WrittenImages): [service: string, image: string][] {
  const prefix = `${environment}/`;
  return [...images].flatMap(([key, image]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), image]] : []));
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
