import { ApiObject, App } from 'cdk8s';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FileChart, render, type PlainDocument } from '../lib/output/file-chart.ts';
import { isAsGenerated, signatureLine, signatureOf } from '../lib/output/signature.ts';
import { policyMark } from '../lib/images/tags.ts';

/** A file with two images, of which Flux may move that of blip. */
function generated(leadingMarker: boolean): string {
  const app = new App();
  const file = new FileChart(app, 'a.yaml', ['a comment']);
  new ApiObject(file, 'release', {
    apiVersion: 'helm.fluxcd.io/v1',
    kind: 'HelmRelease',
    metadata: { name: 'tidepool', namespace: 'qa1', annotations: { 'fluxcd.io/tag.blip': 'glob:v*' } },
    spec: { values: { blip: { deployment: { image: 'tidepool/blip:v1.0.0' } }, mongo: { image: 'mongo:3.6' } } },
  });
  new ApiObject(file, 'namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'qa1' } });
  return render(app, { source: 'clusters/a.ts', leadingMarker }).get('a.yaml') ?? '';
}

describe.each([['behind ---', true], ['on line 1', false]])('a signature %s', (_, leadingMarker) => {
  const text = generated(leadingMarker);
  const lines = text.split('\n');

  test('names the source, and its hash is right', () => {
    expect(lines.findIndex(line => line.startsWith('# Generated from'))).toBe(leadingMarker ? 1 : 0);
    expect(signatureOf(text)).toEqual({ source: 'clusters/a.ts', hash: expect.stringMatching(/^[0-9a-f]{16}$/) });
    expect(isAsGenerated(text)).toBe(true);
  });

  test('a tag moved within an automated image leaves the hash right', () => {
    for (const tag of ['v1.0.1', 'master-0a1b2c3', 'latest', '7']) {
      const moved = text.replace('tidepool/blip:v1.0.0', `tidepool/blip:${tag}`);
      expect(moved).not.toBe(text);
      expect(isAsGenerated(moved), tag).toBe(true);
    }
  });

  test.each([
    ['the tag of another image', 'mongo:3.6', 'mongo:4.0'],
    ['the repository of an automated image', 'tidepool/blip', 'tidepool/blop'],
    ['a tag policy', 'glob:v*', 'glob:*'],
    ['a comment', '# a comment', '# my comment'],
    ['what makes it no YAML', 'kind: Namespace', 'kind: }'],
    ['the hash', /sha256:./, 'sha256:'],
    ['a second signature', /^(# Gen.*\n)/m, '$1$1'],
    ['the line in front of ---', /^(---\n)?(# Gen.*\n)/, '$2---\n'],
  ])('any other edit makes it wrong: %s', (_edit, from, to) => {
    const edited = text.replace(from, to);
    expect(edited).not.toBe(text);
    expect(isAsGenerated(edited)).toBe(false);
  });

  test('any other edit makes it wrong: a line taken away, doubled or put elsewhere', () => {
    const edits = fc.tuple(fc.nat(lines.length - 2), fc.nat(lines.length - 2), fc.constantFrom('drop', 'double', 'shift'));
    fc.assert(fc.property(edits, ([from, to, edit]) => {
      const edited = [...lines];
      const [line = ''] = edited.splice(from, 1);
      if (edit === 'double') edited.splice(from, 0, line, line);
      if (edit === 'shift') edited.splice(to, 0, line);
      fc.pre(edited.join('\n') !== text);
      expect(isAsGenerated(edited.join('\n'))).toBe(false);
    }));
  });

  test('CRLF: the file is ours still, and no longer as it was generated', () => {
    const converted = text.replaceAll('\n', '\r\n');
    expect(signatureOf(converted)?.source).toBe('clusters/a.ts');
    expect(isAsGenerated(converted)).toBe(false);
  });

  test('a merge conflict at the top leaves the file ours, and not as it was generated', () => {
    const conflict = `<<<<<<< HEAD\n${lines.slice(0, 2).join('\n')}\n=======\n${text}`;
    expect(signatureOf(conflict)?.source).toBe('clusters/a.ts');
    expect(isAsGenerated(conflict)).toBe(false);
  });
});

describe('a part of an object, with an image that a comment hands over', () => {
  const app = new App();
  const value = { apiVersion: 'a/v1', kind: 'A', metadata: { name: 'a' }, spec: { moved: 'a/b:v1', other: 'a/b:v1' } };
  const mark = policyMark('flux-system:qa-b');
  new FileChart(app, 'a.yaml', ['a comment']).document = { value, marks: [{ path: ['spec', 'moved'], comment: mark }] };
  const text = render(app, { source: 'clusters/a.ts', leadingMarker: false }).get('a.yaml') ?? '';

  test('has the mark behind it, and the hash is right', () => {
    expect(text).toMatch(/^# Generated from clusters\/a\.ts .*\n# a comment\napiVersion: a\/v1\n/);
    expect(text).toContain(`  moved: a/b:v1 # ${mark}\n  other: a/b:v1\n`);
    expect(isAsGenerated(text)).toBe(true);
  });

  const digest = `sha256:${'0'.repeat(64)}`;

  test.each(['a/b:v2', `a/b:v1@${digest}`, 'a/b', `a/b@${digest}`])('moved to %s it is as generated', image => {
    expect(isAsGenerated(text.replace('moved: a/b:v1', `moved: ${image}`))).toBe(true);
  });

  test.each([
    ['its repository', 'moved: a/b:v1', 'moved: a/c:v1'],
    ['its policy', 'qa-b', 'qa-c'],
    ['its mark', ` # ${mark}`, ''],
    ['an image that is not handed over', 'other: a/b:v1', 'other: a/b:v2'],
    ['a comment', '# a comment', '# another'],
    ['the marker of a document', '# Generated', '---\n# Generated'],
  ])('any other edit makes it wrong: %s', (_, from, to) => {
    const edited = text.replace(from, to);
    expect(edited).not.toBe(text);
    expect(isAsGenerated(edited)).toBe(false);
  });
});

describe('a file that holds no object', () => {
  const drawn = (document: PlainDocument, leadingMarker: boolean) => {
    const app = new App();
    new FileChart(app, 'a.yaml', ['a comment']).document = document;
    return render(app, { source: 'clusters/a.ts', leadingMarker }).get('a.yaml') ?? '';
  };

  test('is signed as any other', () => {
    for (const leadingMarker of [true, false]) {
      const text = drawn({ value: { resources: ['a.yaml'] } }, leadingMarker);
      expect(isAsGenerated(text)).toBe(true);
      expect(isAsGenerated(text.replace('a.yaml', 'b.yaml'))).toBe(false);
    }
  });

  test('is not ours when it is handed over, be it of comments alone', () => {
    expect(drawn({ value: undefined, unsigned: true }, false)).toBe('# a comment\n');
    expect(drawn({ value: { a: 1 }, unsigned: true }, false)).toBe('# a comment\na: 1\n');
    expect(drawn({ value: { a: 1 }, unsigned: true }, true)).toBe('---\n# a comment\na: 1\n');
  });

  test('cannot hold one besides, nor a mark where nothing is', () => {
    const app = new App();
    const file = new FileChart(app, 'a.yaml');
    file.document = { value: { a: 1 } };
    new ApiObject(file, 'x', { apiVersion: 'v1', kind: 'X', metadata: { name: 'x' } });
    expect(() => render(app, { source: 'clusters/a.ts', leadingMarker: false })).toThrow('a.yaml holds more than one of objects, a document and a text');
    const marked = { value: { a: {} }, marks: [{ path: ['a', 'b'], comment: 'x' }] };
    expect(() => drawn(marked, false)).toThrow('no scalar at a.b to put a comment behind');
  });
});

test('a file without the line is not ours', () => {
  const strangers = [
    '',
    'kind: Namespace\n',
    '# Generated from clusters/a.ts\nkind: Namespace\n',
    '# Generated from clusters/a.ts by "npm run synth"; edits are lost.\n',
    `say: "${signatureLine('clusters/a.ts', '', [])}"\n`,
    `${'# a long text\n'.repeat(30)}${signatureLine('clusters/a.ts', '', [])}\n`,
    `\u{FEFF}${generated(false)}`, // a byte order mark
  ];
  for (const text of strangers) {
    expect(signatureOf(text), text).toBeUndefined();
    expect(isAsGenerated(text), text).toBe(false);
  }
});

describe('a text that is no manifest', () => {
  const drawn = (path: string, body: string, leadingMarker = true) => {
    const app = new App();
    new FileChart(app, path).text = body;
    return render(app, { source: 'clusters/a.ts', leadingMarker }).get(path) ?? '';
  };
  const texts: readonly (readonly [path: string, body: string, head: RegExp])[] = [
    ['RUNBOOK.md', 'Run: `eksctl create cluster`: it takes\n\t20 minutes }\n', /^<!-- Generated from clusters\/a\.ts .* sha256:[0-9a-f]{16} -->\nRun/],
    ['a.sh', '#!/usr/bin/env bash\nset -eu\necho 20\n', /^#!\/usr\/bin\/env bash\n# Generated from clusters\/a\.ts .*\nset -eu\n/],
    ['cluster.env', 'A=20\n', /^# Generated .*\nA=20\n/],
    ['a.tsv', 'path\t20\n', /^# Generated .*\npath/],
    ['Brewfile', 'brew "jq" # 20\n', /^# Generated .*\nbrew/],
    ['a.txt', '20\n', /^# Generated .*\n20\n/],
    ['a.yaml', 'data: {KEY: $20}\n', /^# Generated .*\ndata/],
  ];

  test.each(texts)('%s has our line where its language has comments, and none is edited as it was written', (path, body, head) => {
    const text = drawn(path, body);
    expect(text).toMatch(head);
    expect(signatureOf(text)?.source).toBe('clusters/a.ts');
    expect(isAsGenerated(text)).toBe(true);
    expect(text.replace(/^(<!-- |# )Generated.*\n/m, '')).toBe(body);
  });

  test.each(texts)('%s is edited by any other byte', (path, body) => {
    const text = drawn(path, body);
    for (const edited of [text.replace('20', '30'), `${text}\n`, `\n${text}`, text.replace(/sha256:./, 'sha256:'), text.replace('# Gen', '#  Gen').replace('<!-- Gen', '<!--  Gen')]) {
      expect(isAsGenerated(edited), edited).toBe(false);
    }
  });

  test('holds no object besides', () => {
    const app = new App();
    const file = new FileChart(app, 'a.md');
    file.text = 'a\n';
    new ApiObject(file, 'x', { apiVersion: 'v1', kind: 'X', metadata: { name: 'x' } });
    expect(() => render(app, { source: 'clusters/a.ts', leadingMarker: false })).toThrow('a.md holds more than one of');
  });
});
