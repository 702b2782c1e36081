import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import {
  chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { compareTrees } from '../lib/output/compare.ts';
import { signatureLine } from '../lib/output/signature.ts';
import { realDisk, type Disk } from '../lib/output/staging.ts';
import { pendingJournal, readTree, recover, TreeError, writeTree, type Changes } from '../lib/output/tree.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';

type Files = Readonly<Record<string, string>>;

// Thousands of files are written here; the time that takes is the disk's.
vi.setConfig({ testTimeout: 60_000 });

let folder = '';
let dist = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atomic-'));
  dist = join(folder, 'dist');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function signed(body: string): string {
  return `${signatureLine('clusters/a.ts', body, fromYaml(body))}\n${body}`;
}

const foreign: Files = { 'clusters/a/notes.md': 'mine', 'clusters/b/flux/.gitkeep': '' };
const same: Files = { 'clusters/a/same.yaml': signed('same: 1\n') };
const old: Files = {
  ...same,
  'clusters/a/stale.yaml': signed('old: 1\n'),
  'clusters/a/edited.yaml': `${signed('old: 1\n')}edit: 1\n`,
  'clusters/a/gone/deep/leftover.yaml': signed('old: 1\n'),
  'clusters/b/flux/leftover.yaml': signed('old: 1\n'),
  'clusters/c/leftover.yaml': signed('old: 1\n'),
};
const made: Files = {
  ...same,
  'clusters/a/stale.yaml': signed('new: 1\n'),
  'clusters/a/edited.yaml': signed('new: 1\n'),
  'clusters/a/flux/missing.yaml': signed('new: 1\n'),
  'clusters/d/missing.yaml': signed('new: 1\n'),
};

function put(files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    writeFileSync(join(dist, path), text);
  }
}

function start(): void {
  rmSync(dist, { recursive: true, force: true });
  put({ ...old, ...foreign });
}

/** What stands in dist, but for `.synth`; read by other means than readTree. Folders end in `/`. */
function contents(): Files {
  const entries = readdirSync(dist, { recursive: true, withFileTypes: true }).map(entry => {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(dist.length + 1);
    return entry.isFile() ? [name, readFileSync(path, 'utf8')] : [`${name}/`, ''];
  });
  return Object.fromEntries(entries.filter(([name = '']) => !name.startsWith('.synth/')).sort());
}

/** The same with the folders that the files need and no other. */
function laidOut(...parts: Files[]): Files {
  const files = Object.assign({}, ...parts) as Files;
  const folders = Object.keys(files).flatMap(path => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1)));
  return { ...Object.fromEntries(folders.map(name => [name, ''])), ...files };
}

function write(disk?: Disk, files: Files = made): Changes {
  const tree = new Map(Object.entries(files));
  return writeTree(dist, tree, compareTrees(tree, readTree(dist, ''), ['clusters']), disk);
}

/** A kill does not lose what the system holds in memory, so the slow flush is left out where kills are played. */
const quickDisk: Disk = { ...realDisk, write: (path, text) => writeFileSync(path, text) };

/** Does what a killed process does: all operations before the n-th, of that one half a file at most, and nothing ever after. */
function mortalDisk(n: number): Disk & { readonly steps: () => number } {
  let step = 0;
  const until = <A extends unknown[]>(work: (...args: A) => void, half: (...args: A) => void = () => {}) => (...args: A): void => {
    step++;
    if (step < n) return work(...args);
    if (step === n) half(...args);
    throw new Error('killed');
  };
  return {
    steps: () => step,
    makeFolder: until(quickDisk.makeFolder),
    write: until(quickDisk.write, (path, text) => quickDisk.write(path, text.slice(0, text.length / 2))),
    move: until(quickDisk.move),
    remove: until(quickDisk.remove),
    removeFolder: until(quickDisk.removeFolder),
  };
}

function stepsOf(work: (disk: Disk) => unknown): number {
  const disk = mortalDisk(Infinity);
  work(disk);
  return disk.steps();
}

/** Tells whether the work was done before. A kill while it tidies up is not thrown further, so that no error is hidden by one. */
function killedAt(n: number, work: (disk: Disk) => unknown): { readonly was: 'killed' | 'done' } {
  const disk = mortalDisk(n);
  try {
    work(disk);
  } catch (error) {
    if (!String(error).includes('killed')) throw error;
  }
  return { was: disk.steps() >= n ? 'killed' : 'done' };
}

/** The step of a write of `made` over `old` at which some files have moved and others have not. */
const amidMoves = 12;

