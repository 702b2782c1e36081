import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fits } from '../lib/cli/npm.ts';
import { findRepository } from '../lib/cli/load-clusters.ts';
import { copyProgram } from './support/program-copy.ts';

/** A repository of one's own, which has the tool as a package. `.ci/judges/own-repository.sh` does the same with what `npm pack` makes. */
const program = dirname(import.meta.dirname);

let root = '';
let made: Ended;

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'repository-')));
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(program, join(root, 'node_modules/tidepool-gitops'));
  write('package.json', '{ "dependencies": { "tidepool-gitops": "file:../t.tgz" }, "scripts": { "test": "true" } }'); // as `npm install` leaves it
  made = tool('init --name acme');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('init makes a repository whose cluster is valid, without a warning, from any folder below', () => {
  expect(made).toMatchObject({ status: 0, err: '' });
  const ended = ['synth', 'validate --strict', 'check --strict'].map(words => tool(words, 'deep/dist/clusters'));
  expect(ended.map(({ status, out }) => [status, out.trimEnd().split('\n').at(-1)])).toEqual([
    [0, expect.stringMatching(/^Summary: .* 0 removed, 0 unchanged/)], [0, expect.stringMatching(/^no findings in /)], [0, expect.stringMatching(/ 0 different/)],
  ]);
  expect(ended.map(({ err }) => err).join('')).toBe('');
});

test('init leaves alone what it finds, and says all of it', () => {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object; devDependencies: object };
  expect(manifest).toMatchObject({ dependencies: { 'tidepool-gitops': 'file:../t.tgz' }, scripts: { test: 'true', synth: 'tidepool-gitops synth' } });
  expect(Object.keys(manifest.devDependencies)).toEqual(['typescript']);
  write('clusters/acme.ts', `${readFileSync(join(root, 'clusters/acme.ts'), 'utf8')}// mine\n`);
  expect(tool('init --name other')).toMatchObject({ status: 2, err: expect.stringMatching(/^tsconfig\.json, .*README\.md are there already; init is for an empty folder, and this is \S+\. Nothing was written\./) });
  expect(readdirSync(join(root, 'clusters'))).toEqual(['acme.ts']);
});

test('packages and an organisation of its own are found, and said to be where values come from', () => {
  for (const path of ['packages/velero.ts', 'organisation.ts']) write(path, readFileSync(join(program, 'test/repository', path), 'utf8'));
  const config = readFileSync(join(root, 'clusters/acme.ts'), 'utf8');
  write('clusters/acme.ts', config.replace(/ *dns: .*\n/, '').replace('reloader: {}', "velero: { bucket: 'copies' }"));
  expect(tool('synth')).toMatchObject({ status: 0, err: '' });
  const explained = ['shared/velero/helmrelease.yaml spec.values.configuration.schedule', 'shared/external-dns/helmrelease.yaml spec.values.domainFilters']
    .map(words => tool(`explain dist/clusters/acme/flux/${words}`).out);
  expect(explained).toEqual([expect.stringContaining(' by packages/velero.ts'), expect.stringContaining('  set by organisation.ts')]);
  write('packages/reloader.ts', '');
  expect(tool('check')).toEqual({ status: 2, out: '', err: expect.stringMatching(/^packages\/reloader\.ts: 1 problem\n {2}has no default export; .*\nNothing was done\.\n$/) });
});

test('another version says which objects it would change, and writes nothing', () => {
  rmSync(join(root, 'packages/reloader.ts'), { force: true });
  const other = join(root, 'node_modules/other');
  copyProgram(other);
  replace(join(other, 'charts/packages/external-dns.ts'), "policy: 'upsert-only'", "policy: 'sync'");
  replace(join(other, 'package.json'), /"version": ".*"/, '"version": "9.0.0"');
  expect(tool('synth').status).toBe(0);
  expect(tool('upgrade --with node_modules/other --dry-run')).toEqual({
    status: 1, err: '', out: expect.stringMatching(/^1 cluster, 1 object: 1 changed \(what 9\.0\.0 makes of .*\n.* spec\.values\.policy: upsert-only → sync .*\n$/),
  });
  expect(tool('check').out).toContain(' 0 different');
  replace(join(other, 'package.json'), /"yaml": ".*"/, '"yaml": "^99.0.0"');
  expect(tool('upgrade --with node_modules/other --dry-run')).toMatchObject({ status: 2, err: expect.stringMatching(/^ {2}yaml \^99\.0\.0, and here is \d/m) });
});

test.each([
  ['^1.2.3', '1.9.0', true], ['^1.2.3', '1.2.2', false], ['^1.2.3', '2.0.0', false], ['^0.2.3', '0.2.9', true], ['^0.2.3', '0.3.0', false], ['1.2.3', '1.2.3', true],
])('%s of a package.json and version %s: %s', (range, version, expected) => {
  expect(fits(version, range)).toBe(expected);
});

describe('the repository that is meant', () => {
  const places: [what: string, from: string, words: string[], root: string, rest: string[]][] = [
    ['the folder itself', '.', ['check'], '.', ['check']],
    ['the one above, whatever else is called clusters on the way', 'dist/clusters/acme', ['check'], '.', ['check']],
    ['the nearest', 'inner/docs', [], 'inner', []],
    ['none of a package', 'node_modules/other/docs', [], '.', []],
    ['the one that is named', 'inner', ['synth', '--root', '..', 'acme'], '.', ['synth', 'acme']],
    ['the one that is named in one word', '.', ['--root=inner', 'synth'], 'inner', ['synth']],
  ];
  test.each(places)('is %s', (_, from, words, expected, rest) => {
    for (const path of ['inner/clusters/b.ts', 'node_modules/other/clusters/c.ts']) write(path, '');
    mkdirSync(join(root, from), { recursive: true });
    expect(findRepository(join(root, from), words)).toEqual({ root: join(root, expected), words: rest });
  });

  test('is the folder itself where there is none', () => {
    expect(findRepository('/', ['check'])).toEqual({ root: '/', words: ['check'] });
  });
});

test('what is installed runs no script, and has a program', () => {
  const { scripts, bin } = JSON.parse(readFileSync(join(program, 'package.json'), 'utf8')) as Record<'scripts' | 'bin', Record<string, string>>;
  expect(Object.keys(scripts).filter(name => /^(pre|post)?(install|prepare)$/.test(name))).toEqual([]);
  const launcher = join(program, bin['tidepool-gitops'] ?? '');
  accessSync(launcher, constants.X_OK);
  expect(readFileSync(launcher, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
});

interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function tool(words: string, folder = '.'): Ended {
  mkdirSync(join(root, folder), { recursive: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(program, 'lib/cli/launcher.cjs'), ...words.split(' ')], { cwd: join(root, folder), encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

function replace(file: string, from: string | RegExp, to: string): void {
  const text = readFileSync(file, 'utf8');
  expect(text.replace(from, to)).not.toBe(text);
  writeFileSync(file, text.replace(from, to));
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
