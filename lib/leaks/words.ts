import { isRandom } from './chance.ts';

/** Keys that promise a credential. */

/** What may follow in a key on the word that promises a credential: `passwordValue`, `API_KEY_2`. */
export const keyEnd = '(?:[_-]?(?:value|text|plain|string|literal|b64|base64))?[_-]?\\d{0,2}';

/** Keys, without anything but small letters, of which any literal is a credential. */
const certain = new RegExp(
  `(?:passw(?:or)?ds?|passphrase|passcode|pwd|token|connectionstring|${[
    '(?:password|secret|state)salt',
    '(?:devops(?:ext)?|github|gitlab|gh|gl)pat',
    '(?:api|app|application|auth|encryption|license|master|private|secretaccess|shared|signing)key',
    '(?:api|app|application|client|consumer|cookie|csrf|hmac|jwt|oauth|partner|server|session|shared|signing|webhook)secret',
  ].join('|')})(?:value|text|plain|string|literal|b|base)?$`,
);

/** Keys of which a literal may as well be the name of something, so that it counts only when chance has made it. */
const likely = /(?:secret|(?<!public)key|credentials?|salt|auth|hookurl|webhook)$/;

/** `pass` is also the end of other words. */
const pass = /(?:^|[^A-Za-z])(?:pass|PASS)\d*$|[a-z]Pass\d*$/;

export type Certainty = 'certain' | 'likely';

export function promiseOf(key: string): Certainty | undefined {
  const letters = lettersOf(key);
  if (certain.test(letters) || pass.test(key)) return 'certain';
  return likely.test(letters) ? 'likely' : undefined;
}

function lettersOf(key: string): string {
  return key.toLowerCase().replaceAll(/[^a-z]/g, '');
}

/** Kinds by a word in the key; the first that fits. */
const kinds: readonly (readonly [word: RegExp, kind: string])[] = [
  [/salt/, 'salt'],
  [/secretaccesskey/, 'AWS secret key'],
  [/token/, 'token'],
  [/hook/, 'webhook'],
  [/key/, 'key'],
  [/pass|pwd/, 'password'],
];

export function kindOf(key: string): string {
  const letters = lettersOf(key);
  return kinds.find(([word]) => word.test(letters))?.[1] ?? 'secret';
}

/** Keys of more than this are none. */
export const longestName = 64;

/** What stands where a credential could, and is none. */

/** What stands for a value that is not there. Each must fit the whole. */
const placeholders: readonly RegExp[] = [
  /^(?:~|null|true|false|yes|no|on|off|nil|none|undefined|default|enabled|disabled|required|optional|read|write)?$/i,
  /^(?:string|str|bytes?|bool(?:ean)?|number|int(?:eger)?|object|array|any|unknown|never|void)(?:\[\])?$/i,
  /^(?:change|replace|fill)[-_ ]?(?:me|this|it|in)?(?:$|[-_ ].*)/i,
  /^(?:your|insert|enter|put|the|my|some)[-_ ].*$/i,
  /^(?:todo|fixme|tbd|redacted|removed|masked|hidden|placeholder|example|dummy|sample|generate)$/i,
  /^(?:[01]|-|[xX-]{3,}|\*+|\.+|_+|#+|\?+|0+)$|x{6}|^(?=.{8})(.)\1*(.)\2*$/i,
  /^(?:<{1,2}[^<>]*>{1,2}|\[[^[\]]*\]|\{[A-Za-z][\w.-]*\}|%[sdvq]|%\(\w+\)s|%[^%]+%|@\w+@|__\w+__|(@@|##?|:|\$)[A-Z][A-Z0-9_]*\1)$/,
  /^\*+[A-Z_]+\*+$|^-{2,} .* -{2,}$/,
  /^\$(?:[A-Z_][A-Z0-9_]*|[\d@*#])$/,
  /^[~^]?v?\d+\.\d+\.\d+$/,
  /…/, // ours
];

/** What says where a value comes from. */
const references: readonly RegExp[] = [
  /\$\{|\$\(|\{\{|<%|\[\[ |^(?:\$__file\{|__FILE__)/,
  /^(?:![A-Za-z][\w.:-]*(?:\s|$)|ENC\[)/, // a tag of YAML that a program resolves
  /^(?:arn|vault|op|ref\+\w+|ssm|secretsmanager|awssm|env|file|sops|keyvault|gsm|gcpsm|secretref|secret):\S/i,
  /^(?:process\.env|import\.meta|config|props|this|values|env|secrets|vars)\b[.[]/i,
  /^(?:~|\.{1,2})?(?:\/[A-Za-z][\w.-]*){2,}\/?$/,
  /^[\w./-]*\.(?:pem|key|crt|txt|ya?ml|json|jwt|env|ts|js)$/,
  /^(?:ssh-|ecdsa-sha2-)[\w-]+ AAAA|^-----BEGIN (?![A-Z ]*PRIVATE)/,
];

export function standsFor(text: string): boolean {
  return placeholders.some(pattern => pattern.test(text)) || references.some(pattern => pattern.test(text));
}

/** False for placeholders, references, and names of keys and Secrets: `password: db-password` says where to look. */
export function isLiteral(value: string): boolean {
  const text = value.trim();
  return !standsFor(text) && !isNameOfKey(text);
}

/** True for words of which the last promises a credential: `datadog-api-key`, `UserPasswordSalt`, `Token`. */
function isNameOfKey(text: string): boolean {
  if (text.length > longestName || !/^[$.]?[A-Za-z]+(?:[-_. ][A-Za-z]+){0,6}$/.test(text)) return false;
  return promiseOf(text) !== undefined && !isRandom(text, 20);
}

/** A sentence, or part of one. */
export function isProse(text: string): boolean {
  return /^[^ ]+ [^ ]+ ./.test(text) && /^[A-Z(`]|[a-z)`]\.$| (?:a|an|and|are|for|from|in|is|of|or|the|to|with) /.test(text);
}
