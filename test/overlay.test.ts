import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { compile } from '../charts/compile.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { layOver } from '../charts/overlay.ts';
import { base, environment, environmentOfToday, today } from './invalid/base.ts';

test('maps merge, lists and single values replace, null takes away, and new keys follow by name', () => {
  const ours = { kept: 1, map: { kept: 'a', gone: 'b', other: true }, list: [1, 2] };
  const result = layOver(ours, { z: { b: [{ d: 1, c: 2 }], a: 'x' }, list: ['x'], map: { other: false, gone: null }, absent: null, y: 0 });
  expect(JSON.stringify(result)).toBe(JSON.stringify({
    kept: 1, map: { kept: 'a', other: false }, list: ['x'], y: 0, z: { a: 'x', b: [{ c: 2, d: 1 }] },
  }));
  expect(ours).toEqual({ kept: 1, map: { kept: 'a', gone: 'b', other: true }, list: [1, 2] });
});

/** The values of a release in the output. */
function valuesIn(config: ClusterConfig, path: string): Record<string, unknown> {
  const { spec } = parse(compile(config, new Map()).get(`clusters/base/flux/${path}`) ?? '') as { spec: { values: Record<string, unknown> } };
  return spec.values;
}

test.each<[string, ClusterConfig, ClusterConfig, string]>([
  [
    'a package under Flux v1',
    base,
    { ...base, packages: { ...base.packages, 'external-dns': { values: { resources: { cpu: 1 } } } } },
    'shared/external-dns/helmrelease.yaml',
  ],
  [
    'a package under Flux 2',
    today,
    { ...today, packages: { ...today.packages, 'external-dns': { values: { resources: { cpu: 1 } } } } },
    'shared/external-dns/helmrelease.yaml',
  ],
  [
    'an environment under Flux v1',
    base,
    { ...base, environments: { qa: { ...environment, values: { resources: { cpu: 1 } } } } },
    'environments/qa/tidepool-helmrelease.yaml',
  ],
  [
    'an environment under Flux 2',
    today,
    { ...today, environments: { qa: { ...environmentOfToday, values: { resources: { cpu: 1 } } } } },
    'environments/qa/tidepool-helmrelease.yaml',
  ],
])('values of a config are laid over those of %s, and nothing else changes', (_, before, after, path) => {
  expect(valuesIn(after, path)).toEqual({ ...valuesIn(before, path), resources: { cpu: 1 } });
  const [one, other] = [before, after].map(config => [...compile(config, new Map())].filter(([file]) => !file.endsWith(path)));
  expect(other).toEqual(one);
});

test('annotations of Deployments that are left out of drift detection keep those of the config', () => {
  const values = { auth: { deployment: { annotations: { 'example.org/team': 'data' } } } };
  const { auth } = valuesIn({ ...today, environments: { qa: { ...environmentOfToday, values } } }, 'environments/qa/tidepool-helmrelease.yaml');
  expect(auth).toMatchObject({
    deployment: { annotations: { 'example.org/team': 'data', 'helm.toolkit.fluxcd.io/driftDetection': 'disabled' } },
  });
});
