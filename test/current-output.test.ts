import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { compile } from '../charts/compile.ts';
import { imagesIn } from '../charts/current-output.ts';
import { configAfter } from '../charts/migration/moved.ts';
import { compareTrees } from '../lib/output/compare.ts';
import { realDisk, type Disk } from '../lib/output/disk.ts';
import type { Tree } from '../lib/output/file-chart.ts';
import { readTree, writeTree } from '../lib/output/tree.ts';
import moving from './clusters/moving.ts';
import { compiled } from './support/objects.ts';

const dist = mkdtempSync(join(tmpdir(), 'current-output-'));
afterAll(() => rmSync(dist, { recursive: true, force: true }));

const release = 'clusters/moving/flux/environments/qa2/tidepool-helmrelease.yaml';

/** Writes a tree; answers what the plan is told and which image of auth it then finds, at each attempt. */
function write(made: Tree, disk: Disk = realDisk): [newer: string[], auth: string | undefined][] {
  const plans: [string[], string | undefined][] = [];
  writeTree(dist, newer => {
    const found = readTree(dist, '');
    plans.push([[...newer], imagesIn(found, newer).written.get('qa2/auth')]);
    return { made, found, comparisons: compareTrees(made, found, ['']) };
  }, () => {}, disk);
  return plans;
}

test('a tag that a pull brings amid an interrupted change of delivery wins over the copy that was written beside it', () => {
  write(compiled(moving));
  const [[, before = ''] = []] = write(compiled(moving));
  const dead = (): never => { throw new Error('killed'); };
  let isDead = false;
  const move: Disk['move'] = (from, to) => {
    if (to.endsWith('tidepool-helmrelease.yaml')) isDead = true;
    return isDead ? dead() : realDisk.move(from, to);
  };
  const after = compile(configAfter(moving), imagesIn(readTree(dist, '')).written);
  expect(() => write(after, { ...realDisk, move, remove: path => (isDead ? dead() : realDisk.remove(path)) })).toThrow('killed');
  expect(imagesIn(readTree(dist, '')).written.get('qa2/auth'), 'it stands in both files').toBe(before);

  const pulled = before.replace(/.{8}$/, 'fffffff0');
  const text = readTree(dist, '').get(release);
  realDisk.write(join(dist, release), String(text).replaceAll(before, pulled));
  expect(imagesIn(readTree(dist, '')).written.get('qa2/auth'), 'the copy hides it').toBe(before);
  expect(write(compiled(moving))).toEqual([[[release], pulled]]);
});
