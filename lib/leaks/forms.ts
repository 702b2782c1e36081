import { entropy, isRandom } from './chance.ts';
import { all, fromBase64, lineBefore, longestKey, type Found } from './text.ts';
import { isLiteral } from './words.ts';

/** By form: what its issuer, or a protocol, made recognisable. */

/** Credentials that their issuers made recognisable: the issuer's own letters, which may be repeated, and the rest, which may not. */
const forms: readonly (readonly [kind: string, issuers: string, secret: string])[] = [
  ['AWS access key', '(?:AKIA|ASIA)', '[A-Z0-9]{16}(?![A-Za-z0-9])'],
  ['Slack webhook', 'hooks\\.slack(?:-gov)?\\.com/(?:services|workflows|triggers)/', '[\\w/-]{8,}'],
  ['Slack token', 'x(?:ox[a-z]|app)-', '[\\w.-]{10,}'],
  ['Discord webhook', 'discord(?:app)?\\.com/api/(?:v\\d+/)?webhooks/', '\\d+/[\\w-]{8,}'],
  ['Teams webhook', '(?:webhook\\.office\\.com/webhookb2|outlook\\.office(?:365)?\\.com/webhook)/', '[\\w@/-]{16,}'],
  ['GitHub token', '(?:gh[pousr]_|github_pat_)', '\\w{20,}'],
  ['GitLab token', 'gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-', '[\\w-]{20,}'],
  ['npm token', 'npm_', '[A-Za-z0-9]{36}'],
  ['Google API key', 'AIza', '[\\w-]{35}'],
  ['Google OAuth secret', '(?:GOCSPX-|ya29\\.)', '[\\w-]{20,}'],
  ['Stripe key', '(?:[rs]k_(?:live|test)_|whsec_)', '[A-Za-z0-9]{16,}'],
  ['SendGrid key', 'SG\\.', '[\\w-]{16,40}\\.[\\w-]{16,60}'],
  ['Sumo Logic collector', 'sumologic\\.com/receiver/v1/http/', '[\\w+/=-]{16,}'],
  ['Vault token', 'hv[bsr]\\.', '[\\w-]{20,}'],
  ['Docker Hub token', 'dckr_[op]at_', '[\\w-]{20,}'],
  ['PyPI token', 'pypi-', '[\\w-]{40,}'],
  ['DigitalOcean token', 'do[opr]_v1_', '[0-9a-f]{32,}'],
  ['Grafana token', 'gl(?:sa|c)_', '[\\w+/=-]{24,}'],
  ['New Relic key', 'NR(?:AK|II|JS)-', '[\\w-]{20,}'],
  ['age key', 'AGE-SECRET-KEY-1', '[A-Z0-9]{20,}'],
  ['Amazon MWS token', 'amzn\\.mws\\.', '[0-9a-f]{8}-[0-9a-f-]{20,}'],
  ['Azure DevOps token', '(?=[A-Za-z0-9]{76}AZDO)', '[A-Za-z0-9]{84}'],
  ['PagerDuty key', 'u\\+', '[\\w+-]{18}(?![\\w+-])'],
  ['AI provider key', '(?:sk-(?:ant|proj|svcacct|or)-|gsk_|hf_|xai-|r8_)', '[\\w-]{20,}'],
  ['1Password token', 'ops_', 'eyJ[\\w-]{40,}'],
  ['Databricks token', 'dapi', '[0-9a-f]{32}'],
  ['Figma token', 'fig[dou]_', '[\\w-]{20,}'],
  ['Linear key', 'lin_(?:api|oauth)_', '[A-Za-z0-9]{32,}'],
  ['Notion token', '(?:ntn_|secret_)', '[A-Za-z0-9]{40,}'],
  ['Shopify token', 'shp(?:at|ca|pa|ss)_', '[0-9a-fA-F]{32}'],
  ['Pulumi token', 'pul-', '[0-9a-f]{40}'],
  ['Terraform token', '(?<=[A-Za-z0-9]{14})\\.atlasv1\\.', '[\\w-]{60,}'],
  ['Azure storage key', '(?:Account|SharedAccess)Key=', '[\\w+/=-]{40,}'],
  ['JSON Web Token', 'eyJ', '[\\w-]{8,400}\\.eyJ[\\w-]{8,}(?:\\.[\\w-]*)?'],
];

