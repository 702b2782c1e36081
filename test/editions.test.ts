import { describe, expect, test } from 'vitest';
import { normalise } from '../charts/normalise.ts';
import type { ClusterConfig, EnvironmentConfig, GatewayConfig, MongoConfig } from '../charts/config.ts';
import { editions } from '../charts/tidepool/editions/index.ts';
import { serviceNames } from '../charts/tidepool/services.ts';
import type { EditionName, Values } from '../charts/vocabulary.ts';
import test1 from '../clusters/test1.ts';
import { valueAt, type Manifest } from '../lib/manifest.ts';
import { objectOf, objectsOf, rowOf, valuePaths } from './objects.ts';

const names = Object.keys(editions) as EditionName[]; // keys of that table

const http = { dnsNames: ['a.tidepool.org'] } as const;
const https = { dnsNames: ['b.tidepool.org', 'c.tidepool.org'] } as const;

const plain: EnvironmentConfig = {
  gitops: { policy: 'glob:develop-*' },
  gateway: { default: 'http', http },
  mongo: { server: 'external' },
};

const gateways: Readonly<Record<string, GatewayConfig>> = {
  http: { default: 'http', http },
  https: { default: 'https', https },
  'http and https': { default: 'http', http, https },
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
    const used = new Set(emitted.flatMap(({ paths }) => paths.map(path => rowOf(edition, path))));
    expect(edition.reads.filter(row => !used.has(row))).toEqual([]);
  });

  test('the table says nothing twice', () => {
    expect([...new Set(edition.reads)]).toEqual(edition.reads);
  });

  test('the image of each of the nineteen services stands where the edition says', () => {
    const values = valuesOf(name, plain);
    const images = serviceNames.map(service => valueAt(values, edition.imagePath(service)));
    expect(images).toHaveLength(19);
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
    const said = valueAt(releaseOf(config), ['spec', 'values', 'ingress', 'certificate', 'secretName']);
    // The chart of edition `guide` is not told: it looks for NAMESPACE-tls-secret.
    expect(valueAt(certificate, ['spec', 'secretName'])).toBe(name === 'guide' ? 'qa2-tls-secret' : said);
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
    const uses = { blob: 'data', image: 'data', jellyfish: 'data', hydrophone: 'asset' } as const;
    const path = name === 'guide' ? ['deployment', 'env', 'bucket'] : ['deployment', 'env', 'store', 's3', 'bucket'];
    for (const [service, use] of Object.entries(uses)) {
      const default_ = bucketNames === 'env' ? `tidepool-qa2-${use}` : `tidepool-test1-qa2-${use}`;
      const bucket = buckets?.[use] ?? default_;
      expect(bucketsOfAccount(config, service)).toEqual([`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`]);
      // hydrophone has no other place for its templates than S3; the others keep nothing there with a store of files.
      const named = valueAt(releaseOf(config), ['spec', 'values', service, ...path]);
      expect(named, service).toBe(store === 's3' || use === 'asset' ? bucket : undefined);
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
    for (const service of serviceNames) {
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

function releaseOf(config: ClusterConfig): Manifest {
  return objectOf(config, 'HelmRelease/qa2/tidepool');
}

/** The S3 resources that the IAM role of an environment's service account may use. */
function bucketsOfAccount(config: ClusterConfig, service: string): string[] {
  const accounts = valueAt(objectOf(config, `ClusterConfig/${config.name}`), ['iam', 'serviceAccounts']) as readonly Account[];
  const own = accounts.filter(({ metadata }) => metadata.namespace === 'qa2' && metadata.name === service);
  const resources = own.flatMap(({ attachPolicy }) => attachPolicy?.Statement.map(({ Resource }) => Resource) ?? []);
  return resources.filter(resource => resource.startsWith('arn:aws:s3:::'));
}

interface Account {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly attachPolicy?: { readonly Statement: readonly { readonly Action: string | readonly string[]; readonly Resource: string }[] };
}
