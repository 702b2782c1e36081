import { describe, expect, test } from 'vitest';
import { normalise } from '../charts/normalise.ts';
import type { ClusterConfig, EnvironmentConfig, GatewayConfig, KafkaConfig, MongoConfig } from '../charts/config.ts';
import { editions } from '../charts/tidepool/editions/index.ts';
import { services, servicesOf } from '../charts/tidepool/services.ts';
import type { EditionName, Values } from '../charts/vocabulary.ts';
import { readPaths } from '../charts/packages/package.ts';
import test1 from './clusters/test1.ts';
import { automatedImages } from '../lib/images/tags.ts';
import today from './clusters/today.ts';
import { valueAt, type Manifest } from '../lib/manifests/manifest.ts';
import { compiled, objectOf, objectsOf, rowsOf, valuePaths } from './support/objects.ts';
import type { FluxConfig } from './support/flux-config.ts';

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

function clusterOf(edition: EditionName, environment: EnvironmentConfig, more: Partial<FluxConfig> = {}): ClusterConfig {
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

describe.each(names)('edition %s', name => {
  const edition = editions[name];
  const rowOf = rowsOf(edition);
  const emitted = variants.map(variant => ({ variant, paths: valuePaths(valuesOf(name, variant.environment)) }));

  test('every value is one that the chart reads', () => {
    const strangers = emitted.flatMap(({ variant, paths }) =>
      paths.filter(path => rowOf(path) === undefined).map(path => `${path} (${variant.name})`),
    );
    expect(strangers).toEqual([]);
  });

  test('every row of the table of what the chart reads is used', () => {
    const byGeneration = (edition.unmergeable ?? []).map(path => path.join('.')); // which writes there what its controllers read
    const used = new Set([...byGeneration, ...emitted.flatMap(({ paths }) => paths.map(path => rowOf(path)))]);
    expect(readPaths(edition.reads).filter(row => !used.has(row))).toEqual([]);
  });

  test('the table says nothing twice', () => {
    expect([...new Set(readPaths(edition.reads))]).toEqual(readPaths(edition.reads));
  });

  test('the image of each of its services stands where the edition says', () => {
    const values = valuesOf(name, plain);
    const missing = servicesOf(name).filter(service => !String(valueAt(values, edition.imagePath(service))).startsWith(`${services[service].repository}:`));
    expect(missing).toEqual([]);
  });

  test.runIf(edition.expresses.gateway)('ports are strings, since the templates compare them as strings', () => {
    const ports = variants.flatMap(({ environment }) => {
      const values = valuesOf(name, environment);
      return valuePaths(values).filter(path => path.endsWith('.port')).map(path => valueAt(values, path.split('.')));
    });
    expect([...new Set(ports.map(port => typeof port))]).toEqual(['string']);
    expect(ports).toEqual(expect.arrayContaining(['81', '444']));
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

  test('the chart comes from its Helm repository, or from where the config says', () => {
    expect(valueAt(release, ['spec', 'chart'])).toEqual({
      repository: 'https://developer.tidepool.org/development',
      name: 'tidepool',
      version: '0.26.0',
    });
    const chart = { git: 'git@github.com:tidepool-org/development', path: 'charts/tidepool', ref: 'tidepool-0.26.0' };
    expect(valueAt(releaseOf(clusterOf('0.26.0', { ...plain, chart })), ['spec', 'chart'])).toEqual(chart);
  });

  test('Flux moves every image but that of plotly-orca, which moves only by a policy of its own', () => {
    const followed = automatedImages(release).map(({ container }) => container);
    expect(followed).toEqual(servicesOf('0.26.0').filter(name => name !== 'plotly-orca'));
    expect(JSON.stringify(release.metadata.annotations)).not.toContain('plotly-orca');
    const own = releaseOf(clusterOf('0.26.0', { ...plain, services: { 'plotly-orca': { policy: 'semver:~1.2' } } }));
    expect(automatedImages(own)).toHaveLength(followed.length + 1);
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
      { http: { enabled: true, dnsNames: ['a.tidepool.org'] }, https: { ...ofHttps, options: noClusters } },
    ],
    [
      'another port is a string, and part of the host',
      { default: 'https', https: { ...https, port: 444 } },
      { protocol: 'https', host: 'b.tidepool.org:444', domain: 'b.tidepool.org' },
      { http: { enabled: false }, https: { ...ofHttps, port: '444', options: noClusters } },
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

function releaseOf(config: ClusterConfig): Manifest {
  return objectOf(config, 'HelmRelease/qa2/tidepool');
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
