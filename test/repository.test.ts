import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findRepository } from '../lib/cli/load-clusters.ts';

/** A repository of one's own, which has the tool as a package. `.ci/judges/own-repository.sh` does the same with what `npm pack` makes. */
const program = dirname(import.meta.dirname);

let root = '';

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'repository-')));
  mkdirSync(join(root, 'node_modules'));
  symlinkSync(program, join(root, 'node_modules/tidepool-gitops'));
  write('clusters/acme.ts', readFileSync(join(program, 'test/stranger/acme.ts'), 'utf8').replace('../../charts/config.ts', 'tidepool-gitops'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

test('a cluster file imports from the package, and is found from any folder below', () => {
  expect(tool('check', 'deep/dist/clusters')).toMatchObject({ status: 1, err: '', out: expect.stringMatching(/^missing +dist\/clusters\/acme\/config\.yaml/m) });
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

function tool(words: string, folder = '.') {
  mkdirSync(join(root, folder), { recursive: true });
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(program, 'lib/cli/launcher.cjs'), ...words.split(' ')], { cwd: join(root, folder), encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
