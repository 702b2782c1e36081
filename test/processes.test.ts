import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { committedFiles } from '../lib/output/git.ts';
import { documented, documentedSource } from './support/documented.ts';
import { copyFolder, copyProgram, removeFolder } from './support/program-copy.ts';

/**
 * What only a process of its own can show. Each test has a copy of the project, in a repository whose one commit holds the output, and starts the
 * program as `npm run` does, or by tsx.
 */
const root = dirname(import.meta.dirname);
const launcher = 'lib/cli/launcher.cjs';
const loader = join(root, 'node_modules/tsx/dist/loader.mjs'); // `--import tsx` would look for it in the working directory
const release = 'clusters/test1/flux/environments/qa2/tidepool-helmrelease.yaml';

let base = '';
let project = '';
let reference: Files = {};

/** Texts by path. */
type Files = Readonly<Record<string, string>>;

beforeAll(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'processes-')));
  project = join(base, 'reference');
  copyProgram(project);
  mkdirSync(join(project, 'clusters'));
  for (const { name } of documented) writeFileSync(join(project, 'clusters', `${name}.ts`), documentedSource(name));
  expect(launch('synth')).toMatchObject({ status: 0 });
  git('init', '--quiet');
  commit();
  reference = dist();
  expect(Object.keys(reference).length).toBeGreaterThan(40);
});
afterAll(() => removeFolder(base));

beforeEach(() => {
  project = join(base, 'project');
  copyFolder(join(base, 'reference'), project);
});
afterEach(() => removeFolder(project));

describe('cdk8s synth', () => {
  const cdk8s = (): Ended => start(join(root, 'node_modules/.bin/cdk8s'), ['synth', '--check-upgrade', 'false']);

  test('writes the bytes of main.ts synth', () => {
    expect(cdk8s()).toMatchObject({ status: 0 });
    expect(dist()).toEqual(reference);
  });

  test('keeps the tags that Flux has committed, though it empties dist before it asks for anything', () => {
    edit(`dist/${release}`, /platform-auth:develop-\w+/, 'platform-auth:develop-moved');
    const moved = dist();
    commit();
    edit('clusters/test1.ts', 'maxSize: 10', 'maxSize: 11');
    expect(launch('synth')).toMatchObject({ status: 0 });
    const synthesised = dist();
    expect(differing(moved, synthesised)).toEqual(['clusters/test1/INVENTORY.md', 'clusters/test1/config.yaml']);

    git('checkout', '--quiet', 'dist');
    expect(cdk8s()).toMatchObject({ status: 0 });
    expect(differing(dist(), synthesised)).toEqual([]);
    expect(dist()[release]).toContain('platform-auth:develop-moved');
  });
});

