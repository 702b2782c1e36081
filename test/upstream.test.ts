import { Ajv, type ValidateFunction } from 'ajv';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { identity, isRecord, valueAt, type Manifest } from '../lib/manifests/manifest.ts';
import { kindSchemas, readSchemas, type JsonSchema } from '../lib/schema/schema.ts';
import { distObjects, distPatches, partial } from './support/dist-files.ts';
import { samples } from './support/samples.ts';

/**
 * Our objects before the schemas of those who read them. These schemas are not part of the project and are not copied into it: they
 * lie beside it where it is developed, and elsewhere this file is skipped.
 */
const shared = join(import.meta.dirname, '..', '..', 'shared', 'schemas');
const absent = !existsSync(shared);
if (absent) console.warn(`test/upstream.test.ts is skipped: the upstream schemas are not at ${shared}`);

/** Which schemas judge a kind: where they are, and how strictly they are taken. */
const judges: Readonly<Record<string, readonly (() => JsonSchema)[]>> = {
  'flux.weave.works/v1beta1/HelmRelease': [legacy('flux.weave.works_v1beta1_helmrelease.flux-helm-0.10.1', 'HelmRelease')],
  // Not 1.4.4, which accepts a chart without a path and a mixture of both places.
  'helm.fluxcd.io/v1/HelmRelease': [legacy('helm.fluxcd.io_v1_helmrelease.helm-operator-1.0.0-rc2', 'HelmRelease')],
  'kubernetes-client.io/v1/ExternalSecret': [externalSecret],
  ...Object.fromEntries(
    ['Certificate', 'ClusterIssuer', 'Issuer'].map(kind => [
      `certmanager.k8s.io/v1alpha1/${kind}`,
      [
        // 0.8.0 leaves what proves ownership (`dns01`) out of its schemas, so it cannot be asked about fields that it does not list.
        legacy('certmanager.k8s.io_v1alpha1.cert-manager-0.8.0', kind, 'open'),
        legacy('certmanager.k8s.io_v1alpha1.cert-manager-0.10.1', kind),
      ],
    ]),
  ),
  'eksctl.io/v1alpha5/ClusterConfig': [clusterConfig],
  ...modern('flux-schema', 'helm.toolkit.fluxcd.io/v2', ['HelmRelease']),
  ...modern('flux-schema', 'source.toolkit.fluxcd.io/v1', ['GitRepository', 'HelmRepository', 'OCIRepository']),
  ...modern('flux-schema', 'kustomize.toolkit.fluxcd.io/v1', ['Kustomization']),
  ...modern('flux-schema', 'image.toolkit.fluxcd.io/v1', ['ImageRepository', 'ImagePolicy', 'ImageUpdateAutomation']),
  ...modern('flux-schema', 'notification.toolkit.fluxcd.io/v1beta3', ['Provider', 'Alert']),
  ...modern('crds-catalog', 'external-secrets.io/v1', ['ExternalSecret', 'ClusterSecretStore']),
  ...modern('crds-catalog', 'cert-manager.io/v1', ['Certificate', 'ClusterIssuer']),
  ...kubernetes('v1', 'core', ['Namespace', 'ConfigMap', 'Secret', 'Service', 'ServiceAccount']),
  ...modern('crds-catalog', 'argoproj.io/v1alpha1', ['EventBus', 'EventSource', 'Sensor']),
  ...kubernetes('apps/v1', 'apps', ['DaemonSet', 'Deployment', 'StatefulSet']),
  ...kubernetes('storage.k8s.io/v1', 'storage.k8s.io', ['StorageClass']),
  ...kubernetes('rbac.authorization.k8s.io/v1', 'rbac.authorization.k8s.io', ['ClusterRole', 'Role', 'ClusterRoleBinding', 'RoleBinding']),
  ...kubernetes('networking.k8s.io/v1', 'networking.k8s.io', ['Ingress']),
  ...kubernetes('scheduling.k8s.io/v1', 'scheduling.k8s.io', ['PriorityClass']),
  // No schema of these is published any more.
  'policy/v1beta1/PodSecurityPolicy': [],
  'apiextensions.k8s.io/v1beta1/CustomResourceDefinition': [],
};

const ours = readSchemas(...['crds', 'core'].map(folder => join(import.meta.dirname, '..', 'imports', folder)));

