import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { refusals } from '../lib/schema/admission.ts';
import { UserError } from '../lib/user-error.ts';
import { catalogIn, catalogOf } from '../lib/schema/schema-catalog.ts';
import { schemasIn } from '../lib/schema/schema.ts';

const imports = join(import.meta.dirname, '..', 'imports');

let base = '';
beforeEach(() => { base = mkdtempSync(join(tmpdir(), 'catalog-')); });
afterEach(() => rmSync(base, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(base, path)), { recursive: true });
  writeFileSync(join(base, path), text);
}

/** A schema that refuses a spec which is not this word, and so tells by which file it was found. */
function schema(word: string, rest: Record<string, unknown> = {}): string {
  return JSON.stringify({ type: 'object', properties: { spec: { const: word }, ...rest } });
}

function definition(kind: string, word: string): string {
  const version = `{name: v1, served: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {enum: [${word}]}}}}}`;
  const spec = `{group: example.org, scope: Namespaced, names: {kind: ${kind}}, versions: [${version}]}`;
  return `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\nspec: ${spec}\n`;
}

/** The word of the schema that a kind is held against; undefined where there is none. */
function wordFor(apiVersion: string, kind: string, folder = base): string | undefined {
  const rules = catalogIn(folder).find({ apiVersion, kind });
  const [found] = rules ? refusals(rules, { apiVersion, kind, metadata: { name: 'a' }, spec: 'zzz' }) : [];
  return found?.expected[0];
}

/** What is said instead of an answer, from the folder on. */
function refused(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) return error.message.replaceAll(`${base}/`, '').replaceAll(base, 'DIR');
    throw error;
  }
  return 'nothing';
}

describe('a schema is found', () => {
  test.each<[file: string, apiVersion: string, kind: string]>([
    ['apps/deployment_v1.json', 'apps/v1', 'Deployment'],
    ['core/service_v1.json', 'v1', 'Service'],
    ['example.org/widget_v1beta2.json', 'example.org/v1beta2', 'Widget'],
    ['catalog/latest/example.org/widget_v1.json', 'example.org/v1', 'Widget'],
    ['widget_v1.json', 'example.org/v1', 'Widget'],
    ['mine/widget_v1.json', 'example.org/v1', 'Widget'],
    ['v1.36.0-standalone-strict/service-v1.json', 'v1', 'Service'],
    ['v1.36.0-standalone-strict/deployment-apps-v1.json', 'apps/v1', 'Deployment'],
    ['ingress-networking-v1.json', 'networking.k8s.io/v1', 'Ingress'],
    ['certificate-cert-manager-v1.json', 'cert-manager.io/v1', 'Certificate'],
  ])('in %s, of %s %s', (file, apiVersion, kind) => {
    write(file, schema('a'));
    expect(wordFor(apiVersion, kind)).toBe("'a'");
    expect(wordFor(apiVersion.replace(/v1.*/, 'v9'), kind)).toBeUndefined();
    expect(wordFor(apiVersion, `${kind}s`)).toBeUndefined();
  });

  test('in a definition, alone, in a List or behind another', () => {
    write('crds/a.yaml', `${definition('Widget', 'a')}---\n${definition('Gadget', 'b')}`);
    const [first = '', ...others] = definition('Gizmo', 'c').trimEnd().split('\n');
    write('more/b.yml', `kind: List\nitems:\n- ${first}\n${others.map(line => `  ${line}\n`).join('')}`);
    expect(['Widget', 'Gadget', 'Gizmo', 'Other'].map(kind => wordFor('example.org/v1', kind))).toEqual(["'a'", "'b'", "'c'", undefined]);
  });

  test('in a file that says in it what it describes', () => {
    const named = { apiVersion: { const: 'example.org/v1' }, kind: { enum: ['ClusterConfig'] } };
    write('clusterconfig.schema.json', schema('a', named));
    write('widget.schema.json', schema('b'));
    expect(wordFor('example.org/v1', 'ClusterConfig')).toBe("'a'");
    expect(wordFor('example.org/v2', 'ClusterConfig')).toBeUndefined();
    expect(wordFor('example.org/v1', 'Widget')).toBeUndefined();
  });
});

