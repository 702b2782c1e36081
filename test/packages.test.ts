import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'cdk8s';
import { describe, expect, test } from 'vitest';
import { configHash, fluentdConfig } from '../charts/packages/amazon-cloudwatch.ts';
import { defineCluster, type ClusterConfig } from '../charts/config.ts';
import { isUmbrella, type GenerationName } from '../charts/generations/delivery.ts';
import { umbrellaReads } from '../charts/generations/flux1-umbrella.ts';
import { normalise } from '../charts/normalise.ts';
import { packages, type PackageConfigs, type PackageName } from '../charts/packages/index.ts';
import {
  definePackage, readsPath,
  type AnyDelivery, type ChartConfig, type ClusterFacts, type PackageConfig, type PackageContext, type PackageRelease,
} from '../charts/packages/package.ts';
import { roleArn, roleName } from '../charts/resources.ts';
import { FileChart, render } from '../lib/output/file-chart.ts';
import { isManifest, isRecord, leaves, valueAt, type Manifest } from '../lib/manifests/manifest.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import development from '../clusters/development.ts';
import today from './clusters/today.ts';
import { objectsOf as emittedOf } from './support/objects.ts';

/**
 * The values of 2019 by table: the charts, namespaces, roles and secrets that the generator gave every package (mended ones:
 * docs/deviations.md), and those of today's stack by tables of their own.
 */

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

function contextOf(
  name: PackageName,
  cluster: Partial<ClusterFacts> = {},
  settings: object = {},
  generation: GenerationName = 'flux1',
): PackageContext<PackageConfig> {
  const facts = { ...test1, ...cluster };
  const { defaults, release } = definitionOf(name);
  const namespace = namespaceName(release[generation].namespace);
  return {
    cluster: facts,
    settings: { ...defaults(facts), ...settings },
    namespace,
    roleArn: account => roleArn(facts.accountNumber, roleName(facts.name, namespace, account)),
  };
}

