import type {
  Application, Cluster, EksFacts, Environment, EnvironmentService, ExistingFacts, InstalledPackage, KafkaSettings, KeycloakSettings, Listener,
  LocalFacts, MongoValues,
} from './cluster.ts';
import type { ApplicationConfig, CertificateConfig, ClusterConfig, CommonSettings, EksConfig, EksSettings, EnvironmentConfig, ExistingConfig, GatewayConfig, LocalConfig } from './config.ts';
import type { ListenerConfig, NodeGroupConfig, ServiceAccountConfig } from './config.ts';
import { stackOf } from './generations/delivery.ts';
import { traits } from './generations/traits.ts';
import { chartOf, shipped, type Organisation, type OwnFile, type Repository } from './own.ts';
import type { AnyPackage } from './packages/index.ts';
import { packageSecrets } from './packages/package.ts';
import type { AnyDelivery, ChartConfig, ClusterFacts, PackageConfig, PackageContext, PackageSecret, Stage } from './packages/package.ts';
import { normalisePeer } from './peers.ts';
import { roleArn, roleName, secretPath, type Certificate, type Namespace, type NodeGroup } from './resources.ts';
import type { Secret, ServiceAccount } from './resources.ts';
import { accessStatements, bucketName, type Buckets } from './tidepool/buckets.ts';
import { editions } from './tidepool/editions/index.ts';
import { imageChoice, type WrittenImages } from './tidepool/images.ts';
import { environmentSecrets } from './tidepool/secrets.ts';
import { firstImage, services, servicesOf, servicesWithAccess, type ServiceName } from './tidepool/services.ts';
import type { DnsName, EditionName, KubernetesVersion } from './vocabulary.ts';

export const clusterDefaults = {
  logLevel: 'info',
  bucketNames: 'cluster-env',
  kubeconfig: '~/.kube/config',
  issuer: 'letsencrypt-staging',
} as const satisfies Partial<Record<keyof (CommonSettings & EksSettings) | 'issuer', unknown>>;

/**
 * The cluster that a config of the right shape describes, whatever else is wrong with it: rules look at both. `written` are the images that
 * stand in the output now, `own` the manifests beside the config; `repository` is what holds for all clusters.
 */
export function normalise(
  config: ClusterConfig,
  written: WrittenImages = new Map(),
  own: readonly OwnFile[] = [],
  repository: Repository = shipped,
): Cluster {
  const facts = clusterFacts(config, repository);
  const { packages } = repository;
  return {
    ...facts,
    source: `clusters/${config.name}.ts`,
    stack: stackOf(config),
    branch: config.github?.branch ?? traits[config.delivery].branch,
    eks: isOnEks(config) ? eksFacts(config, facts) : undefined,
    existing: isExisting(config) ? existingFacts(config) : undefined,
    local: isLocal(config) ? localFacts(config) : undefined,
    packages: packages.filter(({ name }) => isEnabled(config.packages[name])).flatMap(definition => installed(definition, config, facts, repository) ?? []),
    environments: enabledEnvironments(config).map(([name, environment]) => normaliseEnvironment(name, environment, { config, facts, repository }, written)),
    applications: byName(eksWords(config).applications ?? {}).map(([name, application]) => applicationOf(name, application, facts, packages)),
    deferred: eksWords(config).dns?.deferred ?? [],
    certificates: byName(eksWords(config).certificates ?? {}).map(([name, certificate]) => sharedCertificate(name, certificate)),
    own,
    repository,
  };
}

/** A cluster with the images that stand in its output now. */
export function normaliseAgain({ config, cluster }: { readonly config: ClusterConfig; readonly cluster: Cluster }, written: WrittenImages): Cluster {
  return written.size === 0 ? cluster : normalise(config, written, cluster.own, cluster.repository);
}

/** Whether eksctl makes the cluster. */
export function isOnEks(config: ClusterConfig): config is EksConfig {
  return 'nodeGroups' in config;
}

