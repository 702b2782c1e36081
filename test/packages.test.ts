import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import { configHash, fluentdConfig } from '../charts/packages/amazon-cloudwatch.ts';
import { packages, type PackageConfigs, type PackageName } from '../charts/packages/index.ts';
import type { ClusterFacts, PackageConfig, PackageContext, PackageRelease } from '../charts/packages/package.ts';
import { FileChart, render } from '../lib/file-chart.ts';
import { isManifest, leaves, valueAt, type Manifest } from '../lib/manifest.ts';
import { fromYaml } from '../lib/yaml.ts';

/** The values of 2019 by table: the charts, namespaces, roles and secrets that the generator gave every package. Mended ones: docs/deviations.md. */

const test1: ClusterFacts = {
  name: 'test1',
  region: 'us-west-2',
  accountNumber: '123456789012',
  kubernetes: '1.14',
  email: 'ops@example.org',
  logLevel: 'debug',
  repositoryUrl: 'https://github.com/tidepool-org/cluster-test1',
  hostnames: ['qa2.tidepool.org', 'qa1.tidepool.org'],
  domains: ['tidepool.org'],
};

const names = packages.map(({ name }) => name);

function definitionOf(name: PackageName) {
  const definition = packages.find(candidate => candidate.name === name);
  if (!definition) throw new Error(`${name} is not in the index`);
  return definition;
}

function contextOf(name: PackageName, cluster: Partial<ClusterFacts> = {}, settings: object = {}): PackageContext<PackageConfig> {
  const facts = { ...test1, ...cluster };
  const { defaults, release } = definitionOf(name);
  const { namespace } = release.flux1;
  return {
    cluster: facts,
    settings: { ...defaults(facts), ...settings },
    namespace: typeof namespace === 'string' ? namespace : namespace.name,
  };
}

function releaseOf(name: PackageName, cluster?: Partial<ClusterFacts>, settings?: object): PackageRelease | undefined {
  return definitionOf(name).release.flux1.release?.(contextOf(name, cluster, settings));
}

/** The objects that a package draws itself, by the name of their file. */
function drawn(name: PackageName, cluster?: Partial<ClusterFacts>, settings?: object): ReadonlyMap<string, readonly Manifest[]> {
  const app = new App();
  const manifests = definitionOf(name).release.flux1.manifests?.(contextOf(name, cluster, settings)) ?? [];
  for (const manifest of manifests) manifest.draw(new FileChart(app, manifest.name));
  const tree = render(app, { source: 'clusters/test1.ts', leadingMarker: true });
  return new Map([...tree].map(([path, text]) => [path, fromYaml(text).filter(isManifest)]));
}

function objectsOf(name: PackageName): readonly Manifest[] {
  return [...drawn(name).values()].flat();
}

function only(objects: readonly Manifest[], kind: string, name: string): Manifest {
  const found = objects.filter(object => object.kind === kind && object.metadata.name === name);
  expect(found).toHaveLength(1);
  return found[0] as Manifest; // its number was checked just above
}

describe('the list of packages', () => {
  test('every package file is listed in the index, and every listed name equals its file', () => {
    const files = readdirSync(join(import.meta.dirname, '../charts/packages')).map(file => file.replace(/\.ts$/, ''));
    expect(names).toEqual(files.filter(file => file !== 'index' && file !== 'package').sort());
  });

  test('it is the fourteen of the guide (l.660-688)', () => {
    expect(names).toEqual([
      'amazon-cloudwatch',
      'certmanager',
      'cluster-autoscaler',
      'datadog',
      'external-dns',
      'external-secrets',
      'flux',
      'fluxcloud',
      'gloo',
      'gloo-crds',
      'metrics-server',
      'prometheus-operator',
      'reloader',
      'sumologic',
    ]);
  });

  test('what others need to start is in shared-start, and nothing else is', () => {
    const first = packages.filter(({ stage }) => stage === 'shared-start').map(({ name }) => name);
    expect(first).toEqual(['certmanager', 'external-secrets', 'flux', 'gloo', 'gloo-crds']);
  });
});

const stable = 'https://kubernetes-charts.storage.googleapis.com/';

