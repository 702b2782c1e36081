import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { fromYaml } from '../lib/yaml/yaml.ts';

/**
 * The page is played in a folder with the app and a repository: in blocks of `console` what stands behind `$ ` is run, and what follows is all that
 * it says, `...` being any lines, however many files there are by now; a block of `ts` is the cluster file from then on.
 */
const root = dirname(import.meta.dirname);
const page = readFileSync(join(root, 'docs/coming-from-cdk8s.md'), 'utf8');
const base = mkdtempSync(join(tmpdir(), 'coming-from-cdk8s-'));
const [app, repository] = [join(base, 'shop'), join(base, 'platform')];
afterAll(() => rmSync(base, { recursive: true, force: true }));

test('docs/coming-from-cdk8s.md leads from an app to a cluster, and says what one sees on the way', () => {
  mkdirSync(join(repository, 'clusters'), { recursive: true });
  cpSync(join(root, 'docs/cdk8s-app'), app, { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(app, 'node_modules'));
  for (const folder of [app, repository]) writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const name of ['charts', 'node_modules']) symlinkSync(join(root, name), join(repository, name));
  const example = readFileSync(join(root, 'docs/examples/eks.ts'), 'utf8');
  writeCluster(example.replace('../../charts/', '../charts/').replace("'example'", "'acme'"));

  const before = new Map<string, unknown>();
  for (const [, language = '', body = ''] of page.matchAll(/^```(console|ts)\n(.*?)^```$/gms)) {
    if (language === 'ts') writeCluster(body);
    else for (const [, command = '', said = ''] of body.matchAll(/^\$ (.*)\n((?:(?!\$ ).*\n)*)/gm)) play(command, said);
    if (before.size === 0) for (const [id, object] of objectsIn(join(app, 'dist/shop.k8s.yaml'))) before.set(id, object);
  }
  const after = objectsIn(join(repository, 'dist/clusters/acme/flux/applications/shop/own/shop.yaml'));
  expect([...before.keys()].filter(id => !after.has(id))).toEqual(['Namespace/shop', 'Secret/database']);
  expect([...after]).toEqual([...before].filter(([id]) => after.has(id)));
});

function writeCluster(text: string): void {
  writeFileSync(join(repository, 'clusters/acme.ts'), text);
}

/** Runs a command of the page; `npm` and `npx` would take longer than what they start. */
function play(command: string, said: string): void {
  const isOfApp = /npx cdk8s|^grep /.test(command);
  const launcher = join(root, 'lib/cli/launcher.cjs');
  const quick = command
    .replace(/^\(?(cd \.\.\/shop && )?npx cdk8s synth .*/, 'CDK8S_OUTDIR=dist node --import tsx main.ts && printf "Synthesizing application\\n  - dist/shop.k8s.yaml\\n"')
    .replace(/^npm run -s ([a-z]+)( -- )?/, `node '${launcher}' $1 `);
  const { stdout, stderr } = spawnSync('bash', ['-c', quick], { cwd: isOfApp ? app : repository, encoding: 'utf8' });
  const wanted = said.split('\n').map(line => (line === '...' ? '(?:.*\n)*?' : `${line.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}\n`)).join('').replace(/\n$/, '').replaceAll(/\d+ files/g, '\\d+ files');
  expect(stdout + stderr, command).toMatch(new RegExp(`^${wanted}$`));
}

function objectsIn(file: string): Map<string, unknown> {
  const objects = fromYaml(readFileSync(file, 'utf8')) as { kind: string; metadata: { name: string } }[];
  return new Map(objects.map(object => [`${object.kind}/${object.metadata.name}`, object]));
}
