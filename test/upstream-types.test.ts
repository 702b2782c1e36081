import { documentedOutput } from './support/documented.ts';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sentence } from '../lib/findings/fault.ts';
import { isRecord } from '../lib/manifests/manifest.ts';
import { readManifests } from '../lib/manifests/manifests.ts';
import { schemaFindings } from '../lib/rules/schema.ts';
import { kindSchemas, readSchemas, schemasIn, type JsonSchema } from '../lib/schema/schema.ts';

const imports = join(import.meta.dirname, '..', 'imports');
const shared = join(import.meta.dirname, '..', '..', 'shared', 'schemas');
const absent = !existsSync(shared);
if (absent) console.warn(`a part of test/upstream-types.test.ts is skipped: the upstream schemas are not at ${shared}`);

describe.skipIf(absent)('upstream (needs ../shared/schemas)', () => {
  const ours = readSchemas(...['crds', 'core'].map(folder => join(imports, folder)));

  test('has the types that our schemas state, wherever both state any: an error of type is nobody\'s ignorance', () => {
    const compared = [...ours.kinds.values()].flatMap(({ apiVersion, kind, schema }) => {
      const theirs = upstream(apiVersion, kind);
      return theirs ? typesIn(schema, theirs, `${apiVersion} ${kind}`) : [];
    });
    expect(compared.length).toBeGreaterThan(300);
    expect(compared.filter(({ mine, others }) => mine !== others)).toEqual([]);
  });

  test('accepts our output by whole schemas and rules', () => {
    const folders = ['flux-schema', 'crds-catalog'].map(folder => join(shared, folder));
    const files = documentedOutput().filter(([, text]) => !/^kind: Secret$[^]*^ *(string)?[dD]ata:$/m.test(text)); // Secrets with placeholders, and so no base64 yet
    expect(schemaFindings(readManifests(files), schemasIn(imports, folders)).map(({ fault }) => sentence(fault))).toEqual([]);
  });

  function upstream(apiVersion: string, kind: string): JsonSchema | undefined {
    const [version = '', group = 'core'] = apiVersion.split('/').reverse();
    const files = ['flux-schema', 'crds-catalog'].map(folder => join(shared, folder, group, `${kind.toLowerCase()}_${version}.json`));
    const file = files.find(path => existsSync(path));
    if (file !== undefined) return JSON.parse(readFileSync(file, 'utf8')) as JsonSchema; // as the catalog's own check has it
    const old: Readonly<Record<string, string>> = {
      'certmanager.k8s.io/v1alpha1': 'certmanager.k8s.io_v1alpha1.cert-manager-0.10.1',
      'helm.fluxcd.io/v1': 'helm.fluxcd.io_v1_helmrelease.helm-operator-1.4.4',
    };
    if (old[apiVersion] === undefined) return undefined;
    const definitions = readFileSync(join(shared, 'legacy-crds', `${old[apiVersion]}.yaml`), 'utf8');
    return kindSchemas(definitions).find(found => found.kind === kind)?.schema;
  }
});

interface ComparedTypes {
  readonly path: string;
  readonly mine: string;
  readonly others: string;
}

/** Where both schemas state the type of a field. Unions are looked into, as far as they hold fields. */
function typesIn(mine: JsonSchema, theirs: JsonSchema, path: string): ComparedTypes[] {
  const [own, other] = [typesOf(mine), typesOf(theirs)];
  const here = own === '' || other === '' ? [] : [{ path, mine: own, others: other }];
  const fields = Object.entries(part(mine, 'properties')).filter(([key]) => !/^(apiVersion|kind|metadata)$/.test(key));
  const others = mine['additionalProperties'];
  return [
    ...here,
    ...fields.flatMap(([key, field]) => typesIn(asSchema(field), part(part(theirs, 'properties'), key), `${path}.${key}`)),
    ...(mine['items'] === undefined ? [] : typesIn(part(mine, 'items'), part(theirs, 'items'), `${path}[]`)),
    ...(isRecord(others) ? typesIn(others, part(theirs, 'additionalProperties'), `${path}.*`) : []),
    ...['anyOf', 'oneOf', 'allOf'].flatMap(key => [mine[key] ?? []].flat().flatMap(branch => typesIn(asSchema(branch), theirs, path))),
  ];
}

function typesOf(schema: JsonSchema): string {
  if (schema['x-kubernetes-int-or-string'] === true) return 'integer string';
  return [schema['type'] ?? []].flat().filter(type => type !== 'null').sort().join(' ');
}

function part(schema: JsonSchema, key: string): JsonSchema {
  return asSchema(schema[key]);
}

function asSchema(value: unknown): JsonSchema {
  return isRecord(value) ? value : {};
}
