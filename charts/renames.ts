import type { Cluster, Environment } from './cluster.ts';
import type { ClusterConfig } from './config.ts';
import { enabledEnvironments, normalise } from './normalise.ts';
import { tidepoolRelease } from './tidepool/environment.ts';
import type { Renamed, CurrentImages } from './tidepool/images.ts';

/** What people should know of names that have changed: what comes along, what does not, and what would if they said so. */

/** A line for each environment that takes over the tags of another name, as long as they stand there, and for each that could. */
export function renameNotes(config: ClusterConfig, cluster: Cluster, images: CurrentImages): string[] {
  return [...comeAlong(config, cluster, images), ...hints(config, images)];
}

function comeAlong(config: ClusterConfig, { environments, repository }: Cluster, { renamed = new Map<string, Renamed>() }: CurrentImages): string[] {
  return environments.flatMap(environment => {
    const before = renamed.get(environment.name);
    const own = config.environments?.[environment.name];
    if (before === undefined || own === undefined) return [];
    const [old] = normalise({ ...config, name: before.cluster, environments: { [before.environment]: own } }, new Map(), [], repository).environments;
    const left = old === undefined ? [] : leftBehind(old, environment);
    const who = `${config.name} ${environment.name} was ${before.cluster} ${before.environment}`;
    return [`note: ${who}: ${before.images} tags come along, but not ${left.join(', ')}; docs/renames.md says what to do`];
  });
}

/** What the old name has in the cluster or in AWS, and the new one does not find. */
function leftBehind(old: Environment, young: Environment): string[] {
  const buckets = (['data', 'asset'] as const).filter(use => old.buckets[use] !== young.buckets[use]).map(use => `bucket ${old.buckets[use]}`);
  const paths = new Set(old.secrets.map(({ path }) => path.replace(/[^/]*$/, '*')));
  return [`release ${tidepoolRelease(old).releaseName}`, ...buckets, ...[...paths].map(path => `secrets ${path}`)];
}

/** What `formerly` could be written for: an environment that is gone where another one is new. */
function hints(config: ClusterConfig, { written }: CurrentImages): string[] {
  const standing = new Set([...written.keys()].map(key => key.split('/', 1)[0] ?? ''));
  const young = enabledEnvironments(config).map(([name]) => name).filter(name => !standing.has(name));
  return [...standing].filter(name => config.environments?.[name] === undefined).flatMap(old => young.map(name => {
    return `note: ${config.name}: if environment ${name} is what ${old} was, write formerly: '${old}' in ${name}, and its tags come along`;
  }));
}

/** The images of a cluster that is no more, but for those that a cluster of another name takes over. */
export function withoutHeirs(name: string, { written, committed }: CurrentImages, configs: readonly ClusterConfig[]): CurrentImages {
  const heirs = configs.filter(({ formerly }) => formerly === name).flatMap(enabledEnvironments);
  const taken = new Set(heirs.flatMap(([environment, { formerly = environment }]) => [environment, formerly]));
  return { written: new Map([...written].filter(([key]) => !taken.has(key.split('/', 1)[0] ?? ''))), committed };
}
