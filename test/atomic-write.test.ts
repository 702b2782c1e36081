import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { compareTrees } from '../lib/output/compare.ts';
import { signatureLine } from '../lib/output/signature.ts';
import { realDisk, type Disk } from '../lib/output/disk.ts';
import { isPending, readTree, TreeError, writeTree, type Written } from '../lib/output/tree.ts';
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

/** What was done besides is in `told`. */
function write(disk: Disk = realDisk, told: string[] = []): Written {
  const tree = new Map(Object.entries(made));
  return writeTree(dist, () => {
    const found = readTree(dist, '');
    return { made: tree, found, comparisons: compareTrees(tree, found, ['clusters']) };
  }, line => told.push(line), disk);
}

/** A write that says what it has done before. */
function told(): string[] {
  const lines: string[] = [];
  write(realDisk, lines);
  return lines.map(line => line.replaceAll(dist, 'dist'));
}

/** A write of `made` over `old` that ends when some files have moved and others have not, and cannot tidy up. */
function killedAmidMoves(): void {
  let moves = 0;
  const dead = (): never => { throw new Error('killed'); };
  const move: Disk['move'] = (from, to) => (++moves > 3 ? dead() : realDisk.move(from, to));
  const remove: Disk['remove'] = path => (moves > 3 ? dead() : realDisk.remove(path));
  expect(() => write({ ...realDisk, move, remove })).toThrow('killed');
  rmSync(join(dist, '.synth', `lock-${process.pid}`));
}

