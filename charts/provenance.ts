import { isRecord, valueAt, type Manifest } from '../lib/manifests/manifest.ts';
import { imageReference } from '../lib/images/tags.ts';
import type { ClusterConfig, EnvironmentConfig } from './config.ts';
import { enabledEnvironments, hasPackage } from './normalise.ts';
import { packages, type AnyPackage } from './packages/index.ts';
import type { AnyDelivery } from './packages/package.ts';
import type { Place } from './config-rules/rule.ts';
import { editions } from './tidepool/editions/index.ts';
import { secretTable } from './tidepool/secrets.ts';
import { everyService, services, servicesWithAccess, type ServiceName } from './tidepool/services.ts';
import type { EditionName, HelmChart } from './vocabulary.ts';

/** Where in a config a value of the output comes from. The layout of the output is known here a second time, backwards. */

/**
 * The place of the config that caused a value of the output. `path` is that of the file below the cluster's folder, `field` leads to the
 * value in `object`. The place may lie deeper than what the config writes: then the nearest one around it that is written is meant. With
 * the config, the answer is the first cause that is written there; without it, the one that wins if it is written. Never empty: what no
 * setting causes is due to the way of delivery, `delivery`.
 */
export function configPlace(path: string, field: Place, object?: Manifest, config?: ClusterConfig): Place {
  const causes = causesOf({ path, field, object, config });
  return (config && causes.find(cause => isWritten(config, cause))) ?? causes[0] ?? delivery;
}

/** A value of the output. */
interface Caused {
  /** Of the file, below the cluster's folder. */
  readonly path: string;
  readonly field: Place;
  readonly object: Manifest | undefined;
  readonly config: ClusterConfig | undefined;
}

/** Places that may have caused it, the one that wins first. */
type Causes = readonly Place[];

const delivery: Place = ['delivery'];

/** Files of the output by their paths, and who knows what caused what is in them. The first row that fits is meant. */
const files: readonly (readonly [path: RegExp, causes: (caused: Caused, ...parts: string[]) => Causes])[] = [
  [/^config\.yaml$/, eksctlCauses],
  [/^flux\/environments\/([^/]+)\/([^/]+)\.yaml$/, environmentCauses],
  [/^flux\/ks\/env-(.+)\.yaml$/, (_, environment) => [['environments', environment]]],
  [/^flux\/(?:shared\/)?certs\/(.+)\.yaml$/, certificateCauses],
  [/^flux\/(?:shared-start|shared)\/([^/]+)\/([^/]+)\.yaml$/, packageCauses],
  [/^flux\/(?:.+\/)?kustomization\.yaml$/, () => [delivery]],
  [/^flux\/shared(?:-start)?-helmrelease\.yaml$/, umbrellaCauses],
  [/^flux\/external-secrets\/([^/]+)\.yaml$/, (caused, namespace) => packagesOfSecret(namespace, caused)],
  [/^flux\/notifications\/[^/]+\.yaml$/, notifierCauses],
  [/^flux\/sources\/[^/]+\.yaml$/, sourceCauses],
  [/^flux\/image-automation\/[^/]+\.yaml$/, automationCauses],
];

function causesOf(caused: Caused): Causes {
  for (const [pattern, causes] of files) {
    const match = pattern.exec(caused.path);
    if (match) return causes(caused, ...match.slice(1));
  }
  return [delivery];
}

function isWritten(config: ClusterConfig, place: Place): boolean {
  return at(config, place) !== undefined;
}

function at(value: unknown, place: Place): unknown {
  return place.reduce<unknown>((here, key) => {
    return typeof here === 'object' && here !== null ? (here as Readonly<Record<string, unknown>>)[key] : undefined; // or a list
  }, value);
}

/** Settings by the paths of what they cause, dots between keys. */
type Settings = Readonly<Record<string, string>>;

/** Keys of the setting that causes a field or what is around it; the rest of the field is not part of it. */
function setting(field: Place, settings: Settings): Place {
  const paths = field.map((_, i) => field.slice(0, field.length - i).join('.'));
  const known = paths.find(path => Object.hasOwn(settings, path));
  return known === undefined ? [] : (settings[known] ?? '').split('.');
}

