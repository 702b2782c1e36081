import * as k8s from '../../imports/core/k8s.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import type { FileChart } from '../../lib/output/file-chart.ts';
import type { ClusterIssuer, CustomResource, EventFlow, Namespace, Notifier, PolicyStatement, Release, SecretOrigin, ServiceAccount } from '../resources.ts';
import type { AwsAccountNumber, DnsName, GitChart, HelmChart, KubernetesVersion } from '../vocabulary.ts';
import type { LogLevel, Need, Overlay, Provider, Region, RepositoryChart, Values } from '../vocabulary.ts';

export type { FileChart } from '../../lib/output/file-chart.ts';
export type { IssuerName, PolicyStatement } from '../resources.ts';
export type * from '../vocabulary.ts';

/** What every package's config may say. */
export interface PackageConfig {
  /**
   * False keeps the settings and installs nothing.
   * @default true
   */
  readonly enabled?: boolean;
}

/** A package that comes as a Helm chart may come from another place. */
export interface ChartConfig extends PackageConfig {
  /** The chart, whole: from git or from a Helm repository. Default: the one in docs/packages.md. */
  readonly chart?: GitChart | RepositoryChart;
  /**
   * Values of the chart that no other word has, laid over those of the package: maps merge, lists replace, `null` takes away what the
   * package writes. Nothing knows whether the chart reads them (docs/escape-hatches.md).
   */
  readonly values?: Overlay;
}

/**
 * When a package is there: everything in `shared-start` is ready before `shared` is begun. ExternalSecrets and ClusterIssuers always
 * stand in `shared`, since their controllers come in `shared-start`.
 */
export type Stage = 'shared-start' | 'shared';

/** What a package may know of the cluster that it is installed in. */
export interface ClusterFacts {
  readonly name: string;
  readonly region: Region;
  readonly accountNumber: AwsAccountNumber;
  readonly kubernetes: KubernetesVersion;
  readonly email: string;
  readonly logLevel: LogLevel;
  /** The repository that Flux reads, as `https://github.com/ACCOUNT/REPOSITORY`. */
  readonly repositoryUrl: string;
  /** DNS names to publish, in order. */
  readonly hostnames: readonly DnsName[];
  /** Domains that external-dns may write to. */
  readonly domains: readonly [DnsName, ...DnsName[]];
  /** Hosted zones that may be changed; `*` for all of the account. */
  readonly hostedZones: readonly string[];
}

/** The config of a package with nothing left out. `chart` stays undefined where the package's own is meant. */
export type Settings<Config extends PackageConfig> = Readonly<Required<Omit<Config, keyof ChartConfig>>>;

/** What the functions of a package are given. */
export interface PackageContext<Config extends PackageConfig> {
  readonly cluster: ClusterFacts;
  readonly settings: Settings<Config>;
  /** The namespace of the package in the generation at hand. */
  readonly namespace: string;
  /** ARN of the role of one of the package's service accounts, for charts that make the account themselves. */
  readonly roleArn: (account: string) => string;
}

/** A Secret to fetch from Secrets Manager, in the package's namespace. */
export interface PackageSecret {
  readonly name: string;
  /** Properties of the value there, and keys of the Secret, unless `renamed` says how a key is called. */
  readonly keys: readonly string[];
  readonly renamed?: Readonly<Record<string, string>>;
  /** The namespace in its path, where that is not the package's: a value stays where it is when its package moves. */
  readonly pathNamespace?: string;
  /** The setting that it is for, which may be `false`: then it is not fetched. Default: it always is. */
  readonly setting?: string;
  /** Default: `provider`. */
  readonly origin?: SecretOrigin;
  /** Default: the package. */
  readonly readBy?: readonly string[];
  /** Whether all that reads it starts without it. Default: false. */
  readonly isOptional?: boolean;
  /** What the guide prints for the value of a key, where that is not the key. */
  readonly placeholders?: Readonly<Record<string, string>>;
  /** What it is there for, and who issues it, where that is not what its package is there for. */
  readonly meets?: readonly [Need, Provider];
}

/** A service account with permissions in AWS, in the package's namespace. */
export type PackageAccount = Omit<ServiceAccount, 'namespace' | 'role'>;

/** A Helm release of a package; its namespace and chart are known already. */
export interface PackageRelease {
  /** Name of the HelmRelease object. Default: the package's name. */
  readonly name?: string;
  /** Helm's name of the release. Default: the package's name. */
  readonly releaseName?: string;
  readonly automated?: boolean;
  readonly values: Values;
  /** Fields of its objects that others set once it is installed, by kind: JSON pointers. To differ there is no drift. */
  readonly setByOthers?: NonNullable<Release['setByOthers']>;
  /** Set for a chart whose folder `crds` holds older copies of what another package brings. */
  readonly skipsCrds?: true;
}

