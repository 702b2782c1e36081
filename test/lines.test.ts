import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClusterConfig } from '../charts/config.ts';
import { policyMark } from '../lib/images/tags.ts';
import { readTree } from '../lib/output/tree.ts';
import { readLines, type PlacedDocument } from '../lib/yaml/lines.ts';
import { parsedDocuments } from '../lib/yaml/placed.ts';
import { fromYaml, markedYaml, toYaml } from '../lib/yaml/yaml.ts';
import { withImages } from './support/image-automation.ts';
import { compiled } from './support/objects.ts';
import { fluxWrites, sayIfSkipped, skipped } from './support/flux-writer/python.ts';
import { anyData, anyString, nastyStrings } from './support/yaml-samples.ts';

sayIfSkipped('what Flux v1 has written is not read line by line');

const numRuns = Number(process.env['FC_RUNS'] ?? 700);
const root = dirname(import.meta.dirname);

const folder = join(import.meta.dirname, 'clusters');
const fixtures = await Promise.all(readdirSync(folder).map(async file => {
  return ((await import(join(folder, file))) as { default: ClusterConfig }).default;
}));

const texts = [...readTree(join(root, 'dist'), 'clusters'), ...fixtures.flatMap(config => [...compiled(config)])]
  .flatMap(([path, text]) => (path.endsWith('.yaml') && typeof text === 'string' ? [text] : []));

/** How long a block scalar is the libraries see differently, and nobody asks. */
function withoutEndsOfBlocks(text: string, documents: readonly PlacedDocument[]): unknown {
  return documents.filter(({ value }) => value !== null && value !== undefined).map(({ strings }) => {
    return strings.map(string => (text[string.start] === '|' ? { ...string, end: undefined } : string));
  });
}

/** Whether a text is read, and then as both libraries read it. */
function isRead(text: string): boolean {
  const documents = readLines(text);
  if (documents === undefined) return false;
  expect(documents.map(({ value }) => value), text).toEqual(fromYaml(text));
  expect(withoutEndsOfBlocks(text, documents), text).toEqual(withoutEndsOfBlocks(text, parsedDocuments(text)));
  return true;
}

describe('what is read line by line is what the libraries read', () => {
  test('nearly every file that is made', () => {
    expect(texts.length).toBeGreaterThan(200);
    expect(texts.filter(isRead).length).toBeGreaterThan(0.95 * texts.length);
  });

  test('any data, as it is written', () => {
    fc.assert(fc.property(anyData, data => void isRead(toYaml(data))), { numRuns });
    for (const text of nastyStrings) isRead(toYaml({ a: text, b: [text, [text]], [text]: [{ [text]: text }] }));
  });

  test('nasty strings as somebody might write them', () => {
    const around: readonly ((text: string) => string)[] = [
      text => `a: ${text}\n`, text => `- ${text}\n`, text => `a:\n- ${text}\nb: x\n`, text => `${text}: a\n`, text => `a: ${text} # c\n`,
      text => `a: |\n  ${text}\n`, text => `a: |-\n  ${text}\nb:\n  c: |2\n      x\n    ${text}\n`, text => `a: "${text}"\n`, text => `a: '${text}'\n`,
    ];
    for (const text of nastyStrings) for (const write of around) readOrWrong(write(text));
  });

  const pieces = [' ', '  ', '\n', '\n\n', '-', '- ', '#', ' # x', ':', ': ', '"', "'", '|', '>', '&a ', '*a', '!', '{', '}', '[', ']', '\t'];
  const marks = ['---\n', '...\n', '%', '1', 'x', '~', '<<: ', '? ', '\\', ''];
  const edit = fc.record({ at: fc.nat(6000), drop: fc.nat(3), put: fc.oneof(fc.constantFrom(...pieces, ...marks), anyString) });
  const text = fc.oneof(fc.constantFrom(...texts.filter(({ length }) => length < 6000)), anyData.map(toYaml));

  test('any edit by hand, unless it is left to the libraries', () => {
    fc.assert(fc.property(text, fc.array(edit, { minLength: 1, maxLength: 3 }), (before, edits) => {
      readOrWrong(edits.reduce((rest, { at, drop, put }) => {
        const start = at % rest.length;
        return rest.slice(0, start) + put + rest.slice(start + drop);
      }, before));
    }), { numRuns });
  });

  /** Nothing that a library refuses is read. */
  function readOrWrong(edited: string): void {
    const isYaml = (): boolean => { try { return fromYaml(edited).length >= 0; } catch { return false; } };
    if (isYaml()) isRead(edited);
    else expect(readLines(edited), edited).toBeUndefined();
  }
});

describe('what a Flux has written is read line by line', () => {
  const image = 'tidepool/blip:v1';
  const metadata = { name: 'tidepool', namespace: 'qa1', annotations: { 'fluxcd.io/tag.blip': 'glob:*' } };
  const release = { apiVersion: 'helm.fluxcd.io/v1', kind: 'HelmRelease', metadata, spec: { values: { blip: { image }, x: ['y', { z: 'a: b' }] } } };

  test.skipIf(skipped)('Flux v1: tags, annotations', () => {
    const steps = [
      { path: ['blip', 'image'], tag: 'v2-0a1b2c3' }, { annotate: { 'fluxcd.io/locked': 'true', 'fluxcd.io/locked_msg': 'not now: ask me' } },
      { annotate: { 'fluxcd.io/locked': null } }, { path: ['blip', 'image'], tag: '7' },
    ].map(step => [{ namespace: 'qa1', name: 'tidepool', ...step }]);
    const written = fluxWrites([{ text: `---\n${toYaml(release)}`, steps }]).flat();
    expect(written).toHaveLength(4);
    expect(written.map(isRead)).toEqual([true, true, true, true]);
  });

  test('image automation of Flux 2: images behind which a policy is named', () => {
    const policy = 'flux-system:qa1-blip';
    const text = `---\n${markedYaml(release, [{ path: ['spec', 'values', 'blip', 'image'], comment: policyMark(policy) }])}`;
    const moved = withImages(text, { [policy]: `tidepool/blip:v2@sha256:${'0'.repeat(64)}` });
    expect(moved).not.toBe(text);
    expect([text, moved].map(isRead)).toEqual([true, true]);
  });
});
