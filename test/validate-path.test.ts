import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sentence } from '../lib/findings/fault.ts';
import { manifestFilesIn } from '../lib/manifests/manifest-folder.ts';
import { readManifests } from '../lib/manifests/manifests.ts';
import { schemaFindings } from '../lib/rules/schema.ts';
import { schemasIn, type JsonSchema } from '../lib/schema/schema.ts';

const imports = join(import.meta.dirname, '..', 'imports');

/** `SEVERITY FIELD: MESSAGE` of each finding in foreign manifests, behind the file where there is more than one. */
function told(manifests: string | Readonly<Record<string, string>>, ...schemas: readonly string[]): string[] {
  const files = Object.entries(typeof manifests === 'string' ? { 'a.yaml': manifests } : manifests);
  return schemaFindings(readManifests(files), schemasIn(imports, schemas, 'foreign')).map(({ document, path, severity, fault }) => {
    const place = [...(files.length > 1 ? [document.file.path] : []), path.join('.')].filter(text => text !== '');
    return `${[severity, ...place].join(' ')}: ${sentence(fault).replaceAll(given, 'DIR')}`;
  });
}

/** Schemas such as others publish, in our words and no longer than the cases below need them. */
const port: JsonSchema = {
  type: 'object',
  required: ['containerPort'],
  additionalProperties: false,
  properties: { containerPort: { type: 'integer', format: 'int32' }, protocol: { type: ['string', 'null'], default: 'TCP' } },
};
const container: JsonSchema = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: {
    name: { type: 'string' },
    image: { type: 'string' },
    args: { type: ['array', 'null'], items: { type: 'string' } },
    env: { type: 'array', items: { properties: { name: { type: 'string' }, value: { type: 'string' } } } },
    ports: { type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['containerPort', 'protocol'], items: port },
    resources: { properties: { limits: { type: 'object', additionalProperties: { type: 'string' } } } },
  },
};
const kinds: Readonly<Record<string, JsonSchema>> = {
  'core/pod_v1.json': {
    properties: { spec: { type: 'object', additionalProperties: false, properties: { containers: { type: 'array', items: container } } } },
  },
  'core/configmap_v1.json': {
    additionalProperties: false,
    properties: { ...identity(), data: { type: 'object', additionalProperties: { type: 'string' } } },
  },
  'core/secret_v1.json': {
    additionalProperties: false,
    properties: { ...identity(), data: { additionalProperties: { type: 'string', format: 'byte' } }, stringData: {} },
  },
  'service-v1.json': {
    properties: {
      spec: { properties: { ports: { items: { properties: { port: { type: 'integer' }, targetPort: intOrString() } } } } },
    },
  },
  'job-batch-v1.json': {},
};

function intOrString(): JsonSchema {
  return { 'x-kubernetes-int-or-string': true };
}

function identity(): JsonSchema {
  return { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } };
}

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: releases.example.org
spec:
  group: example.org
  names: {kind: Release, plural: releases}
  scope: Namespaced
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec:
            type: object
            required: [interval]
            properties:
              interval: {type: string, format: duration}
              chart: {type: string}
              chartRef: {type: string}
              values: {type: object, x-kubernetes-preserve-unknown-fields: true}
            x-kubernetes-validations:
            - rule: has(self.chart) != has(self.chartRef)
              message: either chart or chartRef must be set
`;

let given = '';
beforeAll(() => {
  given = mkdtempSync(join(tmpdir(), 'given-'));
  for (const [path, schema] of Object.entries(kinds)) {
    mkdirSync(dirname(join(given, path)), { recursive: true });
    writeFileSync(join(given, path), JSON.stringify(schema));
  }
  writeFileSync(join(given, 'releases.yaml'), definition);
});
afterAll(() => rmSync(given, { recursive: true }));

function pod(rest: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: example.org/a:1\n${rest}`;
}

function configMap(rest: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n${rest}\n`;
}

function service(port: string): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {ports: [${port}]}\n`;
}

function release(spec: string): string {
  return `apiVersion: example.org/v1\nkind: Release\nmetadata: {name: a}\nspec: {${spec}}\n`;
}

const noObject = 'this is no object (Kubernetes: apiVersion and kind say what it is); write both, as texts.';

