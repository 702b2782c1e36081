import { describe, expect, test } from 'vitest';
import type { ClusterConfig } from '../charts/config.ts';
import { checkFleet } from '../charts/config-rules/fleet.ts';
import { hasPackage } from '../charts/normalise.ts';
import { packages } from '../charts/packages/index.ts';
import { editions } from '../charts/tidepool/editions/index.ts';
import { servicesOf } from '../charts/tidepool/services.ts';
import type { Values } from '../charts/vocabulary.ts';
import development from './clusters/development.ts';
import test1 from './clusters/test1.ts';
import { valueAt } from '../lib/manifests/manifest.ts';
import embeddedMongo from './clusters/embedded-mongo.ts';
import printedShared from './clusters/printed-shared.ts';
import test1Https from './clusters/test1-https.ts';
import { compiled, objectOf, objectsOf, pathsOf, withEnvironment, withPackages, type Emitted } from './support/objects.ts';

/**
 * What the generator of September 2019 made of the documented values, line by line. A test that
 * holds us to something else than that generator says `deviation` in its name.
 */
const everything = withPackages(test1, { datadog: {}, sumologic: {}, fluxcloud: {} });
const clusters: readonly [title: string, config: ClusterConfig][] = [
  ['test1', test1],
  ['test1 with everything on', everything],
  ['test1-https', test1Https],
  ['development', development],
  ['printed-shared', printedShared],
  ['embedded-mongo', embeddedMongo],
];

test.each(clusters)('%s: is a cluster that synth accepts', (_, config) => {
  const problems = checkFleet(new Map([[config.name, config]])).problems.get(config.name) ?? [];
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
});

const qa2 = objectOf(test1, 'HelmRelease/qa2/tidepool');
const qa2Values = valueAt(qa2, ['spec', 'values']) as Values;

describe('namespaces', () => {
  const namespaces = (config: ClusterConfig) => ofKind(config, 'Namespace').map(({ object }) => object);

  test('there is one for each enabled package and environment, each in a file of its own; 2019 always made all ten (deviation)', () => {
    const names = ['amazon-cloudwatch', 'certmanager', 'external-dns', 'external-secrets', 'gloo-system', 'monitoring', 'qa2', 'reloader'];
    expect(namespaces(test1).map(({ metadata }) => metadata.name).sort()).toEqual(names);
    expect(namespaces(everything).map(({ metadata }) => metadata.name).sort()).toEqual([...names, 'datadog', 'sumologic'].sort());
    expect(pathsOf(everything).filter(path => path.endsWith('/namespace.yaml'))).toHaveLength(10);
  });

  test("Istio's and Gloo's keys are labels, Linkerd's is an annotation; 2019 had all of them as labels (deviation)", () => {
    const marks = Object.fromEntries(namespaces(everything).map(({ metadata: { name, ...marked } }) => [name, marked]));
    const istio = { 'istio-injection': 'disabled' };
    const meshed = { labels: istio, annotations: { 'linkerd.io/inject': 'enabled' } };
    const plain = { labels: istio, annotations: { 'linkerd.io/inject': 'disabled' } };
    expect(marks).toEqual({
      'amazon-cloudwatch': { labels: { name: 'amazon-cloudwatch' } },
      certmanager: { labels: { 'certmanager.k8s.io/disable-validation': 'true' } },
      datadog: plain,
      'external-dns': meshed,
      'external-secrets': plain,
      'gloo-system': plain,
      monitoring: { labels: { name: 'monitoring' } },
      reloader: meshed,
      sumologic: plain,
      qa2: { labels: { ...istio, 'discovery.solo.io/function_discovery': 'enabled' }, annotations: { 'linkerd.io/inject': 'enabled' } },
    });
  });
});

