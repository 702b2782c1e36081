import { Ajv } from 'ajv';
import fc from 'fast-check';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sentence } from '../lib/findings/fault.ts';
import { headline, outcome, type Finding, type Location, type Validation } from '../lib/findings/finding.ts';
import { formats } from '../lib/findings/formats/index.ts';
import { isRecord } from '../lib/manifests/manifest.ts';
import { officialSarif, uriReference } from './support/sarif.ts';
import { clean, sample } from './support/validations.ts';

const root = dirname(import.meta.dirname);

const special = [
  '%', '%25', '%0A', '\r', '\n', ':', '::', ',', '=', '{', '}', '{0}', '[', ']', '](1)',
  '\\', '\\u0000', '<', '&amp;', ']]>', '"', "'", '\t', ' ',
];

/** Text of any kind: words, what the formats treat in a way of their own, whatever Unicode has, and halves of characters. */
const anyText = fc.oneof(
  fc.string(),
  fc.array(fc.constantFrom(...special)).map(parts => parts.join('')),
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map(units => String.fromCharCode(...units)),
);

const anyNumber = fc.integer({ min: 1, max: 9 });
const anyPlace = { file: fc.oneof(fc.constantFrom('a.ts', 'b/c.yaml'), anyText), line: anyNumber, column: anyNumber };

const anyFinding: fc.Arbitrary<Finding> = fc.record(
  {
    rule: fc.oneof(fc.constantFrom('rule-1', 'rule-2'), anyText),
    severity: fc.constantFrom('error', 'warning', 'note'),
    fault: fc.record({ wrong: anyText, source: anyText, instead: anyText }, { requiredKeys: ['wrong'] }),
    object: anyText,
    field: anyText,
    output: fc.record(anyPlace, { requiredKeys: ['file'] }),
    source: fc.record({ ...anyPlace, path: anyText }, { requiredKeys: ['file'] }),
  },
  { requiredKeys: ['rule', 'severity', 'fault'] },
);

const anyValidation: fc.Arbitrary<Validation> = fc.record({
  tool: fc.constant('gitops-validate'),
  findings: fc.array(anyFinding, { maxLength: 6 }),
  rules: fc.uniqueArray(fc.constantFrom('rule-1', 'rule-2', 'rule-3').map(id => ({ id, summary: 'Says {so}.' })), { selector: ({ id }) => id }),
  files: fc.nat(),
  objects: fc.nat(),
});