function namespaceName(namespace: string | { readonly name: string }): string {
  return typeof namespace === 'string' ? namespace : namespace.name;
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

const meshless = { labels: { 'istio-injection': 'disabled' }, annotations: { 'linkerd.io/inject': 'disabled' } };
const meshed = { labels: { 'istio-injection': 'disabled' }, annotations: { 'linkerd.io/inject': 'enabled' } };

describe('namespaces', () => {
  test.each([
    ['amazon-cloudwatch', { name: 'amazon-cloudwatch', labels: { name: 'amazon-cloudwatch' } }],
    ['certmanager', { name: 'certmanager', labels: { 'certmanager.k8s.io/disable-validation': 'true' } }],
    ['cluster-autoscaler', 'kube-system'],
    ['datadog', { name: 'datadog', ...meshless }],
    ['external-dns', { name: 'external-dns', ...meshed }],
    ['external-secrets', { name: 'external-secrets', ...meshless }],
    ['flux', 'flux'],
    ['fluxcloud', 'flux'],
    ['gloo', { name: 'gloo-system', ...meshless }],
    ['gloo-crds', 'gloo-system'],
    ['metrics-server', { name: 'monitoring', labels: { name: 'monitoring' } }],
    ['prometheus-operator', { name: 'monitoring', labels: { name: 'monitoring' } }],
    ['reloader', { name: 'reloader', ...meshed }],
    ['sumologic', { name: 'sumologic', ...meshless }],
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
    ['1.18', {}, 'k8s.gcr.io/cluster-autoscaler:v1.12.3'],
    ['1.20', {}, 'registry.k8s.io/autoscaling/cluster-autoscaler:v1.20.0'],
    ['1.34', {}, 'registry.k8s.io/autoscaling/cluster-autoscaler:v1.34.4'],
    ['1.36', {}, 'registry.k8s.io/autoscaling/cluster-autoscaler:v1.36.0'],
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

/** A cluster of today's stack, with some packages or, by default, with all of them. */
function modern(configs: PackageConfigs = Object.fromEntries(names.map(name => [name, {}]))) {
  const { region, email, aws, vpc, nodeGroups, logLevel = 'info', dns = {}, environments } = today;
  return normalise(
    defineCluster({
      name: 'today', delivery: 'flux2', edition: '0.26.0', region, email, aws, vpc, nodeGroups, logLevel, dns, environments, packages: configs,
    }),
    new Map(),
  );
}

function modernPackage(name: PackageName, config: object = {}) {
  const [installed] = modern({ [name]: config }).packages;
  if (!installed) throw new Error(`${name} is not installed`);
  return installed;
}

function modernRelease(name: PackageName, config?: object): PackageRelease | undefined {
  const { delivery, context } = modernPackage(name, config);
  return delivery.release?.(context);
}

/** Package, namespace, and chart: repository, name and version; undefined for a package that installs nothing. */
const modernCharts = [
  [
    'amazon-cloudwatch',
    { name: 'amazon-cloudwatch', labels: { name: 'amazon-cloudwatch' } },
    ['https://aws.github.io/eks-charts', 'aws-for-fluent-bit', '0.2.0'],
  ],
  [
    'certmanager',
    { name: 'cert-manager', labels: { 'cert-manager.io/disable-validation': 'true' } },
    ['oci://quay.io/jetstack/charts', 'cert-manager', 'v1.21.1'],
  ],
  ['cluster-autoscaler', 'kube-system', ['https://kubernetes.github.io/autoscaler', 'cluster-autoscaler', '9.59.0']],
  ['datadog', { name: 'datadog', ...meshless }, ['https://helm.datadoghq.com', 'datadog', '3.240.0']],
  [
    'external-dns',
    { name: 'external-dns', ...meshed },
    ['https://kubernetes-sigs.github.io/external-dns/', 'external-dns', '1.21.1'],
  ],
  [
    'external-secrets',
    { name: 'external-secrets', ...meshless },
    ['https://charts.external-secrets.io', 'external-secrets', '2.9.0'],
  ],
  ['flux', 'flux-system', undefined],
  ['fluxcloud', 'flux-system', undefined],
  ['gloo', { name: 'gloo-system', ...meshless }, ['https://storage.googleapis.com/solo-public-helm', 'gloo', '1.21.13']],
  ['gloo-crds', 'gloo-system', undefined],
  ['metrics-server', 'kube-system', ['https://kubernetes-sigs.github.io/metrics-server/', 'metrics-server', '3.13.1']],
  [
    'prometheus-operator',
    { name: 'monitoring', labels: { name: 'monitoring' } },
    ['oci://ghcr.io/prometheus-community/charts', 'kube-prometheus-stack', '88.5.3'],
  ],
  ['reloader', { name: 'reloader', ...meshed }, ['https://stakater.github.io/stakater-charts', 'reloader', '2.2.16']],
  [
    'sumologic',
    { name: 'sumologic', ...meshless },
    ['https://sumologic.github.io/sumologic-kubernetes-collection', 'sumologic', '6.0.0'],
  ],
] as const;

const role = (namespace: string, account: string) => ({
  create: true,
  name: account,
  annotations: { 'eks.amazonaws.com/role-arn': `arn:aws:iam::123456789012:role/today-${namespace}-${account}` },
});

/** Values by package, all of them read by the templates of the chart above. */
const modernValues: Partial<Record<PackageName, object>> = {
  'amazon-cloudwatch': {
    cloudWatchLogs: { enabled: true, region: 'us-west-2', logGroupName: '/aws/containerinsights/today/application' },
    serviceAccount: role('amazon-cloudwatch', 'fluent-bit'),
  },
  certmanager: { crds: { enabled: true, keep: true }, serviceAccount: role('cert-manager', 'cert-manager') },
  'cluster-autoscaler': {
    autoDiscovery: { clusterName: 'today' },
    awsRegion: 'us-west-2',
    image: { repository: 'registry.k8s.io/autoscaling/cluster-autoscaler', tag: 'v1.34.4' },
    extraArgs: { expander: 'least-waste', 'skip-nodes-with-local-storage': false },
    rbac: { serviceAccount: role('kube-system', 'cluster-autoscaler') },
  },
  datadog: {
    datadog: {
      apiKeyExistingSecret: 'datadog',
      appKeyExistingSecret: 'datadog',
      clusterName: 'today',
      logLevel: 'debug',
      operator: { enabled: false },
    },
    clusterAgent: { enabled: true, tokenExistingSecret: 'datadog', metricsProvider: { enabled: false } },
  },
  'external-dns': {
    provider: { name: 'aws' },
    sources: ['service', 'ingress'],
    domainFilters: ['tidepool.org'],
    extraArgs: { 'aws-zone-type': 'public' },
    policy: 'upsert-only',
    registry: 'txt',
    txtOwnerId: 'today',
    logLevel: 'debug',
    env: [{ name: 'AWS_DEFAULT_REGION', value: 'us-west-2' }],
    serviceAccount: role('external-dns', 'external-dns'),
  },
  'external-secrets': { installCRDs: true, serviceAccount: role('external-secrets', 'external-secrets') },
  gloo: {
    settings: { create: true },
    discovery: { fdsMode: 'WHITELIST' },
    gatewayProxies: {
      gatewayProxy: {
        readConfig: true,
        service: {
          extraAnnotations: {
            'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb',
            'external-dns.alpha.kubernetes.io/alias': 'true',
            'external-dns.alpha.kubernetes.io/hostname': 'qa2.tidepool.org',
            'service.beta.kubernetes.io/aws-load-balancer-additional-resource-tags': 'cluster=today',
          },
        },
      },
    },
  },
  'metrics-server': {},
  'prometheus-operator': {
    grafana: { enabled: true, defaultDashboardsEnabled: true },
    prometheus: {
      prometheusSpec: {
        serviceMonitorSelectorNilUsesHelmValues: false,
        podMonitorSelectorNilUsesHelmValues: false,
        ruleSelectorNilUsesHelmValues: false,
        probeSelectorNilUsesHelmValues: false,
        scrapeConfigSelectorNilUsesHelmValues: false,
      },
    },
    'prometheus-node-exporter': {
      prometheus: { monitor: { relabelings: [{ sourceLabels: ['__meta_kubernetes_pod_node_name'], targetLabel: 'instance' }] } },
    },
  },
  reloader: { reloader: { watchGlobally: true } },
  sumologic: {
    sumologic: {
      clusterName: 'today',
      envFromSecret: 'sumologic-access',
      sourcelessModeAck: true,
      setup: { monitors: { enabled: false }, dashboards: { enabled: false } },
      logs: {
        container: { sourceCategoryPrefix: 'today' },
        systemd: { sourceCategoryPrefix: 'today' },
        kubelet: { sourceCategoryPrefix: 'today' },
      },
      metrics: { enabled: false, collector: { otelcol: { singleLayerPipeline: { migrationDocAcknowledged: true } } } },
      events: { enabled: false },
      traces: { enabled: false },
    },
    metadata: { persistence: { enabled: false } },
    'opentelemetry-operator': { enabled: false },
  },
};

describe('packages of flux2', () => {
  test.each(modernCharts)("%s comes from today's chart, into its namespace", (name, namespace, source) => {
    const { delivery } = modernPackage(name);
    expect(delivery.namespace).toEqual(namespace);
    const [repository, chart, version] = source ?? [];
    expect(delivery.chart).toEqual(source && { repository, name: chart, version });
    expect(modernRelease(name) === undefined).toBe(source === undefined);
  });

  test('there is a row for every package, and values for every chart', () => {
    expect(modernCharts.map(([name]) => name)).toEqual(names);
    expect(Object.keys(modernValues).sort()).toEqual(modernCharts.filter(([, , source]) => source).map(([name]) => name));
  });

  test.each(Object.entries(modernValues))('%s gets the values that its chart reads', (name, expected) => {
    expect(modernRelease(name as PackageName)?.values).toEqual(expected); // a key of that table
  });

  test.each(names)('%s: a chart has an exact version, over https or from a registry', name => {
    const { chart } = modernPackage(name).delivery;
    if (chart === undefined) return;
    expect(chart).toEqual({
      repository: expect.stringMatching(/^(https|oci):\/\//),
      name: expect.any(String),
      version: expect.stringMatching(/^v?\d+\.\d+\.\d+$/),
    });
  });

  test.each(names)('%s: no value is empty, names a moving tag, or comes from Bitnami', name => {
    const found = [...leaves(modernRelease(name)?.values ?? {})].map(({ value }) => value);
    expect(found.filter(value => value === '' || value === undefined || /\blatest\b|bitnami/.test(String(value)))).toEqual([]);
  });

  test('a release keeps its name, unless its chart is now another one', () => {
    const renamed = names.flatMap(name => {
      const before = definitionOf(name).release.flux1.chart && (releaseOf(name)?.releaseName ?? name);
      const after = modernRelease(name) && (modernRelease(name)?.releaseName ?? name);
      return before === after ? [] : [[name, before, after]];
    });
    expect(renamed).toEqual([
      ['amazon-cloudwatch', undefined, 'aws-for-fluent-bit'],
      ['certmanager', 'certmanager', 'cert-manager'],
      ['cluster-autoscaler', undefined, 'cluster-autoscaler'],
      ['external-secrets', 'external-secrets', 'external-secrets-operator'],
      ['fluxcloud', 'fluxcloud', undefined],
      ['prometheus-operator', 'prometheus-operator', 'kube-prometheus-stack'],
      ['sumologic', 'sumologic-fluentd', 'sumologic'],
    ]);
  });

  test('nothing is drawn beside the charts', () => {
    expect(names.filter(name => modernPackage(name).delivery.manifests !== undefined)).toEqual([]);
  });

  test('the accounts that charts make are those that have a role, and bear its ARN', () => {
    const made = (value: unknown): [unknown, unknown][] => {
      if (typeof value !== 'object' || value === null) return [];
      const arn = valueAt(value, ['annotations', 'eks.amazonaws.com/role-arn']);
      return arn === undefined ? Object.values(value).flatMap(made) : [[valueAt(value, ['name']), arn]];
    };
    for (const { definition, accounts } of modern().packages) {
      const declared = accounts.map(({ name, role: ownRole }) => [name, roleArn('123456789012', ownRole)]);
      expect([definition.name, made(modernRelease(definition.name)?.values)]).toEqual([definition.name, declared]);
    }
  });

  test('each package with an account may do what its controller of today does, and no more', () => {
    const grants = modern().packages.flatMap(({ accounts }) => accounts.map(({ namespace, name, usage, grants: granted }) =>
      [`${namespace}/${name}`, usage, granted]));
    const route53 = definitionOf('external-dns').accounts?.(contextOf('external-dns'))[0]?.grants;
    expect(grants).toEqual([
      [
        'amazon-cloudwatch/fluent-bit',
        'fluent-bit-service',
        { policyArns: ['arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy'] },
      ],
      ['cert-manager/cert-manager', 'certificate-management', route53],
      [
        'kube-system/cluster-autoscaler',
        'cluster-ops',
        {
          statements: [
            {
              action: [
                'autoscaling:DescribeAutoScalingGroups',
                'autoscaling:DescribeAutoScalingInstances',
                'autoscaling:DescribeLaunchConfigurations',
                'autoscaling:DescribeTags',
                'autoscaling:SetDesiredCapacity',
                'autoscaling:TerminateInstanceInAutoScalingGroup',
                'autoscaling:DescribeScalingActivities',
                'ec2:DescribeImages',
                'ec2:DescribeInstanceTypes',
                'ec2:DescribeLaunchTemplateVersions',
                'ec2:GetInstanceTypesFromInstanceRequirements',
                'eks:DescribeNodegroup',
              ],
              resource: '*',
            },
          ],
        },
      ],
      ['external-dns/external-dns', 'DNS-alias-creation', route53],
      [
        'external-secrets/external-secrets',
        'secrets-management',
        {
          statements: [
            {
              action: [
                'secretsmanager:GetSecretValue',
                'secretsmanager:DescribeSecret',
                'secretsmanager:GetResourcePolicy',
                'secretsmanager:ListSecretVersionIds',
              ],
              resource: 'arn:aws:secretsmanager:us-west-2:123456789012:secret:today/*',
            },
          ],
        },
      ],
    ]);
  });

  test('Secrets are fetched as the account of external-secrets, one that the package declares', () => {
    const readers = modern().packages.filter(({ delivery }) => delivery.secretReader !== undefined);
    expect(readers.map(({ definition }) => definition.name)).toEqual(['external-secrets']);
    for (const { delivery, accounts } of readers) expect(accounts.map(({ name }) => name)).toContain(delivery.secretReader);
  });

  test('values of Secrets stay where they are; Sumologic needs others', () => {
    const secrets = modern().packages.flatMap(installed => installed.secrets);
    expect(secrets).toEqual([
      { name: 'datadog', namespace: 'datadog', path: 'today/datadog/datadog', keys: ['api-key', 'app-key', 'token'], renamed: {} },
      { name: 'slack', namespace: 'flux-system', path: 'today/flux/slack', keys: ['url'], renamed: { url: 'address' } },
      {
        name: 'sumologic-access',
        namespace: 'sumologic',
        path: 'today/sumologic/sumologic-access',
        keys: ['SUMOLOGIC_ACCESSID', 'SUMOLOGIC_ACCESSKEY'],
        renamed: {},
      },
    ]);
  });

  test('changes are told in Slack by Flux itself, with the Secret that is fetched', () => {
    const { delivery, context, secrets } = modernPackage('fluxcloud', { channel: '#ops' });
    expect(delivery.notifier?.(context)).toEqual({ channel: '#ops', username: 'fluxcloud', secret: 'slack' });
    expect(secrets).toMatchObject([{ name: 'slack', renamed: { url: 'address' } }]);
    expect(names.filter(name => modernPackage(name).delivery.notifier)).toEqual(['fluxcloud']);
  });

  test('cert-manager has the same issuers as in 2019', () => {
    const { delivery, context } = modernPackage('certmanager');
    const before = definitionOf('certmanager').release.flux1.clusterIssuers?.(contextOf('certmanager'));
    expect(before).toHaveLength(2);
    expect(delivery.clusterIssuers?.(context)).toEqual(before);
  });

  test('settings reach the values: Grafana, the image of the autoscaler', () => {
    expect(modernRelease('prometheus-operator', { grafana: false })?.values['grafana']).toEqual({
      enabled: false,
      defaultDashboardsEnabled: false,
    });
    expect(modernRelease('cluster-autoscaler', { image: 'registry.example.org:5000/autoscaler:v1.34.1' })?.values['image']).toEqual({
      repository: 'registry.example.org:5000/autoscaler',
      tag: 'v1.34.1',
    });
  });

  test('what a config says of fluentd has no use; everything else has', () => {
    expect(names.flatMap(name => (modernPackage(name).delivery.ignores ?? []).map(key => [name, key]))).toEqual([
      ['amazon-cloudwatch', 'fluentdImage'],
    ]);
  });

  test('external-dns is told log levels in its own words', () => {
    const levels = (['debug', 'info', 'warn', 'error'] as const).map(logLevel => {
      const { delivery, context } = modernPackage('external-dns');
      return delivery.release?.({ ...context, cluster: { ...context.cluster, logLevel } }).values['logLevel'];
    });
    expect(levels).toEqual(['debug', 'info', 'warning', 'error']);
  });

  test("the Job of Gloo's chart, which is deleted when it is done, is not made again", () => {
    expect(modernRelease('gloo')?.setByOthers).toEqual([{ kind: 'Job', paths: [''] }]);
  });
});

/** The clusters of the repository and those of the tests. */
const fixtures = await Promise.all(
  ['../clusters', 'clusters'].flatMap(folder => {
    const path = join(import.meta.dirname, folder);
    // Every file there has a config as its default.
    return readdirSync(path).map(async file => ((await import(join(path, file))) as { default: ClusterConfig }).default);
  }),
);

/** What may be said of a package besides nothing: every setting that it has. */
const varied: { readonly [Name in PackageName]?: PackageConfigs[Name] } = {
  'amazon-cloudwatch': { fluentdImage: 'example.org/fluentd:v1' },
  'cluster-autoscaler': { image: 'registry.example.org:5000/autoscaler:v1.34.1' },
  fluxcloud: { channel: '#ops', username: 'robot' },
  'prometheus-operator': { grafana: false },
};

/** Where values end that a package writes, in any of the clusters, with and without names to publish, by itself and with its settings. */
function writtenPaths(name: PackageName, generation: GenerationName): (readonly string[])[] {
  const { release }: AnyDelivery = definitionOf(name).release[generation];
  const clusters = fixtures.map(config => normalise(config, new Map())).flatMap(cluster => [cluster, { ...cluster, hostnames: [] }]);
  return clusters.flatMap(cluster => [{}, varied[name] ?? {}].flatMap(settings =>
    [...leaves(release?.(contextOf(name, cluster, settings, generation)).values ?? {})].map(({ path }) => path)));
}

/** Every path has a row, every row has a path, and no row says what another one says already. */
function expectComplete(rows: readonly string[], paths: readonly (readonly string[])[]): void {
  const strangers = paths.filter(path => !readsPath(rows, path)).map(path => path.join(' > '));
  expect([...new Set(strangers)]).toEqual([]);
  expect(rows.filter(row => !paths.some(path => readsPath([row], path)))).toEqual([]);
  expect(rows.filter(row => readsPath(rows.filter(other => other !== row), row.split('.')))).toEqual([]);
  expect(new Set(rows).size).toBe(rows.length);
}

const deliveries = names.flatMap(name => (['flux1', 'flux2'] as const).map(generation => [name, generation] as const));

describe('what charts read', () => {
  const charts = deliveries.filter(([name, generation]) => definitionOf(name).release[generation].chart);

  test('every setting of a package is varied here', () => {
    const settings = names.map(name => [name, Object.keys(definitionOf(name).defaults(test1))] as const);
    expect(Object.fromEntries(settings.filter(([, keys]) => keys.length > 0))).toEqual(
      Object.fromEntries(Object.entries(varied).map(([name, config]) => [name, Object.keys(config)])),
    );
  });

  test.each(charts)('%s, %s: every value written is in the table, and every row of it is written', (name, generation) => {
    expectComplete(definitionOf(name).release[generation].reads ?? [], writtenPaths(name, generation));
  });

  test('a row ends at a value that is no map, except for one without keys and for those whose keys are free', () => {
    const maps = charts.flatMap(([name, generation]) => {
      const { release, reads = [] }: AnyDelivery = definitionOf(name).release[generation];
      const values = release?.(contextOf(name, {}, {}, generation)).values;
      return reads.filter(row => isRecord(valueAt(values, row.split('.')))).map(row => `${name}, ${generation}: ${row}`);
    });
    expect(maps).toEqual([
      'amazon-cloudwatch, flux2: serviceAccount.annotations',
      'certmanager, flux2: serviceAccount.annotations',
      'cluster-autoscaler, flux2: extraArgs',
      'cluster-autoscaler, flux2: rbac.serviceAccount.annotations',
      'external-dns, flux1: image.pullSecrets',
      'external-dns, flux2: extraArgs',
      'external-dns, flux2: serviceAccount.annotations',
      'external-secrets, flux2: serviceAccount.annotations',
      'gloo, flux1: gatewayProxies.gatewayProxyV2.service.extraAnnotations',
      'gloo, flux2: gatewayProxies.gatewayProxy.service.extraAnnotations',
    ]);
  });

  test.each([
    ['a value', ['image', 'tag'], true],
    ['something in a list', ['sources', '0', 'name'], true],
    ['an annotation, dots and all', ['annotations', 'example.org/a.b'], true],
    ['a key that is not there', ['image', 'digest'], false],
    ['a key that begins alike', ['image', 'tags'], false],
    ['one key with a dot in it', ['image.tag'], false],
    ['what is above a row', ['image'], false],
    ['nothing at all', [], true],
  ])('readsPath: %s', (_, path, expected) => {
    expect(readsPath(['image.tag', 'sources', 'annotations'], path)).toBe(expected);
  });

  const umbrellas = ['shared-start', 'shared'] as const;

  test.each(umbrellas)('%s, umbrella chart: every value written is in the table, and every row of it is written', name => {
    const all = Object.fromEntries(names.map(each => [each, {}]));
    const variants: readonly ClusterConfig[] = [
      ...fixtures.filter(isUmbrella),
      { ...development, packages: {} },
      { ...development, packages: all, region: 'eu-west-1', logLevel: 'info' },
    ];
    const values = variants
      .flatMap(config => emittedOf(config))
      .filter(({ id }) => id === `HelmRelease/default/${name}`)
      .map(({ object }) => valueAt(object, ['spec', 'values']));
    expect(values).toHaveLength(variants.length);
    expectComplete(umbrellaReads[name], values.flatMap(each => [...leaves(each)].map(({ path }) => path)));
  });
});

describe('notes', () => {
  test.each(names)('%s: a note that begins with a generation spells it as people do, and none has its key', name => {
    const { notes, summary } = definitionOf(name);
    for (const note of [...notes, summary]) expect(note).not.toMatch(/flux[12]|^Flux (v2|1)\b/i);
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

const chartAlone = { chart: { repository: 'https://example.org/charts', name: 'one', version: '1.0.0' }, release: () => ({ values: {} }) };

export const chartWithoutTable = definePackage<'one', ChartConfig>({
  name: 'one',
  summary: 'Does not compile, since nobody has said what its chart reads.',
  defaults: () => ({}),
  stage: 'shared',
  release: {
    // @ts-expect-error: a chart comes with `reads`
    flux1: { namespace: 'one', ...chartAlone },
    flux2: { namespace: 'one', ...chartAlone, reads: [] },
  },
  umbrella: undefined,
  notes: [],
});