/** A file of typed objects of Kubernetes' own kinds, for what comes without a chart. */
export interface PackageManifest {
  /** File name without `.yaml`. */
  readonly name: string;
  draw(file: FileChart): void;
}

/** How a package is delivered by one generation: by a chart, or without one. */
export type PackageDelivery<Config extends PackageConfig> = DeliveryParts<Config> & (ChartDelivery<Config> | WithoutChart);

/** The chart of a package and what is written for it. */
export interface ChartDelivery<Config extends PackageConfig> {
  readonly chart: HelmChart;
  /**
   * Every path of the chart's values that `release` may write, dots between keys, `{a, b}` for one or the other. A list is one value,
   * and so is a map whose keys are free: annotations, arguments. Typed in from the chart itself, so that a slip in `release` shows; a
   * documented value that the chart passes over says so beside its row.
   */
  readonly reads: readonly string[];
  release(context: PackageContext<Config>): PackageRelease;
}

type WithoutChart = { readonly [Part in keyof ChartDelivery<PackageConfig>]?: never };

/** What every delivery may have, with a chart or without. */
interface DeliveryParts<Config extends PackageConfig> {
  /**
   * The namespace it lives in: its own, which is made, or one that is there without us (`kube-system`, or `flux`, which eksctl makes),
   * then by name alone. Packages that name the same namespace share it.
   */
  readonly namespace: (Pick<Namespace, 'name'> & Partial<Namespace>) | string;
  manifests?(context: PackageContext<Config>): readonly PackageManifest[];
  clusterIssuers?(context: PackageContext<Config>): readonly Omit<ClusterIssuer, 'region' | 'email'>[];
  /** Where they are other ones than the package's own. */
  readonly secrets?: readonly PackageSecret[];
  /** Where they are other ones than the package's own. */
  accounts?(context: PackageContext<Config>): readonly PackageAccount[];
  /** Settings that this way of delivery has no use for; to write one is a problem, since it would be lost. */
  readonly ignores?: readonly (keyof Config & string)[];
}

/** Where definitions of kinds are objects like any other. */
export type Flux1Package<Config extends PackageConfig> = PackageDelivery<Config> & {
  customResources?(context: PackageContext<Config>): readonly CustomResource[];
};

/** Where charts bring the definitions of their kinds, and stores and notifications are objects. */
export type Flux2Package<Config extends PackageConfig> = PackageDelivery<Config> & {
  /** Name of the service account, in the package's namespace, as which Secrets are fetched. */
  readonly secretReader?: string;
  notifier?(context: PackageContext<Config>): Notifier;
  eventFlows?(context: PackageContext<Config>): readonly EventFlow[];
  /** Set where its pods claim disks, which the driver of the cluster has to make. */
  readonly claimsDisks?: true;
  /** The Service, in the package's namespace, whose load balancer receives what comes from the internet. */
  readonly entrance?: string;
};

/** What a package says to Kustomize. */
export interface KustomizeContext<Config extends PackageConfig> extends PackageContext<Config> {
  readonly environment: string;
}

/** Objects of a folder that Kustomize builds, and what becomes of them. */
export interface KustomizeFolder {
  readonly manifests?: readonly PackageManifest[];
  /** What others have published and is fetched by https, each of one release. */
  readonly upstream?: readonly string[];
  readonly patches?: readonly KustomizePatch[];
}

export interface KustomizePatch {
  readonly target: { readonly kind: string; readonly name: string };
  /** Values by where they are put, as JSON pointers. */
  readonly put: Readonly<Record<string, unknown>>;
}

/** A base, which is the same in every environment, and an overlay for one of them. */
export type KustomizePackage<Config extends PackageConfig> = Pick<DeliveryParts<Config>, 'ignores'> & WithoutChart & {
  /** The namespace it lives in, or `ofEnvironment`. */
  readonly namespace: string;
  /** Where its folder is: among those that people apply, or those that Flux builds. */
  readonly root: 'bootstrap' | 'flux/kustomize';
  /** Default: the package's name. */
  readonly folder?: string;
  base(context: KustomizeContext<Config>): KustomizeFolder;
  /** Left out where the base alone is applied, as it stands. */
  overlay?(context: KustomizeContext<Config>): KustomizeFolder;
  /** The Secret that it reads, called as the package, by key; values are encrypted beside the overlay. */
  readonly sopsKeys?: Readonly<Record<string, SecretOrigin>>;
  /** Names below the environment's domain at which it is reached. */
  hosts?(context: KustomizeContext<Config>): readonly DnsName[];
  /** The port of the nodes at which it waits for what a load balancer sends. */
  entrancePort?(context: KustomizeContext<Config>): number;
};

