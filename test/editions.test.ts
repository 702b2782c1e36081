import { describe, expect, test } from 'vitest';
import { checkFleet } from '../charts/config-rules/fleet.ts';
import { normalise } from '../charts/normalise.ts';
import type { ClusterConfig, EnvironmentConfig, GatewayConfig, KafkaConfig, MongoConfig } from '../charts/config.ts';
import { editions } from '../charts/tidepool/editions/index.ts';
import { servicesOf } from '../charts/tidepool/services.ts';
import type { EditionName, Values } from '../charts/vocabulary.ts';
import test1 from './clusters/test1.ts';
import { automatedImages } from '../lib/images/tags.ts';
import today from './clusters/today.ts';
import { valueAt, type Manifest } from '../lib/manifests/manifest.ts';
import { compiled, objectOf, objectsOf, rowOf, valuePaths } from './support/objects.ts';

const names = Object.keys(editions) as EditionName[]; // keys of that table

const http = { dnsNames: ['a.tidepool.org'] } as const;
const https = { dnsNames: ['b.tidepool.org', 'c.tidepool.org'] } as const;

const kafka: KafkaConfig = { brokers: ['a.example.org:9096', 'b.example.org:9096'], username: 'tidepool', version: '3.9.0' };

const plain: EnvironmentConfig = {
  gitops: { policy: 'glob:develop-*' },
  gateway: { default: 'http', http },
  mongo: { server: 'external' },
  kafka,
  keycloak: { baseUrl: 'https://auth.example.org' },
};

const gateways: Readonly<Record<string, GatewayConfig>> = {
  http: { default: 'http', http },
  https: { default: 'https', https },
  'http and https': { default: 'http', http, https },
  'https, and http that leads to it': { default: 'https', http, https: { dnsNames: [...http.dnsNames, ...https.dnsNames] } },
  'http and https on ports of their own': { default: 'https', http: { ...http, port: 81 }, https: { ...https, port: 444 } },
};

const mongos: Readonly<Record<string, MongoConfig>> = {
  'a Mongo elsewhere': { server: 'external' },
  'embedded Mongo': { server: 'embedded' },
  'embedded Mongo, connected by values': { server: 'embedded', secret: { scheme: 'mongodb', hosts: ['mongodb'], tls: false } },
};

const others: Readonly<Record<string, Partial<EnvironmentConfig>>> = {
  'nothing else': {},
  'services switched off': { services: { export: { enabled: false }, migrations: { enabled: false }, tools: { enabled: false } } },
  'a service pinned': { services: { blip: { pin: 'v1.2.3' } } },
  'a web page for Mongo': { nosqlclient: true },
  'no web page for Mongo': { nosqlclient: false },
  'a level of its own': { logLevel: 'error' },
  'a demo clinic': { clinicDemoUserId: 'e79b15328a' },
  'buckets of its own': { buckets: { data: 'own-data', asset: 'own-asset' } },
};

interface Variant {
  readonly name: string;
  readonly environment: EnvironmentConfig;
}

/** Every combination of what an environment may say that has a place in the values. */
const variants: readonly Variant[] = Object.entries(gateways).flatMap(([gatewayName, gateway]) =>
  Object.entries(mongos).flatMap(([mongoName, mongo]) =>
    Object.entries(others).flatMap(([otherName, other]) =>
      (['s3', 'file'] as const).flatMap(store =>
        [true, false].map(hpa => ({
          name: `${gatewayName}; ${mongoName}; ${otherName}; store ${store}; hpa ${hpa}`,
          environment: { ...plain, gateway, mongo, store, hpa, ...other },
        })),
      ),
    ),
  ),
);

function clusterOf(edition: EditionName, environment: EnvironmentConfig, more: Partial<ClusterConfig> = {}): ClusterConfig {
  return { ...test1, ...more, edition, environments: { qa2: environment } };
}

