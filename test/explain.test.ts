import fc from 'fast-check';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../charts/compile.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { explainField, type ExplainedCluster } from '../charts/explain/explain.ts';
import { movesOf, type Field } from '../charts/explain/moves.ts';
import { questionIn } from '../charts/explain/question.ts';
import { withWord, wordsIn } from '../charts/explain/words.ts';
import { normalise } from '../charts/normalise.ts';
import { isManifest, leaves, type Place } from '../lib/manifests/manifest.ts';
import { pathText } from '../lib/schema/shape-error.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import cauchy from './clusters/cauchy.ts';
import mixed from './clusters/mixed.ts';
import staging from './clusters/staging.ts';
import test1 from './clusters/test1.ts';
import wordy from './clusters/wordy.ts';

const root = join(import.meta.dirname, '..');

interface FieldWithValue extends Field {
  readonly value: unknown;
}

/** The fields of a file of one object as it is written, by path. Items of lists are left out: where they stand depends on others. */
function fieldsOf(config: ClusterConfig, path: string): Map<string, FieldWithValue> {
  const text = compile(config, new Map()).get(`clusters/${config.name}/${path}`) ?? '';
  return new Map(fromYaml(text).filter(isManifest).flatMap(object => [...leaves(object)].map(({ path: field, value }) => {
    return [pathText(field), { path, object, field, value }] as const;
  })).filter(([, { field }]) => !field.some(step => /^\d+$/.test(step))));
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined; // another value of a word may be nonsense
  }
}

/** Files of several kinds, each asked for many fields. */
const asked: readonly { readonly config: ClusterConfig; readonly path: string }[] = [
  { config: test1, path: 'config.yaml' },
  { config: test1, path: 'flux/environments/qa2/tidepool-helmrelease.yaml' },
  { config: wordy, path: 'flux/environments/jay/tidepool-helmrelease.yaml' },
  { config: mixed, path: 'flux/environments/scaled/tidepool-helmrelease.yaml' },
  { config: cauchy, path: 'flux/shared-start/certmanager/helmrelease.yaml' },
];

/** Fields of each file. */
const runs = Number(process.env['FC_RUNS'] ?? 40);

describe.each(asked)('$config.name', ({ config, path }) => {
  test(`${path}: a written word moves a field if, and only if, it is named for it`, () => {
    const fields = fieldsOf(config, path);
    const moves = movesOf(config);
    const sampled = fc.sample(fc.constantFrom(...fields), { numRuns: runs, seed: 7 });
    const named = new Map(sampled.map(([key, field]) => {
      const { own, global, foreign } = moves.origin(field);
      return [key, new Set([...own, ...global, ...foreign].filter(({ isWritten }) => isWritten).map(({ place }) => pathText(place)))];
    }));
    const written = wordsIn(config).filter(({ isWritten }) => isWritten);
    const some = new Set(fc.sample(fc.constantFrom(...written), { numRuns: 12, seed: 7 }));
    const told = written.filter(({ place }) => [...named.values()].some(words => words.has(pathText(place)))).slice(0, 12);
    for (const word of new Set([...some, ...told])) {
      const after = word.others.flatMap(other => attempt(() => fieldsOf(withWord(config, word.place, other), path)) ?? []);
      for (const [key, words] of named) {
        const isMoved = after.some(all => JSON.stringify(all.get(key)?.value) !== JSON.stringify(fields.get(key)?.value));
        expect(isMoved, `${pathText(word.place)} moves ${key}`).toBe(words.has(pathText(word.place)));
      }
    }
  });
});

function explained(config: ClusterConfig): ExplainedCluster {
  return { config, cluster: normalise(config, new Map()), images: { written: new Map(), committed: new Set() }, text: '', moves: movesOf(config) };
}

describe('any line of', () => {
  test.each([
    { config: test1, path: 'flux/environments/qa2/namespace.yaml' },
    { config: test1, path: 'flux/shared-start/certmanager/helmrelease.yaml' },
    { config: test1, path: 'bootstrap/cluster.env' },
    { config: test1, path: 'bootstrap/30-cluster.sh' },
    { config: mixed, path: 'flux/environments/scaled/tidepool-helmrelease.yaml' },
    { config: cauchy, path: 'config.yaml' },
    { config: staging, path: 'flux/.flux.yaml' },
  ])('$config.name: $path has a word or a file of this tool', ({ config, path }) => {
    const text = compile(config, new Map()).get(`clusters/${config.name}/${path}`) ?? '';
    const lines = text.trimEnd().split('\n').flatMap((line, i) => (/^---$|edits are lost/.test(line) ? [] : [i + 1]));
    const cluster = explained(config);
    for (const line of fc.sample(fc.constantFrom(...lines), { numRuns: runs / 10, seed: 7 })) {
      const answer = explainField({ cluster: config.name, path, line }, [cluster]);
      expect(answer).toMatch(/^ {2}(set|fixed) by \S+/m);
      const homes = [...answer.matchAll(/\bcharts\/[\w./-]+/g)].map(([home]) => home);
      expect(homes.filter(home => !existsSync(join(root, home)))).toEqual([]);
      expect(homes).not.toEqual([]);
    }
  });
});

test('a file is known by its name as editors copy it', () => {
  const file = 'clusters/test1/flux/environments/qa2/namespace.yaml';
  const host = { root: '/home/me/repository', dist: '/tmp/out' };
  const [question, line] = [{ cluster: 'test1', path: 'flux/environments/qa2/namespace.yaml' }, { line: 63 }];
  for (const name of [`dist/${file}`, `./dist/${file}`, file, `/home/me/repository/dist/${file}`, `/tmp/out/${file}`]) {
    expect(questionIn([name], host)).toEqual(question);
    expect(questionIn([`${name}:63`], host)).toEqual({ ...question, ...line });
    expect(questionIn([`${name}:63:7`], host)).toEqual({ ...question, ...line });
    expect(questionIn([name, ':63'], host)).toEqual({ ...question, ...line });
    expect(questionIn([name, 'metadata.name'], host)).toEqual({ ...question, field: 'metadata.name' });
  }
});

test('a value that looks like a credential is masked', () => {
  const token = ['xoxb', '123456789012', '1234567890123', 'AbCdEfGhIjKlMnOpQrStUvWx'].join('-');
  const place: Place = ['packages', 'certmanager', 'values'];
  const config = withWord(test1, place, { extraEnv: { SLACK_TOKEN: token } });
  const answer = explainField({ cluster: 'test1', path: 'flux/shared-start/certmanager/helmrelease.yaml', field: 'spec.values.extraEnv' }, [explained(config)]);
  expect(answer).toContain('SLACK_TOKEN');
  expect(answer).not.toContain(token);
});

