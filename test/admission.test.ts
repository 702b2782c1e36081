import { Ajv } from 'ajv';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { refusals, type KindRules } from '../lib/schema/admission.ts';
import { isRecord } from '../lib/manifests/manifest.ts';
import { readSchemas, type ShapeProblem } from '../lib/schema/schema.ts';
import { samples } from './support/samples.ts';

const object = (rest: Record<string, unknown> = {}) => ({ apiVersion: 'example.org/v1', kind: 'Thing', metadata: { name: 'a' }, ...rest });

/** What is said of a `spec`. */
function told(spec: KindRules['schema'], value: unknown, closed: KindRules['closed'] = 'everywhere'): string[] {
  return linesOf(refusals({ schema: { type: 'object', properties: { spec } }, closed }, object({ spec: value })));
}

function linesOf(found: readonly ShapeProblem[]): string[] {
  return found.map(({ path, message }) => `${path}: ${message}`);
}

describe('the schema of somebody else', () => {
  const imports = join(import.meta.dirname, '..', 'imports');
  const ours = readSchemas(join(imports, 'crds'), join(imports, 'core'));

  test.each(Object.entries(samples))('refuses what ajv refuses, and nothing else: %s, spoilt in every place', (_, sample) => {
    const schema = ours.kinds.get(`${sample.apiVersion}/${sample.kind}`)?.schema ?? {};
    const judge = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    const cases = [sample, ...spoilt(sample)];
    const isAlike = (value: unknown) => (refusals({ schema, closed: 'where it says so' }, Object(value)).length === 0) === judge(value);
    expect(cases.filter(value => !isAlike(value)).map(value => JSON.stringify(value))).toEqual([]);
    expect(cases.filter(value => !judge(value)).length).toBeGreaterThan(10);
  });

  const oneOfTwo = { oneOf: [{ required: ['a'] }, { required: ['b'] }] };
  const textOrNumber = { oneOf: [{ type: 'string' }, { type: 'number' }] };
  const portOfDefinitions = { 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] };

  test.each<[what: string, spec: KindRules['schema'], value: unknown, finds: string[]]>([
    ['a text for a number', { type: 'integer' }, '3', ['spec: must be a whole number, not a string']],
    ['null, which stands for nothing', { type: 'integer' }, null, []],
    ['null where a field is asked for', { required: ['a'], properties: { a: {} } }, { a: null }, ['spec.a: is missing']],
    ['null where it is a value', { required: ['a'], properties: { a: { type: ['integer', 'null'] } } }, { a: null }, []],
    ['null where it is a value of OpenAPI', { required: ['a'], properties: { a: { type: 'string', nullable: true } } }, { a: null }, []],
    ['null in a list', { items: { type: 'string' } }, [null], ['spec[0]: must be a string, not null']],
    ['a port by number', portOfDefinitions, 80, []],
    ['a port by name', { 'x-kubernetes-int-or-string': true }, 'http', []],
    ['a port, as old servers put it', { type: 'string', format: 'int-or-string' }, 80, []],
    ['a port that is true', { 'x-kubernetes-int-or-string': true }, true, ['spec: must be a whole number or a string, not true']],
    ['a word of none', { enum: ['TCP', 'UDP'] }, 'udp', ["spec: must be one of 'TCP', 'UDP', not 'udp'; did you mean 'UDP'?"]],
    ['a bound of OpenAPI', { minimum: 1, exclusiveMinimum: true }, 1, ['spec: must be more than 1, not 1']],
    ['a bound of JSON Schema', { exclusiveMinimum: 1 }, 1, ['spec: must be more than 1, not 1']],
    ['characters of two halves', { maxLength: 2 }, '😀😀', []],
    ['an expression of Go', { pattern: '^(?i)abc$' }, 'ABC', []],
    ['an expression that only Go can read', { pattern: '^[[:alpha:]]$' }, '1', ["spec: must match ^[[:alpha:]]$, not '1'"]],
    ['an expression that only JavaScript can read', { pattern: '^(?!a)' }, 'a', []],
    ['an expression that JavaScript never ends on', { pattern: '^(a+)+$' }, `${'a'.repeat(40)}b`, [`spec: must match ^(a+)+$, not '${'a'.repeat(40)}b'`]],
    ['two ways at once', oneOfTwo, { a: 1, b: 2 }, ["spec: has 'a' and 'b', of which only one may stand here"]],
    ['no way', oneOfTwo, {}, ["spec: needs 'a' or 'b'"]],
    ['a quantity that is true', textOrNumber, true, ['spec: must be a string or a number, not true']],
    ['a set with an item twice', { 'x-kubernetes-list-type': 'set' }, ['a', 'b', 'a'], ["spec[2]: 'a' stands in this list before"]],
    ['what is not to be there', { not: { required: ['a'] } }, { a: 1 }, ['spec: cannot stand here']],
    ['a key that is none', { propertyNames: { pattern: '^a' } }, { b: 1 }, ['spec.b: is no good key: it must match ^a']],
    ['a field by form', { patternProperties: { '^a': { type: 'string' } } }, { a: 1, b: 1 }, ['spec.a: must be a string, not a number']],
  ])('tells %s', (_, spec, value, finds) => {
    expect(told(spec, value)).toEqual(finds);
  });

  test('refuses a field that a definition does not list, and says it once where another was meant', () => {
    const properties = { replicas: { type: 'integer' }, inner: { properties: { a: {} } } };
    const spec = { type: 'object', required: ['replicas'], properties };
    expect(told(spec, { replica: 2 })).toEqual(["spec.replica: is no key here; did you mean 'replicas'?"]);
    expect(told(spec, { replicas: 2, inner: { b: 1 } })).toEqual(["spec.inner.b: is no key here; the only one is 'a'"]);
    expect(told(spec, { replicas: 2, inner: { b: 1 } }, 'where it says so')).toEqual([]);
    expect(told({ ...spec, 'x-kubernetes-preserve-unknown-fields': true }, { replicas: 2, more: 1 })).toEqual([]);
    expect(told({ properties: { a: {}, b: {} }, anyOf: [{ properties: { a: { const: 1 } } }] }, { a: 1, b: 2 })).toEqual([]);
    const withTexts = { ...spec, additionalProperties: { type: 'string' } };
    expect(told(withTexts, { replicas: 2, more: 1 })).toEqual(['spec.more: must be a string, not a number']);
  });

  test('refuses a field beside the spec that it does not list, such as what slipped out of it', () => {
    const schema = { properties: { spec: { properties: { containers: {} } } } };
    const slipped = object({ spec: null, containers: [] });
    const said = "containers: is no key here; the keys are 'apiVersion', 'kind', 'metadata' and 'spec'";
    expect(linesOf(refusals({ schema, closed: 'at the top' }, slipped))).toEqual([said]);
    expect(refusals({ schema, closed: 'where it says so' }, slipped)).toEqual([]);
  });

  test('leads into itself without an end', () => {
    const node = { properties: { next: { $ref: '#/definitions/Node' }, value: { type: 'string' } } };
    const schema = { $ref: '#/definitions/Node', definitions: { Node: node } };
    const found = refusals({ schema, closed: 'everywhere' }, object({ next: { next: { next: { value: 5 } } } }));
    expect(found.map(({ path }) => path)).toContain('next.next.next.value');
  });

  test('tells two items by the fields that name them, with their defaults', () => {
    const ports = {
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['containerPort', 'protocol'],
      items: { properties: { containerPort: {}, protocol: { default: 'TCP' }, name: {} } },
    };
    expect(told(ports, [{ containerPort: 88, protocol: 'UDP' }, { containerPort: 88 }])).toEqual([]);
    expect(told(ports, [{ containerPort: 88, protocol: 'TCP' }, { containerPort: 88, name: 'b' }])).toEqual([
      "spec[1]: has containerPort 88 and protocol 'TCP', as an item before it",
    ]);
    const named = { ...ports, 'x-kubernetes-list-map-keys': ['name'] };
    expect(told(named, [{ containerPort: 88 }, { containerPort: 89 }])).toEqual([]);
  });

  test('asks an object within an object what it is', () => {
    const inner = { type: 'object', 'x-kubernetes-embedded-resource': true, 'x-kubernetes-preserve-unknown-fields': true };
    expect(told(inner, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } })).toEqual([]);
    expect(told(inner, { kind: 'ConfigMap', metadata: { name: 'A' } })).toEqual([
      'spec.apiVersion: is missing',
      "spec.metadata.name: must look like 'external-dns', not 'A'",
    ]);
  });
});

