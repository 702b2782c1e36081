import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { tsImport } from 'tsx/esm/api';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Host } from '../lib/cli/host.ts';
import { loadProgram } from './support/program.ts';

/**
 * Each `test/cli/NAME.txt` is a transcript: what the program promises in the first line, then what somebody does and what it says.
 *
 *     $ check test1                  a command line; what follows is all that it says, `! ` being stderr, and `exit N`
 *     edit FILE: OLD => NEW          replaces OLD wherever it stands in FILE
 *     write FILE                     with the lines behind it that begin with `| `
 *     copy FILE => FILE, move, link, folder, remove, commit
 *
 * `...` stands for any words, on a line of its own for any lines, PROJECT for the folder of the project. That has the cluster of
 * test/cli/test1.ts and is a git repository with one commit. The day is 2027-01-01. Whatever the transcript says, the program must never
 * change a file when it did not succeed at `synth`.
 */
const folder = join(import.meta.dirname, 'cli');
const transcripts = fs.readdirSync(folder).filter(file => file.endsWith('.txt')).map((file): [string, string, string] => {
  const text = fs.readFileSync(join(folder, file), 'utf8');
  return [file.slice(0, -4), text.split('\n')[0] ?? '', text];
});

let run: (typeof import('../main.ts'))['run'];

beforeAll(async () => {
  ({ run } = await loadProgram());
});

let base = '';
let project = '';

beforeEach(() => {
  vi.stubEnv('LC_ALL', 'de_DE.UTF-8'); // yargs would speak German
  base = fs.mkdtempSync(join(tmpdir(), 'cli-'));
  project = join(base, '0');
  fs.mkdirSync(join(project, 'clusters'), { recursive: true });
  fs.symlinkSync(join(dirname(import.meta.dirname), 'charts'), join(project, 'charts'));
  fs.writeFileSync(join(project, 'package.json'), '{ "type": "module" }\n');
  const cluster = fs.readFileSync(join(folder, 'test1.ts'), 'utf8').replace('../../charts/', '../charts/');
  fs.writeFileSync(join(project, 'clusters/test1.ts'), cluster);
  git('init', '--quiet');
  commit();
});

afterEach(() => {
  vi.unstubAllEnvs();
  fs.rmSync(base, { recursive: true, force: true });
});

describe('the program says', () => {
  test.each(transcripts)('%s: %s', async (_, _promise, text) => {
    expect(await play(text)).toBe(text);
  });

  test('every difference there is has a transcript', () => {
    const words = ['missing', 'moved', 'stale', 'edited', 'leftover', 'foreign', 'occupied', 'pending'];
    const text = transcripts.map(([, , transcript]) => transcript).join('\n');
    expect(words.filter(word => !new RegExp(`^${word} +(dist/|a synth)`, 'm').test(text))).toEqual([]);
  });

  test('without git, that it starts with the images of the config', async () => {
    vi.stubEnv('PATH', '');
    const [warning] = await say(['images']);
    expect(warning).toBe('! warning: test1 qa: first images are those of the config, since git could not be run (spawnSync git ENOENT)');
    expect((await say(['migrate', 'test1'])).filter(line => line === warning)).toEqual([warning]);
  });

  test('of a cluster file that takes too long, that it does', async () => {
    const { loadDefaults } = (await tsImport('../lib/cli/load.ts', import.meta.url)) as typeof import('../lib/cli/load.ts');
    fs.writeFileSync(join(project, 'clusters/endless.ts'), 'await new Promise(() => {}); export default {};\n');
    const { failed } = await loadDefaults(join(project, 'clusters'), ['endless'], { call: 'defineCluster', patience: 10 });
    expect(failed.get('endless')).toBe('Error: it has not exported after 0.01 s');
  });

  test('at the end, how long it took', async () => {
    const said: string[] = [];
    const clock = [1000, 1449];
    const out = (line: string) => void said.push(line);
    await run(['check'], { ...placeOf(out, out), clock: () => clock.shift() ?? NaN });
    expect(said.at(-1)).toMatch(/^Summary: \d+ objects in (\d+) files - \1 different, 0\.4 s$/);
  });
});

