import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';

const root = dirname(import.meta.dirname);
const copy = mkdtempSync(join(tmpdir(), 'getting-started-'));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** What needs a network or an account. */
const online = /^(npm ci|git (clone|push|pull|remote)|eksctl|flux|bash dist) ?/;

test('the commands of docs/getting-started.md lead a stranger to a commit, as far as they are offline', () => {
  const page = readFileSync(join(root, 'docs/getting-started.md'), 'utf8');
  const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, body = '']) => body.replaceAll('\\\n', ''));
  const commands = blocks.flatMap(body => body.trimEnd().split('\n')).filter(command => !online.test(command));
  expect(commands.length).toBeGreaterThan(5);

  for (const name of ['main.ts', 'charts', 'clusters', 'dist', 'imports', 'lib', 'test/stranger', 'cdk8s.yaml', 'package.json', 'tsconfig.json', '.gitignore']) {
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  run('git init --quiet && git config user.name Ada && git config user.email ada@acme.example');
  const printed = new Map(commands.map(command => [command, run(command)]));

  expect(run('git status --porcelain')).toBe('');
  expect(readdirSync(join(copy, 'dist/clusters'))).toEqual(['acme']);
  expect(printed.get('npm run -s secrets acme')).toContain('acme/live/mongo');
});

/** Throws where a command fails. */
function run(command: string): string {
  return execFileSync('bash', ['-o', 'pipefail', '-c', command], { cwd: copy, encoding: 'utf8', stdio: 'pipe' });
}
