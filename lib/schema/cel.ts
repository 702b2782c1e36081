import { isRecord } from '../manifests/manifest.ts';
import { re2 } from '../re2.ts';

/**
 * Rules in CEL, the Common Expression Language, as definitions state them in `x-kubernetes-validations`: as much of it as they use. Numbers
 * are JavaScript's. Source: the language definition of CEL, and Kubernetes' page about CEL.
 */

/** What a rule comes to, or why nobody can say: it asks for something that is not known here, or that is not there. */
export type Outcome = { readonly value: unknown } | { readonly unknown: string };

export function evaluated(rule: string, names: Readonly<Record<string, unknown>>): Outcome {
  try {
    if (!parsed.has(rule)) parsed.set(rule, parse(rule));
    return { value: valueOf(parsed.get(rule) ?? unknown(rule), new Map(Object.entries(names))) };
  } catch (error) {
    if (error instanceof Unknown) return { unknown: error.message };
    throw error;
  }
}

/** Names that a rule asks about, such as `oldSelf`. */
export function mentions(rule: string, name: string): boolean {
  return new RegExp(String.raw`(?<![\w.'"])${name}\b`).test(rule);
}

/** The rule asks for what nobody can tell. */
class Unknown extends Error {}

const parsed = new Map<string, Expression>();

type Expression =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'field'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly of: Expression; readonly at: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly on: Expression | undefined; readonly given: readonly Expression[] }
  | { readonly kind: 'list'; readonly items: readonly Expression[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'choice'; readonly test: Expression; readonly then: Expression; readonly otherwise: Expression }
  | { readonly kind: 'operation'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'not' | 'minus'; readonly of: Expression };

// Reading

const token = new RegExp(
  [
    String.raw`\s+|//[^\n]*`,
    String.raw`(?<raw>[rR](?:"""[^]*?"""|'''[^]*?'''|"[^"\n]*"|'[^'\n]*'))`,
    String.raw`(?<text>"""(?:\\[^]|[^\\])*?"""|'''(?:\\[^]|[^\\])*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')`,
    String.raw`(?<number>0[xX][0-9a-fA-F]+u?|\d+(?:\.\d+)?(?:[eE][-+]?\d+)?u?)`,
    String.raw`(?<word>[A-Za-z_]\w*)`,
    String.raw`(?<sign>\|\||&&|[=!<>]=|[-+*/%!<>?:.,()[\]{}])`,
  ].join('|'),
  'y',
);

interface Token {
  readonly kind: 'raw' | 'text' | 'number' | 'word' | 'sign' | 'end';
  readonly text: string;
}

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    token.lastIndex = at;
    const found = token.exec(source);
    if (found === null) return unknown(`'${source.slice(at, at + 10)}'`);
    at = token.lastIndex;
    for (const kind of ['raw', 'text', 'number', 'word', 'sign'] as const) {
      const text = found.groups?.[kind];
      if (text !== undefined) tokens.push({ kind, text });
    }
  }
  return [...tokens, { kind: 'end', text: '' }];
}

function unknown(what: string): never {
  throw new Unknown(what);
}

/** Operators of two sides, those that bind least first. */
const binary: readonly (readonly string[])[] = [['||'], ['&&'], ['==', '!=', '<', '<=', '>', '>=', 'in'], ['+', '-'], ['*', '/', '%']];

