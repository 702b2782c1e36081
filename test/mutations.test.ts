import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ClusterConfig } from '../charts/config.ts';
import { normalise } from '../charts/normalise.ts';
import { readManifests, schemasIn, validated, type ValidatedCluster } from '../charts/validate/validation.ts';
import development from '../clusters/development.ts';
import production from '../clusters/production.ts';
import test1 from '../clusters/test1.ts';
import { indexed, objectsIn, type Manifests } from '../lib/manifests/manifests.ts';
import { fromYaml } from '../lib/yaml/yaml.ts';
import { defectKinds, everySort, seeded, unusedSpares, type Defect } from './support/defects.ts';
import { compiled } from './support/objects.ts';

/**
 * How much of what goes wrong in manifests `validate --dist` finds. To go hunting elsewhere: `DEFECT_SEED=7 DEFECTS=1000`, or
 * `DEFECTS=every` for one defect of every kind in every sort of place.
 */
const seed = Number(process.env['DEFECT_SEED'] ?? 20190912);
const asked = process.env['DEFECTS'] ?? '300';

const root = dirname(import.meta.dirname);
const configs = [development, production, test1];
const schemas = schemasIn(join(root, 'imports'));
const defects = asked === 'every' ? everySort(configs, { seed }) : seeded(configs, { seed, count: Number(asked) });

/** A cluster file, and its output. */
interface Emitted {
  readonly cluster: ValidatedCluster;
  readonly texts: ReadonlyMap<string, string>;
  readonly manifests: Manifests;
}

const emitted = new Map(configs.map((config): [ClusterConfig, Emitted] => {
  const { name } = config;
  const text = readFileSync(join(root, 'clusters', `${name}.ts`), 'utf8');
  const cluster = { name, text, problems: [], made: { config, cluster: normalise(config, new Map()) } };
  const texts = new Map([...compiled(config)].map(([path, body]) => [`dist/${path}`, body]));
  return [config, { cluster, texts, manifests: readManifests(texts) }];
}));

/** What is more than a note, as `RULE: MESSAGE`. */
function findings(clusters: readonly Emitted[], manifests: Manifests): string[] {
  const input = { manifests, schemas, clusters: clusters.map(({ cluster }) => cluster), today: '2020-01-31' };
  return validated(input).findings.filter(({ severity }) => severity !== 'note').map(({ rule, message }) => `${rule}: ${message}`);
}

/** All files anew. */
function reread(clusters: readonly Emitted[], defect?: Defect): Manifests {
  const texts = new Map(clusters.flatMap(each => [...each.texts]));
  return readManifests(defect ? texts.set(defect.file, defect.text) : texts);
}

/** The same, with files that did not change as they were read before. What a kustomization.yaml says, others are read by. */
function withDefect(clusters: readonly Emitted[], defect: Defect): Manifests {
  const { file, text, config } = defect;
  const list = `${dirname(file)}/kustomization.yaml`;
  if (file === list) return reread(clusters, defect);
  const beside = [[list, emitted.get(config)?.texts.get(list) ?? ''], [file, text]] as const;
  const fresh = readManifests(beside).files.find(({ path }) => path === file);
  const files = clusters.flatMap(({ manifests }) => manifests.files.map(each => (fresh && each.path === file ? fresh : each)));
  return indexed(files, files.filter(({ role }) => role === 'objects').flatMap(({ documents }) => documents.flatMap(objectsIn)));
}

/** In its own cluster, which is quick, or beside the others. Without a defect there is nothing to find, so what is found is it. */
function isFound(defect: Defect): boolean {
  const own = emitted.get(defect.config);
  if (!own) throw new Error(`${defect.file} is of no cluster`);
  try {
    return [[own], [...emitted.values()]].some(clusters => findings(clusters, withDefect(clusters, defect)).length > 0);
  } catch (cause) {
    throw new Error(`a rule throws at ${sentence(defect)}`, { cause });
  }
}

function sentence({ kind, file, what }: Defect): string {
  return `${kind}: ${file}: ${what}`;
}

describe('trees with one defect', () => {
  test('there is nothing to find where there is none', () => {
    for (const clusters of [[...emitted.values()], ...[...emitted.values()].map(each => [each])]) {
      expect(findings(clusters, reread(clusters))).toEqual([]);
    }
  });

  test(`40 in 100 are found without knowing the config (seed ${seed})`, { timeout: 600_000 }, () => {
    const survivors = defects.filter(defect => !isFound(defect)).map(sentence);
    const share = 1 - survivors.length / defects.length;
    const rate = `found ${defects.length - survivors.length} of ${defects.length} defects (${(100 * share).toFixed(1)} %)`;
    console.log([rate, ...survivors].join('\n'));
    expect(share, survivors.join('\n')).toBeGreaterThanOrEqual(0.4);
  });
});

describe('defects', () => {
  const few = seeded(configs, { seed, count: 10 * defectKinds.length });

  test('are found alike whether all files are read anew or only one', () => {
    for (const defect of few) {
      const own = emitted.get(defect.config);
      const clusters = own ? [own] : [];
      expect(findings(clusters, withDefect(clusters, defect)), sentence(defect)).toEqual(findings(clusters, reread(clusters, defect)));
    }
  });

  test('are the same for the same seed, others for another, and evenly of all kinds', () => {
    expect(seeded(configs, { seed, count: few.length }).map(sentence)).toEqual(few.map(sentence));
    expect(seeded(configs, { seed: seed + 1, count: few.length }).map(sentence)).not.toEqual(few.map(sentence));
    expect(defectKinds.map(kind => few.filter(defect => defect.kind === kind).length)).toEqual(defectKinds.map(() => 10));
  });

  test('change what a file says and leave its comments, but for the mark of an image', () => {
    for (const defect of few) {
      const before = emitted.get(defect.config)?.texts.get(defect.file) ?? '';
      const comments = (text: string) => text.split('\n').filter(line => line.startsWith('#'));
      expect(comments(defect.text), sentence(defect)).toEqual(comments(before));
      const isMark = /: its mark is '/.test(defect.what);
      const said = (text: string) => (isMark ? text : fromYaml(text));
      expect(said(defect.text), sentence(defect)).not.toEqual(said(before));
    }
  });

  test('are counted as none where a field is left out that changes nothing, and every such field is there', () => {
    expect(unusedSpares(configs)).toEqual([]);
  });
});
