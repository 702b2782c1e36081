import { Ajv } from 'ajv';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { identity, isRecord, leaves, type Manifest } from '../lib/manifests/manifest.ts';
import { kindSchemas, readSchemas, schemasOf, shapeProblems, type TypedObject } from '../lib/schema/schema.ts';
import { typed } from '../lib/rules/entries.ts';
import { distFiles, distObjects, distPatches, isTemplate, partial, type DistFile } from './support/dist-files.ts';
import { samples } from './support/samples.ts';

const imports = join(import.meta.dirname, '..', 'imports');
const schemas = readSchemas(join(imports, 'crds'), join(imports, 'core'));

/** What Kustomize reads is no object, so its schema stands by itself. */
const ofKustomize = readSchemas(join(imports, 'kustomize'));

/** Nor is a template of CloudFormation. */
const ofAws = readSchemas(join(imports, 'aws'));

describe('every schema in imports/', () => {
  const kinds = [...schemas.kinds];
  const every = [...kinds, ...ofKustomize.kinds, ...ofAws.kinds];

  test.each(every)('is a JSON Schema: %s', (_, { schema }) => {
    const ajv = new Ajv({ strict: false });
    expect(ajv.validateSchema(schema), ajv.errorsText()).toBe(true);
  });

  test.each(every)('is closed at every level: %s', (_, { schema }) => {
    expect(openPlaces(schema)).toEqual([]);
  });

  test('describes a kind that has a sample, and no sample is without a schema', () => {
    const kindsOfSamples = new Set(Object.values(samples).map(({ apiVersion, kind }) => `${apiVersion}/${kind}`));
    expect([...kindsOfSamples].sort()).toEqual([...schemas.kinds.keys()].sort());
  });

  test.each(kinds)('lists no field that no sample has, so every field has been held against upstream: %s', (key, { schema }) => {
    const objects = Object.values(samples).filter(({ apiVersion, kind }) => `${apiVersion}/${kind}` === key);
    // How `labels` and `annotations` are read is the same for all kinds.
    expect(unusedFields(schema, objects).filter(path => !/^metadata\.(labels|annotations)$/.test(path))).toEqual([]);
  });

  test.each([...ofKustomize.kinds])('lists no field that is not in the committed output: %s', (_, { schema }) => {
    expect(unusedFields(schema, listsOfDist().flatMap(({ documents }) => documents))).toEqual([]);
  });
});

describe('valid is', () => {
  test.each(Object.entries(samples))('%s', (_, object) => {
    expect(schemas.validate(object)).toEqual([]);
  });

  test('every object of the committed output, of which there is at least one', () => {
    const wrong = distObjects().flatMap(({ file, object }) =>
      schemas.validate(object).filter(({ path }) => path !== 'metadata.namespace' || !file.includes('/flux/kustomize/')) // Kustomize puts it in
        .map(({ path, message }) => `${file}: ${identity(object)}: ${path}: ${message}`),
    );
    expect(wrong).toEqual([]);
  });

  test('every part of an object in the committed output, but for what it leaves to the whole', () => {
    const patches = distPatches();
    expect(patches).not.toEqual([]);
    const wrong = patches.flatMap(({ file, patch }) => {
      const whole = schemas.kinds.get(`${patch.apiVersion}/${patch.kind}`)?.schema ?? { not: {} };
      return shapeProblems(partial(whole), patch).map(({ path, message }) => `${file}: ${identity(patch)}: ${path}: ${message}`);
    });
    expect(wrong).toEqual([]);
  });

  test('every template of CloudFormation in the committed output, and no field of one that is misspelt', () => {
    const templates = distFiles().flatMap(({ documents }) => documents).filter(isTemplate);
    expect(templates).not.toEqual([]);
    const judge = (template: unknown) => ofAws.validate(typed(template)!).map(({ path, message }) => `${path}: ${message}`); // it is one
    expect(templates.flatMap(judge)).toEqual([]);
    const misspelt = JSON.parse(JSON.stringify(templates).replaceAll(/"(CidrBlock|PolicyDocument)"/g, '"$1s"')) as unknown[];
    expect(misspelt.filter(template => judge(template).every(said => !/did you mean '(CidrBlock|PolicyDocument)'/.test(said)))).toEqual([]);
  });

  test('every list of files for Kustomize in the committed output, one a file', () => {
    const lists = listsOfDist();
    expect(lists).not.toEqual([]);
    expect(lists.filter(({ documents }) => documents.length !== 1)).toEqual([]);
    const wrong = lists.flatMap(({ file, documents }) =>
      (documents as TypedObject[]).flatMap(list => ofKustomize.validate(list)).map(({ path, message }) => `${file}: ${path}: ${message}`));
    expect(wrong).toEqual([]);
  });
});