/** The transcript as it went: the text itself when everything was said as it stands there. */
async function play(text: string): Promise<string> {
  const lines = text.split('\n');
  const played = [lines.shift()];
  while (lines.length > 0) {
    const line = lines.shift() ?? '';
    played.push(line);
    if (line.startsWith('$ ')) {
      const expected = lines.splice(0, lines.findIndex(other => /^exit \d$/.test(other)) + 1);
      const said = await say(line.slice(2).split(' '));
      played.push(...(reads(said, expected) ? expected : said));
    } else if (line !== '' && !line.startsWith('# ')) {
      const end = lines.findIndex(other => !other.startsWith('|'));
      const block = lines.splice(0, end);
      played.push(...block);
      change(line, block.map(other => `${other.slice(2)}\n`).join(''));
    }
  }
  return played.join('\n');
}

/** Whether this was to be expected. */
function reads(said: readonly string[], expected: readonly string[]): boolean {
  const lines = expected.map(line => (line === '...' ? '(?:.*\n)*?' : `${pattern(line, '.*')}\n`));
  return new RegExp(`^${lines.join('')}$`).test(said.map(line => `${line}\n`).join(''));
}

/** Runs a command line in the project: what it says, its exit status last. */
async function say(words: readonly string[]): Promise<string[]> {
  const before = onDisk();
  rename();
  const said: string[] = [];
  const hear = (mark: string) => (text: string) => {
    said.push(...text.replaceAll(project, 'PROJECT').split('\n').map(line => `${mark}${line}`.trimEnd()));
  };
  const status = await run(words.map(word => word.replace('PROJECT', project)), placeOf(hear(''), hear('! ')));
  expect(said.filter(line => /undefined|\[object|\bNaN\b|^! +at /.test(line)), 'nothing that only a programmer understands').toEqual([]);
  if (status !== 0 || words[0] !== 'synth') expect(onDisk(), `\`${words.join(' ')}\` changes nothing`).toEqual(before);
  return [...said, `exit ${status}`];
}

function placeOf(out: Host['out'], err: Host['err']): Host {
  return { root: project, dist: join(project, 'dist'), out, err, clock: () => 0, today: () => '2027-01-01', format: 'text' as const };
}

/** A module is loaded once per process and path: in a folder of another name, an edited cluster file is another module. */
function rename(): void {
  const next = join(base, String(Number(project.slice(base.length + 1)) + 1));
  fs.renameSync(project, next);
  project = next;
}

/** Everything below dist: a file that was written again, even as it was, has another time or number. */
function onDisk(): Readonly<Record<string, string>> {
  if (!fs.existsSync(join(project, 'dist'))) return {};
  const paths = fs.readdirSync(join(project, 'dist'), { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(paths.flatMap(path => {
    const { mtimeNs, ino } = fs.lstatSync(join(project, 'dist', path), { bigint: true });
    if (fs.statSync(join(project, 'dist', path)).isDirectory()) return [];
    return [[path, `${ino} ${mtimeNs} ${fs.readFileSync(join(project, 'dist', path), 'latin1')}`]];
  }));
}

/** Does what a line of a transcript says, which is not a command of the program. */
function change(line: string, text: string): void {
  const [, word = '', path = '', rest = ''] = /^([a-z]+)(?: (.+?)(?:(?:: | => )(.*))?)?$/.exec(line) ?? [];
  const steps: Readonly<Record<string, (file: string, other: string) => void>> = {
    write: file => fs.writeFileSync(file, text),
    edit: file => edit(file, rest),
    copy: fs.copyFileSync,
    move: fs.renameSync,
    link: (file, other) => fs.symlinkSync(relative(dirname(other), file), other),
    folder: file => fs.mkdirSync(file),
    remove: file => fs.rmSync(file, { recursive: true }),
    commit,
  };
  const step = steps[word];
  if (!step) throw new Error(`no step of a transcript: ${line}`);
  const [file, other] = [join(project, path), join(project, rest)];
  fs.mkdirSync(dirname(/ => /.test(line) && word !== 'edit' ? other : file), { recursive: true });
  step(file, other);
}

function edit(file: string, change: string): void {
  const [from = '', to = ''] = change.split(' => ');
  const text = fs.readFileSync(file, 'utf8');
  const edited = text.replaceAll(new RegExp(pattern(from, '\\S*'), 'g'), () => to);
  if (edited === text) throw new Error(`there is no ${from} in ${file}`);
  fs.writeFileSync(file, edited);
}

/** The text as a regular expression, in which `...` stands for anything. */
function pattern(text: string, anything: string): string {
  return text.split('...').map(part => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join(anything);
}

function commit(): void {
  git('add', '--all');
  git('-c', 'user.name=test', '-c', 'user.email=test@example.org', 'commit', '--quiet', '--message', 'as it stands');
}

function git(...words: readonly string[]): void {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  execFileSync('git', words, { cwd: project, env });
}