/* What eksctl reads. */

const clusterSettings: Settings = {
  'metadata.name': 'name',
  'metadata.region': 'region',
  'metadata.version': 'kubernetes',
  vpc: 'vpc.cidr',
  apiVersion: 'delivery',
  kind: 'delivery',
};

function eksctlCauses({ field, object, config }: Caused): Causes {
  const [list, index, key, tag] = field;
  if (list === 'nodeGroups') {
    const isOfAutoscaler = key === 'tags' && String(tag).startsWith('k8s.io/cluster-autoscaler/');
    return [isOfAutoscaler ? ['packages', 'cluster-autoscaler'] : field];
  }
  if (list === 'accessConfig') return [['aws', 'iamUsers', ...(key === undefined ? [] : [key])]];
  if (list === 'iam' && index === 'serviceAccounts') return accountCauses(field, at(object, field.slice(0, 3)), config);
  const known = setting(field, clusterSettings);
  return [known.length > 0 ? known : ['aws']];
}

/** An account is that of the package whose namespace it is in, else of the environment. In any other namespace it is nobody's. */
function accountCauses(field: Place, account: unknown, config: ClusterConfig | undefined): Causes {
  const [namespace, name] = [['namespace'], ['name']].map(key => valueAt(account, ['metadata', ...key]));
  if (typeof namespace !== 'string') return [['aws']];
  const owner = packagesIn(namespace).find(({ accounts, release }) => accounts ?? Object.values(release).some(each => each.accounts));
  if (owner) return [['packages', owner.name]];
  if (config && !Object.hasOwn(config.environments, namespace)) return [['aws']];
  const environment: Place = ['environments', namespace];
  return field[3] === 'attachPolicy' ? bucketCauses(environment, String(name)) : [environment];
}

function bucketCauses(environment: Place, service: string): Causes {
  const use = bucketUses.get(service);
  return use === undefined ? [environment] : [[...environment, 'buckets', use], ['bucketNames']];
}

/** Which bucket a service is told of; the editions agree on that. */
const bucketUses: ReadonlyMap<string, 'data' | 'asset'> = new Map(
  (Object.keys(editions) as EditionName[]) // keys of a table of all editions
    .flatMap(servicesWithAccess)
    .map(({ name, access }) => [name, access === 'data' ? 'data' : 'asset']),
);

/** Certificates for all environments say themselves where they are kept. */
function certificateCauses({ field }: Caused, name: string): Causes {
  const key = field[1] === 'secretName' ? ['secretName'] : certificateField(field);
  return [['certificates', name, ...key]];
}

/* Environments. */

function environmentCauses(caused: Caused, name: string, file: string): Causes {
  const environment: Place = ['environments', name];
  const causes = environmentFiles[file];
  return causes ? causes(caused, environment) : [environment];
}

const environmentFiles: Readonly<Record<string, (caused: Caused, environment: Place) => Causes>> = {
  certificate: ({ field }, environment) => [[...environment, 'gateway', 'https', ...certificateField(field)]],
  'external-secrets': ({ object }, environment) => secretCauses(environment, object?.metadata.name),
  images: releaseCauses,
  namespace: ({ field: [, map, key] }, environment) => {
    const isGiven = map === 'labels' || map === 'annotations';
    return [isGiven ? [...environment, 'namespace', map, ...(key === undefined ? [] : [key])] : environment];
  },
  'shoreline-configmap': (_, environment) => [[...environment, 'clinicDemoUserId']],
  'tidepool-helmrelease': releaseCauses,
};

/** Of a Certificate: what a config may say of one. */
function certificateField(field: Place): Place {
  const [, key, item] = field;
  if (key === 'dnsNames') return ['dnsNames', ...(item === undefined ? [] : [item])];
  if (key === 'commonName') return ['dnsNames', 0];
  return key === 'issuerRef' ? ['issuer'] : [];
}