/** Whether others have made the cluster. */
function isExisting(config: ClusterConfig): config is ExistingConfig {
  return 'domain' in config;
}

/** Whether it is on a machine of one's own. */
function isLocal(config: ClusterConfig): config is LocalConfig {
  return 'local' in config;
}

/** The words of a config about what eksctl makes and AWS has, as far as it may have them. */
export function eksWords(config: ClusterConfig): Partial<EksSettings> {
  return isOnEks(config) ? config : {};
}

/** An environment with its own edition or that of its cluster. */
export type EditedEnvironment = EnvironmentConfig & { readonly edition: EditionName };

/** Environments that are not switched off, by name. One without an edition is none, and a problem. */
export function enabledEnvironments(config: ClusterConfig): [string, EditedEnvironment][] {
  return byName(config.environments ?? {}).filter(([, environment]) => isEnabled(environment)).flatMap(([name, environment]) => {
    const { edition = config.edition } = environment;
    return edition === undefined ? [] : [[name, { ...environment, edition }]];
  });
}

export function isEnabled(config: { readonly enabled?: boolean } | undefined): boolean {
  return config !== undefined && config.enabled !== false;
}

export function hasPackage(config: ClusterConfig, name: AnyPackage['name']): boolean {
  return isEnabled(config.packages[name]);
}

/** The order of the alphabet in UTF-16, which no locale can change. */
export function byName<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The same record with its keys in that order, so that their order in the config changes no byte of the output. */
function sorted<T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> {
  return Object.fromEntries(byName(record));
}

function clusterFacts(config: ClusterConfig, { organisation }: Repository): ClusterFacts {
  const { account = organisation.githubAccount, repository = `cluster-${config.name}` } = config.github ?? {};
  const { dns } = eksWords(config);
  return {
    name: config.name,
    ...(isLocal(config) ? hereFacts(config) : cloudFacts(config)),
    email: config.email,
    logLevel: config.logLevel ?? clusterDefaults.logLevel,
    repositoryUrl: `https://github.com/${account}/${repository}`,
    hostnames: publishedNames(config),
    domains: dns?.domains ?? organisation.domains,
    hostedZones: dns?.hostedZones ?? ['*'],
  };
}

function cloudFacts(config: Exclude<ClusterConfig, LocalConfig>): Place {
  const { region, aws: { accountNumber }, kubernetes = traits[config.delivery].kubernetes } = config;
  return { region, accountNumber, kubernetes };
}

/** A machine of one's own is in no region and no account: these two reach nothing that is written for it. */
function hereFacts(config: LocalConfig): Place {
  const [major, minor] = localFacts(config).kubernetes.slice(1).split('.');
  return { region: 'us-west-2', accountNumber: '', kubernetes: `${major}.${minor}` as KubernetesVersion }; // the first two of its numbers
}

type Place = Pick<ClusterFacts, 'region' | 'accountNumber' | 'kubernetes'>;

function localFacts({ local: { provider = 'minikube', kubernetes = provider === 'kind' ? 'v1.11.10' : 'v1.11.5', driver, memory, cpus } }: LocalConfig): LocalFacts {
  return { provider, kubernetes, driver, memory, cpus };
}

function eksFacts(config: EksConfig, facts: ClusterFacts): EksFacts {
  return {
    cidr: config.vpc.cidr,
    nat: config.vpc.nat,
    clusterEndpoints: config.vpc.clusterEndpoints,
    availabilityZones: config.availabilityZones,
    subnets: config.vpc.subnets,
    vpcId: config.vpc.id,
    storage: config.storage,
    controlPlaneLogs: config.controlPlaneLogs ?? [],
    kubeconfig: config.kubeconfig ?? clusterDefaults.kubeconfig,
    iamUsers: config.aws.iamUsers,
    nodeRoleArns: config.aws.nodeRoleArns ?? [],
    peers: (config.vpc.peers ?? []).flatMap(peer => normalisePeer(peer, facts)),
    accounts: (config.aws.serviceAccounts ?? []).map(account => ownAccount(account, facts)),
    nodeGroups: config.nodeGroups.map(group => nodeGroup(group, config)),
  };
}