describe('what other validators are tested with', () => {
  test.each<[what: string, manifest: string, ...finds: string[]]>([
    ['a port by number, one by name', service('{port: 80, targetPort: 8082}, {port: 81, targetPort: http}')],
    ['a port that is a word', service('{port: sds}'), 'error spec.ports.0.port: must be a whole number, not a string.'],
    ['an empty list, which is null to YAML', pod('    args:\n    # - --verbose\n')],
    ['a time that nobody set', configMap('data: {}').replace('name: a', 'name: a, creationTimestamp: null')],
    ['a quantity without quotes', pod('    resources: {limits: {cpu: 2, memory: 64Mi}}\n')],
    ['a quantity that is true', pod('    resources: {limits: {cpu: true}}\n'),
      'error spec.containers.0.resources.limits.cpu: must be a string, not true.'],
    ['a number for a variable, which is no quantity', pod('    env: [{name: A, value: 5}]\n'),
      'error spec.containers.0.env.0.value: must be a string, not a number.'],
    ['an object that is given its name', 'apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: pi-}\n'],
    ['an object without a name', configMap('data: {}').replace('{name: a}', '{}'),
      'error metadata.name: is missing, and so is generateName.'],
    ['a List', `kind: List\nitems:\n- ${configMap('data: {}').trim().replaceAll('\n', '\n  ')}\n`],
    ['an empty List', 'apiVersion: v1\nkind: List\nitems: []\n'],
    ['a List of nothing', 'apiVersion: v1\nkind: List\nitems:\n'],
    ['a List with a mistake in it', 'kind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: [a]}\n',
      'error items.0.data: must be an object, not a list.'],
    ['a List in a List', 'kind: List\nitems:\n- {kind: List, items: [{apiVersion: v1}]}\n', `error items.0.items.0: ${noObject}`],
    ['documents with nothing in them', `---\n# a remark\n---\n${configMap('data: {}')}---\n`],
    ['a document without a kind', 'key: value\n', `error: ${noObject}`],
    ['documents with a kind that is nothing', 'kind:\n---\nkind:\n', `error: ${noObject}`, `error: ${noObject}`],
    ['an object without an apiVersion', 'kind: Pod\nmetadata: {name: a}\n', `error: ${noObject}`],
    ['a kind in small letters', configMap('data: {}').replace('ConfigMap', 'configmap'),
      "error kind: no schema describes a configmap of v1; did you mean 'ConfigMap'?"],
    ['a key twice', configMap('data: {a: b, a: c}'), 'error: this holds a key twice (duplicated mapping key); mend it.'],
    ['keys that are no texts to YAML', configMap('data: {5: a, 3.14: b, true: c}')],
    ['a list for a map', configMap('data: [a]'), 'error data: must be an object, not a list.'],
    ['a map for a list', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: {a: b}}\n',
      'error spec.containers: must be a list, not an object.'],
    ['a field too many', pod('    replicas: 2\n'),
      "error spec.containers.0.replicas: is no key here; the keys are 'name', 'image', 'args', 'env', 'ports' and 'resources'."],
    ['a misspelt field', pod('').replace('containers', 'contAIN3rz'),
      "error spec.contAIN3rz: is no key here; did you mean 'containers'?"],
    ['fields that slipped out of the spec', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\ncontainers: []\n',
      "error containers: is no key here; the keys are 'apiVersion', 'kind', 'metadata' and 'spec'."],
    ['a port for two protocols', pod('    ports: [{containerPort: 88, protocol: UDP}, {containerPort: 88}]\n')],
    ['a port twice, once by default', pod('    ports: [{containerPort: 88, protocol: TCP}, {containerPort: 88}]\n'),
      "error spec.containers.0.ports.1: has containerPort 88 and protocol 'TCP', as an item before it."],
    ['what is no base64', 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\ndata: {a: not base64}\n', 'error data.a: must be base64.'],
    ['a label that ends badly', configMap('data: {}').replace('name: a', 'name: a, labels: {owner: _}'),
      "error metadata.labels.owner: must look like 'enabled', not '_'."],
    ['a duration of Go', release('interval: 1h30m, chart: a')],
    ['a duration of nobody', release('interval: 5m0s2x, chart: a'), "error spec.interval: must be a duration such as 1h30m, not '5m0s2x'."],
    ['two ways at once, which a rule forbids', release('interval: 1h, chart: a, chartRef: b'),
      'error spec: breaks a rule of its kind: either chart or chartRef must be set.'],
    ['values of a chart, which are anything', release('interval: 1h, chart: a, values: {a: [1, {b: null}]}')],
    ['a field that the definition does not list', release('interval: 1h, chart: a, relaseName: b'),
      "error spec.relaseName: is no key here; the keys are 'interval', 'chart', 'chartRef' and 'values'."],
    ['a definition with a type that there is not', definition.replace('chart: {type: string}', 'chart: {items: {type: strign}}'),
      'error spec.versions.0.schema.openAPIV3Schema.properties.spec.properties.chart.items.type: '
        + "must be one of 'array', 'boolean', 'integer', 'number', 'object', 'string', not 'strign'; did you mean 'string'?",
      'warning apiVersion: no schema describes a CustomResourceDefinition of apiextensions.k8s.io/v1, so it was not checked; '
        + 'add one to DIR.'],
  ])('%s', (_, manifest, ...finds) => {
    expect(told(manifest, given)).toEqual(finds);
    expect(told(manifest.replaceAll('\n', '\r\n'), given).length, 'with ends of lines as on Windows').toBe(finds.length);
    expect(told(`\uFEFF${manifest}`, given).length, 'with a mark of the order of bytes').toBe(finds.length);
  });
});

