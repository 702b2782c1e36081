import type { FileChart } from '../../lib/output/file-chart.ts';
import type { Step, Variable } from '../bootstrap/step.ts';
import type { Cluster, Environment } from '../cluster.ts';
import type { EksCluster } from '../eksctl/eks-cluster.ts';
import type { Certificate, ClusterIssuer, ComputedSecret, Release, Secret } from '../resources.ts';

/** What a file is there for, as its place in the config; what no part of it asks for is there for the way of delivery. */
export type Owner = readonly ['packages' | 'environments' | 'certificates' | 'applications', string] | readonly ['delivery'];

/** One file of the output and how it is drawn. */
export interface OutputFile {
  /** Path below the cluster's folder in `dist`. */
  readonly path: string;
  readonly owner: Owner;
  /** Comment lines behind the signature. */
  readonly comment?: readonly string[];
  readonly draw: (file: FileChart) => void;
}

/** What leads from an empty account to a running cluster, and stands in the folder `bootstrap`. */
export interface Bootstrap {
  readonly steps: readonly Step[];
  /** What is there besides scripts: what they apply, what they compare with. Paths are relative to the cluster's folder. */
  readonly files: readonly OutputFile[];
  /** What its scripts know of the cluster besides what all do. */
  readonly variables: readonly Variable[];
  /** Tools that the steps need, as lines of a Brewfile. */
  readonly brewfile: string;
  /** What its scripts compute and keep in AWS Secrets Manager. */
  readonly computed: readonly ComputedSecret[];
  /** Where a cluster is made as another document has it: its runbook, what its scripts share, and no other variables than the above. */
  readonly own?: { readonly runbook: string; readonly lib: string };
}

/** How each resource is written for the controllers of one delivery. The only place that knows API versions. */
export interface Generation {
  /** Whether a file begins with `---`. */
  readonly leadingMarker: boolean;
  /** Where certificates for all environments stand, below the cluster's folder. */
  readonly certificates: string;
  helmRelease(file: FileChart, release: Release): void;
  externalSecret(file: FileChart, secret: Secret): void;
  certificate(file: FileChart, certificate: Certificate): void;
  clusterIssuer(file: FileChart, issuer: ClusterIssuer): void;
  eksCluster(file: FileChart, cluster: EksCluster): void;
  /** The files that stand for all shared services together, or undefined where each package has files of its own. */
  umbrella(cluster: Cluster): readonly OutputFile[] | undefined;
  /** Files of an environment that no other generation has, by name in its folder. */
  ownEnvironmentFiles(environment: Environment, release: Release): readonly Omit<OutputFile, 'owner'>[];
  bootstrap(cluster: Cluster): Bootstrap;
  /** All files of a cluster: those that every generation has, as this one wants them, and its own. */
  arranged(cluster: Cluster, files: readonly OutputFile[]): readonly OutputFile[];
}
