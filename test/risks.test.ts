import { describe, expect, test } from 'vitest';
import type { GenerationName } from '../charts/generations/delivery.ts';
import { traits } from '../charts/generations/traits.ts';
import { riskRules, riskRulesFor } from '../charts/review/risks.ts';
import { objectChanges } from '../lib/review/changes.ts';
import { risksOf } from '../lib/review/risks/index.ts';
import type { ScopeChange } from '../lib/review/risks/risk.ts';
import { toYaml } from '../lib/yaml/yaml.ts';

type Data = Readonly<Record<string, unknown>>;

/** Objects, each in a file of its own, or files by path. */
type Side = readonly Data[] | Readonly<Record<string, string>>;

const folder = 'dist/clusters/c';

function filesOf(side: Side): ReadonlyMap<string, string> {
  if (!Array.isArray(side)) return new Map(Object.entries(side).map(([path, text]) => [`${folder}/${path}`, text as string]));
  return new Map((side as readonly Data[]).map(object => {
    const { kind, metadata: { name, namespace = '' } } = object as { readonly kind: string; readonly metadata: { readonly name: string; readonly namespace?: string } };
    return [`${folder}/of-${namespace}/${kind}-${name}.yaml`, toYaml(object)];
  }));
}

/** Of the cluster, beside what changes. */
interface Options {
  readonly standing?: Readonly<Record<string, string>>;
  readonly isGone?: boolean;
}

/** What is said of a cluster `c` whose environment `prd` has real users. */
function scopeChange(delivery: GenerationName, sides: readonly [Side, Side], { standing = {}, isGone = false }: Options): ScopeChange {
  const [before, after] = sides.map(filesOf);
  const files = [...new Set([...before?.keys() ?? [], ...after?.keys() ?? []])].map(path => ({ path, before: before?.get(path), after: after?.get(path) }));
  const { title, unpruned, review } = traits[delivery];
  return {
    scope: 'c', isGone, files, objects: objectChanges(files.filter(file => file.before !== file.after), () => 'c'),
    standing: () => filesOf(standing),
    delivery: { title, ...(unpruned && { unpruned }), ...review },
    isProduction: ({ metadata: { name, namespace } }) => namespace === 'prd' || name.startsWith('prd-'),
  };
}