describe('what becomes something else on its way to a cluster', () => {
  const kustomization = (rest: string) => ({ 'a/kustomization.yaml': `${rest}\n` });
  const list = kustomization('resources: [pod.yaml]');

  test('is taken as it will be where Flux substitutes or SOPS decrypts it, and as it stands elsewhere', () => {
    const named = configMap('data: {a: "${A}"}').replace('{name: a}', '{name: "${APP}-a", labels: {"${L}": b}}');
    expect(told(named, given)).toEqual([]);
    expect(told(release('interval: "${INTERVAL:=5m}", chart: "${CHART}"'), given)).toEqual([]);
    expect(told(release('interval: 5m, chart: "${CHART:=}", chartRef: b'), given)).toEqual([]);
    const sealed = configMap('data: {a: "ENC[AES256_GCM]"}\nsops: {mac: a, age: []}').replace('ConfigMap', 'Secret');
    expect(told(sealed, given)).toEqual([]);
    expect(told(sealed.replace('mac', 'other'), given)).toEqual([
      "error sops: is no key here; the keys are 'apiVersion', 'kind', 'metadata', 'data' and 'stringData'.",
    ]);
    expect(told(release('interval: $INTERVAL, chart: a'), given)).toHaveLength(1);
  });

  test('need not be whole where it is merged into another', () => {
    const patched = { ...kustomization('resources: [pod.yaml]\npatches: [{path: patch.yaml}, {path: more.yaml}]'), 'a/pod.yaml': pod('') };
    const patch = 'apiVersion: v1\nkind: Pod\nmetadata: {name: "*"}\nspec: {containers: [{image: b, $patch: replace}]}\n';
    expect(told({ ...patched, 'a/patch.yaml': patch, 'a/more.yaml': '- {op: remove, path: /spec}\n' }, given)).toEqual([]);
    expect(told({ ...patched, 'a/patch.yaml': patch.replace('image: b', 'image: 5') }, given)).toEqual([
      'error a/patch.yaml spec.containers.0.image: must be a string, not a number.',
    ]);
  });

  test('need not be whole, either, where a patch with a target may add the rest', () => {
    const files = (patches: string) => ({
      ...kustomization(`resources: [release.yaml, map.yaml]\n${patches}`),
      'a/release.yaml': release('chart: a'),
      'a/map.yaml': configMap('data: {}'),
    });
    const lacks = (severity: string, rest = '') => [`${severity} a/release.yaml spec.interval: is missing${rest}.`];
    const [error, note] = [lacks('error'), lacks('note', ', unless a patch for its kind adds it')];
    expect(told(files(''), given)).toEqual(error);
    expect(told(files('patches: [{patch: "a: b", target: {kind: Release, labelSelector: a=b}}]'), given)).toEqual(note);
    expect(told(files('patches: [{patch: "a: b", target: {labelSelector: a=b}}]'), given)).toEqual(note);
    expect(told(files('patches: [{patch: "a: b", target: {kind: Deployment}}]'), given)).toEqual(error);
    const inside = 'spec:\n  patches:\n  - target:\n      kind: Release\n';
    expect(told(files(`patches: [{patch: ${JSON.stringify(inside)}, target: {kind: Kustomization}}]`), given)).toEqual(note);
  });

  test('may have a Namespace whose name Kustomize makes, but no other name', () => {
    expect(told('apiVersion: v1\nkind: Namespace\nmetadata: {name: _}\n')).toEqual([]);
    const other = configMap('data: {}').replace('name: a', 'name: _');
    expect(told(other)).toEqual(["error metadata.name: must look like 'external-dns', not '_'."]);
  });

  test('is not told what Kustomize says of its own fields, but of an object that stands in its file', () => {
    const fields = 'namespace: a\nconfigMapGenerator: [{name: a, files: [values.yaml]}]\nimages: []\nlabels: null';
    expect(told({ ...kustomization(`resources: [pod.yaml]\n${fields}`), 'a/pod.yaml': pod('') }, given)).toEqual([]);
    expect(told(kustomization('resource: [pod.yaml]\nnamespace: [a]'), given)).toEqual([]);
    expect(told(kustomization(configMap('dta: {}')), given)).toEqual(["error dta: is no key here; did you mean 'data'?"]);
    const component = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [pod.yaml]';
    expect(told({ ...kustomization(component), 'a/pod.yaml': pod('') }, given)).toEqual([]);
  });

  test('is a note where nobody applies it, and it is no manifest', () => {
    const others = { 'a/values.yaml': 'replicas: 2\n', 'b/play.yml': '- hosts: all\n', 'c/x.yaml': 'a: !tag b\n' };
    const note = (what: string) => `${what}, and nothing applies this file, so it was not checked.`;
    expect(told({ ...list, 'a/pod.yaml': pod(''), ...others }, given)).toEqual([
      `note a/values.yaml: ${note('this is no object')}`,
      `note b/play.yml: ${note('this is no object')}`,
      `note c/x.yaml: ${note('this is no YAML')}`,
    ]);
    const listed = { ...kustomization('resources: [pod.yaml, values.yaml]'), 'a/pod.yaml': pod(''), 'a/values.yaml': 'replicas: 2\n' };
    expect(told(listed, given)).toEqual([`error a/values.yaml: ${noObject}`]);
    expect(told({ 'a/pod.yaml': pod(''), ...others }, given).map(line => line.split(' ')[0])).toEqual(['error', 'error', 'error']);
    const manifests = { 'b/pod.yaml': pod('    replicas: 2\n'), 'c/pod.yaml': pod('    a: !tag b\n') };
    const severities = told({ ...list, 'a/pod.yaml': pod(''), ...manifests }, given).map(line => line.split(' ')[0]);
    expect(severities, 'for they are manifests').toEqual(['error', 'error']);
  });
});