/** Package, chart, and the names and automation of its release; undefined where the package's own name is meant. */
const releases = [
  ['amazon-cloudwatch', undefined, undefined],
  ['certmanager', { repository: 'https://charts.jetstack.io', name: 'cert-manager', version: 'v0.10.0' }, { automated: false }],
  ['cluster-autoscaler', undefined, undefined],
  [
    'datadog',
    { repository: stable, name: 'datadog', version: '1.31.11' },
    { name: 'datadog-agent', releaseName: 'datadog', automated: false },
  ],
  ['external-dns', { repository: stable, name: 'external-dns', version: '1.7.9' }, { automated: false }],
  [
    'external-secrets',
    { git: 'git@github.com:godaddy/kubernetes-external-secrets', path: 'charts/kubernetes-external-secrets', ref: 'master' },
    {},
  ],
  ['flux', undefined, undefined],
  [
    'fluxcloud',
    { git: 'git@github.com:tidepool-org/development', path: 'charts/fluxcloud/0.1.0', ref: 'k8s' },
    { automated: false },
  ],
  ['gloo', { repository: 'https://storage.googleapis.com/solo-public-helm/', name: 'gloo', version: '0.18.40' }, { automated: false }],
  ['gloo-crds', undefined, undefined],
  ['metrics-server', { repository: stable, name: 'metrics-server', version: '2.8.5' }, {}],
  ['prometheus-operator', { repository: stable, name: 'prometheus-operator', version: '5.1.0' }, {}],
  [
    'reloader',
    { git: 'git@github.com:stakater/Reloader', path: 'deployments/kubernetes/chart/reloader', ref: 'master' },
    { automated: false },
  ],
  [
    'sumologic',
    { repository: stable, name: 'sumologic-fluentd', version: '1.1.0' },
    { name: 'sumologic-fluentd', releaseName: 'sumologic-fluentd', automated: true },
  ],
] as const;

const values = {
  certmanager: { serviceAccount: { name: 'certmanager', create: false } },
  datadog: {
    kubeStateMetrics: { enabled: false },
    datadog: { apiKeyExistingSecret: 'datadog', appKeyExistingSecret: 'datadog', clusterName: 'test1', logLevel: 'debug' },
    clusterAgent: { enabled: true, tokenExistingSecret: 'datadog', metricsProvider: { enabled: false } },
  },
  'external-dns': {
    domainfilter: 'tidepool.org',
    image: { name: 'registry.opensource.zalan.do/teapot/external-dns', pullSecrets: {} },
    tag: 'latest',
    ownerid: 'external-dns',
    rbac: { create: true, serviceAccountName: 'external-dns' },
    logLevel: 'debug',
    provider: 'aws',
    awszonetype: 'public',
    aws: { region: 'us-west-2' },
    txtOwnerId: 'test1',
  },
  'external-secrets': {
    fullnameOverride: 'external-secrets',
    serviceAccount: { create: false, name: 'external-secrets' },
    image: { repository: 'tidepool/external-secrets', tag: 'iam2' },
  },
  fluxcloud: {
    name: 'fluxcloud',
    github: 'https://github.com/tidepool-org/cluster-test1',
    slack: { channel: '#flux-test1', username: 'fluxcloud' },
  },
  gloo: {
    crds: { create: false },
    settings: { create: true },
    discovery: { fdsMode: 'WHITELIST' },
    gatewayProxies: {
      gatewayProxyV2: {
        readConfig: true,
        service: {
          extraAnnotations: {
            'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb',
            'external-dns.alpha.kubernetes.io/alias': 'true',
            'external-dns.alpha.kubernetes.io/hostname': 'qa2.tidepool.org,qa1.tidepool.org',
            'service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags': 'cluster:test1',
          },
        },
      },
    },
  },
  'metrics-server': { hostNetwork: { enabled: true } },
  'prometheus-operator': {
    grafana: { enabled: true, defaultDashboardsEnabled: true },
    nodeExporter: {
      serviceMonitor: { relabelings: [{ sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'instance' }] },
    },
  },
  reloader: { reloader: { serviceAccount: { create: false, name: 'reloader' } } },
  sumologic: {
    sumologic: { collectorUrlExistingSecret: 'sumologic', sourceCategoryPrefix: 'test1', readFromHead: false },
    rbac: { create: true },
  },
} as const;

