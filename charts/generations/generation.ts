import type { FileChart } from '../../lib/file-chart.ts';
import type { Cluster } from '../cluster.ts';
import type { Certificate, ClusterIssuer, CustomResource, EksCluster, Release, Secret } from '../resources.ts';

/** One file of the output and how it is drawn. */
export interface OutputFile {
  /** Path below the cluster's folder in `dist`. */
  readonly path: string;
  /** Comment lines behind the signature. */
  readonly comment?: readonly string[];
  readonly draw: (file: FileChart) => void;
}

/** How each resource is written for the controllers of one delivery. The only place that knows API versions. */
export interface Generation {
  /** Whether a file begins with `---`. */
  readonly leadingMarker: boolean;
  helmRelease(file: FileChart, release: Release): void;
  externalSecret(file: FileChart, secret: Secret): void;
  certificate(file: FileChart, certificate: Certificate): void;
  clusterIssuer(file: FileChart, issuer: ClusterIssuer): void;
  customResource(file: FileChart, resource: CustomResource): void;
  eksCluster(file: FileChart, cluster: EksCluster): void;
  /** The files that stand for all shared services together, or undefined where each package has files of its own. */
  umbrella(cluster: Cluster): readonly OutputFile[] | undefined;
}