/** Maps whose keys are free. */
const free = /^(annotations|data|labels|matchLabels|minio|nodeSelector|parameters|private|public|selector|tags|taints|values|messageTemplateValues|eventMetadata)$/;

test.each(Object.entries(samples))('a key with a letter too many is refused, and the right one named: %s', (_, object) => {
  const keys = new Map([...leaves(object)].flatMap(({ path }) => path.map((_key, i) => [path.slice(0, i + 1).join(' '), path.slice(0, i + 1)] as const)));
  const closed = [...keys.values()].filter(path => !/^\d+$/.test(path.at(-1) ?? '') && !path.slice(0, -1).some(key => free.test(key)));
  expect(closed.length).toBeGreaterThan(3);
  for (const path of closed.filter(each => !['apiVersion', 'kind'].includes(each.join('.')))) {
    const right = path.at(-1) ?? '';
    expect(schemas.validate(renamed(object, path, `${right}z`)), path.join('.')).toContainEqual(
      expect.objectContaining({ kind: 'unknown-key', nearest: right, message: `is no key here; did you mean '${right}'?` }),
    );
  }
});

describe('refused is', () => {
  const gitChart = 'HelmRelease of a git chart, new API';
  const certificate = 'Certificate that leaves the challenge to the issuer';
  const { secretDescriptor } = samples['ExternalSecret as printed'] as Manifest;
  const acme = { server: 'https://acme.example.org', email: 'ops@example.org', privateKeySecretRef: { name: 'key' } };

  // What is wrong, with which sample, at which path, the value put there (undefined: none), and what is said about it.
  test.each<[string, string, string, unknown, string]>([
    ['a chart from two places', gitChart, 'spec.chart.version', '1', "spec.chart.version: does not go with 'git'"],
    [
      'a chart from nowhere',
      gitChart,
      'spec.chart',
      {},
      "spec.chart: needs 'git', 'path' and 'ref', or 'repository', 'name' and 'version'",
    ],
    ['half a chart', gitChart, 'spec.chart.path', undefined, 'spec.chart.path: is missing'],
    [
      'a folder with a leading slash',
      gitChart,
      'spec.chart.path',
      '/charts',
      "spec.chart.path: must look like 'charts/shared/0.1.0', not '/charts'",
    ],
    ['a boolean annotation', gitChart, 'metadata.annotations.a', true, 'metadata.annotations.a: must be a string, not true'],
    ['a namespaced object without namespace', 'ConfigMap', 'metadata.namespace', undefined, 'metadata.namespace: is missing'],
    [
      'a cluster-wide object with one',
      'ClusterIssuer',
      'metadata.namespace',
      'certmanager',
      "metadata.namespace: is no key here; the keys are 'name', 'labels' and 'annotations'",
    ],
    ['an ExternalSecret of nothing', 'ExternalSecret as printed', 'secretDescriptor', undefined, ": needs 'secretDescriptor' or 'spec'"],
    [
      'an ExternalSecret of both forms',
      'ExternalSecret as printed',
      'spec',
      secretDescriptor,
      ": has 'secretDescriptor' and 'spec', of which only one may stand here",
    ],
    ['an issuer that proves nothing', 'ClusterIssuer', 'spec.acme', acme, "spec.acme: needs 'solvers' or 'dns01'"],
    ['a certificate for no name', certificate, 'spec.dnsNames', [], 'spec.dnsNames: must not be empty'],
    [
      'a ServiceAccount whose role may do nothing',
      'ClusterConfig',
      'iam.serviceAccounts[0].attachPolicy',
      undefined,
      "iam.serviceAccounts[0]: needs 'attachPolicy' or 'attachPolicyARNs'",
    ],
    ['a version taken for a number', 'ClusterConfig', 'metadata.version', 1.1, 'metadata.version: must be a string, not 1.1'],
    ['a part of a node', 'ClusterConfig', 'nodeGroups[0].minSize', 1.5, 'nodeGroups[0].minSize: must be a whole number, not 1.5'],
    ['a group without room', 'ClusterConfig', 'nodeGroups[0].maxSize', 0, 'nodeGroups[0].maxSize: must be at least 1, not 0'],
    [
      'an action without its service',
      'ClusterConfig',
      'iam.serviceAccounts[0].attachPolicy.Statement[1].Action[1]',
      'PutObject',
      "iam.serviceAccounts[0].attachPolicy.Statement[1].Action[1]: must look like 's3:GetObject', not 'PutObject'",
    ],
    ['a key that no file can have', 'ConfigMap', 'data.a/b', '', "data['a/b']: is no good key: it must look like 'fluent.conf'"],
    ['a secret in plain text, which is not repeated', 'Secret', 'data.a', 'plain text', "data.a: must look like 'bm90IGEgc2VjcmV0'"],
    [
      'a volume of two sorts',
      'DaemonSet',
      'spec.template.spec.volumes[3].hostPath',
      { path: '/' },
      "spec.template.spec.volumes[3]: has 'hostPath' and 'emptyDir', of which only one may stand here",
    ],
    [
      'a chart from two places, Flux 2',
      'HelmRelease of a repository chart, Flux 2',
      'spec.chartRef',
      { kind: 'OCIRepository', name: 'tidepool' },
      "spec: has 'chart' and 'chartRef', of which only one may stand here",
    ],
    [
      'a chart from nowhere, Flux 2',
      'HelmRelease of a chart in a registry, Flux 2',
      'spec.chartRef',
      undefined,
      "spec: needs 'chart' or 'chartRef'",
    ],
    [
      'a release name that Helm refuses, Flux 2',
      'HelmRelease of a chart in a registry, Flux 2',
      'spec.releaseName',
      'a'.repeat(54),
      'spec.releaseName: must have at most 53 characters, not 54',
    ],
    [
      'a version of a chart in git, which would be ignored',
      'HelmRelease of a git chart, Flux 2',
      'spec.chart.spec.version',
      '1.0.0',
      'spec.chart.spec.version: cannot stand here',
    ],
    [
      'a chart in git that would never upgrade',
      'HelmRelease of a git chart, Flux 2',
      'spec.chart.spec.reconcileStrategy',
      undefined,
      'spec.chart.spec.reconcileStrategy: is missing',
    ],
    [
      'a chart in a repository without its version',
      'HelmRelease of a repository chart, Flux 2',
      'spec.chart.spec.version',
      undefined,
      'spec.chart.spec.version: is missing',
    ],
    [
      'a pause for a strategy that has none',
      'HelmRelease of a git chart, Flux 2',
      'spec.install.strategy.retryInterval',
      '5m',
      "spec.install.strategy.retryInterval: does not go with name 'RemediateOnFailure'",
    ],
    [
      'a misspelt policy of digests',
      'ImagePolicy by number',
      'spec.digestReflectionPolicy',
      'IfNotPresnt',
      "spec.digestReflectionPolicy: must be one of 'Never', 'IfNotPresent', 'Always', not 'IfNotPresnt'; did you mean 'IfNotPresent'?",
    ],
    [
      "git's short form of a URL",
      'GitRepository at a branch',
      'spec.url',
      'git@github.com:example/development',
      "spec.url: must look like 'ssh://git@github.com/tidepool-org/development', not 'git@github.com:example/development'",
    ],
    [
      'a branch and a tag',
      'GitRepository at a branch',
      'spec.ref.tag',
      'v0.1.7',
      "spec.ref: has 'branch' and 'tag', of which only one may stand here",
    ],
    [
      'an image with a tag',
      'ImageRepository',
      'spec.image',
      'tidepool/auth:develop',
      "spec.image: must look like 'tidepool/platform-auth', not 'tidepool/auth:develop'",
    ],
    ['a digest that is looked up at no time', 'ImagePolicy by digest', 'spec.interval', undefined, 'spec.interval: is missing'],
    [
      'a time to look up a digest that is kept',
      'ImagePolicy by number',
      'spec.interval',
      '10m',
      "spec.interval: does not go with digestReflectionPolicy 'IfNotPresent'",
    ],
    ['a time to look up no digest', 'ImagePolicy by version', 'spec.interval', '10m', 'spec.digestReflectionPolicy: is missing'],
    ['labels beside a name', 'Alert', 'spec.eventSources[0].name', 'tidepool', 'spec.eventSources[0].matchLabels: cannot stand here'],
    [
      'an ExternalSecret of nothing, new API',
      'ExternalSecret of the External Secrets Operator',
      'spec',
      { secretStoreRef: { name: 'aws', kind: 'ClusterSecretStore' }, target: { name: 'mongo' } },
      "spec: needs 'data' or 'dataFrom'",
    ],
    [
      'an API version without a schema',
      'Issuer',
      'apiVersion',
      'cert-manager.io/v1',
      "apiVersion: no schema describes an Issuer of cert-manager.io/v1; did you mean 'certmanager.k8s.io/v1alpha1'?",
    ],
    [
      'a kind without a schema',
      'ClusterIssuer',
      'kind',
      'ClusterIsuer',
      "kind: no schema describes a ClusterIsuer of certmanager.k8s.io/v1alpha1; did you mean 'ClusterIssuer'?",
    ],
  ])('%s', (_, sample, path, value, finding) => {
    const object = changed(samples[sample] as Manifest, keysOf(path), value);
    expect(schemas.validate(object).map(found => `${found.path}: ${found.message}`)).toEqual([finding]);
  });
});