function parse(source: string): Expression {
  const tokens = tokensOf(source);
  let at = 0;
  const here = (): Token => tokens[at] ?? { kind: 'end', text: '' };
  const skips = (text: string): boolean => here().text === text && (here().kind === 'sign' || text === 'in') && ++at > 0;
  const expect = (text: string): void => { if (!skips(text)) unknown(`'${here().text}' where '${text}' should be`); };
  const word = (): string => (here().kind === 'word' ? tokens[at++]?.text ?? '' : unknown(`'${here().text}' where a name should be`));

  const expression = (): Expression => {
    const test = operation(0);
    if (!skips('?')) return test;
    const then = operation(0);
    expect(':');
    return { kind: 'choice', test, then, otherwise: expression() };
  };
  const operation = (level: number): Expression => {
    const operators = binary[level];
    if (operators === undefined) return unary();
    let left = operation(level + 1);
    for (;;) {
      const operator = operators.find(skips);
      if (operator === undefined) return left;
      left = { kind: 'operation', operator, left, right: operation(level + 1) };
    }
  };
  const unary = (): Expression => {
    if (skips('!')) return { kind: 'not', of: unary() };
    return skips('-') ? { kind: 'minus', of: unary() } : member(primary());
  };
  const member = (of: Expression): Expression => {
    if (skips('.')) {
      const name = word();
      if (!skips('(')) return member({ kind: 'field', of, name: unescaped(name) });
      return member({ kind: 'call', name, on: of, given: expressionsUntil(')') });
    }
    if (!skips('[')) return of;
    const [index = unknown('[]')] = expressionsUntil(']');
    return member({ kind: 'index', of, at: index });
  };
  const primary = (): Expression => {
    if (skips('(')) return expressionsUntil(')')[0] ?? unknown('()');
    if (skips('[')) return { kind: 'list', items: expressionsUntil(']') };
    if (skips('{')) return { kind: 'map', entries: entries() };
    const { kind, text } = here();
    if (kind === 'word') {
      const name = word();
      if (Object.hasOwn(constants, name)) return { kind: 'value', value: constants[name] };
      return skips('(') ? { kind: 'call', name, on: undefined, given: expressionsUntil(')') } : { kind: 'name', name };
    }
    at++;
    if (kind === 'raw') return { kind: 'value', value: text.slice(1).replace(quotes, '$2') };
    if (kind === 'text') return { kind: 'value', value: withoutEscapes(text.replace(quotes, '$2')) };
    return kind === 'number' ? { kind: 'value', value: Number(text.replace(/u$/, '')) } : unknown(`'${text}'`);
  };
  const expressionsUntil = (end: string): Expression[] => {
    const found: Expression[] = [];
    while (!skips(end)) {
      found.push(expression());
      if (here().text !== end) expect(',');
    }
    return found;
  };
  const entries = (): [Expression, Expression][] => {
    const found: [Expression, Expression][] = [];
    while (!skips('}')) {
      const key = expression();
      expect(':');
      found.push([key, expression()]);
      if (here().text !== '}') expect(',');
    }
    return found;
  };

  const whole = expression();
  return here().kind === 'end' ? whole : unknown(`'${here().text}'`);
}

const constants: Readonly<Record<string, unknown>> = { true: true, false: false, null: null };