describe('releases of flux1', () => {
  test.each(releases)('%s comes from the documented chart, under the documented names', (name, chart, head) => {
    expect(definitionOf(name).release.flux1.chart).toEqual(chart);
    const release = releaseOf(name);
    if (head === undefined) return expect(release).toBeUndefined();
    const { values: _, ...rest } = release ?? {};
    expect(rest).toEqual(head);
  });

  test.each(Object.entries(values))('%s gets the documented values', (name, expected) => {
    expect(releaseOf(name as keyof typeof values)?.values).toEqual(expected);
  });

  test('every package with a chart has a row of documented values', () => {
    expect(Object.keys(values).sort()).toEqual(releases.filter(([, chart]) => chart).map(([name]) => name));
  });

  test('gloo says nothing about hostnames when there is none to publish', () => {
    const path = ['gatewayProxies', 'gatewayProxyV2', 'service', 'extraAnnotations'];
    expect(Object.keys(valueAt(releaseOf('gloo', { hostnames: [] })?.values, path) as object)).toEqual([
      'service.beta.kubernetes.io/aws-load-balancer-type',
      'external-dns.alpha.kubernetes.io/alias',
      'service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags',
    ]);
  });

  test('settings reach the values: channel and name in Slack, Grafana', () => {
    const slack = { channel: '#ops', username: 'robot' };
    expect(releaseOf('fluxcloud', {}, slack)?.values['slack']).toEqual(slack);
    expect(releaseOf('prometheus-operator', {}, { grafana: false })?.values['grafana']).toEqual({
      enabled: false,
      defaultDashboardsEnabled: false,
    });
  });

  test.each(names)('%s: no value is empty, and none names a person', name => {
    const values = [...leaves(releaseOf(name)?.values ?? {})].map(({ value }) => value);
    expect(values.filter(value => value === '' || value === undefined || value === 'derrickburns')).toEqual([]);
  });
});

describe('namespaces', () => {
  const disabled = { labels: { 'istio-injection': 'disabled' }, annotations: { 'linkerd.io/inject': 'disabled' } };
  const meshed = { labels: { 'istio-injection': 'disabled' }, annotations: { 'linkerd.io/inject': 'enabled' } };

  test.each([
    ['amazon-cloudwatch', { name: 'amazon-cloudwatch', labels: { name: 'amazon-cloudwatch' } }],
    ['certmanager', { name: 'certmanager', labels: { 'certmanager.k8s.io/disable-validation': 'true' } }],
    ['cluster-autoscaler', 'kube-system'],
    ['datadog', { name: 'datadog', ...disabled }],
    ['external-dns', { name: 'external-dns', ...meshed }],
    ['external-secrets', { name: 'external-secrets', ...disabled }],
    ['flux', 'flux'],
    ['fluxcloud', 'flux'],
    ['gloo', { name: 'gloo-system', ...disabled }],
    ['gloo-crds', 'gloo-system'],
    ['metrics-server', { name: 'monitoring', labels: { name: 'monitoring' } }],
    ['prometheus-operator', { name: 'monitoring', labels: { name: 'monitoring' } }],
    ['reloader', { name: 'reloader', ...meshed }],
    ['sumologic', { name: 'sumologic', ...disabled }],
  ] as const)('%s lives where it did in 2019', (name, namespace) => {
    expect(definitionOf(name).release.flux1.namespace).toEqual(namespace);
  });

  test('linkerd is told by annotations, istio by labels', () => {
    for (const { release } of packages) {
      const { namespace } = release.flux1;
      if (typeof namespace === 'string') continue;
      expect(Object.keys(namespace.labels ?? {})).not.toContain('linkerd.io/inject');
      expect(Object.keys(namespace.annotations ?? {})).not.toContain('istio-injection');
    }
  });
});