describe('definitions', () => {
  const body = (spec: string) => `apiVersion: apiextensions.k8s.io/x\nkind: CustomResourceDefinition\nspec: ${spec}\n`;
  const identify = '"group": "g.io", "scope": "Cluster", "names": {"kind": "Thing"}';

  test('of v1beta1 are read, with their one schema for every version', () => {
    const validation = '"validation": {"openAPIV3Schema": {"type": "object"}}';
    const one = { kind: 'Thing', scope: 'Cluster', schema: { type: 'object' } };
    expect(kindSchemas(body(`{${identify}, "version": "v1", ${validation}}`))).toEqual([{ apiVersion: 'g.io/v1', ...one }]);
    expect(kindSchemas(body(`{${identify}, "versions": [{"name": "v1"}, {"name": "v2"}], ${validation}}`))).toEqual([
      { apiVersion: 'g.io/v1', ...one },
      { apiVersion: 'g.io/v2', ...one },
    ]);
  });

  test('of one kind twice, or without a schema, are our mistake and throw', () => {
    const thing = body(`{${identify}, "versions": [{"name": "v1", "schema": {"openAPIV3Schema": {}}}]}`);
    expect(() => schemasOf([thing, thing])).toThrow('two definitions describe g.io/v1/Thing');
    expect(() => schemasOf([body(`{${identify}, "version": "v1"}`)])).toThrow('the definition of g.io/v1 Thing has no schema');
  });
});