function refusal(work: () => unknown): TreeError {
  try {
    work();
  } catch (error) {
    if (error instanceof TreeError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('a write that is killed', () => {
  const [before, after] = [laidOut(old, foreign), laidOut(made, foreign)];

  test('at any step leaves the old tree or one that the next run makes new', () => {
    start();
    const steps = stepsOf(write);
    expect(contents()).toEqual(after);
    const outcomes = Array.from({ length: steps }, (_, i) => {
      start();
      killedAt(i + 1, write);
      expect(contents()).toMatchObject({ ...foreign, ...same });
      const pending = pendingJournal(dist);
      if (!pending && !existsSync(join(dist, 'clusters/d'))) expect(contents()).toEqual(before);
      const { did } = recover(dist, quickDisk);
      expect(did === 'finished').toBe(pending !== undefined);
      const [recovered, isNew] = [contents(), existsSync(join(dist, 'clusters/d'))];
      expect(recovered, `killed at step ${i + 1}`).toEqual(isNew ? after : before);
      expect(existsSync(join(dist, '.synth'))).toBe(false);
      write(quickDisk);
      expect(contents()).toEqual(after);
      return isNew;
    });
    // Old first, then new: the journal is the one step that decides.
    expect(outcomes).toEqual([...outcomes].sort());
    expect(new Set(outcomes).size).toBe(2);
  });

  test('and whose recovery is killed at any step, too, is finished by the one after', () => {
    start();
    const steps = stepsOf(write);
    let recoveries = 0;
    for (let n = 1; n <= steps; n += 3) { // neighbours differ by one file, so every third tells as much
      for (let m = 1, was = 'killed'; was === 'killed'; m++) {
        start();
        killedAt(n, write);
        was = killedAt(m, disk => recover(dist, disk)).was;
        recoveries++;
        recover(dist, quickDisk);
        expect(contents(), `killed at ${n}, then at ${m}`).toEqual(existsSync(join(dist, 'clusters/d')) ? after : before);
      }
    }
    expect(recoveries).toBeGreaterThan(steps);
  });

  test('at any step, whatever the trees: the next run ends in what is made and what is foreign', () => {
    const path = fc.constantFrom('a', 'b', 'a/c').chain(name => fc.constantFrom(`clusters/${name}/x.yaml`, `clusters/${name}/y.yaml`));
    const files = fc.dictionary(path, fc.nat(2).map(n => signed(`n: ${n}\n`)));
    fc.assert(fc.property(files, files, fc.integer({ min: 1, max: 30 }), (first, second, n) => {
      rmSync(dist, { recursive: true, force: true });
      put({ ...foreign, ...first });
      killedAt(n, disk => write(disk, second));
      recover(dist, quickDisk);
      expect([laidOut(first, foreign), laidOut(second, foreign)]).toContainEqual(contents());
      write(quickDisk, second);
      expect(contents()).toEqual(laidOut(second, foreign));
    }), { numRuns: 60 });
  });

  test('in the first run of all leaves no half of a tree', () => {
    const steps = stepsOf(write);
    for (let n = 1; n <= steps; n++) {
      rmSync(dist, { recursive: true, force: true });
      killedAt(n, write);
      recover(dist, quickDisk);
      if (existsSync(dist)) expect([{}, laidOut(made)]).toContainEqual(contents());
      write(quickDisk);
      expect(contents()).toEqual(laidOut(made));
    }
  });
});

/** Runs a write of `made` in a process of its own; `setUp` may change its `disk` first. */
function writeElsewhere(setUp = ''): SpawnSyncReturns<string> {
  const lib = (name: string): string => JSON.stringify(join(dirname(import.meta.dirname), 'lib', name));
  const script = `
    import { compareTrees } from ${lib('output/compare.ts')};
    import { realDisk } from ${lib('output/staging.ts')};
    import { readTree, writeTree } from ${lib('output/tree.ts')};
    const [dist, files] = JSON.parse(process.argv[1]);
    const made = new Map(Object.entries(files));
    const disk = { ...realDisk };
    ${setUp}
    try {
      writeTree(dist, made, compareTrees(made, readTree(dist, ''), ['clusters']), disk);
    } catch (error) {
      console.log(error.message);
    }`;
  const args = ['--import', 'tsx', '--input-type=module', '-e', script, JSON.stringify([dist, made])];
  return spawnSync(process.execPath, args, { encoding: 'utf8', cwd: dirname(import.meta.dirname) });
}

/** Root may do everything; nobody, once it has read the program, may not. */
const asNobody = 'if (process.getuid() === 0) { process.setgroups([]); process.setgid(65534); process.setuid(65534); }';

function allowEverybody(): void {
  for (const name of ['..', '', ...readdirSync(dist, { recursive: true, encoding: 'utf8' })]) chmodSync(join(dist, name), 0o777);
}

const dieBeforeMove = (n: number): string =>
  `let moves = 0;
  disk.move = (from, to) => { if (++moves === ${n}) process.kill(process.pid, 'SIGKILL'); realDisk.move(from, to); };`;

describe('a process that is really killed', () => {
  test('while it stages has changed nothing', () => {
    start();
    expect(writeElsewhere(dieBeforeMove(1)).signal).toBe('SIGKILL');
    expect(contents()).toEqual(laidOut(old, foreign));
    expect(pendingJournal(dist)).toBeUndefined();
    expect(recover(dist)).toEqual({ did: 'discarded', files: 4 });
    expect(contents()).toEqual(laidOut(old, foreign));
    expect(existsSync(join(dist, '.synth'))).toBe(false);
  });

  test('between two files is finished by the next run, which says so', () => {
    start();
    expect(writeElsewhere(dieBeforeMove(3)).signal).toBe('SIGKILL');
    expect(contents()).not.toEqual(laidOut(old, foreign));
    expect(recover(dist)).toEqual({ did: 'finished', files: 7 });
    expect(contents()).toEqual(laidOut(made, foreign));
    expect(recover(dist)).toEqual({ did: 'nothing', files: 0 });
  });
});

test('recovering where nothing was interrupted makes and changes nothing', () => {
  start();
  const before = statSync(dist, { bigint: true }).mtimeNs;
  expect(recover(dist)).toEqual({ did: 'nothing', files: 0 });
  expect(statSync(dist, { bigint: true }).mtimeNs).toBe(before);
  rmSync(dist, { recursive: true });
  recover(dist);
  expect(existsSync(dist)).toBe(false);
});

describe('the journal', () => {
  test('names the files and holds none of their text; whoever only reads can see it', () => {
    start();
    killedAt(amidMoves, write);
    expect(pendingJournal(dist)).toEqual({
      write: ['clusters/a/edited.yaml', 'clusters/a/flux/missing.yaml', 'clusters/a/stale.yaml', 'clusters/d/missing.yaml'],
      remove: ['clusters/a/gone/deep/leftover.yaml', 'clusters/b/flux/leftover.yaml', 'clusters/c/leftover.yaml'],
    });
    expect(readFileSync(join(dist, '.synth/journal.json'), 'utf8')).toBe(JSON.stringify(pendingJournal(dist)));
    expect(readTree(dist, '').has('.synth/journal.json')).toBe(false);
  });

  test('is on the medium before the first file moves', () => {
    start();
    const log: string[] = [];
    write({
      ...realDisk,
      write: (path, text, options) => { log.push(`${options?.flush ? 'flush' : 'write'} ${path}`); realDisk.write(path, text, options); },
      move: (from, to) => { log.push(`move to ${to}`); realDisk.move(from, to); },
    });
    const moves = log.findIndex(line => line.startsWith('move'));
    expect(log.slice(moves - 1, moves + 2)).toEqual([
      `flush ${dist}/.synth/journal.unfinished`, `move to ${dist}/.synth/journal.json`, `move to ${dist}/clusters/a/edited.yaml`,
    ]);
  });

  test('of an interrupted run stops a write that did not ask for it', () => {
    start();
    killedAt(amidMoves, write);
    expect(refusal(write).message).toBe(`another synth of ${dist} was interrupted just now; run this one again`);
  });

  test('does not move a file over one that somebody put there since; moved away, the rest is done', () => {
    start();
    killedAt(amidMoves, write);
    put({ 'clusters/d/missing.yaml': 'mine', 'clusters/c/leftover.yaml': 'mine' });
    const error = refusal(() => recover(dist));
    expect(error.message).toMatch(/clusters\/d\/missing\.yaml was not generated and stands where a file is to be made; move or delete/);
    expect(contents()).toMatchObject({ 'clusters/d/missing.yaml': 'mine' });
    rmSync(join(dist, 'clusters/d'), { recursive: true });
    put({ 'clusters/d': signed('ours: 1\n') });
    expect(refusal(() => recover(dist)).message).toMatch(/clusters\/d is no longer made and is in the way of .*clusters\/d\/missing\.yaml/);
    rmSync(join(dist, 'clusters/d'));
    expect(recover(dist).did).toBe('finished');
    expect(contents()).toEqual(laidOut(made, foreign, { 'clusters/c/leftover.yaml': 'mine' }));
  });

  test.each([
    ['{"write":["../x"],"remove":[]}', '"../x" is no path of a file below dist'],
    ['{"write":[]}', 'no list of paths at remove'],
    ['{', expect.any(String)],
  ])('that is none of ours is refused: %s', (journal, reason) => {
    put({ '.synth/journal.json': journal, '.synth/0': 'x' });
    const [, file, why, mend] = /^(.*) is no journal \((.*)\); (.*)$/.exec(refusal(() => recover(dist)).message) ?? [];
    expect([file, why, mend]).toEqual([`${dist}/.synth/journal.json`, reason, `delete ${dist}/.synth and run \`npm run synth\``]);
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });

  test('a .synth that leads elsewhere is refused, and what else stands in it is left alone', () => {
    mkdirSync(join(folder, 'elsewhere'));
    writeFileSync(join(folder, 'elsewhere/0'), 'mine');
    start();
    symlinkSync(join(folder, 'elsewhere'), join(dist, '.synth'));
    expect(refusal(() => recover(dist)).message).toBe(`cannot write ${dist}/.synth: it is a symbolic link; no file has changed`);
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['0']);
    rmSync(join(dist, '.synth'));
    put({ '.synth/notes.md': 'mine', '.synth/7': 'staged' });
    expect(recover(dist)).toEqual({ did: 'discarded', files: 1 });
    expect(readdirSync(join(dist, '.synth'))).toEqual(['notes.md']);
  });
});

describe('two writers', () => {
  test('a second one is refused while the first is writing, and the first ends well', () => {
    start();
    let said = '';
    const move: Disk['move'] = (from, to) => {
      if (said === '') said = writeElsewhere().stdout.trim();
      realDisk.move(from, to);
    };
    write({ ...realDisk, move });
    expect(said).toBe(`another synth is writing ${dist}; run this one when it has ended. `
      + `If process ${process.pid} is none, delete ${dist}/.synth/lock-${process.pid}`);
    expect(contents()).toEqual(laidOut(made, foreign));
    expect(existsSync(join(dist, '.synth'))).toBe(false);
  });

  test('recovering while another writes is refused, too, and throws nothing of it away', () => {
    start();
    put({ [`.synth/lock-${process.ppid}`]: '', '.synth/0': 'staged by the other' });
    expect(refusal(() => recover(dist)).message).toMatch(`another synth is writing ${dist}`);
    expect(refusal(write).message).toMatch(`another synth is writing ${dist}`);
    expect(readdirSync(join(dist, '.synth'))).toEqual(['0', `lock-${process.ppid}`]);
  });

  test('the other may run for another user', () => {
    start();
    put({ '.synth/lock-1': '' });
    allowEverybody();
    expect(writeElsewhere(asNobody).stdout).toMatch(`another synth is writing ${dist}`);
  });

  test('the lock of a process that has ended is none', () => {
    start();
    const { pid } = spawnSync(process.execPath, ['--version']);
    put({ [`.synth/lock-${pid}`]: '' });
    write();
    expect(contents()).toEqual(laidOut(made, foreign));
    expect(existsSync(join(dist, '.synth'))).toBe(false);
  });
});

describe('a disk that refuses', () => {
  test('for want of room while staging: the error names the file, and dist is as it was', () => {
    start();
    let writes = 0;
    const fullDisk: Disk = {
      ...realDisk,
      write: (path, text, options) => {
        if (++writes === 4) throw new Error('ENOSPC: no space left on device, write');
        realDisk.write(path, text, options);
      },
    };
    expect(refusal(() => write(fullDisk)).message)
      .toBe(`cannot write ${dist}/clusters/a/stale.yaml: ENOSPC: no space left on device, write; no file has changed`);
    expect(contents()).toEqual(laidOut(old, foreign));
    expect(existsSync(join(dist, '.synth'))).toBe(false);
  });

  test('at a move: the error names the file and says that the next run goes on, which it does', () => {
    start();
    let moves = 0;
    const failing: Disk = {
      ...realDisk,
      move: (from, to) => {
        if (++moves === 3) throw new Error('EIO: i/o error, rename');
        realDisk.move(from, to);
      },
    };
    expect(refusal(() => write(failing)).message).toBe(`cannot write ${dist}/clusters/a/flux/missing.yaml: EIO: i/o error, rename; `
      + 'stopped half way, and `npm run synth` goes on from here');
    expect(recover(dist)).toEqual({ did: 'finished', files: 7 });
    expect(contents()).toEqual(laidOut(made, foreign));
  });

  test.each([
    ['dist', '', '.synth', 'mkdir'],
    ['a folder in it', 'clusters/a', 'clusters/a/edited.yaml', 'access'],
    ['a folder to remove from', 'clusters/c', 'clusters/c/leftover.yaml', 'access'],
  ])('for want of permission to %s: the error names the path, and dist is as it was', (_, path, file, call) => {
    start();
    allowEverybody();
    chmodSync(join(dist, path), 0o555);
    const result = writeElsewhere(asNobody);
    chmodSync(join(dist, path), 0o777);
    expect(result.stderr).toBe('');
    expect(result.stdout.trim().replace(/'.*'/, 'PATH'))
      .toBe(`cannot write ${dist}/${file}: EACCES: permission denied, ${call} PATH; no file has changed`);
    expect(contents()).toEqual(laidOut(old, foreign));
    expect(existsSync(join(dist, '.synth'))).toBe(false);
  });
});
