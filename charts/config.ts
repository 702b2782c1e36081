import type { EnvironmentConfig } from './environment-config.ts';
import type { Flux1Delivery, Flux2Delivery, GenerationName, HelmDelivery, KustomizeDelivery } from './generations/delivery.ts';
import type { EksByHandSettings, EksctlSettings, EksSettings, ExistingSettings, LocalSettings } from './infrastructure-config.ts';
import type { PackageConfigs } from './packages/index.ts';
import type { IsoDate, LogLevel, EditionName } from './vocabulary.ts';

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
export function defineCluster<Name extends GenerationName>(config: { readonly delivery: Name } & Configs[Name]): Configs[Name] {
  return config;
}

/** What a config may say, by its way of delivery. */
interface Configs {
  readonly flux1: CommonSettings & EksSettings & Flux1Delivery;
  readonly flux2: CommonSettings & EksSettings & Flux2Delivery;
  readonly helm: CommonSettings & (LocalSettings | EksByHandSettings) & HelmDelivery;
  readonly kustomize: CommonSettings & ExistingSettings & KustomizeDelivery;
}

/** One cluster: who it is, what it runs on, how it is delivered, its shared services and its Tidepool environments. */
export type ClusterConfig = Configs[GenerationName];

/** A cluster that eksctl makes. */
export type EksConfig = Extract<ClusterConfig, EksctlSettings>;

/** A cluster that is there already. */
export type ExistingConfig = Extract<ClusterConfig, ExistingSettings>;

/** A cluster on a machine of one's own. */
export type LocalConfig = Extract<ClusterConfig, LocalSettings>;

/** What every cluster has, whatever it runs on. */
export interface CommonSettings {
  /** Name of the cluster, equal to the name of its file. A DNS label that no other cluster has (guide l.154-159). */
  readonly name: string;
  /** What the cluster was called before, where it was renamed: its environments keep the image tags of then (docs/renames.md). */
  readonly formerly?: string;
  /** The administrator's address: Let's Encrypt writes to it before a certificate expires (guide l.629). */
  readonly email: string;
  /**
   * How much the services log (guide l.628).
   * @default 'info'
   */
  readonly logLevel?: LogLevel;
  /** The repository that Flux reads, as named in notifications. */
  readonly github?: GithubConfig;
  /** Which values the Tidepool chart reads. An environment may differ. Needed where an environment does not say its own. */
  readonly edition?: EditionName;
  /** Shared services by name; one that is not listed is not installed (guide l.660-688). */
  readonly packages: PackageConfigs;
  /** Findings that are known, and acceptable for a while: what `npm run validate` says of the output, and warnings of this file. */
  readonly accepted?: readonly AcceptedFinding[];
  /** Dangers of a change that somebody has looked at: `npm run diff -- --exit-code` lets them pass (docs/review.md). */
  readonly acknowledged?: readonly AcknowledgedRisk[];
  /** Tidepool environments by name. The name is also that of the namespace (guide l.1541). Default: none. */
  readonly environments?: Readonly<Record<string, EnvironmentConfig>>;
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

/** A risk of a change that is meant. An entry that is over is a finding itself. */
export interface AcknowledgedRisk {
  /** The word in brackets behind it: `namespace-removed` (docs/risks.md). */
  readonly risk: string;
  /** What it is about: `Namespace/qa2`; for a cluster whose file is gone `Cluster/NAME`, in any other file. */
  readonly object: string;
  /** Why it is meant, and what was done before. */
  readonly reason: string;
  /** The last day on which it counts: `2027-03-31`. */
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
  /** Branch that Flux reads and writes. Default: `master` under Flux v1 (guide l.1593), `main` under Flux 2. */
  readonly branch?: string;
}
