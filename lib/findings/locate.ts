import { tsPlugin } from '@sveltejs/acorn-typescript';
import type { Place } from '../manifests/manifest.ts';
import {
  getLineInfo, Parser, type AnyNode, type CallExpression, type Expression, type MemberExpression, type Node, type ObjectExpression,
  type Program, type Property, type SpreadElement,
} from 'acorn';

/** Where in a TypeScript file a value of its default export is written. Nothing is run: the text alone is read. */

/** A place in a text, both from 1. Columns count UTF-16 units, as tsc and most editors do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Finds the key of a property, or the item of a list, at a path of keys and indices into the default export. The path is followed through
 * what the file itself declares as `const`, and through calls of `define...`, which by custom return their argument. Where it cannot be
 * followed further (another call, an import, a computed key, a value that is not written) the answer is the last place it reached, at
 * worst the `export default`. It is undefined only for a text that is no TypeScript or exports no default. Never throws.
 */
export function locator(text: string): (path: Place) => Position | undefined {
  const source = text.replace(/^\uFEFF/, ''); // editors do not count it
  const root = rootOf(source);
  return path => root && positionOf(source, deepest(root, path));
}

/** What the default export holds, as far as it is written out: other values are left out. */
export function writtenValue(text: string): unknown {
  const root = rootOf(text);
  return root && valueOf(root);
}