function valuesOf(edition: EditionName, environment: EnvironmentConfig): Values {
  const [normalised] = normalise(clusterOf(edition, environment), new Map()).environments;
  if (!normalised) throw new Error('the environment is switched off');
  return editions[edition].values(normalised);
}

/** What the 2019 generator set and no template of chart 0.1.7 reads. */
const unread: readonly RegExp[] = [
  /^global\.store\./,
  /^global\.gateway\./,
  /^global\.cluster\./,
  /^global\.environment\./,
  /^[^.]+\.deployment\.env\.type$/,
  /^[^.]+\.deployment\.env\.bucket$/,
  /^nosqlclient\./,
  /^ingress\.certificate\.issuer$/,
  /^mongo\.secrets\./,
  /^(messageapi|tidewhisperer)\./,
];

/** Where the values name a bucket, and which. */
const bucketPlaces: Readonly<Record<EditionName, readonly (readonly [place: string, use: 'data' | 'asset'])[]>> = {
  guide: [
    ['blob.deployment.env.bucket', 'data'],
    ['image.deployment.env.bucket', 'data'],
    ['jellyfish.deployment.env.bucket', 'data'],
    ['hydrophone.deployment.env.bucket', 'asset'],
  ],
  '0.1.7': [
    ['blob.deployment.env.store.s3.bucket', 'data'],
    ['image.deployment.env.store.s3.bucket', 'data'],
    ['jellyfish.deployment.env.store.s3.bucket', 'data'],
    ['hydrophone.deployment.env.store.s3.bucket', 'asset'],
  ],
  '0.26.0': [
    ['blob.deployment.env.blobs.store.s3.bucket', 'data'],
    ['blob.deployment.env.logs.store.s3.bucket', 'data'],
    ['hydrophone.deployment.env.store.s3.bucket', 'asset'],
    ['mailer.deployment.env.store.s3.bucket', 'asset'],
  ],
};

