import { longestName, promiseOf } from './promises.ts';
import { isRandom } from './randomness.ts';

/** What stands where a credential could, and is none. */

/** What stands for a value that is not there. Each must fit the whole. */
const placeholders: readonly RegExp[] = [
  /^(?:~|null|true|false|yes|no|on|off|nil|none|undefined|default|enabled|disabled|required|optional|read|write)?$/i,
  /^(?:string|str|bytes?|bool(?:ean)?|number|int(?:eger)?|object|array|any|unknown|never|void)(?:\[\])?$/i,
  /^(?:change|replace|fill)[-_ ]?(?:me|this|it|in)?(?:$|[-_ ].*)/i,
  /^(?:your|insert|enter|put|the|my|some)[-_ ].*$/i,
  /^(?:todo|fixme|tbd|redacted|removed|masked|hidden|placeholder|example|dummy|sample)$/i,
  /^(?:[01]|[xX-]{3,}|\*+|\.+|_+|#+|\?+|0+)$|x{6}|^(?=.{8})(.)\1*(.)\2*$/i,
  /^(?:<[^<>]*>|\[[^[\]]*\]|%[sdvq]|%[^%]+%|@\w+@|__\w+__)$/,
  /^\$(?:[A-Z_][A-Z0-9_]*|[\d@*#])$/,
  /^[~^]?v?\d+\.\d+\.\d+$/,
  /…/, // ours
];

/** What says where a value comes from. */
const references: readonly RegExp[] = [
  /\$\{|\$\(|\{\{|<%/,
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
