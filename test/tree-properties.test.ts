import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { readTree, TreeError } from '../lib/output/tree.ts';
import { dist, signed, put, everything, compare, write, release, useDistFolders } from './support/dist-folder.ts';

useDistFolders();

// Thousands of files are written here; the time that takes is the disk's.
vi.setConfig({ testTimeout: 60_000 });

/** Names for which files and folders, and upper and lower case, get in each other's way now and then. */
const clashing = fc.array(fc.constantFrom('a', 'b', 'B'), { minLength: 1, maxLength: 3 }).map(names => `clusters/${names.join('/')}`);
const peaceful = fc.tuple(fc.constantFrom('', 'a/', 'b/', 'a/c/'), fc.constantFrom('x.yaml', 'y.yaml', 'z.yaml'))
  .map(names => `clusters/${names.join('')}`);
const version = fc.option(fc.nat(2).map(n => signed(release('v1', n))), { nil: undefined });

type Fate = { readonly old?: string | undefined; readonly made?: string | undefined; readonly foreign?: string };
const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ old: version, made: version }) },
  { weight: 1, arbitrary: fc.record({ foreign: fc.constantFrom('', 'mine') }) },
);

/** The files of one kind out of a table of fates. */
function pick(fates: Readonly<Record<string, Fate>>, ...kinds: (keyof Fate)[]): Record<string, string> {
  const files = Object.entries(fates).flatMap(([path, one]) => kinds.flatMap(kind => (one[kind] === undefined ? [] : [[path, one[kind]]])));
  return Object.fromEntries(files.sort()) as Record<string, string>;
}

function filesOnly(): Record<string, string> {
  return Object.fromEntries(Object.entries(everything()).filter(([path]) => !path.endsWith('/')));
}

describe('whatever stands in dist', () => {
  test('after a write the tree is what is made and what is foreign, with no empty folder', () => {
    fc.assert(fc.property(fc.dictionary(peaceful, fate), fates => {
      rmSync(dist, { recursive: true });
      put({ 'clusters/.gitkeep': '', ...pick(fates, 'old', 'foreign') });
      write(pick(fates, 'made'));
      expect(filesOnly()).toEqual({ 'clusters/.gitkeep': '', ...pick(fates, 'made', 'foreign') });
      expect([...readTree(dist, '').values()].filter(found => typeof found !== 'string')).toEqual([]);
      expect(existsSync(join(dist, '.synth'))).toBe(false);
    }), { numRuns: 60 });
  });

  test('a write that is refused changes nothing, and one that is not leaves nothing to change', () => {
    let refused = 0;
    fc.assert(fc.property(fc.dictionary(clashing, fate), fates => {
      rmSync(dist, { recursive: true });
      for (const [path, text] of Object.entries(pick(fates, 'old', 'foreign'))) {
        try { put({ 'clusters/.gitkeep': '', [path]: text }); } catch { /* a file and a folder of one name: the first one stands */ }
      }
      mkdirSync(dist, { recursive: true });
      const made = pick(fates, 'made');
      const before = everything();
      try {
        compare(made);
      } catch {
        return fc.pre(false); // it cannot be made anywhere
      }
      try {
        write(made);
        expect(compare(made).map(finding => finding.state).filter(state => state !== 'same' && state !== 'foreign')).toEqual([]);
        expect(filesOnly()).toMatchObject(made);
      } catch (error) {
        if (!(error instanceof TreeError)) throw error;
        refused++;
        expect(everything()).toEqual(before);
      }
    }));
    expect(refused).toBeGreaterThan(0);
  });
});
