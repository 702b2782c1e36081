import { isRecord, type Place } from '../manifests/manifest.ts';
import { nearest } from '../findings/nearest.ts';
import { maskLeaks } from '../leaks/index.ts';

/** How a broken rule of a schema reads to a person. Unions are explained in unions.ts; here is every other rule. */

/** A JSON Schema, draft-07, with `$ref`s into its own `definitions` only. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface ShapeProblem {
  /** Where: `environments.qa2.gateway.dnsNames[1]`, `packages['external-dns'].x`. Empty for the value itself. */
  readonly path: string;
  /** `together`: keys that exclude or need each other. `form`: text or number of the right type that breaks another rule. */
  readonly kind: 'unknown-key' | 'missing' | 'type' | 'choice' | 'length' | 'form' | 'together' | 'unknown-kind';
  /** What stands there: undefined where something is missing, null where it is not to be shown (`writeOnly`). */
  readonly value: unknown;
  /** Reads on from the path: "is missing". */
  readonly message: string;
  /** What may stand there, as the message spells it: `'http'`, `a string`. */
  readonly expected: readonly string[];
  /** What was probably meant: a key or a word. */
  readonly nearest?: string;
}

/** A problem whose place is still a list of keys and indices. */
export type KeyedProblem = Omit<ShapeProblem, 'path'> & { readonly at: Place };

