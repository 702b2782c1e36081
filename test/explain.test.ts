import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compile } from '../charts/compile.ts';
import type { ClusterConfig } from '../charts/config.ts';
import { explainField, toExplain, type ExplainedCluster } from '../charts/explain/explain.ts';
import { movesOf, type Field, type Origin } from '../charts/explain/moves.ts';
import { questionIn } from '../charts/explain/question.ts';
import { valueIn, withWord, wordsIn, type Word } from '../charts/explain/words.ts';
import { normalise } from '../charts/normalise.ts';
import { parsePath } from '../lib/findings/locate.ts';
import { isManifest, leaves, type Place } from '../lib/manifests/manifest.ts';
import { isGeneratedLine } from '../lib/output/signature.ts';
import { pathText } from '../lib/schema/shape-error.ts';
import { UserError } from '../lib/user-error.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import cauchy from './clusters/cauchy.ts';
import development from './clusters/development.ts';
import local from './clusters/local.ts';
import production from './clusters/production.ts';
import staging from './clusters/staging.ts';
import test1 from './clusters/test1.ts';

/** EXPLAIN=all asks for everything, and of the slow clusters, too, as .ci/judges/explain.sh does. */
const isWhole = process.env['EXPLAIN'] === 'all';
const clusters: readonly ClusterConfig[] = [test1, local, staging, cauchy, ...(isWhole ? [development, production] : [])];
const root = join(import.meta.dirname, '..');

function explained(config: ClusterConfig): ExplainedCluster {
  const images = { written: new Map<string, string>(), committed: new Set<string>() };
  const text = readFileSync(join(import.meta.dirname, 'clusters', `${config.name}.ts`), 'utf8');
  return toExplain({ config, cluster: normalise(config, new Map()), images, rows: [], renames: [], dropped: [] } as never, text);
}

function sampleOf<T>(all: readonly T[], numRuns: number): readonly T[] {
  return isWhole || all.length <= numRuns ? all : fc.sample(fc.constantFrom(...all), { numRuns, seed: Number(process.env['FC_SEED'] ?? 7) });
}

/** What stands in a file, below the cluster's folder, and where it is looked for in the text of another config. */
interface Asked extends Field {
  /** Of a line its text. */
  readonly value: unknown;
  readonly isTwice?: boolean;
}

/** Items of lists are left out: where they stand depends on others. So are objects beside others, whose names may change. */
function fieldsOf(config: ClusterConfig): Map<string, Asked> {
  const all = [...compile(config, new Map())].flatMap(([file, text]): (readonly [string, Asked])[] => {
    const path = file.split('/').slice(2).join('/');
    if (!/\.ya?ml$/.test(path)) return linesOf(path, text);
    const documents = fromYaml(text);
    const object = isManifest(documents[0]) ? documents[0] : undefined;
    return documents.length > 1 ? [] : [...leaves(documents[0])].map(({ path: field, value }) => [`${path} ${pathText(field)}`, { path, object, field, value }] as const);
  });
  return new Map(all.filter(([, { object, field }]) => typeof field[0] === 'number' || (object ?? field[0] !== 'resources') && !field.some(step => /^\d+$/.test(String(step)))));
}

function linesOf(path: string, text: string): (readonly [string, Asked])[] {
  const lines = text.split('\n').filter(line => !isGeneratedLine(line));
  return lines.map((line, i) => [`${path} ${line}`, { path, field: [i], value: line, isTwice: line === '' || lines.indexOf(line) !== lines.lastIndexOf(line) }]);
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined; // another value of a word may be nonsense
  }
}

/** Words that are written, and those that are not and would do something. */
function named({ own, global, foreign }: Origin): Set<string> {
  return new Set([...own, ...global, ...foreign].map(({ place }) => pathText(place)));
}

describe.each(clusters)('changing a word of $name', config => {
  test('changes a field if, and only if, it is named for it', () => {
    const [before, moves] = [fieldsOf(config), movesOf(config)];
    const asked = fc.sample(fc.constantFrom(...[...before].filter(([, { isTwice }]) => !isTwice)), { numRuns: isWhole ? 40 : 6, seed: Number(process.env['FC_SEED'] ?? 7) });
    const told = new Map(asked.map(([key, field]) => [key, moves.origin(field)]));
    const isNamed = ({ place }: Word) => [...told.values()].some(origin => named(origin).has(pathText(place)));
    const [written, unwritten] = [true, false].map(is => wordsIn(config).filter(({ isWritten }) => isWritten === is));
    const able = (unwritten ?? []).filter(isNamed).slice(0, isWhole ? 20 : 2);
    for (const word of new Set([...sampleOf((written ?? []).filter(isNamed), 4), ...sampleOf(written ?? [], 3), ...able])) {
      const after = word.others.flatMap(other => attempt(() => fieldsOf(withWord(config, word.place, other))) ?? []);
      for (const [key, origin] of told) {
        const isTold = named(origin).has(pathText(word.place));
        if (!word.isWritten && (!isTold || after.length < word.others.length)) continue; // what is not written may need more, which a file alone does not
        const isMoved = after.some(all => JSON.stringify(all.get(key)?.value) !== JSON.stringify(before.get(key)?.value));
        expect(isMoved, `${pathText(word.place)} moves ${key}`).toBe(isTold);
      }
    }
  });

  test('or the name of what a field is there for, changes the field that has it', () => {
    const moves = movesOf(config);
    const names = Object.keys(config.environments ?? {});
    const found = [...fieldsOf(config)].filter(([, { value, isTwice }]) => !isTwice && names.some(name => String(value).includes(name)));
    for (const [key, field] of sampleOf(found, 3)) {
      const { owner, isNamed } = moves.origin(field);
      if (!isNamed) continue;
      const [kind = '', name = ''] = owner.map(String);
      const after = fieldsOf(withWord(withWord(config, owner, undefined), [kind, `${name}x`], valueIn(config, owner)));
      const its = [key.replace(field.path, field.path.replaceAll(name, `${name}x`)), key].flatMap(each => after.get(each) ?? [])[0];
      expect(its?.value, key).not.toBe(field.value);
    }
  });
});