describe.skipIf(absent)('upstream (needs ../shared/schemas)', () => {
  test('has a judge for every kind that we have a schema of', () => {
    expect(Object.keys(judges).sort()).toEqual([...ours.kinds.keys()].sort());
  });

  test.each(Object.entries(samples))('accepts: %s', (_, object) => {
    expect(refusals(object)).toEqual([]);
  });

  test('accepts every object of the committed output, of which there is at least one', () => {
    const wrong = distObjects().flatMap(({ file, object }) => refusals(object).map(refusal => `${file}: ${identity(object)}: ${refusal}`));
    expect(wrong).toEqual([]);
  });

  test('accepts every part of an object in the committed output, but for what it leaves to the whole', () => {
    const patches = distPatches();
    expect(patches).not.toEqual([]);
    const wrong = patches.flatMap(({ file, patch }) => {
      const refused = schemasFor(patch).flatMap(schema => refusalsBy(validator(partial(schema())), patch));
      return refused.map(refusal => `${file}: ${identity(patch)}: ${refusal}`);
    });
    expect(wrong).toEqual([]);
  });

  const release = 'helm.toolkit.fluxcd.io/v2/HelmRelease';
  const policy = 'image.toolkit.fluxcd.io/v1/ImagePolicy';
  const other = 'RemediateOnFailure';

  test.each<[what: string, kind: string, beside: string, field: string, value: unknown]>([
    ['a chart from two places', release, 'spec.chart', 'spec.chartRef', { kind: 'OCIRepository', name: 'a' }],
    ['a pause for a strategy that has none', release, 'spec.install.strategy.retryInterval', 'spec.install.strategy.name', other],
    ['the same later', release, 'spec.upgrade.strategy.retryInterval', 'spec.upgrade.strategy.name', other],
    ['a cluster elsewhere, by nothing', release, 'spec.interval', 'spec.kubeConfig', {}],
    ['a time to look up no digest', policy, 'spec.policy.numerical', 'spec.interval', '10m'],
    ['a digest that is looked up at no time', policy, 'spec.policy.numerical', 'spec.digestReflectionPolicy', 'Always'],
    ['an account', 'source.toolkit.fluxcd.io/v1/GitRepository', 'spec.url', 'spec.serviceAccountName', 'a'],
    ['commits told to a chat', 'notification.toolkit.fluxcd.io/v1beta3/Provider', 'spec.channel', 'spec.commitStatusExpr', "'a'"],
  ])('refuses by a rule on several fields, in samples and in what is committed: %s', (_, kind, beside, field, value) => {
    const objects = [...distObjects().map(({ object }) => object), ...Object.values(samples)]
      .filter(object => kindOf(object) === kind && valueAt(object, beside.split('.')) !== undefined);
    expect(objects).not.toEqual([]);
    expect(objects.filter(object => refusals(withField(object, field.split('.'), value)).length === 0).map(identity)).toEqual([]);
  });

  test.each(Object.entries(samples))('accepts whatever else we would accept: %s, a thousand ways spoilt', (_, object) => {
    const accepted = spoilt(object).filter(({ result }) => ours.validate(result).length === 0);
    const looser = accepted.flatMap(({ what, result }) => refusals(result).map(refusal => `${what}: ${refusal}`));
    expect(looser).toEqual([]);
  });

  const judged = Object.entries(samples).filter(([, object]) => judges[kindOf(object)]?.length !== 0);
  test.each(judged)('refuses a key too many, so it was asked in earnest: %s', (_, object) => {
    expect(refusals({ ...object, zzz: 'a' })).not.toEqual([]);
  });
});

const compiled = new Map<string, readonly ValidateFunction[]>();

function judgesOf(object: Manifest): readonly ValidateFunction[] {
  const key = kindOf(object);
  const known = compiled.get(key);
  if (known) return known;
  const validators = schemasFor(object).map(schema => validator(schema()));
  compiled.set(key, validators);
  return validators;
}

function schemasFor(object: Manifest): readonly (() => JsonSchema)[] {
  const schemas = judges[kindOf(object)];
  if (!schemas) throw new Error(`no upstream schema is named for ${kindOf(object)}`);
  return schemas;
}

/** `strict: false`: the schemas have keywords of their own. Formats are Go's (`git`, `int64`), of which ajv knows nothing. */
function validator(schema: JsonSchema): ValidateFunction {
  return new Ajv({ strict: false, allErrors: true, validateFormats: false }).compile(schema);
}

