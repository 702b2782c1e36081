import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, symlinkSync, truncateSync,
  utimesSync, writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { documentedSource } from './support/documented.ts';
import { copyFolder, copyProgram, removeFolder } from './support/program-copy.ts';
import { loadProgram } from './support/program.ts';

/** The launcher is slow at worst and wrong never: what it keeps is broken here, and what that was made of is changed. */
const root = dirname(import.meta.dirname);

let base = '';
let project = '';
let program: typeof import('../main.ts');

/** A project of one cluster, which takes its size from a helper; its output is up to date, and its bundles are kept. */
beforeAll(async () => {
  program = await loadProgram();
  base = realpathSync(mkdtempSync(join(tmpdir(), 'launcher-')));
  project = join(base, 'project');
  copyProgram(project);
  mkdirSync(join(project, 'clusters'));
  mkdirSync(join(project, 'sizes'));
  const config = documentedSource('test1');
  write('clusters/test1.ts', `import { sizes } from '../sizes/sizes.ts';\n${config.replace('maxSize: 10', 'maxSize: sizes.most')}`);
  write('sizes/sizes.ts', 'export const sizes = { most: 10 };\n');
  expect(launched('synth').status).toBe(0);
  expect(launched('validate').status).toBe(0);
  expect(kept()).toEqual(['clusters', 'others', 'synth']);
  copyFolder(project, join(base, 'pristine'));
});
afterAll(() => removeFolder(base));

beforeEach(() => {
  removeFolder(project);
  copyFolder(join(base, 'pristine'), project);
});

test('every verb says the same as through tsx', async () => {
  for (const words of [['images'], ['validate', '--dist', '--format', 'json'], ['migrate', 'test1'], ['--help']]) {
    expect(launched(...words)).toEqual(await throughTsx(...words));
  }
});