describe('without schemas of others', () => {
  const deployment = (rest: string) => {
    const template = 'template: {metadata: {labels: {app: a}}, spec: {containers: [{name: a, image: b, ports: [{containerPort: 80}]}]}}';
    return `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {selector: {matchLabels: {app: a}}, ${template}${rest}}\n`;
  };

  test('a kind that no schema describes is one warning in a file', () => {
    const job = 'apiVersion: batch/v1\nkind: Job\nmetadata: {name: a}\nspec: {anything: true}\n';
    const message = 'no schema describes a Job of batch/v1, so';
    expect(told({ 'a.yaml': `${job}---\n${job}---\n${job}`, 'b.yaml': job })).toEqual([
      `warning a.yaml kind: ${message} the 3 of this file were not checked; give one by --schemas DIR.`,
      `warning b.yaml kind: ${message} it was not checked; give one by --schemas DIR.`,
    ]);
    const old = 'apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: {name: a}\n';
    expect(told(old)).toEqual([
      'warning apiVersion: no schema describes a Deployment of apps/v1beta1, so it was not checked; give one by --schemas DIR.',
    ]);
  });

  test('what our schema of a kind does not list is one warning, with what may be a mistake', () => {
    expect(told(deployment(', minReadySeconds: 5, replica: 2'))).toEqual([
      'warning spec.minReadySeconds: our schema of this kind lists what this tool writes, and not spec.minReadySeconds and '
        + "spec.replica (did you mean 'replicas'?), so these were not checked; give one by --schemas DIR.",
    ]);
    const account = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\n';
    expect(told(account)).toEqual([]);
  });

  test('what our schema of a kind asks for is one note, since others may ask for less', () => {
    const empty = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 1}\n';
    expect(told(`${empty}---\n${empty.replace('name: a', 'name: b')}`)).toEqual([
      'note spec.selector: our schema of this kind asks for spec.selector and spec.template, which this tool always writes; '
        + 'other manifests may not need it; give one by --schemas DIR.',
    ]);
  });

  test('types are the same to everybody, and so is metadata', () => {
    const wrong = deployment(', replicas: two').replace('name: a,', 'name: a, args: null,').replace('name: a', 'name: A');
    expect(told(wrong).slice(0, 2)).toEqual([
      'error spec.replicas: must be a whole number, not a string.',
      "error metadata.name: must look like 'external-dns', not 'A'.",
    ]);
  });

  test('a definition among the manifests counts, also where another one is given', () => {
    const files = { 'crds/a.yaml': definition, 'a.yaml': release('interval: 5, chart: a') };
    const message = 'error a.yaml spec.interval: must be a string, not a number.';
    expect(told(files)).toContain(message);
    expect(told(files, given).filter(line => line.startsWith('error'))).toEqual([message]);
    const loose = { ...files, 'crds/a.yaml': definition.replace('interval: {type: string, format: duration}', 'interval: {}') };
    expect(told(loose).filter(line => line.startsWith('error'))).toEqual([]);
    expect(told(loose, given)).toContain(message);
  });

  test('what Flux itself wrote is looked at as well', () => {
    const files = { 'clusters/a/flux-system/gotk-sync.yaml': configMap('data: [a]') };
    expect(told(files)).toEqual(['error data: must be an object, not a list.']);
  });
});

