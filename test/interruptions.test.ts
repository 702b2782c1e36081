import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareTrees } from '../lib/output/compare.ts';
import type { Disk } from '../lib/output/disk.ts';
import { signatureLine } from '../lib/output/signature.ts';
import { readTree, TreeError, writeTree } from '../lib/output/tree.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import { memoryDisk, processOn, type Memory, type Process } from './support/memory-disk.ts';

/**
 * Processes that are killed, and processes that go on by turns, on a disk in memory: at every single call. `synth` is here what it is in
 * the program, a write of what a config comes to with the tag that stands in `dist`; a pull moves that tag.
 */
type Config = 'old' | 'new' | 'other';

const release = 'clusters/a/release.yaml';
const foreign = { 'clusters/a/notes.md': 'mine', 'clusters/b/.gitkeep': '' };

function signed(body: string): string {
  return `${signatureLine('clusters/a.ts', body, fromYaml(body))}\n${body}`;
}

function releaseOf(config: Config, tag: string): string {
  return signed('apiVersion: helm.fluxcd.io/v1\nkind: HelmRelease\nmetadata:\n  name: a\n  annotations:\n    fluxcd.io/tag.blip: glob:*\n'
    + `spec:\n  values:\n    config: ${config}\n    blip:\n      image: tidepool/blip:${tag}\n`);
}

const made = new Map<string, ReadonlyMap<string, string>>();

/** Files that differ, files that only one config has, in folders of their own, and one that is the same in all. */
function treeOf(config: Config, tag: string): ReadonlyMap<string, string> {
  const key = `${config} ${tag}`;
  if (!made.has(key)) {
    made.set(key, new Map([
      ['clusters/a/config.yaml', signed(`config: ${config}\n`)],
      [`clusters/a/only/${config}/x.yaml`, signed(`config: ${config}\n`)],
      [release, releaseOf(config, tag)],
      ['clusters/a/same.yaml', signed('same: 1\n')],
      [`clusters/${config}/x.yaml`, signed('x: 1\n')],
    ]));
  }
  return made.get(key) ?? new Map();
}

function tagIn(text: string | undefined): string {
  return /blip:(v\d+)/.exec(text ?? '')?.[1] ?? 'v0';
}

function synth(config: Config): (disk: Disk) => unknown {
  return disk => writeTree('/dist', () => {
    const found = readTree('/dist', '', { disk });
    const standing = found.get(release);
    const tree = treeOf(config, tagIn(typeof standing === 'string' ? standing : undefined));
    return { made: tree, found, comparisons: compareTrees(tree, found, ['clusters']) };
  }, () => {}, disk);
}

/** What Flux commits, as a pull puts it in place. */
function pull(memory: Memory): void {
  const text = memory.get(`/dist/${release}`);
  if (typeof text === 'string') memory.set(`/dist/${release}`, text.replace(/blip:v(\d+)/, (_, n) => `blip:v${Number(n) + 1}`));
}

function startOf(config: Config): Memory {
  const memory: Memory = new Map([['/', null]]);
  const disk = memoryDisk(memory, 1, new Set());
  synth(config)(disk);
  for (const [path, text] of Object.entries(foreign)) {
    disk.makeFolder(`/dist/${path.slice(0, path.lastIndexOf('/'))}`);
    disk.write(`/dist/${path}`, text);
  }
  return memory;
}

/** What stands in `dist` beside `.synth`, without folders. */
function filesIn(memory: Memory): Record<string, string> {
  const files = [...memory].flatMap(([path, text]): [string, string][] => (text === null ? [] : [[path.slice('/dist/'.length), text]]));
  return Object.fromEntries(files.filter(([path]) => !path.startsWith('.synth/')).sort());
}

function whole(config: Config, tag: string): Record<string, string> {
  return Object.fromEntries([...Object.entries(foreign), ...treeOf(config, tag)].sort());
}

function tagOf(memory: Memory): string {
  return tagIn(memory.get(`/dist/${release}`) ?? undefined);
}

function keyOf(memory: Memory): string {
  return JSON.stringify([...memory].sort());
}

const changing = ['makeFolder', 'write', 'move', 'remove', 'removeFolder'] as const satisfies (keyof Disk)[];

/** Every state in which a kill can leave the disk: before and after each call that changes it, and in the middle of a text. */
function killsOf(memory: Memory, work: (disk: Disk) => unknown): { states: Memory[]; end: Memory } {
  const end: Memory = new Map(memory);
  const disk = memoryDisk(end, 1, new Set());
  const states: Memory[] = [];
  const watched = changing.map(name => [name, (...args: [string, string]) => {
    states.push(new Map(end));
    if (name === 'write') states.push(new Map(end).set(args[0], args[1].slice(0, args[1].length / 2)));
    disk[name](...args);
  }]);
  work({ ...disk, ...Object.fromEntries(watched) });
  return { states: [...states, new Map(end)], end };
}