describe('nothing stale is used', () => {
  test.each<[what: string, path: string, from: string | RegExp, to: string]>([
    ['a config', 'clusters/test1.ts', 'sizes.most', 'sizes.most + 1'],
    ['a helper of a config', 'sizes/sizes.ts', '10', '11'],
    ['a source of the program', 'lib/output/signature.ts', 'edits are lost. sha', 'edits get lost. sha'],
  ])('%s is edited, and has the size and time that it had', async (_, path, from, to) => {
    const { atime, mtime } = statSync(join(project, path));
    edit(path, from, to);
    utimesSync(join(project, path), atime, mtime);
    const ended = launched('check');
    expect(ended).toEqual(path.startsWith('lib/') ? startedThroughTsx('check') : await throughTsx('check'));
    expect(ended.status).toBe(1);
    expect(launched('check')).toEqual(ended);
  });

  test('a cluster more, and a cluster less', async () => {
    cpSync(join(project, 'clusters/test1.ts'), join(project, 'clusters/test2.ts'));
    expect(launched('check')).toEqual(await throughTsx('check'));
    rmSync(join(project, 'clusters/test2.ts'));
    expect(launched('check').status).toBe(0);
  });

  test('a dependency is another', () => {
    const name = 'node_modules/cdk8s';
    rmSync(join(project, name));
    cpSync(realpathSync(join(root, name)), join(project, name), { recursive: true });
    const { main } = JSON.parse(readFileSync(join(project, name, 'package.json'), 'utf8')) as { main: string };
    appendFileSync(join(project, name, main), '\nprocess.stderr.write("the new one\\n");\n');
    replace('node_modules/.package-lock.json', text => text.replace(/("node_modules\/cdk8s": \{\s+"version": ")[^"]+/, '$19.9.9'));
    expect(launched('check').err).toContain('the new one');
    expect(launched('check').err).toContain('the new one');
  });
});

describe('nothing broken is used', () => {
  test.each<[what: string, harm: (file: string) => void]>([
    ['cut off in the middle', file => truncateSync(file, Math.floor(statSync(file).size / 2))],
    ['changed at the end', file => replaceBytes(file, statSync(file).size - 9)],
    ['changed in a word', file => writeFileSync(file, readFileSync(file, 'latin1').replaceAll('different', 'DIFFERENT'), 'latin1')],
    ['a folder', file => { rmSync(file); mkdirSync(file); }],
  ])('what was kept is %s', async (_, harm) => {
    for (const file of keptFiles()) harm(file);
    edit('sizes/sizes.ts', '10', '11');
    expect(launched('check')).toEqual(await throughTsx('check'));
  });

  test('what was kept is that of the same project in another folder, which is gone', () => {
    const [own, files] = [project, keptFiles()];
    project = join(base, 'other');
    copyFolder(own, project);
    rmSync(join(project, 'node_modules/.cache'), { recursive: true });
    expect(launched('check').status).toBe(0);
    for (const file of keptFiles()) cpSync(file, files.find(mine => partOf(mine) === partOf(file))!); // they are called alike
    removeFolder(project);
    project = own;
    expect(launched('check').status).toBe(0);
  });

  test('two first starts at once leave what both can use', async () => {
    rmSync(join(project, 'node_modules/.cache'), { recursive: true });
    const starts = [1, 2, 3].map(() => spawn(process.execPath, ['lib/cli/launcher.cjs', 'check'], { cwd: project, stdio: 'ignore' }));
    const ends = await Promise.all(starts.map(start => once(start, 'exit')));
    expect(ends).toEqual([[0, null], [0, null], [0, null]]);
    expect(kept()).toEqual(['clusters', 'synth']);
    expect(launched('check').status).toBe(0);
  });
});

describe('it runs all the same', () => {
  test('where nothing can be kept', async () => {
    rmSync(join(project, 'node_modules/.cache'), { recursive: true });
    write('node_modules/.cache', 'a file where the folder would be');
    expect(launched('check')).toEqual(await throughTsx('check'));
    expect(readFileSync(join(project, 'node_modules/.cache'), 'utf8')).toBe('a file where the folder would be');
  });

  test('by two threads as by one: the same bytes, words and status', () => {
    const config = readFileSync(join(project, 'clusters/test1.ts'), 'utf8');
    for (const name of ['test2', 'test3', 'test4']) write(`clusters/${name}.ts`, config.replace("name: 'test1'", `name: '${name}'`));
    const both = (...words: string[]): Ended => {
      const [ended, dist] = [launched(...words), filesOfDist()];
      if (words[0] === 'synth') rmSync(join(project, 'dist/clusters'), { recursive: true });
      expect(run(['lib/cli/launcher.cjs', ...words], { TIDEPOOL_GITOPS_THREADS: '2' })).toEqual(ended);
      expect(filesOfDist()).toEqual(dist);
      return ended;
    };
    rmSync(join(project, 'dist/clusters'), { recursive: true });
    expect(both('synth').status).toBe(0);
    edit('dist/clusters/test3/flux/environments/qa2/tidepool-helmrelease.yaml', /platform-auth:develop-\w+/, 'platform-auth:another');
    expect(both('check').status).toBe(1);
    edit('dist/clusters/test4/flux/environments/qa2/tidepool-helmrelease.yaml', 'image:', 'image: &x {');
    expect(both('check').status).toBe(2);
  });

  test('through tsx where esbuild is missing', async () => {
    rmSync(join(project, 'node_modules/.cache'), { recursive: true });
    rmSync(join(project, 'node_modules/esbuild'));
    edit('sizes/sizes.ts', '10', '11');
    expect(launched('check')).toEqual(await throughTsx('check'));
    expect(kept()).toEqual([]);
  });
});

describe('what is wrong with a config is said at its line', () => {
  test.each<[what: string, path: string, text: string]>([
    ['it throws', 'clusters/a.ts', "\n\nconst sizes: { most?: { n: number } } = {};\nexport default sizes.most!.n;\n"],
    ['a helper throws', 'sizes/sizes.ts', '\ninterface Sizes { most: number }\nexport const sizes: Sizes = (undefined as any).sizes;\n'],
    ['it is no TypeScript', 'clusters/a.ts', '\nexport default {\n'],
    ['it waits', 'clusters/a.ts', 'export default await Promise.resolve({ name: "a" });\n'],
    ['its helper is missing', 'clusters/a.ts', "import './none.ts';\n"],
  ])('%s', async (what, path, text) => {
    write(path, text);
    write('clusters/b.ts', "import { sizes } from '../sizes/sizes.ts';\nexport default { name: `b${sizes.most}` };\n");
    const ended = launched('check');
    expect(ended).toEqual(what === 'it throws' ? startedThroughTsx('check') : await throughTsx('check')); // only a process tells the line
    expect(ended.status).toBe(2);
  });
});

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function launched(...words: string[]): Ended {
  return run(['lib/cli/launcher.cjs', ...words]);
}

function startedThroughTsx(...words: string[]): Ended {
  return run(['--import', join(root, 'node_modules/tsx/dist/loader.mjs'), 'main.ts', ...words]);
}

/** The same in this process: the clusters lie in a folder of their own each time, since what was loaded once is not loaded again. */
async function throughTsx(...words: string[]): Promise<Ended> {
  const [here, said] = [mkdtempSync(join(base, 'tsx-')), { out: '', err: '' }];
  for (const name of ['clusters', 'sizes', 'dist', 'package.json']) cpSync(join(project, name), join(here, name), { recursive: true });
  symlinkSync(join(root, 'charts'), join(here, 'charts'));
  const status = await program.run(words, {
    root: here, dist: join(here, 'dist'), format: 'text', clock: () => 0, today: () => new Date().toISOString().slice(0, 10),
    out: line => void (said.out += `${line}\n`), err: line => void (said.err += `${line}\n`),
  });
  return withoutTime({ status, ...said });
}

function run(words: readonly string[], env: NodeJS.ProcessEnv = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { cwd: project, encoding: 'utf8', env: { ...process.env, ...env } });
  return withoutTime({ status, out: stdout, err: stderr });
}

function withoutTime({ out, ...others }: Ended): Ended {
  return { ...others, out: out.replace(/, [\d.]+ s$/m, '') };
}

function filesOfDist(): Readonly<Record<string, string>> {
  const files = readdirSync(join(project, 'dist'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(paths.map(path => [path, readFileSync(path, 'utf8')]));
}

function keptFiles(): string[] {
  const folder = join(project, 'node_modules/.cache/tidepool-gitops');
  try {
    return readdirSync(folder).sort().map(name => join(folder, name));
  } catch {
    return [];
  }
}

/** What is kept; a file that was only begun has its own name. */
function kept(): string[] {
  return keptFiles().map(partOf);
}

function partOf(file: string): string {
  return /([a-z]+)-[0-9a-f]{16}$/.exec(file)?.[1] ?? file;
}

function write(path: string, text: string): void {
  writeFileSync(join(project, path), text);
}

function edit(path: string, from: string | RegExp, to: string): void {
  replace(path, text => text.replace(from, to));
}

function replace(path: string, change: (text: string) => string): void {
  const text = readFileSync(join(project, path), 'utf8');
  expect(change(text)).not.toBe(text);
  rmSync(join(project, path)); // it may be a link
  write(path, change(text));
}

function replaceBytes(file: string, at: number): void {
  const content = readFileSync(file);
  for (const index of [0, 1, 2, 3]) content[Math.floor(at) + index]! ^= 1; // it is longer than that
  writeFileSync(file, content);
}