describe('AWS', () => {
  const route53 = [
    { action: ['route53:ChangeResourceRecordSets'], resource: 'arn:aws:route53:::hostedzone/*' },
    {
      action: ['route53:GetChange', 'route53:ListHostedZones', 'route53:ListResourceRecordSets', 'route53:ListHostedZonesByName'],
      resource: '*',
    },
  ];
  const policyArns = ['arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy', 'arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess'];

  const accounts: Partial<Record<PackageName, object[]>> = {
    'amazon-cloudwatch': [
      { name: 'cloudwatch-agent', usage: 'cloudwatch-agent-service', grants: { policyArns } },
      { name: 'fluentd', usage: 'fluentd-service', grants: { policyArns } },
    ],
    certmanager: [{ name: 'certmanager', usage: 'certificate-management', grants: { statements: route53 } }],
    'cluster-autoscaler': [
      {
        name: 'cluster-autoscaler',
        usage: 'cluster-ops',
        grants: {
          statements: [
            {
              action: [
                'autoscaling:DescribeAutoScalingGroups',
                'autoscaling:DescribeAutoScalingInstances',
                'autoscaling:DescribeLaunchConfigurations',
                'autoscaling:DescribeTags',
                'autoscaling:SetDesiredCapacity',
                'autoscaling:TerminateInstanceInAutoScalingGroup',
              ],
              resource: '*',
            },
          ],
        },
      },
    ],
    'external-dns': [{ name: 'external-dns', usage: 'DNS-alias-creation', grants: { statements: route53 } }],
    'external-secrets': [
      {
        name: 'external-secrets',
        usage: 'secrets-management',
        grants: {
          statements: [
            { action: 'secretsmanager:GetSecretValue', resource: 'arn:aws:secretsmanager:us-west-2:123456789012:secret:test1/*' },
          ],
        },
      },
    ],
  };

  test.each(names)('%s has the documented permissions and no others (guide l.770-850)', name => {
    expect(definitionOf(name).accounts?.(contextOf(name))).toEqual(accounts[name]);
  });

  test('the secrets that are fetched are those of datadog, fluxcloud and sumologic', () => {
    const secrets = packages.filter(definition => definition.secrets).map(definition => [definition.name, definition.secrets]);
    expect(secrets).toEqual([
      ['datadog', [{ name: 'datadog', keys: ['api-key', 'app-key', 'token'] }]],
      ['fluxcloud', [{ name: 'slack', keys: ['url'] }]],
      ['sumologic', [{ name: 'sumologic', keys: ['collector-url'] }]],
    ]);
  });
});

describe('umbrella charts', () => {
  test.each([
    ['amazon-cloudwatch', undefined],
    ['certmanager', ['shared', 'certmanager', true, undefined]],
    ['cluster-autoscaler', ['shared', 'autoscaler', true, undefined]],
    ['datadog', ['shared', 'datadog', false, { secretName: 'datadog' }]],
    ['external-dns', ['shared', 'externalDNS', true, undefined]],
    ['external-secrets', ['shared-start', 'externalSecrets', true, undefined]],
    ['flux', null],
    ['fluxcloud', ['shared', 'fluxcloud', false, { secretName: 'slack', slack: { username: 'fluxcloud' } }]],
    ['gloo', ['shared', 'gloo', true, undefined]],
    ['gloo-crds', null],
    ['metrics-server', ['shared', 'metricsServer', true, undefined]],
    ['prometheus-operator', ['shared', 'prometheusOperator', true, undefined]],
    ['reloader', ['shared', 'reloader', true, undefined]],
    ['sumologic', ['shared', 'sumologic', false, { secretName: 'sumologic' }]],
  ] as const)('%s is known under its key, with the default of chart 0.1.0', (name, expected) => {
    const { umbrella } = definitionOf(name);
    expect(umbrella && [umbrella.chart, umbrella.key, umbrella.default, umbrella.values?.(contextOf(name))]).toEqual(expected);
  });
});

