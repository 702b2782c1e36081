import { isRecord, type Place } from '../manifests/manifest.ts';
import { fromYaml } from '../yaml/yaml.ts';
import { publicBefore, publicBlock } from './chance.ts';
import { isKept, literalAt } from './keys.ts';
import { all, fromBase64, lineAt, type Found, type Search } from './text.ts';
import { kindOf, promiseOf, standsFor } from './words.ts';

/** In an object, and in the values of a Secret. */

interface FoundBelow {
  readonly kind: string;
  readonly path: Place;
  readonly text: string;
  /** Of the value at the path, from 0. */
  readonly line: number;
}

/** Everything in a value and below it; `seen` since an anchor of YAML may stand in a million places. */
export function* leaksBelow(value: unknown, search: Search, path: Place = [], key = '', seen = new Set<object>()): Generator<FoundBelow> {
  if (typeof value === 'string' || typeof value === 'number') yield* leaksOfScalar(String(value), search, path, key);
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const [name, child] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    const here = [...path, name];
    if (typeof name === 'string') yield* leaksOfScalar(name, search, here, '');
    if (!isSecretField(value, name) || !isRecord(child)) yield* leaksBelow(child, search, here, promisingName(value, name, key), seen);
    else if (!Object.values(child).some(isRecord)) yield* leaksOfSecret(child, search, here, name);
    else yield* leaksBelow({ ...child, kind: 'Secret' }, search, here, '', seen); // a policy makes one of it, with its own `data` below
  }
}

/** What a child is called: `value` by the name beside it, an item of a list by the flag before it or else as the list. */
function promisingName(parent: object, name: string | number, key: string): string {
  if (Array.isArray(parent)) {
    const before: unknown = parent[Number(name) - 1];
    if (typeof before === 'string' && /^--[\w-]+$/.test(before)) return before;
    return kindOf(key) === 'token' && parent.every(isClaim) ? '' : key; // what a token holds, and no token
  }
  const beside = isRecord(parent) && name === 'value' ? (parent['name'] ?? parent['key']) : undefined;
  return typeof beside === 'string' ? beside : String(name);
}

function isClaim(item: unknown): boolean {
  return typeof item === 'string' && /^[a-z]+(?:_[a-z]+)*$/.test(item);
}

function* leaksOfScalar(text: string, search: Search, path: Place, key: string): Generator<FoundBelow> {
  const found = search(text).filter(({ start }) => start > 0 || !publicBefore.test(`${key}: `));
  const promise = promiseOf(key);
  if (promise !== undefined && isKept(promise, key, text)) yield { kind: found[0]?.kind ?? kindOf(key), path, text, line: 0 };
  else for (const { kind, start, end } of found) yield { kind, path, text: text.slice(start, end), line: lineAt(text, start) };
}

function isSecretField(object: object, name: string | number): name is 'data' | 'stringData' {
  return isRecord(object) && object['kind'] === 'Secret' && (name === 'data' || name === 'stringData');
}

function* leaksOfSecret(data: Record<string, unknown>, search: Search, path: Place, field: string): Generator<FoundBelow> {
  for (const [name, value] of Object.entries(data)) {
    const kind = leakOfSecret(String(value ?? ''), field, search);
    if (kind !== undefined) yield { kind, path: [...path, name], text: String(value), line: 0 };
  }
}

/** A kind, when nothing more is known. */
export const valueOfSecret = 'value of a Secret';

/** Which leak the value of a Secret is; none for nothing, a placeholder, a certificate, and a document without credentials. */
function leakOfSecret(value: string, field: string, search: Search): string | undefined {
  if (standsFor(value.trim())) return undefined;
  const text = field === 'data' ? (fromBase64(value.replaceAll(/\s/g, '')) ?? value) : value;
  if (standsFor(text.replaceAll(publicBlock, '').trim())) return undefined;
  const document = parsed(text);
  const [leak] = document === undefined ? search(text) : leaksBelow(document, search);
  return leak?.kind ?? (document === undefined ? valueOfSecret : undefined);
}

/** A map or a list in a text of JSON or YAML. */
function parsed(text: string): object | undefined {
  try {
    const document: unknown = /^\s*[[{]/.test(text) ? JSON.parse(text) : fromYaml(text)[0];
    return typeof document === 'object' && document !== null ? document : undefined;
  } catch {
    return undefined;
  }
}

/** Values of the Secrets in a YAML text, under any key. */
export function* inSecrets(text: string, search: Search): Generator<Found> {
  const kind = /^kind:[ \t]{0,8}['"]?Secret['"]?[ \t]{0,8}\r?$/gm;
  for (let match = kind.exec(text); match !== null; match = kind.exec(text)) {
    const start = text.lastIndexOf('\n---', match.index) + 1;
    const next = text.slice(match.index).search(/\n(?:---|```)/); // a page of Markdown goes on with other documents
    const end = next < 0 ? text.length : match.index + next;
    yield* inSecret(text.slice(start, end), start, search);
    kind.lastIndex = end;
  }
}

function* inSecret(document: string, offset: number, search: Search): Generator<Found> {
  for (const { index, 0: section, 1: field = '', 2: lines = '' } of all(fieldsOfSecret, document)) {
    const from = index + section.length - lines.length;
    const [indent = ''] = /^[ \t]*/.exec(lines) ?? [];
    for (const key of all(/^([ \t]+)['"]?[\w.-]+['"]?:(?=\s)/gm, lines)) {
      if (key[1] !== indent) continue; // a line of the value before
      const start = from + key.index;
      const literal = literalAt(document, start + key[0].length, ':', start + indent.length, false);
      const kind = literal && leakOfSecret(literal.text, field, search);
      if (literal && kind !== undefined) yield { kind, start: literal.start + offset, end: literal.end + offset };
    }
  }
}

const fieldsOfSecret = /^(data|stringData):[ \t]*\r?\n((?:[ \t].*\n?|\r?\n)*)/gm;