describe('any validation', () => {
  test.each(Object.entries(formats))('comes out alike in whichever order it was found: %s', (_, format) => {
    fc.assert(fc.property(anyValidation, fc.infiniteStream(fc.nat()), (validation, numbers) => {
      const shuffled = validation.findings
        .map(finding => ({ finding, at: numbers.next().value }))
        .sort((one, other) => one.at - other.at)
        .map(({ finding }) => finding);
      expect(format({ ...validation, findings: shuffled })).toBe(format(validation));
    }));
  });

  test.each(Object.entries(formats))('comes out alike with the fields of a finding in another order: %s', (_, format) => {
    fc.assert(fc.property(anyValidation, validation => {
      expect(format(turned(validation) as Validation)).toBe(format(validation)); // only keys move
    }));
  });

  test('findings are sorted by file, line, column, rule and message, what has no line before what has one', () => {
    const at = (file: string, line?: number, column?: number): Location =>
      ({ file, ...(line !== undefined && { line }), ...(column !== undefined && { column }) });
    const sorted: Finding[] = [
      { rule: 'z', severity: 'note', fault: { wrong: 'no place' } },
      { rule: 'z', severity: 'note', fault: { wrong: 'm' }, output: at('a') },
      { rule: 'y', severity: 'note', fault: { wrong: 'm' }, output: at('a', 2) },
      { rule: 'x', severity: 'note', fault: { wrong: 'm' }, source: at('a', 2, 9), output: at('0') },
      { rule: 'a', severity: 'note', fault: { wrong: 'b' }, output: at('a', 2, 10) },
      { rule: 'b', severity: 'note', fault: { wrong: 'a' }, output: at('a', 2, 10) },
      { rule: 'b', severity: 'error', fault: { wrong: 'b' }, output: at('a', 2, 10) },
      { rule: 'a', severity: 'error', fault: { wrong: 'a' }, output: at('a', 10) },
      { rule: 'a', severity: 'error', fault: { wrong: 'a' }, output: at('b') },
    ];
    const { findings } = JSON.parse(formats.json({ ...clean, findings: [...sorted].reverse() })) as { findings: unknown };
    expect(findings).toEqual(sorted.map(finding => ({ ...finding, message: finding.fault.wrong })));
  });

  test('findings that differ in one field only have an order, too', () => {
    const place = { file: 'a', line: 2, column: 2 };
    const unplaced: Finding = { rule: 'r', severity: 'error', fault: { wrong: 'm' }, object: 'o', field: 'f', output: place };
    const finding: Finding = { ...unplaced, source: { ...place, path: 'p' } };
    const others: Finding[] = [
      unplaced,
      { ...finding, rule: 's' }, { ...finding, severity: 'note' }, { ...finding, fault: { wrong: 'n' } },
      { ...finding, object: 'p' }, { ...finding, field: 'g' }, { ...finding, source: { ...place, path: 'q' } },
      ...[{ ...place, file: 'b' }, { ...place, line: 3 }, { ...place, column: 3 }]
        .flatMap(moved => [{ ...finding, output: moved }, { ...finding, source: { ...moved, path: 'p' } }]),
    ];
    for (const other of others) {
      expect(formats.json({ ...clean, findings: [finding, other] })).toBe(formats.json({ ...clean, findings: [other, finding] }));
    }
    const sourced: Finding = { ...unplaced, source: place };
    expect(formats.json({ ...clean, findings: [unplaced, sourced] })).toBe(formats.json({ ...clean, findings: [sourced, unplaced] }));
  });

  test('json has every field of every finding, and is what its schema says', () => {
    const ajv = new Ajv({ allErrors: true });
    const validate = ajv.compile(publishedSchema());
    fc.assert(fc.property(anyValidation, validation => {
      const answer = JSON.parse(formats.json(validation)) as { findings: unknown[] };
      expect(validate(answer), ajv.errorsText(validate.errors)).toBe(true);
      const whole = validation.findings.map(finding => ({ ...withoutLooseColumns(finding), message: sentence(finding.fault) }));
      expect(asTexts(answer.findings)).toEqual(asTexts(whole));
    }));
  });

  test('github has a line per finding, which the runner undoes', () => {
    fc.assert(fc.property(anyFinding, finding => {
      const line = formats.github({ ...clean, findings: [finding] });
      const { source, output, rule, severity } = finding;
      const place = source ?? output;
      const { command, properties, data } = asTheRunnerReads(line);
      expect(command).toBe({ error: 'error', warning: 'warning', note: 'notice' }[severity]);
      expect(data).toBe([headline(finding), outcome(finding)].filter(text => text !== '').join('\n'));
      // The runner cuts white space off at both ends of all properties.
      expect(properties.map(text => text.trim())).toEqual([
        ...(place ? [`file=${place.file}`] : []),
        ...(place?.line === undefined ? [] : [`line=${place.line}`]),
        ...(place?.line === undefined || place.column === undefined ? [] : [`col=${place.column}`]),
        `title=${rule}`,
      ].map(text => text.trim()));
    }));
  });

  test('sarif is valid, and has every rule and message', () => {
    const ajv = new Ajv({ allErrors: true, formats: { 'uri-reference': uriReference } });
    const validate = ajv.compile(writtenSarif);
    fc.assert(fc.property(anyValidation, validation => {
      const log = JSON.parse(formats.sarif(validation)) as SarifLog;
      expect(validate(log), ajv.errorsText(validate.errors)).toBe(true);
      const [{ tool, results }] = log.runs;
      expect(results.map(({ ruleIndex }) => tool.driver.rules[ruleIndex]?.id)).toEqual(results.map(({ ruleId }) => ruleId));
      expect(new Set(tool.driver.rules.map(({ id }) => id)).size).toBe(tool.driver.rules.length);
      const headlines = validation.findings.map(finding => [finding.rule, headline(finding)]);
      const told = results.map(({ ruleId, message }) => [ruleId, message.text.replace(/\{\{|\}\}/g, braces => braces.slice(1))]);
      for (const [rule, text = ''] of headlines) expect(told.some(([id, full]) => id === rule && full?.startsWith(text))).toBe(true);
    }));
  });
});

