/** The nineteen services of a Tidepool environment that run an image. Source: guide l.1274-1292. */
export type ServiceName =
  | 'auth' | 'blip' | 'blob' | 'data' | 'export' | 'gatekeeper' | 'highwater' | 'hydrophone' | 'image' | 'jellyfish' | 'messageapi'
  | 'migrations' | 'notification' | 'seagull' | 'shoreline' | 'task' | 'tidewhisperer' | 'tools' | 'user';

interface ServiceRow {
  /** Image repository. */
  readonly repository: string;
  /** Tag at first install. */
  readonly tag: string;
  /**
   * What the service's own IAM role may reach, and so whether it has one: `data` reads and writes the environment's data bucket,
   * `asset` reads the asset bucket and sends mail. Source: guide l.851-919.
   */
  readonly access?: 'data' | 'asset';
  /** Key below the chart's values where it is not the service's name: chart 0.1.7 of 2019-09 names two subcharts with a hyphen. */
  readonly valuesKey?: Readonly<Record<string, string>>;
}

const platform = 'develop-cebea363931570d3930848a21e6a3d07a54f4425';

/**
 * One row per service. Image tags are those of the first install, before automation has moved any: the constants of the 2019 generator
 * (tidepool-helmrelease.jsonnet of 2019-09-12).
 */
export const services: Readonly<Record<ServiceName, ServiceRow>> = {
  auth: { repository: 'tidepool/platform-auth', tag: platform },
  blip: { repository: 'tidepool/blip', tag: 'release-1.23.0-264f7ad48eb7d8099b00dce07fa8576f7068d0a0' },
  blob: { repository: 'tidepool/platform-blob', tag: platform, access: 'data' },
  data: { repository: 'tidepool/platform-data', tag: platform },
  export: { repository: 'tidepool/export', tag: 'develop-ddc5f311a4bdc2adae1b423f13e047ff1828d65c' },
  gatekeeper: { repository: 'tidepool/gatekeeper', tag: 'develop-6a0e3e6d83552ce378b21d76354973dcb95c9fa1' },
  highwater: { repository: 'tidepool/highwater', tag: 'develop-cb0ef1425b29f0a37c10e975876804f3ccfb1348' },
  hydrophone: { repository: 'tidepool/hydrophone', tag: 'develop-0683c6ba2c75ffd21ac01cd577acfeaf5cd0ef8f', access: 'asset' },
  image: { repository: 'tidepool/platform-image', tag: platform, access: 'data' },
  jellyfish: { repository: 'tidepool/jellyfish', tag: 'mongo-database-a8b117f07c277dfae78a6b5f270f84cd661b3b8d', access: 'data' },
  messageapi: {
    repository: 'tidepool/message-api',
    tag: 'develop-48e4e55d3119bd94c25fa7f01be79be85a860528',
    valuesKey: { '0.1.7': 'message-api' },
  },
  migrations: { repository: 'tidepool/platform-migrations', tag: platform },
  notification: { repository: 'tidepool/platform-notification', tag: platform },
  seagull: { repository: 'tidepool/seagull', tag: 'develop-f5b583382cc468657710b15836eafad778817f7c' },
  shoreline: { repository: 'tidepool/shoreline', tag: 'develop-51f927083ba5bad0271add644728e02902d3b785' },
  task: { repository: 'tidepool/platform-task', tag: platform },
  tidewhisperer: {
    repository: 'tidepool/tide-whisperer',
    tag: 'develop-3d9d8e6b3417c70679ec43420f2a5e4a69cf9098',
    valuesKey: { '0.1.7': 'tide-whisperer' },
  },
  tools: { repository: 'tidepool/platform-tools', tag: platform },
  user: { repository: 'tidepool/platform-user', tag: platform },
};

/** In the order of the alphabet, which is also the guide's. */
export const serviceNames = Object.keys(services).sort() as ServiceName[]; // keys of the table above
