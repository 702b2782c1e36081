import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import schema from '../charts/config.schema.json' with { type: 'json' };
import development from './clusters/development.ts';
import contained from './clusters/contained.ts';
import production from './clusters/production.ts';
import remote from './clusters/remote.ts';
import test1 from './clusters/test1.ts';
import isConfig from '../imports/validators/config.js';
import { shapeProblems } from '../lib/schema/schema.ts';
import today from './clusters/today.ts';
import wordy from './clusters/wordy.ts';
import { base, today as onFlux2 } from './invalid/base.ts';

/** Every place in a value, as keys and list indices. */
function places(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  return [[...path], ...keys.flatMap(key => places((value as Record<string | number, unknown>)[key], [...path, key]))];
}

/** A copy with another value, another key or nothing at a place. */
function mutated(value: unknown, path: readonly (string | number)[], change: Change): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change.with;
  const copy: Record<string | number, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...(value as object) };
  const record = copy as Record<string | number, unknown>; // lists have their indices as keys
  if (rest.length > 0) record[key] = mutated(record[key], rest, change);
  else if (change.how === 'replace') record[key] = change.with;
  else if (change.how === 'remove' && Array.isArray(copy)) copy.splice(Number(key), 1);
  else if (change.how === 'remove') delete record[key];
  else record[`${key}x`] = change.with;
  return copy;
}

interface Change {
  readonly how: 'replace' | 'remove' | 'add';
  readonly with: unknown;
}

const values = fc.oneof(
  fc.constantFrom(undefined, null, NaN, Infinity, '', 'http', 'https', 'glob:x', 'us-west-2', true, 0, 1.5, {}, [], [undefined], ['x'], { enabled: true }, () => 1),
  fc.jsonValue(),
);
const changes: fc.Arbitrary<Change> = fc.record({ how: fc.constantFrom('replace', 'remove', 'add'), with: values });

const samples = [
  ['test1', test1],
  ['development', development],
  ['production', production],
  ['wordy', wordy],
  ['today', today],
  ['remote', remote],
  ['Flux 2 with a Secret of its own', { ...onFlux2, gitSecret: 'charts' }],
] as const;

describe('the validator that is made ahead says yes exactly when there is nothing to explain', () => {
  test.each(samples)('%s as it is', (_, config) => {
    expect(isConfig(config)).toBe(true);
    expect(shapeProblems(schema, config)).toEqual([]);
  });

  test.each(samples)('%s with any value at any place', (_, config) => {
    const all = places(config);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(all.length - 1), changes), { minLength: 1, maxLength: 2 }), list => {
        let changed: unknown = config;
        for (const [index, change] of list) {
          const path = all[index] ?? [];
          if (reaches(changed, path)) changed = mutated(changed, path, change);
        }
        expect(isConfig(changed)).toBe(shapeProblems(schema, changed).length === 0);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a config is told what is wrong with it as one of the delivery that it names', () => {
  const { delivery: _, ...without } = base;
  const ofFlux1 = { helmReleaseApi: 'helm.fluxcd.io/v1', shared: 'packages', externalSecrets: 'spec' };

  test.each<[string, object, string[]]>([
    ['a setting of the other', { ...onFlux2, helmReleaseApi: 'helm.fluxcd.io/v1' }, ["helmReleaseApi: does not go with delivery 'flux2'"]],
    ['many settings of the other', { ...onFlux2, ...ofFlux1 }, Object.keys(ofFlux1).map(key => `${key}: does not go with delivery 'flux2'`)],
    ['the setting of Flux 2', { ...base, ...ofFlux1, gitSecret: 'charts' }, ["gitSecret: does not go with delivery 'flux1'"]],
    ['a setting that is misspelt', { ...onFlux2, gitsecret: 'charts' }, ["gitsecret: is no key here; did you mean 'gitSecret'?"]],
    ['a machine of one\'s own in EKS', { ...remote, local: {} }, ["local: does not go with 'aws'"]],
    ['EKS on a machine of one\'s own', { ...contained, vpc: remote, nodeGroups: [] }, ["vpc: does not go with 'local'", "nodeGroups: does not go with 'local'"]],
    ['what Flux would deliver, where people run Helm', { ...remote, dns: {} }, ["dns: does not go with delivery 'helm'"]],
    ['a cluster for Helm that is neither', { ...contained, local: undefined }, ['local: is missing']],
    ['one that there is not', { ...base, delivery: 'flux3' }, ["delivery: must be one of 'flux1', 'flux2', 'helm', 'kustomize', not 'flux3'"]],
    ['one in other letters', { ...onFlux2, delivery: 'Flux2' }, ["delivery: must be one of 'flux1', 'flux2', 'helm', 'kustomize', not 'Flux2'; did you mean 'flux2'?"]],
    ['none', without, ['delivery: is missing']],
    ['none, with a setting of one', { ...without, shared: 'packages' }, ['delivery: is missing']],
    ['nothing but one', { delivery: 'flux2' }, expect.arrayContaining(['name: is missing', 'vpc: is missing']) as string[]],
    ['nothing at all', {}, expect.arrayContaining(['delivery: is missing', 'name: is missing']) as string[]],
  ])('%s', (_what, config, says) => {
    expect(shapeProblems(schema, config).map(({ path, message }) => `${path}: ${message}`)).toEqual(says);
  });
});

/** An earlier change may have taken the place away. */
function reaches(value: unknown, path: readonly (string | number)[]): boolean {
  let here = value;
  for (const key of path.slice(0, -1)) here = typeof here === 'object' && here !== null ? (here as Record<string | number, unknown>)[key] : undefined;
  return path.length === 0 || (typeof here === 'object' && here !== null);
}
