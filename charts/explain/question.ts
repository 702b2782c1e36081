import { join, relative, resolve } from 'node:path';
import { nearest } from '../../lib/findings/nearest.ts';
import { identity, isManifest, isRecord, type Place } from '../../lib/manifests/manifest.ts';
import { positionIn, type ManifestDocument, type ManifestFile } from '../../lib/manifests/manifests.ts';
import { roleOf } from '../../lib/manifests/roles.ts';
import type { Tree } from '../../lib/output/file-chart.ts';
import { listed } from '../../lib/review/words.ts';
import { isGeneratedLine } from '../../lib/output/signature.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import { UserError } from '../../lib/user-error.ts';
import { fromYaml } from '../../lib/yaml/yaml.ts';
import { clusterFolder } from '../compile.ts';
import type { Field } from './moves.ts';
import { valueIn } from './words.ts';

/** What somebody asks about: a file as their editor copies its name, and a field or a line of it. */
export interface Question {
  readonly cluster: string;
  /** Below the cluster's folder. */
  readonly path: string;
  readonly line?: number;
  /** As it is written: `spec.values.hpa`. */
  readonly field?: string;
}

/** Where a file may be: its name is one from the root of the repository, of `dist` or from where one stands, or absolute. */
export interface Folders {
  readonly root: string;
  readonly dist: string;
  readonly cwd?: string;
}