function secretCauses(environment: Place, secret: string | undefined): Causes {
  const settings: Readonly<Record<string, Place>> = { mongo: ['mongo', 'secret'], kafka: ['kafka', 'passwordKey'] };
  const [option] = Object.entries(secretTable).flatMap(([name, { option: own, in: others = {} }]) => {
    const names = [name, ...Object.values(others).map(other => other.name)];
    return own !== undefined && names.includes(secret) ? [own] : [];
  });
  return [[...environment, ...(option === undefined ? settings[secret ?? ''] ?? [] : ['secrets', option])]];
}

/** The HelmRelease of an environment, and the images in a file of their own. */
function releaseCauses({ field }: Caused, environment: Place): Causes {
  const [first, second, ...values] = field;
  if (second === 'values') return valueCauses(values, environment);
  if (second === 'chart' || second === 'chartRef') return chartCauses(environment);
  if (second === 'postRenderers' || (second === 'driftDetection' && values[0] === 'ignore')) return [[...environment, 'hpa']];
  if (second === 'annotations') return orderCauses(String(values[0] ?? ''), environment);
  return [first === 'apiVersion' ? delivery : environment];
}

function chartCauses(environment: Place): Causes {
  return [[...environment, 'chart'], [...environment, 'edition'], ['edition']];
}

/** What Flux v1 is told by an annotation. */
function orderCauses(annotation: string, environment: Place): Causes {
  const [, order, service = ''] = /\/(automated|tag)(?:\.(.+))?$/.exec(annotation) ?? [];
  if (order === 'automated') return [[...environment, 'gitops', 'automated'], [...environment, 'gitops']];
  return order === 'tag' ? policyCauses(environment, service) : chartCauses(environment);
}

function policyCauses(environment: Place, service: string): Causes {
  return [[...environment, 'services', service, 'policy'], [...environment, 'gitops', 'policy']];
}

/** What a service runs is a pin, or what satisfies its policy, or the environment's. */
function imageCauses(environment: Place, service: string): Causes {
  const own = [...environment, 'services', service];
  return [[...own, 'pin'], [...own, 'image'], ...policyCauses(environment, service)];
}

/** Values of the Tidepool chart that a setting of the environment causes, by their paths in all editions. */
const environmentSettings: Settings = {
  'global.environment.hosts.default': 'gateway.default',
  'global.environment.hpa': 'hpa',
  'global.environment.store': 'store',
  'global.gateway.default.protocol': 'gateway.default',
  'global.gateway.default': 'gateway',
  'global.kafka.passwordKeyName': 'kafka.passwordKey',
  'glooingress.virtualServices.https.certificateSecretName': 'gateway.https',
  'ingress.certificate': 'gateway.https',
  'ingress.service.http': 'gateway.http',
  'ingress.service.https': 'gateway.https',
  'kafka.configmap.Brokers': 'kafka.brokers',
  'kafka.configmap.RequireSSL': 'kafka.requireSsl',
  'kafka.configmap.TopicPrefix': 'kafka.topicPrefix',
  'kafka.configmap.Username': 'kafka.username',
  'kafka.configmap.Version': 'kafka.version',
  kafka: 'kafka',
  'mongo.secret.data_.Addresses': 'mongo.secret.hosts',
  'mongo.secret.data_.Scheme': 'mongo.secret.scheme',
  'mongo.secret.data_.Tls': 'mongo.secret.tls',
  'mongo.secrets.Hosts': 'mongo.secret.hosts',
  'mongo.secrets.Scheme': 'mongo.secret.scheme',
  'mongo.secrets.Tls': 'mongo.secret.tls',
  mongo: 'mongo.secret',
  mongodb: 'mongo.server',
  nosqlclient: 'nosqlclient',
  'clinic.configmap.data.KeycloakTokenEndpoint': 'keycloak.baseUrl',
  'shoreline.configmap.data.ClinicDemoUserId': 'clinicDemoUserId',
  'shoreline.configmap.data.KeycloakAdminUsername': 'keycloak.adminUsername',
  'shoreline.configmap.data.KeycloakBackendClientId': 'keycloak.backendClientId',
  'shoreline.configmap.data.KeycloakBaseUrl': 'keycloak.baseUrl',
  'shoreline.configmap.data.KeycloakClientId': 'keycloak.clientId',
  'shoreline.configmap.data.KeycloakLongLivedClientId': 'keycloak.longLivedClientId',
  'shoreline.configmap.data.KeycloakRealm': 'keycloak.realm',
  'shoreline.configmap': 'keycloak',
};

