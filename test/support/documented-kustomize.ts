import { posix } from 'node:path';
import { clusterFolder } from '../../charts/compile.ts';
import { groupOf, isManifest, valueAt, type Manifest } from '../../lib/manifests/manifest.ts';
import { fromYaml } from '../../lib/yaml/yaml.ts';
import staging from '../clusters/staging.ts';
import { compiled } from './objects.ts';

/** What the GitOps guide prints, as the cluster `staging` has it. */

const files = (): [path: string, text: string][] =>
  [...compiled(staging)].map(([path, text]) => [posix.relative(clusterFolder(staging.name), path), text]);

/** Below a folder of `bootstrap`, in order of files. */
function objectsBelow(folder: string): Manifest[] {
  const yaml = files().filter(([path]) => path.startsWith(`bootstrap/${folder}`) && path.endsWith('.yaml'));
  return yaml.flatMap(([, text]) => fromYaml(text)).flatMap(document => [
    ...(isManifest(document) ? [document] : []),
    ...generated(valueAt(document, ['configMapGenerator'])),
  ]);
}

function generated(generators: unknown): Manifest[] {
  const list = (generators ?? []) as readonly { readonly name: string }[]; // by its schema
  return list.map(({ name }) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } }));
}

/** As kubectl calls an object: `deployment.apps/flux`. */
function called(object: Manifest): string {
  const group = groupOf(object);
  return `${object.kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${object.metadata.name}`;
}

export const appliedBelow = (folder: string) => (): string[] => objectsBelow(folder).map(called);

export const appliedSorted = (folder: string) => (): string[] => appliedBelow(folder)().sort();

/** Names without what Kustomize puts behind that of a ConfigMap. */
export function withoutHashes(printed: unknown): string[] {
  return (printed as string[]).map(name => name.replace(/^(configmap\/.*)-[a-z0-9]{10}$/, '$1')).sort();
}

const nginx = (kind: string): Manifest[] => objectsBelow('nginx-ingress-alb').filter(object => object.kind === kind);

/** As `kubectl get services` shows them, by name. */
export function nginxServices(): unknown[] {
  const port = (each: unknown): string => [valueAt(each, ['port']), valueAt(each, ['nodePort'])].filter(Boolean).join(':');
  const rows = nginx('Service').map(service => ({
    NAME: service.metadata.name,
    TYPE: valueAt(service, ['spec', 'type']),
    'PORT(S)': (valueAt(service, ['spec', 'ports']) as unknown[]).map(each => `${port(each)}/TCP`).join(','),
  }));
  return rows.sort((a, b) => (a.NAME < b.NAME ? -1 : 1));
}

export function nginxPods(): unknown {
  return Object.fromEntries(nginx('Deployment').map(deployment => [deployment.metadata.name, valueAt(deployment, ['spec', 'replicas'])]));
}

export function dockerHubSecrets(): Manifest[] {
  return objectsBelow('dockerhub-creds-secret/');
}

/** Folders in `bootstrap/flux`. */
export function fluxTree(): string[] {
  const folders = files().map(([path]) => posix.dirname(path)).filter(folder => folder.startsWith('bootstrap/flux/'));
  return [...new Set(folders.flatMap(folder => [folder, posix.dirname(folder)]))].map(folder => posix.relative('bootstrap/flux', folder));
}

export function developerMetadata(): unknown[] {
  return objectsBelow(`rbac/overlays/${staging.name}/k8s-developer-user.yaml`).map(({ metadata }) => metadata);
}

/** What sops-to-secret looks for beside each stub. */
export function sopsFiles(): string[] {
  const stubs = files().filter(([path]) => path.endsWith('/secret-stub.yaml')).flatMap(([, text]) => fromYaml(text));
  return stubs.flatMap(stub => Object.keys(valueAt(stub, ['data']) as object)).map(key => `.sops/${key}.enc`).sort();
}

export function generatorText(): string {
  return new Map(files()).get('flux/generate_kustomize_output.sh') ?? '';
}
