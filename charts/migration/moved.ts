import type { ClusterConfig, EnvironmentConfig } from '../config.ts';
import { byName } from '../normalise.ts';

/** Where a cluster is moved to: today's way of delivery, and the one edition of the Tidepool chart that installs on it. */
const target = { delivery: 'flux2', edition: '0.26.0' } as const;

/**
 * The config as it is after the move: today's delivery and edition for the cluster and all its environments, without the words that only
 * Flux v1 has a use for. One that is there already stays as it is.
 */
export function moved(config: ClusterConfig): ClusterConfig {
  if (config.delivery === target.delivery) return config;
  const { delivery, helmReleaseApi, shared, externalSecrets, environments, ...settings } = config;
  return { ...settings, ...target, environments: Object.fromEntries(Object.entries(environments).map(ofTheCluster)) };
}

function ofTheCluster([name, { edition, ...environment }]: [string, EnvironmentConfig]): [string, EnvironmentConfig] {
  return [name, environment];
}

/** A word of the config that the move changes, as one writes it; undefined where it does not stand. */
export interface Edit {
  /** Where: `edition`, `environments.qa2.edition`. */
  readonly path: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** What to write in the file of the cluster, in the order of the file. Words that stay are left out. */
export function editsOf(config: ClusterConfig): Edit[] {
  if (config.delivery === target.delivery) return [];
  const { delivery, helmReleaseApi, shared, externalSecrets, edition: ofCluster } = config;
  const after: Readonly<Record<string, string>> = target;
  const edits = Object.entries({ delivery, helmReleaseApi, shared, externalSecrets, edition: ofCluster })
    .map(([path, from]) => ({ path, from, to: after[path] }));
  const ofEnvironments = byName(config.environments).map(([name, { edition }]) => {
    return { path: `environments.${name}.edition`, from: edition, to: undefined };
  });
  return [...edits, ...ofEnvironments].filter(({ from, to }) => from !== to);
}