/** The same for the cluster's settings. */
const globalSettings: Settings = { 'global.region': 'region', 'global.cluster.region': 'region', 'global.cluster.name': 'name' };

/** Where editions keep the listeners of a gateway. */
const listener = /^(?:global\.environment\.hosts|ingress\.gateway|glooingress\.virtualServices)\.(https?)(?:\.(\w+)(?:\.(\d+))?)?$/;

function valueCauses(values: Place, environment: Place): Causes {
  const path = values.join('.');
  if (path === 'global.logLevel') return [[...environment, 'logLevel'], ['logLevel']];
  const ofCluster = setting(values, globalSettings);
  if (ofCluster.length > 0) return [ofCluster];
  const known = setting(values, environmentSettings);
  if (known.length > 0) return [[...environment, ...known]];
  const [, protocol, key, item] = listener.exec(path) ?? [];
  if (protocol !== undefined) return [[...environment, 'gateway', protocol, ...listenerSetting(key, item)]];
  const service = serviceAt(values);
  return service === undefined ? chartCauses(environment) : serviceCauses(service, values.slice(1), environment);
}

function listenerSetting(key: string | undefined, item: string | undefined): Place {
  if (key === 'dnsNames' && item !== undefined) return [key, Number(item)];
  return key === 'dnsNames' || key === 'port' ? [key] : [];
}

/** The service whose key a path of the values begins with, in any edition. */
function serviceAt([key]: Place): ServiceName | undefined {
  return everyService.find(service => Object.values(editions).some(({ imagePath }) => imagePath(service)[0] === key));
}

function serviceCauses(service: ServiceName, values: Place, environment: Place): Causes {
  const [key, inner] = [values[0], values.at(-1)];
  if (key === 'enabled') return [[...environment, 'services', service, 'enabled']];
  if (key === 'hpa' || key === 'resources' || key === 'tidewhisperer') return [[...environment, 'hpa']];
  if (key !== 'deployment') return chartCauses(environment);
  if (inner === 'image') return imageCauses(environment, service);
  if (inner === 'bucket') return bucketCauses(environment, service);
  return inner === 'type' ? [[...environment, 'store']] : chartCauses(environment);
}

/* Shared services. */

const namespaceName = ({ namespace }: AnyDelivery) => (typeof namespace === 'string' ? namespace : namespace.name);

function packagesIn(namespace: string): AnyPackage[] {
  return packages.filter(({ release }) => Object.values(release).some(each => namespaceName(each) === namespace));
}

/** A folder of one package, or of the namespace that several share. */
function packageCauses(caused: Caused, folder: string, file: string): Causes {
  if (packages.some(({ name }) => name === folder)) return settingCauses(caused, folder, file);
  const owners = packagesIn(folder).filter(({ name }) => caused.config === undefined || hasPackage(caused.config, name));
  const [first] = owners;
  return [first && (owners.length === 1 || caused.config) ? ['packages', first.name] : ['packages']];
}

/** What a setting of its package causes in a file, by package and file. */
const packageSettings: Readonly<Record<string, Settings>> = {
  'amazon-cloudwatch/fluentd-daemonset': { 'spec.template.spec.containers.0.image': 'fluentdImage' },
  'cluster-autoscaler/cluster-autoscaler-deployment': { 'spec.template.spec.containers.0.image': 'image' },
  'cluster-autoscaler/helmrelease': { 'spec.values.image': 'image' },
  'fluxcloud/helmrelease': { 'spec.values.slack.channel': 'channel', 'spec.values.slack.username': 'username' },
  'prometheus-operator/helmrelease': { 'spec.values.grafana': 'grafana' },
};

const notifierSettings: Settings = { 'spec.channel': 'channel', 'spec.username': 'username' };

