import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../charts/compile.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { withWord, wordsIn } from '../charts/explain/words.ts';
import { differences, type PlacedValue } from '../lib/manifests/differences.ts';
import { objectChanges } from '../lib/review/changes.ts';
import { rowsOf } from '../lib/review/fold.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import { apply } from './support/apply.ts';
import { soundFleet } from './support/random-config.ts';

const runs = { numRuns: Number(process.env['FC_RUNS'] ?? 6) };

/** A cluster at random, and the same with some of its words changed. What comes of it may be nonsense, but it is compiled. */
const edited = fc.tuple(soundFleet, fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 4 })).map(([[before], picks]) => {
  const after = picks.reduce((config, [word, other]) => {
    const words = wordsIn(config);
    const { place, others } = words[word % words.length] ?? { place: [], others: [] };
    const changed = withWord(config, place, others[other % Math.max(others.length, 1)]);
    return filesOf(changed) ? changed : config;
  }, before as ClusterConfig); // a fleet has one at least
  return [filesOf(before as ClusterConfig) ?? [], filesOf(after) ?? []] as const;
});

function filesOf(config: ClusterConfig): (readonly [path: string, text: string])[] | undefined {
  try {
    return [...compile(config, new Map())];
  } catch {
    return undefined;
  }
}

function documents(files: readonly (readonly [string, string])[]): PlacedValue[] {
  const manifests = files.filter(([path]) => /\.ya?ml$/.test(path)); // beside them are scripts and texts
  return manifests.sort(([one], [other]) => (one < other ? -1 : 1)).flatMap(([file, text]) => fromYaml(text).map(value => ({ file, value })));
}

describe('of a random cluster and an edit of its config', () => {
  test('the differences make the one output of the other, and none of itself', () => {
    fc.assert(fc.property(edited, ([before, after]) => {
      const [old, now] = [documents(before), documents(after)];
      expect(apply(differences(old, now), old)).toEqual(now);
      expect(differences(now, structuredClone(now))).toEqual([]);
    }), runs);
  });

  test('every value that differs is in one row, and every row has some', () => {
    fc.assert(fc.property(edited, ([before, after]) => {
      const [old, now] = [new Map(before), new Map(after)];
      const paths = [...new Set([...old.keys(), ...now.keys()])].filter(path => old.get(path) !== now.get(path));
      const objects = objectChanges(paths.map(path => ({ path, before: old.get(path), after: now.get(path) })), () => 'c');
      const rows = rowsOf(objects);
      expect(new Set(rows.flatMap(row => row.objects))).toEqual(new Set(objects));
      expect(rows.filter(({ count, objects: own }) => count < own.length)).toEqual([]);
      expect(new Set(rows.map(({ what, kind, field, before: from, after: to, objects: own }) => {
        return JSON.stringify([what, kind, field, from, to, own.map(({ id }) => id)]);
      })).size).toBe(rows.length);
    }), runs);
  });
});
