import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Judged } from '../lib/review/acknowledged.ts';
import { objectChanges, type FileChange } from '../lib/review/changes.ts';
import { reviewFormat } from '../lib/review/formats.ts';
import { marker } from '../lib/review/markdown.ts';
import { review, type Review } from '../lib/review/review.ts';
import type { Risk } from '../lib/review/risks/risk.ts';

const object = (name: string, value: unknown): string => JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'qa' }, data: value });

/** Of files `CLUSTER/NAME.yaml`. */
function reviewOf(files: readonly FileChange[], risks: Partial<Judged> = {}): Review {
  const objects = objectChanges(files, path => path.split('/')[0] ?? '');
  return review({
    about: 'this against that', objects, scopes: ['c', 'still'], entire: new Set(), rules: [{ id: 'exposed', summary: 'Something is exposed.' }], causeOf: () => 'environments.qa', locate: () => ({ source: { file: 'clusters/c.ts', line: 3 } }),
    risks: { open: [], acknowledged: [], faults: [], notes: [], ...risks },
  });
}

const changed = (name: string, before: unknown, after: unknown): FileChange => ({ path: `c/${name}.yaml`, before: object(name, before), after: object(name, after) });
const risk = (number: number, rest: Partial<Risk> = {}): Risk => ({ id: 'exposed', severity: 'high', scope: 'c', object: `Service/qa/s${number}`, happens: `It happens ${number}.`, safely: 'Do not.', ...rest });
const markdown = reviewFormat('markdown');
const html = reviewFormat('html');

describe('a comment', () => {
  test('has room for a change of any size; details go first, then rows, and the last line says so', () => {
    const some = reviewOf(Array.from({ length: 120 }, (_, i) => changed(`n${i}`, { [`k${i}`]: { a: [`${i} ${'x'.repeat(300)}`] } }, { [`k${i}`]: { a: [`${i} ${'y'.repeat(300)}`] } })), { open: [risk(1)] });
    const many = reviewOf(Array.from({ length: 2000 }, (_, i) => changed(`n${i}`, { [`k${i}`]: i }, { [`k${i}`]: i + 1 })), { open: [risk(1)] });
    expect(markdown(some)).toMatch(/Left out, since a comment has room for no more: \d+ blocks? of details\. npm run diff says all\.$/);
    expect(markdown(some).match(/^\| <code>ConfigMap/gm)).toHaveLength(120);
    expect(markdown(many)).toMatch(/Left out, since a comment has room for no more: \d+ rows\. npm run diff says all\.$/);
    for (const text of [some, many].map(markdown)) {
      expect(text.length).toBeLessThan(60_000);
      expect(text).toContain('It happens 1.');
      expect(text).toContain('Unchanged: still.');
    }
  });

  test('never leaves out a danger: of too many there is one row for each kind', () => {
    const text = markdown(reviewOf([], { open: [...Array.from({ length: 3000 }, (_, i) => risk(i)), risk(0, { id: 'cleartext', object: 'HelmRelease/qa/last' })] }));
    expect(text.length).toBeLessThan(60_000);
    expect(text).toContain('The same 3000 times.');
    expect(text).toContain('HelmRelease/qa/last');
  });

  test('begins with the line by which a bot finds it', () => {
    expect(markdown(reviewOf([])).split('\n').slice(0, 2)).toEqual([marker, '### No difference']);
  });

  const hostile = fc.stringMatching(/^[a-z@#|`<>&*_[\]()!\\~:/. \n-]{1,40}$/);

  test('of names and values that mean something to Markdown shows these and nothing else', () => {
    fc.assert(fc.property(hostile, hostile, (name, value) => {
      const text = markdown(reviewOf([changed('n', { [name]: 'a' }, { [name]: value })], { open: [risk(1, { object: `Service/qa/${name}`, happens: value })] }));
      const lines = text.split('\n').filter(line => line.startsWith('| ') && !line.startsWith('| |') && !line.startsWith('| change'));
      for (const line of lines) expect(line.match(/\|/g)).toHaveLength(4); // the table's own
      const own = text.replace(/<!-- gitops-review -->|<\/?(code|details|summary)>|<br>|```(diff)?\n[^]*?\n```/g, '');
      expect(own).not.toMatch(/[<>]/);
      expect(own).not.toMatch(/@[a-z0-9]|(?<!&)#[0-9]|`|\]\(|\w:\/\/|\bwww\./i);
    }), { numRuns: 300 });
  });

  test('holds lines of backticks in a longer fence', () => {
    const text = markdown(reviewOf([changed('n', { k: 'a\n```\nb' }, { k: 'a\n````\nb' })]));
    expect(text).toContain('`````diff\n- ```\n+ ````\n`````');
  });
});

describe('a page', () => {
  test('is whole, and runs and fetches nothing', () => {
    const text = html(reviewOf([changed('n', { k: 1 }, { k: 2 })], { open: [risk(1)], faults: ['wrong'], notes: ['so so'] }));
    expect(text).not.toMatch(/<script|<link|<img|src=|href=|@import|url\(| on[a-z]+=/i);
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">[^]*<meta name="viewport" content="width=device-width, initial-scale=1">[^]*<\/html>$/);
    const open = [...text.matchAll(/<(article|p|h1|h2|h3|ul|li|details|pre|code|span)\b/g)].length;
    expect([...text.matchAll(/<\/(article|p|h1|h2|h3|ul|li|details|pre|code|span)>/g)]).toHaveLength(open);
  });

  test('shows names and values as text', () => {
    const text = html(reviewOf([changed('n', { k: 1 }, { k: '<script>alert(1)</script>', '"><b>': 2 })], { open: [risk(1, { happens: '<img src=x>' })] }));
    expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(text).not.toMatch(/<script>|<b>|<img/);
  });
});

test.each(['text', 'markdown', 'html', 'json', 'sarif'])('as %s no credential is shown', format => {
  const secret = (value: string): string => JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { password: value, f: `user: a\npassword: ${value}\n`, g: `one\n${value}\n` } });
  const token = `ghp_${'Qx7LmP2vT9sKd4RzW8bN'}${'c6YhJ3uF1gEa5oXi'}`;
  const files = [{ path: 'c/s.yaml', before: secret('first-s3cret-Xy'), after: secret('other-s3cret-Zz') }, changed('n', { [token]: 1 }, { [token]: 2 })];
  const said = reviewFormat(format)(reviewOf(files, { open: [risk(1, { happens: `now ${token}`, object: `Service/qa/${token}` })], faults: [token], notes: [token] }));
  expect(said).not.toMatch(/s3cret|Qx7LmP2v/);
});

test('JSON holds every row, every risk and every object', () => {
  const data = JSON.parse(reviewFormat('json')(reviewOf([changed('n', { k: 1 }, { k: 2 })], { open: [risk(1)] }))) as unknown;
  expect(data).toEqual({
    version: 1,
    about: 'this against that',
    clusters: { changed: ['c'], unchanged: ['still'] },
    objects: { removed: 0, added: 0, moved: 0, changed: 1 },
    risks: [{ id: 'exposed', severity: 'high', happens: 'It happens 1.', safely: 'Do not.', objects: [{ cluster: 'c', object: 'Service/qa/s1' }] }],
    acknowledged: [],
    wrong: [],
    notes: [],
    rows: [{
      what: 'changed', kind: 'ConfigMap', field: 'data.k', before: '1', after: '2', cause: 'environments.qa', values: 1,
      objects: [{ cluster: 'c', object: 'ConfigMap/qa/n', file: 'c/n.yaml' }],
    }],
  });
});