function existingFacts({ aws: { nodeRoleArns, masters = [], developers = [] }, domain }: ExistingConfig): ExistingFacts {
  return { nodeRoleArns, masters, developers, domain };
}

/**
 * DNS names that external-dns publishes: the config's own list, or those of every gateway (environments by name, https before http, each
 * in listed order, first occurrence wins), without the deferred ones and those that cannot be published.
 */
function publishedNames(config: ClusterConfig): DnsName[] {
  const { hostnames = 'derive', deferred = [] } = eksWords(config).dns ?? {};
  if (hostnames !== 'derive') return [...hostnames];
  const names = enabledEnvironments(config).flatMap(([, { gateway }]) => gatewayNames(gateway));
  return [...new Set(names)].filter(name => isPublic(name) && !deferred.includes(name));
}

/** Every name of a gateway, https first. */
function gatewayNames(gateway: GatewayConfig): DnsName[] {
  return [...(gateway.https?.dnsNames ?? []), ...(gateway.http?.dnsNames ?? [])];
}

/** False for names that other machines cannot resolve. */
function isPublic(name: DnsName): boolean {
  return name !== 'localhost' && name !== '*';
}

function nodeGroup(config: NodeGroupConfig, cluster: ClusterConfig): NodeGroup {
  const { name, instanceType, desiredCapacity, minSize, maxSize, tags = {}, labels, taints, ...others } = config;
  const autoscaler = hasPackage(cluster, 'cluster-autoscaler')
    ? { 'k8s.io/cluster-autoscaler/enabled': 'true', [`k8s.io/cluster-autoscaler/${cluster.name}`]: 'true' }
    : {};
  const settings = { ...others, ...(labels && { labels: sorted(labels) }), ...(taints && { taints: sorted(taints) }) };
  return { name, instanceType, desiredCapacity, minSize, maxSize, settings, tags: sorted({ ...tags, ...autoscaler }) };
}

/** Undefined for a package that the way of delivery does not deliver. */
function installed(definition: AnyPackage, config: ClusterConfig, cluster: ClusterFacts, repository: Repository): InstalledPackage | undefined {
  const given: ChartConfig = config.packages[definition.name] ?? {};
  const own: AnyDelivery | undefined = definition.release[config.delivery];
  if (own === undefined) return undefined;
  const chart = given.chart ?? (own.chart && chartOf(own.chart, repository.organisation));
  const delivery = chart === undefined ? own : { ...own, chart };
  const namespace = typeof own.namespace === 'string' ? undefined : { labels: {}, annotations: {}, ...own.namespace };
  const folder = namespace && isSharedNamespace(namespace.name, config, repository) ? namespace.name : definition.name;
  const context = packageContext(definition, own, config, cluster);
  const accounts = own.accounts ?? definition.accounts;
  return {
    definition,
    delivery,
    context,
    overlay: given.values ?? {},
    namespace: namespace && { ...namespace, folder },
    secrets: packageSecrets(definition, own, context.settings).map(row => secret(cluster, context.namespace, { readBy: [definition.name], ...row })),
    accounts: (accounts?.(context) ?? []).map(account => serviceAccount(cluster, context.namespace, account)),
  };
}

function packageContext(
  { name: packageName, defaults }: AnyPackage,
  { namespace }: AnyDelivery,
  config: ClusterConfig,
  cluster: ClusterFacts,
): PackageContext<PackageConfig> {
  const name = typeof namespace === 'string' ? namespace : namespace.name;
  return {
    cluster,
    settings: { ...defaults(cluster), ...config.packages[packageName] },
    namespace: name,
    roleArn: account => roleArn(cluster.accountNumber, roleName(cluster.name, name, account)),
  };
}

