import type { EnvironmentConfig } from './environment-config.ts';
import type { Delivery } from './generations/delivery.ts';
import type { AwsConfig, VpcConfig, NodeGroupConfig } from './infrastructure-config.ts';
import type { PackageConfigs } from './packages/index.ts';
import type { ControlPlaneLog, IssuerName } from './resources.ts';
import type { DnsName, IsoDate, KubernetesVersion, LogLevel, Region, EditionName } from './vocabulary.ts';

export type * from './environment-config.ts';
export type * from './infrastructure-config.ts';

/**
 * Declares a cluster. Every `clusters/NAME.ts` exports one as its default:
 *
 *     export default defineCluster({ name: 'test1', region: 'us-west-2', ... });
 *
 * It returns its argument: the types are the point. What types cannot say (overlapping networks, a DNS name claimed twice) is checked
 * by every verb, and reported all at once. `docs/config.md` lists every word.
 */
export function defineCluster(config: ClusterConfig): ClusterConfig {
  return config;
}

/** One cluster: who it is, what it runs on, how it is delivered, its shared services and its Tidepool environments. */
export type ClusterConfig = ClusterSettings & Delivery;

export interface ClusterSettings {
  /** Name of the cluster, equal to the name of its file. A DNS label that no other cluster has (guide l.154-159). */
  readonly name: string;
  /** What the cluster was called before, where it was renamed: its environments keep the image tags of then (docs/renames.md). */
  readonly formerly?: string;
  /** AWS region of the cluster, its buckets' endpoint and its secrets (guide l.161-167). */
  readonly region: Region;
  /** The administrator's address: Let's Encrypt writes to it before a certificate expires (guide l.629). */
  readonly email: string;
  /**
   * How much the services log (guide l.628).
   * @default 'info'
   */
  readonly logLevel?: LogLevel;
  /** The AWS account around the cluster. */
  readonly aws: AwsConfig;
  /** The repository that Flux reads, as named in notifications. */
  readonly github?: GithubConfig;
  /**
   * Kubernetes release of the control plane (guide l.750). Default: 1.14 under Flux v1, 1.34 under Flux 2.
   */
  readonly kubernetes?: KubernetesVersion;
  /** The network of the cluster. */
  readonly vpc: VpcConfig;
  /** Availability zones of the cluster's subnets, at least two, all of its region. Default: eksctl chooses three. */
  readonly availabilityZones?: readonly [string, string, ...string[]];
  /** What the control plane writes to CloudWatch; each costs by its size. Default: nothing. */
  readonly controlPlaneLogs?: readonly [ControlPlaneLog, ...ControlPlaneLog[]];
  /** Groups of worker nodes, at least one (guide l.648-658). */
  readonly nodeGroups: readonly [NodeGroupConfig, ...NodeGroupConfig[]];
  /** DNS names that external-dns publishes. */
  readonly dns?: DnsConfig;
  /**
   * How buckets are called where an environment does not name its own: `cluster-env` gives tidepool-CLUSTER-ENV-data (guide l.855),
   * `env` gives tidepool-ENV-data (guide l.1325). Bucket names are global in AWS, so `env` serves one cluster only.
   * @default 'cluster-env'
   */
  readonly bucketNames?: 'cluster-env' | 'env';
  /** Which values the Tidepool chart reads. An environment may differ. */
  readonly edition: EditionName;
  /** Shared services by name; one that is not listed is not installed (guide l.660-688). */
  readonly packages: PackageConfigs;
  /** Certificates for all environments, made in namespace `default`, by name (guide l.1931-1971). */
  readonly certificates?: Readonly<Record<string, CertificateConfig>>;
  /** Findings that are known, and acceptable for a while: what `npm run validate` says of the output, and warnings of this file. */
  readonly accepted?: readonly AcceptedFinding[];
  /** Tidepool environments by name. The name is also that of the namespace (guide l.1541). */
  readonly environments: Readonly<Record<string, EnvironmentConfig>>;
}

/** A finding that is left out of reports for a while. An entry that is over, or that matches nothing, is a finding itself. */
export interface AcceptedFinding {
  /** Id of its rule: `mutable-image` (docs/rules.md). */
  readonly rule: string;
  /** The object that it is about, `Kind/namespace/name`. Default: every object. */
  readonly object?: string;
  /** The place in this file that it is about, as its message calls it: `vpc.cidr`. Default: every place. */
  readonly at?: string;
  /** Why it is acceptable, for later readers. */
  readonly reason: string;
  /** The last day on which it is: `2027-03-31`. */
  readonly until: IsoDate;
}

export interface GithubConfig {
  /**
   * Organisation or user.
   * @default 'tidepool-org'
   */
  readonly account?: string;
  /**
   * Name of the repository (guide l.201).
   * @default 'cluster-NAME'
   */
  readonly repository?: string;
}

export interface DnsConfig {
  /**
   * Names to publish, in this order. `derive` takes the names of every gateway: environments by name, https before http, without
   * `localhost` and `*` names.
   * @default 'derive'
   */
  readonly hostnames?: 'derive' | readonly DnsName[];
  /** Names that some gateway serves but that are not to be published yet (guide l.1231). */
  readonly deferred?: readonly DnsName[];
  /**
   * Domains that the cluster may publish in; external-dns leaves all others alone.
   * @default ['tidepool.org']
   */
  readonly domains?: readonly [DnsName, ...DnsName[]];
  /** Ids of the hosted zones that external-dns and certmanager may change: `Z2FDTNDATAQYW2`. Default: all of the account. */
  readonly hostedZones?: readonly [string, ...string[]];
}

export interface CertificateConfig {
  /** The Secret in namespace `default` that receives key and certificate. */
  readonly secretName: string;
  /** Names in the certificate; the first is its common name. `*.tidepool.org` covers one label. */
  readonly dnsNames: readonly [DnsName, ...DnsName[]];
  /**
   * Prove the set-up with staging, then switch (guide l.1949): production allows few failures a week.
   * @default 'letsencrypt-staging'
   */
  readonly issuer?: IssuerName;
}