/** FILE, FILE FIELD, FILE OBJECT FIELD, FILE :63 or FILE:63. */
export function questionIn([name = '', ...words]: readonly string[], { root, dist, cwd = root }: Folders): Question {
  const about = words.join(' ');
  if (name === '') throw new UserError('Say which file, and which field of it or line: explain FILE FIELD, or explain FILE:63.');
  const [, written = '', line = /^:(\d+)$/.exec(about)?.[1]] = /^(.*?)(?:(?::|#L)(\d+)(?::\d+)?)?$/s.exec(name) ?? [];
  const file = written.replaceAll('\\', '/');
  const wholes = [root, cwd].map(folder => resolve(folder, file));
  const below = [dist, join(root, 'dist'), root].flatMap(folder => wholes.map(whole => relative(folder, whole))).find(path => /^clusters\/[^/]+\/./.test(path));
  const [, cluster = '', path = ''] = /^clusters\/([^/]+)\/(.*)$/s.exec(below ?? '') ?? [];
  if (path === '') {
    const instead = /\bclusters\/[^/]+\.ts$/.test(file) ? 'for a word of a config write --word' : "write one below dist/clusters/NAME/";
    throw new UserError(`'${written}' is no file of a cluster's output; ${instead}.`);
  }
  return { cluster, path, ...(line !== undefined ? { line: Number(line) } : about !== '' && { field: about }) };
}

/** What a question is about, found in the output. */
export interface Subject {
  readonly field: Field;
  /** From the root of the repository, with the line where it stands; none for a whole file. */
  readonly file: string;
  readonly line?: number;
  /** `HelmRelease/qa2/tidepool spec.values.hpa`; of a text nothing. */
  readonly name: string;
  /** What it stands in, where its value can be a secret, and the value. */
  readonly document: unknown;
  readonly value: unknown;
}

/** `isText` tells whether a file has lines instead of fields. */
export function subjectOf(question: Question, tree: Tree, isText: (path: string) => boolean): Subject {
  const { cluster, path, line, field } = question;
  const key = `${clusterFolder(cluster)}/${path}`;
  const [text, file] = [tree.get(key), `dist/${key}`];
  if (text === undefined) {
    const meant = nearest(key, tree.keys());
    throw new UserError(`clusters/${cluster}.ts makes no file ${file}; ${meant === undefined ? 'npm run check says what it makes' : `did you mean dist/${meant}?`}`);
  }
  if (line === undefined && field === undefined) return { field: { path, field: [] }, file, name: '', document: undefined, value: undefined };
  const documents = (): ManifestDocument[] => {
    const read: ManifestFile = { path: key, text, role: roleOf(path), documents: [] };
    return fromYaml(text).map((value, index) => ({ file: read, index, value }));
  };
  if (isText(path)) {
    if (line === undefined && !/\.ya?ml$/.test(path)) throw new UserError(`${file} has lines instead of fields; write ${file}:12`);
    return lineOf({ path, file, line: line ?? nodeAt(documents(), file, field ?? '').line }, text);
  }
  const node = line === undefined ? nodeAt(documents(), file, field ?? '') : nodeOn(documents(), file, line);
  const { document: { value: document }, place } = node;
  const object = isManifest(document) ? document : undefined;
  const name = [object && identity(object), pathText(place)].filter(Boolean).join(' ');
  return { field: { path, object, field: place }, file, line: node.line, name, document, value: valueIn(document, place) };
}

function lineOf({ path, file, line }: { readonly path: string; readonly file: string; readonly line: number }, text: string): Subject {
  const lines = text.split('\n');
  const value = lines[line - 1];
  const own = lines.findIndex(isGeneratedLine);
  if (value === undefined || (line === lines.length && value === '')) throw noLine(file, line, lines.length - 1);
  if (line - 1 === own) throw noField(file, line, value);
  return { field: { path, field: [line - 1 - (own >= 0 && own < line ? 1 : 0)] }, file, line, name: '', document: undefined, value };
}

function noLine(file: string, line: number, last: number): UserError {
  return new UserError(`${file} has ${last} lines, and no line ${line}.`);
}

interface Node {
  readonly document: ManifestDocument;
  readonly place: Place;
  readonly line: number;
}

/** The one node of a file at a path, `HelmRelease/qa2/tidepool spec.values.hpa` where several objects have it. */
function nodeAt(documents: readonly ManifestDocument[], file: string, text: string): Node {
  const [, id, field = text] = /^([A-Z]\w*\/\S+) (.*)$/s.exec(text) ?? [];
  const asked = documents.filter(({ value }) => id === undefined || (isManifest(value) && identity(value) === id));
  if (asked.length === 0) throw new UserError(`${file} has no object ${id}; it has ${listed(documents.flatMap(({ value }) => (isManifest(value) ? identity(value) : [])))}.`);
  const places = asked.flatMap(document => [...placesIn(document.value)].map(place => ({ document, place })));
  const found = places.filter(({ place }) => plain(pathText(place)) === plain(field)).map(({ document, place }) => nodeOf(document, place));
  if (found.length > 1) throw new UserError(`${found.length} objects of ${file} have a field ${field}; say which by its line: ${listed(found.map(({ line }) => `:${line}`))}`);
  const [node] = found;
  if (node) return node;
  const meant = nearest(field, places.map(({ place }) => pathText(place)));
  throw new UserError(`${file} has no field ${field}; ${meant === undefined ? 'write its path or its line, spec.values.global.region or :63' : `did you mean ${meant}?`}`);
}

/** However a path is written: `nodeGroups.0.name`, `.metadata.annotations["fluxcd.io/automated"]`. */
function plain(path: string): string {
  return path.replace(/\[["']?|["']?\]/g, '.').replace(/\.+/g, '.').replace(/^\$?\.|\.$/g, '');
}

/** What a line holds: the innermost of what begins there, or what has begun before and goes on. */
function nodeOn(documents: readonly ManifestDocument[], file: string, line: number): Node {
  const nodes = documents.flatMap(document => [...placesIn(document.value)].map(place => nodeOf(document, place)));
  const lines = (documents[0]?.file.text ?? '').trimEnd().split('\n');
  const text = lines[line - 1];
  if (text === undefined) throw noLine(file, line, lines.length);
  const found = nodes.filter(node => node.line <= line).reduce<Node | undefined>((best, node) => (best && best.line > node.line ? best : node), undefined);
  if (!found || isBetween(text)) throw noField(file, line, text);
  return found;
}

/** Neither a part of a document nor something within a text: there a hash is indented. */
function isBetween(text: string): boolean {
  return text === '---' || text.startsWith('#');
}

function noField(file: string, line: number, text: string): UserError {
  const what = isGeneratedLine(text) ? 'says that the file is generated; it stands in every file' : text === '---' ? 'only marks where an object begins' : 'is a comment';
  return new UserError(`Line ${line} of ${file} ${what}.`);
}

function nodeOf(document: ManifestDocument, place: Place): Node {
  return { document, place, line: positionIn(document, place).line };
}

function* placesIn(value: unknown, place: Place = []): Generator<Place> {
  if (place.length > 0) yield place;
  const steps = Array.isArray(value) ? value.keys() : isRecord(value) ? Object.keys(value) : [];
  for (const step of steps) yield* placesIn(valueIn(value, [step]), [...place, step]);
}