/** The namespace of the environment, whatever that is called. */
export const ofEnvironment = 'ENV';

/** The Secret by which private images are pulled from Docker Hub. */
export const dockerHub = 'docker-hub';

/** How a package is delivered, by generation. A cluster of one that is left out cannot have the package, and is told so. */
export interface PackageDeliveries<Config extends PackageConfig> {
  readonly flux1?: Flux1Package<Config>;
  readonly flux2?: Flux2Package<Config>;
  readonly kustomize?: KustomizePackage<Config>;
  /** By hand, which nobody has written down for any package. */
  readonly helm?: never;
}

/** A package's delivery by whichever generation. A config may put another chart in place of `chart`; `reads` is of the package's own. */
export type AnyDelivery = DeliveryParts<PackageConfig> &
  Partial<ChartDelivery<PackageConfig>> &
  Pick<Flux1Package<PackageConfig>, 'customResources'> &
  Pick<Flux2Package<PackageConfig>, 'secretReader' | 'notifier' | 'eventFlows' | 'claimsDisks' | 'entrance'> &
  Partial<Pick<KustomizePackage<PackageConfig>, 'root' | 'folder' | 'base' | 'overlay' | 'sopsKeys' | 'hosts' | 'entrancePort'>>;

/** How one of the guide's two umbrella charts speaks of a package (flux1, umbrella mode). */
export interface UmbrellaEntry<Config extends PackageConfig> {
  readonly chart: 'shared-start' | 'shared';
  /** Key of the package below the chart's values. */
  readonly key: string;
  /** Whether the chart installs it when its `enabled` is left out. */
  readonly default: boolean;
  /** The namespace that the chart makes for it. Default: the package's own. */
  readonly namespace?: string;
  /** Settings of the package that `values` passes on; any other one that a config writes would be lost, which is a problem. */
  readonly passesOn?: readonly (keyof Config & string)[];
  /** Values below the key besides `enabled`. */
  values?(context: PackageContext<Config>): Values;
}

/**
 * A shared service, in one file, in the order one asks: what may be configured, what it defaults to, when it is there, which secrets and
 * which AWS permissions it needs, and which chart with which values per generation.
 */
export interface PackageDefinition<Name extends string = string, Config extends PackageConfig = never> {
  readonly name: Name;
  /** Where it stands, if a repository brings it: `packages/backups.ts`. */
  readonly file?: string;
  /** What may be written below its name, if a repository brings it: a JSON Schema of an object. */
  readonly words?: Readonly<Record<string, unknown>>;
  /** One sentence: what it does for the cluster. */
  readonly summary: string;
  /** Values of the settings that a config leaves out. */
  readonly defaults: (cluster: ClusterFacts) => Settings<Config>;
  readonly stage: Stage;
  /** What people have it for, and with whose help; `itself` where it needs none. */
  readonly meets?: Readonly<Partial<Record<Need, Provider | 'itself' | (string & {})>>>;
  /** Secrets to fetch from Secrets Manager. */
  readonly secrets?: readonly PackageSecret[];
  readonly accounts?: (context: PackageContext<Config>) => readonly PackageAccount[];
  readonly release: PackageDeliveries<Config>;
  /** What the umbrella charts make of it. Left out: they do not know it; `null`: nothing to say, it is there without them. */
  readonly umbrella?: UmbrellaEntry<Config> | null;
  /** What it cannot do without. */
  readonly needs?: (settings: Settings<Config>) => Needs;
  /** Commands of AWS Bootstrap (docs/guide.md) that it stands for, by line. */
  readonly replaces?: readonly ReplacedCommand[];
  /** Remarks for docs/packages.md: limits, traps, and what was decided against. */
  readonly notes: readonly string[];
}

export interface Needs {
  /** Other packages. */
  readonly packages: readonly string[];
  /** Buckets of package minio, by the word of the package's config that names each, with dots between keys. */
  readonly buckets?: Readonly<Record<string, string>>;
}

/** A command that people typed once. */
export interface ReplacedCommand {
  readonly command: string;
  /** Where it stands. */
  readonly line: number;
  /** What is typed now. Default: nothing, Flux installs the package. */
  readonly instead?: string;
}

/** Ties a definition to its config type, so that the config flows into `ClusterConfig` under the package's name. */
export function definePackage<const Name extends string, Config extends PackageConfig>(
  definition: PackageDefinition<Name, Config>,
): PackageDefinition<Name, Config> {
  return definition;
}

