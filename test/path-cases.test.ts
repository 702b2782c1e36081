import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readManifests, schemasIn, validate } from '../charts/validate/validation.ts';
import { build, sayIfSkipped, skipped } from './support/kustomize/build.ts';

/** Other people's manifests, kind by kind: what is nearly a mistake and none, and what is one. */

interface Case {
  readonly title: string;
  /** `# PATH` begins a file. */
  readonly files: string;
  /** `RULE FILE` of each error and of each warning but those about schemas, which are not there. */
  readonly finds: readonly string[];
}

const schemas = schemasIn(join(import.meta.dirname, '..', 'imports'), [], 'foreign');

function found(files: string): string[] {
  const manifests = readManifests(filesOf(files));
  const { findings } = validate({ manifests, schemas, clusters: [], today: '2027-01-01' });
  const told = findings.filter(({ severity, rule }) => severity === 'error' || (severity === 'warning' && rule !== 'schema'));
  return told.map(({ rule, output }) => `${rule} ${output?.file ?? ''}`);
}

function filesOf(text: string): [path: string, text: string][] {
  const [, ...parts] = text.trim().split(/^# (\S+)\n/m);
  return parts.flatMap((path, i) => (i % 2 === 0 ? [[path, parts[i + 1] ?? '']] : []));
}

const object = (kind: string, name: string, rest = '', api = 'v1') => `
---
apiVersion: ${api}
kind: ${kind}
metadata: {name: ${name.split('/').at(-1) ?? ''}${name.includes('/') ? `, namespace: ${name.split('/')[0] ?? ''}` : ''}}
${rest}
`;
const map = (name: string, data = '{a: b}') => object('ConfigMap', name, `data: ${data}`);
const git = object('GitRepository', 'flux-system/flux-system', 'spec: {interval: 1m, url: "https://example.org/a.git"}', 'source.toolkit.fluxcd.io/v1');
const stage = (name: string, path: string, rest = '', source = '{kind: GitRepository, name: flux-system}') => object('Kustomization',
  `flux-system/${name}`, `spec: {interval: 1m, path: ${path}, prune: true, sourceRef: ${source}${rest}}`, 'kustomize.toolkit.fluxcd.io/v1');
const release = (name: string, chart: string, rest = '', api = 'v2') => object('HelmRelease', `tools/${name}`,
  `spec: {interval: 1m, chart: {spec: {chart: ${chart}, version: 1.2.3, sourceRef: {kind: HelmRepository, name: a}}}${rest}}`,
  `helm.toolkit.fluxcd.io/${api}`);
const charts = object('HelmRepository', 'tools/a', 'spec: {interval: 1m, url: "https://example.org"}', 'source.toolkit.fluxcd.io/v1');
const tools = object('Namespace', 'tools');
const monitor = object('PodMonitor', 'tools/a', 'spec: {}', 'monitoring.coreos.com/v1');

const ofFlux: readonly Case[] = [
  {
    title: 'a folder that is called flux-system holds what it holds, but for what Flux writes itself',
    files: `# cluster/apps.yaml\n${git}${tools}${stage('apps', './apps')}
# apps/flux-system/charts.yaml\n${charts}${map('tools/twice')}${map('tools/twice')}
# apps/flux-system/gotk-components.yaml\n${map('tools/twice')}
# apps/a.yaml\n${release('a', 'a')}`,
    finds: ['duplicate-object apps/flux-system/charts.yaml'],
  },
  {
    title: 'a folder that is missing holds nothing, so that what else is missing is told as well',
    files: `# a.yaml\n${git}${tools}${stage('gone', './no/such')}${stage('b', './b', ', dependsOn: [{name: nobody}]')}
# b/a.yaml\n${release('a', 'a')}`,
    finds: ['depends-on a.yaml', 'kustomization-path a.yaml', 'reference-resolves b/a.yaml'],
  },
  {
    title: 'an ArtifactGenerator makes artifacts, by the names that it lists and with folders as it copies them',
    files: `# a.yaml\n${git}${object('ArtifactGenerator', 'flux-system/a', 'spec: {artifacts: [{name: shop}]}', 'source.extensions.fluxcd.io/v1beta1')}
${stage('a', './a', '', '{kind: ExternalArtifact, name: shop}')}${stage('b', './a', '', '{kind: ExternalArtifact, name: shpo}')}
${stage('c', './c')}
# a/a.yaml\n${tools}
# c/a.yaml\n${map('tools/a')}`,
    finds: ['reference-resolves a.yaml'],
  },
  {
    title: 'an artifact may have folders that the tree has not',
    files: `# a.yaml\n${git}${stage('a', './a', '', '{kind: ExternalArtifact, name: a}')}${stage('b', './b', '', '{kind: ExternalArtifact, name: a}')}
# a/a.yaml\n${tools}`,
    finds: [],
  },
  {
    title: 'a release that skips the definitions of its chart brings none',
    files: `# a.yaml\n${git}${tools}${charts}${stage('crds', './crds', ', wait: true')}${stage('kps', './kps', ', wait: true')}
${stage('rules', './rules', ', dependsOn: [{name: kps}]')}
# crds/a.yaml\n${release('crds', 'prometheus-operator-crds')}
# kps/a.yaml\n${release('kps', 'kube-prometheus-stack', ', install: {crds: Skip}')}${monitor}
# rules/a.yaml\n${monitor.replace('name: a', 'name: b')}`,
    finds: ['crd-before-use kps/a.yaml', 'crd-before-use rules/a.yaml'],
  },
  {
    title: 'a chart of which a value turns its definitions off brings none, and Helm skips none that are templates',
    files: `# a.yaml\n${git}${tools}${charts}${stage('a', './a')}${stage('b', './b')}
# a/a.yaml\n${release('a', 'external-secrets', ', values: {installCRDs: false}')}${release('b', 'cert-manager', ', install: {crds: Skip}')}
# b/a.yaml\n${object('ClusterIssuer', 'a', 'spec: {selfSigned: {}}', 'cert-manager.io/v1')}
${object('ClusterSecretStore', 'a', 'spec: {}', 'external-secrets.io/v1')}`,
    finds: ['crd-before-use b/a.yaml'],
  },
  ...[
    ['the header of an install.yaml', `# b.yaml\n# Flux Version: v2.2.3\n${map('tools/a')}`],
    ['a FluxInstance', `# b.yaml\n${object('FluxInstance', 'flux-system/flux', 'spec: {distribution: {version: 2.2.x}}', 'fluxcd.controlplane.io/v1')}`],
    ['an OCIRepository of its manifests', `# b.yaml\n${object('OCIRepository', 'flux-system/flux',
      'spec: {interval: 1m, url: "oci://ghcr.io/fluxcd/flux-manifests", ref: {tag: v2.2.3}}', 'source.toolkit.fluxcd.io/v1beta2')}`],
    ['a kustomization.yaml', `# kustomization.yaml\nresources: [a.yaml, "https://github.com/fluxcd/flux2/releases/download/v2.2.3/install.yaml"]\n`],
  ].map(([by = '', file = '']): Case => ({
    title: `the version of Flux is said by ${by}: what it serves still, and does not serve yet`,
    files: `# a.yaml\n${tools}${charts.replace('/v1\n', '/v1beta2\n')}${release('a', 'a', '', 'v2beta2')}${release('b', 'a')}\n${file}`,
    finds: ['unserved-version a.yaml'],
  })),
  {
    title: 'the version of a chart is said by the tag of its OCIRepository',
    files: `# a.yaml\n${tools}${object('OCIRepository', 'tools/external-secrets',
      'spec: {interval: 1m, url: "oci://example.org/external-secrets", ref: {tag: 0.15.0}}', 'source.toolkit.fluxcd.io/v1')}
${object('HelmRelease', 'tools/a', 'spec: {interval: 1m, chartRef: {kind: OCIRepository, name: external-secrets}}', 'helm.toolkit.fluxcd.io/v2')}
${object('ClusterSecretStore', 'a', 'spec: {}', 'external-secrets.io/v1beta1')}${object('ClusterSecretStore', 'b', 'spec: {}', 'external-secrets.io/v1')}`,
    finds: ['unserved-version a.yaml'],
  },
];

const values: readonly Case[] = [
  {
    title: 'what stands for a credential is none, and one beside it is',
    files: `# a.yaml\n${map('tools/a', `
  a.conf: |
    password: '{MQTT_PASSWORD}'
    url: rtsp://view:{RTSP_PASSWORD}@porch.example.org:554/cam
    password=%(DB_PASSWORD)s
    password: $__file{/etc/secrets/password}
    password: "__FILE__/etc/x"
    password: ':DB_PASSWORD:'
    password: '##DB_PASSWORD##'
    password: "$DB_PASSWORD$"
    password: "@@TOKEN@@"
    password: "[[ .Password ]]"
    password: '**GET_FROM_SECRET**'
    password: '--- replace with real ---'
    token: <<PLEX_API_KEY>>
    shared_secret: generate`)}
# b.yaml\n${map('tools/b', "\n  a.conf: |\n    password: '{tiger}42'")}`,
    finds: ['leak b.yaml'],
  },
  {
    title: 'claims of a token are no tokens, and a policy that makes a Secret holds one at `data.data`',
    files: `# a.yaml\nidentity: {id_token: [groups, preferred_username], access_token: [groups, hun7er42]}\n
# b.yaml\n${object('ClusterPolicy', 'a', `spec:
  generate: {apiVersion: v1, kind: Secret, name: a, data: {type: Opaque, data: {a: "{{ b | base64_encode(@) }}"}}}
  other: {apiVersion: v1, kind: Secret, name: a, data: {type: Opaque, stringData: {a: hun7er42}}}`, 'kyverno.io/v1')}
# c/kustomization.yaml\nresources: [a.yaml]\n
# c/a.yaml\n${tools}`,
    finds: ['leak a.yaml', 'leak a.yaml', 'leak b.yaml'],
  },
];

/** Folders `a` that Kustomize builds. */
const list = (entries: string, rest = '') => `# a/kustomization.yaml\nresources: [${entries}]\n${rest}\n`;
const base = (text: string) => `# b/kustomization.yaml\n${text}\n`;
const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component';
const one = `# a/a.yaml\n${map('a')}`;

const built: readonly (readonly [title: string, files: string])[] = [
  ['a Kustomization and a kustomization.yml', `# a/kustomization.yml\nresources: [../b]\n# b/Kustomization\nresources: [a.yaml]\n# b/a.yaml\n${map('a')}`],
  ['an empty list', list('')],
  ['a base twice, once by another name', `${list('../b, ../c')}${base('resources: [a.yaml]')}# b/a.yaml\n${map('a')}
# c/kustomization.yaml\nnamePrefix: c-\nresources: [../b]\n`],
  ['a Component as one', `${list('a.yaml', 'components: [../b]')}${base(`${component}\nnamePrefix: b-`)}${one}`],
  ['a patch that deletes', `${list('a.yaml, b.yaml', 'patches: [{path: c.yaml}]')}${one}# a/b.yaml\n${map('b')}# a/c.yaml\n$patch: delete${map('a')
    .replace('---\n', '')}`],
  ['a patch with a target', `${list('a.yaml', `patches: [{target: {kind: ConfigMap, name: a}, patch: '- {op: add, path: /data/c, value: d}'}]`)}${one}`],
];

describe('a folder that Kustomize builds', () => {
  sayIfSkipped('whether Kustomize builds the same is not asked');

  test.each(built)('%s: nothing is found', (_, files) => expect(found(files)).toEqual([]));

  test.skipIf(skipped).each(built)('%s: Kustomize builds it', (_, files) => {
    const folder = mkdtempSync(join(tmpdir(), 'path-cases-'));
    for (const [path, text] of filesOf(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    try {
      expect(() => build(join(folder, 'a'))).not.toThrow();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe.each([['Flux', ofFlux], ['values', values]])('%s', (_, cases) => {
  test.each(cases)('$title', ({ files, finds }) => expect(found(files).sort()).toEqual(finds));
});
