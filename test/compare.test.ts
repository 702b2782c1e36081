import { expect, test } from 'vitest';
import type { ClusterConfig } from '../charts/config.ts';
import { withWord } from '../charts/explain/words.ts';
import { compareReport, type ComparedCluster } from '../charts/inventory/compare.ts';
import { normalise } from '../charts/normalise.ts';
import type { WrittenImages } from '../charts/tidepool/images.ts';
import mixed from './clusters/mixed.ts';
import test1 from './clusters/test1.ts';

function compared(config: ClusterConfig, written: WrittenImages = new Map()): ComparedCluster {
  return { config, cluster: normalise(config, written), text: '' };
}

interface Comparison {
  readonly set: readonly { readonly what: string; readonly values: readonly unknown[] }[];
  readonly versions: readonly { readonly what: string; readonly behind?: string }[];
  readonly only: readonly unknown[];
}

function compare(names: readonly string[], ...clusters: readonly ComparedCluster[]): Comparison {
  return JSON.parse(compareReport(names, clusters, 'json')) as Comparison;
}

const other = withWord(test1, ['name'], 'test2');

test('a cluster and its copy differ in nothing', () => {
  expect(compare(['test1', 'test2'], compared(test1), compared(other))).toMatchObject({ set: [], versions: [], only: [] });
});

test('a word that is set otherwise is meant, and its version is said once', () => {
  const chart = { repository: 'https://charts.jetstack.io', name: 'cert-manager', version: 'v0.9.0' };
  const edited = withWord(withWord(other, ['packages', 'certmanager'], { chart }), ['region'], 'eu-west-1');
  const { set, versions, only } = compare(['test1', 'test2'], compared(test1), compared(edited));
  expect(set.map(({ what }) => what).sort()).toEqual(['packages.certmanager.chart', 'region']);
  expect([versions, only]).toEqual([[], []]);
});

test('a version that no word sets says who is behind', () => {
  const tags = (tag: string) => new Map([['scaled/blip', `tidepool/blip:${tag}`]]);
  const config = withWord(mixed, ['environments', 'scaled', 'services', 'blip'], { policy: 'semver:1.x', image: 'tidepool/blip:v1.0.0' });
  const copy = withWord(config, ['name'], 'copy');
  const { set, versions } = compare(['mixed/scaled', 'copy/scaled'], compared(config, tags('v1.2.0')), compared(copy, tags('v1.10.0')));
  expect([set, versions]).toEqual([[], [{ what: 'services.blip', values: ['v1.2.0', 'v1.10.0'], behind: 'mixed/scaled' }]]);
});

test('a package that only one has is said by its name alone', () => {
  const without = withWord(other, ['packages', 'reloader'], undefined);
  expect(compare(['test1', 'test2'], compared(test1), compared(without))).toMatchObject({ set: [], only: [{ of: 'test1', what: 'packages', names: ['reloader'] }] });
});

test('a value that looks like a credential is masked', () => {
  const token = ['xoxb', '123456789012', '1234567890123', 'AbCdEfGhIjKlMnOpQrStUvWx'].join('-');
  const report = compareReport(['test1', 'test2'], [compared(test1), compared(withWord(other, ['packages', 'gloo', 'values'], { SLACK_TOKEN: token }))]);
  expect(report).toContain('packages.gloo.values');
  expect(report).not.toContain(token);
});
