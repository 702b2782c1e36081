import { clusterFolder, compile } from '../../charts/compile.ts';
import type { ClusterConfig, EnvironmentConfig } from '../../charts/config.ts';
import type { PackageConfigs } from '../../charts/packages/index.ts';
import { readPaths } from '../../charts/packages/package.ts';
import type { Edition } from '../../charts/tidepool/editions/edition.ts';
import { servicesOf } from '../../charts/tidepool/services.ts';
import type { Values } from '../../charts/vocabulary.ts';
import type { Tree } from '../../lib/output/file-chart.ts';
import { identity, isManifest, isRecord, type Manifest } from '../../lib/manifests/manifest.ts';
import { roleOf } from '../../lib/manifests/roles.ts';
import { fromYaml } from '../../lib/yaml/yaml.ts';

/** An object of the output and the file it stands in, below the cluster's folder. */
export interface Emitted {
  readonly path: string;
  readonly id: string;
  readonly object: Manifest;
}

const trees = new WeakMap<ClusterConfig, Tree>();

/** The output of a cluster into which Flux has written nothing yet; compiled once per config. */
export function compiled(config: ClusterConfig): Tree {
  const tree = trees.get(config) ?? compile(config, new Map());
  trees.set(config, tree);
  return tree;
}

/** Paths of a cluster's output, below its folder. */
export function pathsOf(config: ClusterConfig): string[] {
  return [...compiled(config).keys()].map(path => path.slice(`${clusterFolder(config.name)}/`.length)).sort();
}

/** The part of an output that is manifests: what people and scripts have beside them is left out. */
export function manifestsIn(tree: Tree): Map<string, string> {
  return new Map([...tree].filter(([path]) => roleOf(path) !== 'aside'));
}

/** Every object of a cluster's output, read back by the other YAML library. */
export function objectsOf(config: ClusterConfig): Emitted[] {
  const folder = `${clusterFolder(config.name)}/`;
  return [...manifestsIn(compiled(config))].flatMap(([path, text]) =>
    fromYaml(text).map(object => {
      if (!isManifest(object)) throw new Error(`${path} holds something that is no object`);
      return { path: path.slice(folder.length), id: identity(object), object };
    }),
  );
}

/** The one object called `Kind/namespace/name`; a test that asks for one that is not there fails here, naming those that are. */
export function objectOf(config: ClusterConfig, id: string): Manifest {
  const objects = objectsOf(config);
  const found = objects.find(candidate => candidate.id === id);
  if (!found) throw new Error(`no ${id} among ${objects.map(candidate => candidate.id).join(', ')}`);
  return found.object;
}

/** The cluster with more or other packages; `false` switches one off. */
export function withPackages<Config extends ClusterConfig>(
  config: Config,
  changes: { readonly [P in keyof PackageConfigs]?: PackageConfigs[P] | false },
): Config {
  const settings = Object.entries(changes).map(([name, change]) => [name, change === false ? { enabled: false } : change]);
  return { ...config, packages: { ...config.packages, ...(Object.fromEntries(settings) as PackageConfigs) } }; // same keys as `changes`
}

/** The cluster with one of its environments changed. */
export function withEnvironment<Config extends ClusterConfig>(config: Config, name: string, change: Partial<EnvironmentConfig>): Config {
  const environment = config.environments?.[name];
  if (!environment) throw new Error(`cluster ${config.name} has no environment ${name}`);
  return { ...config, environments: { ...config.environments, [name]: { ...environment, ...change } } };
}

/** Every path of Helm values that ends in something, with dots between the keys; a list is one value. */
export function valuePaths(values: Values, prefix = ''): string[] {
  return Object.entries(values).flatMap(([key, value]) =>
    isRecord(value) && Object.keys(value).length > 0 ? valuePaths(value as Values, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

/** Finds the row of an edition's `reads` that speaks of a path, if its chart reads it. */
export function rowsOf({ name, reads, imagePath }: Edition): (path: string) => string | undefined {
  const rows = new Set(readPaths(reads));
  const keys = new Set(servicesOf(name).map(service => imagePath(service)[0]));
  return path => {
    const [key, ...rest] = path.split('.');
    const general = ['SERVICE', ...rest].join('.');
    return rows.has(path) ? path : keys.has(key ?? '') && rows.has(general) ? general : undefined;
  };
}
