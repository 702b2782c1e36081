import { Ajv } from 'ajv';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { tsImport } from 'tsx/esm/api';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { maskMessage } from '../lib/leaks/index.ts';
import { parsePath } from '../lib/findings/locate.ts';
import { collisions } from './problems/collisions.ts';
import { mistakesOf2019 } from './problems/mistakes.ts';
import { documented, documentedSource } from './support/documented.ts';

/** `validate` from its words to what it prints. What each rule finds stands in test/rules and test/findings. */
const root = dirname(import.meta.dirname);
const test1 = readFileSync(join(root, 'test/cli/test1.ts'), 'utf8').replace('../../charts/', '../charts/');

/** What `--format json` prints. */
interface Report {
  readonly version: number;
  readonly findings: readonly Told[];
  readonly summary: Readonly<Record<'errors' | 'warnings' | 'notes' | 'files' | 'objects', number>>;
}

interface Told {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly object?: string;
  readonly field?: string;
  readonly source?: { readonly file: string; readonly line?: number; readonly column?: number; readonly path?: string };
  readonly output?: { readonly file: string; readonly line?: number; readonly column?: number };
}

interface Ended {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

let run: (typeof import('../main.ts'))['run'];
let base = '';
let project = '';

beforeAll(async () => {
  // By the loader of `npm run`, which knows nothing of the modules that vitest has loaded.
  ({ run } = (await tsImport('../main.ts', import.meta.url)) as typeof import('../main.ts'));
  base = mkdtempSync(join(tmpdir(), 'validate-'));
  git('init', '--quiet'); // it is asked for images that are not in dist
  git('-c', 'user.name=test', '-c', 'user.email=test@example.org', 'commit', '--quiet', '--allow-empty', '--message', 'nothing yet');
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

function git(...words: readonly string[]): void {
  execFileSync('git', words, { cwd: base, env: { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' } });
}

/** A project with these files beside what cluster files need. A module is loaded once per path, so each has a folder of its own. */
function write(files: Readonly<Record<string, string>>): void {
  project = mkdtempSync(join(base, 'project-'));
  symlinkSync(join(root, 'charts'), join(project, 'charts'));
  for (const [path, text] of Object.entries({ 'package.json': '{ "type": "module" }\n', ...files })) put(path, text);
}

function put(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

function committed(path: string): string {
  return readFileSync(join(project, path), 'utf8');
}

async function say(words: readonly string[], { folder = project, today = '2027-01-01' } = {}): Promise<Ended> {
  const said = { out: '', err: '' };
  const hear = (stream: 'out' | 'err') => (line: string) => void (said[stream] += `${line}\n`);
  const place = { root: folder, dist: join(folder, 'dist'), out: hear('out'), err: hear('err'), clock: () => 0, today: () => today, format: 'text' as const };
  return { status: await run(words, place), ...said };
}

async function report(words: readonly string[] = [], day: { readonly today?: string } = {}): Promise<Report> {
  const { out } = await say(['validate', ...words, '--format', 'json'], day);
  return JSON.parse(out) as Report; // the format is tested below
}

async function synth(): Promise<void> {
  const { status, err } = await say(['synth']);
  expect([status, err]).toEqual([0, expect.not.stringContaining('problem')]);
}

/** The text with one passage replaced, which must be there once. */
function edited(text: string, from: string, to: string): string {
  expect(text.split(from).length, from).toBe(2);
  return text.replace(from, () => to);
}

function edit(path: string, from: string, to: string): void {
  put(path, edited(committed(path), from, to));
}

/** Where a passage begins: both from 1. */
function placeOf(text: string, passage: string): { line: number; column: number } {
  const before = text.slice(0, text.indexOf(passage)).split('\n');
  expect(text, passage).toContain(passage);
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

const secrets = 'dist/clusters/test1/flux/environments/qa/external-secrets.yaml';

/** What is wrong in it below. */
const doubled = 'apiVersion: kubernetes-client.io/v1\nkind: ExternalSecret\nmetadata:\n  name: mongo\n  namespace: qa\nsecretDescriptor:\n'
  + '  backendType: secretsManager\n  data:\n  - key: test1/qa/server';

/** One error in what is committed, and none in what the config comes to. */
async function withDuplicate(cluster = test1): Promise<void> {
  write({ 'clusters/test1.ts': cluster });
  await synth();
  edit(secrets, 'name: server', 'name: mongo');
}

/** A warning: the range overlaps a network that the cluster does not peer with. */
const overlapping = test1.replace('10.47.0.0/16', '10.48.0.0/16');

describe('the exit status', () => {
  test.each([[[]], [['--dist']]])('is 0 for the documented clusters, strictly: %j', async words => {
    write(Object.fromEntries(documented.map(({ name }) => [`clusters/${name}.ts`, documentedSource(name)])));
    await synth();
    const { status, out, err } = await say(['validate', '--strict', ...words]);
    expect([status, err]).toEqual([0, '']);
    expect(out).toMatch(/^no findings in \d{3} objects of \d{3} files; \d+ notes not listed \(--notes\)\n$/);
  });

  test('is 0 for a warning, and 1 with --strict', async () => {
    write({ 'clusters/test1.ts': overlapping });
    const lenient = await say(['validate']);
    const { line, column } = placeOf(overlapping, 'cidr:');
    expect(lenient.out).toContain(`clusters/test1.ts: 1 warning\n  clusters/test1.ts:${line}:${column}: vpc.cidr: 10.48.0.0/16 overlaps`);
    expect(lenient.out).toMatch(/ warning \[mongo-network-apart\]\n1 warning in /);
    expect([lenient.status, (await say(['validate', '--strict'])).status]).toEqual([0, 1]);
  });

  test('is 1 for an error in what is committed, which only --dist looks at', async () => {
    await withDuplicate();
    expect((await say(['validate'])).status).toBe(0);
    const { status, out } = await say(['validate', '--dist']);
    expect(status).toBe(1);
    const [output, source] = [placeOf(committed(secrets), doubled), placeOf(test1, 'qa: {')];
    expect(out).toContain(`${secrets}:${output.line}:${output.column}\n`);
    expect(out).toContain(`clusters/test1.ts:${source.line}:${source.column}: `);
  });

  test('is 1 for a config with which synth would do nothing; the other clusters are looked at all the same', async () => {
    const misspelt = edited(test1, 'maxSize: 10', 'maxsize: 10');
    write({ 'clusters/test1.ts': misspelt, 'clusters/test2.ts': edited(overlapping, "'test1'", "'test2'") });
    const { findings, summary } = await report();
    expect(findings.filter(({ severity }) => severity !== 'note').map(({ rule, source }) => [rule, source?.file])).toEqual([
      ['shape', 'clusters/test1.ts'],
      ['mongo-network-apart', 'clusters/test2.ts'],
    ]);
    expect(summary.objects).toBeGreaterThan(10);
    expect((await say(['validate'])).status).toBe(1);
  });

  test('is 1 for a file that does not run, told at the line where it stops', async () => {
    const cluster = edited(test1, "name: 'test1'", "name 'test1'");
    write({ 'clusters/test1.ts': cluster });
    const { line } = placeOf(cluster, "name 'test1'");
    expect(await say(['validate'])).toEqual({
      status: 1,
      out: [
        'clusters/test1.ts: 1 error',
        `  clusters/test1.ts:${line}: ERROR: Expected "}" but found "'test1'". error [load]`,
        '1 error in 0 objects of 0 files\n',
      ].join('\n'),
      err: '',
    });
  });

  const nothing: [string, string[], string][] = [
    ['no output', ['--dist'], 'There is no object in dist, so nothing was validated.'],
    ['comments alone', ['--path', 'PROJECT/empty'], 'There is no object in PROJECT/empty, so nothing was validated.'],
    ['no such folder', ['--path', 'PROJECT/none'], 'There is no folder PROJECT/none.'],
    ['no YAML in a folder', ['--path', 'PROJECT/clusters'], 'There is no object in PROJECT/clusters, so nothing was validated.'],
    ['no cluster of that name', ['tset1'], "There is no cluster 'tset1' in clusters/; did you mean 'test1'?"],
    ['no format of that name', ['--format', 'xml'], 'There is no --format xml; there are text, json, github, sarif, junit'],
    ['nearly a format', ['--format', 'sarig'], "There is no --format sarig; did you mean 'sarif'?"],
    ['no option of that name', ['--dits'], 'validate has no option --dits; did you mean --dist?'],
    ['no such folder of schemas', ['--schemas', 'PROJECT/none'], 'There is no PROJECT/none; --schemas takes a folder that is there.'],
    ['names beside a folder', ['test1', '--path', 'PROJECT/dist'], '--path is about a folder of its own: leave out test1.'],
    ['output beside a folder', ['--dist', '--path', 'PROJECT/dist'], '--path is about a folder of its own: leave out --dist.'],
  ];
  test.each(nothing)('is 2 when nothing was looked at: %s', async (_, words, message) => {
    write({ 'clusters/test1.ts': test1, 'empty/a.yaml': '# nothing yet\n' });
    const { status, out, err } = await say(['validate', ...words.map(word => word.replace('PROJECT', project))]);
    expect([status, out, err]).toEqual([2, '', `${message.replace('PROJECT', project)}\n`]);
  });
});

describe('what is looked at', () => {
  test('one cluster by its name', async () => {
    write({ 'clusters/test1.ts': overlapping, 'clusters/test2.ts': edited(overlapping, "'test1'", "'test2'") });
    const files = async (...names: string[]): Promise<unknown> => {
      const { findings } = await report(names);
      return [...new Set(findings.map(({ source }) => source?.file))];
    };
    expect([await files('test2'), await files()]).toEqual([['clusters/test2.ts'], ['clusters/test1.ts', 'clusters/test2.ts']]);
  });

  test('manifests of anybody, which lead back to no cluster', async () => {
    write({ 'theirs/a.yaml': 'kind: ConfigMap\nmetadata: { name: a }\n', 'theirs/b.yaml': 'a: {\n' });
    const { findings, summary } = await report(['--path', join(project, 'theirs')]);
    expect(findings.map(({ rule, source, output }) => [rule, source, output])).toEqual([
      ['schema', undefined, { file: join(project, 'theirs/a.yaml'), line: 1, column: 1 }],
      ['schema', undefined, { file: join(project, 'theirs/b.yaml'), line: 2, column: 1 }],
    ]);
    expect(summary).toEqual({ errors: 2, warnings: 0, notes: 0, files: 2, objects: 0 });
  });

  test('a file that cannot be read, also where it is the only one', async () => {
    write({ 'theirs/b.yaml': 'a: {\n' });
    const { findings } = await report(['--path', join(project, 'theirs')]);
    expect(findings.map(({ rule, output }) => [rule, output?.line])).toEqual([['schema', 2]]);
  });

  test('a folder in dist that no cluster file makes any more', async () => {
    write({ 'clusters/test1.ts': test1 });
    await synth();
    put('dist/clusters/gone/a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata: 1\n');
    const { findings } = await report(['--dist']);
    const [{ rule, source, output } = {}] = findings.filter(({ field }) => field === 'data');
    expect([rule, source, output]).toEqual(['schema', undefined, { file: 'dist/clusters/gone/a.yaml', line: 5, column: 1 }]);
  });
});

describe('each format', () => {
  const accepting = "accepted: [{ rule: 'mutable-image', reason: 'nobody tags it', until: '2027-01-01' }],\n  delivery: 'flux1'";
  const cluster = edited(overlapping, "delivery: 'flux1'", accepting);
  /** An error in the output, warnings of the config, and notes. */
  const expected = ['accepted', 'duplicate-object', 'mongo-network-apart', 'mutable-chart', 'mutable-chart'];

  async function printed(format: string, ...words: string[]): Promise<string> {
    const { status, out, err } = await say(['validate', '--dist', '--format', format, ...words]);
    expect([status, err]).toEqual([1, '']);
    return out;
  }

  beforeEach(() => withDuplicate(cluster));

  test('json is what docs/findings.schema.json says, and has everything', async () => {
    const out = JSON.parse(await printed('json')) as Report;
    const ajv = new Ajv();
    ajv.validate(JSON.parse(readFileSync(join(root, 'docs/findings.schema.json'), 'utf8')) as object, out);
    expect(ajv.errors ?? []).toEqual([]);
    expect(out.findings.map(({ rule }) => rule).sort()).toEqual(expected);
    expect(out.summary).toMatchObject({ errors: 1, warnings: 2, notes: 2, files: 9 });
    const [error] = out.findings.filter(({ severity }) => severity === 'error');
    expect(error).toEqual({
      rule: 'duplicate-object',
      severity: 'error',
      message: expect.stringContaining('it stands in'),
      fault: { wrong: expect.stringContaining('it stands in'), source: expect.any(String), instead: 'remove one of the two' },
      object: 'ExternalSecret/qa/mongo',
      source: { file: 'clusters/test1.ts', ...placeOf(cluster, 'qa: {'), path: 'environments.qa' },
      output: { file: secrets, ...placeOf(committed(secrets), doubled) },
    });
  });

  test('text counts notes, and lists them with --notes', async () => {
    expect(await printed('text')).toMatch(/\n1 error, 2 warnings in \d+ objects of 9 files; 2 notes not listed \(--notes\)\n$/);
    expect(await printed('text', '--notes')).toMatch(/\n1 error, 2 warnings, 2 notes in \d+ objects of 9 files\n$/);
  });
});

describe('a finding that is accepted', () => {
  function accepting(...entries: string[]): string {
    return edited(test1, "delivery: 'flux1'", `accepted: [\n${entries.map(entry => `    { ${entry} },\n`).join('')}  ],\n  delivery: 'flux1'`);
  }
  const why = "reason: 'it is so for a while'";

  test('is in no report until its last day is over', async () => {
    await withDuplicate(accepting(`rule: 'duplicate-object', ${why}, until: '2027-01-01'`));
    const rules = async (today: string): Promise<unknown> => (await report(['--dist'], { today })).findings.map(({ rule }) => rule);
    expect(await rules('2026-12-31')).toEqual(['mutable-chart', 'mutable-chart']);
    expect(await rules('2027-01-01')).toEqual(['mutable-chart', 'mutable-chart']);
    expect(await rules('2027-01-02')).toEqual(['accepted', 'mutable-chart', 'duplicate-object', 'mutable-chart']);
    expect((await say(['validate', '--dist', '--strict'])).status).toBe(0);
  });

  test('of one object is still one of the others', async () => {
    const object = 'HelmRelease/external-secrets/external-secrets';
    write({ 'clusters/test1.ts': accepting(`rule: 'mutable-chart', object: '${object}', ${why}, until: '2027-01-01'`) });
    expect((await report()).findings.map(one => [one.rule, one.object])).toEqual([['mutable-chart', 'HelmRelease/qa/tidepool']]);
  });

  test.each([
    ['is an error when its day is over', "rule: 'mutable-chart'", '2026-12-31', 'error',
      'mutable-chart was accepted until 2026-12-31 (today is 2027-01-01); mend it and remove this entry, or say until when it is '
        + 'bearable.'],
    ['is a warning when there is none', "rule: 'duplicate-object'", '2027-01-01', 'warning',
      'there is no finding of duplicate-object (it was mended, or never there); remove this entry.'],
    ['is a warning when the object has none', "rule: 'mutable-chart', object: 'HelmRelease/prd/tidepool'", '2027-01-01', 'warning',
      'there is no finding of mutable-chart in HelmRelease/prd/tidepool (it was mended, or never there); remove this entry.'],
    ['is a warning when its rule is gone', "rule: 'secret-fetched'", '2027-01-01', 'warning',
      'rule secret-fetched is gone since 0.2.0 (CHANGELOG.md); remove this entry.'],
    ['is an error when there is no such rule', "rule: 'mutabel-chart'", '2027-01-01', 'error',
      "there is no rule 'mutabel-chart' (docs/rules.md has all of them); did you mean 'mutable-chart'?"],
    ['is an error when no rule is called nearly so', "rule: 'everything'", '2027-01-01', 'error',
      "there is no rule 'everything' (docs/rules.md has all of them); write the word in brackets behind the finding."],
    ['is a warning when the config has none there', "rule: 'vpc-size', at: 'vpc.cidr'", '2027-01-01', 'warning',
      'there is no finding of vpc-size at vpc.cidr (it was mended, or never there); remove this entry.'],
    ['is an error when it is of its shape', "rule: 'shape'", '2027-01-01', 'error',
      'shape is not to be accepted (what is wrong with a config stops synth); mend it, and remove this entry.'],
    ['is an error when a schema says it', "rule: 'schema'", '2027-01-01', 'error',
      'schema is not to be accepted (what a schema refuses, a cluster refuses, too); mend it, or describe its kind by --schemas, and '
        + 'remove this entry.'],
    ['is an error when it is a leak', "rule: 'leak'", '2027-01-01', 'error',
      'leak is not to be accepted (every reader of the repository has the credential); revoke it, and remove this entry.'],
    ['is an error when it is one of the list itself', "rule: 'accepted'", '2027-01-01', 'error',
      'accepted is not to be accepted (it keeps this list short); mend it, and remove this entry.'],
  ])('%s: %s', async (_, entry, until, severity, message) => {
    const cluster = accepting(`${entry}, ${why}, until: '${until}'`);
    write({ 'clusters/test1.ts': cluster });
    const faults = (await report()).findings.filter(({ rule }) => rule === 'accepted');
    const source = { file: 'clusters/test1.ts', ...placeOf(cluster, '{ rule:'), path: 'accepted[0]' };
    expect(faults).toMatchObject([{ rule: 'accepted', severity, message, source }]);
    expect((await say(['validate'])).status).toBe(severity === 'error' ? 1 : 0);
  });

  test('is understood by what its rule was called, with a warning that says the word', async () => {
    write({ 'clusters/test1.ts': accepting(`rule: 'V-14', ${why}, until: '2027-01-01'`) });
    expect((await report()).findings.filter(({ rule }) => rule === 'accepted').map(({ severity, message }) => [severity, message])).toEqual([
      ['warning', "'V-14' is called 'peer-apart', 'peer-address' or 'peering-clusters-apart' now; write that."],
      ['warning', 'there is no finding of peer-apart, peer-address or peering-clusters-apart (it was mended, or never there); remove this entry.'],
    ]);
  });

  test('is a warning of the config at a place, in every verb and with --strict, until its day is over, which stops validate alone', async () => {
    const entry = (place: string) => `accepted: [{ rule: 'vpcs-apart', at: '${place}', ${why}, until: '2027-01-01' }],\n  delivery: 'flux1'`;
    const writePair = (place: string) => write(Object.fromEntries(['test1', 'test2'].map(name => [
      `clusters/${name}.ts`, edited(test1, "delivery: 'flux1'", entry(place)).replace("name: 'test1'", `name: '${name}'`),
    ])));
    const statuses = async (today: string, ...flags: string[]) => {
      const ended = await Promise.all(['check', 'validate'].map(verb => say([verb, ...flags], { today })));
      return ended.map(({ status, out, err }) => [status, /\[(vpcs-apart|accepted)\]/.exec(out + err)?.[1]]);
    };
    writePair('vpc.cidr');
    expect(await say(['synth', '--strict'])).toMatchObject({ status: 0, err: '' });
    expect(await statuses('2027-01-01', '--strict')).toEqual([[0, undefined], [0, undefined]]);
    expect(await statuses('2027-01-02')).toEqual([[0, 'vpcs-apart'], [1, 'vpcs-apart']]);
    expect((await say(['check', 'test1'], { today: '2027-01-02' })).err).toContain(
      'warning: accepted[0]: vpcs-apart was accepted until 2027-01-01 (today is 2027-01-02); mend it and remove this entry, or',
    );
    writePair('vpc');
    expect((await say(['synth', '--strict'])).err).toContain('warning: accepted[0]: there is no finding of vpcs-apart at vpc (it was mended');
  });

  test('is an error when it is one of the config, which stops synth', async () => {
    write({ 'clusters/test1.ts': edited(accepting(`rule: 'account-number', ${why}, until: '2027-01-01'`), "'123456789012'", "'1'") });
    expect((await report()).findings.map(({ rule, severity, message }) => [rule, severity, message])).toEqual([
      ['account-number', 'error', expect.stringContaining("'1'")],
      ['accepted', 'error', 'this finding of account-number is an error and not to be accepted (it stops synth); mend it, and remove this entry.'],
    ]);
  });

  test('is none where it cannot be: it is in the report all the same', async () => {
    write({ 'clusters/test1.ts': accepting(`rule: 'schema', ${why}, until: '2027-01-01'`) });
    await synth();
    edit(secrets, 'property: Scheme', 'properly: Scheme');
    const rules = (await report(['--dist'])).findings.map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(['accepted', 'schema']));
  });

  test('is missed only where all clusters are looked at, since some are wrong only beside each other', async () => {
    write({ 'clusters/test1.ts': accepting(`rule: 'dns-name-claimed-twice', ${why}, until: '2027-01-01'`) });
    const rules = async (...names: string[]): Promise<unknown> => (await report(names)).findings.map(({ rule }) => rule);
    expect(await rules()).toContain('accepted');
    expect(await rules('test1')).not.toContain('accepted');
  });
});

describe('a credential', () => {
  const [letters, digits] = ['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', '0123456789'];
  const drawn = [...createHash('sha256').update('a credential').digest()].map(byte => (letters + digits)[byte % 62]).join('');
  /** None of them stands in this file, so that scanners of repositories stay quiet. */
  const webhook = ['https://hooks.slack.com', 'services', `T${digits}`, `B${digits}`, drawn.slice(0, 24)].join('/');
  const token = `gh${'p_'}${drawn}0000`;

  const commented = `${test1}\n// push with ${token}\n`;
  const annotated = edited(test1, 'mongo: {', `namespace: { annotations: { hook: '${webhook}' } },\n      mongo: {`);
  /** Put together when the file runs, so that nothing is to be seen in it. */
  const composed = edited(annotated, `'${webhook}'`, `[${webhook.split('/').map(part => `'${part}'`).join(', ')}].join('/')`);
  const inChannel = edited(test1, 'gloo: {}', `fluxcloud: { channel: '${webhook}' }, gloo: {}`);
  const asKey = edited(test1, 'gloo: {}', `'${token}': {}, gloo: {}`);
  const namespace = 'dist/clusters/test1/flux/environments/qa/namespace.yaml';

  function expectMasked(said: string): void {
    for (const secret of [drawn.slice(0, 24), drawn]) {
      for (let at = 0; at + 8 <= secret.length; at += 4) expect(said.toLowerCase()).not.toContain(secret.slice(at, at + 8).toLowerCase());
    }
  }

  describe.each([
    ['in a comment of a config', commented, [`clusters/test1.ts:${placeOf(commented, token).line}:14: gh${'p_'}… (40 characters) looks`]],
    ['in a value', annotated, ['clusters/test1.ts:', `${namespace}:`]],
    ['in a value that is put together', composed, [`${namespace}:`]],
  ])('%s', (_, cluster, places) => {
    test.each(['synth', 'check'])('is refused by %s, which does nothing and repeats nothing of it', async verb => {
      write({ 'clusters/test1.ts': cluster });
      const { status, out, err } = await say([verb]);
      expect([status, out, existsSync(join(project, 'dist/clusters'))]).toEqual([2, '', false]);
      expect(err).toContain('What looks like a credential does not belong into a repository. Nothing was done.\n');
      for (const place of places) expect(err).toContain(`\n  ${place}`);
      expectMasked(err);
    });

    test.each(['text', 'json', 'github', 'sarif', 'junit'])('is an error of validate, masked in format %s', async format => {
      write({ 'clusters/test1.ts': cluster });
      const { status, out, err } = await say(['validate', '--format', format]);
      expect([status, err]).toEqual([1, '']);
      expect(out).toMatch(/\bleak\b/);
      expect(out).toMatch(/… \(\d+ characters\) looks like a credential \((Slack webhook|GitHub token)\)/);
      expectMasked(out);
    });
  });

  test('is told in full, and what stands for one is none', async () => {
    write({ 'clusters/test1.ts': commented });
    const { line } = placeOf(commented, token);
    const { status, out } = await say(['validate']);
    expect([status, out.split('\n').slice(0, 2)]).toEqual([1, [
      'clusters/test1.ts: 1 error',
      `  clusters/test1.ts:${line}:14: gh${'p_'}… (40 characters) looks like a credential (GitHub token); let an ExternalSecret fetch it from the `
        + 'secret store, and revoke this one. error [leak]',
    ]]);
    write({ 'clusters/test1.ts': commented.replace(token, `gh${'p_'}${'X'.repeat(40)}`) });
    expect((await say(['validate'])).status).toBe(0);
  });

  test('is told at its line in the config and in what comes of it', async () => {
    write({ 'clusters/test1.ts': annotated });
    const { line } = placeOf(annotated, webhook);
    const leaks = (await report()).findings.filter(({ rule }) => rule === 'leak');
    expect(leaks.map(({ source, object, field, output }) => [source?.line, source?.column, object, field, output?.file])).toEqual([
      [line, placeOf(annotated, 'hook:').column, 'Namespace/qa', 'metadata.annotations.hook', namespace],
      [line, placeOf(annotated, 'hooks.slack').column, undefined, undefined, undefined],
    ]);
  });

  describe.each([
    ['slack-channel', 'in a value', inChannel],
    ['shape', 'in a key', asKey],
  ])('is not repeated by a message of %s, %s', (rule, _, cluster) => {
    test.each(['synth', 'check', 'images', 'validate', 'validate --format json', 'validate --format sarif'])('%s', async words => {
      write({ 'clusters/test1.ts': cluster });
      const { status, out, err } = await say(words.split(' '));
      expect(status).toBe(words.startsWith('validate') ? 1 : 2);
      expect(out + err).toContain(rule);
      expectMasked(out + err);
    });
  });

  test('is seen in no message without one', () => {
    const messages = [...mistakesOf2019.flatMap(([, ...says]) => says), ...collisions.flatMap(({ says }) => says)];
    expect(messages.map(maskMessage)).toEqual(messages);
  });

  test('in what somebody wrote into dist, or elsewhere, is found, too', async () => {
    write({ 'clusters/test1.ts': test1 });
    await synth();
    edit(namespace, 'linkerd.io/inject: enabled', `linkerd.io/inject: enabled\n    hook: ${webhook}`);
    for (const words of [['--dist'], ['--path', join(project, 'dist')]]) {
      const { status, out } = await say(['validate', ...words]);
      expect([status, out.includes('[leak]')]).toEqual([1, true]);
      expectMasked(out);
    }
  });

  test.each([
    ['a comment', `apiVersion: v1 # by ${webhook}\nkind: Namespace\nmetadata: { name: a }\n`, { line: 1, column: 29 }],
    ['a file that is no YAML', `a: {\n  url: ${webhook}\n`, { line: 2, column: 16 }],
  ])('in %s of manifests is found at its place, once', async (_, text, position) => {
    write({ 'theirs/a.yaml': text });
    const leaks = (await report(['--path', join(project, 'theirs')])).findings.filter(({ rule }) => rule === 'leak');
    expect(leaks.map(({ output }) => output)).toEqual([{ file: join(project, 'theirs/a.yaml'), ...position }]);
  });

  test('in a text that looks as if it had a comment in it is found once', async () => {
    write({ 'theirs/a.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  a.sh: |\n    # ${webhook}\n` });
    const { findings } = await report(['--path', join(project, 'theirs')]);
    expect(findings.filter(({ rule }) => rule === 'leak').map(({ field }) => field)).toEqual(["data['a.sh']"]);
  });

  test('in a text of several lines is told at its line, each one', async () => {
    const script = `    #!/bin/sh\n\n      curl ${webhook}\n    curl ${webhook}\n`;
    write({ 'theirs/a.yaml': `a: 1\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n  a.sh: |\n${script}` });
    const leaks = (await report(['--path', join(project, 'theirs')])).findings.filter(({ rule }) => rule === 'leak');
    const field = "data['a.sh']";
    expect(leaks.map(leak => [leak.field, leak.output?.line, leak.output?.column])).toEqual([[field, 10, 7], [field, 11, 5]]);
  });

  test('that is only drawn by chance is a warning in manifests of anybody, and an error in ours', async () => {
    const map = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: qa\ndata:\n  note: ${drawn}\n`;
    write({ 'clusters/test1.ts': test1, 'theirs/a.yaml': map });
    const severities = async (...words: string[]): Promise<unknown> => {
      return (await report(words)).findings.filter(({ rule }) => rule === 'leak').map(({ severity }) => severity);
    };
    expect(await severities('--path', join(project, 'theirs'))).toEqual(['warning']);
    await synth();
    put('dist/clusters/test1/flux/a.yaml', map);
    expect(await severities('--dist')).toEqual(['error']);
  });
});

describe('each rule of configs: the report is the one expected message, at the place in the file', () => {
  const folder = join(root, 'test/invalid');
  const fixtures = readdirSync(folder).filter(file => file !== 'base.ts').map(file => file.slice(0, -3));

  test.each(fixtures)('%s', async name => {
    const text = readFileSync(join(folder, `${name}.ts`), 'utf8').replace('../../charts/', '../charts/').replace('./base.ts', '../base.ts');
    const builtOn = readFileSync(join(folder, 'base.ts'), 'utf8').replace('../../charts/', './charts/');
    write({ [`clusters/${name}.ts`]: text, 'base.ts': builtOn });
    const found = (await report()).findings.filter(({ severity, output }) => severity !== 'note' || output === undefined);
    expect(found.map(lineOf)).toEqual([expectedOf(text)]);
    const [{ source } = {}] = found;
    expect(source?.file).toBe(`clusters/${name}.ts`);
    expect(text.split('\n')[(source?.line ?? 0) - 1]?.slice((source?.column ?? 0) - 1)).toMatch(writtenAt(text, source?.path ?? ''));
  });

  test('what is wrong with a hand-written manifest is told at its line of the file that somebody wrote', async () => {
    const manifest = '---\n# Ours\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: nowhere\ndata:\n  a: b\n';
    const builtOn = readFileSync(join(folder, 'base.ts'), 'utf8').replace('../../charts/', './charts/');
    write({ 'base.ts': builtOn, 'clusters/base.ts': "export { today as default } from '../base.ts';\n", 'clusters/base/shared/a.yaml': manifest });
    const found = (await report()).findings.filter(({ source }) => source?.file === 'clusters/base/shared/a.yaml');
    expect(found.map(({ rule, source }) => [rule, source?.line])).toEqual([['namespace-exists', 7]]);
  });

  /** The comment at the top, as one line. */
  function expectedOf(text: string): string {
    const lines = text.split('\n');
    return lines.slice(0, lines.findIndex(line => !line.startsWith('// '))).map(line => line.slice(3)).join(' ');
  }

  function lineOf({ rule, severity, message, source }: Told): string {
    return `${severity === 'error' ? '' : `${severity}: `}${source?.path === undefined ? '' : `${source.path}: `}${message} [${rule}]`;
  }

  /** How the text goes on where the deepest of the keys stands that follow each other in it, or an item below that key. */
  function writtenAt(text: string, path: string): RegExp {
    let rest = text.slice(text.indexOf('export default'));
    let expected = /^export default/;
    for (const step of parsePath(path)) {
      if (typeof step === 'number') {
        expected = /^(?:[{'\d]|base\.)/; // how items begin in these files
        continue;
      }
      const key = new RegExp(`(?:'${escaped(step)}'|\\b${escaped(step)})\\]?:|(?<=[{,] )${escaped(step)}(?=,| \\})`);
      const found = key.exec(rest);
      if (!found) break;
      rest = rest.slice(found.index + found[0].length);
      expected = new RegExp(`^(?:${escaped(found[0])}|\\[?'?${escaped(step)})`);
    }
    return expected;
  }

  function escaped(text: string): string {
    return text.replace(/[.*+?^$()[\]{}|\\]/g, '\\$&');
  }
});
