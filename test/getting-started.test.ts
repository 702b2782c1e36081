import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = dirname(import.meta.dirname);
const folder = mkdtempSync(join(tmpdir(), 'getting-started-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What needs a network or an account, and the tarball; `.ci/judges/own-repository.sh` makes and installs that. */
const elsewhere = /^(mkdir|cp|npm install|git (push|pull|remote)|eksctl|flux|bash dist)\b/;

test('the commands of docs/getting-started.md lead from an empty folder to a commit, as far as they are offline', () => {
  const page = readFileSync(join(root, 'docs/getting-started.md'), 'utf8');
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, body = '']) => body.replaceAll('\\\n', ''));
  const commands = blocks.flatMap(body => body.trimEnd().split('\n')).filter(command => !elsewhere.test(command));
  expect(commands.length).toBeGreaterThan(5);

  // What `npm install` leaves, of a package as `npm pack` makes it.
  execFileSync('npm', ['run', '--silent', 'prepack'], { cwd: root });
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules/tidepool-gitops'));
  symlinkSync('../tidepool-gitops/lib/cli/launcher.cjs', join(folder, 'node_modules/.bin/tidepool-gitops'));
  const who = { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@acme.example', GIT_COMMITTER_NAME: 'Ada', GIT_COMMITTER_EMAIL: 'ada@acme.example' };
  const run = (command: string): string =>
    execFileSync('bash', ['-o', 'pipefail', '-c', command], { cwd: folder, encoding: 'utf8', stdio: 'pipe', env: { ...process.env, ...who } });
  const printed = new Map(commands.map(command => [command, run(command)]));

  expect(run('git status --porcelain')).toBe('');
  expect(readdirSync(join(folder, 'dist/clusters'))).toEqual(['acme']);
  expect(printed.get('npm run -s secrets acme')).toMatch(/\bacme\b/);
});
