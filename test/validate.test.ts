import { Ajv } from 'ajv';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { parsePath } from '../lib/findings/locate.ts';
import { documented, documentedSource } from './support/documented.ts';
import { committed, doubled, edit, edited, overlapping, placeOf, project, put, report, root, say, secrets, synth, test1, useProjects, withDuplicate, write, type Report } from './support/project.ts';

useProjects();

/** `validate` from its words to what it prints. What each rule finds stands in test/rules and test/findings. */

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
    expect(out.summary).toMatchObject({ errors: 1, warnings: 2, notes: 2 });
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

describe('each rule of configs: the report is the one expected message, at the place in the file', () => {
  const folder = join(root, 'test/invalid');
  const fixtures = readdirSync(folder).filter(file => file !== 'base.ts').map(file => file.slice(0, -3));

  test.each(fixtures)('%s', async name => {
    const text = readFileSync(join(folder, `${name}.ts`), 'utf8').replaceAll(/from '(\.[^']*)'/g, (_, path: string) => `from '${join(folder, path)}'`);
    write({ [`clusters/${name}.ts`]: text });
    const expected = expectedOf(text);
    const { out } = await say(['validate', ...(expected.startsWith('note: ') ? ['--notes'] : [])]); // it takes long to find out where notes are
    const found = out.split(/\n(?= {2}\S)/).slice(1).filter(told => !/ note \[[\w-]+\]\n {4}/.test(told)); // those on the output have a second line
    expect(found.map(lineOf)).toEqual([expected]);
    const [, file, line, column, path = ''] = /^ {2}(.+?):(\d+):(\d+): (.+?): /.exec(found[0] ?? '') ?? [];
    expect(file).toBe(`clusters/${name}.ts`);
    expect(text.split('\n')[Number(line) - 1]?.slice(Number(column) - 1)).toMatch(writtenAt(text, path));
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

  /** As the comment has it: the severity in front, and no place in a file. */
  function lineOf(told: string): string {
    const [, message, severity, rule] = /^ {2}\S+?:\d+:\d+: (.+) (error|warning|note) (\[[\w-]+\])$/m.exec(told) ?? [];
    return message === undefined ? told : `${severity === 'error' ? '' : `${severity}: `}${message} ${rule}`;
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