describe.each(clusters)('every line of $name', config => {
  const texts = [...compile(config, new Map())].map(([file, text]) => ({ path: file.split('/').slice(2).join('/'), lines: text.trimEnd().split('\n') }));
  const all = texts.flatMap(({ path, lines }) => lines.map((text, i) => ({ path, text, line: i + 1 })));

  test('has a word or a file of this tool', () => {
    const cluster = explained(config);
    for (const { path, text, line } of sampleOf(all, 12)) {
      const answer = answerTo({ cluster: config.name, path, line }, cluster);
      if (answer === undefined) {
        expect(text, `${path}:${line}`).toMatch(/^(---$|#)|edits are lost/);
        continue;
      }
      expect(answer).toMatch(/^ {2}(set by|made from|fixed by|moved by[\w ]*:|image tag) \S/m);
      expect(answer).toMatch(/^ {2}there for \S+ \(clusters/m);
      expect([...answer.matchAll(/\bcharts\/[\w./-]+\.ts/g)].map(([home]) => home).filter(home => !existsSync(join(root, home)))).toEqual([]);
      expect(wrongLines(answer, cluster)).toEqual([]);
    }
  });
});

/** Undefined for a line that says nothing of the cluster. */
function answerTo(question: Parameters<typeof explainField>[0], cluster: ExplainedCluster): string | undefined {
  try {
    return explainField(question, [cluster]);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** Words that an answer places on a line which has neither the word nor its value. */
function wrongLines(answer: string, { config, text }: ExplainedCluster): string[] {
  const lines = text.split('\n');
  return [...answer.matchAll(/(\S+(?: \S+)?) \(clusters\/[\w-]+\.ts(?::(\d+))?/g)].flatMap(([all, word = '', line]) => {
    const place = parsePath(word.replace(/^.* /, ''));
    const [step, value] = [place.at(-1), valueIn(config, place)];
    const held = lines[Number(line) - 1] ?? '';
    const isThere = typeof step === 'number' ? typeof value === 'object' || held.includes(String(value)) : held.includes(String(step));
    return isThere ? [] : [all];
  });
}

test('a file is known by its name as editors copy it', () => {
  const file = 'clusters/test1/flux/environments/qa2/namespace.yaml';
  const host = { root: '/home/me/repository', dist: '/tmp/out' };
  const [question, line] = [{ cluster: 'test1', path: 'flux/environments/qa2/namespace.yaml' }, { line: 63 }];
  const windows = `dist/${file}`.replaceAll('/', '\\');
  for (const name of [`dist/${file}`, `./dist/${file}`, file, windows, `/home/me/repository/dist/${file}`, `/tmp/out/${file}`]) {
    expect(questionIn([name], host)).toEqual(question);
    expect(questionIn([`${name}:63`], host)).toEqual({ ...question, ...line });
    expect(questionIn([`${name}:63:7`], host)).toEqual({ ...question, ...line });
    expect(questionIn([`${name}#L63`], host)).toEqual({ ...question, ...line });
    expect(questionIn([name, ':63'], host)).toEqual({ ...question, ...line });
    expect(questionIn([name, 'metadata.name'], host)).toEqual({ ...question, field: 'metadata.name' });
    expect(questionIn([name, 'Namespace/qa2', 'metadata.name'], host)).toEqual({ ...question, field: 'Namespace/qa2 metadata.name' });
  }
  const below = { ...host, cwd: '/home/me/repository/dist/clusters/test1/flux' };
  for (const name of ['environments/qa2/namespace.yaml', './environments/qa2/namespace.yaml', `dist/${file}`]) expect(questionIn([name], below)).toEqual(question);
});

test('a value that looks like a credential is masked', () => {
  const token = ['xoxb', '123456789012', '1234567890123', 'AbCdEfGhIjKlMnOpQrStUvWx'].join('-');
  const place: Place = ['packages', 'certmanager', 'values'];
  const config = withWord(test1, place, { extraEnv: { SLACK_TOKEN: token } });
  const answer = explainField({ cluster: 'test1', path: 'flux/shared-start/certmanager/helmrelease.yaml', field: 'spec.values.extraEnv' }, [{ ...explained(config), text: '' }]);
  expect(answer).toContain('SLACK_TOKEN');
  expect(answer).not.toContain(token);
});


test('a field is found however its path is written', () => {
  const cluster = explained(test1);
  const ask = (field: string) => explainField({ cluster: 'test1', path: 'config.yaml', field }, [cluster]).split('\n')[1];
  for (const path of ['nodeGroups[0].maxSize', 'nodeGroups.0.maxSize', '.nodeGroups[0].maxSize', '$.nodeGroups[0]["maxSize"]', "['nodeGroups'][0]['maxSize']"]) {
    expect(ask(path), path).toBe('ClusterConfig/test1 nodeGroups[0].maxSize: 10');
  }
});
