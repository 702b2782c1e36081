import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkFleet } from '../charts/config-rules/fleet.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { valueIn, withWord, wordsIn } from '../charts/explain/words.ts';
import { normalise } from '../charts/normalise.ts';
import { shapeOf } from '../charts/shape.ts';
import mixed from './clusters/mixed.ts';
import printedShared from './clusters/printed-shared.ts';
import wordy from './clusters/wordy.ts';

const change = fc.record({ word: fc.nat(), text: fc.oneof(fc.string(), fc.constantFrom('', '*', '.', '-', 'a\nb')), number: fc.double(), isOther: fc.boolean() });

/** The config with another value for one of its words, written or not; unchanged where that has not the shape of a config. */
function changed(config: ClusterConfig, { word, text, number, isOther }: { word: number; text: string; number: number; isOther: boolean }): ClusterConfig {
  const words = wordsIn(config);
  const { place, others } = words[word % words.length]!; // there are some
  const value = valueIn(config, place);
  const other = isOther ? others[word % Math.max(others.length, 1)] : typeof value === 'number' ? number : text;
  const found = withWord(config, place, other);
  return shapeOf(found).length === 0 ? found : config;
}

test('a cluster comes of every config of the right shape, whatever else is wrong with it, and each rule can judge it', () => {
  fc.assert(fc.property(fc.constantFrom(wordy, mixed, printedShared), fc.array(change, { minLength: 1, maxLength: 12 }), (start, changes) => {
    const config = changes.reduce(changed, start);
    expect(() => normalise(config)).not.toThrow();
    expect(() => checkFleet(new Map([['a', config]]))).not.toThrow();
  }), { numRuns: Number(process.env['FC_RUNS'] ?? 100) });
});
