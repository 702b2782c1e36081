import { describe, expect, test } from 'vitest';
import type { ClusterConfig } from '../charts/config.ts';
import { valueIn, withWord, wordsIn, type Word } from '../charts/explain/words.ts';
import { normalise } from '../charts/normalise.ts';
import isConfig from '../imports/validators/config.js';
import { pathText } from '../lib/schema/shape-error.ts';
import mixed from './clusters/mixed.ts';
import ownNodes from './clusters/own-nodes.ts';
import printedShared from './clusters/printed-shared.ts';
import wordy from './clusters/wordy.ts';

/** What no rule would let pass, by type. */
const odd: Readonly<Record<string, readonly unknown[]>> = { string: ['', '*', '.', '-', ':', '1.x', 'a\nb', 'é/'.repeat(200)], number: [-1, 0.5, 1e21] };

/** The config with other values for a word, written or not, as far as it keeps the shape of one. */
function variants(config: ClusterConfig, { place, others }: Word): ClusterConfig[] {
  const types = new Set([valueIn(config, place), ...others].map(value => typeof value));
  const values = [undefined, ...others, ...[...types].flatMap(type => odd[type] ?? [])];
  return values.map(value => withWord(config, place, value)).filter(changed => isConfig(changed));
}

describe.each([wordy, mixed, ownNodes, printedShared])('of $name a cluster comes whatever is wrong with it', config => {
  test('in any one word', () => {
    const failed = wordsIn(config).flatMap(word => variants(config, word).flatMap(changed => {
      try {
        normalise(changed);
        return [];
      } catch (error) {
        return [`${pathText(word.place)}: ${String(error)}`];
      }
    }));
    expect(failed).toEqual([]);
  });
});