function refusal(work: () => unknown): TreeError {
  try {
    work();
  } catch (error) {
    if (error instanceof TreeError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Runs a write of `made` in a process of its own; `setUp` may change its `disk` first. */
function writeElsewhere(setUp = ''): SpawnSyncReturns<string> {
  const lib = (name: string): string => JSON.stringify(join(dirname(import.meta.dirname), 'lib', name));
  const script = `
    import { compareTrees } from ${lib('output/compare.ts')};
    import { realDisk } from ${lib('output/disk.ts')};
    import { readTree, writeTree } from ${lib('output/tree.ts')};
    const [dist, files] = JSON.parse(process.argv[1]);
    const made = new Map(Object.entries(files));
    const disk = { ...realDisk };
    ${setUp}
    try {
      writeTree(dist, () => {
        const found = readTree(dist, '');
        return { made, found, comparisons: compareTrees(made, found, ['clusters']) };
      }, () => {}, disk);
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
    expect(isPending(dist)).toBe(false);
    expect(told()).toEqual(['discarded an interrupted synth: 4 files']);
    expect(contents()).toEqual(laidOut(made, foreign));
    expect(existsSync(join(dist, '.synth'))).toBe(false);
  });

  test('between two files is finished by the next run, which says so', () => {
    start();
    expect(writeElsewhere(dieBeforeMove(3)).signal).toBe('SIGKILL');
    expect(contents()).not.toEqual(laidOut(old, foreign));
    expect(isPending(dist)).toBe(true);
    expect(told()).toEqual(['finished an interrupted synth: 7 files']);
    expect(contents()).toEqual(laidOut(made, foreign));
    expect(told()).toEqual([]);
  });
});

describe('the journal', () => {
  test('names the files with what stood there, and holds none of their text', () => {
    start();
    killedAmidMoves();
    const journal = JSON.parse(readFileSync(join(dist, '.synth/journal.json'), 'utf8')) as Record<string, { path: string; was?: string }[]>;
    const hash = (path: string) => createHash('sha256').update(old[path] ?? '').digest('hex');
    const was = (path: string) => ({ path, was: hash(path) });
    expect(journal).toEqual({
      write: [
        was('clusters/a/edited.yaml'), { path: 'clusters/a/flux/missing.yaml' },
        was('clusters/a/stale.yaml'), { path: 'clusters/d/missing.yaml' },
      ],
      remove: ['clusters/a/gone/deep/leftover.yaml', 'clusters/b/flux/leftover.yaml', 'clusters/c/leftover.yaml'].map(was),
    });
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

  test.each<[what: string, path: string, text: string]>([
    ['is edited', 'clusters/a/stale.yaml', 'ours: 2\n'],
    ['is made by somebody else', 'clusters/d/missing.yaml', signed('ours: 2\n')],
    ['is to go and is edited', 'clusters/c/leftover.yaml', signed('ours: 2\n')],
  ])('is given up when a file of it %s since: that is compared anew', (_, path, text) => {
    start();
    killedAmidMoves();
    put({ [path]: text });
    if (!text.startsWith('#')) {
      expect(refusal(() => write()).message).toContain(`${path} was not generated and stands where a file is to be made; move or delete`);
      rmSync(join(dist, path));
    } else {
      expect(told()).toEqual([`gave up an interrupted synth, since dist/${path} changed meanwhile: everything is compiled anew`]);
    }
    write();
    expect(contents()).toEqual(laidOut(made, foreign));
    expect(existsSync(join(dist, '.synth'))).toBe(false);
  });

  test('leads through no link that somebody has put there since', () => {
    start();
    killedAmidMoves();
    mkdirSync(join(folder, 'elsewhere'));
    symlinkSync(join(folder, 'elsewhere'), join(dist, 'clusters/d'));
    expect(refusal(() => write()).message).toMatch(/clusters\/d is a symbolic link and is in the way of .*clusters\/d\/missing\.yaml/);
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual([]);
  });

  test('that holds what `flux bootstrap` writes does not jam when it has written that', () => {
    const system = 'clusters/a/flux/flux-system/gotk-sync.yaml';
    const journal = JSON.stringify({ write: [{ path: system }], remove: [] });
    put({ '.synth/0': '# Written by `flux bootstrap`.\n', '.synth/journal.json': journal });
    put({ [system]: 'kind: GitRepository\n' });
    expect(told()).toEqual([`gave up an interrupted synth, since dist/${system} changed meanwhile: everything is compiled anew`]);
    expect(contents()).toMatchObject({ ...made, [system]: 'kind: GitRepository\n' });
  });

  test.each([
    ['{"write":[{"path":"../x"}],"remove":[]}', '"../x" is no path of a file below dist'],
    ['{"write":[]}', 'no list of paths at remove'],
    ['{', expect.any(String)],
  ])('that is none of ours is refused: %s', (journal, reason) => {
    put({ '.synth/journal.json': journal, '.synth/0': 'x' });
    const [, file, why, mend] = /^(.*) is no journal \((.*)\); (.*)$/.exec(refusal(() => write()).message) ?? [];
    expect([file, why, mend]).toEqual([`${dist}/.synth/journal.json`, reason, `delete ${dist}/.synth and run \`npm run synth\``]);
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });

  test('a .synth that leads elsewhere is refused, and what else stands in it is left alone', () => {
    mkdirSync(join(folder, 'elsewhere'));
    writeFileSync(join(folder, 'elsewhere/0'), 'mine');
    start();
    symlinkSync(join(folder, 'elsewhere'), join(dist, '.synth'));
    expect(refusal(() => write()).message).toBe(`cannot write ${dist}/.synth: it is a symbolic link; no file has changed`);
    expect(readdirSync(join(folder, 'elsewhere'))).toEqual(['0']);
    rmSync(join(dist, '.synth'));
    put({ '.synth/notes.md': 'mine', '.synth/7': 'staged' });
    expect(told()).toEqual(['discarded an interrupted synth: 1 file']);
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

  test('what another has staged is not thrown away', () => {
    start();
    put({ [`.synth/lock-${process.ppid}`]: '', '.synth/0': 'staged by the other' });
    expect(refusal(() => write()).message).toMatch(`another synth is writing ${dist}`);
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
    expect(told()).toEqual(['finished an interrupted synth: 7 files']);
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