/** True when several packages make this namespace: its file then stays where it is whichever of them are on. */
function isSharedNamespace(name: string, { delivery }: ClusterConfig, { packages }: Repository): boolean {
  const made = packages.map(({ release }) => release[delivery]?.namespace);
  return made.filter(namespace => typeof namespace === 'object' && namespace.name === name).length > 1;
}

function secret(cluster: ClusterFacts, namespace: string, row: PackageSecret & Required<Pick<PackageSecret, 'readBy'>>): Secret {
  const { name, keys, renamed = {}, pathNamespace = namespace, origin = 'provider', readBy, isOptional = false, placeholders = {}, meets } = row;
  return { name, namespace, path: secretPath(cluster.name, pathNamespace, name), keys, renamed, origin, readBy, isOptional, placeholders, meets };
}

function serviceAccount(cluster: ClusterFacts, namespace: string, account: Omit<ServiceAccount, 'namespace' | 'role'>): ServiceAccount {
  return { ...account, namespace, role: roleName(cluster.name, namespace, account.name) };
}

function ownAccount({ name, namespace, usage = name, ...config }: ServiceAccountConfig, cluster: ClusterFacts): ServiceAccount {
  const grants = config.policyArns ? { policyArns: config.policyArns } : { statements: config.statements };
  return serviceAccount(cluster, namespace, { name, usage, grants });
}

/** ExternalSecrets are read by what stands in `shared`. */
function applicationOf(
  name: string,
  { needs = [], secrets = [] }: ApplicationConfig,
  cluster: ClusterFacts,
  packages: readonly AnyPackage[],
): Application {
  const stages = packages.filter(definition => needs.includes(definition.name)).map(({ stage }) => stage);
  return {
    name,
    namespace: { name, labels: {}, annotations: {} },
    secrets: secrets.map(row => secret(cluster, name, { readBy: [name], ...row })),
    after: [...new Set<Stage>(secrets.length > 0 ? [...stages, 'shared'] : stages)],
  };
}

function sharedCertificate(name: string, config: CertificateConfig): Certificate {
  const { secretName, dnsNames, issuer = clusterDefaults.issuer } = config;
  return { name, namespace: 'default', secretName, issuer, dnsNames, challenge: 'route53' };
}

/** What an environment is in. */
interface Around {
  readonly config: ClusterConfig;
  readonly facts: ClusterFacts;
  readonly repository: Repository;
}

function normaliseEnvironment(
  name: string,
  config: EditedEnvironment,
  { config: cluster, facts, repository: { organisation } }: Around,
  written: WrittenImages,
): Environment {
  const edition = editions[config.edition];
  const { bucketNames: naming = clusterDefaults.bucketNames } = eksWords(cluster);
  const buckets = {
    data: config.buckets?.data ?? bucketName(organisation.bucketPrefix, naming, facts.name, name, 'data'),
    asset: config.buckets?.asset ?? bucketName(organisation.bucketPrefix, naming, facts.name, name, 'asset'),
  };
  const standing = (service: ServiceName) => written.get(`${name}/${service}`);
  const kafka = kafkaSettings(name, config);
  const connection = mongoValues(config);
  const { provided = [], ...options } = config.secrets ?? {};
  const wanted = environmentSecrets(edition.name, { options, needsMongo: connection === undefined, kafkaKey: kafka?.passwordKey })
    .map(row => secret(facts, name, row));
  return {
    name,
    cluster: facts,
    edition: edition.name,
    chart: config.chart ?? chartOf(edition.chart, organisation),
    overlay: config.values ?? {},
    automated: config.gitops.automated ?? true,
    services: servicesOf(edition.name).map(service => environmentService(service, edition.name, config, standing(service), cluster, organisation)),
    gateway: {
      default: config.gateway.default,
      http: listener(config.gateway.http),
      https: listener(config.gateway.https),
    },
    mongo: { embedded: config.mongo.server === 'embedded', connection },
    kafka,
    keycloak: keycloakSettings(name, config),
    buckets,
    store: config.store ?? 's3',
    hpa: config.hpa ?? edition.expresses.hpa[0],
    nosqlclient: config.nosqlclient ?? edition.expresses.nosqlclient[0] ?? false,
    logLevel: config.logLevel ?? facts.logLevel,
    clinicDemoUserId: config.clinicDemoUserId,
    namespace: environmentNamespace(name, config),
    secrets: wanted.filter(row => !provided.includes(row.name)),
    provided: wanted.filter(row => provided.includes(row.name)),
    certificate: environmentCertificate(name, config.gateway),
    accounts: serviceAccounts(edition.name, buckets).map(account => serviceAccount(facts, name, account)),
  };
}

