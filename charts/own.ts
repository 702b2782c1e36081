import type { Manifest } from '../lib/manifests/manifest.ts';
import { packages, type AnyPackage } from './packages/index.ts';
import type { DnsName, HelmChart } from './vocabulary.ts';

/** What a repository says for all of its clusters. */
export interface Repository {
  /** Every package that its clusters may have, by name: those of this tool, and its own. */
  readonly packages: readonly AnyPackage[];
  readonly organisation: Organisation;
}

/** Whose clusters they are: what defaults are made of. Every word is one of `organisation.ts`, where docs say what it means. */
export interface Organisation {
  readonly githubAccount: string;
  readonly domains: readonly [DnsName, ...DnsName[]];
  readonly bucketPrefix: string;
  readonly images: string;
  readonly charts: Readonly<Record<string, string>>;
}

export const tidepool: Organisation = { githubAccount: 'tidepool-org', domains: ['tidepool.org'], bucketPrefix: 'tidepool', images: 'tidepool', charts: {} };

/** That of a repository without packages and an organisation of its own. */
export const shipped: Repository = { packages, organisation: tidepool };

/** The same chart, from where the organisation has it. */
export function chartOf(chart: HelmChart, { charts }: Organisation): HelmChart {
  if ('git' in chart) return { ...chart, git: charts[chart.git] ?? chart.git };
  return { ...chart, repository: charts[chart.repository] ?? chart.repository };
}

/** A manifest that somebody wrote beside the config, `clusters/NAME/STAGE/FILE`. */
export interface OwnFile {
  /** `clusters/test1/shared/quotas.yaml` */
  readonly source: string;
  /** The stage, as folders below `flux/`: `shared-start`, `shared`, `environments/qa2`, `applications/shop`, or what is none. */
  readonly folder: string;
  readonly name: string;
  /** Whole lines, without a marker at the start. Empty where it is no text. */
  readonly text: string;
  /** How many lines of the source stand before `text`. */
  readonly skipped: number;
  /** Why it cannot be read. */
  readonly unreadable: string | undefined;
  readonly objects: readonly Manifest[];
}

/** Where it goes, below the folder of the cluster. */
export function ownPath({ folder, name }: Pick<OwnFile, 'folder' | 'name'>): string {
  return `flux/${folder}/own/${name}`;
}

/** Namespaces of the hand-written objects of a kind. */
export function ownNamespaces(files: readonly OwnFile[], kind: string): string[] {
  return files.flatMap(({ objects }) => objects.filter(object => object.kind === kind).map(({ metadata }) => metadata.namespace ?? 'default'));
}