const quotes = /^("""|'''|"|')([^]*)\1$/;

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' };

function withoutEscapes(text: string): string {
  return text.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([^]))/g, (_, two, four, eight, one: string) => {
    const code: string | undefined = two ?? four ?? eight;
    return code === undefined ? escapes[one] ?? one : String.fromCodePoint(Number.parseInt(code, 16));
  });
}

/** Fields that are called as a word of CEL, or with a sign that it has no names with: `__namespace__`, `a__dash__b`. */
function unescaped(name: string): string {
  const signs: Readonly<Record<string, string>> = { underscores: '__', dot: '.', dash: '-', slash: '/' };
  return name.replace(/__(underscores|dot|dash|slash)__/g, (_, sign: string) => signs[sign] ?? '').replace(/^__([a-z]+)__$/, '$1');
}

// Evaluating

type Scope = ReadonlyMap<string, unknown>;

function valueOf(expression: Expression, scope: Scope): unknown {
  switch (expression.kind) {
    case 'value': return expression.value;
    case 'name': return scope.has(expression.name) ? scope.get(expression.name) : unknown(expression.name);
    case 'field': return fieldOf(valueOf(expression.of, scope), expression.name);
    case 'index': return itemOf(valueOf(expression.of, scope), valueOf(expression.at, scope));
    case 'list': return expression.items.map(item => valueOf(item, scope));
    case 'map': return Object.fromEntries(expression.entries.map(([key, value]) => [String(valueOf(key, scope)), valueOf(value, scope)]));
    case 'choice': return valueOf(isTrue(valueOf(expression.test, scope)) ? expression.then : expression.otherwise, scope);
    case 'not': return !isTrue(valueOf(expression.of, scope));
    case 'minus': return -numberOf(valueOf(expression.of, scope));
    case 'operation': return operated(expression, scope);
    case 'call': return called(expression, scope);
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return isRecord(value) && isThere(value[name]) ? value[name] : unknown(`.${name}`);
}

function itemOf(value: unknown, at: unknown): unknown {
  if (Array.isArray(value) && typeof at === 'number' && at in value) return value[at];
  return isRecord(value) && typeof at === 'string' ? fieldOf(value, at) : unknown(`[${String(at)}]`);
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function isTrue(value: unknown): boolean {
  return typeof value === 'boolean' ? value : unknown('a value that is neither true nor false');
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : unknown('a value that is no number');
}

type Operation = Expression & { readonly kind: 'operation' };

function operated({ operator, left, right }: Operation, scope: Scope): unknown {
  if (operator === '||' || operator === '&&') return joined(operator === '||', left, right, scope);
  const [one, other] = [valueOf(left, scope), valueOf(right, scope)];
  switch (operator) {
    case '==': return isEqual(one, other);
    case '!=': return !isEqual(one, other);
    case 'in': return isIn(one, other);
    case '+': return sum(one, other);
    case '-': return numberOf(one) - numberOf(other);
    case '*': return numberOf(one) * numberOf(other);
    case '/': return numberOf(other) === 0 ? unknown('/ 0') : divided(numberOf(one), numberOf(other));
    case '%': return numberOf(other) === 0 ? unknown('% 0') : numberOf(one) % numberOf(other);
    default: return compared(operator, one, other);
  }
}

/** In a list, or a key of a map. */
function isIn(one: unknown, other: unknown): boolean {
  if (Array.isArray(other)) return other.some(item => isEqual(one, item));
  return isRecord(other) ? isThere(other[String(one)]) : unknown('in');
}

function sum(one: unknown, other: unknown): unknown {
  if (typeof one === 'string' && typeof other === 'string') return one + other;
  return Array.isArray(one) && Array.isArray(other) ? [...one, ...other] : numberOf(one) + numberOf(other);
}

/** One side can decide alone, whichever it is, even where the other cannot be told. */
function joined(decisive: boolean, left: Expression, right: Expression, scope: Scope): boolean {
  const outcomes = [left, right].map(side => {
    try {
      return { value: isTrue(valueOf(side, scope)) };
    } catch (error) {
      if (error instanceof Unknown) return { error };
      throw error;
    }
  });
  if (outcomes.some(outcome => outcome.value === decisive)) return decisive;
  for (const { error } of outcomes) if (error) throw error;
  return !decisive;
}

/** Whole numbers stay whole. */
function divided(one: number, other: number): number {
  return Number.isInteger(one) && Number.isInteger(other) ? Math.trunc(one / other) : one / other;
}

function compared(operator: string, one: unknown, other: unknown): boolean {
  const areAlike = (typeof one === 'number' && typeof other === 'number') || (typeof one === 'string' && typeof other === 'string');
  if (!areAlike) return unknown(operator);
  switch (operator) {
    case '<': return one < other;
    case '<=': return one <= other;
    case '>': return one > other;
    default: return one >= other;
  }
}

function isEqual(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((item, i) => isEqual(item, other[i]));
  if (!isRecord(one) || !isRecord(other)) return one === other;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every(key => Object.hasOwn(other, key) && isEqual(one[key], other[key]));
}

type Call = Expression & { readonly kind: 'call' };

function called({ name, on, given }: Call, scope: Scope): unknown {
  const [first, body] = given;
  if (name === 'has' && on === undefined && first?.kind === 'field') {
    const owner = valueOf(first.of, scope);
    return isRecord(owner) ? isThere(owner[first.name]) : unknown('has');
  }
  const macro = Object.hasOwn(macros, name) ? macros[name] : undefined;
  if (macro && on && first?.kind === 'name' && body && given.length === 2) {
    const items = itemsOf(valueOf(on, scope));
    return macro(items, item => valueOf(body, new Map([...scope, [first.name, item]])));
  }
  const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (!known) return unknown(`${name}()`);
  return known(...[...(on ? [on] : []), ...given].map(each => valueOf(each, scope)));
}

/** Those of a list; the keys of a map. */
function itemsOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isRecord(value) ? Object.keys(value) : unknown('a value without items');
}

type Macro = (items: readonly unknown[], body: (item: unknown) => unknown) => unknown;

const macros: Readonly<Record<string, Macro>> = {
  all: (items, body) => items.every(item => isTrue(body(item))),
  exists: (items, body) => items.some(item => isTrue(body(item))),
  exists_one: (items, body) => items.filter(item => isTrue(body(item))).length === 1,
  existsOne: (items, body) => items.filter(item => isTrue(body(item))).length === 1,
  filter: (items, body) => items.filter(item => isTrue(body(item))),
  map: (items, body) => items.map(body),
};

/** Functions and methods; a method has its object first. */
const functions: Readonly<Record<string, (...given: readonly unknown[]) => unknown>> = {
  size: value => (typeof value === 'string' ? [...value].length : itemsOf(value).length),
  matches: (text, pattern) => {
    const expression = re2(textOf(pattern));
    return 'refused' in expression ? unknown(`the expression ${String(pattern)}`) : expression.matches(textOf(text));
  },
  contains: (text, part) => textOf(text).includes(textOf(part)),
  startsWith: (text, part) => textOf(text).startsWith(textOf(part)),
  endsWith: (text, part) => textOf(text).endsWith(textOf(part)),
  lowerAscii: text => textOf(text).toLowerCase(),
  upperAscii: text => textOf(text).toUpperCase(),
  trim: text => textOf(text).trim(),
  split: (text, by) => textOf(text).split(textOf(by)),
  join: (items, by = '') => itemsOf(items).map(textOf).join(textOf(by)),
  replace: (text, part, by) => textOf(text).replaceAll(textOf(part), () => textOf(by)),
  substring: (text, from, to) => textOf(text).slice(numberOf(from), to === undefined ? undefined : numberOf(to)),
  indexOf: (text, part) => textOf(text).indexOf(textOf(part)),
  lastIndexOf: (text, part) => textOf(text).lastIndexOf(textOf(part)),
  charAt: (text, at) => textOf(text).charAt(numberOf(at)),
  int: value => Math.trunc(typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : numberOf(value)),
  double: value => (typeof value === 'string' && value !== '' && !Number.isNaN(Number(value)) ? Number(value) : numberOf(value)),
  string: value => (['string', 'number', 'boolean'].includes(typeof value) ? String(value) : unknown('string()')),
  duration: text => secondsOf(textOf(text)),
  isIP: text => /^(\d{1,3}(\.\d{1,3}){3}|(?=.*:.*:)[0-9a-fA-F:]+(\d{1,3}(\.\d{1,3}){3})?)$/.test(textOf(text)),
};

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : unknown('a value that is no text');
}

const seconds: Readonly<Record<string, number>> = { ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, m: 60, h: 3600 };

/** Durations are compared and added, so a number does. */
function secondsOf(text: string): number {
  if (!/^[-+]?(0|(\d+(\.\d*)?(ns|us|µs|ms|s|m|h))+)$/.test(text)) return unknown(`the duration '${text}'`);
  const parts = [...text.matchAll(/(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)/g)];
  const sum = parts.reduce((total, [, count, unit = '']) => total + Number(count) * (seconds[unit] ?? 0), 0);
  return text.startsWith('-') ? -sum : sum;
}