function valueOf({ parts, literal }: Written): unknown {
  if (parts === undefined) return literal;
  const entries = [...parts.places].map(([key, place]) => [key, valueOf(place)] as const).filter(([, value]) => value !== undefined);
  return parts.isList ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

/** The keys and indices of a path that `pathText` wrote; of another text, those it begins with. */
export function parsePath(text: string): (string | number)[] {
  const steps = text.matchAll(/(?:^|\.)([A-Za-z_$][\w$]*)|\[(\d+)\]|\['((?:\\'|[^'])*)'\](?=$|[.[])/gy);
  return [...steps].map(([, word, index, quoted = '']) => word ?? (index === undefined ? quoted.replaceAll("\\'", "'") : Number(index)));
}

/** A value and where it is written, as an offset into the text: its key, or the item itself. */
interface Written {
  readonly start: number;
  /** Undefined where the text does not tell what the value holds. */
  readonly parts: Parts | undefined;
  /** A text, a number or the like that is written out. */
  readonly literal?: unknown;
}

/** What an object or a list holds, by key or index. */
interface Parts {
  readonly places: ReadonlyMap<string, Written>;
  /** It holds more than can be seen: in an object under any key that is not listed here, in a list behind the last item. */
  readonly isOpen: boolean;
  readonly isList: boolean;
}

/** What each `const` of the file holds. */
type Scope = ReadonlyMap<string, Parts | undefined>;

/** What TypeScript may write around an expression without changing its value. */
interface TypedExpression extends Node {
  readonly type: 'TSAsExpression' | 'TSSatisfiesExpression' | 'TSNonNullExpression' | 'TSTypeAssertion';
  readonly expression: Expression;
}

declare module 'acorn' {
  interface NodeTypes {
    typed: TypedExpression;
  }
}

const TypeScriptParser = Parser.extend(tsPlugin());

function rootOf(source: string): Written | undefined {
  try {
    // The plugin demands locations.
    const program = TypeScriptParser.parse(source, { ecmaVersion: 'latest', sourceType: 'module', locations: true });
    return defaultExport(program, constants(program));
  } catch {
    return undefined; // no TypeScript, or nested deeper than the stack
  }
}

function deepest(root: Written, path: Place): Written {
  let here = root;
  for (const key of path) {
    const next = here.parts?.places.get(String(key));
    if (next === undefined) break;
    here = next;
  }
  return here;
}

function positionOf(source: string, { start }: Written): Position {
  const { line, column } = getLineInfo(source, start);
  return { line, column: column + 1 };
}

/** In the order of the text, since a `const` cannot use a later one. */
function constants({ body }: Program): Scope {
  const scope = new Map<string, Parts | undefined>();
  for (const statement of body) {
    const declared = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declared?.type !== 'VariableDeclaration' || declared.kind !== 'const') continue;
    for (const { id, init } of declared.declarations) {
      if (id.type === 'Identifier' && init) scope.set(id.name, partsOf(init, scope));
    }
  }
  return scope;
}

function defaultExport({ body }: Program, scope: Scope): Written | undefined {
  for (const statement of body) {
    const { start } = statement;
    if (statement.type === 'ExportDefaultDeclaration') return { start, parts: partsOf(statement.declaration, scope) };
    if (statement.type !== 'ExportNamedDeclaration') continue;
    const specifier = statement.specifiers.find(({ exported }) => keyOf(exported) === 'default');
    if (specifier) return { start, parts: statement.source ? undefined : partsOf(specifier.local, scope) };
  }
  return undefined;
}

function partsOf(node: AnyNode, scope: Scope): Parts | undefined {
  switch (node.type) {
    case 'ObjectExpression':
      return objectParts(node.properties, scope);
    case 'ArrayExpression':
      return listParts(node.elements, scope);
    case 'Identifier':
      return scope.get(node.name);
    case 'MemberExpression':
      return memberParts(node, scope);
    case 'CallExpression':
      return argumentOf(node, scope);
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ChainExpression':
      return partsOf(node.expression, scope);
    default:
      return undefined;
  }
}

/** Properties as JavaScript collects them: the last one of a key wins. */
function objectParts(properties: ObjectExpression['properties'], scope: Scope): Parts {
  const places = new Map<string, Written>();
  let isOpen = false;
  for (const property of properties) {
    const own = property.type === 'SpreadElement' ? partsOf(property.argument, scope) : propertyParts(property, scope);
    if (own === undefined || own.isOpen) {
      places.clear(); // any of them may have been replaced
      isOpen = true;
    }
    for (const [key, place] of own?.places ?? []) places.set(key, place);
  }
  return { places, isOpen, isList: false };
}

/** A computed key is taken for one that is written nowhere else in its object. */
function propertyParts(property: Property, scope: Scope): Parts {
  const key = keyOf(property.key, property);
  const place = { start: property.start, parts: partsOf(property.value, scope), literal: literalOf(property.value) };
  return { places: new Map(key === undefined ? [] : [[key, place]]), isOpen: false, isList: false };
}

function listParts(elements: readonly (Expression | SpreadElement | null)[], scope: Scope): Parts {
  const items: Written[] = [];
  const parts = (isOpen: boolean) => ({ places: new Map(items.map((item, i) => [String(i), item])), isOpen, isList: true });
  for (const element of elements) {
    if (element === null) return parts(true); // a hole is no value that a config has
    if (element.type !== 'SpreadElement') {
      items.push({ start: element.start, parts: partsOf(element, scope), literal: literalOf(element) });
      continue;
    }
    const spread = partsOf(element.argument, scope);
    items.push(...(spread?.places.values() ?? []));
    if (spread === undefined || spread.isOpen) return parts(true); // the index of what follows is unknown
  }
  return parts(false);
}

function memberParts(member: MemberExpression, scope: Scope): Parts | undefined {
  const key = keyOf(member.property, member);
  return key === undefined ? undefined : partsOf(member.object, scope)?.places.get(key)?.parts;
}

function argumentOf({ callee, arguments: [argument] }: CallExpression, scope: Scope): Parts | undefined {
  const returnsIt = callee.type === 'Identifier' && /^define[A-Z]/.test(callee.name);
  return returnsIt && argument !== undefined ? partsOf(argument, scope) : undefined;
}

function literalOf(node: AnyNode): unknown {
  if (node.type === 'Literal') return node.value ?? undefined;
  if (node.type === 'TemplateLiteral') return keyOf(node);
  return node.type === 'UnaryExpression' && node.operator === '-' && node.argument.type === 'Literal' ? -Number(node.argument.value) : undefined;
}

/** The key that a property or a member is named by, where it is written out. */
function keyOf(key: AnyNode, { computed } = { computed: false }): string | undefined {
  switch (key.type) {
    case 'Identifier':
      return computed ? undefined : key.name;
    case 'Literal':
      return String(key.value);
    case 'TemplateLiteral':
      return key.expressions.length === 0 ? (key.quasis[0]?.value.cooked ?? undefined) : undefined;
    default:
      return undefined;
  }
}
