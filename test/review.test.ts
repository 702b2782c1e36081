import { describe, expect, test } from 'vitest';
import { objectChanges, statusOf, type FileChange } from '../lib/review/changes.ts';
import { rowsOf } from '../lib/review/fold.ts';
import { isScript, scriptRows } from '../lib/review/scripts.ts';
import { changeText, whereText } from '../lib/review/text.ts';

type Files = Readonly<Record<string, string>>;

function fileChanges(before: Files, after: Files): FileChange[] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return paths.filter(path => before[path] !== after[path]).map(path => ({ path, before: before[path], after: after[path] }));
}

/** The first folder is the cluster. */
function changesOf(before: Files, after: Files) {
  return objectChanges(fileChanges(before, after), path => path.split('/')[0] ?? '');
}

const service = (name: string, spec: string, namespace = 'qa'): string => {
  return `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\nspec:\n  ${spec}\n`;
};
const configMap = (data: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n${data}\n`;

describe('the changed paths are right', () => {
  const fields = (before: Files, after: Files): string[] => changesOf(before, after).flatMap(object => {
    const whole = statusOf(object) === 'changed' ? [] : [`${statusOf(object)} ${object.id}`];
    return [...whole, ...object.fields.map(({ kind, field }) => `${kind} ${object.id} ${field}`)];
  });
  const one = (before: string, after: string) => [{ 'c/a.yaml': before }, { 'c/a.yaml': after }] as const;

  test.each<[what: string, sides: readonly [Files, Files], expected: readonly string[]]>([
    ['a number that becomes a text', one(service('a', 'port: 80'), service('a', "port: '80'")), ['changed Service/qa/a spec.port']],
    ['null that becomes nothing', one(service('a', 'port: null'), service('a', 'ports: null')), ['removed Service/qa/a spec.port', 'added Service/qa/a spec.ports']],
    ['true that becomes yes, a text', one(service('a', 'x: true'), service('a', 'x: yes')), ['changed Service/qa/a spec.x']],
    ['the same number in another spelling', one(service('a', 'x: 0x10'), service('a', 'x: 16')), ['changed c/a.yaml comments']],
    ['a list by names, in another order', one(
      service('a', 'env: [{name: a, value: p}, {name: b, value: q}]'), service('a', 'env: [{name: b, value: r}, {name: a, value: p}]'),
    ), ['changed Service/qa/a spec.env[name=b].value', 'moved Service/qa/a spec.env[name=a]']],
    ['ports by their number, as Kubernetes has it', one(service('a', 'ports: [{name: a, port: 1}]'), service('a', 'ports: [{name: a, port: 3}, {name: b, port: 1}]')),
      ['added Service/qa/a spec.ports[port=3,protocol=TCP]', 'changed Service/qa/a spec.ports[port=1,protocol=TCP].name']],
    ['a list of texts, of which one comes and one goes', one(service('a', 'x: [p, q, r]'), service('a', 'x: [q, r, s]')),
      ['removed Service/qa/a spec.x[0]', 'added Service/qa/a spec.x[2]']],
    ['one of several documents', one(`${service('a', 'x: 1')}---\n${service('b', 'x: 1')}`, `${service('a', 'x: 1')}---\n${service('b', 'x: 2')}`),
      ['changed Service/qa/b spec.x']],
    ['documents in another order', one(`${service('a', 'x: 1')}---\n${service('b', 'x: 1')}`, `${service('b', 'x: 1')}---\n${service('a', 'x: 1')}`),
      ['changed c/a.yaml comments']],
    ['an object in another file', [{ 'c/a.yaml': service('a', 'x: 1') }, { 'c/b.yaml': service('a', 'x: 2') }],
      ['moved Service/qa/a', 'changed Service/qa/a spec.x']],
    ['an object of another cluster', [{ 'c/a.yaml': service('a', 'x: 1') }, { 'd/a.yaml': service('a', 'x: 1') }], ['removed Service/qa/a', 'added Service/qa/a']],
    ['another name, which is another object', one(service('a', 'x: 1'), service('b', 'x: 1')), ['removed Service/qa/a', 'added Service/qa/b']],
    ['another namespace, which is another object', one(service('a', 'x: 1'), service('a', 'x: 1', 'qb')), ['removed Service/qa/a', 'added Service/qb/a']],
    ['letters of any script', one(service('a', 'ü: ä'), service('a', 'ü: 日本')), ["changed Service/qa/a spec['ü']"]],
    ['keys with dots and slashes', one(service('a', 'app.kubernetes.io/name: a'), service('a', 'app.kubernetes.io/name: b')),
      ["changed Service/qa/a spec['app.kubernetes.io/name']"]],
    ['an anchor, in each place that it stands for', one(
      `x: &x {y: 1}\n${service('a', 'l: *x')}`, `x: &x {y: 2}\n${service('a', 'l: *x')}`,
    ), ['changed Service/qa/a x.y', 'changed Service/qa/a spec.l.y']],
    ['a merge key', one(`x: &x {y: 1}\n${service('a', '<<: *x')}`, `x: &x {y: 2}\n${service('a', '<<: *x')}`), ['changed Service/qa/a x.y', 'changed Service/qa/a spec.y']],
    ['YAML in a text', one(configMap('  f: |\n    a: 1\n    b: {c: 2}'), configMap('  f: |\n    a: 1\n    b: {c: 3}')), ['changed ConfigMap/c data.f b.c']],
    ['JSON in a text', one(configMap('  f: \'{"a": [{"name": "x", "v": 1}]}\''), configMap('  f: \'{"a": [{"name": "x", "v": 2}]}\'')),
      ['changed ConfigMap/c data.f a[name=x].v']],
    ['JSON in YAML in a text', one(configMap('  f: |\n    p: \'{"a": 1}\''), configMap('  f: |\n    p: \'{"a": 2}\'')), ['changed ConfigMap/c data.f p a']],
    ['lines in a text', one(configMap('  f: |\n    set -e\n    run a'), configMap('  f: |\n    set -e\n    run b')), ['changed ConfigMap/c data.f']],
    ['a comment alone', one(`# a\n${service('a', 'x: 1')}`, `# b\n${service('a', 'x: 1')}`), ['changed c/a.yaml comments']],
    ['our line alone is none', one(
      `# Generated from c by "x"; edits are lost. sha256:0123456789abcdef\n${service('a', 'x: 1')}`,
      `# Generated from c by "x"; edits are lost. sha256:fedcba9876543210\n${service('a', 'x: 1')}`,
    ), []],
    ['our line alone is none in Markdown either', [
      { 'c/bootstrap/R.md': '<!-- Generated from c by "x"; edits are lost. sha256:0123456789abcdef -->\na\n' },
      { 'c/bootstrap/R.md': '<!-- Generated from c by "x"; edits are lost. sha256:fedcba9876543210 -->\na\n' },
    ], []],
    ['a kustomization, which has no name', one(
      'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a]\n', 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a, b]\n',
    ), ['added c/a.yaml resources[1]']],
    ['what is no YAML', [{ 'c/run.sh': 'a\nb\n' }, { 'c/run.sh': 'a\nc\n' }], ['changed c/run.sh ']],
    ['what cannot be read as YAML', one(service('a', 'x: 1'), 'a: [\n'), ['removed Service/qa/a', 'added c/a.yaml']],
  ])('of %s', (_, [before, after], expected) => {
    expect(fields(before, after)).toEqual(expected);
  });

  test('there is none of a tree and itself', () => {
    const files = { 'c/a.yaml': service('a', 'x: 1'), 'c/b.yaml': configMap('  f: g') };
    expect(changesOf(files, { ...files })).toEqual([]);
  });
});

