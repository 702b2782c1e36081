import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import schema from '../charts/config.schema.json' with { type: 'json' };
import type { ClusterConfig } from '../charts/config.ts';
import type { Place } from '../charts/config-rules/rule.ts';
import { configPlace } from '../charts/provenance.ts';
import development from './clusters/development.ts';
import production from './clusters/production.ts';
import test1 from './clusters/test1.ts';
import { parsePath } from '../lib/findings/locate.ts';
import { isRecord, valueAt, type Manifest } from '../lib/manifests/manifest.ts';
import { readManifests } from '../lib/manifests/manifests.ts';
import { roleOf } from '../lib/manifests/roles.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import { compiled, withEnvironment, withPackages } from './support/objects.ts';
import today from './clusters/today.ts';
import wordy from './clusters/wordy.ts';

const folder = join(import.meta.dirname, 'clusters');
const fixtures = await Promise.all(readdirSync(folder).map(async file => {
  return ((await import(join(folder, file))) as { default: ClusterConfig }).default;
}));
const clusters = [development, production, test1, ...fixtures];

/** A value of the output. */
interface Leaf {
  readonly path: string;
  readonly field: Place;
  readonly object: Manifest;
}

/** Every value of a cluster's output, also of what is no object of the cluster. */
function leavesOf(config: ClusterConfig): Leaf[] {
  return [...compiled(config)].flatMap(([path, text]) => fromYaml(text).filter(isRecord).flatMap(object => {
    const below = path.replace(/^clusters\/[^/]+\//, '');
    return fieldsOf(object).map(field => ({ path: below, field, object: object as Manifest })); // or a list of files, which has no name
  }));
}

function fieldsOf(value: unknown, field: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [field];
  const entries = Array.isArray(value) ? value.map((item, i) => [i, item] as const) : Object.entries(value);
  return [field, ...entries.flatMap(([key, child]) => fieldsOf(child, [...field, key]))];
}

/** Keys that a config of any delivery may have. */
const keys = new Set(keysIn(schema.definitions.ClusterConfig));

function keysIn(part: unknown): string[] {
  if (!isRecord(part)) return [];
  const branches = [part['anyOf'], part['allOf']].flat().flatMap(keysIn);
  return [...Object.keys(isRecord(part['properties']) ? part['properties'] : {}), ...branches];
}

/** What is named in a place and stands in no config. */
function unknownOwner([key, name]: Place, config: ClusterConfig): boolean {
  if (name === undefined) return false;
  const owners: Readonly<Record<string, object>> = {
    environments: config.environments,
    packages: config.packages,
    certificates: config.certificates ?? {},
    nodeGroups: config.nodeGroups,
  };
  const owner = owners[String(key)];
  return owner !== undefined && !Object.hasOwn(owner, name);
}

describe('every value of the output has a place in the config', () => {
  test.each(clusters)('$name: of a key that configs have, and of a thing that this one has', config => {
    const leaves = leavesOf(config);
    expect(leaves.length).toBeGreaterThan(100);
    for (const known of [undefined, config]) {
      const wrong = leaves.filter(({ path, field, object }) => {
        const place = configPlace(path, field, object, known);
        return !keys.has(String(place[0])) || unknownOwner(place, config);
      });
      expect(wrong.map(({ path, field }) => `${path} ${field.join('.')}`)).toEqual([]);
    }
  });

  test('also where nobody says which object it is', () => {
    for (const config of clusters) {
      const wrong = leavesOf(config).filter(({ path, field }) => unknownOwner(configPlace(path, field), config));
      expect(wrong.map(({ path, field }) => `${config.name} ${path} ${field.join('.')}`)).toEqual([]);
    }
  });

  test('in files that nobody has made, too', () => {
    expect(configPlace('flux/elsewhere/a.yaml', ['spec'])).toEqual(['delivery']);
    expect(configPlace('', [])).toEqual(['delivery']);
  });
});

/** An object of a cluster, which has to be there. */
function objectOf(config: ClusterConfig, id: string): Manifest {
  const [placed] = readManifests(compiled(config)).named(id);
  if (!placed) throw new Error(`${config.name} has no ${id}`);
  return placed.object;
}

/** How the source of an address is called. */
function sourceAt(url: string): string {
  const source = readManifests(compiled(production)).objects.find(({ object }) => valueAt(object, ['spec', 'url']) === url);
  return source?.id ?? `a source at ${url}`;
}

const spoken = withEnvironment(production, 'prd', {
  logLevel: 'warn',
  buckets: { data: 'some-data' },
  gitops: { policy: 'glob:master-*', automated: false },
});
const settled = withPackages(test1, {
  fluxcloud: { channel: '#ops' },
  'prometheus-operator': { grafana: false },
  'cluster-autoscaler': { image: 'a/b:v1' },
});

/** Values in a file of a cluster, or of an object in it, each with its place in the config, both as one writes them. */
interface Golden {
  readonly config: ClusterConfig;
  /** Below `flux`, without `.yaml`. */
  readonly file: string;
  readonly id?: string;
  readonly causes: Readonly<Record<string, string>>;
}

const environments: readonly Golden[] = [
  {
    config: production,
    file: 'environments/prd/certificate',
    id: 'Certificate/prd/app.tidepool.org',
    causes: {
      'spec.dnsNames[1]': 'environments.prd.gateway.https.dnsNames[1]',
      'spec.commonName': 'environments.prd.gateway.https.dnsNames[0]',
      'spec.issuerRef.name': 'environments.prd.gateway.https.issuer',
    },
  },
  {
    config: wordy,
    file: 'environments/jay/namespace',
    id: 'Namespace/jay',
    causes: { 'metadata.labels.team': 'environments.jay.namespace.labels.team', 'metadata.name': 'environments.jay' },
  },
  {
    config: test1,
    file: 'environments/qa2/external-secrets',
    id: 'ExternalSecret/qa2/mongo',
    causes: { 'secretDescriptor.data[0].name': 'environments.qa2.mongo.secret' },
  },
  {
    config: development,
    file: 'environments/qa2/external-secrets',
    id: 'ExternalSecret/qa2/dexcom-api',
    causes: { secretDescriptor: 'environments.qa2.secrets.dexcom' },
  },
  {
    config: production,
    file: 'environments/prd/external-secrets',
    id: 'ExternalSecret/prd/kafka',
    causes: { 'spec.data[0].secretKey': 'environments.prd.kafka.passwordKey' },
  },
  {
    config: test1,
    file: 'environments/qa2/external-secrets',
    id: 'ExternalSecret/qa2/auth',
    causes: { secretDescriptor: 'environments.qa2' },
  },
  {
    config: development,
    file: 'environments/qa1/shoreline-configmap',
    id: 'ConfigMap/qa1/shoreline',
    causes: { 'data.ClinicDemoUserId': 'environments.qa1.clinicDemoUserId' },
  },
  {
    config: production,
    file: 'environments/prd/service-accounts',
    id: 'ServiceAccount/prd/blob',
    causes: { 'metadata.annotations': 'environments.prd' },
  },
];

const releases: readonly Golden[] = [
  {
    config: test1,
    file: 'environments/qa2/tidepool-helmrelease',
    causes: {
      "metadata.annotations['fluxcd.io/automated']": 'environments.qa2.gitops',
      "metadata.annotations['fluxcd.io/tag.blip']": 'environments.qa2.services.blip.policy',
      "metadata.annotations['fluxcd.io/tag.auth']": 'environments.qa2.gitops.policy',
      'spec.chart.git': 'edition',
      'spec.releaseName': 'environments.qa2',
      "spec.values['message-api'].deployment.image": 'environments.qa2.gitops.policy',
      'spec.values.blob.deployment.env.store.type': 'environments.qa2.store',
      'spec.values.global.logLevel': 'logLevel',
      'spec.values.global.region': 'region',
      'spec.values.ingress.gateway.http.dnsNames[0]': 'environments.qa2.gateway.http.dnsNames[0]',
      'spec.values.ingress.service.https.enabled': 'environments.qa2.gateway.https',
      'spec.values.mongodb.enabled': 'environments.qa2.mongo.server',
      'spec.values.tools.enabled': 'environments.qa2.services.tools.enabled',
    },
  },
  {
    config: development,
    file: 'environments/qa2/tidepool-helmrelease',
    causes: {
      'spec.values.global.cluster.name': 'name',
      'spec.values.global.environment.hosts.https.dnsNames[2]': 'environments.qa2.gateway.https.dnsNames[2]',
      'spec.values.global.environment.hpa.create': 'environments.qa2.hpa',
      'spec.values.hydrophone.deployment.env.bucket': 'bucketNames',
      'spec.values.nosqlclient.enabled': 'environments.qa2.nosqlclient',
    },
  },
  {
    config: wordy,
    file: 'environments/jay/tidepool-helmrelease',
    causes: {
      'spec.chart.git': 'environments.jay.chart',
      'spec.values.mongo.secret.data_.Addresses': 'environments.jay.mongo.secret.hosts',
    },
  },
  {
    config: spoken,
    file: 'environments/prd/tidepool-helmrelease',
    causes: {
      "metadata.annotations['fluxcd.io/automated']": 'environments.prd.gitops.automated',
      'spec.driftDetection.ignore': 'environments.prd.hpa',
      'spec.values.auth.hpa.enabled': 'environments.prd.hpa',
      'spec.values.blob.deployment.env.blobs.store.s3.bucket': 'environments.prd.buckets.data',
      'spec.values.clinic.configmap.data.KeycloakTokenEndpoint': 'environments.prd.keycloak.baseUrl',
      'spec.values.global.gateway.default.protocol': 'environments.prd.gateway.default',
      'spec.values.global.kafka.passwordKeyName': 'environments.prd.kafka.passwordKey',
      'spec.values.global.logLevel': 'environments.prd.logLevel',
      'spec.values.glooingress.virtualServices.http.port': 'environments.prd.gateway.http.port',
      'spec.values.glooingress.virtualServices.https.certificateSecretName': 'environments.prd.gateway.https',
      'spec.values.kafka.configmap.Brokers': 'environments.prd.kafka.brokers',
      'spec.values.messageapi.window': 'edition',
      'spec.values.shoreline.configmap.data.KeycloakBaseUrl': 'environments.prd.keycloak.baseUrl',
    },
  },
  {
    config: production,
    file: 'environments/prd/images',
    causes: {
      "spec.values['clinic-worker'].deployment.image": 'environments.prd.services.clinic-worker.policy',
      'spec.values.auth.deployment.image': 'environments.prd.gitops.policy',
      'spec.values.blip.deployment.image': 'environments.prd.services.blip.image',
      "spec.values['plotly-orca'].deployment.image": 'environments.prd.services.plotly-orca.pin',
    },
  },
];

const packages: readonly Golden[] = [
  { config: wordy, file: 'shared/reloader/helmrelease', causes: { 'spec.chart.ref': 'packages.reloader.chart' } },
  { config: settled, file: 'shared/fluxcloud/helmrelease', causes: { 'spec.values.slack.channel': 'packages.fluxcloud.channel' } },
  {
    config: settled,
    file: 'shared/prometheus-operator/helmrelease',
    causes: { 'spec.values.grafana.enabled': 'packages.prometheus-operator.grafana', 'spec.releaseName': 'packages.prometheus-operator' },
  },
  {
    config: settled,
    file: 'shared/cluster-autoscaler/cluster-autoscaler-deployment',
    causes: { 'spec.template.spec.containers[0].image': 'packages.cluster-autoscaler.image' },
  },
  { config: test1, file: 'shared/monitoring/namespace', causes: { 'metadata.name': 'packages.metrics-server' } },
  {
    config: test1,
    file: 'shared/external-dns/helmrelease',
    causes: { 'spec.values.logLevel': 'logLevel', 'spec.values.aws.region': 'region', 'spec.values.txtOwnerId': 'name' },
  },
  { config: production, file: 'shared/external-dns/helmrelease', causes: { 'spec.values.domainFilters[0]': 'packages.external-dns' } },
  {
    config: production,
    file: 'shared-start/gloo/helmrelease',
    causes: {
      "spec.values.gatewayProxies.gatewayProxy.service.extraAnnotations['external-dns.alpha.kubernetes.io/hostname']": 'environments',
    },
  },
  { config: production, file: 'shared/certmanager/clusterissuers', causes: { 'spec.acme.email': 'email' } },
  {
    config: development,
    file: 'shared-helmrelease',
    causes: {
      'spec.values.global.cluster.hostnames[3]': 'dns.hostnames[3]',
      'spec.values.datadog.secretName': 'packages.datadog',
      'spec.values.fluxcloud.slack.username': 'packages.fluxcloud',
      'spec.values.gloo.crds.create': 'packages.gloo-crds',
      'spec.chart.path': 'shared',
    },
  },
  {
    config: development,
    file: 'external-secrets/flux',
    id: 'ExternalSecret/flux/slack',
    causes: { secretDescriptor: 'packages.fluxcloud' },
  },
  {
    config: wordy,
    file: 'certs/jay',
    causes: { 'spec.dnsNames[0]': 'certificates.jay.dnsNames[0]', 'spec.secretName': 'certificates.jay.secretName' },
  },
];

const flux2: readonly Golden[] = [
  { config: production, file: 'ks/env-int', causes: { 'spec.path': 'environments.int' } },
  { config: production, file: 'ks/shared', causes: { 'spec.path': 'delivery' } },
  { config: production, file: 'shared/kustomization', causes: { 'resources[0]': 'delivery' } },
  ...Object.entries({
    'https://helm.datadoghq.com': 'packages.datadog',
    'oci://quay.io/jetstack/charts/cert-manager': 'packages.certmanager',
    'https://developer.tidepool.org/development': 'edition',
  }).map(([url, place]) => ({ config: production, file: 'sources/repositories', id: sourceAt(url), causes: { 'spec.url': place } })),
  ...Object.entries({
    'ImagePolicy/flux-system/prd-clinic-worker': 'environments.prd.services.clinic-worker.policy',
    'ImagePolicy/flux-system/int-clinic': 'environments.int.gitops.policy',
    'ImageRepository/flux-system/tidepool-blip': 'environments.prd.services.blip.image',
    'ImageRepository/flux-system/tidepool-platform-auth': 'environments.int',
  }).map(([id, place]) => ({ config: production, file: 'image-automation/images', id, causes: { spec: place } })),
  {
    config: production,
    file: 'image-automation/imageupdateautomation',
    id: 'ImageUpdateAutomation/flux-system/environments',
    causes: { 'spec.git.commit.author.email': 'email', 'spec.update.path': 'environments' },
  },
  { config: production, file: 'notifications/slack', causes: { 'spec.channel': 'packages.fluxcloud.channel' } },
];

const eksctl: readonly Golden[] = [
  {
    config: test1,
    file: '../config',
    id: 'ClusterConfig/test1',
    causes: {
      'metadata.name': 'name',
      'metadata.region': 'region',
      'metadata.version': 'kubernetes',
      'vpc.cidr': 'vpc.cidr',
      'nodeGroups[0].maxSize': 'nodeGroups[0].maxSize',
      "nodeGroups[0].tags['k8s.io/cluster-autoscaler/enabled']": 'packages.cluster-autoscaler',
      'iam.serviceAccounts[0].metadata.name': 'packages.cluster-autoscaler',
      'iam.serviceAccounts[8].metadata.name': 'environments.qa2',
      'iam.withOIDC': 'aws',
    },
  },
  {
    config: wordy,
    file: '../config',
    id: 'ClusterConfig/wordy',
    causes: {
      'nodeGroups[0].tags.team': 'nodeGroups[0].tags.team',
      'iam.serviceAccounts[10].attachPolicy.Statement[0].Resource': 'environments.jay.buckets.data',
    },
  },
];

describe('what causes what', () => {
  const rows = [...environments, ...releases, ...packages, ...flux2, ...eksctl].flatMap(({ causes, ...golden }) =>
    Object.entries(causes).map(([field, place]) => ({ ...golden, field, place })));

  test.each(rows)('$file $id $field: $place', ({ config, file, id, field, place }) => {
    const object = id === undefined ? undefined : objectOf(config, id);
    const path = posix.join('flux', `${file}.yaml`);
    expect(configPlace(path, parsePath(field), object, config).join('.')).toBe(place.replaceAll(/\[(\d+)\]/g, '.$1'));
  });

  test('of two causes the one that is written is meant', () => {
    const [path, field] = ['flux/environments/qa2/tidepool-helmrelease.yaml', ['spec', 'chart']] as const;
    expect(configPlace(path, field, undefined, today)).toEqual(['edition']);
    const own = withEnvironment(today, 'qa2', { edition: '0.26.0' });
    expect(configPlace(path, field, undefined, own)).toEqual(['environments', 'qa2', 'edition']);
    expect(configPlace(path, field)).toEqual(['environments', 'qa2', 'chart']);
  });
});

test('the layout of the output is known here: a file of every path has an owner of its own, or is one of Flux', () => {
  const ownerless = clusters.flatMap(config => leavesOf(config)).filter(({ path, field }) => {
    const isOfFlux = /^flux\/(?:ks|sources|flux-system)\/|kustomization\.yaml$/.test(path) || roleOf(path) === 'placeholder';
    return !isOfFlux && field.length === 2 && field[0] === 'metadata' && configPlace(path, field)[0] === 'delivery';
  });
  expect([...new Set(ownerless.map(({ path }) => path))]).toEqual([]);
});