describe('custom resources', () => {
  const definitions = (name: PackageName) =>
    (definitionOf(name).release.flux1.customResources?.(contextOf(name)) ?? []).map(
      ({ plural, group, version, kind, scope, shortNames = [] }) =>
        `${plural}.${group} ${version} ${kind} ${scope} ${shortNames.join()}`.trim(),
    );

  test("cert-manager's six", () => {
    expect(definitions('certmanager')).toEqual([
      'certificaterequests.certmanager.k8s.io v1alpha1 CertificateRequest Namespaced cr,crs',
      'certificates.certmanager.k8s.io v1alpha1 Certificate Namespaced cert,certs',
      'challenges.certmanager.k8s.io v1alpha1 Challenge Namespaced',
      'clusterissuers.certmanager.k8s.io v1alpha1 ClusterIssuer Cluster',
      'issuers.certmanager.k8s.io v1alpha1 Issuer Namespaced',
      'orders.certmanager.k8s.io v1alpha1 Order Namespaced',
    ]);
  });

  test("Gloo's seven", () => {
    expect(definitions('gloo-crds')).toEqual([
      'settings.gloo.solo.io v1 Settings Namespaced st',
      'gateways.gateway.solo.io.v2 v2 Gateway Namespaced gw',
      'virtualservices.gateway.solo.io v1 VirtualService Namespaced vs',
      'routetables.gateway.solo.io v1 RouteTable Namespaced rt',
      'proxies.gloo.solo.io v1 Proxy Namespaced px',
      'upstreams.gloo.solo.io v1 Upstream Namespaced us',
      'upstreamgroups.gloo.solo.io v1 UpstreamGroup Namespaced ug',
    ]);
  });

  test("certmanager has an issuer for each of Let's Encrypt's two directories", () => {
    expect(definitionOf('certmanager').release.flux1.clusterIssuers?.(contextOf('certmanager'))).toEqual([
      { name: 'letsencrypt-staging', server: 'https://acme-staging-v02.api.letsencrypt.org/directory' },
      { name: 'letsencrypt-production', server: 'https://acme-v02.api.letsencrypt.org/directory' },
    ]);
  });
});