describe('a fingerprint of sarif', () => {
  const finding: Finding = {
    rule: 'r',
    severity: 'error',
    fault: { wrong: 'm' },
    object: 'A/b/c',
    field: 'spec',
    output: { file: 'dist/a.yaml', line: 1, column: 1 },
    source: { file: 'clusters/a.ts', line: 3, column: 3, path: 'vpc' },
  };

  function fingerprint(changed: Partial<Finding>): string {
    const { runs: [{ results: [result] }] } = JSON.parse(formats.sarif({ ...clean, findings: [{ ...finding, ...changed }] })) as SarifLog;
    return result?.partialFingerprints['finding/v1'] ?? '';
  }

  test('stays when lines move and when the severity changes', () => {
    const moved = { output: { file: 'dist/a.yaml', line: 2 }, source: { file: 'clusters/a.ts', line: 9, column: 1, path: 'vpc' } };
    expect(fingerprint(moved)).toBe(fingerprint({}));
    expect(fingerprint({ severity: 'note' })).toBe(fingerprint({}));
  });

  test('differs by rule, message, object, field, file and key of the config', () => {
    const others: Partial<Finding>[] = [
      {}, { rule: 's' }, { fault: { wrong: 'n' } }, { object: 'A/b/d' }, { field: 'spec.a' }, { source: { file: 'clusters/b.ts', path: 'vpc' } },
      { source: { file: 'clusters/a.ts', path: 'dns' } },
    ];
    expect(new Set(others.map(fingerprint)).size).toBe(others.length);
  });
});

test('docs/findings.schema.json is closed, and describes every word', () => {
  expect(unfinished(publishedSchema(), '#')).toEqual([]);
});

const official = officialSarif();

test.skipIf(!official)('sarif is what the schema of OASIS says', () => {
  const holds = (validation: Validation): void => {
    official?.(JSON.parse(formats.sarif(validation)));
    expect(official?.errors).toBe(null);
  };
  [sample, clean].forEach(holds);
  fc.assert(fc.property(anyValidation, holds));
});

const python = ['/usr/bin/python3', 'python3'].find(candidate => spawnSync(candidate, ['--version']).status === 0);
const isWithoutPython = python === undefined && !process.env['CI'];
if (isWithoutPython) say('SKIPPED: junit by a reader of XML, since there is no python3');

test.skipIf(isWithoutPython)('junit is XML, from which every message is read', () => {
  const validations = [sample, clean, ...fc.sample(anyValidation, 300)];
  const read = asPythonReads(validations.map(formats.junit));
  for (const [index, validation] of validations.entries()) {
    const { messages = [], texts = [], sums = [] } = read[index] ?? {};
    expect(sums).toEqual([true, true]);
    const told = numbered([...messages, ...texts].join('\n'));
    const failing = validation.findings.filter(({ severity }) => severity !== 'note');
    if (failing.length > 0) expect(messages.length).toBeGreaterThan(0);
    for (const finding of validation.findings) {
      for (const line of numbered(headline(finding)).split(/\r\n|\r|\n/)) expect(told).toContain(line);
    }
  }
});

function say(line: string): void {
  process.stderr.write(`\n${line}\n\n`);
}

function publishedSchema(): Record<string, unknown> {
  return JSON.parse(readFileSync(join(root, 'docs/findings.schema.json'), 'utf8')) as Record<string, unknown>;
}

/** The value with the keys of every object the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  return isRecord(value) ? Object.fromEntries(Object.entries(value).reverse().map(([key, part]) => [key, turned(part)])) : value;
}

/** A column without a line says nothing, so it is not told. */
function withoutLooseColumns(finding: Finding): Finding {
  const told = (place: Location): Location => {
    const { column, ...rest } = place;
    return place.line === undefined || column === undefined ? rest : place;
  };
  const { output, source } = finding;
  return { ...finding, ...(output && { output: told(output) }), ...(source && { source: told(source) }) };
}

/** Each value as text with its keys in order; the texts in an order that does not depend on how the formats sort. */
function asTexts(values: readonly unknown[]): string[] {
  const inKeyOrder = (value: unknown): unknown =>
    isRecord(value) ? Object.keys(value).sort().map(key => [key, inKeyOrder(value[key])]) : value;
  return values.map(value => JSON.stringify(inKeyOrder(value))).sort();
}

/** What the runner of GitHub Actions makes of a line, by the same steps: cut it, then undo the codes, that of the percent sign last. */
function asTheRunnerReads(line: string): { command: string; properties: string[]; data: string } {
  expect(line).not.toMatch(/[\r\n]/);
  expect(line.startsWith('::')).toBe(true);
  const end = line.indexOf('::', 2);
  const head = line.slice(2, end);
  const [command = ''] = head.split(' ', 1);
  const undone = (text: string, codes: readonly (readonly [string, string])[]): string =>
    codes.reduce((sofar, [code, character]) => sofar.replaceAll(code, character), text);
  const ends = [['%0D', '\r'], ['%0A', '\n']] as const;
  const percent = ['%25', '%'] as const;
  const properties = head.slice(command.length + 1).split(',').map(text => undone(text, [...ends, ['%3A', ':'], ['%2C', ','], percent]));
  return { command, properties, data: undone(line.slice(end + 2), [...ends, percent]) };
}

