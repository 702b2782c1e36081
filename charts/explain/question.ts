import { isAbsolute, join, relative, resolve } from 'node:path';
import { parsePath } from '../../lib/findings/locate.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { identity, isManifest, isRecord, type Place } from '../../lib/manifests/manifest.ts';
import { positionIn, type ManifestDocument, type ManifestFile } from '../../lib/manifests/manifests.ts';
import { roleOf } from '../../lib/manifests/roles.ts';
import type { Tree } from '../../lib/output/file-chart.ts';
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

/** FILE, FILE FIELD, FILE :63 or FILE:63; the file from the root of the repository or of `dist`, or absolute. */
export function questionIn([name = '', about, ...rest]: readonly string[], { root, dist }: { readonly root: string; readonly dist: string }): Question {
  if (name === '' || rest.length > 0) throw new UserError('Say which file, and which field of it or line: explain FILE FIELD, or explain FILE:63.');
  const [, file = '', lineOfFile] = /^(.*?)(?::(\d+)(?::\d+)?)?$/s.exec(name) ?? [];
  const whole = isAbsolute(file) ? file : resolve(root, file);
  const below = [dist, join(root, 'dist'), root].map(folder => relative(folder, whole)).find(path => /^clusters\/[^/]+\/./.test(path));
  const [, cluster = '', path = ''] = /^clusters\/([^/]+)\/(.*)$/s.exec(below ?? '') ?? [];
  if (path === '') throw new UserError(`'${file}' is no file of a cluster's output; write one below dist/clusters/NAME/.`);
  const line = lineOfFile ?? /^:(\d+)$/.exec(about ?? '')?.[1];
  if (line !== undefined) return { cluster, path, line: Number(line) };
  return { cluster, path, ...(about !== undefined && { field: about }) };
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
  if (line - 1 === own) throw new UserError(`Line ${line} of ${file} says that the file is generated; it stands in every file.`);
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

/** The one node of a file at a path. */
function nodeAt(documents: readonly ManifestDocument[], file: string, field: string): Node {
  const place = parsePath(field);
  if (pathText(place) !== field) throw new UserError(`'${field}' is no path; write one such as spec.values.global.region, or a line: :63`);
  const found = documents.flatMap(document => (valueIn(document.value, place) === undefined ? [] : [nodeOf(document, place)]));
  if (found.length > 1) throw new UserError(`${found.length} objects of ${file} have a field ${field}; say which by its line: ${found.map(({ line }) => `:${line}`).join(', ')}`);
  const [node] = found;
  if (node) return node;
  const meant = nearest(field, documents.flatMap(({ value }) => [...placesIn(value)].map(pathText)));
  throw new UserError(`${file} has no field ${field}; ${meant === undefined ? 'write its path or its line: :63' : `did you mean ${meant}?`}`);
}

/** What a line holds: the innermost of what begins there, or what has begun before and goes on. */
function nodeOn(documents: readonly ManifestDocument[], file: string, line: number): Node {
  const nodes = documents.flatMap(document => [...placesIn(document.value)].map(place => nodeOf(document, place)));
  const last = documents[0]?.file.text.trimEnd().split('\n').length ?? 0;
  if (line < 1 || line > last) throw noLine(file, line, last);
  const found = nodes.filter(node => node.line <= line).reduce<Node | undefined>((best, node) => (best && best.line > node.line ? best : node), undefined);
  if (!found) throw new UserError(`Line ${line} of ${file} holds no field.`);
  return found;
}

function nodeOf(document: ManifestDocument, place: Place): Node {
  return { document, place, line: positionIn(document, place).line };
}

function* placesIn(value: unknown, place: Place = []): Generator<Place> {
  if (place.length > 0) yield place;
  const steps = Array.isArray(value) ? value.keys() : isRecord(value) ? Object.keys(value) : [];
  for (const step of steps) yield* placesIn(valueIn(value, [step]), [...place, step]);
}
