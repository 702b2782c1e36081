import { afterAll, expect, test, vi } from 'vitest';
import { compile } from '../charts/compile.ts';
import { checkFleet } from '../charts/config-rules/fleet.ts';
import { problems } from '../charts/config-rules/index.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { normalise } from '../charts/normalise.ts';
import { headline } from '../lib/findings/finding.ts';
import { readManifests } from '../lib/manifests/manifests.ts';
import { manifestRules } from '../lib/rules/index.ts';
import { base, today } from './invalid/base.ts';

vi.hoisted(() => vi.resetModules()); // test files share modules, and none of them may meet this list of packages
afterAll(() => void vi.resetModules());

vi.mock('../charts/packages/index.ts', async actual => {
  const { packages } = await actual<typeof import('../charts/packages/index.ts')>();
  return { packages: [...packages, (await import('./support/backups.ts')).backups] };
});

function withBackups(config: ClusterConfig): ClusterConfig {
  return { ...config, packages: { ...config.packages, ...({ backups: {} } as object) } }; // which no type has, either
}

function problemsOf(config: ClusterConfig): string[] {
  return (problems([{ file: config.name, config, cluster: normalise(config, new Map()) }]).get(config.name) ?? []).map(headline);
}

const undelivered = "packages.backups: Flux v1 does not deliver package backups (charts/packages/backups.ts); leave it out, or write delivery: 'flux2'.";

test.each([
  ['with releases of packages', base],
  ['in umbrella mode', { ...base, shared: 'umbrella' } as ClusterConfig],
])('a package that a way of delivery lacks is a problem of the config, and of no more than that: %s', (_, config) => {
  const before = problemsOf(config);
  expect(problemsOf(withBackups(config)).filter(each => !before.includes(each))).toEqual([undelivered]);
  expect(normalise(withBackups(config), new Map()).packages.map(({ definition }) => definition.name)).not.toContain('backups');
});

test('a package that is newer than the schema of configs says by which command that follows', () => {
  const found = checkFleet(new Map([['today', withBackups(today)]])).problems.get('today');
  expect(found?.map(headline)).toEqual([
    "packages.backups: is a package that charts/config.schema.json does not have yet; run 'npm run schema'.",
  ]);
});

test('an account may stand below serviceAccount, beside others', () => {
  const config = withBackups({ ...today, environments: {} });
  expect(problemsOf(config)).toEqual([]);
  const texts = [...compile(config, new Map())].map(([path, text]): [string, string] => [`dist/${path}`, text]);
  const rules = manifestRules.filter(({ id }) => id === 'service-account-role');
  const foundIn = (files: [string, string][]) => rules.flatMap(({ id, find }) => find(readManifests(files)).map(() => id));
  expect(foundIn(texts)).toEqual([]);
  const misspelt = texts.map(([path, text]): [string, string] => [path, text.replace(/(role\/\S*backups-server)/, '$1s')]);
  expect(foundIn(misspelt)).toEqual(['service-account-role']);
});
