import { isLogin } from './forms.ts';
import type { Found } from './found.ts';
import { isCode, literalAt } from './literals.ts';
import { keyEnd, kindOf, longestName, promiseOf, type Certainty } from './promises.ts';
import { isRandom } from './randomness.ts';
import { isLiteral } from './stand-ins.ts';
import { all, lineBefore } from './text.ts';

/** By key: a literal behind a word that promises a credential. */

/** True when a value keeps what its key promises. A small number is a limit or a lifetime, unless its key says password. */
export function isKept(promise: Certainty, key: string, value: string): boolean {
  if (promise === 'likely' && !(/\d/.test(value) && isRandom(value, 16)) && !isLogin(value)) return false;
  return isLiteral(value) && (!/^\d{1,4}$/.test(value) || kindOf(key) === 'password');
}

/** The words that promise anything, to be looked for at once; all else is done only where one stands before an operator. */
const words =
  'passw(?:or)?ds?|passphrase|passcode|pass|pwd|token|connection[_-]?string|salt|key|secret|credentials?|auth|hook_?url|webhook';

/** `:`, `=`, TypeScript's `: string =` and `??`, and the `value:` of an environment variable behind its name. */
const operators = [
  '[ \\t]{0,8}(?::[ \\t]{0,4}string[ \\t]{0,4}=(?!=)|\\?\\?=?|\\|\\|=?|:=|=(?![=>])|:(?=[\\s\'"`]))',
  ',?\\s{1,64}[\'"]?value[\'"]?[ \\t]{0,8}:(?=[\\s\'"`])',
].join('|');

const keyed = new RegExp(`((?:${words})${keyEnd})['"\`]?\\]?(${operators})`, 'gi');

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
    const literal = literalAt(text, match.index + whole.length, isBehindName ? 'value' : operator.trim(), start, (code ??= isCode(text)));
    if (literal && isKept(promise, key, literal.text)) yield { kind: kindOf(key), start: literal.start, end: literal.end };
  }
}

function startOfKey(text: string, at: number): number {
  let start = at;
  while (start > at - longestName && /[\w.-]/.test(text[start - 1] ?? '')) start--;
  return start;
}

/** Of `--password=x` without the `=`: in one line, or as two items of a list. */
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
