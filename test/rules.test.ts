import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sentence } from '../lib/findings/fault.ts';
import { clustersIn } from '../lib/rules/clusters.ts';
import { manifestRules } from '../lib/rules/index.ts';
import type { ManifestFinding } from '../lib/rules/rule.ts';
import { documentedOutput } from './support/documented.ts';
import { filesOf, readable } from './support/short-manifests.ts';

/**
 * `test/rules/RULE.txt` has what is worth knowing of a rule besides its transcript in `test/findings`, a case after each blank line:
 *
 *     TITLE
 *       files, as test/support/short-manifests.ts reads them
 *     => FILE OBJECT FIELD: MESSAGE    of each finding; none where the manifests are near a mistake, and fine
 */
const folder = join(import.meta.dirname, 'rules');

const cases = readdirSync(folder).flatMap(file => {
  const texts = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n\n');
  return texts.map(text => {
    const [title = '', ...lines] = text.split('\n');
    const input = lines.filter(each => each.startsWith('  '));
    const finds = lines.filter(each => each.startsWith('=> ')).map(each => each.slice(3));
    if (input.length + finds.length < lines.length) throw new Error(`${file} has a line that is neither input nor finding`);
    return { rule: file.replace(/\.txt$/, ''), title, files: input.join('\n'), finds };
  });
});

/** `FILE OBJECT FIELD: MESSAGE`, without what there is not. */
function line({ document, object: id, path, fault }: ManifestFinding): string {
  return `${[document.file.path, id, path.join('.')].filter(part => part !== undefined && part !== '').join(' ')}: ${sentence(fault)}`;
}

/** What a rule finds in some files. */
function findingsOf(id: string, files: Iterable<readonly [string, string]>): string[] {
  const rule = manifestRules.find(each => each.id === id);
  if (!rule) throw new Error(`there is no rule '${id}'`);
  return rule.find(readable(files)).map(line);
}

describe('rules of manifests', () => {
  test.each(cases)('$rule $title', ({ rule, files, finds }) => {
    expect(findingsOf(rule, filesOf(files))).toEqual(finds);
  });

  test('speak in sentences of one line, without what a program says by mistake', () => {
    for (const finding of cases.flatMap(({ finds }) => finds)) {
      expect(finding).toMatch(/^[^\n]* \([^\n]+\); [^\n]+\.$/);
      expect(finding).not.toMatch(/undefined|\[object|NaN|null|  /);
    }
  });

  test('find the same whatever the order of the files, and in their order', () => {
    for (const { rule, files, finds } of cases) {
      expect(findingsOf(rule, filesOf(files).reverse())).toEqual(finds);
      const order = finds.map(finding => finding.split(' ')[0] ?? '');
      expect(order).toEqual([...order].sort());
    }
  });
});

describe('our own trees', () => {
  test('have nothing that is more than a note', () => {
    const manifests = readable(documentedOutput());
    const findings = manifestRules.filter(({ severity }) => severity !== 'note').flatMap(rule => rule.find(manifests).map(line));
    expect(findings).toEqual([]);
  });

  test('are whole, so that what is not in them is nowhere; but for those of which parts are made when Flux builds them', () => {
    const clusters = clustersIn(readable(documentedOutput()));
    expect(clusters.length).toBeGreaterThan(1);
    expect(clusters.filter(({ isComplete }) => !isComplete).map(({ folder: path }) => path)).toEqual(['dist/clusters/staging']);
  });
});
