import { expect, test } from 'vitest';
import { compile } from '../charts/compile.ts';
import { checkFleet } from '../charts/config-rules/fleet.ts';
import { tidepool } from '../charts/own.ts';
import { currentOutput, type Reader } from '../charts/current-output.ts';
import { planOutput, planShare, type OutputPlan, type SecondThread } from '../charts/plan.ts';
import { byTurns, firstOfAll } from '../lib/turns.ts';
import test1 from './clusters/test1.ts';

/** Clusters that a plan may leave to a second thread; here that is done in this one, and answers as if it came from another. */
const configs = ['a', 'b', 'c', 'd'].map(name => ({ ...test1, name }));
const { checked } = checkFleet(new Map(configs.map(config => [config.name, config])));

/** A plan, and what was said meanwhile. Cluster b has no output yet, and git cannot be asked for its last images. */
function planned(second?: SecondThread, broken = ''): { readonly plan?: OutputPlan; readonly fault?: string; readonly said: readonly string[] } {
  const said: string[] = [];
  const reader = readerOf(said, broken);
  const current = currentOutput(configs.map(({ name }) => name), { isWhole: true }, reader);
  try {
    return { plan: planOutput([...checked.values()], configs, current, reader, second), said };
  } catch (error) {
    return { fault: String(error), said };
  }
}

function readerOf(said: string[], broken: string): Reader {
  return {
    readTree: folder => {
      const config = configs.find(({ name }) => folder === `clusters/${name}`);
      if (config === undefined || config.name === 'b') return new Map();
      const tree = [...compile(config, new Map())].slice(config.name === 'c' ? 3 : 0);
      return new Map(tree.map(([path, text]) => [path, config.name === broken ? text.replace('image: ', 'image: &x {') : text]));
    },
    committedFiles: () => ({ unreadable: 'git is away' }),
    sourceText: () => '',
    warn: line => void said.push(line),
  };
}

function withShare(most: number, broken = ''): SecondThread {
  return ({ next, ...others }) => {
    const { clusters, newer } = structuredClone(others);
    const done = planShare({ clusters: clusters.slice(0, most), next, newer, organisation: tidepool }, readerOf([], broken));
    Atomics.store(next, 0, most); // it has looked further than it had clusters
    return () => structuredClone(done);
  };
}

test.each([0, 1, 2, 3, 4])('a plan is the same where another thread makes %i of four clusters', most => {
  const alone = planned();
  expect(alone.said).toEqual([expect.stringContaining('warning: b qa2: first images are those of the config')]);
  expect(alone.plan?.comparisons.length).toBeGreaterThan(10);
  expect(planned(withShare(most))).toEqual(alone);
});

test.each([0, 2, 4])('what cannot be read is said the same where another thread makes %i of four clusters', most => {
  const alone = planned(undefined, 'c');
  expect(alone.fault).toContain('cannot be read');
  expect(planned(withShare(most, 'c'), 'c')).toEqual(alone);
});

test('a thread that has died is done without', () => {
  expect(planned(({ next }) => {
    Atomics.add(next, 0, 2);
    return () => [];
  })).toEqual(planned());
});

test('every part is done by one thread, and none is begun behind one that throws', () => {
  const next = firstOfAll();
  const inside: number[] = [];
  const outside = byTurns(5, next, part => {
    if (part === 1) inside.push(...Object.keys(byTurns(4, next, other => other)).map(Number));
    return part;
  });
  expect([Object.keys(outside).map(Number), inside]).toEqual([[0, 1], [2, 3]]);
  const failing = firstOfAll();
  expect(byTurns(5, failing, part => {
    if (part === 2) throw new Error('no');
    return part;
  })).toEqual([0, 1]);
  expect(Atomics.load(failing, 0)).toBeGreaterThanOrEqual(5);
});
