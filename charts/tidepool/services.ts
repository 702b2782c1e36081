import type { EditionName } from '../vocabulary.ts';
import type { Access } from './buckets.ts';

/** The services of a Tidepool environment that run an image, in any edition. Source: guide l.1274-1292; the Deployments of chart 0.26.0. */
export type ServiceName =
  | 'auth' | 'blip' | 'blob' | 'clinic' | 'clinic-worker' | 'data' | 'devices' | 'export' | 'gatekeeper' | 'hakken' | 'highwater'
  | 'hydrophone' | 'image' | 'jellyfish' | 'mailer' | 'mailhog' | 'messageapi' | 'migrations' | 'mongo' | 'notification' | 'plotly-orca'
  | 'prescription' | 'seagull' | 'shoreline' | 'task' | 'tidewhisperer' | 'tools' | 'uploader' | 'user';

/** A service as one edition has it. */
interface ServiceInEdition {
  /** Tag at first install. */
  readonly tag: string;
  /** What the service's own IAM role may reach, and so whether it has one. */
  readonly access?: Access;
  /** Key below the chart's values where it is not the service's name. */
  readonly valuesKey?: string;
}

interface ServiceRow {
  /** Image repository. */
  readonly repository: string;
  /** No tag of it can be put in order, so it follows a policy only where the config gives one to the service itself. */
  readonly unsorted?: true;
  /** Its releases are tags of git, and so of the image: `v1.2.3`. What every build pushes is `BRANCH-SHA-TIME`. */
  readonly tagsReleases?: true;
  /** Editions that have the service. */
  readonly in: Readonly<Partial<Record<EditionName, ServiceInEdition>>>;
}

/** Tags of the first install in 2019: the constants of its generator (tidepool-helmrelease.jsonnet of 2019-09-12). */
function since2019(tag: string, more: Omit<ServiceInEdition, 'tag'> = {}): ServiceRow['in'] {
  const { valuesKey, ...both } = more;
  return { guide: { tag, ...both }, '0.1.7': { tag, ...both, ...(valuesKey !== undefined && { valuesKey }) } };
}

/** The chart's own default, said aloud, since what is not in the values cannot be moved. Source: values.yaml of chart 0.26.0. */
function today(more: Partial<ServiceInEdition> = {}): ServiceRow['in'] {
  return { '0.26.0': { tag: 'master-latest', ...more } };
}

const platform = 'develop-cebea363931570d3930848a21e6a3d07a54f4425';
const jellyfish = 'mongo-database-a8b117f07c277dfae78a6b5f270f84cd661b3b8d';

/**
 * One row per service. Access: guide l.851-919; today's: the programs' own configuration below `deployment.env` of chart 0.26.0. Chart
 * 0.1.7 of 2019-09 names two subcharts with a hyphen.
 */
const rows: Readonly<Record<ServiceName, ServiceRow>> = {
  auth: { repository: 'tidepool/platform-auth', in: { ...since2019(platform), ...today() } },
  blip: {
    repository: 'tidepool/blip',
    tagsReleases: true,
    in: { ...since2019('release-1.23.0-264f7ad48eb7d8099b00dce07fa8576f7068d0a0'), ...today() },
  },
  blob: { repository: 'tidepool/platform-blob', in: { ...since2019(platform, { access: 'data' }), ...today({ access: 'data' }) } },
  clinic: { repository: 'tidepool/clinic', in: today() },
  'clinic-worker': { repository: 'tidepool/clinic-worker', in: today({ tag: 'main-latest' }) },
  data: { repository: 'tidepool/platform-data', in: { ...since2019(platform), ...today() } },
  devices: { repository: 'tidepool/devices', in: today() },
  export: { repository: 'tidepool/export', in: { ...since2019('develop-ddc5f311a4bdc2adae1b423f13e047ff1828d65c'), ...today() } },
  gatekeeper: { repository: 'tidepool/gatekeeper', in: { ...since2019('develop-6a0e3e6d83552ce378b21d76354973dcb95c9fa1'), ...today() } },
  hakken: { repository: 'tidepool/hakken', in: {} },
  highwater: { repository: 'tidepool/highwater', in: { ...since2019('develop-cb0ef1425b29f0a37c10e975876804f3ccfb1348'), ...today() } },
  hydrophone: {
    repository: 'tidepool/hydrophone',
    in: { ...since2019('develop-0683c6ba2c75ffd21ac01cd577acfeaf5cd0ef8f', { access: 'asset' }), ...today({ access: 'mail' }) },
  },
  image: { repository: 'tidepool/platform-image', in: since2019(platform, { access: 'data' }) },
  jellyfish: { repository: 'tidepool/jellyfish', in: { ...since2019(jellyfish, { access: 'data' }), ...today() } },
  mailer: { repository: 'tidepool/mailer', in: today({ access: 'mail' }) },
  mailhog: { repository: 'mailhog/mailhog', in: {} },
  messageapi: {
    repository: 'tidepool/message-api',
    in: { ...since2019('develop-48e4e55d3119bd94c25fa7f01be79be85a860528', { valuesKey: 'message-api' }), ...today() },
  },
  migrations: { repository: 'tidepool/platform-migrations', in: { ...since2019(platform), ...today() } },
  mongo: { repository: 'mongo', in: {} },
  notification: { repository: 'tidepool/platform-notification', in: since2019(platform) },
  'plotly-orca': { repository: 'tidepool/plotly-orca', unsorted: true, in: today({ tag: 'latest' }) },
  prescription: { repository: 'tidepool/platform-prescription', in: today() },
  seagull: { repository: 'tidepool/seagull', in: { ...since2019('develop-f5b583382cc468657710b15836eafad778817f7c'), ...today() } },
  shoreline: { repository: 'tidepool/shoreline', in: { ...since2019('develop-51f927083ba5bad0271add644728e02902d3b785'), ...today() } },
  task: { repository: 'tidepool/platform-task', in: { ...since2019(platform), ...today() } },
  tidewhisperer: {
    repository: 'tidepool/tide-whisperer',
    in: { ...since2019('develop-3d9d8e6b3417c70679ec43420f2a5e4a69cf9098', { valuesKey: 'tide-whisperer' }), ...today() },
  },
  tools: { repository: 'tidepool/platform-tools', in: { ...since2019(platform), ...today() } },
  uploader: { repository: 'tidepool/uploader', tagsReleases: true, in: today() },
  user: { repository: 'tidepool/platform-user', in: since2019(platform) },
};