describe.each(names)('edition %s', name => {
  const edition = editions[name];
  const emitted = variants.map(variant => ({ variant, paths: valuePaths(valuesOf(name, variant.environment)) }));

  test('every value is one that the chart reads', () => {
    const strangers = emitted.flatMap(({ variant, paths }) =>
      paths.filter(path => rowOf(edition, path) === undefined).map(path => `${path} (${variant.name})`),
    );
    expect(strangers).toEqual([]);
  });

  test('every row of the table of what the chart reads is used', () => {
    const byGeneration = (edition.unmergeable ?? []).map(path => path.join('.')); // which writes there what its controllers read
    const used = new Set([...byGeneration, ...emitted.flatMap(({ paths }) => paths.map(path => rowOf(edition, path)))]);
    expect(edition.reads.filter(row => !used.has(row))).toEqual([]);
  });

  test('the table says nothing twice', () => {
    expect([...new Set(edition.reads)]).toEqual(edition.reads);
  });

  test('the image of each of its services stands where the edition says', () => {
    const values = valuesOf(name, plain);
    const images = servicesOf(name).map(service => valueAt(values, edition.imagePath(service)));
    expect(images).toHaveLength(name === '0.26.0' ? 23 : 19);
    expect(images.filter(image => typeof image !== 'string' || !image.startsWith('tidepool/'))).toEqual([]);
  });

  test('ports are strings, since the templates compare them as strings', () => {
    const ports = variants.flatMap(({ environment }) => {
      const values = valuesOf(name, environment);
      return valuePaths(values).filter(path => path.endsWith('.port')).map(path => valueAt(values, path.split('.')));
    });
    expect([...new Set(ports.map(port => typeof port))]).toEqual(['string']);
    expect(ports).toEqual(expect.arrayContaining(['81', '444']));
  });

  test('key and certificate of an https environment stand in the Secret that the chart looks for', () => {
    const config = clusterOf(name, { ...plain, gateway: { default: 'https', https } });
    const certificate = objectsOf(config).find(({ object }) => object.kind === 'Certificate')?.object;
    // The chart of edition `guide` is not told: it looks for NAMESPACE-tls-secret.
    const places = {
      guide: undefined,
      '0.1.7': ['ingress', 'certificate', 'secretName'],
      '0.26.0': ['glooingress', 'virtualServices', 'https', 'certificateSecretName'],
    } as const;
    const said = valueAt(releaseOf(config), ['spec', 'values', ...(places[name] ?? [])]);
    expect(valueAt(certificate, ['spec', 'secretName'])).toBe(places[name] ? said : 'qa2-tls-secret');
    expect(valueAt(certificate, ['metadata', 'namespace'])).toBe('qa2');
  });

  test.each(
    (['cluster-env', 'env'] as const).flatMap(bucketNames =>
      (['s3', 'file'] as const).flatMap(store =>
        ([undefined, { data: 'own-data', asset: 'own-asset' }] as const).map(buckets => {
          const title = `buckets ${buckets ? 'of its own' : `named by ${bucketNames}`}, store ${store}`;
          return [title, bucketNames, store, buckets] as const;
        }),
      ),
    ),
  )('a service may reach the bucket that its chart names: %s', (_, bucketNames, store, buckets) => {
    const config = clusterOf(name, { ...plain, store, ...(buckets && { buckets }) }, { bucketNames });
    const values = valueAt(releaseOf(config), ['spec', 'values']);
    for (const [place, use] of bucketPlaces[name]) {
      const [service = ''] = place.split('.');
      const default_ = bucketNames === 'env' ? `tidepool-qa2-${use}` : `tidepool-test1-qa2-${use}`;
      const bucket = buckets?.[use] ?? default_;
      // Today's e-mails name what is public in the asset bucket; the services that send them do not look into it.
      const reached = name === '0.26.0' && use === 'asset' ? [] : [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
      expect(bucketsOfAccount(config, service)).toEqual(reached);
      // E-mails have no other place for their assets than S3; the others keep nothing there with a store of files.
      expect(valueAt(values, place.split('.')), place).toBe(store === 's3' || use === 'asset' ? bucket : undefined);
    }
  });
});

describe('edition 0.1.7', () => {
  test('says nothing of what the 2019 generator set and no template reads (deviation)', () => {
    const paths = new Set(variants.flatMap(({ environment }) => valuePaths(valuesOf('0.1.7', environment))));
    expect([...paths].filter(path => unread.some(pattern => pattern.test(path)))).toEqual([]);
  });

  test('a store of any kind is named where the templates look: SERVICE.deployment.env.store.type', () => {
    for (const store of ['s3', 'file'] as const) {
      const values = valuesOf('0.1.7', { ...plain, store });
      const types = ['blob', 'image', 'jellyfish'].map(service => valueAt(values, [service, 'deployment', 'env', 'store', 'type']));
      expect(types).toEqual([store, store, store]);
    }
  });

  test('hpa comes with its data, without which the templates fail, and with the key that the one of tide-whisperer looks for', () => {
    const values = valuesOf('0.1.7', { ...plain, hpa: true });
    for (const service of servicesOf('0.1.7')) {
      const [key = service] = editions['0.1.7'].imagePath(service);
      expect(valueAt(values, [key, 'hpa'])).toEqual({ enabled: true, data: {} });
    }
    expect(valueAt(values, ['tide-whisperer', 'tidewhisperer', 'hpa', 'data'])).toEqual({});
  });

  test('a service that is switched off says so, and only that one', () => {
    const values = valuesOf('0.1.7', { ...plain, services: { tools: { enabled: false } } });
    const switches = valuePaths(values).filter(path => /^[^.]+\.enabled$/.test(path));
    expect(switches).toEqual(['gloo.enabled', 'mongodb.enabled', 'tools.enabled']);
    expect(valueAt(values, ['tools', 'enabled'])).toBe(false);
  });

  test('the chart is never asked to make the namespace or a gateway of its own', () => {
    for (const { environment } of variants) {
      const values = valuesOf('0.1.7', environment);
      expect(valueAt(values, ['tidepool', 'namespace', 'create'])).toBe(false);
      expect(valueAt(values, ['gloo', 'enabled'])).toBe(false);
    }
  });
});

describe('edition 0.26.0', () => {
  // Without it the chart prints `stats` as null, which Gloo's definition refuses once Flux compares by trying.
  const noClusters = { stats: { virtualClusters: [] } };
  const release = objectOf(today, 'HelmRelease/qa2/tidepool');
  const values = valueAt(release, ['spec', 'values']) as Values;
  const names26 = servicesOf('0.26.0');

  test('is a cluster that synth accepts', () => {
    expect(checkFleet(new Map([[today.name, today]])).problems).toEqual(new Map());
  });

  test('the services are those whose Deployments the chart makes', () => {
    expect(names26).toEqual([
      'auth', 'blip', 'blob', 'clinic', 'clinic-worker', 'data', 'devices', 'export', 'gatekeeper', 'highwater', 'hydrophone',
      'jellyfish', 'mailer', 'messageapi', 'migrations', 'plotly-orca', 'prescription', 'seagull', 'shoreline', 'task', 'tidewhisperer',
      'tools', 'uploader',
    ]);
  });

  test('the chart comes from its Helm repository, or from where the config says', () => {
    expect(valueAt(release, ['spec', 'chart'])).toEqual({
      repository: 'https://developer.tidepool.org/development',
      name: 'tidepool',
      version: '0.26.0',
    });
    const chart = { git: 'git@github.com:tidepool-org/development', path: 'charts/tidepool', ref: 'tidepool-0.26.0' };
    expect(valueAt(releaseOf(clusterOf('0.26.0', { ...plain, chart })), ['spec', 'chart'])).toEqual(chart);
  });

  test('the values are the smallest ones that run, with images, and a little that the chart would otherwise guess', () => {
    const { images, others } = withoutImages(values);
    expect(others).toEqual({
      global: {
        region: 'us-west-2',
        logLevel: 'debug',
        gateway: { default: { protocol: 'https', host: 'qa2.tidepool.org', domain: 'qa2.tidepool.org' } },
        glooingress: { jwt: { disabled: true } },
        linkerdsupport: { enabled: false },
        kafka: { passwordKeyName: 'Password' },
      },
      tidepool: { namespace: { create: false } },
      glooingress: {
        virtualServices: {
          http: { enabled: true, redirect: true, dnsNames: ['qa2.tidepool.org'] },
          https: { enabled: true, dnsNames: ['qa2.tidepool.org'], certificateSecretName: 'qa2-tls-secret', options: noClusters },
        },
      },
      abbott: {
        configmap: {
          authorizeURL: '""', clientURL: '""', jwksURL: '""', partnerURL: '""', revokeURL: '""', scopes: '""', tokenURL: '""',
        },
      },
      dexcom: { configmap: { revokeURL: '""' } },
      auth: { configmap: { enabled: true } },
      kafka: {
        configmap: {
          Brokers: 'b-1.kafka.example.org:9096,b-2.kafka.example.org:9096',
          RequireSSL: 'true',
          TopicPrefix: 'qa2-',
          Username: 'tidepool-qa2',
          Version: '3.9.0',
        },
      },
      'clinic-worker': { configmap: { enabled: true, data: { KafkaTopicPrefix: 'qa2.' } } },
      shoreline: {
        deployment: { env: { clinicServiceEnabled: true } },
        configmap: {
          enabled: true,
          data: {
            KeycloakBaseUrl: 'https://auth.example.org',
            KeycloakRealm: 'qa2',
            KeycloakClientId: 'shoreline',
            KeycloakBackendClientId: 'backend',
            KeycloakLongLivedClientId: 'shoreline_lt',
            KeycloakAdminUsername: 'admin',
          },
        },
      },
      clinic: {
        configmap: {
          enabled: true,
          data: { KeycloakTokenEndpoint: 'https://auth.example.org/realms/qa2/protocol/openid-connect/token' },
        },
      },
      blob: {
        serviceAccount: { name: 'blob' },
        deployment: {
          env: {
            blobs: { store: { type: 's3', s3: { bucket: 'tidepool-today-qa2-data', prefix: 'blobs' } } },
            logs: { store: { type: 's3', s3: { bucket: 'tidepool-today-qa2-data', prefix: 'device_logs' } } },
          },
        },
      },
      hydrophone: {
        serviceAccount: { name: 'hydrophone' },
        deployment: { env: { clinicServiceEnabled: true, store: { s3: { bucket: 'tidepool-today-qa2-asset' } } } },
      },
      mailer: {
        serviceAccount: { name: 'mailer' },
        deployment: { env: { store: { s3: { bucket: 'tidepool-today-qa2-asset' } } } },
      },
      gatekeeper: { nodeEnvironment: 'production' },
      messageapi: { window: 21 },
    });
    const tags: Readonly<Record<string, string>> = { 'clinic-worker': 'main-latest', 'plotly-orca': 'latest' };
    const expected = names26.map(name => [name, `${repositories[name] ?? `tidepool/${name}`}:${tags[name] ?? 'master-latest'}`]);
    expect(images).toEqual(Object.fromEntries(expected));
  });

  test('Flux moves 22 images, and that of plotly-orca only by a policy of its own', () => {
    const followed = automatedImages(release).map(({ container }) => container);
    expect(followed).toEqual(names26.filter(name => name !== 'plotly-orca'));
    expect(followed).toHaveLength(22);
    expect(JSON.stringify(release.metadata.annotations)).not.toContain('plotly-orca');
    const own = releaseOf(clusterOf('0.26.0', { ...plain, services: { 'plotly-orca': { policy: 'semver:~1.2' } } }));
    expect(automatedImages(own)).toHaveLength(23);
  });

  const platform = ['auth', 'blob', 'data', 'prescription', 'server', 'task'].map(name => [name, ['ServiceAuth']] as const);
  const required: Readonly<Record<string, readonly string[]>> = {
    ...Object.fromEntries(platform),
    export: ['SessionEncryptionKey'],
    kafka: ['Password'],
    mongo: ['Scheme', 'Addresses', 'Username', 'Password', 'Tls', 'OptParams'],
    shoreline: [
      'ServiceAuth', 'UserLongTermKey', 'UserMailVerification', 'KeycloakClientSecret', 'KeycloakBackendClientSecret',
      'KeycloakLongLivedClientSecret', 'KeycloakAdminPassword', 'KeycloakMigrationSecret',
    ],
    'token-signing-key': ['public', 'private'],
    userdata: ['GroupIdEncryptionKey', 'UserIdSalt', 'UserPasswordSalt'],
  };
  const dexcom = ['ClientId', 'ClientSecret', 'StateSalt'];
  const kissmetrics = ['APIKey', 'Token', 'UCSFAPIKey', 'UCSFWhitelist'];
  const onRequest = {
    abbott: ['ClientId', 'ClientSecret', 'StateSalt', 'PartnerId', 'PartnerSecret'],
    'care-partner-alerts': ['APNSSigningKey'],
    'customer-io': ['AppAPIKey', 'TrackAPIKey'],
    marketo: ['ID', 'Secret', 'URL'],
    oura: ['ClientId', 'ClientSecret', 'StateSalt', 'PartnerSecret', 'JotformAPIKey', 'ShopifyClientId', 'ShopifyClientSecret'],
    twiist: ['ClientID', 'ClientSecret', 'StateSalt'],
  };
  const off = { dexcom: false, kissmetrics: false };
  const allOn = Object.fromEntries(Object.keys(onRequest).map(name => [name, true]));

  test.each<[string, Partial<EnvironmentConfig>, Readonly<Record<string, readonly string[]>>]>([
    ['by itself', {}, { ...required, dexcom, kissmetrics }],
    ['with all that may be left out left out: twelve', { secrets: off }, required],
    ['with all that may be asked for', { secrets: { ...off, ...allOn } }, { ...required, ...onRequest }],
    ['with a key of Strimzi', { secrets: off, kafka: { ...kafka, passwordKey: 'password' } }, { ...required, kafka: ['password'] }],
  ])('secrets of an environment: %s', (_, change, expected) => {
    const objects = objectsOf(clusterOf('0.26.0', { ...plain, ...change })).filter(({ id }) => id.startsWith('ExternalSecret/qa2/'));
    const keys = objects.map(({ object }) => [
      object.metadata.name,
      (valueAt(object, ['secretDescriptor', 'data']) as { key: string; name: string }[]).map(({ key, name }) => {
        expect(key).toBe(`test1/qa2/${object.metadata.name}`);
        return name;
      }),
    ]);
    expect(Object.fromEntries(keys)).toEqual(expected);
    if (change.secrets === off) expect(keys).toHaveLength(12);
  });

  test('the services that send mail may do that alone', () => {
    for (const service of ['hydrophone', 'mailer']) {
      expect(statementsOfAccount(today, service)).toEqual([
        { Effect: 'Allow', Action: ['ses:SendEmail', 'ses:SendRawEmail'], Resource: '*' },
      ]);
    }
    const accounts = valueAt(objectOf(today, 'ClusterConfig/today'), ['iam', 'serviceAccounts']) as readonly Account[];
    const own = accounts.filter(({ metadata }) => metadata.namespace === 'qa2');
    expect(own.map(({ metadata }) => metadata.name)).toEqual(['blob', 'hydrophone', 'mailer']);
  });

  const ofHttps = { enabled: true, dnsNames: ['b.tidepool.org', 'c.tidepool.org'], certificateSecretName: 'qa2-tls-secret' };

  test.each<[string, GatewayConfig, Values, Values]>([
    [
      'http alone',
      gateways['http'] as GatewayConfig,
      { protocol: 'http', host: 'a.tidepool.org', domain: 'a.tidepool.org' },
      { http: { enabled: true, dnsNames: ['a.tidepool.org'] }, https: { enabled: false } },
    ],
    [
      'a name by http that https does not have is served',
      gateways['http and https'] as GatewayConfig,
      { protocol: 'http', host: 'a.tidepool.org', domain: 'a.tidepool.org' },
      {
        http: { enabled: true, dnsNames: ['a.tidepool.org'] },
        https: { ...ofHttps, options: noClusters },
      },
    ],
    [
      'another port is a string, and part of the host',
      { default: 'https', https: { ...https, port: 444 } },
      { protocol: 'https', host: 'b.tidepool.org:444', domain: 'b.tidepool.org' },
      {
        http: { enabled: false },
        https: { ...ofHttps, port: '444', options: noClusters },
      },
    ],
  ])('the gateway: %s', (_, gateway, links, services) => {
    const made = valuesOf('0.26.0', { ...plain, gateway });
    expect(valueAt(made, ['global', 'gateway', 'default'])).toEqual(links);
    expect(valueAt(made, ['glooingress', 'virtualServices'])).toEqual(services);
  });

  test('whatever an environment says, no value is missing that the chart would print as null', () => {
    const printed = ['authorizeURL', 'clientURL', 'jwksURL', 'partnerURL', 'revokeURL', 'scopes', 'tokenURL'];
    for (const { name, environment } of variants) {
      const made = valuesOf('0.26.0', environment);
      expect(Object.keys(valueAt(made, ['abbott', 'configmap']) as Values), name).toEqual(printed);
      expect(valueAt(made, ['dexcom', 'configmap']), name).toEqual({ revokeURL: '""' });
      const stats = valueAt(made, ['glooingress', 'virtualServices', 'https', 'options']);
      expect(stats, name).toEqual(environment.gateway.https ? noClusters : undefined);
    }
  });

  test('the user of the demo clinic is a value, since the chart makes the ConfigMap', () => {
    const config = clusterOf('0.26.0', { ...plain, clinicDemoUserId: 'e79b15328a' });
    const place = ['spec', 'values', 'shoreline', 'configmap', 'data', 'ClinicDemoUserId'];
    expect(valueAt(releaseOf(config), place)).toBe('e79b15328a');
    expect(objectsOf(config).filter(({ id }) => id === 'ConfigMap/qa2/shoreline')).toEqual([]);
  });

  test('what is said of Kafka and Keycloak wins over the defaults', () => {
    const made = valuesOf('0.26.0', {
      ...plain,
      kafka: { ...kafka, requireSsl: false, topicPrefix: 'shared-', passwordKey: 'password' },
      keycloak: { baseUrl: 'https://auth.example.org/auth', realm: 'other', clientId: 'web', adminUsername: 'root' },
    });
    expect(valueAt(made, ['kafka', 'configmap'])).toMatchObject({ RequireSSL: 'false', TopicPrefix: 'shared-' });
    expect(valueAt(made, ['global', 'kafka', 'passwordKeyName'])).toBe('password');
    expect(valueAt(made, ['clinic', 'configmap', 'data', 'KeycloakTokenEndpoint'])).toBe(
      'https://auth.example.org/auth/realms/other/protocol/openid-connect/token',
    );
    expect(valueAt(made, ['shoreline', 'configmap', 'data'])).toMatchObject({
      KeycloakRealm: 'other',
      KeycloakClientId: 'web',
      KeycloakBackendClientId: 'backend',
      KeycloakAdminUsername: 'root',
    });
    // Topics of changes in Mongo have the namespace's name, whatever the prefix of the others.
    expect(valueAt(made, ['clinic-worker', 'configmap', 'data', 'KafkaTopicPrefix'])).toBe('qa2.');
  });

  test('a Kafka and a Keycloak that are written ahead change nothing in another edition', () => {
    const { kafka: _, keycloak: __, ...without } = plain;
    for (const name of ['guide', '0.1.7'] as const) expect(compiled(clusterOf(name, plain))).toEqual(compiled(clusterOf(name, without)));
  });
});

/** Image repositories that are not called as their service. */
const repositories: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['auth', 'blob', 'data', 'migrations', 'prescription', 'task', 'tools'].map(name => [name, `tidepool/platform-${name}`]),
  ),
  messageapi: 'tidepool/message-api',
  tidewhisperer: 'tidepool/tide-whisperer',
};

