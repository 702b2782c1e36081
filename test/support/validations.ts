import type { Validation } from '../../lib/findings/finding.ts';

/** One of each kind: in the source with its output, in the source alone, in the output alone, and in no file. Out of order. */
export const sample: Validation = {
  tool: 'gitops-validate',
  files: 47,
  objects: 110,
  rules: [
    { id: 'node-group-size', summary: 'minSize <= desiredCapacity <= maxSize.', help: 'docs/rules.md' },
    { id: 'namespace-exists', summary: 'A namespace is one that is made: {name}.', help: 'https://example.org/rules#namespace-exists' },
  ],
  findings: [
    {
      rule: 'schema',
      severity: 'note',
      fault: { wrong: 'type is not said.' },
      object: 'Service/qa2/gateway',
      field: 'spec',
      output: { file: 'dist/clusters/test1/flux/gateway.yaml' },
    },
    {
      rule: 'node-group-size',
      severity: 'error',
      fault: { wrong: 'desiredCapacity 12 is above maxSize 10.' },
      source: { file: 'clusters/test1.ts', line: 14, column: 5, path: 'nodeGroups[0]' },
    },
    {
      rule: 'namespace-exists',
      severity: 'warning',
      fault: { wrong: 'Nobody makes "qa,2" & <qa> {100%}:\nwrite another.' },
      object: 'HelmRelease/qa2/tidepool',
      field: 'metadata.namespace',
      output: { file: 'dist/clusters/test1/flux/qa 2.yaml', line: 12, column: 3 },
      source: { file: 'clusters/test1.ts', line: 3 },
    },
    { rule: 'cluster', severity: 'error', fault: { wrong: 'There is no cluster.' } },
  ],
};

export const clean: Validation = { ...sample, findings: [] };
