/** Keys that promise a credential. */

/** What may follow in a key on the word that promises a credential: `passwordValue`, `API_KEY_2`. */
export const keyEnd = '(?:[_-]?(?:value|text|plain|string|literal|b64|base64))?[_-]?\\d{0,2}';

/** Keys, without anything but small letters, of which any literal is a credential. */
const certain = new RegExp(
  `(?:passw(?:or)?ds?|passphrase|passcode|pwd|token|connectionstring|${[
    '(?:password|secret|state)salt',
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
