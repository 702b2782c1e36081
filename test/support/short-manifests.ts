import { expect } from 'vitest';
import { readManifests, type Manifests } from '../../lib/manifests/manifests.ts';

const apis: Readonly<Record<string, string>> = {
  Alert: 'notification.toolkit.fluxcd.io/v1beta3', Certificate: 'cert-manager.io/v1', ClusterConfig: 'eksctl.io/v1alpha5',
  ClusterIssuer: 'cert-manager.io/v1', ClusterRole: 'rbac.authorization.k8s.io/v1', ClusterRoleBinding: 'rbac.authorization.k8s.io/v1',
  ClusterSecretStore: 'external-secrets.io/v1', CustomResourceDefinition: 'apiextensions.k8s.io/v1', Deployment: 'apps/v1',
  ExternalSecret: 'external-secrets.io/v1', GitRepository: 'source.toolkit.fluxcd.io/v1', HelmRelease: 'helm.toolkit.fluxcd.io/v2',
  HelmRepository: 'source.toolkit.fluxcd.io/v1', HorizontalPodAutoscaler: 'autoscaling/v2', ImagePolicy: 'image.toolkit.fluxcd.io/v1',
  ImageUpdateAutomation: 'image.toolkit.fluxcd.io/v1', Ingress: 'networking.k8s.io/v1', Issuer: 'cert-manager.io/v1', Job: 'batch/v1',
  Kustomization: 'kustomize.toolkit.fluxcd.io/v1', OCIRepository: 'source.toolkit.fluxcd.io/v1',
  Provider: 'notification.toolkit.fluxcd.io/v1beta3', RoleBinding: 'rbac.authorization.k8s.io/v1',
};

/**
 * Files, by path, of a text that is short to write: `# PATH` begins a file, and a line is an object, `KIND NAME` or
 * `API KIND NAMESPACE/NAME` with the rest of its YAML behind, which goes on in lines that are indented. What follows `| ` is YAML as it
 * stands, as is a kustomization.yaml below its first lines.
 */
export function filesOf(text: string): [path: string, text: string][] {
  const parts = `\n${text}`.split(/\n *# (\S+\.yaml)\n/);
  const [first = '', ...rest] = parts;
  const named = first.trim() === '' ? [] : [['example.yaml', first]];
  for (let i = 0; i + 1 < rest.length; i += 2) named.push([rest[i] ?? '', rest[i + 1] ?? '']);
  return named.map(([path = '', body = '']) => [path, path.endsWith('kustomization.yaml') ? kustomization(body) : objects(body)]);
}

function kustomization(body: string): string {
  const kind = body.includes('kind:') ? '' : 'kind: Kustomization\n';
  return `apiVersion: kustomize.config.k8s.io/v1beta1\n${kind}${undented(body)}\n`;
}

function undented(body: string): string {
  const lines = body.split('\n').filter(each => each.trim() !== '');
  const indent = Math.min(...lines.map(each => /^ */.exec(each)?.[0].length ?? 0));
  return lines.map(each => each.slice(indent)).join('\n');
}

function objects(body: string): string {
  const lines = undented(body).replace(/\n {2,}/g, ' ').split('\n').filter(each => each !== '');
  return lines.map(each => (each.startsWith('| ') ? `${each.slice(2)}\n` : object(each))).join('');
}

function object(line: string): string {
  const [, api, kind = '', namespace, name = '', rest = ''] = /^(?:(\S+) )?([A-Z]\w+) (?:(\S+)\/)?(\S+)(?:  ?(.*))?$/.exec(line) ?? [];
  if (kind === '') throw new Error(`no object: ${line}`);
  const metadata = `{name: '${name}'${namespace === undefined ? '' : `, namespace: ${namespace}`}`;
  const below = rest.startsWith('metadata: {') ? rest.replace('metadata: {', `metadata: ${metadata}, `) : `metadata: ${metadata}}, ${rest}`;
  return `{apiVersion: ${api ?? apis[kind] ?? 'v1'}, kind: ${kind}, ${below}}\n---\n`;
}

export function readable(files: Iterable<readonly [string, string]>): Manifests {
  const manifests = readManifests(files);
  expect(manifests.files.flatMap(({ path, unreadable }) => (unreadable ? [{ path, unreadable }] : []))).toEqual([]);
  return manifests;
}