describe('a run that fails leaves dist as it was, to the millisecond', () => {
  beforeEach(() => edit('clusters/development.ts', 'maxSize: 10', 'maxSize: 11')); // so that there is something to write

  test('a cluster file that throws', () => {
    writeFileSync(join(project, 'clusters/zebra.ts'), `throw new Error('no VPC is free');\n`);
    const before = times();
    const { status, out, err } = launch('synth');
    expect(times()).toEqual(before);
    expect([status, out, err]).toEqual([2, '', 'clusters/zebra.ts: 1 problem\n  zebra.ts:1:7: Error: no VPC is free. [load]\nNothing was done.\n']);
  });

  test('a bug of ours that shows with the last cluster', () => {
    const bug = "if (cluster.name === 'test1') throw new Error('a bug');";
    edit('charts/compile.ts', 'export function draw(cluster: Cluster): Tree {', `$& ${bug}`);
    const before = times();
    const { status, out, err } = start(process.execPath, ['--import', loader, 'main.ts', 'synth']);
    expect(times()).toEqual(before);
    expect([status, out]).toEqual([2, '']);
    expect(err).toMatch(/^A fault of this program, not of your config:\nError: a bug\n +at draw \(.*charts\/compile\.ts/);
  });
});

describe('whatever a cluster file does, the status is our own and there is a word about it', () => {
  const put = (files: Files): void => {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(project, 'clusters', `${name}.ts`), `${text}\n`);
  };

  test('it ends the process, awaits for ever, throws behind its back, prints: the run fails, and each is told', () => {
    put({
      'a-exits': 'process.exit(0);',
      'b-exits-by-another-name': "import { exit } from 'node:process'; try { exit(0); } catch {} export default {};",
      'c-awaits': 'await new Promise(() => {}); export default {};',
      'd-rejects': "Promise.reject(new Error('late')); export default {};",
      'e-throws-late': "process.nextTick(() => { throw new Error('later'); }); console.log('printed'); export default {};",
      'f-exits-with-the-process': "process.on('exit', () => { process.exitCode = 0; }); throw new Error('last');",
    });
    const { status, out, err } = launch('check');
    expect([status, out, err]).toEqual([2, '', `printed
clusters/a-exits.ts: 1 problem
  a-exits.ts:1:9: Error: it calls process.exit(0); a config only exports. [load]
clusters/b-exits-by-another-name.ts: 1 problem
  b-exits-by-another-name.ts:1:44: Error: it calls process.exit(0); a config only exports. [load]
clusters/c-awaits.ts: 1 problem
  Error: it awaits what never comes. [load]
clusters/d-rejects.ts: 1 problem
  d-rejects.ts:1:16: Error: late. [load]
clusters/e-throws-late.ts: 1 problem
  e-throws-late.ts:1:32: Error: later. [load]
clusters/f-exits-with-the-process.ts: 1 problem
  f-exits-with-the-process.ts:1:60: Error: last. [load]
Nothing was done.
`]);
  });

  test('it goes on after it has exported: that is told, and the run ends as it is', () => {
    const timer = 'setInterval(() => process.exit(0), 600_000); ';
    put({ busy: `${timer}import test1 from './test1.ts'; export default { ...test1, name: 'busy', vpc: { cidr: '10.59.0.0/16' } };` });
    const { status, err } = launch('check', 'busy');
    expect([status, err]).toEqual([1, 'warning: clusters/busy.ts is still busy after it has exported; it is left behind\n']);
  });
});

describe('the same bytes', () => {
  test('without network and HOME, in a project that cannot be written but for dist', ({ skip }) => {
    const isolate = ['--map-root-user', '--net', '--mount', '--', 'sh', '-ec'];
    const { status: allowed } = spawnSync('unshare', [...isolate, 'mount --bind "$PWD" "$PWD"'], { cwd: project });
    if (allowed !== 0) skip('this machine does not allow `unshare`');
    const isolated = (script: string): Ended => {
      const preparation = `
        mount --bind "$PWD" "$PWD"; mount -o remount,bind,ro "$PWD"
        mount --bind "$PWD/dist" "$PWD/dist"; mount -o remount,bind,rw "$PWD/dist"
        cd "$PWD"
        if touch main.ts 2>/dev/null; then echo 'the project can be written'; exit 9; fi
        if grep -v 'lo:' /proc/net/dev | grep ': '; then echo 'there is a network'; exit 9; fi`;
      return start('unshare', [...isolate, `${preparation}\n${script}`], { PATH: process.env['PATH'] });
    };
    emptyDist();
    const program = `${process.execPath} lib/cli/launcher.cjs`;
    const { status, out, err } = isolated(`${program} check || test $? = 1; ${program} synth; ${program} check`);
    expect([status, err]).toEqual([0, '']);
    expect(out.match(/^Summary: .*(?=,)/gm)?.map(line => line.replace(/.* - /, ''))).toEqual([
      `${Object.keys(reference).length} different`,
      `${Object.keys(reference).length} written, 0 removed, 0 unchanged`,
      '0 different',
    ]);
    expect(dist()).toEqual(reference);
  });

  test('in another time zone, language, folder and with other settings of cdk8s', () => {
    emptyDist();
    const settings = { TZ: 'Pacific/Chatham', LC_ALL: 'tr_TR.UTF-8', LANG: 'tr_TR.UTF-8', CDK8S_DISABLE_SORT: '1', CDK8S_OUTDIR: '' };
    expect(start(process.execPath, [join(project, launcher), 'synth'], { ...process.env, ...settings }, join(project, 'charts'))).toMatchObject({ status: 0, err: '' });
    expect(dist()).toEqual(reference);
  });
});

