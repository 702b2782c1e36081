import { byFile, headline, type Finding, type Validation } from '../finding.ts';
import { visible } from '../quotable.ts';
import { linesOf, wholeRepository } from './text.ts';

/**
 * JUnit's XML, for programs that show test results: a suite per file, in it a case per rule that found something there. Errors and warnings are
 * failures; notes are the output of a case, which passes when there is nothing else. Without any finding there is one case that passes,
 * since many readers take a report without a test for a broken one. Times are zero because readers add them up.
 */
export function junit({ tool, findings }: Validation): string {
  const suites = [...byFile(findings)].map(([file = wholeRepository, found]) => suiteOf(file, casesOf(found)));
  const all = suites.length > 0 ? suites : [suiteOf(wholeRepository, [{ rule: 'no findings', failures: [], notes: [] }])];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: tool, ...sumOf(all) })}>`,
    ...all.flatMap(({ lines }) => lines),
    '</testsuites>',
  ].join('\n');
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
}

interface Suite extends Counts {
  readonly lines: readonly string[];
}

/** What one rule found in one file. */
interface Case {
  readonly rule: string;
  readonly failures: readonly Finding[];
  readonly notes: readonly Finding[];
}

function sumOf(suites: readonly Suite[]): object {
  const sum = (count: keyof Counts): number => suites.reduce((total, suite) => total + suite[count], 0);
  return { tests: sum('tests'), failures: sum('failures'), errors: 0, time: 0 };
}

function casesOf(findings: readonly Finding[]): Case[] {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  return rules.map(rule => {
    const found = findings.filter(finding => finding.rule === rule);
    const isNote = ({ severity }: Finding): boolean => severity === 'note';
    return { rule, failures: found.filter(finding => !isNote(finding)), notes: found.filter(isNote) };
  });
}

function suiteOf(file: string, cases: readonly Case[]): Suite {
  const counts = { tests: cases.length, failures: cases.filter(({ failures }) => failures.length > 0).length };
  const start = `  <testsuite${attributes({ name: file, ...counts, errors: 0, skipped: 0, time: 0 })}>`;
  return { ...counts, lines: [start, ...cases.flatMap(one => caseOf(file, one)), '  </testsuite>'] };
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
