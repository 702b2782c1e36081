import { isRandom } from './chance.ts';
import { isLogin } from './forms.ts';
import { all, lengthAt, lineBefore, longestKey, longestLine, type Found } from './text.ts';
import { isLiteral, isProse, keyEnd, kindOf, longestName, promiseOf, type Certainty } from './words.ts';

/** By key: a literal behind a word that promises a credential. */

/** True when a value keeps what its key promises. A small number is a limit or a lifetime, unless its key says password. */
export function isKept(promise: Certainty, key: string, value: string): boolean {
  if (promise === 'likely' && !(/\d/.test(value) && isRandom(value, 16)) && !isLogin(value)) return false;
  return isLiteral(value) && (!/^\d{1,4}$/.test(value) || kindOf(key) === 'password');
}

/** The words that promise anything, to be looked for at once; all else is done only where one stands before an operator. */
const words =
  'passw(?:or)?ds?|passphrase|passcode|pass|pwd|token|connection[_-]?string|salt|key|secret|credentials?|auth|hook_?url|webhook|[_-]pat';

/** `:`, `=`, TypeScript's `: string =` and `??`, and the `value:` of an environment variable behind its name. */
const operators = [
  '[ \\t]{0,8}(?::[ \\t]{0,4}string[ \\t]{0,4}=(?!=)|\\?\\?=?|\\|\\|=?|:=|=(?![=>])|:(?=[\\s\'"`\\\\]))',
  ',?\\s{1,64}[\'"]?value[\'"]?[ \\t]{0,8}:(?=[\\s\'"`])',
].join('|');

const keyed = new RegExp(`((?:${words})${keyEnd})\\\\?['"\`]?\\]?(${operators})`, 'gi');