describe('the program', () => {
  test('ends by itself while its input stays open', async () => {
    const child = spawn(process.execPath, [launcher, 'check'], { cwd: project, stdio: ['pipe', 'ignore', 'ignore'] });
    const [status] = (await once(child, 'exit', { signal: AbortSignal.timeout(40_000) })) as [number | null];
    child.stdin.end();
    expect(status).toBe(0);
  });

  test('ends with its status also where standard output never answers', () => {
    const silent = join(project, 'silent.mjs');
    writeFileSync(silent, "process.stdout.write = () => false;\n");
    writeFileSync(join(project, 'clusters/test1.ts'), 'export default {};\n');
    expect(start(process.execPath, ['--import', silent, launcher, 'synth'])).toMatchObject({ status: 2 });
  });

  test('runs through a link and without the ending of its name', () => {
    symlinkSync(project, join(base, 'link'));
    const linked = start(process.execPath, ['--import', loader, join(base, 'link/main'), 'check', 'test2']);
    expect(linked).toEqual({ status: 2, out: '', err: "There is no cluster 'test2' in clusters/; did you mean 'test1'?\n" });
  });

  test('says nothing of a listener who has heard enough', () => {
    const script = `(${process.execPath} ${launcher} images --format json; echo "exit $?" >&2) | true`;
    expect(start('sh', ['-c', script])).toMatchObject({ err: 'exit 0\n' });
  });

  test('reads the tags of a repository that belongs to somebody else, as in a container', ({ skip }) => {
    if (process.getuid?.() !== 0) skip('only root can give files away');
    chownSync(project, 1234, 1234);
    chownSync(join(project, '.git'), 1234, 1234);
    expect(committedFiles(project, 'dist/clusters/test1')).toHaveProperty('files');
  });
});

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

function start(program: string, words: readonly string[], env: NodeJS.ProcessEnv = process.env, cwd = project): Ended {
  const { status, stdout, stderr, error } = spawnSync(program, words, { cwd, env, encoding: 'utf8', timeout: 45_000 });
  if (status === null) throw new Error(`${program} ${words.join(' ')}: ${error?.message ?? 'killed'}\n${stderr}`);
  return { status, out: stdout, err: stderr };
}

function launch(...words: string[]): Ended {
  return start(process.execPath, [launcher, ...words]);
}

function dist(): Files {
  return filesWith(path => readFileSync(path, 'utf8'));
}

/** What a write would change, be it of the same bytes: time and number of every file, and its text. */
function times(): Files {
  return filesWith(path => {
    const { mtimeNs, ctimeNs, ino } = statSync(path, { bigint: true });
    return `${mtimeNs} ${ctimeNs} ${ino} ${readFileSync(path, 'utf8')}`;
  });
}

function filesWith(about: (path: string) => string): Files {
  const paths = readdirSync(join(project, 'dist'), { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(paths.map(path => [path, join(project, 'dist', path)] as const)
    .filter(([, whole]) => statSync(whole).isFile())
    .map(([path, whole]) => [path, about(whole)]));
}

function differing(a: Files, b: Files): string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(path => a[path] !== b[path]).sort();
}

function emptyDist(): void {
  for (const name of readdirSync(join(project, 'dist'))) rmSync(join(project, 'dist', name), { recursive: true });
}

function edit(path: string, from: string | RegExp, to: string): void {
  const text = readFileSync(join(project, path), 'utf8');
  const edited = text.replace(from, to);
  if (edited === text) throw new Error(`there is no ${from} in ${path}`);
  writeFileSync(join(project, path), edited);
}

function commit(): void {
  git('add', 'dist');
  git('-c', 'user.name=test', '-c', 'user.email=test@example.org', 'commit', '--quiet', '--message', 'as it stands');
}

function git(...words: readonly string[]): void {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  execFileSync('git', words, { cwd: project, env });
}