describe('config.yaml', () => {
  const config = objectOf(test1, 'ClusterConfig/test1');

  test('external-secrets may read the secrets of its own cluster, the services the buckets of their own environment', () => {
    const text = JSON.stringify(config);
    expect(text).toContain('"arn:aws:secretsmanager:us-west-2:123456789012:secret:test1/*"');
    const buckets = new Set([...text.matchAll(/"arn:aws:s3:::([^"/]+)/g)].map(([, bucket]) => bucket));
    expect([...buckets]).toEqual(['tidepool-test1-qa2-data', 'tidepool-test1-qa2-asset']);
  });

  test('s3:ListBucket is granted on the bucket; 2019 granted it on what is in it, which matches no request (deviation)', () => {
    const policies = (valueAt(config, ['iam', 'serviceAccounts']) as Account[]).map(({ attachPolicy }) => attachPolicy);
    const statements = policies.flatMap(policy => policy?.Statement ?? []);
    const lists = statements.filter(({ Action }) => Action === 's3:ListBucket').map(({ Resource }) => Resource);
    expect(lists).toHaveLength(4);
    expect(lists.filter(resource => resource.includes('/'))).toEqual([]);
  });

  test('node groups carry the tags that the cluster-autoscaler looks for', () => {
    const [group] = valueAt(config, ['nodeGroups']) as { tags: unknown }[];
    expect(group?.tags).toEqual({ 'k8s.io/cluster-autoscaler/enabled': 'true', 'k8s.io/cluster-autoscaler/test1': 'true' });
  });
});

describe('the release of an environment', () => {
  test('there are twenty annotations of 2019 and one per service that tells Flux where its image stands', () => {
    const annotations = Object.entries(qa2.metadata.annotations ?? {});
    const policies: Readonly<Record<string, string>> = { blip: 'glob:release-1.23.0*', jellyfish: 'glob:mongo-*' };
    expect(annotations.slice(0, 20)).toEqual([
      ['fluxcd.io/automated', 'true'],
      ...servicesOf('0.1.7').map(name => [`fluxcd.io/tag.${name}`, policies[name] ?? 'glob:develop-*']),
    ]);
    expect(annotations.slice(20).map(([key]) => key)).toEqual(servicesOf('0.1.7').map(name => `repository.fluxcd.io/${name}`));
  });

  test('the default host and nosqlclient are left out, since chart 0.1.7 reads neither (deviation)', () => {
    expect(valueAt(qa2Values, ['global', 'gateway'])).toBeUndefined();
    expect(valueAt(qa2Values, ['nosqlclient'])).toBeUndefined();
  });

  test('hpa of the values reaches every service; 2019 read it and did nothing (deviation)', () => {
    const keys = servicesOf('0.1.7').map(name => editions['0.1.7'].imagePath(name)[0] ?? name);
    expect(keys.filter(key => valueAt(qa2Values, [key, 'hpa', 'enabled']) !== true)).toEqual([]);
  });
});

describe('secrets of an environment', () => {
  const secrets = ofKind(test1, 'ExternalSecret');

  test('an ExternalSecret carries a name and a namespace only; in 2019 labels and annotations leaked in (deviation)', () => {
    expect(secrets.map(({ object }) => Object.keys(object.metadata).join(' '))).toEqual(secrets.map(() => 'name namespace'));
  });
});

