import { clusterFolder } from '../../charts/compile.ts';
import type { ClusterConfig } from '../../charts/config.ts';
import production from '../clusters/production.ts';
import { valueAt, type Manifest } from '../../lib/manifests/manifest.ts';
import { readManifests, type Manifests } from '../../lib/manifests/manifests.ts';
import mixed from '../clusters/mixed.ts';
import { compiled } from './objects.ts';

export const system = 'flux-system';
export const clusters = [['production', production], ['mixed', mixed]] as const;

/** Files by path below the cluster's folder. */
export function filesOf(config: ClusterConfig): Map<string, string> {
  const folder = `${clusterFolder(config.name)}/`;
  return new Map([...compiled(config)].map(([path, text]) => [path.slice(folder.length), text]));
}

const read = new WeakMap<ClusterConfig, Manifests>();

export function manifests(config: ClusterConfig): Manifests {
  const found = read.get(config) ?? readManifests(filesOf(config));
  read.set(config, found);
  return found;
}

export function ofKind(config: ClusterConfig, kind: string): readonly Manifest[] {
  return manifests(config).ofKind(kind).map(({ object }) => object);
}

export function objectOf(config: ClusterConfig, id: string): Manifest {
  const [found, ...more] = manifests(config).named(id);
  if (!found || more.length > 0) throw new Error(`${config.name} has ${found ? 'several' : 'no'} ${id}`);
  return found.object;
}

export function at(object: Manifest | undefined, path: string): unknown {
  return valueAt(object, path.split('.'));
}

export function textAt(object: Manifest | undefined, path: string): string {
  const value = at(object, path);
  if (typeof value !== 'string') throw new Error(`${object?.kind} ${object?.metadata.name} has no text at ${path}`);
  return value;
}
