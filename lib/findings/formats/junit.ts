import { groupBy } from '../../group-by.ts';
import { byFile, headline, type Finding, type Validation } from '../finding.ts';
import { visible } from '../quotable.ts';
import { linesOf, wholeRepository } from './text.ts';

/**
 * JUnit's XML, for programs that show test results: a suite per file, in it a case per rule that found something there. Errors and warnings are
 * failures; notes are the output of a case, which passes when there is nothing else. Without any finding there is one case that passes,
 * since many readers take a report without a test for a broken one. Times are zero because readers add them up.
 */
export function junit({ tool, findings }: Validation): string {
  const found = [...byFile(findings)].map(([file = wholeRepository, ofFile]): Suite => ({ file, cases: casesOf(ofFile) }));
  const suites = found.length > 0 ? found : [{ file: wholeRepository, cases: [{ rule: 'no findings', failures: [], notes: [] }] }];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: tool, ...countsOf(suites.flatMap(({ cases }) => cases)), errors: 0, time: 0 })}>`,
    ...suites.flatMap(suiteOf),
    '</testsuites>',
  ].join('\n');
}

interface Suite {
  readonly file: string;
  readonly cases: readonly Case[];
}

/** What one rule found in one file. */
interface Case {
  readonly rule: string;
  readonly failures: readonly Finding[];
  readonly notes: readonly Finding[];
}

function countsOf(cases: readonly Case[]): { readonly tests: number; readonly failures: number } {
  return { tests: cases.length, failures: cases.filter(({ failures }) => failures.length > 0).length };
}

function casesOf(findings: readonly Finding[]): Case[] {
  const isNote = ({ severity }: Finding): boolean => severity === 'note';
  const byRule = [...groupBy(findings, ({ rule }) => rule)].sort(([one], [other]) => (one < other ? -1 : 1));
  return byRule.map(([rule, found]) => ({ rule, failures: found.filter(finding => !isNote(finding)), notes: found.filter(isNote) }));
}

function suiteOf({ file, cases }: Suite): string[] {
  const start = `  <testsuite${attributes({ name: file, ...countsOf(cases), errors: 0, skipped: 0, time: 0 })}>`;
  return [start, ...cases.flatMap(one => caseOf(file, one)), '  </testsuite>'];
}

function caseOf(file: string, { rule, failures, notes }: Case): string[] {
  const start = `    <testcase${attributes({ classname: file, name: rule, time: 0 })}`;
  const inside = [...failureOf(failures), ...outputOf(notes)];
  return inside.length === 0 ? [`${start}/>`] : [`${start}>`, ...inside, '    </testcase>'];
}

/** One element, however much is wrong: stricter readers take no second one. */
function failureOf(failures: readonly Finding[]): string[] {
  const [first, ...others] = failures;
  if (first === undefined) return [];
  const type = failures.some(({ severity }) => severity === 'error') ? 'error' : 'warning';
  const message = others.length === 0 ? headline(first) : `${headline(first)} (and ${others.length} more)`;
  return [`      <failure${attributes({ message, type })}>${content(failures)}</failure>`];
}

function outputOf(notes: readonly Finding[]): string[] {
  return notes.length === 0 ? [] : [`      <system-out>${content(notes)}</system-out>`];
}

function content(findings: readonly Finding[]): string {
  return findings.flatMap(linesOf).map(escaped).join('\n');
}

function attributes(values: object): string {
  return Object.entries(values).map(([name, value]) => ` ${name}="${escaped(String(value))}"`).join('');
}

/** Characters that mean something to XML, or that it would turn into spaces in an attribute. */
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\t': '&#9;', '\n': '&#10;', '\r': '&#13;',
};

function escaped(text: string): string {
  return visible(text).replace(/[&<>"\t\n\r]/g, character => entities[character] ?? character);
}