describe('datadog, sumologic and fluxcloud', () => {
  test('fluxcloud names its own repository and channel; 2019 wrote `{{ .ClusterName }}` (deviation)', () => {
    const values = valueAt(objectOf(everything, 'HelmRelease/flux/fluxcloud'), ['spec', 'values']);
    expect(valueAt(values, ['github'])).toBe('https://github.com/tidepool-org/cluster-test1');
    expect(valueAt(values, ['slack', 'channel'])).toBe('#flux-test1');
    for (const [, config] of clusters) expect([...compiled(config).values()].join('')).not.toMatch(/\{\{ *\./);
  });
});

describe('https', () => {
  test('an https environment has a Certificate, in the Secret that its chart is told of; 2019 had none (deviation)', () => {
    const certificate = objectOf(test1Https, 'Certificate/qa2/qa2.tidepool.org');
    expect(certificate['spec']).toEqual({
      secretName: 'qa2-tls-secret',
      issuerRef: { name: 'letsencrypt-staging', kind: 'ClusterIssuer' },
      commonName: 'qa2.tidepool.org',
      dnsNames: ['qa2.tidepool.org'],
    });
    const ingress = valueAt(objectOf(test1Https, 'HelmRelease/qa2/tidepool'), ['spec', 'values', 'ingress']);
    expect(valueAt(ingress, ['certificate'])).toEqual({ secretName: 'qa2-tls-secret' });
    expect(valueAt(ingress, ['service'])).toEqual({ http: { enabled: false }, https: { enabled: true } });
  });

  const hostnames = (config: ClusterConfig) => {
    const service = ['spec', 'values', 'gatewayProxies', 'gatewayProxyV2', 'service', 'extraAnnotations'];
    return valueAt(objectOf(config, 'HelmRelease/gloo-system/gloo'), [...service, 'external-dns.alpha.kubernetes.io/hostname']);
  };

  test('its name is published by the load balancer of Gloo', () => {
    expect(hostnames(test1Https)).toBe('qa2.tidepool.org');
  });

  test('localhost is not published; 2019 wrote an empty annotation (deviation)', () => {
    expect(hostnames(test1)).toBeUndefined();
  });
});

describe('buckets', () => {
  test('a bucket of another name reaches policies and chart; 2019 told the policies only, and hydrophone the wrong one (deviation)', () => {
    const config = withEnvironment(test1, 'qa2', { buckets: { data: 'own-data', asset: 'own-asset' } });
    const changed = compiled(config);
    const text = [...changed.values()].join('');
    expect(text).not.toMatch(/tidepool-test1-qa2-(data|asset)/);

    const values = valueAt(objectOf(config, 'HelmRelease/qa2/tidepool'), ['spec', 'values']);
    const inChart = (service: string) => valueAt(values, [service, 'deployment', 'env', 'store', 's3', 'bucket']);
    expect(['blob', 'image', 'jellyfish', 'hydrophone'].map(inChart)).toEqual(['own-data', 'own-data', 'own-data', 'own-asset']);

    const policies = valueAt(objectOf(config, 'ClusterConfig/test1'), ['iam', 'serviceAccounts']) as Account[];
    const inPolicy = (service: string) =>
      policies
        .filter(({ metadata }) => metadata.name === service)
        .flatMap(({ attachPolicy }) => attachPolicy?.Statement.map(({ Resource }) => Resource) ?? [])
        .filter(resource => resource !== '*');
    expect(['blob', 'image', 'jellyfish'].map(inPolicy)).toEqual(Array(3).fill(['arn:aws:s3:::own-data', 'arn:aws:s3:::own-data/*']));
    expect(inPolicy('hydrophone')).toEqual(['arn:aws:s3:::own-asset', 'arn:aws:s3:::own-asset/*']);
  });
});

describe('switching off', () => {
  const enabled = packages.map(({ name }) => name).filter(name => hasPackage(everything, name));

  test.each(enabled)('%s off has none of its files, and no new ones', name => {
    const before = pathsOf(everything);
    const after = pathsOf(withPackages(everything, { [name]: false }));
    expect(after.filter(path => !before.includes(path))).toEqual([]);
    expect(after.filter(path => folderOf(path) === name)).toEqual([]);
    expect(after.length).toBeLessThan(before.length);
  });

  test('an environment switched off has none of its files, accounts or names', () => {
    const off = withEnvironment(test1Https, 'qa2', { enabled: false });
    expect(pathsOf(off).filter(path => path.startsWith('flux/environments/'))).toEqual([]);
    expect([...compiled(off).values()].join('')).not.toContain('qa2');
  });
});

interface Account {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly attachPolicy?: { readonly Statement: readonly { readonly Action: string | readonly string[]; readonly Resource: string }[] };
}

function ofKind(config: ClusterConfig, kind: string): Emitted[] {
  return objectsOf(config).filter(({ object }) => object.kind === kind);
}

/** The package that a file belongs to, or undefined for one of the cluster or of an environment. */
function folderOf(path: string): string | undefined {
  return /^flux\/shared(?:-start)?\/([^/]+)\//.exec(path)?.[1];
}
