import { changes, placeText } from '../../lib/manifests/differences.ts';
import type { Cluster } from '../cluster.ts';
import type { ClusterConfig, EnvironmentConfig } from '../config.ts';

/** Where a cluster is moved to: today's way of delivery, and the one edition of the Tidepool chart that installs on it. */
export const target = { delivery: 'flux2', edition: '0.26.0' } as const;

/**
 * The config as it is after the move: today's delivery and edition for the cluster and all its environments, without the words that only
 * Flux v1 has a use for. One that is there already stays as it is.
 */
export function configAfter(config: ClusterConfig): ClusterConfig {
  if (config.delivery !== 'flux1') return config;
  const { delivery, helmReleaseApi, shared, externalSecrets, environments = {}, ...settings } = config;
  return { ...settings, ...target, environments: Object.fromEntries(Object.entries(environments).map(ofTheCluster)) };
}

function ofTheCluster([name, { edition, ...environment }]: [string, EnvironmentConfig]): [string, EnvironmentConfig] {
  return [name, environment];
}

/** A cluster before its move and after it. */
export interface Sides {
  readonly before: Cluster;
  readonly after: Cluster;
}

/** A word of the config that the move changes, as one writes it; undefined where it does not stand. */
export interface Edit {
  /** Where: `edition`, `environments.qa2.edition`. */
  readonly path: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** What to write in the file of the cluster, by path. Words that stay are left out. */
export function editsOf(config: ClusterConfig): Edit[] {
  const text = (value: unknown) => (value === undefined ? undefined : String(value));
  const edits = changes(config, configAfter(config)).map(({ path, before, after }) => ({ path: placeText(path), from: text(before), to: text(after) }));
  return edits.sort((a, b) => (a.path < b.path ? -1 : 1));
}