/** A copy with another value at a path, whose parents are there. */
function withField<Value>(object: Value, [key = '', ...rest]: readonly string[], value: unknown): Value {
  const here = object as Record<string, unknown>; // by the path
  return { ...object, [key]: rest.length === 0 ? value : withField(here[key], rest, value) };
}

function kindOf({ apiVersion, kind }: Manifest): string {
  return `${apiVersion}/${kind}`;
}

function refusals(object: Manifest): string[] {
  return judgesOf(object).flatMap(validate => refusalsBy(validate, object));
}

function refusalsBy(validate: ValidateFunction, object: Manifest): string[] {
  return validate(object) ? [] : [new Ajv().errorsText(validate.errors)];
}

/** A schema of Kubernetes itself: closed as it is. */
function kubernetes(apiVersion: string, folder: string, kinds: readonly string[]): Record<string, (() => JsonSchema)[]> {
  return Object.fromEntries(
    kinds.map(kind => [`${apiVersion}/${kind}`, [() => json(`flux-schema/${folder}/${kind.toLowerCase()}_v1.json`)]]),
  );
}

/** The schemas of today's CRDs: closed but at the top, and with rules that JSON Schema does not know. */
function modern(catalog: string, apiVersion: string, kinds: readonly string[]): Record<string, (() => JsonSchema)[]> {
  const [group, version] = apiVersion.split('/');
  return Object.fromEntries(
    kinds.map(kind => {
      const path = `${catalog}/${group}/${kind.toLowerCase()}_${version}.json`;
      return [`${apiVersion}/${kind}`, [() => withRules(closed(withIdentity(json(path)))) as JsonSchema]];
    }),
  );
}

/** Rules on several fields at once (CEL), which the API server checks: as they are written upstream, and what they say as a schema. */
const rules: Readonly<Record<string, JsonSchema>> = {
  '(has(self.chart) && !has(self.chartRef)) || (!has(self.chart) && has(self.chartRef))': either('chart', 'chartRef'),
  "!has(self.retryInterval) || self.name != 'RemediateOnFailure'": unless('retryInterval', 'name', 'RetryOnFailure'),
  "!has(self.retryInterval) || self.name == 'RetryOnFailure'": unless('retryInterval', 'name', 'RetryOnFailure'),
  "!has(self.interval) || (has(self.digestReflectionPolicy) && self.digestReflectionPolicy == 'Always')":
    unless('interval', 'digestReflectionPolicy', 'Always'),
  "has(self.interval) || !has(self.digestReflectionPolicy) || self.digestReflectionPolicy != 'Always'":
    { anyOf: [{ required: ['interval'] }, { properties: { digestReflectionPolicy: { not: { const: 'Always' } } } }] },
  // Stricter than upstream: we have neither field.
  "!has(self.serviceAccountName) || (has(self.provider) && (self.provider == 'azure' || self.provider == 'aws'))":
    { not: { required: ['serviceAccountName'] } },
  ["self.type == 'github' || self.type == 'gitlab' || self.type == 'gitea' || self.type == 'bitbucketserver' || "
    + "self.type == 'bitbucket' || self.type == 'azuredevops' || !has(self.commitStatusExpr)"]:
    { not: { required: ['commitStatusExpr'] } },
};

/** A part of an object with a rule that the table does not know is refused whole, so nothing of ours can pass it by. */
function withRules(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(withRules);
  if (!isRecord(part)) return part;
  const { 'x-kubernetes-validations': stated, ...rest } = part;
  const parts = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, withRules(value)]));
  if (!Array.isArray(stated)) return parts;
  return { ...parts, allOf: [parts['allOf'] ?? [], stated.map(({ rule }: { rule: string }) => rules[rule] ?? { not: {} })].flat() };
}

function either(one: string, other: string): JsonSchema {
  return { oneOf: [{ required: [one] }, { required: [other] }] };
}

/** No `field` unless `other` has a value. */
function unless(field: string, other: string, value: string): JsonSchema {
  return { anyOf: [{ not: { required: [field] } }, { required: [other], properties: { [other]: { const: value } } }] };
}

/** The schema of a CRD of 2019. These let unknown fields pass, so they are closed first where that can be. */
function legacy(file: string, kind: string, fields: 'closed' | 'open' = 'closed'): () => JsonSchema {
  return () => {
    const found = kindSchemas(readFileSync(join(shared, 'legacy-crds', `${file}.yaml`), 'utf8')).find(schema => schema.kind === kind);
    if (!found) throw new Error(`${file} does not define ${kind}`);
    const schema = withIdentity(found.schema);
    return fields === 'closed' ? closed(schema) : schema;
  };
}