const clusterOfMessages: Settings = { 'spec.eventMetadata.cluster': 'name', 'spec.eventMetadata.region': 'region' };

/** Values and fields that a setting of the cluster causes, whatever the package. */
const sharedSettings: Settings = {
  'data.cluster.name': 'name',
  'data.logs.region': 'region',
  'spec.acme.email': 'email',
  'spec.provider.aws.region': 'region',
  'spec.values.autoDiscovery.clusterName': 'name',
  'spec.values.aws.region': 'region',
  'spec.values.awsRegion': 'region',
  'spec.values.cloudWatchLogs.logGroupName': 'name',
  'spec.values.cloudWatchLogs.region': 'region',
  'spec.values.datadog.clusterName': 'name',
  'spec.values.datadog.logLevel': 'logLevel',
  'spec.values.domainFilters': 'dns.domains',
  'spec.values.domainfilter': 'dns.domains',
  'spec.values.github': 'github',
  'spec.values.logLevel': 'logLevel',
  'spec.values.sumologic.clusterName': 'name',
  'spec.values.sumologic.logs': 'name',
  'spec.values.sumologic.sourceCategoryPrefix': 'name',
  'spec.values.txtOwnerId': 'name',
};

const publishedNames = 'external-dns.alpha.kubernetes.io/hostname';

function settingCauses({ field }: Caused, name: string, file: string): Causes {
  const owner: Place = ['packages', name];
  const own = setting(field, packageSettings[`${name}/${file}`] ?? {});
  if (own.length > 0) return [[...owner, ...own]];
  if (field.at(-1) === publishedNames) return [['dns', 'hostnames'], ['environments']]; // whose names they are, unless they are listed
  if (field.at(-1) === 'region') return [['region']];
  if (field[0] === 'spec' && (field[1] === 'chart' || field[1] === 'chartRef')) return [[...owner, 'chart'], owner];
  const shared = setting(field, sharedSettings);
  return shared.length > 0 ? [shared, owner] : [owner];
}

function notifierCauses({ field }: Caused): Causes {
  const ofCluster = setting(field, clusterOfMessages);
  return [ofCluster.length > 0 ? ofCluster : ['packages', 'fluxcloud', ...setting(field, notifierSettings)]];
}

/** The umbrella charts name packages by keys of their own. */
function umbrellaCauses({ field }: Caused): Causes {
  const [first, second, key, ...rest] = field;
  if (first !== 'spec' || second !== 'values') return [['shared'], delivery];
  if (key === 'global') return [umbrellaGlobal(rest)];
  if (key === 'gloo' && rest[0] === 'crds') return [['packages', 'gloo-crds'], ['packages', 'gloo'], ['shared']];
  const owner = packages.find(({ umbrella }) => umbrella && umbrella.key === key);
  if (!owner) return [['shared']];
  return [['packages', owner.name, ...setting(field.slice(3), { 'slack.username': 'username' })], ['packages', owner.name], ['shared']];
}

function umbrellaGlobal([, key, item]: Place): Place {
  if (key === 'hostnames') return ['dns', 'hostnames', ...(item === undefined ? [] : [item])];
  return key === 'name' || key === 'region' || key === 'logLevel' ? [key] : ['shared'];
}

/** In umbrella mode a file holds the Secrets of a namespace, whichever packages live there. */
function packagesOfSecret(namespace: string, { object, config }: Caused): Causes {
  const owners = packagesIn(namespace).filter(({ name, secrets = [], release }) => {
    const rows = [...secrets, ...Object.values(release).flatMap(each => each.secrets ?? [])];
    const isNamed = rows.some(row => object === undefined || row.name === object.metadata.name);
    return isNamed && (config === undefined || hasPackage(config, name));
  });
  return owners.length > 0 ? owners.map(({ name }) => ['packages', name]) : [['packages']];
}

/* Charts' sources, and images. */

