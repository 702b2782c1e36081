import { describe, expect, test } from 'vitest';
import { compile } from '../charts/compile.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { checkFleet } from '../charts/config-rules/fleet.ts';
import { packages, type PackageName } from '../charts/packages/index.ts';
import { editions } from '../charts/tidepool/editions/index.ts';
import { servicesOf } from '../charts/tidepool/services.ts';
import type { Values } from '../charts/vocabulary.ts';
import development from './clusters/development.ts';
import test1 from './clusters/test1.ts';
import { valueAt, type Manifest } from '../lib/manifests/manifest.ts';
import { automatedImages } from '../lib/images/tags.ts';
import embeddedMongo from './clusters/embedded-mongo.ts';
import printedShared from './clusters/printed-shared.ts';
import test1Https from './clusters/test1-https.ts';
import { compiled, objectOf, objectsOf, pathsOf, rowOf, valuePaths, withEnvironment, withPackages, type Emitted } from './support/objects.ts';

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

describe('1. namespaces', () => {
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

describe('2. packages', () => {
  /** Objects of each package, as the generator made them for the documented values. Its ServiceAccounts: see the deviation below. */
  const documented: Readonly<Partial<Record<PackageName, readonly string[]>>> = {
    'amazon-cloudwatch': [
      'ClusterRole/cloudwatch-agent-role',
      'ClusterRole/fluentd-role',
      'ClusterRoleBinding/cloudwatch-agent-role-binding',
      'ClusterRoleBinding/fluentd-role-binding',
      'ConfigMap/amazon-cloudwatch/cluster-info',
      'ConfigMap/amazon-cloudwatch/cwagentconfig',
      'ConfigMap/amazon-cloudwatch/fluentd-config',
      'DaemonSet/amazon-cloudwatch/cloudwatch-agent',
      'DaemonSet/amazon-cloudwatch/fluentd-cloudwatch',
    ],
    certmanager: [
      'ClusterIssuer/letsencrypt-production',
      'ClusterIssuer/letsencrypt-staging',
      ...['certificaterequests', 'certificates', 'challenges', 'clusterissuers', 'issuers', 'orders'].map(
        plural => `CustomResourceDefinition/${plural}.certmanager.k8s.io`,
      ),
      'HelmRelease/certmanager/certmanager',
    ],
    'cluster-autoscaler': [
      'ClusterRole/cluster-autoscaler',
      'ClusterRoleBinding/cluster-autoscaler',
      'Deployment/kube-system/cluster-autoscaler',
      'Role/kube-system/cluster-autoscaler',
      'RoleBinding/kube-system/cluster-autoscaler',
    ],
    'external-dns': ['HelmRelease/external-dns/external-dns'],
    'external-secrets': ['HelmRelease/external-secrets/external-secrets'],
    flux: ['Secret/flux/flux-helm-repositories'],
    gloo: ['HelmRelease/gloo-system/gloo'],
    'gloo-crds': [
      'CustomResourceDefinition/gateways.gateway.solo.io.v2',
      'CustomResourceDefinition/proxies.gloo.solo.io',
      'CustomResourceDefinition/routetables.gateway.solo.io',
      'CustomResourceDefinition/settings.gloo.solo.io',
      'CustomResourceDefinition/upstreamgroups.gloo.solo.io',
      'CustomResourceDefinition/upstreams.gloo.solo.io',
      'CustomResourceDefinition/virtualservices.gateway.solo.io',
    ],
    'metrics-server': ['HelmRelease/monitoring/metrics-server'],
    'prometheus-operator': ['HelmRelease/monitoring/prometheus-operator'],
    reloader: ['HelmRelease/reloader/reloader', 'ServiceAccount/reloader/reloader'],
  };

  test.each(Object.entries(documented))('%s has the objects of 2019', (name, ids) => {
    const own = objectsOf(test1).filter(({ path, object }) => folderOf(path) === name && object.kind !== 'Namespace');
    expect(own.map(({ id }) => id).sort()).toEqual([...ids].sort());
  });

  test('no other package has any', () => {
    const folders = new Set(objectsOf(test1).filter(({ object }) => object.kind !== 'Namespace').map(({ path }) => folderOf(path)));
    expect([...folders].filter(folder => folder !== undefined).sort()).toEqual(Object.keys(documented).sort());
  });

  test('an account that eksctl makes is never made a second time; 2019 had some twice (deviation)', () => {
    for (const [, config] of clusters) {
      const manifests = ofKind(config, 'ServiceAccount').map(({ object }) => accountName(object));
      expect(manifests.filter(name => accounts(config).includes(name))).toEqual([]);
    }
  });

  test('an account that a role is bound to or that a pod runs as is made by eksctl or stands in the output', () => {
    for (const config of [test1, everything]) {
      const objects = objectsOf(config).map(({ object }) => object);
      const made = [...accounts(config), ...objects.filter(({ kind }) => kind === 'ServiceAccount').map(accountName)];
      const bound = objects.flatMap(object => (object['subjects'] ?? []) as { name: string; namespace: string }[]);
      const run = objects.flatMap(object => {
        const name = valueAt(object, ['spec', 'template', 'spec', 'serviceAccountName']);
        return typeof name === 'string' ? [`${object.metadata.namespace}/${name}`] : [];
      });
      const wanted = [...bound.map(({ name, namespace }) => `${namespace}/${name}`), ...run];
      expect(wanted.length).toBeGreaterThan(4);
      expect(wanted.filter(name => !made.includes(name))).toEqual([]);
    }
  });

  const stable = 'https://kubernetes-charts.storage.googleapis.com/';
  test.each([
    ['certmanager/certmanager', 'certmanager', ['https://charts.jetstack.io', 'cert-manager', 'v0.10.0'], 'false'],
    ['datadog/datadog-agent', 'datadog', [stable, 'datadog', '1.31.11'], 'false'],
    ['external-dns/external-dns', 'external-dns', [stable, 'external-dns', '1.7.9'], 'false'],
    [
      'external-secrets/external-secrets',
      'external-secrets',
      ['git@github.com:godaddy/kubernetes-external-secrets', 'charts/kubernetes-external-secrets', 'master'],
      undefined,
    ],
    ['flux/fluxcloud', 'fluxcloud', ['git@github.com:tidepool-org/development', 'charts/fluxcloud/0.1.0', 'k8s'], 'false'],
    ['gloo-system/gloo', 'gloo', ['https://storage.googleapis.com/solo-public-helm/', 'gloo', '0.18.40'], 'false'],
    ['monitoring/metrics-server', 'metrics-server', [stable, 'metrics-server', '2.8.5'], undefined],
    ['monitoring/prometheus-operator', 'prometheus-operator', [stable, 'prometheus-operator', '5.1.0'], undefined],
    ['reloader/reloader', 'reloader', ['git@github.com:stakater/Reloader', 'deployments/kubernetes/chart/reloader', 'master'], 'false'],
    ['sumologic/sumologic-fluentd', 'sumologic-fluentd', [stable, 'sumologic-fluentd', '1.1.0'], 'true'],
  ])('HelmRelease %s is of the name, chart and automation of 2019', (id, releaseName, chart, automated) => {
    const release = objectOf(everything, `HelmRelease/${id}`);
    expect(release.apiVersion).toBe('helm.fluxcd.io/v1');
    expect(valueAt(release, ['spec', 'releaseName'])).toBe(releaseName);
    expect(Object.values(valueAt(release, ['spec', 'chart']) as object)).toEqual(chart);
    expect(release.metadata.annotations?.['fluxcd.io/automated']).toBe(automated);
  });
});

describe('3. config.yaml', () => {
  const config = objectOf(test1, 'ClusterConfig/test1');

  test('there are ten accounts in the order of 2019; the whole file is golden G-11', () => {
    expect(accounts(test1)).toEqual([
      'kube-system/cluster-autoscaler',
      'certmanager/certmanager',
      'amazon-cloudwatch/cloudwatch-agent',
      'external-dns/external-dns',
      'amazon-cloudwatch/fluentd',
      'external-secrets/external-secrets',
      'qa2/blob',
      'qa2/image',
      'qa2/jellyfish',
      'qa2/hydrophone',
    ]);
  });

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

describe('4. the release of an environment', () => {
  test('there are twenty annotations of 2019 and one per service that tells Flux where its image stands', () => {
    const annotations = Object.entries(qa2.metadata.annotations ?? {});
    const policies: Readonly<Record<string, string>> = { blip: 'glob:release-1.23.0*', jellyfish: 'glob:mongo-*' };
    expect(annotations.slice(0, 20)).toEqual([
      ['fluxcd.io/automated', 'true'],
      ...servicesOf('0.1.7').map(name => [`fluxcd.io/tag.${name}`, policies[name] ?? 'glob:develop-*']),
    ]);
    expect(annotations.slice(20).map(([key]) => key)).toEqual(servicesOf('0.1.7').map(name => `repository.fluxcd.io/${name}`));
  });

  test('Flux finds the image of every service where its annotation says', () => {
    expect(automatedImages(qa2).map(({ container }) => container)).toEqual(servicesOf('0.1.7'));
  });

  test('blip and jellyfish follow the tags that the guide prints; 2019 had them follow develop-* (deviation)', () => {
    expect(qa2.metadata.annotations?.['fluxcd.io/tag.blip']).toBe('glob:release-1.23.0*');
    expect(qa2.metadata.annotations?.['fluxcd.io/tag.jellyfish']).toBe('glob:mongo-*');
  });

  test('it is called qa2-tidepool, of chart 0.1.7', () => {
    expect(valueAt(qa2, ['spec', 'releaseName'])).toBe('qa2-tidepool');
    expect(valueAt(qa2, ['spec', 'chart'])).toEqual({
      git: 'git@github.com:tidepool-org/development',
      path: 'charts/tidepool/0.1.7',
      ref: 'k8s',
    });
  });

  test('Mongo is embedded, http serves localhost, https is off', () => {
    expect(valueAt(qa2Values, ['mongodb', 'enabled'])).toBe(true);
    expect(valueAt(qa2Values, ['ingress', 'service'])).toEqual({ http: { enabled: true }, https: { enabled: false } });
    expect(valueAt(qa2Values, ['ingress', 'gateway'])).toEqual({ http: { dnsNames: ['localhost'] }, https: { dnsNames: [] } });
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

describe('5. secrets of an environment', () => {
  const keys: Readonly<Record<string, readonly string[]>> = {
    ...Object.fromEntries(['auth', 'blob', 'data', 'image', 'notification', 'server', 'task', 'user'].map(name => [name, ['ServiceAuth']])),
    dexcom: ['ClientId', 'ClientSecret', 'StateSalt'],
    export: ['SessionEncryptionKey'],
    jellyfish: ['CarelinkSalt'],
    kissmetrics: ['APIKey', 'Token', 'UCSFAPIKey', 'UCSFWhitelist'],
    mailchimp: ['ApiKey', 'URL', 'PersonalLists', 'ClinicLists'],
    mongo: ['Scheme', 'Addresses', 'Username', 'Password', 'Database', 'Tls', 'OptParams'],
    shoreline: ['ServiceAuth', 'UserLongTermKey', 'UserMailVerification'],
    userdata: ['GroupIdEncryptionKey', 'UserIdSalt', 'UserPasswordSalt'],
  };
  const secrets = ofKind(test1, 'ExternalSecret');

  test('qa2 has sixteen ExternalSecrets in one file, by name, and the cluster no other', () => {
    expect(secrets.map(({ path }) => path)).toEqual(Array.from({ length: 16 }, () => 'flux/environments/qa2/external-secrets.yaml'));
    expect(secrets.map(({ object }) => object.metadata.name)).toEqual(Object.keys(keys).sort());
  });

  test.each(Object.entries(keys))('%s has the keys that chart 0.1.7 reads, from the path of its cluster and namespace', (name, names) => {
    const secret = objectOf(test1, `ExternalSecret/qa2/${name}`);
    expect(secret['secretDescriptor']).toEqual({
      backendType: 'secretsManager',
      data: names.map(key => ({ key: `test1/qa2/${name}`, name: key, property: key })),
    });
  });

  test('an ExternalSecret carries a name and a namespace only; in 2019 labels and annotations leaked in (deviation)', () => {
    expect(secrets.map(({ object }) => Object.keys(object.metadata).join(' '))).toEqual(secrets.map(() => 'name namespace'));
  });
});

describe('6. datadog, sumologic and fluxcloud', () => {
  test('switched on, there are three more ExternalSecrets with five keys', () => {
    const shared = ofKind(everything, 'ExternalSecret').filter(({ path }) => !path.startsWith('flux/environments/'));
    const read = shared.map(({ id, object }) => {
      const data = valueAt(object, ['secretDescriptor', 'data']) as { key: string; name: string }[];
      return [id, ...data.map(({ key, name }) => `${key} ${name}`)];
    });
    expect(read.sort()).toEqual([
      ['ExternalSecret/datadog/datadog', 'test1/datadog/datadog api-key', 'test1/datadog/datadog app-key', 'test1/datadog/datadog token'],
      ['ExternalSecret/flux/slack', 'test1/flux/slack url'],
      ['ExternalSecret/sumologic/sumologic', 'test1/sumologic/sumologic collector-url'],
    ]);
  });

  test('switched on, there are three more HelmReleases; off, none of their files', () => {
    const releases = (config: ClusterConfig) => ofKind(config, 'HelmRelease').map(({ id }) => id);
    expect(releases(everything).filter(id => !releases(test1).includes(id)).sort()).toEqual([
      'HelmRelease/datadog/datadog-agent',
      'HelmRelease/flux/fluxcloud',
      'HelmRelease/sumologic/sumologic-fluentd',
    ]);
    expect(pathsOf(test1).filter(path => /datadog|sumologic|fluxcloud/.test(path))).toEqual([]);
  });

  test('fluxcloud names its own repository and channel; 2019 wrote `{{ .ClusterName }}` (deviation)', () => {
    const values = valueAt(objectOf(everything, 'HelmRelease/flux/fluxcloud'), ['spec', 'values']);
    expect(valueAt(values, ['github'])).toBe('https://github.com/tidepool-org/cluster-test1');
    expect(valueAt(values, ['slack', 'channel'])).toBe('#flux-test1');
    for (const [, config] of clusters) expect([...compiled(config).values()].join('')).not.toMatch(/\{\{ *\./);
  });
});

describe('7. https', () => {
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

  test('the issuer that a Certificate names stands in the output', () => {
    const issuers = ofKind(test1Https, 'ClusterIssuer').map(({ object }) => object.metadata.name);
    expect(issuers).toContain(valueAt(objectOf(test1Https, 'Certificate/qa2/qa2.tidepool.org'), ['spec', 'issuerRef', 'name']));
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

describe('8. buckets', () => {
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

describe('9. regeneration', () => {
  const release = 'clusters/test1/flux/environments/qa2/tidepool-helmrelease.yaml';
  const first = compiled(test1).get(release) ?? '';
  const written = 'tidepool/platform-auth:develop-0123456789abcdef0123456789abcdef01234567';

  test('a tag that Flux has written is kept, and is the one line that differs; 2019 reset every image (deviation)', () => {
    const again = compile(test1, new Map([['qa2/auth', written]]));
    const lines = (again.get(release) ?? '').split('\n');
    const differing = first.split('\n').flatMap((line, i) => (line === lines[i] ? [] : [[line.trim(), lines[i]?.trim()]]));
    expect(differing).toEqual([[expect.stringMatching(/^image: tidepool\/platform-auth:/), `image: ${written}`]]);
    const others = [...compiled(test1)].filter(([path, text]) => path !== release && again.get(path) !== text);
    expect(others).toEqual([]);
  });

  test('a tag that the policy does not allow, or another repository, is not kept', () => {
    for (const image of ['tidepool/platform-auth:release-1', 'elsewhere/platform-auth:develop-1', 'tidepool/platform-auth']) {
      expect(compile(test1, new Map([['qa2/auth', image]])).get(release)).toBe(first);
    }
  });

  test('what stands in the output, read back, gives the same output', () => {
    const images = new Map(automatedImages(qa2).map(({ container, image }) => [`qa2/${container}`, image]));
    expect(images.size).toBe(19);
    expect(compile(test1, images)).toEqual(compiled(test1));
  });
});

describe('10. switching off', () => {
  const enabled = packages.map(({ name }) => name).filter(name => everything.packages[name]?.enabled !== false);

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

describe('11. namespaces of objects, and Secrets', () => {
  /** Kinds that stand outside of namespaces; eksctl's ClusterConfig is no object of Kubernetes. */
  const clusterWide = ['ClusterConfig', 'ClusterIssuer', 'ClusterRole', 'ClusterRoleBinding', 'CustomResourceDefinition', 'Namespace'];
  const ofPackage: Readonly<Partial<Record<PackageName, string>>> = {
    'cluster-autoscaler': 'kube-system',
    fluxcloud: 'flux',
    gloo: 'gloo-system',
    'metrics-server': 'monitoring',
    'prometheus-operator': 'monitoring',
  };

  /** Where an object of a file belongs: what the file's folder says. */
  function namespaceOf(path: string): string | undefined {
    const [, kind, name = ''] = /^flux\/(environments|external-secrets|certs|shared|shared-start)\/([^/.]+)/.exec(path) ?? [];
    if (kind === 'environments' || kind === 'external-secrets') return name;
    if (kind === 'shared' || kind === 'shared-start') return ofPackage[name as PackageName] ?? name; // a folder is named after its package
    return path.startsWith('flux/') ? 'default' : undefined;
  }

  test.each(clusters)('%s: every object is in the namespace of its package or environment, or outside of all', (_, config) => {
    const wrong = objectsOf(config).filter(({ path, object }) => {
      const expected = clusterWide.includes(object.kind) ? undefined : namespaceOf(path);
      return object.metadata.namespace !== expected;
    });
    expect(wrong.map(({ path, id }) => `${path}: ${id}`)).toEqual([]);
  });

  test.each(clusters)('%s: every namespace of an object is made by the output, Kubernetes, eksctl or the umbrella charts', (_, config) => {
    const made = ofKind(config, 'Namespace').map(({ object }) => object.metadata.name);
    const given = ['default', 'kube-system', 'flux', ...(isUmbrella(config) ? ['datadog', 'sumologic'] : [])];
    const used = new Set(objectsOf(config).flatMap(({ object }) => object.metadata.namespace ?? []));
    expect([...used].filter(name => !made.includes(name) && !given.includes(name))).toEqual([]);
  });

  test.each(clusters)('%s: there is no Secret but the list of chart repositories, which holds no credentials', (_, config) => {
    const secrets = ofKind(config, 'Secret');
    const expected = isUmbrella(config) ? [] : ['Secret/flux/flux-helm-repositories'];
    expect(secrets.map(({ id }) => id)).toEqual(expected);
    for (const { object } of secrets) {
      expect(Object.keys(object['data'] as object)).toEqual(['repositories.yaml']);
      const text = Buffer.from(String(valueAt(object, ['data', 'repositories.yaml'])), 'base64').toString('utf8');
      const { repositories } = JSON.parse(text) as { repositories: Record<string, string>[] };
      expect(repositories).toHaveLength(10);
      for (const { caFile, certFile, keyFile, username, password } of repositories) {
        expect([caFile, certFile, keyFile, username, password]).toEqual(['', '', '', '', '']);
      }
    }
  });

  test('the Secret of an embedded Mongo is made by the chart, never by a manifest; 2019 wrote one (deviation)', () => {
    expect(objectsOf(embeddedMongo).filter(({ id }) => id.endsWith('/mongo'))).toEqual([]);
  });
});

describe('12. values', () => {
  test.each(clusters)('%s: the release of an environment says nothing that its chart does not read', (_, config) => {
    const edition = editions[config.edition];
    const releases = objectsOf(config).filter(({ path }) => path.endsWith('/tidepool-helmrelease.yaml'));
    expect(releases).toHaveLength(Object.keys(config.environments).length);
    const unread = releases.flatMap(({ object }) =>
      valuePaths(valueAt(object, ['spec', 'values']) as Values).filter(path => rowOf(edition, path) === undefined),
    );
    expect(unread).toEqual([]);
  });
});

interface Account {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly attachPolicy?: { readonly Statement: readonly { readonly Action: string | readonly string[]; readonly Resource: string }[] };
}

function ofKind(config: ClusterConfig, kind: string): Emitted[] {
  return objectsOf(config).filter(({ object }) => object.kind === kind);
}

function isUmbrella(config: ClusterConfig): boolean {
  return 'shared' in config && config.shared === 'umbrella';
}

function accountName({ metadata }: { readonly metadata: Manifest['metadata'] }): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** Accounts that eksctl makes, in order, as NAMESPACE/NAME. */
function accounts(config: ClusterConfig): string[] {
  const object = objectOf(config, `ClusterConfig/${config.name}`);
  return (valueAt(object, ['iam', 'serviceAccounts']) as Manifest[]).map(accountName);
}

/** The package that a file belongs to, or undefined for one of the cluster or of an environment. */
function folderOf(path: string): string | undefined {
  return /^flux\/shared(?:-start)?\/([^/]+)\//.exec(path)?.[1];
}
