import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { run } from '../main.ts';

let base = '';
beforeEach(() => { base = mkdtempSync(join(tmpdir(), 'validate-')); });
afterEach(() => rmSync(base, { recursive: true }));

function write(path: string, text: string | Buffer): void {
  mkdirSync(dirname(join(base, path)), { recursive: true });
  writeFileSync(join(base, path), text);
}

/** What the program says of the folder `in`, a line each, and its exit status at the end. */
async function validated(...words: string[]): Promise<string[]> {
  const said: string[] = [];
  const say = (line: string) => said.push(...line.replaceAll(`${base}/`, '').split('\n'));
  const place = { root: base, dist: join(base, 'dist'), out: say, err: say, clock: () => 0, today: () => '2027-01-01', format: 'text' as const };
  const code = await run(['validate', '--path', join(base, 'in'), ...words], place);
  return [...said, `exit ${code}`];
}

const configMap = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: ${data}\n`;

describe('validate --path', () => {
  test('succeeds where nothing is wrong, and with --strict where everything has been looked at', async () => {
    write('in/a.yaml', configMap('{a: b}'));
    expect(await validated()).toEqual(['no findings in 1 object of 1 file', 'exit 0']);
    write('in/b.yaml', 'apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: a-}\n');
    expect((await validated()).at(-1)).toBe('exit 0');
    expect((await validated('--strict')).at(-1)).toBe('exit 1');
    write('given/job-batch-v1.json', '{}');
    expect(await validated('--strict', '--schemas', join(base, 'given'))).toEqual(['no findings in 1 object of 2 files', 'exit 0']);
  });

  test.each<[what: string, path: string, text: string | Buffer, line: string]>([
    ['what is no YAML', 'a.yaml', 'a: [\n', 'in/a.yaml:2:1: this is no YAML (deficient indentation); mend it.'],
    ['what is no text', 'a.yaml', Buffer.from([0xff, 0xfe, 0x61, 0]), 'in/a.yaml: this is no YAML (not UTF-8 text); mend it.'],
    ['what is no object', 'a.yaml', 'a: b\n', 'in/a.yaml:1:1: this is no object'],
    ['what is refused in YAML', 'a.yml', configMap('[a]'), 'in/a.yml:4:1: ConfigMap/a data: must be an object, not a list.'],
    ['what is refused in JSON', 'a.json', '{\n"apiVersion": "v1",\n"kind": "ConfigMap",\n"metadata": {"name": "a"},\n\t"data": 5\n}\n',
      'in/a.json:5:2: ConfigMap/a data: must be an object, not a number.'],
    ['where it stands behind documents with nothing in them', 'a.yaml', `---\n# a\n---\n---\n${configMap('[a]')}`,
      'in/a.yaml:8:1: ConfigMap/a data: must be an object, not a list.'],
    ['aliases that never end', 'a.yaml', configMap('&a {a: *a}'), 'its aliases stand for more than a million values'],
  ])('fails for %s', async (_, path, text, line) => {
    write(`in/${path}`, text);
    const said = await validated();
    expect(said.join('\n')).toContain(line);
    expect(said.at(-1)).toBe('exit 1');
  });

  test('says the same however the folder is called', async () => {
    write('in/kustomization.yaml', 'resources: [./app, gone.yaml]\n');
    write('in/app/kustomization.yaml', 'resources: [a.yaml]\n');
    write('in/app/a.yaml', configMap('{a: b}'));
    const here = relative(process.cwd(), join(base, 'in'));
    const said = await validated();
    expect(here).toMatch(/^\.\./);
    expect(said.join('\n')).toContain("there is no 'gone.yaml' in the root of the tree");
    expect((await validated('--path', here)).map(line => line.replaceAll(here, 'in').replace(/^( *)[./]+in/, '$1in'))).toEqual(said);
  });

  test('takes merge keys as Kubernetes does', async () => {
    write('in/a.yaml', configMap('{<<: {a: b}, c: d}'));
    write('in/b.yaml', configMap('{<<: {a: 5}}').replace('name: a', 'name: b'));
    expect((await validated()).join('\n')).toContain('in/b.yaml:4:1: ConfigMap/b data.a: must be a string, not a number.');
    expect((await validated()).join('\n')).not.toContain('in/a.yaml');
  });

  test.each<[what: string, path: string, text: string]>([
    ['an empty folder', 'README.md', 'hello'],
    ['documents with nothing in them', 'a.yaml', '---\n# a remark\n'],
    ['JSON that is no manifest', 'package.json', '{"name": "a", "properties": {"apiVersion": {}, "kind": {}}}'],
  ])('has nothing to say of %s, and says so', async (_, path, text) => {
    write(`in/${path}`, text);
    expect((await validated()).join('\n')).toMatch(/^There is no \w+ in in, so nothing was validated\.\nexit 2$/);
  });

  test('refuses folders that are not there, and schemas that cannot be read', async () => {
    expect((await validated()).at(-1)).toBe('exit 2');
    write('in/a.yaml', configMap('{}'));
    const schemas = ['--schemas', join(base, 'given')];
    expect(await validated(...schemas)).toEqual(['There is no given; --schemas takes a folder that is there.', 'exit 2']);
    write('given/configmap-v1.json', '{');
    expect((await validated(...schemas)).join('\n')).toMatch(/^given\/configmap-v1\.json is no JSON \(.*\); mend it, .*\nexit 2$/);
  });
});