test('what an API server publishes is found by version and group, and taken as closed', () => {
  const tag = (kind: string, group: string, version: string) => ({ 'x-kubernetes-group-version-kind': [{ group, kind, version }] });
  const refer = (name: string) => ({ default: {}, allOf: [{ $ref: `#/components/schemas/${name}` }] });
  const item = { type: 'object', properties: { port: {}, protocol: { default: 'TCP' } } };
  const keys = { 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['port', 'protocol'] };
  const ports = { ...keys, items: refer('Port') };
  const top = { apiVersion: {}, kind: {}, metadata: {} };
  const widget = { ...tag('Widget', 'example.org', 'v1'), properties: { ...top, spec: refer('Spec') } };
  const document = { components: { schemas: { Widget: widget, Spec: { properties: { ports } }, Port: item } } };
  write('1.36/apis/example.org/v1.json', JSON.stringify(document));
  const core = { 'io.example.Pod': { ...tag('Pod', '', 'v1'), required: ['spec'] } };
  write('1.36/api/v1.json', JSON.stringify({ components: { schemas: core } }));
  const said = (kind: string, apiVersion: string, spec?: unknown) => {
    const rules = catalogIn(base).find({ apiVersion, kind });
    const object = { apiVersion, kind, metadata: { name: 'a' }, ...(spec !== undefined && { spec }) };
    return rules && refusals(rules, object).map(({ path }) => path);
  };
  expect(said('Widget', 'example.org/v1', { ports: [{ port: 1 }, { port: 1, protocol: 'UDP' }] })).toEqual([]);
  const twice = { ports: [{ port: 1 }, { port: 1, protocol: 'TCP' }], portz: [] };
  expect(said('Widget', 'example.org/v1', twice)).toEqual(['spec.ports[1]', 'spec.portz']);
  expect(said('Widget', 'example.org/v1', { ports: [{ prot: 1 }] })).toEqual(['spec.ports[0].prot']);
  expect(said('Pod', 'v1')).toEqual(['spec']);
  const others = [said('Pod', 'example.org/v1'), said('Port', 'example.org/v1'), said('Widget', 'example.org/v2')];
  expect(others).toEqual([undefined, undefined, undefined]);
});

describe('a schema is not taken for another', () => {
  test('of a group of the same sort of name', () => {
    write('core/service_v1.json', schema('a'));
    write('serving.example.org/service_v1.json', schema('b'));
    write('ingress-networking-v1.json', schema('c'));
    expect(wordFor('v1', 'Service')).toBe("'a'");
    expect(wordFor('serving.example.org/v1', 'Service')).toBe("'b'");
    expect(wordFor('other.example.org/v1', 'Service')).toBeUndefined();
    expect(wordFor('v1', 'Ingress')).toBeUndefined();
  });

  test('because a file has no capitals', () => {
    write('core/configmap_v1.json', schema('a'));
    write('secret-v1.json', schema('b', { kind: { enum: ['Secret'] } }));
    expect(['ConfigMap', 'configmap', 'Secret', 'secret', 'SecreT'].map(kind => wordFor('v1', kind))).toEqual([
      "'a'", undefined, "'b'", undefined, undefined,
    ]);
  });

  test('when it says of another kind that it is its schema', () => {
    write('widget_v1.json', JSON.stringify({ 'x-kubernetes-group-version-kind': [{ group: 'a', kind: 'WidGet', version: 'v1' }] }));
    expect(catalogIn(base).find({ apiVersion: 'example.org/v1', kind: 'Widget' })).toBeUndefined();
  });
});

