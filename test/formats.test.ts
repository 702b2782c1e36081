import { describe, expect, test } from 'vitest';
import type { Finding } from '../lib/findings/finding.ts';
import { formats, type FormatName } from '../lib/findings/formats/index.ts';
import { clean, sample } from './support/validations.ts';

describe('verbatim', () => {
  test('text leads to every place, and sums up in its last line', () => {
    expect(formats.text(sample)).toBe(`\
the repository: 1 error
  There is no cluster. error [cluster]
clusters/test1.ts: 1 error, 1 warning
  clusters/test1.ts:3: HelmRelease/qa2/tidepool metadata.namespace: Nobody makes "qa,2" & <qa> {100%}:
    write another. warning [namespace-exists]
    dist/clusters/test1/flux/qa 2.yaml:12:3
  clusters/test1.ts:14:5: nodeGroups[0]: desiredCapacity 12 is above maxSize 10. error [node-group-size]
dist/clusters/test1/flux/gateway.yaml: 1 note
  dist/clusters/test1/flux/gateway.yaml: Service/qa2/gateway spec: type is not said. note [schema]
2 errors, 1 warning, 1 note in 110 objects of 47 files`);
  });

  test('github has a workflow command per finding', () => {
    expect(formats.github(sample)).toBe([
      '::error title=cluster::There is no cluster.',
      '::warning file=clusters/test1.ts,line=3,title=namespace-exists::HelmRelease/qa2/tidepool metadata.namespace: '
        + 'Nobody makes "qa,2" & <qa> {100%25}:%0Awrite another.%0Adist/clusters/test1/flux/qa 2.yaml:12:3',
      '::error file=clusters/test1.ts,line=14,col=5,title=node-group-size::nodeGroups[0]: desiredCapacity 12 is above maxSize 10.',
      '::notice file=dist/clusters/test1/flux/gateway.yaml,title=schema::Service/qa2/gateway spec: type is not said.',
    ].join('\n'));
  });

  test('sarif', () => {
    const described = (id: string, text: string) => ({ id, shortDescription: { text }, fullDescription: { text } });
    expect(formats.sarif(sample)).toBe(printed({
      $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
      version: '2.1.0',
      runs: [{
        tool: {
          driver: {
            name: 'gitops-validate',
            rules: [
              {
                ...described('node-group-size', 'minSize <= desiredCapacity <= maxSize.'),
                help: { text: 'minSize <= desiredCapacity <= maxSize. See docs/rules.md' },
              },
              {
                ...described('namespace-exists', 'A namespace is one that is made: {{name}}.'),
                help: { text: 'A namespace is one that is made: {{name}}. See https://example.org/rules#namespace-exists' },
                helpUri: 'https://example.org/rules#namespace-exists',
              },
              { ...described('cluster', 'Rule cluster.'), help: { text: 'Rule cluster.' } },
              { ...described('schema', 'Rule schema.'), help: { text: 'Rule schema.' } },
            ],
          },
        },
        columnKind: 'utf16CodeUnits',
        results: [
          {
            ruleId: 'cluster',
            ruleIndex: 2,
            level: 'error',
            message: { text: 'There is no cluster.' },
            locations: [{ physicalLocation: { artifactLocation: { uri: '.', uriBaseId: '%SRCROOT%' } } }],
            properties: { wrong: 'There is no cluster.' },
            partialFingerprints: { 'finding/v1': '8558629b969b75481750179ca0bcfeaaef1dc178b50023865fe2ad7658529c35' },
          },
          {
            ruleId: 'namespace-exists',
            ruleIndex: 1,
            level: 'warning',
            message: {
              text: 'HelmRelease/qa2/tidepool metadata.namespace: Nobody makes "qa,2" & <qa> {{100%}}:\nwrite another.'
                + ' See [dist/clusters/test1/flux/qa 2.yaml:12:3](1).',
            },
            locations: [{
              physicalLocation: { artifactLocation: { uri: 'clusters/test1.ts', uriBaseId: '%SRCROOT%' }, region: { startLine: 3 } },
              logicalLocations: [{ fullyQualifiedName: 'HelmRelease/qa2/tidepool', kind: 'object' }],
            }],
            relatedLocations: [{
              id: 1,
              physicalLocation: {
                artifactLocation: { uri: 'dist/clusters/test1/flux/qa%202.yaml', uriBaseId: '%SRCROOT%' },
                region: { startLine: 12, startColumn: 3 },
              },
              message: { text: 'dist/clusters/test1/flux/qa 2.yaml:12:3' },
            }],
            properties: { wrong: 'Nobody makes "qa,2" & <qa> {100%}:\nwrite another.' },
            partialFingerprints: { 'finding/v1': '17895961dd58403be08d9a914cf0c06cdcf7f08cbec67b2fa85bd181cf309f98' },
          },
          {
            ruleId: 'node-group-size',
            ruleIndex: 0,
            level: 'error',
            message: { text: 'nodeGroups[0]: desiredCapacity 12 is above maxSize 10.' },
            locations: [{
              physicalLocation: {
                artifactLocation: { uri: 'clusters/test1.ts', uriBaseId: '%SRCROOT%' },
                region: { startLine: 14, startColumn: 5 },
              },
            }],
            properties: { wrong: 'desiredCapacity 12 is above maxSize 10.' },
            partialFingerprints: { 'finding/v1': 'a65bf2e06d7f1a8af3d539676cc00f6077b158238a8367bcaab82321c6f2b891' },
          },
          {
            ruleId: 'schema',
            ruleIndex: 3,
            level: 'note',
            message: { text: 'Service/qa2/gateway spec: type is not said.' },
            locations: [{
              physicalLocation: { artifactLocation: { uri: 'dist/clusters/test1/flux/gateway.yaml', uriBaseId: '%SRCROOT%' } },
              logicalLocations: [{ fullyQualifiedName: 'Service/qa2/gateway', kind: 'object' }],
            }],
            properties: { wrong: 'type is not said.' },
            partialFingerprints: { 'finding/v1': '5f59a09cd13caeec564224c3d0fa04247c8474e4da137775d390fb321cf9c0fe' },
          },
        ],
      }],
    }));
  });

  test('junit has a suite per file and a case per rule, which notes do not fail', () => {
    expect(formats.junit(sample)).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="gitops-validate" tests="4" failures="3" errors="0" time="0">
  <testsuite name="the repository" tests="1" failures="1" errors="0" skipped="0" time="0">
    <testcase classname="the repository" name="cluster" time="0">
      <failure message="There is no cluster." type="error">There is no cluster. error [cluster]</failure>
    </testcase>
  </testsuite>
  <testsuite name="clusters/test1.ts" tests="2" failures="2" errors="0" skipped="0" time="0">
    <testcase classname="clusters/test1.ts" name="namespace-exists" time="0">
      <failure message="HelmRelease/qa2/tidepool metadata.namespace: Nobody makes &quot;qa,2&quot; &amp; &lt;qa&gt; {100%}:&#10;write \
another." type="warning">clusters/test1.ts:3: HelmRelease/qa2/tidepool metadata.namespace: Nobody makes &quot;qa,2&quot; &amp; &lt;qa&gt; \
{100%}:
  write another. warning [namespace-exists]
  dist/clusters/test1/flux/qa 2.yaml:12:3</failure>
    </testcase>
    <testcase classname="clusters/test1.ts" name="node-group-size" time="0">
      <failure message="nodeGroups[0]: desiredCapacity 12 is above maxSize 10." type="error">\
clusters/test1.ts:14:5: nodeGroups[0]: desiredCapacity 12 is above maxSize 10. error [node-group-size]</failure>
    </testcase>
  </testsuite>
  <testsuite name="dist/clusters/test1/flux/gateway.yaml" tests="1" failures="0" errors="0" skipped="0" time="0">
    <testcase classname="dist/clusters/test1/flux/gateway.yaml" name="schema" time="0">
      <system-out>dist/clusters/test1/flux/gateway.yaml: Service/qa2/gateway spec: type is not said. note [schema]</system-out>
    </testcase>
  </testsuite>
</testsuites>`);
  });
});

describe('without findings', () => {
  test('text says how much was looked at', () => {
    expect(formats.text(clean)).toBe('no findings in 110 objects of 47 files');
    expect(formats.text({ ...clean, files: 1, objects: 1 })).toBe('no findings in 1 object of 1 file');
  });

  test('github says nothing', () => {
    expect(formats.github(clean)).toBe('');
  });

  test('sarif has the rules all the same, and an empty list, which closes what was found before', () => {
    expect(JSON.parse(formats.sarif(clean))).toMatchObject({
      runs: [{ tool: { driver: { rules: [{ id: 'node-group-size' }, { id: 'namespace-exists' }] } }, results: [] }],
    });
  });

  test('junit has one case, which passes', () => {
    expect(formats.junit(clean)).toBe(`\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="gitops-validate" tests="1" failures="0" errors="0" time="0">
  <testsuite name="the repository" tests="1" failures="0" errors="0" skipped="0" time="0">
    <testcase classname="the repository" name="no findings" time="0"/>
  </testsuite>
</testsuites>`);
  });
});

describe('cases that the sample does not have', () => {
  const finding: Finding = { rule: 'r', severity: 'error', fault: { wrong: 'm.' } };
  const parts = { fault: { wrong: 'a', source: 'b', instead: 'c' } };
  const saying = (format: FormatName, ...findings: Finding[]): string => formats[format]({ ...clean, rules: [], findings });

  test.each<[why: string, format: FormatName, changes: Partial<Finding>, told: string]>([
    ['a terminal obeys no config', 'text', { fault: { wrong: 'a\u001b[31m\u009b\u202eb' } }, ': 1 error\n  a\\u001b[31m\\u009b\\u202eb error [r]'],
    ['further lines stay below their place', 'text', { fault: { wrong: 'a\r\nb\rc' } }, '  a\n    b\n    c error [r]'],
    ['a column without a line is none', 'text', { output: { file: 'a.yaml', column: 3 } }, '  a.yaml: m. error [r]'],
    ['a column without a line is none', 'json', { output: { file: 'a.yaml', column: 3 } }, '"file": "a.yaml"\n      }'],
    ['a column without a line is none', 'github', { output: { file: 'a.yaml', column: 3 } }, '::error file=a.yaml,title=r::m.'],
    ['no comma ends a property', 'github', { rule: 'r,:%', output: { file: 'C:\r\n' } }, ' file=C%3A%0D%0A,title=r%2C%3A%25::m.'],
    ['a colon makes no scheme', 'sarif', { output: { file: 'a:b/ü#?.yaml' } }, '"uri": "a%3Ab/%C3%BC%23%3F.yaml"'],
    ['the object is told without an output, too', 'sarif', { object: 'A/b/c', source: { file: 'a' } }, '"text": "A/b/c: m."'],
    ['no bracket ends a link', 'sarif', { source: { file: 'a' }, output: { file: 'b[0]' } }, String.raw`[b\\[0\\]](1)."`],
    ['the parts of a message stay apart', 'json', parts, '"fault": {\n        "wrong": "a",\n        "source": "b",\n        "instead": "c"\n      }'],
    ['the parts of a message stay apart', 'sarif', parts, '"properties": {\n            "wrong": "a",\n            "source": "b",\n            "instead": "c"\n          }'],
    ['the parts of a message are one line', 'text', parts, '  a (b); c. error [r]'],
    ['XML has no spelling for it', 'junit', { fault: { wrong: '\0\u000b\ud800\uffff' } }, 'message="\\u0000\\u000b\\ud800\\uffff"'],
    ['an attribute keeps its white space', 'junit', { fault: { wrong: 'a\tb\r\nc' } }, 'message="a&#9;b&#13;&#10;c"'],
  ])('%s: %s', (_, format, changes, told) => {
    expect(saying(format, { ...finding, ...changes })).toContain(told);
  });

  test('junit has one failure for all that a rule finds in a file, and its notes beside it', () => {
    const output = { file: 'a.yaml' };
    expect(saying('junit', ...['b', 'a', 'c'].map((wrong, index): Finding => (
      { rule: 'r', severity: (['warning', 'error', 'note'] as const)[index] ?? 'note', fault: { wrong }, output }
    )))).toContain(`\
  <testsuite name="a.yaml" tests="1" failures="1" errors="0" skipped="0" time="0">
    <testcase classname="a.yaml" name="r" time="0">
      <failure message="a (and 1 more)" type="error">a.yaml: a error [r]
a.yaml: b warning [r]</failure>
      <system-out>a.yaml: c note [r]</system-out>
    </testcase>
  </testsuite>`);
  });
});

function printed(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