describe('what packages draw themselves', () => {
  test.each([
    [
      'amazon-cloudwatch',
      {
        'cloudwatch-agent-configmap': ['ConfigMap/cwagentconfig'],
        'cloudwatch-agent-daemonset': ['DaemonSet/cloudwatch-agent'],
        'cloudwatch-agent-rbac': ['ClusterRole/cloudwatch-agent-role', 'ClusterRoleBinding/cloudwatch-agent-role-binding'],
        'fluentd-configmap': ['ConfigMap/cluster-info', 'ConfigMap/fluentd-config'],
        'fluentd-daemonset': ['DaemonSet/fluentd-cloudwatch'],
        'fluentd-rbac': ['ClusterRole/fluentd-role', 'ClusterRoleBinding/fluentd-role-binding'],
      },
    ],
    [
      'cluster-autoscaler',
      {
        'cluster-autoscaler-deployment': ['Deployment/cluster-autoscaler'],
        'cluster-autoscaler-rbac': [
          'ClusterRole/cluster-autoscaler',
          'Role/cluster-autoscaler',
          'ClusterRoleBinding/cluster-autoscaler',
          'RoleBinding/cluster-autoscaler',
        ],
      },
    ],
    ['flux', { 'flux-helm-repositories-secret': ['Secret/flux-helm-repositories'] }],
    ['reloader', { 'reloader-service-account': ['ServiceAccount/reloader'] }],
  ] as const)('%s: the documented objects, in files called as in 2019', (name, files) => {
    const found = [...drawn(name)].map(([file, objects]) => [file, objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`)]);
    expect(Object.fromEntries(found)).toEqual(files);
  });

  test('all others draw nothing', () => {
    const drawing = names.filter(name => drawn(name).size > 0);
    expect(drawing).toEqual(['amazon-cloudwatch', 'cluster-autoscaler', 'flux', 'reloader']);
  });

  test.each(names)('%s: an object has the namespace of the package, unless its kind has none', name => {
    for (const { kind, metadata } of objectsOf(name)) {
      const expected = kind.startsWith('Cluster') ? undefined : contextOf(name).namespace;
      expect([kind, metadata.name, metadata.namespace]).toEqual([kind, metadata.name, expected]);
    }
  });

  test.each(names)('%s: pods run under accounts that somebody makes, and nobody makes one twice', name => {
    const made = (definitionOf(name).accounts?.(contextOf(name)) ?? []).map(account => account.name);
    const written = objectsOf(name).filter(({ kind }) => kind === 'ServiceAccount').map(({ metadata }) => metadata.name);
    expect(written.filter(account => made.includes(account))).toEqual([]);
    const used = objectsOf(name)
      .map(object => valueAt(object, ['spec', 'template', 'spec', 'serviceAccountName']))
      .filter(account => account !== undefined);
    expect(used.filter(account => !made.includes(String(account)))).toEqual([]);
    const bound = objectsOf(name).flatMap(object => (object['subjects'] ?? []) as { kind: string; name: string; namespace: string }[]);
    for (const subject of bound) {
      expect(subject).toEqual({ kind: 'ServiceAccount', name: expect.toBeOneOf(made), namespace: contextOf(name).namespace });
    }
  });

  test.each(['amazon-cloudwatch', 'cluster-autoscaler'] as const)('%s: a selector matches the pods, a binding names its role', name => {
    const objects = objectsOf(name);
    for (const object of objects.filter(({ spec }) => valueAt(spec, ['template']) !== undefined)) {
      expect(valueAt(object, ['spec', 'selector', 'matchLabels'])).toEqual(valueAt(object, ['spec', 'template', 'metadata', 'labels']));
    }
    for (const object of objects.filter(({ kind }) => kind.endsWith('Binding'))) {
      const role = object['roleRef'] as { kind: string; name: string };
      expect(only(objects, role.kind, role.name).metadata.namespace).toBe(object.metadata.namespace);
    }
  });

  test('cluster-autoscaler looks for the node groups of its own cluster', () => {
    const command = [...leaves(only(objectsOf('cluster-autoscaler'), 'Deployment', 'cluster-autoscaler'))].map(({ value }) => value);
    expect(command).toContain(
      '--node-group-auto-discovery=asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/test1',
    );
  });

  test.each([
    ['1.12', {}, 'k8s.gcr.io/cluster-autoscaler:v1.12.8'],
    ['1.13', {}, 'k8s.gcr.io/cluster-autoscaler:v1.13.9'],
    ['1.14', {}, 'k8s.gcr.io/cluster-autoscaler:v1.12.3'],
    ['1.15', {}, 'registry.k8s.io/autoscaling/cluster-autoscaler:v1.15.7'],
    ['1.20', {}, 'k8s.gcr.io/cluster-autoscaler:v1.12.3'],
    ['1.14', { image: 'example.org/autoscaler:v1' }, 'example.org/autoscaler:v1'],
  ] as const)('on Kubernetes %s with %j cluster-autoscaler is %s', (kubernetes, settings, image) => {
    const objects = [...drawn('cluster-autoscaler', { kubernetes }, settings).values()].flat();
    const containers = valueAt(only(objects, 'Deployment', 'cluster-autoscaler'), ['spec', 'template', 'spec', 'containers']);
    expect(containers).toMatchObject([{ image }]);
  });

  test('the flux-helm-repositories secret decodes to ten repositories with empty credentials', () => {
    const secret = only(objectsOf('flux'), 'Secret', 'flux-helm-repositories');
    expect(secret['type']).toBe('Opaque');
    const text = String(valueAt(secret, ['data', 'repositories.yaml']));
    const list: unknown = JSON.parse(Buffer.from(text, 'base64').toString());
    const empty = { caFile: '', certFile: '', keyFile: '', username: '', password: '' };
    const repository = (name: string, url: string) => ({ name, url, cache: `${name}-index.yaml`, ...empty });
    expect(list).toEqual({
      apiVersion: 'v1',
      repositories: [
        repository('stable', 'https://kubernetes-charts.storage.googleapis.com'),
        repository('gloo', 'https://storage.googleapis.com/solo-public-helm'),
        repository('kube-eagle', 'https://raw.githubusercontent.com/google-cloud-tools/kube-eagle-helm-chart/master'),
        repository('supergloo', 'http://storage.googleapis.com/supergloo-helm'),
        repository('jetstack', 'https://charts.jetstack.io'),
        repository('es-operator', 'https://raw.githubusercontent.com/upmc-enterprises/elasticsearch-operator/master/charts/'),
        repository('banzaicloud-stable', 'https://kubernetes-charts.banzaicloud.com'),
        repository('stakater', 'https://stakater.github.io/stakater-charts'),
        repository('solo', 'https://storage.googleapis.com/solo-public-helm/'),
        repository('fluxcd', 'https://fluxcd.github.io/flux'),
      ],
    });
  });
});

describe('amazon-cloudwatch', () => {
  const objects = objectsOf('amazon-cloudwatch');
  const data = (name: string) => only(objects, 'ConfigMap', name)['data'] as Readonly<Record<string, string>>;

  test('the agent measures this cluster every sixty seconds', () => {
    expect(JSON.parse(data('cwagentconfig')['cwagentconfig.json'] ?? '')).toEqual({
      logs: {
        metrics_collected: { kubernetes: { cluster_name: 'test1', metrics_collection_interval: 60 } },
        force_flush_interval: 5,
      },
    });
  });

  test('fluentd is told cluster and region', () => {
    const { 'cluster-info.json': json = '', ...plain } = data('cluster-info');
    expect(plain).toEqual({ 'cluster.name': 'test1', 'logs.region': 'us-west-2' });
    expect(JSON.parse(json)).toEqual({ cluster: { name: 'test1' }, logs: { region: 'us-west-2' } });
  });

  test('a change of the fluentd config changes configHash', () => {
    for (const [file, text] of Object.entries(fluentdConfig)) {
      expect(configHash({ ...fluentdConfig, [file]: `${text}\n` })).not.toBe(configHash(fluentdConfig));
    }
  });

  test('configHash on the pods is the hash of the config that they read', () => {
    const annotations = valueAt(only(objects, 'DaemonSet', 'fluentd-cloudwatch'), ['spec', 'template', 'metadata', 'annotations']);
    const expected = createHash('sha256').update(JSON.stringify(data('fluentd-config'))).digest('hex');
    expect(annotations).toEqual({ configHash: expected });
  });

  test('fluent.conf includes the other files, and every section that opens is closed', () => {
    const { 'fluent.conf': main = '', ...others } = data('fluentd-config');
    const included = [...main.matchAll(/^@include (.+)$/gm)].map(([, file]) => file);
    expect(included).toEqual(['containers.conf', 'systemd.conf', 'host.conf']);
    expect(Object.keys(others)).toEqual(included);
    for (const text of [main, ...Object.values(others)]) {
      const open: string[] = [];
      for (const [, close, name = ''] of text.matchAll(/^ *<(\/?)(\w+)[^>]*>$/gm)) {
        if (close === '') open.push(name);
        else expect(open.pop()).toBe(name);
      }
      expect(open).toEqual([]);
    }
  });

  test('every log has a label that ends in its own log group, and a position file of its own', () => {
    const text = Object.values(data('fluentd-config')).join('');
    const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found);
    expect(all(/^ +log_group_name "\/aws\/containerinsights\/#\{ENV\.fetch\('CLUSTER_NAME'\)\}\/(\w+)"$/gm)).toEqual([
      'application',
      'dataplane',
      'host',
    ]);
    expect([...new Set(all(/^ +@label @(\w+)$/gm))]).toEqual(all(/^<label @(\w+)>$/gm));
    const positions = all(/^ +(?:pos_file|path) (\/var\/log\/fluentd-.+)$/gm);
    expect(positions).toHaveLength(7);
    expect(new Set(positions).size).toBe(7);
  });

  test('every environment variable that the config fetches is set', () => {
    const text = Object.values(data('fluentd-config')).join('');
    const fetched = new Set([...text.matchAll(/ENV\.fetch\('(\w+)'\)/g)].map(([, name]) => name));
    const containers = valueAt(only(objects, 'DaemonSet', 'fluentd-cloudwatch'), ['spec', 'template', 'spec', 'containers']);
    const [{ env }] = containers as [{ env: { name: string }[] }];
    expect(new Set(env.map(({ name }) => name))).toEqual(fetched);
  });
});

/** Mistakes that must not compile; `tsc` fails here when the types loosen. */
export const mistakes: PackageConfigs[] = [
  // @ts-expect-error: a channel of Slack begins with #
  { fluxcloud: { channel: 'flux-test1' } },
  // @ts-expect-error: Flux is installed by eksctl, so there is no chart to choose
  { flux: { chart: { repository: 'https://fluxcd.github.io/flux', name: 'flux', version: '0.14.0' } } },
  // @ts-expect-error: fluentdimage is no setting
  { 'amazon-cloudwatch': { fluentdimage: 'example.org/fluentd:v1' } },
];