function listsOfDist(): DistFile[] {
  return distFiles().filter(({ role }) => role === 'kustomization');
}

/** Paths at which a schema with properties accepts others, and at which an object may hold anything without saying so. */
function openPlaces(schema: unknown, path = ''): string[] {
  if (Array.isArray(schema)) return schema.flatMap((part, i) => openPlaces(part, `${path}/${i}`));
  if (!isRecord(schema)) return [];
  const free = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const isMap = isRecord(schema['additionalProperties']);
  const describesObjects = schema['type'] === 'object' || 'properties' in schema;
  const here = describesObjects && !free && !isMap && schema['additionalProperties'] !== false ? [path] : [];
  return [...here, ...Object.entries(schema).flatMap(([key, part]) => openPlaces(part, `${path}/${key}`))];
}

/** Paths of the fields that a schema describes and none of the values has. Of a list all items count together. */
function unusedFields(schema: unknown, values: readonly unknown[], path: readonly string[] = []): string[] {
  if (!isRecord(schema)) return [];
  if (isRecord(schema['items'])) return unusedFields(schema['items'], values.filter(Array.isArray).flat(), path);
  const described = isRecord(schema['properties']) ? Object.entries(schema['properties']) : [];
  return described.flatMap(([key, property]) => {
    const held = values.filter(isRecord).filter(value => Object.hasOwn(value, key)).map(value => value[key]);
    return held.length === 0 ? [[...path, key].join('.')] : unusedFields(property, held, [...path, key]);
  });
}

/** `a.b[0]` as keys and indices. */
function keysOf(path: string): (string | number)[] {
  return path.split(/[.[\]]+/).filter(key => key !== '').map(key => (/^\d+$/.test(key) ? Number(key) : key));
}

/** A copy with another value at a path, or with none. */
function changed(object: Manifest, path: readonly (string | number)[], value: unknown): Manifest {
  const copy = JSON.parse(JSON.stringify(object)) as Manifest; // structuredClone would keep parts shared that the sample shares
  const parent = parentAt(copy, path);
  if (value === undefined) delete parent[String(path.at(-1))];
  else parent[String(path.at(-1))] = value;
  return copy;
}

/** A copy in which the last key of a path is called otherwise. */
function renamed(object: Manifest, path: readonly (string | number)[], name: string): Manifest {
  const value = parentAt(object, path)[String(path.at(-1))];
  return changed(changed(object, path, undefined), [...path.slice(0, -1), name], value);
}

function parentAt(object: unknown, path: readonly (string | number)[]): Record<string, unknown> {
  return path.slice(0, -1).reduce((here, key) => here[String(key)] as Record<string, unknown>, object as Record<string, unknown>);
}
