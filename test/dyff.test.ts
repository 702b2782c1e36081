import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { differences } from '../lib/manifests/differences.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import { apply } from './support/apply.ts';

/** The program dyff, and the folder with its own cases: `.ci/judges/dyff.sh` has both. */
const { DYFF: dyff = '', DYFF_CASES: cases = '' } = process.env;

/** Where the two say otherwise, and why. */
const otherwise: Readonly<Record<string, string>> = {
  'format-json-strings': 'dyff passes over how JSON in a text is laid out; to a program that reads the text it may matter',
  'issues/issue-111': 'dyff knows dates; to Kubernetes they are texts',
  'issues/issue-222': 'js-yaml ends a text with a newline where its file does not',
};

const pairs = cases === '' ? [] : readdirSync(cases, { recursive: true, encoding: 'utf8' }).sort().flatMap(path => {
  const [, folder, extension] = /^(.*)\/from\.(ya?ml|json)$/.exec(path) ?? [];
  const to = join(cases, folder ?? '', `to.${extension}`);
  return folder === undefined || folder === 'binary' || !existsSync(to) ? [] : [{ folder, from: join(cases, path), to }]; // no manifest has binary values
});

test.skipIf(cases === '')('there are cases', () => expect(pairs.length).toBeGreaterThan(25));

test.each(pairs)('of $folder the one side is made of the other, and dyff sees a difference as well', ({ folder, from, to }) => {
  const [before = [], after = []] = [from, to].map(file => fromYaml(readFileSync(file, 'utf8')).map(value => ({ file: 'a.yaml', value })));
  const found = differences(before, after);
  expect(apply(found, before)).toEqual(after);
  expect(differences(after, structuredClone(after))).toEqual([]);
  const { status } = spawnSync(dyff, ['between', '--set-exit-code', from, to]);
  expect(status, otherwise[folder]).toBe(folder in otherwise ? Number(found.length === 0) : Number(found.length > 0));
});