/** Where a package of this tool stands. */
export function packageFile(name: string): string {
  return `charts/packages/${name}.ts`;
}

/** The Secrets that a package fetches by one way of delivery, with these settings. */
export function packageSecrets({ secrets }: Fetching, own: Fetching, settings: object): readonly PackageSecret[] {
  return (own.secrets ?? secrets ?? []).filter(({ setting }) => setting === undefined || Reflect.get(settings, setting) !== false);
}

interface Fetching {
  readonly secrets?: readonly PackageSecret[];
}

/** The namespace that a package lives in, by one way of delivery; undefined where that does not deliver it. */
export function namespaceName(delivery: Pick<AnyDelivery, 'namespace'> | undefined): string | undefined {
  const namespace = delivery?.namespace;
  return typeof namespace === 'object' ? namespace.name : namespace;
}

/** The paths that rows of `reads` stand for: `image.{name, tag}` is `image.name` and `image.tag`. No braces stand within others. */
export function readPaths(reads: readonly string[]): string[] {
  return reads.flatMap(row => {
    const [, before, choices, after] = /^(.*)\{([^{}]*)\}(.*)$/.exec(row) ?? [];
    return choices === undefined ? [row] : readPaths(choices.split(', ').map(choice => `${before}${choice}${after}`));
  });
}

/**
 * Whether a row of `reads` speaks of the value at a path of keys, or of a list or map that it is in. Keys of the path may hold dots. The
 * path without keys, where empty values end, needs no row.
 */
export function readsPath(reads: readonly string[], path: readonly string[]): boolean {
  return path.length === 0 || readPaths(reads).some(row => row.split('.').every((key, depth) => key === path[depth]));
}

/** The chart repository of 2019 that most stable charts came from. It was switched off in November 2020; see docs/deviations.md. */
export const stableCharts = 'https://kubernetes-charts.storage.googleapis.com/';

/** The namespace that metrics-server and prometheus-operator share. */
export const monitoring = { name: 'monitoring', labels: { name: 'monitoring' } } as const;

/** A namespace that Istio leaves alone, and in which Linkerd joins pods to its mesh or does not. */
export function namespaceInMesh(name: string, linkerd: 'enabled' | 'disabled') {
  return { name, labels: { 'istio-injection': 'disabled' }, annotations: { 'linkerd.io/inject': linkerd } };
}

/** What a chart is told of the service account that it makes: its name, and the role that eksctl has made for it. */
export function accountValues(name: string, roleArn: (account: string) => string) {
  return { create: true, name, annotations: { 'eks.amazonaws.com/role-arn': roleArn(name) } };
}

/** What a chart is told of an Ingress: https by the controller of package ingress-nginx, with a certificate of package certmanager. */
export function ingressValues(host: DnsName, secretName: string, annotations: Readonly<Record<string, string>> = {}) {
  return {
    enabled: true,
    ingressClassName: 'nginx',
    annotations: { 'cert-manager.io/cluster-issuer': 'letsencrypt-production', ...annotations },
    tls: [{ secretName, hosts: [host] }],
  };
}

/** What a certificate or alias needs of Route53. Source: guide l.788-800. */
export function route53Statements({ hostedZones }: ClusterFacts): readonly PolicyStatement[] {
  return [
    ...hostedZones.map(zone => ({ action: ['route53:ChangeResourceRecordSets'], resource: `arn:aws:route53:::hostedzone/${zone}` })),
    {
      action: ['route53:GetChange', 'route53:ListHostedZones', 'route53:ListResourceRecordSets', 'route53:ListHostedZonesByName'],
      resource: '*',
    },
  ];
}

/** A workload of a package without a chart: its pods are known by label `app`, its name. */
interface Place {
  readonly name: string;
  /** Left out where the folder that it is in has one. */
  readonly namespace?: string;
}

export function drawDeployment(file: FileChart, place: Place, replicas: number, pod: k8s.PodSpec): void {
  const labels = { app: place.name };
  new k8s.KubeDeployment(file, objectId('Deployment', place.name, place.namespace), {
    metadata: { ...place },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
  });
}

export function drawService(file: FileChart, place: Place, type: 'ClusterIP' | 'NodePort', ports: k8s.ServicePort[]): void {
  new k8s.KubeService(file, objectId('Service', place.name, place.namespace), { metadata: { ...place }, spec: { type, selector: { app: place.name }, ports } });
}

/** What a container asks for. */
export function requests(cpu: string, memory: string) {
  return { requests: { cpu: k8s.Quantity.fromString(cpu), memory: k8s.Quantity.fromString(memory) } };
}