describe('a synth that is killed before or after any call that changes the disk, as is each one after it, with a pull between', () => {
  test('leaves a state from which any synth makes its tree whole, with the last tag', () => {
    const start = startOf('old');
    const states = new Map([[keyOf(start), start]]);
    let kills = 0;
    for (const memory of states.values()) { // grows until nothing new is found: any number of kills
      const reached = (['new', 'other'] as const).flatMap(config => {
        const { states: killed, end } = killsOf(memory, synth(config));
        kills += killed.length;
        expect(filesIn(end)).toEqual(whole(config, tagOf(memory)));
        expect([...end.keys()].filter(path => path.startsWith('/dist/.synth'))).toEqual([]);
        return config === 'new' ? killed : []; // what is killed is always the same; what comes after it is not
      });
      const pulled: Memory = new Map(memory);
      if (tagOf(memory) === 'v0') pull(pulled);
      for (const state of [...reached, pulled]) {
        expect(tagOf(state)).toBe(tagOf(state === pulled ? pulled : memory));
        states.set(keyOf(state), states.get(keyOf(state)) ?? state);
      }
    }
    const texts = (['old', 'new'] as const).flatMap(config => ['v0', 'v1'].flatMap(tag => Object.values(whole(config, tag))));
    for (const memory of states.values()) {
      expect(filesIn(memory)).toMatchObject(foreign);
      expect(texts, 'no half of a file stands in dist').toEqual(expect.arrayContaining(Object.values(filesIn(memory))));
    }
    expect(states.size).toBeGreaterThan(100);
  });
});

/** Nobody can be kept from writing in the microseconds between a last look and the change that follows it. */
function isAmidChange({ next }: Process): boolean {
  const [name, from, to] = next ?? [];
  return (name === 'move' && to === `/dist/${release}`) || (name === 'remove' && from === `/dist/${release}`);
}

type Turn = { readonly who: 0 | 1; readonly calls: number; readonly then: 'nothing' | 'pull' | 'kill' };

/** Two writers of different configs, of which each makes some calls in its turn, Flux, and at the end one more writer. */
function play(turns: readonly Turn[]): { said: string[]; killed: number } {
  const memory = startOf('old');
  const running = new Set([1, 2]);
  const configs = ['new', 'other'] as const;
  const writers = configs.map((config, i) => processOn(memoryDisk(memory, i + 1, running), synth(config)));
  let [tag, killed] = ['v0', 0];
  const goOn = (i: 0 | 1, calls: number): void => {
    const writer = writers[i];
    if (!running.has(i + 1) || !writer?.next) return;
    writer.goOn(calls);
    if (!writer.next) running.delete(i + 1);
  };
  for (const { who, calls, then } of turns) {
    goOn(who, calls);
    if (then === 'pull' && !writers.some(isAmidChange)) {
      pull(memory);
      tag = `v${Number(tag.slice(1)) + 1}`;
    }
    if (then === 'kill' && running.delete(who + 1)) killed += 1;
    expect(tagOf(memory), 'no tag is lost').toBe(tag);
  }
  for (const i of [0, 1] as const) goOn(i, Infinity);
  expect(tagOf(memory), 'no tag is lost').toBe(tag);
  const done = configs.filter((_, i) => 'value' in (writers[i]?.outcome() ?? {}));
  if (killed === 0) expect((done.length > 0 ? done : ['old' as const]).map(config => whole(config, tag))).toContainEqual(filesIn(memory));
  synth('old')(memoryDisk(memory, 3, running));
  expect(filesIn(memory)).toEqual(whole('old', tag));
  const errors = writers.flatMap(writer => {
    const outcome = writer.outcome() ?? {};
    return 'error' in outcome ? [outcome.error] : [];
  });
  for (const error of errors) if (!(error instanceof TreeError)) throw error;
  return { said: errors.map(error => (error as TreeError).message), killed };
}

describe('two writers and Flux by turns: no tag is lost, and the tree is one writer\'s or the other says that it stopped', () => {
  test('one stopped before each of its calls, while the other runs to its end and Flux moves a tag', () => {
    const calls = callsOf('new');
    for (let n = 0; n <= calls; n += 1) {
      for (const then of ['nothing', 'pull', 'kill'] as const) {
        play([{ who: 0, calls: n, then }, { who: 1, calls: Infinity, then: 'nothing' }]);
        play([{ who: 0, calls: n, then: 'nothing' }, { who: 1, calls: Infinity, then }, { who: 0, calls: 3, then }]);
      }
    }
  });

  test('2000 schedules', () => {
    const turn = fc.record<Turn>({
      who: fc.constantFrom(0, 1),
      calls: fc.oneof(fc.nat(4), fc.nat(120)),
      then: fc.constantFrom('nothing', 'nothing', 'pull', 'kill'),
    });
    const seen = { refused: 0, killed: 0, done: 0 };
    fc.assert(fc.property(fc.array(turn, { minLength: 2, maxLength: 12 }), turns => {
      const { said, killed } = play(turns);
      for (const line of said) expect(line).toMatch(/^another synth is writing \/dist; /);
      seen.killed += killed;
      seen[said.length > 0 ? 'refused' : 'done'] += 1;
    }), { numRuns: 2000 });
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(200);
  });

  test('a tree that changes all the time is given up, and the run says so', () => {
    const memory = startOf('old');
    const writer = processOn(memoryDisk(memory, 1, new Set()), synth('new'));
    while (writer.next) {
      writer.goOn(1);
      if (writer.next?.[0] === 'write') pull(memory);
    }
    expect(writer.outcome()).toMatchObject({
      error: { message: `/dist/${release} changes all the time; run this when nothing else writes /dist` },
    });
  });
});

function callsOf(config: Config): number {
  const process = processOn(memoryDisk(startOf('old'), 1, new Set()), synth(config));
  let calls = 0;
  for (; process.next; calls += 1) process.goOn(1);
  return calls;
}