/** `a.b[0]['c-d']` */
export function pathText(keys: Place): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}['${key.replaceAll("'", "\\'")}']`;
    return path === '' ? key : `${path}.${key}`;
  }, '');
}

/** What a keyword of a schema demands and a value does not have. `detail` is its rule, or the key that is wrong or missing. */
export function problemOf(keyword: string, detail: unknown, value: unknown, rules: JsonSchema): KeyedProblem {
  const fail = (kind: KeyedProblem['kind'], message: string, found = value) => ({ at: [], kind, value: found, message, expected: [] });
  switch (keyword) {
    case 'additionalProperties':
      return unknownKey(String(detail), value, Object.keys(properties(rules)));
    case 'required':
      return { at: [String(detail)], kind: 'missing', value: undefined, expected: [], message: 'is missing' };
    case 'type':
      return refusal([], 'type', value, [detail].flat().map(typeName));
    case 'enum':
      return choice(value, detail as readonly unknown[]);
    case 'const':
      return choice(value, [detail]);
    case 'minItems':
    case 'minLength':
    case 'minProperties':
    case 'maxItems':
    case 'maxLength':
    case 'maxProperties':
      return fail('length', lengthMessage(keyword, Number(detail), value));
    case 'uniqueItems':
      return fail('form', `has ${display(detail)} twice`);
    case 'pattern':
      // A text that is not to be read back may be a password in the wrong place.
      if (rules['writeOnly'] === true) return fail('form', `must ${formOf(rules)}`, null);
      return fail('form', `must ${formOf(rules)}, not ${display(value)}`);
    case 'propertyNames': {
      const rule = isRecord(rules['propertyNames']) ? formOf(rules['propertyNames']) : 'be another one';
      return { at: [String(detail)], kind: 'form', value: detail, expected: [], message: `is no good key: it must ${rule}` };
    }
    case 'minimum':
    case 'exclusiveMinimum':
    case 'maximum':
    case 'exclusiveMaximum': {
      const bound = { minimum: 'at least', maximum: 'at most', exclusiveMinimum: 'more than', exclusiveMaximum: 'less than' }[keyword];
      return fail('form', `must be ${bound} ${String(detail)}, not ${display(value)}`);
    }
    default:
      return fail('together', 'cannot stand here'); // of `not`, and of a schema that is `false`
  }
}

function unknownKey(key: string, object: unknown, allowed: readonly string[]): KeyedProblem {
  const meant = nearest(key, allowed);
  const keys = allowed.map(name => `'${name}'`);
  const others = keys.length > 1 ? `the keys are ${listed(keys, 'and')}` : `the only one is ${keys[0]}`;
  const known = keys.length === 0 ? 'there are none' : others;
  return {
    at: [key],
    kind: 'unknown-key',
    value: isRecord(object) ? object[key] : undefined,
    expected: keys,
    message: meant === undefined ? `is no key here; ${known}` : `is no key here; did you mean '${meant}'?`,
    ...(meant !== undefined && { nearest: meant }),
  };
}

function choice(value: unknown, allowed: readonly unknown[]): KeyedProblem {
  const meant = typeof value === 'string' ? nearest(value, allowed.filter(word => typeof word === 'string')) : undefined;
  return refusal([], 'choice', value, allowed.map(display), meant);
}

/** Several refusals of one value as one: every word and type that would do. */
export function notOneOf(problems: readonly KeyedProblem[], at: KeyedProblem['at'], value: unknown): KeyedProblem {
  const expected = [...new Set(problems.flatMap(problem => problem.expected))];
  const kind = problems.some(problem => problem.kind === 'choice') ? 'choice' : 'type';
  return refusal(at, kind, value, expected, nearestOf(value, problems.flatMap(problem => problem.nearest ?? [])));
}

/** None where two words are as near as each other. */
function nearestOf(value: unknown, words: readonly string[]): string | undefined {
  if (typeof value !== 'string') return undefined;
  const meant = nearest(value, words);
  return meant === nearest(value, [...words].reverse()) ? meant : undefined;
}

function refusal(at: KeyedProblem['at'], kind: 'choice' | 'type', value: unknown, expected: readonly string[], meant?: string): KeyedProblem {
  const found = kind === 'type' ? article(value) : display(value);
  const suggestion = meant === undefined ? '' : `; did you mean '${meant}'?`;
  const isLong = meant !== undefined && expected.length > most; // who is told the word need not read the others
  const message = `must be ${isLong ? `one of ${expected.length} words` : oneOf(expected)}, not ${found}${suggestion}`;
  return { at, kind, value, expected, message, ...(meant !== undefined && { nearest: meant }) };
}

function oneOf(expected: readonly string[]): string {
  const onlyWords = expected.every(text => text.startsWith("'"));
  if (onlyWords && expected.length > 1) return `one of ${abridge(expected).join(', ')}`;
  return listed(expected, 'or');
}

function lengthMessage(rule: string, limit: number, value: unknown): string {
  const length = typeof value === 'string' || Array.isArray(value) ? value.length : Object.keys(value as object).length;
  if (rule.startsWith('min') && length === 0) return 'must not be empty';
  const unit = typeof value === 'string' ? 'character' : Array.isArray(value) ? 'item' : 'key';
  return `must have ${rule.startsWith('min') ? 'at least' : 'at most'} ${limit} ${unit}${limit === 1 ? '' : 's'}, not ${length}`;
}

/** A rule about text: examples say more to a person than a pattern. */
function formOf(schema: JsonSchema): string {
  const examples = Array.isArray(schema['examples']) ? schema['examples'].map(display) : [];
  return examples.length > 0 ? `look like ${listed(examples, 'or')}` : `match ${schema['pattern']}`;
}

function typeName(type: unknown): string {
  return typeNames[String(type)] ?? String(type);
}

const typeNames: Readonly<Record<string, string>> = {
  string: 'a string',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** What a value is, where what it says does not matter. */
function article(value: unknown): string {
  if (typeof value === 'string') return 'a string';
  return typeof value === 'number' && Number.isInteger(value) ? 'a number' : display(value);
}

/** `an Issuer`, `a Deployment`, `an HTTPRoute`: by how the name of a kind sounds. */
export function withArticle(kind: string): string {
  return `${/^(?:[AEIOaeio]|[FHLMNRSX][A-Z])/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** A value as text of at most 60 characters on one line. What looks like a credential is masked before it is cut: a part of one is one. */
export function display(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `'${shorten(maskLeaks(value).replace(/\s+/g, ' '), 58)}'`;
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'a list' : 'an object';
    case 'undefined':
      return 'nothing';
    case 'function':
    case 'symbol':
      return `a ${typeof value}`;
    default:
      return shorten(String(value), 60);
  }
}

function shorten(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 3)}...`;
}

/** `a, b or c`; a long list is cut short. */
export function listed(items: readonly string[], conjunction: 'or' | 'and'): string {
  const some = abridge(items);
  if (some.length < 2 || some.length < items.length) return some.join(', ');
  return `${some.slice(0, -1).join(', ')} ${conjunction} ${some.at(-1)}`;
}

/** The longest list that is printed in full. */
const most = 12;

function abridge(items: readonly string[]): string[] {
  return items.length <= most ? [...items] : [...items.slice(0, most - 1), `${items.length - most + 1} more`];
}

/** What a schema says of the keys of an object. */
export function properties(schema: JsonSchema): Readonly<Record<string, unknown>> {
  return isRecord(schema['properties']) ? schema['properties'] : {};
}
