import { toYaml } from '../../lib/yaml/yaml.ts';
import type { InstalledPackage } from '../cluster.ts';
import { ofEnvironment, type KustomizeContext, type KustomizePatch, type PackageConfig } from '../packages/package.ts';
import type { KustomizeDelivery } from './delivery.ts';
import type { OutputFile, Owner } from './generation.ts';

/** Kustomize's own kind, which is no object of a cluster. */
export const kustomizeKind = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' };

/** A folder that Kustomize builds: files, and what it does with them. */
export interface BuiltFolder {
  readonly path: string;
  readonly owner: Owner;
  readonly files?: readonly { readonly name: string; readonly draw: OutputFile['draw'] }[];
  /** What belongs to it besides its own files: other folders, addresses, and files that are made when it is built. */
  readonly resources?: readonly string[];
  readonly namespace?: string | undefined;
  readonly images?: readonly { readonly name: string; readonly newName: string; readonly newTag: string }[];
  readonly configMapGenerator?: readonly { readonly name: string; readonly literals: readonly string[] }[];
  readonly patches?: readonly KustomizePatch[];
}

/** The files of a folder and, made of the same list, its kustomization.yaml. */
export function builtFolder({ path, owner, files = [], resources = [], namespace, patches = [], ...rest }: BuiltFolder): OutputFile[] {
  const value = {
    ...kustomizeKind,
    ...(namespace !== undefined && { namespace }),
    resources: [...resources, ...files.map(({ name }) => `${name}.yaml`)],
    ...rest,
    ...(patches.length > 0 && { patches: patches.map(({ target, put }) => ({ target, patch: toYaml(operations(put)) })) }),
  };
  return [
    ...files.map(({ name, draw }): OutputFile => ({ path: `${path}/${name}.yaml`, owner, draw })),
    { path: `${path}/kustomization.yaml`, owner, draw: file => { file.document = { value }; } },
  ];
}

function operations(put: KustomizePatch['put']): object[] {
  return Object.entries(put).map(([path, value]) => ({ op: 'add', path, value }));
}

/** What its functions are given. */
export function packageContext({ namespace, ...context }: InstalledPackage['context'], { environment }: Required<KustomizeDelivery>): KustomizeContext<PackageConfig> {
  return { ...context, environment, namespace: namespace === ofEnvironment ? environment : namespace };
}