const object = (kind: string, name: string, rest: Data = {}, namespace: string | undefined = 'qa', apiVersion = 'v1'): Data => {
  const { annotations, ...others } = rest;
  return { apiVersion, kind, metadata: { name, ...(namespace !== '' && { namespace }), ...(annotations !== undefined && { annotations }) }, ...others };
};
const releases: Readonly<Partial<Record<GenerationName, string>>> = { flux1: 'helm.fluxcd.io/v1', flux2: 'helm.toolkit.fluxcd.io/v2' };
const release = (delivery: GenerationName, spec: Data, rest: Data = {}, namespace = 'qa'): Data => object('HelmRelease', 't', { ...rest, spec }, namespace, releases[delivery]);
const namespace = (name: string, annotations?: Data): Data => object('Namespace', name, annotations && { annotations }, '');
const kept = { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' };
const eks = (rest: Data): Data => object('ClusterConfig', 'c', { metadata: { name: 'c' }, ...rest }, '', 'eksctl.io/v1alpha5');
const kustomization = (name: string, path: string, spec: Data = {}): Data => {
  return object('Kustomization', name, { spec: { path: `./${folder}/${path}`, prune: true, ...spec } }, 'flux-system', 'kustomize.toolkit.fluxcd.io/v1');
};
const secret = (delivery: GenerationName, entries: readonly (readonly [key: string, path: string])[], name = 's'): Data => {
  return delivery === 'flux1'
    ? object('ExternalSecret', name, { secretDescriptor: { data: entries.map(([key, path]) => ({ name: key, key: path, property: key })) } }, 'qa', 'kubernetes-client.io/v1')
    : object('ExternalSecret', name, { spec: { data: entries.map(([key, path]) => ({ secretKey: key, remoteRef: { key: path, property: key } })) } }, 'qa', 'external-secrets.io/v1');
};
const role = (...statements: Data[]): Data => eks({ iam: { serviceAccounts: [{ metadata: { name: 'a', namespace: 'qa' }, attachPolicy: { Statement: statements } }] } });
const allow = (Action: unknown, Resource: unknown = 'arn:x', rest: Data = {}): Data => ({ Effect: 'Allow', Action, Resource, ...rest });
const certificate = (issuer: string, rest: Data = {}): Data => object('Certificate', 'a', { spec: { secretName: 'tls', issuerRef: { name: issuer }, ...rest } }, 'qa', 'cert-manager.io/v1');
const marked = (mark: string, namespaceOf = 'qa'): Side => ({
  'images.yaml': `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: t\n  namespace: ${namespaceOf}\nspec:\n  values:\n    auth:\n      image: r/auth:v1${mark}\n`,
});
const mark = ' # {"$imagepolicy": "flux-system:qa-auth"}';
const policy = (spec: Data, name = 'qa-auth'): Data => object('ImagePolicy', name, { spec }, 'flux-system', 'image.toolkit.fluxcd.io/v1');
const both: readonly GenerationName[] = ['flux1', 'flux2'];

type Case = readonly [what: string, on: GenerationName | 'both', before: (delivery: GenerationName) => Side, after: (delivery: GenerationName) => Side, says: readonly string[], options?: Options];

/** `says` is all that any rule says: of what is nearly dangerous nothing. */
const cases: Readonly<Record<string, readonly Case[]>> = {
  'cluster-removed': [
    ['a cluster without a config', 'both', d => [release(d, { releaseName: 'a' })], () => [], ['high Cluster/c'], { isGone: true }],
    ['an object of a cluster that stays', 'both', () => [object('ConfigMap', 'a')], () => [], []],
  ],
  'namespace-removed': [
    ['a namespace with what is in it', 'both', d => [namespace('qa'), release(d, { releaseName: 'a' })], () => [], ['high Namespace/qa']],
    ['one that is kept, whose release is not', 'flux2', d => [namespace('qa', kept), release(d, {})], () => [], ['high Namespace/qa']],
    ['another name for it', 'both', () => [namespace('qa')], () => [namespace('qb')], ['high Namespace/qa']],
    ['labels of a namespace', 'both', () => [namespace('qa')], () => [{ ...namespace('qa'), metadata: { name: 'qa', labels: { a: 'b' } } }], []],
    ['another file for it', 'both', () => ({ 'a.yaml': toYaml(namespace('qa')) }), () => ({ 'b.yaml': toYaml(namespace('qa')) }), []],
  ],
  'release-removed': [
    ['a release of a namespace that stays', 'both', d => [release(d, { releaseName: 'a' })], () => [], ['high HelmRelease/qa/t']],
    ['a new one', 'both', () => [], d => [release(d, { releaseName: 'a' })], []],
  ],
  'crd-removed': [
    ['a definition, whose objects go with it', 'flux2', () => [object('CustomResourceDefinition', 'a', { spec: { names: { kind: 'A' } } }, '')], () => [], ['high CustomResourceDefinition/a']],
    ['a definition that stays in the cluster', 'flux1', () => [object('CustomResourceDefinition', 'a', {}, '')], () => [], ['medium CustomResourceDefinition/a']],
    ['a new definition', 'both', () => [], () => [object('CustomResourceDefinition', 'a', {}, '')], []],
  ],
  'volume-removed': [
    ['a claim', 'flux2', () => [object('PersistentVolumeClaim', 'a')], () => [], ['high PersistentVolumeClaim/qa/a']],
    ['a set that stays in the cluster', 'flux1', () => [object('StatefulSet', 'a')], () => [], ['medium StatefulSet/qa/a']],
    ['a Deployment', 'both', () => [object('Deployment', 'a')], () => [], []],
  ],
  'data-removed': [
    ['a volume of a chart', 'both', d => [release(d, { values: { persistence: { enabled: true } } })], d => [release(d, { values: { persistence: { enabled: false } } })], ['high HelmRelease/qa/t']],
    ['a database of a chart', 'both', d => [release(d, { values: { mongodb: { enabled: true } } })], d => [release(d, { values: {} })], ['high HelmRelease/qa/t']],
    ['something else that is switched off, and a volume that is switched on', 'both', d => [release(d, { values: { metrics: { enabled: true }, persistence: { enabled: false } } })],
      d => [release(d, { values: { metrics: { enabled: false }, persistence: { enabled: true } } })], []],
  ],
  'keep-removed': [
    ['the annotation of a namespace', 'flux2', () => [namespace('qa', kept)], () => [namespace('qa')], ['high Namespace/qa']],
    ['another annotation', 'flux2', () => [namespace('qa', { ...kept, a: 'b' })], () => [namespace('qa', kept)], []],
    ['what only Flux 2 reads', 'flux1', () => [namespace('qa', kept)], () => [namespace('qa')], []],
  ],
  'release-renamed': [
    ['another releaseName', 'both', d => [release(d, { releaseName: 'a' })], d => [release(d, { releaseName: 'b' })], ['high HelmRelease/qa/t']],
    ['another targetNamespace', 'both', d => [release(d, { targetNamespace: 'a' })], d => [release(d, { targetNamespace: 'b' })], ['high HelmRelease/qa/t']],
    ['a chart of another name', 'flux2', d => [release(d, { chart: { spec: { chart: 'a' } } })], d => [release(d, { chart: { spec: { chart: 'b' } } })], ['high HelmRelease/qa/t']],
    ['a chart of another name, which helm-operator upgrades to', 'flux1', d => [release(d, { chart: { name: 'a' } })], d => [release(d, { chart: { name: 'b' } })], []],
    ['a chart of the same name from elsewhere', 'flux2', d => [release(d, { chart: { spec: { chart: 'a' } } })], d => [release(d, { chartRef: { name: 'a' } })], []],
    ['another version of the chart, in a folder of git', 'both', d => [release(d, { chart: { path: 'charts/a/0.1.7' } })], d => [release(d, { chart: { path: 'charts/a/0.1.8' } })], []],
  ],
  'chart-replaced': [
    ['a source with another chart', 'flux2', () => [object('OCIRepository', 'a', { spec: { url: 'oci://r/a' } })], () => [object('OCIRepository', 'a', { spec: { url: 'oci://r/b' } })], ['high OCIRepository/qa/a']],
    ['the same chart from elsewhere', 'flux2', () => [object('OCIRepository', 'a', { spec: { url: 'oci://r/a' } })], () => [object('OCIRepository', 'a', { spec: { url: 'oci://s/a' } })], []],
  ],
  'chart-major': [
    ['the next major version', 'flux1', d => [release(d, { chart: { version: '1.9.0' } })], d => [release(d, { chart: { version: '2.0.0' } })], ['medium HelmRelease/qa/t']],
    ['a minor one before 1.0.0', 'flux2', d => [release(d, { chart: { spec: { version: '0.25.0' } } })], d => [release(d, { chart: { spec: { version: '0.26.0' } } })], ['medium HelmRelease/qa/t']],
    ['a minor version', 'both', d => [release(d, { chart: { version: '1.9.0', spec: { version: 'v1.9.0' } } })], d => [release(d, { chart: { version: '1.10.0', spec: { version: 'v1.10.0' } } })], []],
  ],
  downgrade: [
    ['an older chart', 'both', d => [release(d, { chart: { version: '1.9.0', spec: { version: '1.9.0' } } })], d => [release(d, { chart: { version: '1.8.9', spec: { version: '1.8.9' } } })],
      ['medium HelmRelease/qa/t', 'medium HelmRelease/qa/t']],
    ['an older image', 'both', d => [release(d, { values: { image: 'r/a:v1.10.0' } })], d => [release(d, { values: { image: 'r/a:v1.9.0' } })], ['medium HelmRelease/qa/t']],
    ['a newer image, an image of another repository, and a tag that is no version', 'both',
      d => [release(d, { values: { a: { image: 'r/a:v1.9.0' }, b: { image: 'r/b:v2.0.0' }, c: { image: 'r/c:dev-b' } } })],
      d => [release(d, { values: { a: { image: 'r/a:v1.10.0' }, b: { image: 's/b:v1.0.0' }, c: { image: 'r/c:dev-a' } } })], []],
  ],
  'immutable-field': [
    ['a selector', 'both', () => [object('Deployment', 'a', { spec: { selector: { a: 1 } } })], () => [object('Deployment', 'a', { spec: { selector: { a: 2 } } })], ['high Deployment/qa/a']],
    ['a storage class of a claim', 'both', () => [object('PersistentVolumeClaim', 'a', { spec: { storageClassName: 'a' } })], () => [object('PersistentVolumeClaim', 'a', { spec: { storageClassName: 'b' } })], ['high PersistentVolumeClaim/qa/a']],
    ['a template of claims', 'both', () => [object('StatefulSet', 'a', { spec: { volumeClaimTemplates: [1] } })], () => [object('StatefulSet', 'a', { spec: { volumeClaimTemplates: [2] } })], ['high StatefulSet/qa/a']],
    ['a roleRef', 'both', () => [object('RoleBinding', 'a', { roleRef: { name: 'a' } })], () => [object('RoleBinding', 'a', { roleRef: { name: 'b' } })], ['high RoleBinding/qa/a']],
    ['data that is declared immutable', 'both', () => [object('ConfigMap', 'a', { immutable: true, data: { a: 'b' } })], () => [object('ConfigMap', 'a', { immutable: true, data: { a: 'c' } })], ['high ConfigMap/qa/a']],
    ['an address that the API server assigns', 'both', () => [object('Service', 'a', { spec: { clusterIP: '10.0.0.1' } })], () => [object('Service', 'a', { spec: {} })], []],
    ['a template of pods', 'both', () => [object('Deployment', 'a', { spec: { selector: { a: 1 }, template: 1 } })], () => [object('Deployment', 'a', { spec: { selector: { a: 1 }, template: 2 } })], []],
    ['subjects of a binding', 'both', () => [object('RoleBinding', 'a', { roleRef: { name: 'a' }, subjects: [] })], () => [object('RoleBinding', 'a', { roleRef: { name: 'a' }, subjects: [1] })], []],
  ],
  'prune-moved': [
    ['an object that another Kustomization applies', 'flux2', () => ({ 'a/x.yaml': toYaml(object('ConfigMap', 'x')) }), () => ({ 'b/x.yaml': toYaml(object('ConfigMap', 'x')) }), ['high ConfigMap/qa/x'],
      { standing: { 'ks/a.yaml': toYaml(kustomization('a', 'a')), 'ks/b.yaml': toYaml(kustomization('b', 'b')) } }],
    ['another file of one Kustomization', 'flux2', () => ({ 'a/x.yaml': toYaml(object('ConfigMap', 'x')) }), () => ({ 'a/y.yaml': toYaml(object('ConfigMap', 'x')) }), [],
      { standing: { 'ks/a.yaml': toYaml(kustomization('a', 'a')) } }],
    ['an object that is kept', 'flux2', () => ({ 'a/x.yaml': toYaml(namespace('x', kept)) }), () => ({ 'b/x.yaml': toYaml(namespace('x', kept)) }), [],
      { standing: { 'ks/a.yaml': toYaml(kustomization('a', 'a')), 'ks/b.yaml': toYaml(kustomization('b', 'b')) } }],
    ['one that nothing prunes', 'flux2', () => ({ 'a/x.yaml': toYaml(object('ConfigMap', 'x')) }), () => ({ 'b/x.yaml': toYaml(object('ConfigMap', 'x')) }), [],
      { standing: { 'ks/a.yaml': toYaml(kustomization('a', 'a', { prune: false })) } }],
    ['another folder, where there are no Kustomizations', 'flux1', () => ({ 'a/x.yaml': toYaml(object('ConfigMap', 'x')) }), () => ({ 'b/x.yaml': toYaml(object('ConfigMap', 'x')) }), []],
  ],
  'kustomization-removed': [
    ['another name for it', 'flux2', () => [kustomization('a', 'a')], () => [kustomization('b', 'a')], ['high Kustomization/flux-system/a'], { standing: { 'a/x.yaml': toYaml(object('ConfigMap', 'x')) } }],
    ['together with all that it applies', 'flux2', () => ({ 'ks.yaml': toYaml(kustomization('a', 'a')), 'a/x.yaml': toYaml(object('ConfigMap', 'x')) }), () => [], []],
  ],
  'prune-scope': [
    ['another folder', 'flux2', () => [kustomization('a', 'a')], () => [kustomization('a', 'b')], ['high Kustomization/flux-system/a']],
    ['another interval', 'flux2', () => [kustomization('a', 'a', { interval: '1h' })], () => [kustomization('a', 'a', { interval: '2h' })], []],
  ],
  'prune-switched': [
    ['off', 'flux2', () => [kustomization('a', 'a')], () => [kustomization('a', 'a', { prune: false })], ['medium Kustomization/flux-system/a']],
    ['on', 'flux2', () => [kustomization('a', 'a', { prune: false })], () => [kustomization('a', 'a')], ['medium Kustomization/flux-system/a']],
    ['a new one that does not', 'flux2', () => [], () => [kustomization('a', 'a', { prune: false })], []],
  ],
  'order-changed': [
    ['one that no longer waits', 'flux2', () => [kustomization('a', 'a', { dependsOn: [{ name: 'b' }] })], () => [kustomization('a', 'a')], ['medium Kustomization/flux-system/a']],
    ['one that waits for more', 'flux2', () => [kustomization('a', 'a')], () => [kustomization('a', 'a', { dependsOn: [{ name: 'b' }] })], []],
  ],
  suspended: [
    ['a release', 'flux2', d => [release(d, {})], d => [release(d, { suspend: true })], ['medium HelmRelease/qa/t']],
    ['one that goes on', 'flux2', d => [release(d, { suspend: true })], d => [release(d, { suspend: false })], []],
  ],
  'issuer-production': [
    ['staging to production', 'both', () => [certificate('letsencrypt-staging')], () => [certificate('letsencrypt-production')], ['medium Certificate/qa/a']],
    ['a new certificate', 'both', () => [], () => [certificate('letsencrypt-production')], []],
  ],
  'issuer-untrusted': [
    ['production to staging', 'both', () => [certificate('letsencrypt-production')], () => [certificate('letsencrypt-staging')], ['high Certificate/qa/a']],
    ['the server of an issuer', 'both', () => [object('ClusterIssuer', 'a', { spec: { acme: { server: 'https://acme-v02.api' } } }, '')],
      () => [object('ClusterIssuer', 'a', { spec: { acme: { server: 'https://acme-staging-v02.api' } } }, '')], ['high ClusterIssuer/a']],
    ['one issuer of one\'s own to another', 'both', () => [certificate('ours')], () => [certificate('others')], []],
  ],
  'dns-removed': [
    ['a name that nothing serves', 'both', () => [certificate('a', { dnsNames: ['a.example.org', 'b.example.org'] })], () => [certificate('a', { dnsNames: ['b.example.org'] })], ['high Certificate/qa/a']],
    ['a name that an object serves that has not changed', 'both', () => [certificate('a', { dnsNames: ['a.example.org'] })], () => [certificate('a', { dnsNames: [] })], [],
      { standing: { 'x.yaml': 'hosts: [a.example.org]\n' } }],
    ['a name of the cluster itself', 'both', () => [certificate('a', { dnsNames: ['a.qa.svc'] })], () => [certificate('a', { dnsNames: [] })], []],
    ['names in another order', 'both', () => [certificate('a', { dnsNames: ['a.example.org', 'b.example.org'] })], () => [certificate('a', { dnsNames: ['b.example.org', 'a.example.org'] })], []],
  ],
  'certificate-secret': [
    ['another Secret', 'both', () => [certificate('a')], () => [certificate('a', { secretName: 'other' })], ['medium Certificate/qa/a']],
    ['another issuer', 'both', () => [certificate('a')], () => [certificate('b')], []],
  ],
  'secret-path': [
    ['another path', 'both', d => [secret(d, [['a', 'c/qa/s']])], d => [secret(d, [['a', 'c/qb/s']])], ['high ExternalSecret/qa/s']],
    ['another order', 'both', d => [secret(d, [['a', 'p'], ['b', 'p']])], d => [secret(d, [['b', 'p'], ['a', 'p']])], []],
  ],
  'secret-new': [
    ['a new secret', 'both', () => [], d => [secret(d, [['a', 'p']])], ['medium ExternalSecret/qa/s']],
    ['a new key', 'both', d => [secret(d, [['a', 'p']])], d => [secret(d, [['a', 'p'], ['b', 'p']])], ['medium ExternalSecret/qa/s']],
    ['all of a new namespace, as one', 'both', () => [], d => [namespace('qa'), secret(d, [['a', 'p']]), secret(d, [['a', 'q']], 'r')], ['medium Namespace/qa']],
    ['one that goes', 'both', d => [secret(d, [['a', 'p']])], () => [], []],
  ],
  'secret-key-removed': [
    ['a key that goes', 'both', d => [secret(d, [['a', 'p'], ['b', 'p']])], d => [secret(d, [['a', 'p']])], ['medium ExternalSecret/qa/s']],
    ['another refresh interval', 'both', d => [{ ...secret(d, [['a', 'p']]), refresh: 1 }], d => [secret(d, [['a', 'p']])], []],
  ],
  'iam-widened': [
    ['one action more', 'both', () => [role(allow('s3:GetObject'))], () => [role(allow(['s3:GetObject', 's3:PutObject']))], ['medium ClusterConfig/c']],
    ['every action of a service', 'both', () => [role(allow('s3:GetObject'))], () => [role(allow('s3:*'))], ['high ClusterConfig/c']],
    ['every resource', 'both', () => [role(allow('s3:GetObject'))], () => [role(allow('s3:GetObject', '*'))], ['high ClusterConfig/c']],
    ['no condition any more', 'both', () => [role(allow('s3:GetObject', 'arn:x', { Condition: { a: 1 } }))], () => [role(allow('s3:GetObject'))], ['medium ClusterConfig/c']],
    ['nothing denied any more', 'both', () => [role(allow('s3:Get'), { Effect: 'Deny', Action: 's3:Get', Resource: 'arn:y' })], () => [role(allow('s3:Get'))], ['medium ClusterConfig/c']],
    ['one action of all that were allowed', 'both', () => [role(allow('s3:*', '*'))], () => [role(allow('s3:GetObject', 'arn:y'))], []],
    ['the same in two statements', 'both', () => [role(allow(['s3:Get', 's3:Put']))], () => [role(allow('s3:Put'), allow('s3:Get'))], []],
    ['the same for two accounts, as one', 'both',
      () => [eks({ a: { metadata: { name: 'a' }, p: { Statement: [allow('s3:Get')] } }, b: { p: { Statement: [allow('s3:Get')] } } })],
      () => [eks({ a: { metadata: { name: 'a' }, p: { Statement: [allow('s3:Put')] } }, b: { p: { Statement: [allow('s3:Put')] } } })], ['medium ClusterConfig/c']],
    ['one action less', 'both', () => [role(allow(['s3:Get', 's3:Put']))], () => [role(allow('s3:Get'))], []],
  ],
  'iam-attached': [
    ['a policy of AWS', 'both', () => [eks({ iam: { attachPolicyARNs: ['arn:aws:iam::aws:policy/A'] } })], () => [eks({ iam: { attachPolicyARNs: ['arn:aws:iam::aws:policy/A', 'arn:aws:iam::aws:policy/B'] } })], ['medium ClusterConfig/c']],
    ['the policy of administrators', 'both', () => [eks({ iam: { attachPolicyARNs: [] } })], () => [eks({ iam: { attachPolicyARNs: ['arn:aws:iam::aws:policy/AdministratorAccess'] } })], ['high ClusterConfig/c']],
    ['another user', 'both', () => [eks({ accessConfig: { accessEntries: [] } })], () => [eks({ accessConfig: { accessEntries: [{ principalARN: 'arn:aws:iam::1:user/a' }] } })], ['medium ClusterConfig/c']],
    ['a policy that goes', 'both', () => [eks({ iam: { attachPolicyARNs: ['arn:aws:iam::aws:policy/A', 'arn:aws:iam::aws:policy/B'] } })], () => [eks({ iam: { attachPolicyARNs: ['arn:aws:iam::aws:policy/A'] } })], []],
  ],
  'rbac-widened': [
    ['one verb more', 'both', () => [object('Role', 'a', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] })], () => [object('Role', 'a', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }] })], ['medium Role/qa/a']],
    ['secrets', 'both', () => [object('ClusterRole', 'a', { rules: [] }, '')], () => [object('ClusterRole', 'a', { rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }] }, '')], ['high ClusterRole/a']],
    ['the same in other words', 'both', () => [object('Role', 'a', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }] })],
      () => [object('Role', 'a', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }, { apiGroups: [''], resources: ['pods'], verbs: ['get'] }] })], []],
  ],
  'node-group-replaced': [
    ['another type of instance', 'both', () => [eks({ nodeGroups: [{ name: 'a', instanceType: 'm4' }] })], () => [eks({ nodeGroups: [{ name: 'a', instanceType: 'm6i' }] })], ['high ClusterConfig/c']],
    ['another size', 'both', () => [eks({ nodeGroups: [{ name: 'a', minSize: 1, maxSize: 4 }] })], () => [eks({ nodeGroups: [{ name: 'a', minSize: 2, maxSize: 8 }] })], []],
  ],
  'node-group-removed': [
    ['another name', 'both', () => [eks({ nodeGroups: [{ name: 'a', instanceType: 'm4' }] })], () => [eks({ nodeGroups: [{ name: 'b', instanceType: 'm6i' }] })], ['high ClusterConfig/c']],
    ['a group more', 'both', () => [eks({ nodeGroups: [{ name: 'a' }] })], () => [eks({ nodeGroups: [{ name: 'a' }, { name: 'b' }] })], []],
  ],
  'vpc-changed': [
    ['another network', 'both', () => [eks({ vpc: { cidr: '10.1.0.0/16' } })], () => [eks({ vpc: { cidr: '10.2.0.0/16' } })], ['high ClusterConfig/c']],
    ['logs of the control plane', 'both', () => [eks({ vpc: { cidr: '10.1.0.0/16' } })], () => [eks({ vpc: { cidr: '10.1.0.0/16' }, cloudWatch: 1 })], []],
  ],
  'kubernetes-version': [
    ['the next release', 'both', () => [eks({ metadata: { name: 'c', version: '1.33' } })], () => [eks({ metadata: { name: 'c', version: '1.34' } })], ['medium ClusterConfig/c']],
    ['two releases at once', 'both', () => [eks({ metadata: { name: 'c', version: '1.32' } })], () => [eks({ metadata: { name: 'c', version: '1.34' } })], ['high ClusterConfig/c']],
    ['back', 'both', () => [eks({ metadata: { name: 'c', version: '1.34' } })], () => [eks({ metadata: { name: 'c', version: '1.33' } })], ['high ClusterConfig/c']],
    ['the same release', 'both', () => [eks({ metadata: { name: 'c', version: '1.34' } })], () => [eks({ metadata: { name: 'c', version: '1.34', tags: { a: 'b' } } })], []],
  ],
  'cluster-renamed': [
    ['another name for the cluster of eksctl', 'both', () => [eks({})], () => [eks({ metadata: { name: 'd' } })], ['high ClusterConfig/c']],
    ['a new one', 'both', () => [], () => [eks({})], []],
  ],
  exposed: [
    ['a load balancer', 'both', () => [object('Service', 'a', { spec: { type: 'ClusterIP' } })], () => [object('Service', 'a', { spec: { type: 'LoadBalancer' } })], ['high Service/qa/a']],
    ['a load balancer of a chart', 'both', d => [release(d, { values: { service: { type: 'ClusterIP' } } })], d => [release(d, { values: { service: { type: 'NodePort' } } })], ['high HelmRelease/qa/t']],
    ['an internal one that is internal no more', 'both', () => [object('Service', 'a', { annotations: { 'service.beta.kubernetes.io/aws-load-balancer-internal': 'true' } })],
      () => [object('Service', 'a')], ['high Service/qa/a']],
    ['the API of a cluster', 'both', () => [eks({ vpc: { clusterEndpoints: { publicAccess: false } } })], () => [eks({ vpc: { clusterEndpoints: { publicAccess: true } } })], ['high ClusterConfig/c']],
    ['a Service that is closed', 'both', () => [object('Service', 'a', { spec: { type: 'LoadBalancer' } })], () => [object('Service', 'a', { spec: { type: 'ClusterIP' } })], []],
    ['the type of something else', 'both', d => [release(d, { values: { store: { type: 's3' } } })], d => [release(d, { values: { store: { type: 'file' } } })], []],
    ['ranges that are narrowed', 'both', () => [object('Service', 'a', { spec: { loadBalancerSourceRanges: ['10.0.0.0/8', '10.1.0.0/16'] } })], () => [object('Service', 'a', { spec: { loadBalancerSourceRanges: ['10.1.0.0/16'] } })], []],
  ],
  'way-in': [
    ['a new Ingress', 'both', () => [], () => [object('Ingress', 'a')], ['medium Ingress/qa/a']],
    ['a new Service with an address', 'both', () => [], () => [object('Service', 'a', { spec: { type: 'LoadBalancer' } })], ['medium Service/qa/a']],
    ['a new Service of the cluster', 'both', () => [], () => [object('Service', 'a', { spec: { type: 'ClusterIP' } })], []],
  ],
  cleartext: [
    ['http that is switched on', 'both', d => [release(d, { values: { http: { enabled: false } } })], d => [release(d, { values: { http: { enabled: true } } })], ['high HelmRelease/qa/t']],
    ['the protocol of a gateway', 'both', d => [release(d, { values: { gateway: { protocol: 'https' } } })], d => [release(d, { values: { gateway: { protocol: 'http' } } })], ['high HelmRelease/qa/t']],
    ['https that is switched off', 'both', d => [release(d, { values: { https: { enabled: true } } })], d => [release(d, { values: { https: { enabled: false } } })], ['high HelmRelease/qa/t']],
    ['an address', 'both', d => [release(d, { values: { url: 'https://a.b' } })], d => [release(d, { values: { url: 'http://a.b' } })], ['high HelmRelease/qa/t']],
    ['the other way', 'both', d => [release(d, { values: { url: 'http://a.b', gateway: { protocol: 'http' } } })], d => [release(d, { values: { url: 'https://a.b', gateway: { protocol: 'https' } } })], []],
  ],
  'automation-on': [
    ['by an annotation', 'flux1', d => [release(d, {}, { annotations: { 'fluxcd.io/automated': 'false' } })], d => [release(d, {}, { annotations: { 'fluxcd.io/automated': 'true' } })], ['medium HelmRelease/qa/t']],
    ['of real users', 'flux1', d => [release(d, {}, {}, 'prd')], d => [release(d, {}, { annotations: { 'fluxcd.io/automated': 'true' } }, 'prd')], ['high HelmRelease/prd/t']],
    ['by marks', 'flux2', () => marked(''), () => marked(mark), ['medium HelmRelease/qa/t']],
    ['by marks, of real users', 'flux2', () => marked('', 'prd'), () => marked(mark, 'prd'), ['high HelmRelease/prd/t']],
    ['off, by marks', 'flux2', () => marked(mark), () => marked(''), []],
    ['off', 'flux1', d => [release(d, {}, { annotations: { 'fluxcd.io/automated': 'true' } })], d => [release(d, {}, { annotations: { 'fluxcd.io/automated': 'false' } })], []],
  ],
  'policy-loosened': [
    ['a glob that is written out less far', 'flux1', d => [release(d, {}, { annotations: { 'fluxcd.io/tag.a': 'glob:release-1.2*' } })], d => [release(d, {}, { annotations: { 'fluxcd.io/tag.a': 'glob:release-*' } })], ['medium HelmRelease/qa/t']],
    ['more versions', 'flux1', d => [release(d, {}, { annotations: { 'fluxcd.io/tag.a': 'semver:~1.2' } }, 'prd')], d => [release(d, {}, { annotations: { 'fluxcd.io/tag.a': 'semver:^1.2' } }, 'prd')], ['high HelmRelease/prd/t']],
    ['more versions, of real users', 'flux2', () => [policy({ policy: { semver: { range: '1.x' } } }, 'prd-a')], () => [policy({ policy: { semver: { range: '>=1.0.0' } } }, 'prd-a')], ['high ImagePolicy/flux-system/prd-a']],
    ['a pattern that is written out less far', 'flux2', () => [policy({ filterTags: { pattern: '^master-[0-9]+$' } })], () => [policy({ filterTags: { pattern: '^m.*$' } })], ['medium ImagePolicy/flux-system/qa-auth']],
    ['another branch', 'both', d => [release(d, {}, { annotations: { 'fluxcd.io/tag.a': 'glob:develop-*' } })], d => [release(d, {}, { annotations: { 'fluxcd.io/tag.a': 'glob:master-*' } })], []],
    ['fewer versions', 'flux2', () => [policy({ policy: { semver: { range: '>=1.0.0' } } })], () => [policy({ policy: { semver: { range: '1.x' } } })], []],
  ],
  'drift-off': [
    ['off', 'flux2', d => [release(d, { driftDetection: { mode: 'enabled' } })], d => [release(d, {})], ['medium HelmRelease/qa/t']],
    ['one field left out', 'flux2', d => [release(d, { driftDetection: { mode: 'enabled' } })], d => [release(d, { driftDetection: { mode: 'enabled', ignore: [] } })], []],
  ],
  'scaled-to-zero': [
    ['replicas', 'both', d => [release(d, { values: { replicas: 2 } })], d => [release(d, { values: { replicas: 0 } })], ['high HelmRelease/qa/t']],
    ['a limit', 'both', () => [object('Deployment', 'a', { spec: { resources: { limits: { memory: '1Gi' } } } })], () => [object('Deployment', 'a', { spec: { resources: { limits: { memory: '0Mi' } } } })], ['high Deployment/qa/a']],
    ['fewer replicas, and other numbers', 'both', d => [release(d, { values: { replicas: 2, retries: 1 } })], d => [release(d, { values: { replicas: 1, retries: 0 } })], []],
  ],
  'delivery-changed': [
    ['from Flux v1 to Flux 2', 'flux2', () => [release('flux1', { releaseName: 'a' }), namespace('qa')], () => [release('flux2', { releaseName: 'a' })], ['high Cluster/c']],
    ['back', 'flux1', () => [release('flux2', { releaseName: 'a' })], () => [release('flux1', { releaseName: 'a' })], ['high Cluster/c']],
    ['another version of its API', 'flux2', d => [release(d, { chart: 1 })], () => [object('HelmRelease', 't', { spec: { chart: 2 } }, 'qa', 'helm.toolkit.fluxcd.io/v3')], []],
    ['another version of the API of helm-operator', 'flux1', d => [release(d, { chart: 1 })], () => [object('HelmRelease', 't', { spec: { chart: 2 } }, 'qa', 'helm.fluxcd.io/v1beta1')], []],
  ],
  'bucket-changed': [
    ['another bucket', 'both', d => [release(d, { values: { s3: { bucket: 'a' } } })], d => [release(d, { values: { s3: { bucket: 'b' } } })], ['high HelmRelease/qa/t']],
    ['another prefix', 'both', d => [release(d, { values: { s3: { bucket: 'a', prefix: 'a' } } })], d => [release(d, { values: { s3: { bucket: 'a', prefix: 'b' } } })], []],
  ],
  'left-in-aws': [
    ['buckets of an environment', 'both', d => [namespace('qa'), release(d, { values: { s3: { bucket: 'a' } } })], () => [], ['medium Namespace/qa']],
    ['a namespace that has none', 'both', d => [namespace('qa'), release(d, {})], () => [], []],
  ],
  'tags-lost': [
    ['a release whose images Flux moved', 'flux1', d => [release(d, { values: { a: { image: 'r/a:v1' } } }, { annotations: { 'fluxcd.io/tag.a': 'glob:v*' } })], () => [], ['medium HelmRelease/qa/t']],
    ['a release that has them under another name', 'flux1', d => [release(d, { values: { a: { image: 'r/a:v1' } } }, { annotations: { 'fluxcd.io/tag.a': 'glob:v*' } })],
      d => [release(d, { values: { a: { image: 'r/a:v1' } } }, { annotations: { 'fluxcd.io/tag.a': 'glob:v*' } }, 'qb')], []],
  ],
};