/** Topics of an environment are told apart by their prefix, that of the chart itself where the config has none. */
function kafkaSettings(environment: string, { kafka }: EnvironmentConfig): KafkaSettings | undefined {
  return kafka && { requireSsl: true, topicPrefix: `${environment}-`, passwordKey: 'Password', ...kafka };
}

/** Names of clients as the realm of the chart's developers has them. */
function keycloakSettings(environment: string, { keycloak }: EnvironmentConfig): KeycloakSettings | undefined {
  const clients = { clientId: 'shoreline', backendClientId: 'backend', longLivedClientId: 'shoreline_lt', adminUsername: 'admin' };
  return keycloak && { realm: environment, ...clients, ...keycloak };
}

function mongoValues({ mongo }: EnvironmentConfig): MongoValues | undefined {
  const { secret: source = 'external' } = mongo;
  if (source === 'external') return undefined;
  return { scheme: source.scheme, addresses: source.hosts.join(','), tls: source.tls ? 'true' : 'false' };
}

function environmentService(
  name: ServiceName,
  edition: EditionName,
  config: EnvironmentConfig,
  written: string | undefined,
  { delivery }: ClusterConfig,
  { images }: Organisation,
): EnvironmentService {
  const own = config.services?.[name] ?? {};
  const policy = own.policy ?? (services[name].unsorted ? undefined : config.gitops.policy);
  return {
    name,
    enabled: isEnabled(own),
    choice: imageChoice(firstImage(name, edition, images), own, policy, written, traits[delivery]),
    policy: own.pin === undefined ? policy : undefined,
    digestOf: own.digestOf ?? (own.policy === undefined ? config.gitops.digestOf : undefined),
    access: services[name].in[edition]?.access,
  };
}

function listener(config: ListenerConfig | undefined): Listener | undefined {
  return config && { dnsNames: config.dnsNames, port: config.port };
}

/**
 * Linkerd reads annotations; Istio and Gloo's function discovery read labels. The 2019 generator mixed them up.
 */
function environmentNamespace(name: string, config: EnvironmentConfig): Namespace {
  const labels = { 'discovery.solo.io/function_discovery': 'enabled', 'istio-injection': 'disabled', ...config.namespace?.labels };
  const annotations = { 'linkerd.io/inject': 'enabled', ...config.namespace?.annotations };
  return { name, labels: sorted(labels), annotations: sorted(annotations) };
}

/** The Secret with key and certificate of an https environment. Source: helper of chart 0.1.7, `NAMESPACE-tls-secret`. */
function tlsSecretName(environment: string): string {
  return `${environment}-tls-secret`;
}

/** Named after its first name; `*` is no character of an object's name. */
function environmentCertificate(name: string, { https }: GatewayConfig): Certificate | undefined {
  if (!https) return undefined;
  const { dnsNames, issuer = clusterDefaults.issuer } = https;
  const objectName = dnsNames[0].replace(/^\*/, 'star');
  return { name: objectName, namespace: name, secretName: tlsSecretName(name), issuer, dnsNames, challenge: undefined };
}

function serviceAccounts(edition: EditionName, buckets: Buckets): Omit<ServiceAccount, 'namespace' | 'role'>[] {
  return servicesWithAccess(edition).map(({ name, access }) => {
    return { name, usage: `${name}-service`, grants: { statements: accessStatements(access, buckets) } };
  });
}
