import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clusterFolder } from '../charts/compile.ts';
import { compareTrees } from '../lib/output/compare.ts';
import { identity, isManifest, leaves, valueAt, type Manifest } from '../lib/manifests/manifest.ts';
import { roleOf, type FileRole } from '../lib/manifests/roles.ts';
import { readSchemas, type TypedObject } from '../lib/schema/schema.ts';
import { readTree, writeTree } from '../lib/output/tree.ts';
import { fromYaml, toYaml } from '../lib/yaml/yaml.ts';
import type { ClusterConfig } from '../charts/config.ts';
import production from './clusters/production.ts';
import cauchy from './clusters/cauchy.ts';
import mixed from './clusters/mixed.ts';
import { build, sayIfSkipped, skipped } from './support/kustomize/build.ts';
import { compiled } from './support/objects.ts';

sayIfSkipped('what Flux 2 would apply is not built');

const root = dirname(import.meta.dirname);
const listName = 'kustomization.yaml';
const ofKustomize = readSchemas(join(root, 'imports/kustomize'));

const temporary = mkdtempSync(join(tmpdir(), 'kustomize-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** A cluster of Flux 2 on the disk. */
interface Delivered {
  readonly name: string;
  /** The folder that Flux reads. */
  readonly flux: string;
}

const clusters: readonly Delivered[] = [production, mixed, cauchy].map(config => ({ name: config.name, flux: written(config, config.name) }));

/** A cluster, as `synth` would write it. */
function written(config: ClusterConfig, folder: string): string {
  const dist = join(temporary, folder);
  const made = compiled(config);
  writeTree(dist, () => ({ made, found: new Map(), comparisons: compareTrees(made, new Map(), ['']) }), () => {});
  return join(dist, clusterFolder(config.name), 'flux');
}

/** Files of a cluster by path below the folder that Flux reads. */
function filesOf({ flux }: Delivered, role: FileRole): [path: string, text: string][] {
  return [...readTree(flux, '')].flatMap(([path, text]): [string, string][] =>
    typeof text === 'string' && roleOf(path) === role ? [[path, text]] : []);
}

function objectsOf(cluster: Delivered): { path: string; object: Manifest }[] {
  return filesOf(cluster, 'objects').flatMap(([path, text]) => fromYaml(text).filter(isManifest).map(object => ({ path, object })));
}

/** Folders that have a list of what belongs to them, but for the one that is handed over. */
function listedFolders(cluster: Delivered): string[] {
  return filesOf(cluster, 'kustomization').map(([path]) => posix.dirname(path));
}

function names(objects: readonly Manifest[]): string[] {
  return objects.map(identity).sort();
}

describe.skipIf(skipped).each(clusters.map(cluster => [cluster.name, cluster] as const))('Kustomize builds %s:', (_, cluster) => {
  const own = objectsOf(cluster);
  const below = (folder: string): Manifest[] => own.filter(({ path }) => path.startsWith(`${folder}/`)).map(({ object }) => object);
  const handedOver = (): readonly Manifest[] => build(join(cluster.flux, 'flux-system'));

  test.each(listedFolders(cluster).filter(folder => folder !== '.'))('%s is the objects of the files in and below it', folder => {
    expect(below(folder)).not.toEqual([]);
    expect(names(build(join(cluster.flux, folder)))).toEqual(names(below(folder)));
  });

  test('the whole is what `flux bootstrap` writes, and the stages', () => {
    expect(names(build(cluster.flux))).toEqual(names([...handedOver(), ...below('ks')]));
  });

  test('every object is applied, and none by two', () => {
    const applied = ['', ...stageFolders(cluster)].flatMap(folder => build(join(cluster.flux, folder)));
    expect(names(applied)).toEqual(names([...handedOver(), ...own.map(({ object }) => object)]));
    expect(new Set(names(applied)).size).toBe(applied.length);
  });

  test('every file of objects, parts and lists is read on the way from exactly one stage', () => {
    const ways = [['flux-system', 'ks'], ...stageFolders(cluster).map(folder => [folder])];
    const files = (['objects', 'patch', 'kustomization'] as const).flatMap(role => filesOf(cluster, role)).map(([path]) => path);
    const readers = (path: string) => ways.filter(folders => folders.some(folder => path.startsWith(`${folder}/`)));
    expect(files.filter(path => path !== listName && readers(path).length !== 1)).toEqual([]);
  });

  const patches = filesOf(cluster, 'patch').map(([path, text]) => [posix.dirname(path), text] as const);

  test.each(patches)('the release of %s has the images of images.yaml', (folder, text) => {
    const [patch] = fromYaml(text).filter(isManifest);
    const id = patch ? identity(patch) : 'none';
    const release = below(folder).find(object => identity(object) === id);
    const images = [...leaves(valueAt(patch, ['spec']), ['spec'])];
    expect(images.length).toBeGreaterThan(20);
    expect(images.filter(({ path }) => valueAt(release, path) !== undefined), 'none stands in the release itself').toEqual([]);
    const whole = images.reduce((object, { path, value }) => withLeaf(object, path, value), release ?? {});
    expect(build(join(cluster.flux, folder)).find(object => identity(object) === id)).toEqual(whole);
  });

  test('no list says what we do not know of', () => {
    const lists = listedFolders(cluster).map(folder => join(cluster.flux, folder, listName));
    const documents = lists.flatMap(list => fromYaml(readFileSync(list, 'utf8')) as TypedObject[]); // what has no kind is found
    expect(documents.flatMap(list => ofKustomize.validate(list))).toEqual([]);
  });
});

/** Where stages begin, below the folder that Flux reads. */
function stageFolders(cluster: Delivered): string[] {
  const before = `./dist/${clusterFolder(cluster.name)}/flux/`;
  return objectsOf(cluster).filter(({ path }) => path.startsWith('ks/')).map(({ object }) => {
    const path = String(valueAt(object, ['spec', 'path']));
    if (!path.startsWith(before)) throw new Error(`${identity(object)} applies ${path}, which is not below ${before}`);
    return path.slice(before.length);
  });
}

function withLeaf(tree: object, [key = '', ...rest]: readonly string[], value: unknown): object {
  const branch = (tree as Record<string, unknown>)[key]; // a map, by its path
  return { ...tree, [key]: rest.length === 0 ? value : withLeaf(typeof branch === 'object' && branch ? branch : {}, rest, value) };
}

describe.skipIf(skipped)('the folder flux-system', () => {
  let flux = '';
  beforeAll(() => { flux = written(mixed, 'bootstrapped'); });

  test('comes to nothing before `flux bootstrap`, and keeps the rest from nothing', () => {
    expect(build(join(flux, 'flux-system'))).toEqual([]);
  });

  test('is applied with what `flux bootstrap` has written into it, and with the patches of its owner', () => {
    const namespace = 'flux-system';
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'helm-controller', namespace } };
    const repository = { apiVersion: 'source.toolkit.fluxcd.io/v1', kind: 'GitRepository', metadata: { name: namespace, namespace } };
    writeFileSync(join(flux, 'flux-system/gotk-components.yaml'), toYaml(deployment));
    writeFileSync(join(flux, 'flux-system/gotk-sync.yaml'), toYaml(repository));
    const list = join(flux, 'flux-system', listName);
    const patch = { target: { kind: 'Deployment' }, patch: '- op: add\n  path: /metadata/labels\n  value: { mine: "true" }\n' };
    writeFileSync(list, `${readFileSync(list, 'utf8')}${toYaml({ patches: [patch] })}`);
    const objects = build(flux);
    expect(names([...objects])).toEqual(expect.arrayContaining(names([deployment, repository])));
    expect(objects.find(({ kind }) => kind === 'Deployment')?.metadata.labels).toEqual({ mine: 'true' });
  });
});