describe('the same change is one row', () => {
  const rows = (before: Files, after: Files): string[] => {
    return rowsOf(changesOf(before, after)).map(row => `${row.what} ${changeText(row)} | ${whereText(row)}`);
  };
  const three = (spec: (cluster: string) => string): Files => Object.fromEntries(['one', 'two', 'six'].map(cluster => [`${cluster}/a.yaml`, service('a', spec(cluster))]));

  test.each<[what: string, before: Files, after: Files, expected: readonly string[]]>([
    ['in several clusters', three(() => 'x: false'), three(() => 'x: true'), ['changed Service/qa/a  spec.x: false → true | one, six, two: 3 objects']],
    ['where values differ by the name of the cluster alone', three(name => `x: old-${name}`), three(name => `x: new-${name}`),
      ['changed Service/qa/a  spec.x: old-{cluster} → new-{cluster} | one, six, two: 3 objects']],
    ['of several keys of a map', { 'c/a.yaml': service('a', 'x: {p: {n: 1}, q: {n: 1}, r: {n: 2}}') }, { 'c/a.yaml': service('a', 'x: {p: {n: 3}, q: {n: 3}, r: {n: 3}}') },
      ['changed Service/qa/a  spec.x.{p, q}.n: 1 → 3 | c: 1 object, 2 values', 'changed Service/qa/a  spec.x.r.n: 2 → 3 | c']],
    ['of several items of a list', { 'c/a.yaml': service('a', 'x: [{name: p, n: 1}, {name: q, n: 1}]') }, { 'c/a.yaml': service('a', 'x: [{name: p, n: 2}, {name: q, n: 2}]') },
      ['changed Service/qa/a  spec.x[name={p, q}].n: 1 → 2 | c: 1 object, 2 values']],
    ['of maps that come, value by value', { 'c/a.yaml': service('a', 'x: {p: {n: 1}, q: {}}') }, { 'c/a.yaml': service('a', 'x: {p: {n: 1, m: true}, q: {m: true}}') },
      ['changed Service/qa/a  spec.x.{p, q}.m: (none) → true | c: 1 object, 2 values']],
    ['of objects that come', {}, { 'c/a.yaml': `${service('a', 'x: 1')}---\n${service('b', 'x: 2')}---\n${service('c', 'x: 3', 'other')}` },
      ['added Service/qa/{a, b} | c: 2 objects', 'added Service/other/c | c']],
    ['of objects that go to another folder', { 'c/p/a.yaml': service('a', 'x: 1'), 'c/p/b.yaml': service('b', 'x: 1') }, { 'c/q/a.yaml': service('a', 'x: 1'), 'c/q/b.yaml': service('b', 'x: 1') },
      ['moved Service/qa/{a, b}  c/p → c/q | c: 2 objects']],
    ['not of values that differ', { 'c/a.yaml': service('a', 'x: 1'), 'd/a.yaml': service('a', 'x: 2') }, { 'c/a.yaml': service('a', 'x: 3'), 'd/a.yaml': service('a', 'x: 3') },
      ['changed Service/qa/a  spec.x: 1 → 3 | c', 'changed Service/qa/a  spec.x: 2 → 3 | d']],
    ['not of a text and a number that look alike', { 'c/a.yaml': service('a', 'x: 1'), 'd/a.yaml': service('a', 'x: "1"') }, { 'c/a.yaml': service('a', 'x: 3'), 'd/a.yaml': service('a', 'x: 3') },
      ['changed Service/qa/a  spec.x: 1 → 3 | c', 'changed Service/qa/a  spec.x: "1" → 3 | d']],
  ])('%s', (_, before, after, expected) => {
    expect(rows(before, after)).toEqual(expected);
  });

  test('of scripts and pages, however many files and clusters have it, with the name of each file in its details', () => {
    const files = (text: string, extra: Files = {}): Files => Object.fromEntries(['one', 'two'].flatMap(cluster => [
      ...['run.sh', 'RUNBOOK.md'].map(name => [`clusters/${cluster}/bootstrap/${name}`, `${text} of ${cluster}\nthe rest\n`]),
      ...Object.entries(extra).map(([name, own]) => [`clusters/${cluster}/bootstrap/${name}`, own]),
    ]) as [string, string][]);
    const changed = objectChanges(fileChanges(files('old'), files('new', { 'secret-templates/a.yaml': service('a', 'x: 1') })), path => path.split('/')[1] ?? '');
    const [row, ...others] = scriptRows(changed);
    expect([changed.every(isScript), others, row && `${row.what} ${changeText(row)} | ${whereText(row)}`]).toEqual([
      true, [], 'changed bootstrap/{RUNBOOK.md, run.sh}, bootstrap/secret-templates/a.yaml  2 lines differ | one, two: 6 files',
    ]);
    expect(row?.diff).toEqual([
      '@@ added: bootstrap/secret-templates/a.yaml', '@@ bootstrap/RUNBOOK.md', '- old of one', '+ new of one', '@@ bootstrap/run.sh', '- old of one', '+ new of one',
    ]);
    expect(scriptRows(changed.filter(({ id }) => !id.endsWith('two/bootstrap/run.sh')))).toHaveLength(2);
  });

  const release = (tag: string, policy = 'glob:v*'): string => [
    'apiVersion: helm.fluxcd.io/v1', 'kind: HelmRelease', 'metadata:', '  name: t', '  namespace: qa', '  annotations:', `    fluxcd.io/tag.auth: ${policy}`,
    'spec:', '  values:', '    auth:', `      image: r/auth:${tag}`, '',
  ].join('\n');
  const marked = (tag: string): string => `kind: HelmRelease\napiVersion: x/v2\nmetadata: {name: t, namespace: qa}\nspec:\n  values:\n    auth:\n      image: r/auth:${tag} # {"$imagepolicy": "flux-system:a"}\n`;

  test('of image tags that Flux moves, by annotation or by mark', () => {
    expect(rows({ 'c/a.yaml': release('v1'), 'd/a.yaml': marked('v1') }, { 'c/a.yaml': release('v2'), 'd/a.yaml': marked('v3') }))
      .toEqual(['image HelmRelease/qa/t  2 tags that Flux moves | c, d: 2 objects']);
  });

  test('not of an image that another repository serves, or that no policy follows', () => {
    expect(rows({ 'c/a.yaml': release('v1') }, { 'c/a.yaml': release('v2').replace('r/auth', 'q/auth') })).toEqual([
      'changed HelmRelease/qa/t  spec.values.auth.image: r/auth:v1 → q/auth:v2 | c',
    ]);
    expect(rows({ 'c/a.yaml': marked('v1').replace(/#.*/, '') }, { 'c/a.yaml': marked('v2').replace(/#.*/, '') })).toEqual([
      'changed HelmRelease/qa/t  spec.values.auth.image: r/auth:v1 → r/auth:v2 | c',
    ]);
  });

  test('a credential is shown on neither side, not even inside of a text', () => {
    const secret = (value: string): Files => ({
      'c/a.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  password: ${value}\n  f: |\n    user: a\n    password: ${value}\n`,
    });
    const said = rows(secret('first-s3cret-Xy'), secret('other-s3cret-Zz')).join('\n');
    expect(said).not.toMatch(/s3cret/);
    expect(said).toMatch(/stringData\.password: … \(15 characters\) → … \(15 characters\)/);
  });
});