describe('a catalog', () => {
  test('reads what a kind asks for, and nothing else', () => {
    write('apps/deployment_v1.json', schema('a'));
    write('apps/daemonset_v1.json', '{');
    write('broken.yaml', 'kind: CustomResourceDefinition\n a: b\n');
    const catalog = catalogIn(base);
    expect(catalog.find({ apiVersion: 'apps/v1', kind: 'Deployment' })).toBeDefined();
    expect(() => catalog.find({ apiVersion: 'apps/v1', kind: 'DaemonSet' })).toThrow(UserError);
    expect(() => catalog.find({ apiVersion: 'apps/v1', kind: 'Other' })).toThrow(UserError);
  });

  test('closes the top of an object where it closes anything, as a definition closes all of it', () => {
    write('a/widget_v1.json', JSON.stringify({ properties: { spec: { properties: { a: {} }, additionalProperties: false } } }));
    write('a/gadget_v1.json', JSON.stringify({ properties: { spec: { properties: { a: {} } } } }));
    write('a/crd.yaml', definition('Gizmo', 'c'));
    const catalog = catalogIn(base);
    const closed = ['Widget', 'Gadget', 'Gizmo'].map(kind => catalog.find({ apiVersion: 'example.org/v1', kind })?.closed);
    expect(closed).toEqual(['at the top', 'where it says so', 'everywhere']);
  });

  test('passes over what belongs to git and to editors, and a file of another sort', () => {
    write('.git/core/service_v1.json', schema('a'));
    write('README.md', 'CustomResourceDefinition');
    write('values.yaml', '{{ not YAML');
    write('apps/deployment_v1.json', schema('a'));
    symlinkSync(base, join(base, 'loop'));
    expect(wordFor('v1', 'Service')).toBeUndefined();
  });

  test('may hold one schema in two places, but not two', () => {
    write('a/widget_v1.json', schema('a'));
    write('b/widget_v1.json', schema('a'));
    expect(wordFor('example.org/v1', 'Widget')).toBe("'a'");
    write('b/widget_v1.json', schema('b'));
    const both = 'a/widget_v1.json and b/widget_v1.json';
    expect(refused(() => wordFor('example.org/v1', 'Widget'))).toBe(
      `Two schemas describe a Widget of example.org/v1: ${both}; give a folder with one of them.`,
    );
  });

  const takes = '--schemas takes GROUP/KIND_VERSION.json, KIND-GROUP-VERSION.json, apis/GROUP/VERSION.json, '
    + 'and custom resource definitions in *.yaml, at any depth';

  test.each<[what: string, file: string, text: string, says: string]>([
    ['without schemas', 'README.md', 'hello', `There is no schema in DIR; ${takes}.`],
    ['with a schema that is cut off', 'configmap-v1.json', '{', 'configmap-v1.json is no JSON ('],
    ['with a list for a schema', 'configmap-v1.json', '[]', 'configmap-v1.json is no JSON Schema; it has to be an object.'],
    ['with a schema in parts', 'configmap-v1.json', '{"$ref": "_parts.json#/a"}', 'configmap-v1.json leads to another file, _parts'],
    ['with a definition that is no YAML', 'a.yaml', 'kind: CustomResourceDefinition\n a: b\n', 'a.yaml, line 2, is no YAML ('],
    ['with a folder where a file should be', 'configmap-v1.json/a', '', `There is no schema in DIR; ${takes}.`],
  ])('%s is refused in a sentence', (_, file, text, says) => {
    write(file, text);
    expect(refused(() => wordFor('v1', 'ConfigMap'))).toContain(says);
  });

  test('that is not there, or is a file, is refused in a sentence', () => {
    write('a.json', '{}');
    expect(refused(() => catalogIn(join(base, 'nothere')))).toBe('There is no nothere; --schemas takes a folder that is there.');
    expect(refused(() => catalogIn(join(base, 'a.json')))).toBe(`a.json is no folder; ${takes}.`);
  });

  test('of odd schemas refuses what they refuse, and does not fall over', () => {
    const odd = { properties: [], required: 'x', oneOf: 7, enum: 3, pattern: 9, format: 1, allOf: [null, 1], items: 5, nullable: 1 };
    write('a/widget_v1.json', JSON.stringify(odd));
    const crd = (spec: string) => `kind: CustomResourceDefinition\nspec: ${spec}\n---\n`;
    write('b/x.yaml', `${crd('5')}${crd('{versions: [null, {schema: 3}]}')}- 1\n`);
    expect(wordFor('example.org/v1', 'Widget')).toBeUndefined();
    expect(wordFor('example.org/v1', 'Other')).toBeUndefined();
  });

  test('of documents knows what the definitions among them define, the first of two, and a kind that none describes', () => {
    const versions = [{ name: 'v1', schema: { openAPIV3Schema: { properties: { spec: { const: 1 } } } } }, { name: 'v2' }];
    const crd = { kind: 'CustomResourceDefinition', spec: { group: 'example.org', names: { kind: 'Widget' }, versions } };
    const catalog = catalogOf([crd, { ...crd, spec: { ...crd.spec, versions: [{ name: 'v1' }] } }, 5, { kind: 'Widget' }]);
    expect(catalog.find({ apiVersion: 'example.org/v1', kind: 'Widget' })?.schema).toEqual({ properties: { spec: { const: 1 } } });
    expect(catalog.find({ apiVersion: 'example.org/v2', kind: 'Widget' })?.schema).toEqual({});
    expect(catalog.find({ apiVersion: 'example.org/v3', kind: 'Widget' })).toBeUndefined();
  });
});

describe('given schemas', () => {
  const pathsOf = (whose: 'ours' | 'foreign', rest: Record<string, unknown>, ...folders: string[]) => {
    const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace: 'b' }, data: {}, ...rest };
    return schemasIn(imports, folders.map(folder => join(base, folder)), whose).judge(object).problems.map(({ path }) => path);
  };

  test('judge anybody\'s objects alone, and ours beside our own', () => {
    const properties = { apiVersion: {}, kind: {}, metadata: {}, data: { maxProperties: 0 }, other: {} };
    write('a/configmap-v1.json', JSON.stringify({ properties, additionalProperties: false }));
    expect(pathsOf('foreign', { data: { a: 'b' }, binaryData: {}, other: 1 }, 'a')).toEqual(['binaryData', 'data']);
    expect(pathsOf('ours', { data: { a: 'b' }, binaryData: {}, other: 1 }, 'a')).toEqual(['binaryData', 'other', 'data']);
    expect(pathsOf('ours', { data: { a: 'b' } })).toEqual([]);
  });

  test('count in the order of their folders', () => {
    write('a/configmap-v1.json', JSON.stringify({ required: ['a'] }));
    write('b/configmap-v1.json', JSON.stringify({ required: ['b'] }));
    expect(pathsOf('foreign', {}, 'a', 'b')).toEqual(['a']);
    expect(pathsOf('foreign', {}, 'b', 'a')).toEqual(['b']);
  });
});