/** The character before it is in the match: a lookbehind takes twice as long. */
const anyForm = new RegExp(`(?:^|[^A-Za-z0-9])(?:${forms.map(([, issuers, secret]) => `(${issuers}${secret})`).join('|')})`, 'g');

export const issuersPart = new RegExp(`^(?:${forms.map(([, issuers]) => issuers).join('|')})`);

export function* inForm(text: string): Generator<Found> {
  for (const match of all(anyForm, text)) {
    const end = match.index + match[0].length;
    const form = match.findIndex((group, number) => number > 0 && group !== undefined);
    const credential = match[form] ?? '';
    const kind = forms[form - 1]?.[0] ?? '';
    if (isMade(credential.replace(issuersPart, ''))) yield { kind, start: end - credential.length, end };
  }
}

/** False for what documentation writes in the place of a credential: `XXXXXXXX`, `REDACTED`. */
function isMade(secret: string): boolean {
  return entropy(secret) > 2.3 && !/redacted|x{6}/i.test(secret);
}

export function* privateKeys(text: string): Generator<Found> {
  for (const { index, 0: header } of all(/-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g, text)) {
    const rest = text.slice(index + header.length, index + longestKey);
    const closing = rest.search(/-----END /);
    const body = closing < 0 ? beginningOfKey(rest) : rest.slice(0, closing);
    if (!/[A-Za-z0-9+/]{16}/.test(body)) continue;
    const [footer = ''] = closing < 0 ? [] : (/^-----END [A-Z0-9 ]{1,60}-----/.exec(rest.slice(closing)) ?? []);
    yield { kind: 'private key', start: index, end: index + header.length + body.length + footer.length };
  }
}

/** A key that was cut off: base64, in lines or with the `\n` of a string between them, as far as it goes. */
function beginningOfKey(rest: string): string {
  return /^(?:\s|\\n|['"`,+]|[\w+/=-])*/.exec(rest)?.[0] ?? '';
}

/** What a password file holds: by bcrypt, or by a MD5 or SHA of crypt. */
export function* passwordHashes(text: string): Generator<Found> {
  for (const { index, 0: hash } of all(/\$(?:2[aby]\$\d\d|apr1|[156])\$[\w./$]{20,}/g, text)) {
    if (isMade(hash)) yield { kind: 'password hash', start: index, end: index + hash.length };
  }
}

const userInUrl = /:\/\/([^\s/?#"'`@:<>]{0,99})(?::([^\s/?#"'`<>]{1,200}))?@/g;

/** The password of `https://user:password@host`, and the token of `https://token@host`. */
export function* inUrls(text: string): Generator<Found> {
  for (const { index, 0: whole, 1: user = '', 2: password } of all(userInUrl, text)) {
    const end = index + whole.length - 1;
    const isLeak = password === undefined ? isRandom(user, 20) : isLiteral(password);
    if (isLeak) yield { kind: 'password in a URL', start: end - (password ?? user).length, end };
  }
}

const authorization = /\b(bearer|basic)[ \t]{1,4}([\w.~+/-]{8,}={0,2})/gi;

/** The rest of `Authorization: Bearer ...`, also without the name of the header. */
export function* inHeaders(text: string): Generator<Found> {
  for (const { index, 0: whole, 1: scheme = '', 2: rest = '' } of all(authorization, text)) {
    const isNamed = /authorization['"`]?\s{0,4}[:=,]\s{0,4}['"`]?$/i.test(lineBefore(text, index));
    const isBearer = isRandom(rest, 16) || (isNamed && isLiteral(rest));
    const isLeak = scheme.toLowerCase() === 'basic' ? isLogin(rest) : isBearer;
    if (isLeak) yield { kind: 'authorization header', start: index + whole.length - rest.length, end: index + whole.length };
  }
}

/** True for `user:password` in base64. */
export function isLogin(text: string): boolean {
  return text.length >= 8 && /^[!-9;-~]*:[!-~]+$/.test(fromBase64(text) ?? '');
}