/** Services of March 2019 with their tags, and their keys where those differ. Source: tidepool-org/development, k8s/release/backend.yaml. */
const march2019: readonly (readonly [name: ServiceName, tag: string, valuesKey?: string])[] = [
  ['auth', 'quiet', 'platformAuth'], ['blip', 'v1.17.0'], ['blob', 'quiet', 'platformBlob'], ['data', 'quiet', 'platformData'],
  ['export', 'v1.3.2'], ['gatekeeper', 'OAuth'], ['hakken', 'noHakken'], ['highwater', 'OAuth'], ['hydrophone', 'noHakken-5d5a6e'],
  ['jellyfish', 'OAuth'], ['mailhog', 'v1.0.0'], ['messageapi', 'quiet'], ['migrations', 'quiet', 'platformMigrations'], ['mongo', '3.2'],
  ['notification', 'quiet', 'platformNotification'], ['seagull', 'noHakken'], ['shoreline', 'noHakken-bec1d1e'],
  ['task', 'quiet', 'platformTask'], ['tidewhisperer', 'noHakken-726e678'], ['tools', '1.31.0-release.1', 'platformTools'],
  ['user', 'quiet', 'platformUser'],
];

/** Every service in every edition. */
export const services: Readonly<Record<ServiceName, ServiceRow>> = {
  ...rows,
  ...Object.fromEntries(march2019.map(([name, tag, valuesKey]) => {
    const k8s = { tag, ...(valuesKey !== undefined && { valuesKey }) };
    return [name, { ...rows[name], in: { ...rows[name].in, k8s } }];
  })),
};

/** Those of any edition, in the order of the alphabet, which is also the guide's. */
export const everyService = Object.keys(services).sort() as ServiceName[]; // keys of the table above

/** Those that an edition has, in the same order. */
export function servicesOf(edition: EditionName): readonly ServiceName[] {
  return everyService.filter(name => services[name].in[edition] !== undefined);
}

/** The image of the first install. For a service that the edition does not have, that of one that has it. `images` is in the place of Tidepool's account. */
export function firstImage(name: ServiceName, edition: EditionName, images = 'tidepool'): { readonly repository: string; readonly tag: string } {
  const { repository: ours, in: editions } = services[name];
  const repository = ours.replace(/^tidepool\//, `${images}/`);
  const { tag } = editions[edition] ?? Object.values(editions)[0] ?? { tag: 'latest' };
  return { repository, tag };
}

/** The branch that CI builds its images from, as far as the tag of the first install tells. */
export function branchOf(name: ServiceName, edition: EditionName): string | undefined {
  return /^(.+)-latest$/.exec(services[name].in[edition]?.tag ?? '')?.[1];
}

/** Services of an edition that have an IAM role of their own: first those that write data, as the guide lists them (l.851-919). */
export function servicesWithAccess(edition: EditionName): { readonly name: ServiceName; readonly access: Access }[] {
  const found = servicesOf(edition).flatMap(name => {
    const access = services[name].in[edition]?.access;
    return access === undefined ? [] : [{ name, access }];
  });
  return [...found.filter(({ access }) => access === 'data'), ...found.filter(({ access }) => access !== 'data')];
}
