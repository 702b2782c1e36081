import type { FileChart } from '../../lib/file-chart.ts';
import type { GenerationName } from '../generations/delivery.ts';
import type { ClusterIssuer, CustomResource, Namespace, ServiceAccount } from '../resources.ts';
import type { AwsAccountNumber, DnsName, GitChart, HelmChart, KubernetesVersion } from '../vocabulary.ts';
import type { LogLevel, Region, RepositoryChart, Values } from '../vocabulary.ts';

export type { FileChart } from '../../lib/file-chart.ts';
export type { PolicyStatement } from '../resources.ts';
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
}

/** The config of a package with nothing left out. `chart` stays undefined where the package's own is meant. */
export type Settings<Config extends PackageConfig> = Readonly<Required<Omit<Config, keyof ChartConfig>>>;

/** What the functions of a package are given. */
export interface PackageContext<Config extends PackageConfig> {
  readonly cluster: ClusterFacts;
  readonly settings: Settings<Config>;
  /** The namespace of the package in the generation at hand. */
  readonly namespace: string;
}

/** A Helm release of a package; its namespace and chart are known already. */
export interface PackageRelease {
  /** Name of the HelmRelease object. Default: the package's name. */
  readonly name?: string;
  /** Helm's name of the release. Default: the package's name. */
  readonly releaseName?: string;
  readonly automated?: boolean;
  readonly values: Values;
}

/** A file of typed objects of Kubernetes' own kinds, for what comes without a chart. */
export interface PackageManifest {
  /** File name without `.yaml`. */
  readonly name: string;
  draw(file: FileChart): void;
}

/** How a package is delivered by one generation. */
export interface PackageDelivery<Config extends PackageConfig> {
  /**
   * The namespace it lives in: its own, which is made, or one that is there without us (`kube-system`, or `flux`, which eksctl makes),
   * then by name alone. Packages that name the same namespace share it.
   */
  readonly namespace: (Pick<Namespace, 'name'> & Partial<Namespace>) | string;
  /** Where its chart comes from; undefined when it has none. */
  readonly chart?: HelmChart;
  release?(context: PackageContext<Config>): PackageRelease;
  manifests?(context: PackageContext<Config>): readonly PackageManifest[];
  customResources?(context: PackageContext<Config>): readonly CustomResource[];
  clusterIssuers?(context: PackageContext<Config>): readonly Omit<ClusterIssuer, 'region' | 'email'>[];
}

/** How one of the guide's two umbrella charts speaks of a package (flux1, umbrella mode). */
export interface UmbrellaEntry<Config extends PackageConfig> {
  readonly chart: 'shared-start' | 'shared';
  /** Key of the package below the chart's values. */
  readonly key: string;
  /** Whether the chart installs it when its `enabled` is left out. */
  readonly default: boolean;
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
  /** One sentence: what it does for the cluster. */
  readonly summary: string;
  /** Values of the settings that a config leaves out. */
  readonly defaults: (cluster: ClusterFacts) => Settings<Config>;
  readonly stage: Stage;
  /** Secrets to fetch from Secrets Manager; they live in the package's namespace unless they say otherwise. */
  readonly secrets?: readonly { readonly name: string; readonly keys: readonly string[] }[];
  /** Service accounts with AWS permissions, in the package's namespace. */
  readonly accounts?: (context: PackageContext<Config>) => readonly Omit<ServiceAccount, 'namespace'>[];
  readonly release: Readonly<Record<GenerationName, PackageDelivery<Config>>>;
  /** What the umbrella charts make of it. `undefined`: they do not know it; `null`: nothing to say, it is there without them. */
  readonly umbrella: UmbrellaEntry<Config> | null | undefined;
  /** Remarks for docs/packages.md: limits, traps, and what was decided against. */
  readonly notes: readonly string[];
}

/** Ties a definition to its config type, so that the config flows into `ClusterConfig` under the package's name. */
export function definePackage<const Name extends string, Config extends PackageConfig>(
  definition: PackageDefinition<Name, Config>,
): PackageDefinition<Name, Config> {
  return definition;
}

/** The chart repository of 2019 that most stable charts came from. It was switched off in November 2020; see docs/deviations.md. */
export const stableCharts = 'https://kubernetes-charts.storage.googleapis.com/';

/** The namespace that metrics-server and prometheus-operator share. */
export const monitoring = { name: 'monitoring', labels: { name: 'monitoring' } } as const;

/** What a certificate or alias needs of Route53. Source: guide l.788-800. */
export const route53Statements = [
  { action: ['route53:ChangeResourceRecordSets'], resource: 'arn:aws:route53:::hostedzone/*' },
  {
    action: ['route53:GetChange', 'route53:ListHostedZones', 'route53:ListResourceRecordSets', 'route53:ListHostedZonesByName'],
    resource: '*',
  },
] as const;