/** Whoever takes a chart from there. */
function sourceCauses({ object, field, config }: Caused): Causes {
  if (field[1] === 'secretRef') return [['gitSecret'], delivery];
  const url = valueAt(object, ['spec', 'url']);
  if (typeof url !== 'string') return [delivery];
  const isSource = (chart: HelmChart | undefined) => chart !== undefined && addresses(chart).includes(slug(url));
  const ofPackages = packages.filter(({ name }) => config === undefined || hasPackage(config, name)).flatMap(({ name, release }) => {
    const given = valueAt(config?.packages[name], ['chart']) as HelmChart | undefined; // by the type of the config
    if (given) return isSource(given) ? [['packages', name, 'chart']] : [];
    return Object.values(release).some(({ chart }) => isSource(chart)) ? [['packages', name]] : [];
  });
  const causes = [...ofPackages, ...environmentSources(config, isSource)];
  return causes.length > 0 ? causes : [['environments']];
}

function environmentSources(config: ClusterConfig | undefined, isSource: (chart: HelmChart) => boolean): Causes {
  if (!config) return Object.values(editions).some(({ chart }) => isSource(chart)) ? [['edition']] : [];
  return enabledEnvironments(config).flatMap(([name, { chart, edition }]) => {
    if (!isSource(chart ?? editions[edition ?? config.edition].chart)) return [];
    if (chart) return [['environments', name, 'chart']];
    return [edition ? ['environments', name, 'edition'] : ['edition']];
  });
}

/** Where a chart comes from, as its source may be called: a registry is asked for one chart. */
function addresses(chart: HelmChart): string[] {
  return 'git' in chart ? [slug(chart.git)] : [slug(chart.repository), slug(`${chart.repository}/${chart.name}`)];
}

/** What is left of an address when its spelling does not matter. */
function slug(address: string): string {
  return address.toLowerCase().replace(/^\w+:\/\//, '').replace(/^[\w.-]+@/, '').replace(/[^a-z0-9]+/g, '-').replace(/-$/, '');
}

/** Which tags are read, and which of them is chosen. */
function automationCauses({ object, field, config }: Caused): Causes {
  const { kind, metadata: { name = '' } = {} } = object ?? {};
  if (kind === 'ImagePolicy') return policyOrderCauses(name, field, config);
  if (kind === 'ImageRepository') return repositoryCauses(valueAt(object, ['spec', 'image']), config);
  return [field.at(-1) === 'email' ? ['email'] : ['environments']];
}

/** The name of a policy joins environment and service by a hyphen; both may have some inside. */
function policyOrderCauses(name: string, field: Place, config: ClusterConfig | undefined): Causes {
  const known = config && Object.keys(config.environments);
  const [owner] = everyService.flatMap(service => {
    const environment = name.endsWith(`-${service}`) ? name.slice(0, -`-${service}`.length) : '';
    return environment !== '' && (known?.includes(environment) ?? true) ? [{ service, environment: ['environments', environment] }] : [];
  });
  if (!owner) return [['environments']];
  const { service, environment } = owner;
  const own = [...environment, 'services', service];
  if (field[1] === 'imageRepositoryRef') return [[...own, 'image'], environment];
  return [[...own, 'digestOf'], [...own, 'policy'], [...environment, 'gitops', 'digestOf'], [...environment, 'gitops', 'policy']];
}

/** All environments share the repository of a service, unless one says otherwise. */
function repositoryCauses(image: unknown, config: ClusterConfig | undefined): Causes {
  if (!config) return [['environments']];
  const all = enabledEnvironments(config).flatMap(([name, environment]) => givenImages(name, environment));
  const given = all.filter(({ repository }) => repository === image);
  const [service] = everyService.filter(each => services[each].repository === image);
  const [first] = service === undefined ? [] : enabledEnvironments(config);
  return [...given.map(({ place }) => place), ...(first ? [['environments', first[0]]] : []), ['environments']];
}

function givenImages(environment: string, { services: own = {} }: EnvironmentConfig): { place: Place; repository: string | undefined }[] {
  return Object.entries(own).flatMap(([service, given]) => {
    const image = isRecord(given) ? given['image'] : undefined;
    if (typeof image !== 'string') return [];
    return [{ place: ['environments', environment, 'services', service, 'image'], repository: imageReference(image)?.repository }];
  });
}
