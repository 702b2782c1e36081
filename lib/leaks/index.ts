import { byChance, randomText } from './chance.ts';
import { inForm, inHeaders, inUrls, issuersPart, passwordHashes, privateKeys } from './forms.ts';
import { behindFlags, underKeys } from './keys.ts';
import { inSecrets, leaksBelow, valueOfSecret } from './objects.ts';
import { lineAt, type Found, type Search } from './text.ts';
import type { Place } from '../manifests/manifest.ts';

/**
 * What looks like a credential, in any text and in any object. Three marks give one away: the form that its issuer gave it, the key that
 * it stands under, and chance, which makes texts that no person writes. So a short secret under a key that does not say so is not seen,
 * nor is one that is put together when a program runs: look at what comes out as well.
 *
 * Not taken for a credential: a placeholder (`${TOKEN}`, `<token>`, `changeme`), a reference (`{{ .Values.x }}`, `vault:...`, an ARN, the
 * path of a file), the name of a key or of a Secret, what is public by nature (certificates, public keys, UUIDs, digests and commits where
 * they are known as such) and what SOPS or PGP has encrypted.
 */

/** Something that looks like a credential, in a text. */
export interface Leak {
  /** Which one: `Slack webhook`. */
  readonly kind: string;
  /** What may be repeated of it: `AKIA… (20 characters)`. */
  readonly masked: string;
  /** Offsets in UTF-16 units, the end excluded. */
  readonly start: number;
  readonly end: number;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
  /** What to do about it. */
  readonly instead: string;
}

/** Something that looks like a credential, in an object. */
export interface ObjectLeak extends Pick<Leak, 'kind' | 'masked' | 'instead'> {
  /** Keys and indices down to it. A key that is itself a credential is masked. */
  readonly path: Place;
  /** Of the text there, from 0. */
  readonly line: number;
}

/** Whether only its randomness marks a leak: then it may be a generated identifier, and no secret. */
export function isGuess({ kind }: { readonly kind: string }): boolean {
  return kind === randomText;
}

/** Everything in a text that looks like a credential, in the order of the text: YAML, TypeScript, JSON, Markdown or a script. */
export function leaksIn(text: string): readonly Leak[] {
  return foundIn(text).map(({ kind, start, end }) => {
    const [line, column] = [lineAt(text, start) + 1, start - text.lastIndexOf('\n', start - 1)];
    return { kind, masked: maskOf(text.slice(start, end)), start, end, line, column, instead: insteadOf(kind) };
  });
}

/**
 * Everything in an object that looks like a credential: what `leaksIn` finds in its keys and strings, a value under a key or a name that
 * promises one, and every value of a Secret that is no document without credentials. An object that stands in two places is read once.
 */
export function leaksInObject(object: unknown): readonly ObjectLeak[] {
  return [...leaksBelow(object, foundIn)].map(({ kind, path, text, line }) => ({
    kind,
    line,
    masked: maskOf(text),
    path: path.map(key => (typeof key === 'string' ? maskLeaks(key) : key)),
    instead: insteadOf(kind),
  }));
}

/** The text with every leak replaced by its mask, also where one of six characters or more is repeated without its context. */
export function maskLeaks(text: string): string {
  const found = foundIn(text);
  if (found.length === 0) return text;
  let from = 0;
  const parts = found.map(({ start, end }) => {
    const part = text.slice(from, start) + maskOf(text.slice(start, end));
    from = end;
    return part;
  });
  const secrets = new Set(found.map(({ start, end }) => text.slice(start, end)).filter(({ length }) => length >= 6));
  return [...secrets].reduce((rest, secret) => rest.replaceAll(secret, () => maskOf(secret)), parts.join('') + text.slice(from));
}

/**
 * What may be said of a message that quotes a text: all of it, unless that has anything like a credential in it. Then even a masked message
 * would say too much, since it may repeat what it quotes in another spelling: `write '#hooks-slack-com-...'`.
 */
export function maskMessage(message: string): string {
  const [leak] = leaksIn(message);
  if (leak === undefined) return message;
  return `${leak.masked} looks like a credential (${leak.kind}), so what is wrong with it besides is not said here; ${leak.instead}.`;
}

/** What overlaps is one leak, of the kind that says most. */
function foundIn(text: string, depth = 0): readonly Found[] {
  if (text.length < 15 && !/[\s:=]/.test(text)) return []; // too short for any form, and nothing in it is a key
  const possible = finders.filter(({ mark }) => text.includes(mark));
  const found = possible.flatMap(({ find }, order) =>
    [...find(text, foundIn, depth)].map(leak => ({ ...leak, rank: vague.includes(leak.kind) ? possible.length : order })));
  found.sort((a, b) => a.start - b.start || a.rank - b.rank);
  const leaks: typeof found = [];
  for (const leak of found) {
    const last = leaks.at(-1);
    if (last === undefined || leak.start >= last.end) leaks.push(leak);
    else leaks[leaks.length - 1] = { ...(leak.rank < last.rank ? leak : last), start: last.start, end: Math.max(last.end, leak.end) };
  }
  return leaks;
}

/** Kinds that say less than any other. */
const vague: readonly string[] = [randomText, valueOfSecret];

type Finder = (text: string, search: Search, depth: number) => Iterable<Found>;

/** In the order of how much they know of what they find. None need read a text that lacks its mark. */
const finders: readonly { readonly mark: string; readonly find: Finder }[] = [
  { mark: '', find: inForm },
  { mark: 'PRIVATE KEY', find: privateKeys },
  { mark: '$', find: passwordHashes },
  { mark: '://', find: inUrls },
  { mark: ' ', find: inHeaders },
  { mark: 'Secret', find: inSecrets },
  { mark: '', find: byChance },
  { mark: '', find: underKeys },
  { mark: '--', find: behindFlags },
];

/** The issuer's own letters, and how long it is, unless that would help to guess it. */
function maskOf(secret: string): string {
  const [issuers = ''] = issuersPart.exec(secret) ?? [];
  return `${issuers}… (${secret.length < 12 ? 'under 12' : secret.length} characters)`;
}

const insteadByKind: Readonly<Record<string, string>> = {
  [randomText]: 'if it is a secret, let an ExternalSecret fetch it and revoke this one; if it is a hash, name it so: sha256, commit',
  'password in a URL': 'leave it out of the URL, let an ExternalSecret fetch it, and revoke this one',
  'private key': 'let an ExternalSecret or cert-manager provide it, and make a new one',
};

function insteadOf(kind: string): string {
  return insteadByKind[kind] ?? 'let an ExternalSecret fetch it from the secret store, and revoke this one';
}