describe.skipIf(skipped)('what a chart renders is put right behind it', () => {
  const path = `${clusterFolder(mixed.name)}/flux/environments/scaled/tidepool-helmrelease.yaml`;
  const [release] = fromYaml(compiled(mixed).get(path) ?? '');
  const renderers = valueAt(release, ['spec', 'postRenderers']) as { kustomize: { patches: unknown[] } }[]; // as its schema says

  /** As chart 0.26.0 has it: an autoscaler has the name of its service. */
  function autoscaler(name: string): Manifest {
    return {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name, namespace: 'scaled' },
      spec: { minReplicas: 1, maxReplicas: 3, scaleTargetRef: { apiVersion: 'extensions/v1beta1', kind: 'Deployment', name } },
    };
  }

  test('autoscalers look for their Deployments in the API and by the name that these have', () => {
    const folder = join(temporary, 'rendered');
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'messageapi' }, spec: { replicas: 1 } };
    mkdirSync(folder);
    writeFileSync(join(folder, 'objects.yaml'), [autoscaler('auth'), autoscaler('messageapi'), deployment].map(toYaml).join('---\n'));
    writeFileSync(join(folder, listName), toYaml({ resources: ['objects.yaml'], ...renderers[0]?.kustomize }));
    const corrected = (name: string, target: string) => {
      const spec = { minReplicas: 1, maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: target } };
      return { ...autoscaler(name), spec };
    };
    expect(build(folder)).toEqual(expect.arrayContaining([corrected('auth', 'auth'), corrected('messageapi', 'message-api'), deployment]));
  });
});
