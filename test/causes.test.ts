import { describe, expect, test } from 'vitest';
import { compile } from '../charts/compile.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { checkFleet } from '../charts/config-rules/fleet.ts';
import type { Place } from '../charts/config-rules/rule.ts';
import { configPlace } from '../charts/provenance.ts';
import production from './clusters/production.ts';
import { isManifest, isRecord, type Manifest } from '../lib/manifests/manifest.ts';
import { pathText } from '../lib/schema/shape-error.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import wordy from './clusters/wordy.ts';
import { pathsIn, replaced } from './support/values.ts';

/** A word of a config is changed, and whatever is otherwise in the output then has to lead back to it. */

/** What else a word may be, by the last key of its place; words that are not here get a letter more. */
const others: Readonly<Record<string, unknown>> = {
  accountNumber: '012345678901', baseUrl: 'https://other.example.org', cidr: '10.77.0.0/16', email: 'other@example.org', instanceType: 'm5.large',
  issuer: 'letsencrypt-staging', logLevel: 'warn', policy: 'glob:release-*', ref: 'v9.9.9', region: 'us-east-1', version: '3.8.0',
};

function other(place: readonly string[], value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  const text = String(value);
  return others[place.at(-1) ?? ''] ?? (/:v\d/.test(text) ? text.replace(/\d+$/, '99') : text.replace(/^\*?\.?[\w-]*\w/, '$&x'));
}

/** A scalar of the output. */
interface Value {
  readonly path: string;
  readonly field: Place;
  readonly object: Manifest | undefined;
  readonly value: unknown;
}

/** By object and field, so that what moves to another line is the same. */
function valuesOf(config: ClusterConfig): Map<string, Value> {
  const documents = [...compile(config, new Map())].filter(([path]) => path.endsWith('.yaml')).flatMap(([path, text]) => {
    return fromYaml(text).map((document, i) => ({ path: path.split('/').slice(2).join('/'), document, i }));
  });
  return new Map(documents.flatMap(({ path, document, i }) => scalarsIn(document).map(([field, value]) => {
    const object = isManifest(document) ? document : undefined;
    const name = object ? `${object.kind}/${object.metadata.namespace}/${object.metadata.name}` : String(i);
    return [`${path} ${name} ${pathText(field)}`, { path, field, object, value }] as const;
  })));
}

function scalarsIn(value: unknown, field: Place = []): [Place, unknown][] {
  if (Array.isArray(value)) return value.flatMap((item, i) => scalarsIn(item, [...field, i]));
  if (isRecord(value)) return Object.entries(value).flatMap(([key, child]) => scalarsIn(child, [...field, key]));
  return [[field, value]];
}

/** Changes of a config that `synth` accepts: one of each kind of word. */
function changesOf(config: ClusterConfig): { readonly place: readonly string[]; readonly changed: ClusterConfig }[] {
  const kinds = new Set<string>();
  return pathsIn(config).flatMap(place => {
    const value = place.reduce<unknown>((here, key) => (here as Readonly<Record<string, unknown>>)[key], config); // as `pathsIn` found it
    const kind = place.map(key => (/^\d+$/.test(key) || Object.hasOwn(config.environments, key) ? '*' : key)).join('.');
    if (typeof value === 'object' || place[0] === 'name' || kinds.has(kind)) return [];
    const changed = replaced(config, place, other(place, value)) as ClusterConfig; // of the same shape
    const problems = checkFleet(new Map([[config.name, changed]])).problems.get(config.name) ?? [];
    if (problems.some(({ severity }) => severity === 'error')) return [];
    kinds.add(kind);
    return [{ place, changed }];
  });
}

/** What is put together of several words leads to the one that says most, or to whoever asks for it: by word, and by field and value. */
const composed: readonly (readonly [word: RegExp, value: RegExp, why: string])[] = [
  [/^(?:aws\.accountNumber|region)$/, / arn:aws:/, 'an ARN holds account and region; it is that of a role or of a secret'],
  [/^region$/, / data\['cluster-info\.json'\] \{\n/, 'the file of a program, in JSON'],
  [/^region$/, /\.env\[\d\]\.value us-west-2$/, 'a variable of a pod'],
];

describe.each([production, wordy])('$name', config => {
  const before = valuesOf(config);
  const changes = changesOf(config);

  test('many words can be changed', () => {
    expect(changes.length).toBeGreaterThan(15);
  });

  test.each(changes.map(change => ({ word: pathText(change.place), ...change })))('$word', ({ place, changed }) => {
    const word = place.join('.');
    const after = valuesOf(changed);
    const moved = [...before].filter(([key, { value }]) => after.has(key) && after.get(key)?.value !== value);
    const strays = moved.filter(([key, { path, field, object, value }]) => {
      const cause = configPlace(path, field, object, config).map(String);
      const isRelated = cause.slice(0, place.length).every((key, i) => key === place[i]);
      return !isRelated && !composed.some(([words, values]) => words.test(word) && values.test(`${key} ${String(value)}`));
    });
    expect(strays.map(([key, { path, field, object }]) => `${key} leads to ${pathText(configPlace(path, field, object, config))}`)).toEqual([]);
  });
});