export function* underKeys(text: string): Generator<Found> {
  let code: boolean | undefined;
  for (const match of all(keyed, text)) {
    const [whole, end = '', operator = ''] = match;
    const start = startOfKey(text, match.index);
    const key = text.slice(start, match.index + end.length);
    const promise = promiseOf(key);
    if (promise === undefined) continue;
    const isBehindName = operator.includes('value');
    if (isBehindName && !/(?:name|key)['"]?[ \t]{0,8}:[ \t]{0,8}['"]?$/i.test(lineBefore(text, start))) continue;
    const hasQuotes = /^\\?['"`]/.test(whole.slice(end.length));
    const isStatement = (code ??= isCode(text)) && !isInString(lineBefore(text, hasQuotes ? start - 1 : start));
    const literal = literalAt(text, match.index + whole.length, isBehindName ? 'value' : operator.trim(), start, isStatement);
    if (literal && isKept(promise, key, literal.text)) yield { kind: kindOf(key), start: literal.start, end: literal.end };
  }
}

/** Whether a string is open at the end of a line of code, so that what follows is text. */
function isInString(line: string): boolean {
  let open = '';
  for (const [, quote = ''] of line.matchAll(/(?<!\\)(['"`])/g)) {
    if (open === '') open = quote;
    else if (open === quote) open = '';
  }
  return open !== '';
}

function startOfKey(text: string, at: number): number {
  let start = at;
  while (start > at - longestName && /[\w.-]/.test(text[start - 1] ?? '')) start--;
  return start;
}

/** What stands behind a flag that promises a credential, without `=`: in one line, or as two items of a list. */
export function* behindFlags(text: string): Generator<Found> {
  for (const { index, 0: whole, 1: flag = '', 2: gap = '', 3: value = '' } of all(flags, text)) {
    const promise = promiseOf(flag);
    const isPhrase = /^[ \t]+$/.test(gap) && !/\d/.test(value);
    if (promise === undefined || isPhrase || value.startsWith('-') || !isKept(promise, flag, value)) continue;
    yield { kind: kindOf(flag), start: index + whole.length - value.length, end: index + whole.length };
  }
}

const flags = new RegExp(
  [
    '(?<![\\w-])--([\\w-]{0,40}(?:passw(?:or)?d|passphrase|token|secret|key))',
    '([\'"]?\\s{1,64}-[ \\t]{1,4}[\'"]?|[\'"],\\s{0,64}[\'"]|[ \\t]{1,4}[\'"]?)',
    '([^\\s\'",]{1,200})',
  ].join(''),
  'gi',
);

/** The literal that stands behind an operator, in code, YAML, JSON or a shell. */

interface Literal {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The literal behind an operator; where a word without quotes is a name, it is none. `key` is where the key begins. */
export function literalAt(text: string, at: number, operator: string, key: number, code: boolean): Literal | undefined {
  const start = at + lengthAt(code ? /\s{0,200}/y : /[ \t]{0,64}(?:(?:!!str|&[\w-]{1,64})[ \t]{1,8})?/y, text, at);
  const first = text[start] ?? '';
  if (/['"`]/.test(first)) return quotedAt(text, start, first);
  if (/^\\['"]/.test(text.slice(start, start + 2))) return escapedAt(text, start);
  if (code) return undefined;
  if (operator === '=' || operator === ':=') return wordAt(text, start);
  if (operator !== ':' && operator !== 'value') return undefined;
  const header = lengthAt(/[|>][-+0-9]{0,2}[ \t]{0,8}(?:#.{0,99})?\r?\n/y, text, start);
  if (header > 0) return blockAt(text, start + header, lineBefore(text, key));
  if (/[\r\n]/.test(first)) return nextLineAt(text, start, lineBefore(text, key));
  const place = lineBefore(text, key);
  return plainAt(text, start, operator === ':' ? place : place.includes('{') ? '{' : '');
}

function quotedAt(text: string, at: number, quote: string): Literal | undefined {
  const line = text.slice(at + 1, at + 1 + longestKey);
  let end = line.indexOf(quote);
  while (end > 0 && quote !== "'" && line[end - 1] === '\\') end = line.indexOf(quote, end + 1);
  const inside = line.slice(0, end);
  return end < 0 || inside.includes('\n') ? undefined : { text: inside, start: at + 1, end: at + 1 + end };
}

/** What stands in quotes within a string: `"{\"auth\":\"...\"}"`. */
function escapedAt(text: string, at: number): Literal | undefined {
  const end = text.slice(0, at + longestKey).indexOf(text.slice(at, at + 2), at + 2);
  return end < 0 ? undefined : { text: text.slice(at + 2, end), start: at + 2, end };
}

/** What a shell, a URL or an INI file takes for one value. */
function wordAt(text: string, at: number): Literal {
  const end = at + lengthAt(/[^\s'"`,;&|<>]{0,999}/y, text, at);
  return { text: text.slice(at, end), start: at, end };
}

/** A plain scalar, where a key of YAML can stand: at the beginning of a line, perhaps of a comment, or in braces. */
function plainAt(text: string, at: number, place: string): Literal | undefined {
  const inBraces = /\{(?:[^{}]*,)?[ \t]*['"]?$/.test(place);
  if (!inBraces && !/^[ \t>]*(?:(?:#+|\/\/|[-*?])[ \t]+)*['"]?$/.test(place)) return undefined;
  const newline = text.indexOf('\n', at);
  const line = text.slice(at, inBraces ? at + longestLine : newline < 0 ? text.length : newline);
  const value = line.replace(inBraces ? /[,}\n][^]*$/ : /(?:^|[ \t])#.*$/, '').trimEnd().replace(/['"]$/.test(place) ? /,$/ : '', '');
  return isProse(value) || notScalar.test(value) ? undefined : { text: value, start: at, end: at + value.length };
}

/** A map or a list in braces, an alias, an anchor, and a line of code: `getToken();`. */
const notScalar = /^(?:[{[].*|[*&][\w-]+|[A-Za-z_$.()]*[({;,]|[\w.]+ = .*)$/;

/** A scalar on the line below its key; a map or a list is no literal. */
function nextLineAt(text: string, at: number, place: string): Literal | undefined {
  if (!/^[ \t]*(?:- +)*['"]?$/.test(place)) return undefined;
  const newline = at + lengthAt(/\r?\n/y, text, at);
  const indent = lengthAt(/[ \t]{1,200}/y, text, newline);
  const start = newline + indent;
  const value = text.slice(start, start + lengthAt(/[^\s:#{}[\]]{1,400}(?=[ \t]*\r?(?:\n|$))/y, text, start));
  return indent > columnOf(place) && !/^[-?|>&*!]/.test(value) ? { text: value, start, end: start + value.length } : undefined;
}

/** A block scalar: every line that stands deeper than its key. */
function blockAt(text: string, at: number, place: string): Literal | undefined {
  let end = at;
  while (end < text.length && isDeeper(text, end, columnOf(place))) {
    const newline = text.indexOf('\n', end);
    end = newline < 0 ? text.length : newline + 1;
  }
  const start = Math.min(end, at + lengthAt(/\s{0,999}/y, text, at));
  const value = text.slice(start, end).trimEnd();
  const [indent = ''] = /[ \t]*$/.exec(text.slice(at, start)) ?? [];
  return { text: value.replaceAll(`\n${indent}`, '\n'), start, end: start + value.length };
}

function isDeeper(text: string, lineStart: number, column: number): boolean {
  const indent = lengthAt(/[ \t]{0,400}/y, text, lineStart);
  return indent > column || /[\r\n]/.test(text[lineStart + indent] ?? '');
}

/** Where in its line a key stands, of which `place` is the line before it. */
function columnOf(place: string): number {
  return place.search(/[^ \t-]|$/);
}

/** True for TypeScript and its like; Markdown with code in it is not. */
function isCode(text: string): boolean {
  const head = text.slice(0, 20_000);
  return statement.test(head) && !/^ {0,3}```/m.test(head);
}

const statement = new RegExp(
  [
    'import\\b.*[\'"]',
    'export (?:default|const|function|class|interface|type|async|\\{|\\*)',
    '(?:const|let|var) [\\w$ {[\\]},:]+=',
    '(?:async )?function\\*? \\w+\\(',
    '(?:interface|type|class|declare) .*[={]',
    '[\'"]use strict[\'"]',
  ].map(start => `^${start}`).join('|'),
  'm',
);