interface SarifLog {
  readonly runs: readonly [{
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly message: { readonly text: string };
      readonly partialFingerprints: Readonly<Record<string, string>>;
    }[];
  }];
}

/** What is written of SARIF, and nothing else: fields with a question mark may be absent. */
const writtenSarif = (() => {
  const [string, line] = [{ type: 'string' }, { type: 'integer', minimum: 1 }];
  const list = (items: object, bounds = {}) => ({ type: 'array', items, ...bounds });
  const closed = (fields: Readonly<Record<string, object>>) => ({
    type: 'object',
    additionalProperties: false,
    required: Object.keys(fields).filter(name => !name.endsWith('?')),
    properties: Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name.replace(/\?$/, ''), schema])),
  });
  const message = closed({ text: string });
  const physicalLocation = closed({
    artifactLocation: closed({ uri: { type: 'string', format: 'uri-reference' }, uriBaseId: { const: '%SRCROOT%' } }),
    'region?': closed({ startLine: line, 'startColumn?': line }),
  });
  const logicalLocation = closed({ fullyQualifiedName: string, kind: { const: 'object' } });
  const one = { minItems: 1, maxItems: 1 };
  const result = closed({
    ruleId: string,
    ruleIndex: { type: 'integer', minimum: 0 },
    level: { enum: ['error', 'warning', 'note'] },
    message,
    locations: list(closed({ physicalLocation, 'logicalLocations?': list(logicalLocation, one) }), one),
    'relatedLocations?': list(closed({ id: { const: 1 }, physicalLocation, message }), one),
    'properties?': closed({ wrong: string, 'source?': string, 'instead?': string }),
    partialFingerprints: closed({ 'finding/v1': { type: 'string', pattern: '^[0-9a-f]{64}$' } }),
  });
  const rule = closed({ id: string, shortDescription: message, fullDescription: message, help: message, 'helpUri?': string });
  const driver = closed({ name: string, rules: list(rule) });
  const run = closed({ tool: closed({ driver }), columnKind: { const: 'utf16CodeUnits' }, results: list(result) });
  return closed({ $schema: string, version: { const: '2.1.0' }, runs: list(run, one) });
})();

/** Places of a schema that are open to unknown keys, or that nothing describes. */
function unfinished(schema: Record<string, unknown>, path: string): string[] {
  const isOpen = schema['type'] === 'object' && schema['additionalProperties'] !== false;
  const isSilent = schema['description'] === undefined && schema['$ref'] === undefined;
  const named = ['properties', 'definitions'].flatMap(key =>
    Object.entries(schema[key] ?? {}).map(([name, part]): [string, unknown] => [`${key}/${name}`, part]),
  );
  const below: [string, unknown][] = [...named, ['items', schema['items']]];
  return [
    ...(isOpen ? [`${path} is open`] : []),
    ...(isSilent ? [`${path} is not described`] : []),
    ...below.flatMap(([name, part]) => (isRecord(part) ? unfinished(part, `${path}/${name}`) : [])),
  ];
}

interface JunitRead {
  readonly messages: readonly string[];
  readonly texts: readonly string[];
  /** Whether the numbers of all suites, and those of every suite, are what is in them. */
  readonly sums: readonly boolean[];
}

function asPythonReads(documents: readonly string[]): JunitRead[] {
  const program = `
import json, sys
from xml.etree import ElementTree

def sums(element):
    return [int(element.get('tests')), int(element.get('failures'))]

def counted(element):
    return [len(list(element.iter('testcase'))), len(list(element.iter('failure')))]

def read(text):
    root = ElementTree.fromstring(text.encode('utf-8'))
    failures, outputs = list(root.iter('failure')), list(root.iter('system-out'))
    return {
        'messages': [failure.get('message') for failure in failures],
        'texts': [element.text for element in failures + outputs],
        'sums': [sums(root) == counted(root), all(sums(suite) == counted(suite) for suite in root)],
    }

json.dump([read(text) for text in json.load(sys.stdin)], sys.stdout)
`;
  const input = JSON.stringify(documents);
  const { status, stdout, stderr } = spawnSync(python ?? 'python3', ['-c', program], { input, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as JunitRead[]; // as the program above prints it
}

/** The text with all that may be told by its number told so, whichever way it was told before. */
function numbered(text: string): string {
  return text.replace(/[^\t\n\r -~]/gu, character => {
    const number = (character.codePointAt(0) ?? 0).toString(16);
    return number.length > 4 ? `\\u{${number}}` : `\\u${number.padStart(4, '0')}`;
  });
}