describe('a rule of a kind', () => {
  const rule = (text: string, message?: string) => ({ 'x-kubernetes-validations': [{ rule: text, message }] });

  test('is told in its own words, or as it is written', () => {
    expect(told(rule('self > 0', 'Must be positive.'), -3)).toEqual(['spec: breaks a rule of its kind: Must be positive']);
    expect(told(rule('self  >\n0'), -3)).toEqual(['spec: breaks a rule of its kind: self > 0']);
    expect(told(rule('self > 0'), 3)).toEqual([]);
  });

  test('sees defaults, and no nulls', () => {
    const spec = { properties: { kind: { default: 'Service' }, port: {} }, ...rule("self.kind == 'Service' ? has(self.port) : true") };
    expect(told(spec, { port: 1 })).toEqual([]);
    expect(told(spec, { port: null })).toHaveLength(1);
    expect(told(spec, { kind: 'Bucket' })).toEqual([]);
  });

  test('has integers where the schema does not ask for any number, and fields by names that CEL has', () => {
    const fields = { properties: { namespace: { type: 'integer' }, 'a-b': { type: 'number' } } };
    expect(told({ ...fields, ...rule('self.__namespace__ / 2 == 3 && self.a__dash__b / 2.0 == 3.5') }, { namespace: 7, 'a-b': 7 })).toEqual([]);
    expect(told({ ...fields, ...rule('self.__namespace__ / 2 == 4') }, { namespace: 7 })).toHaveLength(1);
    expect(told({ ...fields, ...rule('self.a__dash__b / 2.0 == 4.0') }, { 'a-b': 7 })).toHaveLength(1);
    expect(told({ additionalProperties: {}, ...rule("self['a-b'] == 1") }, { 'a-b': 1 })).toEqual([]);
  });

  test('is not asked about what is wrong by itself, nor about a change, and holds where nobody can tell', () => {
    const spec = { properties: { a: { type: 'integer' } }, ...rule('self.a == 3') };
    expect(told(spec, { a: '3' })).toEqual(['spec.a: must be a whole number, not a string']);
    expect(told(rule('self == oldSelf && self > 3'), 1)).toEqual([]);
    expect(told(rule('unheardOf(self)'), 1)).toEqual([]);
  });
});

