import { clusterFolder } from '../compile.ts';
import type { Tree } from '../../lib/output/file-chart.ts';
import { identity, isManifest, isRecord, type Manifest } from '../../lib/manifests/manifest.ts';
import { roleOf } from '../../lib/manifests/roles.ts';
import { fromYaml } from '../../lib/yaml/yaml.ts';
import type { Delivered, Fact } from './fact.ts';
import { readers, wordByWord, type Reading } from './readers.ts';

/**
 * All that the output of a cluster says. What means the same is the same fact, however it is written; every field that no reader knows is
 * a fact of its own, so that nothing of any object is passed over.
 */
export function factsOf(cluster: string, tree: Tree): Fact[] {
  const files = [...tree].map(([path, text]) => ({ path: path.slice(`${clusterFolder(cluster)}/`.length), text }));
  const delivered = deliveredIn(files);
  return [
    ...files.flatMap(({ path, text }) => fileFacts(path, text)),
    ...delivered.objects.flatMap(object => objectFacts(object, delivered)),
  ];
}

interface File {
  readonly path: string;
  readonly text: string;
}

/** Objects as the cluster gets them: with the patches on them that stand in other files. */
function deliveredIn(files: readonly File[]): Delivered {
  const manifestsOf = (role: ReturnType<typeof roleOf>) =>
    files.filter(({ path }) => roleOf(path) === role).flatMap(({ text }) => fromYaml(text)).filter(isManifest);
  const patches = new Map(manifestsOf('patch').map(patch => [identity(patch), patch]));
  const marks = files.filter(({ path }) => roleOf(path) === 'patch').map(({ text }) => text).join('');
  return { marks, objects: manifestsOf('objects').map(object => patched(object, patches.get(identity(object)))) };
}

/** A patch's keys win, all the way down; that is all that Kustomize does with maps. */
function patched<Value>(value: Value, patch: unknown): Value {
  if (!isRecord(value) || !isRecord(patch)) return value;
  const merged = Object.entries(patch).map(([key, change]) => {
    const old = value[key];
    return [key, isRecord(old) && isRecord(change) ? patched(old, change) : change];
  });
  return { ...value, ...Object.fromEntries(merged) }; // the same shape, since a patch has that of what it patches
}

/** Lists of files are no objects, so they are told of here. */
function fileFacts(path: string, text: string): Fact[] {
  const there: Fact = { concept: 'file', name: path, field: '', value: 'there' };
  if (roleOf(path) !== 'kustomization') return [there];
  return [there, ...fromYaml(text).flatMap(list => wordByWord('file', path, list))];
}

function objectFacts(object: Manifest, delivered: Delivered): Fact[] {
  const reading: Reading = readers[object.kind]?.(object, delivered) ?? { concept: 'object', name: identity(object), facts: [], read: [] };
  const { concept, name, facts, read } = reading;
  return [
    { concept: 'API', name: object.kind, field: '', value: object.apiVersion },
    { concept, name, field: '', value: 'there' },
    ...facts,
    ...wordByWord(concept, name, object, [['apiVersion'], ['kind'], ['metadata', 'name'], ['metadata', 'namespace'], ...read]),
  ];
}