describe('a folder', () => {
  let base = '';
  beforeEach(() => { base = mkdtempSync(join(tmpdir(), 'path-')); });
  afterEach(() => rmSync(base, { recursive: true }));

  const write = (path: string, text: string | Buffer = 'a: b\n') => {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  };
  const found = () => (manifestFilesIn(base)?.files ?? []).map(([path, text]) => [path, typeof text === 'string' ? text : text.what]);

  test('gives its YAML and JSON files, at any depth and in order, and a file gives itself', () => {
    for (const path of ['b/c.yaml', 'a.yml', 'b/a.json', 'b/Kustomization', 'README.md', 'b/x.yaml.tmpl']) write(path);
    expect(found().map(([path]) => path)).toEqual(['a.yml', 'b/Kustomization', 'b/a.json', 'b/c.yaml']);
    expect(manifestFilesIn(join(base, 'a.yml'))).toEqual({ folder: base, files: [['a.yml', 'a: b\n']] });
    expect(manifestFilesIn(join(base, 'nothere'))).toBeUndefined();
  });

  test('keeps to itself what belongs to tools, and what a chart of Helm makes manifests of', () => {
    for (const path of ['.git/a.yaml', '.github/workflows/a.yml', '.sops.yaml', 'node_modules/a/package.json']) write(path);
    const ofChart = ['Chart.yaml', 'values.yaml', 'values-prd.yaml', 'templates/a.yaml', 'charts/b/Chart.yaml', 'crds/a.yaml'];
    for (const path of ofChart) write(`chart/${path}`);
    write('templates/a.yaml');
    expect(found().map(([path]) => path)).toEqual(['chart/crds/a.yaml', 'templates/a.yaml']);
  });

  test('says what it cannot read', () => {
    write('a.yaml', Buffer.from('kind: ConfigMap\n', 'utf16le').fill(0xff, 0, 2));
    write('b/c.yaml');
    chmodSync(join(base, 'b'), 0);
    const entries = found();
    chmodSync(join(base, 'b'), 0o700);
    expect(entries[0]).toEqual(['a.yaml', 'not UTF-8 text']);
    // Root may read everything.
    if (process.getuid?.() !== 0) expect(entries[1]).toEqual(['b/*.yaml', 'unreadable (EACCES)']);
  });

  test('follows no link, which could lead around in a circle, unless it is one itself', () => {
    write('a/b.yaml');
    symlinkSync(base, join(base, 'a', 'loop'));
    symlinkSync(join(base, 'a', 'b.yaml'), join(base, 'linked.yaml'));
    symlinkSync(join(base, 'gone'), join(base, 'broken.yaml'));
    symlinkSync(join(base, 'a'), join(base, 'link'));
    expect(found().map(([path]) => path)).toEqual(['a/b.yaml']);
    expect(manifestFilesIn(join(base, 'link'))).toEqual({ folder: join(base, 'link'), files: [['b.yaml', 'a: b\n']] });
  });
});

describe('much', () => {
  test('of documents, in one file and in many', () => {
    const documents = Array.from({ length: 10_000 }, (_, i) => {
      return configMap(`data: {a: ${i % 1000 === 0 ? i : 'b'}}`).replace('name: a', `name: a${i}`);
    });
    expect(told(documents.join('---\n'), given)).toHaveLength(10);
    expect(told(Object.fromEntries(documents.slice(0, 1000).map((text, i) => [`${i}.yaml`, text])), given)).toHaveLength(1);
  });

  test('of depth is no YAML, and what is less deep is looked at', () => {
    const nested = (depth: number) => configMap(`data: {a: ${'['.repeat(depth)}${']'.repeat(depth)}}`);
    expect(told(nested(90), given)).toEqual(['error data.a: must be a string, not a list.']);
    expect(told(nested(5000), given)).toEqual(['error: this is no YAML (nesting exceeded maxDepth (100)); mend it.']);
  });

  test('of text in one place', () => {
    expect(told(configMap(`data:\n  a: |\n${'    some text\n'.repeat(200_000)}`), given)).toEqual([]);
  });
});
