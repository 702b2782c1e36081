import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { compile } from '../charts/compile.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { checkFleet } from '../charts/config-rules/fleet.ts';
import { ownFiles } from '../charts/own-files.ts';
import { findingsReport } from '../lib/findings/report.ts';
import { isAsGenerated, signatureOf } from '../lib/output/signature.ts';
import { base, today } from './invalid/base.ts';
import { ownMistakes } from './problems/own.ts';

const quota = '---\n# Ours\napiVersion: v1\nkind: ResourceQuota\nmetadata:\n  name: a\n  namespace: qa\nspec:\n  hard:\n    pods: "9"\n';

function filesOf(config: ClusterConfig, files: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  const own = ownFiles(Object.entries(files).map(([path, text]) => [`clusters/base/${path}`, text] as const));
  return new Map([...compile(config, new Map(), own)].map(([path, text]) => [path.replace('clusters/base/', ''), text]));
}

function objectOf(kind: string, apiVersion: string, namespace: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: a\n  namespace: ${namespace}\n`;
}

test.each<[string, ClusterConfig, string]>([['Flux v1', base, '---\n'], ['Flux 2', today, '']])(
  'a hand-written manifest stands in the output as it was written, with our line: %s',
  (_, config, marker) => {
    const text = filesOf(config, { 'environments/qa/quota.yaml': quota }).get('flux/environments/qa/own/quota.yaml') ?? '';
    const [line = ''] = /# Generated from .*\n/.exec(text) ?? [];
    expect(text).toBe(marker + line + quota.replace('---\n', ''));
    expect([isAsGenerated(text), signatureOf(text)?.source]).toEqual([true, 'clusters/base/environments/qa/quota.yaml']);
  },
);

test('Flux 2 lists it, serves its Secrets and tells of its releases', () => {
  const files = filesOf(today, {
    'shared/secret.yaml': objectOf('ExternalSecret', 'external-secrets.io/v1', 'extra'),
    'shared/release.yaml': objectOf('HelmRelease', 'helm.toolkit.fluxcd.io/v2', 'extra'),
  });
  expect(parse(files.get('flux/shared/own/kustomization.yaml') ?? '')).toMatchObject({ resources: ['release.yaml', 'secret.yaml'] });
  expect(parse(files.get('flux/shared/kustomization.yaml') ?? '')).toMatchObject({ resources: expect.arrayContaining(['own']) });
  expect(files.get('flux/shared/external-secrets/clustersecretstore.yaml')).toMatch(/namespaces:\n(\s+- .*\n)*\s+- extra\n/);
  const channel = { ...today, packages: { ...today.packages, fluxcloud: { channel: '#flux' } } } as const;
  const told = filesOf(channel, { 'shared/release.yaml': objectOf('HelmRelease', 'helm.toolkit.fluxcd.io/v2', 'extra') });
  expect(told.get('flux/notifications/slack.yaml')).toContain('namespace: extra');
});

test('it may stand in the stage of an application, whose namespace and Secrets it needs', () => {
  const config = { ...today, applications: { shop: { secrets: [{ name: 'database', keys: ['url'] }] } } } as ClusterConfig;
  const files = filesOf(config, { 'applications/shop/quota.yaml': quota.replace('qa', 'shop') });
  expect(files.has('flux/applications/shop/own/quota.yaml')).toBe(true);
  expect(parse(files.get('flux/applications/shop/kustomization.yaml') ?? '')).toMatchObject({ resources: ['external-secrets.yaml', 'namespace.yaml', 'own'] });
  const own = new Map([['base', ownFiles([['clusters/base/applications/shop/quota.yaml', quota], ['clusters/base/applications/shops/quota.yaml', quota]])]]);
  const found = checkFleet(new Map([['base', config]]), new Map(), [], own).problems.get('base') ?? [];
  expect(found.map(({ fault }) => fault.wrong)).toEqual([expect.stringContaining("'applications/shops' is no stage of the cluster")]);
});

describe('what is refused', () => {
  test.each<[string, string, string, ClusterConfig?]>([
    ['environments/qb/a.yaml', quota, "'environments/qb' is no stage of the cluster"],
    ['a.yaml', quota, "'' is no stage of the cluster"],
    ['shared/kustomization.yaml', quota, "a file called 'kustomization.yaml' means something else"],
    ['shared/a.yml', quota, "a file called 'a.yml' means something else"],
    ['shared/a.yaml', 'a: [', 'cannot be read'],
    ['shared/a.yaml', '# nothing\n', 'holds no object'],
    ['shared/a.yaml', `${quota}# {"$imagepolicy": "flux-system:a"}\n`, 'an image is marked'],
    ['shared/a.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n', "with Namespace 'a' goes all that is in it"],
    ['shared/a.yaml', 'apiVersion: helm.fluxcd.io/v1\nkind: HelmRelease\nmetadata: { name: a, annotations: { fluxcd.io/automated: "true" } }\n', "HelmRelease 'a' has Flux move its images"],
    ['shared/a.yaml', quota, 'in umbrella mode', { ...base, shared: 'umbrella', packages: {}, environments: {} }],
  ])('%s: %s', (path, text, message, config = today) => {
    const own = new Map([['base', ownFiles([[`clusters/base/${path}`, text]])]]);
    const report = findingsReport('base', checkFleet(new Map([['base', config]]), new Map(), [], own).problems.get('base') ?? []);
    expect(report.split('\n').filter(line => / \[own-/.test(line))).toEqual([expect.stringContaining(`clusters/base/${path}: ${message}`)]);
  });

  test.each(ownMistakes)('$path, in whole sentences: $says', ({ path, text, says }) => {
    const own = new Map([['base', ownFiles([[`clusters/base/${path}`, text]])]]);
    expect(findingsReport('base', checkFleet(new Map([['base', today]]), new Map(), [], own).problems.get('base') ?? [])).toContain(`\n  ${says}`);
  });

  test.each([
    ['shared/a.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\ndata: { a: ENC }\nsops: { mac: ENC }\n'],
    ['shared/a.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a, annotations: { kustomize.toolkit.fluxcd.io/prune: disabled } }\n'],
  ])('nothing of %s: %s', (path, text) => {
    const own = new Map([['base', ownFiles([[`clusters/base/${path}`, text]])]]);
    expect(checkFleet(new Map([['base', today]]), new Map(), [], own).problems.get('base')).toBeUndefined();
  });
});

test('values may name a Secret that is fetched by a hand-written ExternalSecret, and no other', () => {
  const config = (secret: string) => ({
    ...today, name: 'base', packages: { ...today.packages, datadog: { values: { datadog: { apiKeyExistingSecret: secret } } } },
  }) as ClusterConfig;
  const own = new Map([['base', ownFiles([['clusters/base/shared/keys.yaml', objectOf('ExternalSecret', 'external-secrets.io/v1', 'datadog')]])]]);
  const rulesOf = (secret: string) => (checkFleet(new Map([['base', config(secret)]]), new Map(), [], own).problems.get('base') ?? []).map(({ rule }) => rule);
  expect(rulesOf('a')).not.toContain('values-secret');
  expect(rulesOf('b')).toContain('values-secret');
});