/** The images of the values by key of their service, and the rest without what is then empty. */
function withoutImages(values: Values): { readonly images: Record<string, unknown>; readonly others: Record<string, unknown> } {
  const images: Record<string, unknown> = {};
  const others = Object.entries(values).map(([key, value]) => {
    const { deployment, ...rest } = value as { deployment?: { image?: string } };
    const { image, ...more } = deployment ?? {};
    if (image !== undefined) images[key] = image;
    return [key, { ...rest, ...(Object.keys(more).length > 0 && { deployment: more }) }] as const;
  });
  return { images, others: Object.fromEntries(others.filter(([, value]) => Object.keys(value).length > 0)) };
}

function releaseOf(config: ClusterConfig): Manifest {
  return objectOf(config, 'HelmRelease/qa2/tidepool');
}

/** The S3 resources that the IAM role of an environment's service account may use. */
function bucketsOfAccount(config: ClusterConfig, service: string): string[] {
  return statementsOfAccount(config, service).map(({ Resource }) => Resource).filter(resource => resource.startsWith('arn:aws:s3:::'));
}

function statementsOfAccount(config: ClusterConfig, service: string): Statement[] {
  const accounts = valueAt(objectOf(config, `ClusterConfig/${config.name}`), ['iam', 'serviceAccounts']) as readonly Account[];
  const own = accounts.filter(({ metadata }) => metadata.namespace === 'qa2' && metadata.name === service);
  return own.flatMap(({ attachPolicy }) => attachPolicy?.Statement ?? []);
}

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string;
}

interface Account {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly attachPolicy?: { readonly Statement: readonly Statement[] };
}