describe('a text of a form', () => {
  test.each<[format: string, good: string[], bad: string[]]>([
    ['duration', ['1h', '30m', '1h30m500ms', '1.5h', '-30m', '1h 30m', '2w', '3d', 'PT1H30M'], ['2y', 'nope', '', '5', '5m0s2x']],
    ['date', ['2024-01-15', '2000-02-29'], ['2024-13-01', '01-15-2024', '2024-1-5', '']],
    ['date-time', ['2024-01-15T10:30:00Z', '2024-01-15T10:30:00.1+02:00', '2024-01-15t10:30:00z'], ['2024-01-15', '2024-01-15T25:00:00Z']],
    ['byte', ['', 'aGk=', 'aGVsbG8K\n'], ['hi!', 'aGk', '====']],
    ['time', ['anything'], []],
  ])('%s', (format, good, bad) => {
    expect(good.filter(text => told({ format }, text).length > 0)).toEqual([]);
    expect(bad.filter(text => told({ format }, text).length === 0)).toEqual([]);
  });

  test('that may be a secret is not repeated', () => {
    expect(told({ format: 'byte' }, 'hunter two')).toEqual(['spec: must be base64']);
  });
});

describe('metadata of any kind', () => {
  const long = 'a'.repeat(64);

  test.each<[what: string, metadata: unknown, finds: string[]]>([
    ['usual', { name: 'a.b-c', namespace: 'd', labels: { 'example.org/app': 'B_1', a: '' }, annotations: { 'Example.org/x': 'y z' } }, []],
    ['none', undefined, ['metadata.name: is missing, and so is generateName']],
    ['a name to be made', { generateName: 'pi-' }, []],
    ['a name with a capital', { name: 'Bad' }, ["metadata.name: must look like 'external-dns', not 'Bad'"]],
    ['a name that is a number', { name: 5 }, ['metadata.name: must be a string, not a number']],
    ['a long name', { name: 'a'.repeat(254) }, ['metadata.name: must have at most 253 characters, not 254']],
    ['a beginning with a capital', { generateName: 'Bad-' }, ["metadata.generateName: must look like 'external-dns', not 'Bad-'"]],
    ['a namespace with a dot', { name: 'a', namespace: 'a.b' }, ["metadata.namespace: must look like 'qa2', not 'a.b'"]],
    ['a label of nothing', { name: 'a', labels: { app: null } }, ['metadata.labels.app: must be a string, not null']],
    ['a label that is a number', { name: 'a', labels: { app: 42 } }, ['metadata.labels.app: must be a string, not a number']],
    ['a long label', { name: 'a', labels: { app: long } }, ['metadata.labels.app: must have at most 63 characters, not 64']],
    ['a label that ends badly', { name: 'a', labels: { app: 'app_' } }, ["metadata.labels.app: must look like 'enabled', not 'app_'"]],
    ['a key with a space', { name: 'a', annotations: { 'bad key!': 'x' } }, ["annotations['bad key!']: is no good key"]],
    ['a key that begins badly', { name: 'a', annotations: { '_app/name': 'x' } }, ["annotations['_app/name']: is no good key"]],
    ['labels that are a list', { name: 'a', labels: ['a'] }, ['metadata.labels: must be an object, not a list']],
    ['a lot', { name: 'a', annotations: { a: 'x'.repeat(200_000), b: 'x'.repeat(70_000) } }, ['at most 262144 bytes in all, not 270002']],
    ['a misspelt field', { name: 'a', lables: {} }, ["metadata.lables: is no key here; did you mean 'labels'?"]],
    ['what is no object', 'a', ['metadata: must be an object']],
    ['finalizers that are a map', { name: 'a', finalizers: { a: 'b' } }, ['metadata.finalizers: must be a list, not an object']],
    ['a finalizer that is none', { name: 'a', finalizers: ['a/b', 1] }, ['metadata.finalizers[1]: must be a string, not a number']],
    ['an owner', { name: 'a', ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'b', uid: 'c' }] }, []],
    ['half an owner', { name: 'a', ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: 'b' }] }, ['ownerReferences[0].uid: is missing']],
    ['an owner that is text', { name: 'a', ownerReferences: ['b'] }, ["metadata.ownerReferences[0]: must be an object, not a string"]],
  ])('%s', (_, metadata, finds) => {
    const found = linesOf(refusals({ schema: {}, closed: 'everywhere' }, object({ metadata })));
    expect(found.map(line => finds.find(text => line.includes(text)) ?? line)).toEqual(finds);
  });

  test('a role may be called anything that fits into a path, and another kind of that name may not', () => {
    const role = (apiVersion: string, name: string) => {
      return linesOf(refusals({ schema: {}, closed: 'everywhere' }, { apiVersion, kind: 'Role', metadata: { name } }));
    };
    expect(role('rbac.authorization.k8s.io/v1', 'system:ops_Role')).toEqual([]);
    expect(role('rbac.authorization.k8s.io/v1', 'a/b')).toEqual(["metadata.name: must look like 'system:reader', not 'a/b'"]);
    expect(role('example.org/v1', 'system:ops_Role')).toHaveLength(1);
  });

  test('that a schema has of its own is its own affair', () => {
    const schema = { properties: { metadata: { properties: { name: {}, region: {} } } } };
    expect(refusals({ schema, closed: 'at the top' }, object({ metadata: { name: 'A_b', region: 'us-west-2' } }))).toEqual([]);
  });
});

/** A copy for each value in it and each way to spoil that. */
function spoilt(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [5, 'zzz', '', [true], { zzz: 1 }].filter(other => other !== value);
  const parts: [string, unknown][] = Object.entries(value);
  const withPart = (key: string, part: unknown): unknown => {
    return Array.isArray(value) ? value.map((old: unknown, i) => (String(i) === key ? part : old)) : { ...value, [key]: part };
  };
  const inside = parts.flatMap(([key, part]) => spoilt(part).map(other => withPart(key, other)));
  const without = parts.map(([key]) => (Array.isArray(value) ? value.filter((_, i) => String(i) !== key) : omitted(value, key)));
  return [...inside, ...without, Array.isArray(value) ? [...value, 'zzz'] : { ...value, zzz: 1 }, 7];
}

function omitted(value: object, key: string): object {
  return Object.fromEntries(Object.entries(value).filter(([other]) => !isRecord(other) && other !== key));
}