/** `secretDescriptor` never had a schema; the last release's `spec` has the same fields. One of the two stands in an object. */
function externalSecret(): JsonSchema {
  const schema = legacy('kubernetes-client.io_v1_externalsecret.kes-8.5.5', 'ExternalSecret')();
  const { spec, ...properties } = schema['properties'] as Record<string, unknown>;
  return {
    ...schema,
    required: [],
    properties: { ...properties, spec, secretDescriptor: spec },
    oneOf: [{ required: ['spec'] }, { required: ['secretDescriptor'] }],
  };
}

/** eksctl reads taints as a list and as the map of 2019; its schema states the list and says so about the map in a description only. */
function clusterConfig(): JsonSchema {
  const schema = json('eksctl/clusterconfig.schema.json');
  const definitions = schema['definitions'] as Record<string, unknown>;
  const map = { type: 'object', additionalProperties: { type: 'string' } };
  return { ...schema, definitions: { ...definitions, taintsWrapper: { anyOf: [definitions['taintsWrapper'], map] } } };
}

/** A CRD need not mention what every object has. */
function withIdentity(schema: JsonSchema): JsonSchema {
  return { ...schema, properties: { apiVersion: {}, kind: {}, ...(schema['properties'] as object), metadata: {} } };
}

/**
 * Refuses unknown keys wherever properties are described, but for what is free by its own word. The branches of a union are closed only
 * where the properties are theirs alone: elsewhere they are remarks on properties that stand beside the union.
 */
function closed(schema: unknown): JsonSchema {
  return closedPart(schema, false) as JsonSchema;
}

function closedPart(part: unknown, remark: boolean): unknown {
  if (Array.isArray(part)) return part.map(item => closedPart(item, remark));
  if (!isRecord(part)) return part;
  const described = isRecord(part['properties']);
  const free = part['x-kubernetes-preserve-unknown-fields'] === true || 'additionalProperties' in part;
  return {
    ...Object.fromEntries(
      Object.entries(part).map(([key, value]) => {
        if (key === 'properties' && isRecord(value)) {
          return [key, Object.fromEntries(Object.entries(value).map(([name, property]) => [name, closedPart(property, remark)]))];
        }
        if (key === 'oneOf' || key === 'anyOf' || key === 'allOf' || key === 'not') return [key, closedPart(value, remark || described)];
        return [key, key === 'items' || key === 'additionalProperties' ? closedPart(value, remark) : value];
      }),
    ),
    ...(described && !free && !remark && { additionalProperties: false }),
    ...(part['x-kubernetes-int-or-string'] === true && { type: ['integer', 'string'] }),
  };
}

function json(path: string): JsonSchema {
  return JSON.parse(readFileSync(join(shared, path), 'utf8')) as JsonSchema;
}

/** The object with one thing changed, in every way at every place: left out, misspelt, of another type, or with a key too many. */
function spoilt(object: Manifest): { what: string; result: Manifest }[] {
  const variants: { what: string; result: Manifest }[] = [];
  const add = (what: string, change: (parent: Record<string, unknown>) => void, path: readonly string[]) => {
    const result = JSON.parse(JSON.stringify(object)) as Manifest;
    change(path.reduce((here, key) => here[key] as Record<string, unknown>, result as Record<string, unknown>));
    variants.push({ what: `${path.join('.')} ${what}`, result });
  };
  const visit = (value: unknown, path: readonly string[]) => {
    if (typeof value !== 'object' || value === null) return;
    if (!Array.isArray(value)) add('with a key too many', parent => (parent['zzz'] = 'a'), path);
    for (const [key, child] of Object.entries(value)) {
      // Identity is how the judge is found, and metadata is not what CRDs are about.
      if (path.length === 0 && ['apiVersion', 'kind', 'metadata'].includes(key)) continue;
      for (const other of [5, -1, 1.5, 'a', '', true, null, [], ['a'], [5], {}, { a: 'b' }]) {
        add(`${key} = ${JSON.stringify(other)}`, parent => (parent[key] = other), path);
      }
      if (!Array.isArray(value)) {
        add(`${key} left out`, parent => delete parent[key], path);
        add(`${key} misspelt`, parent => { parent[`${key}x`] = parent[key]; delete parent[key]; }, path);
      }
      visit(child, [...path, key]);
    }
  };
  visit(object, []);
  return variants;
}