/** Said of the same event by others: of a namespace that goes, with what is in it. */
const beside: Readonly<Record<string, readonly string[]>> = {
  'left-in-aws': ['namespace-removed'],
  'tags-lost': ['release-removed'],
};

describe.each(Object.entries(cases))('%s', (id, own) => {
  const played = own.flatMap(([what, on, before, after, says, options = {}]) => (on === 'both' ? both : [on]).map(delivery => ({ what, delivery, before, after, says, options })));

  test.each(played)('$delivery: $what', ({ delivery, before, after, says, options }) => {
    const change = scopeChange(delivery, [before(delivery), after(delivery)], options);
    const found = risksOf([change], riskRulesFor);
    const others = beside[id] ?? [];
    const said = found.filter(risk => !others.includes(risk.id)).map(risk => `${risk.severity} ${risk.object}${risk.id === id ? '' : ` ${risk.id}`}`);
    expect(said).toEqual(says);
    for (const { happens, safely } of found) expect(`${happens} ${safely}`).not.toMatch(/undefined|\[object|NaN|null/);
  });
});

test('every risk has a case where it speaks and one where nothing does, under each way of delivery that has it', () => {
  const untested = riskRules.map(({ id }) => id).filter(id => id !== 'dns-moved').flatMap(id => {
    const own = cases[id] ?? [];
    const spoken = both.filter(delivery => own.some(([, on, , , says]) => (on === 'both' || on === delivery) && says.length > 0));
    const silent = both.filter(delivery => own.some(([, on, , , says]) => (on === 'both' || on === delivery) && says.length === 0));
    return spoken.length > 0 && spoken.every(delivery => silent.includes(delivery)) ? [] : [id];
  });
  expect(untested).toEqual([]);
});

test('a DNS name that goes to another cluster is said so, and not to be gone', () => {
  const named = (names: readonly string[]): Side => [certificate('a', { dnsNames: names })];
  const from = scopeChange('flux2', [named(['a.example.org']), named([])], {});
  const to = { ...scopeChange('flux2', [named([]), named(['a.example.org'])], {}), scope: 'd' };
  expect(risksOf([from, to], riskRulesFor).map(({ id, scope, severity }) => `${severity} ${id} ${scope}`)).toEqual(['medium dns-moved c']);
});
