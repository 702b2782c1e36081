import { fromBase64, lengthAt, lineBefore, type Found, type Search } from './text.ts';

/** By chance: long runs of letters that no person writes, and that are not public. */

/** A kind, when nothing more is known. */
export const randomText = 'random text';

/** Length from which a text without any other mark is judged. */
const shortest = 32;

/** How often base64 is looked for in base64. */
const deepest = 3;

/** Letters of base64, of hex, and of their variants for URLs: 1 where a character is one. */
const alphabet = new Uint8Array(128);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_') alphabet[letter.charCodeAt(0)] = 1;

export function* byChance(whole: string, search: Search, depth: number): Generator<Found> {
  const text = whole.includes('-----BEGIN ') ? whole.replaceAll(publicBlock, block => ' '.repeat(block.length)) : whole;
  for (const { start, end } of runs(text)) {
    const run = text.slice(start, end);
    if (!isDrawn(run) || !isDrawn(withoutPublicParts(run)) || isPublic(text, start, end)) continue;
    const decoded = depth < deepest ? fromBase64(run.replaceAll(/\s/g, '')) : undefined;
    const kind = decoded === undefined ? kindByChance(text, start, run) : search(decoded, depth + 1)[0]?.kind;
    if (kind !== undefined) yield { kind, start, end };
  }
}

/**
 * Every run of such letters that is long enough, with the lines of base64 that follow it. A run of 32 holds one of every 32nd characters,
 * so the others need not be looked at.
 */
function* runs(text: string): Generator<{ start: number; end: number }> {
  for (let at = shortest - 1; at < text.length; at += shortest) {
    if (alphabet[text.charCodeAt(at)] !== 1) continue;
    let start = at;
    while (start > 0 && alphabet[text.charCodeAt(start - 1)] === 1) start--;
    let end = at + 1;
    while (end < text.length && alphabet[text.charCodeAt(end)] === 1) end++;
    at = end;
    if (end - start < shortest) continue;
    end += lengthAt(/={0,2}/y, text, end);
    if (end - start >= 60) end += lengthAt(/(?:\r?\n[ \t]*[A-Za-z0-9+/]{4,}={0,2}(?=\r?\n|$))*/y, text, end);
    at = Math.max(at, end);
    yield { start, end };
  }
}

/** True for a run of which the whole or a part, as of a path, was drawn by chance. */
function isDrawn(run: string): boolean {
  return isRandom(run, shortest) || run.split(/[-_/+]/).some(part => isRandom(part, shortest));
}

/** UUIDs, and commits at the end of a tag or in the path of a repository, are taken out before the rest is judged. */
function withoutPublicParts(run: string): string {
  return run
    .replaceAll(/(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])/gi, '')
    .replaceAll(/(?<=[\w.]-|\/(?:blob|commit|raw|tree)\/)(?:[0-9a-f]{40}|[0-9a-f]{64})(?![0-9A-Za-z])/g, '');
}

const hashes = 'sha\\d{0,3}|digest|checksum|(?<!pass\\w{0,6}[_-]?)hash|fingerprint|thumbprint|integrity|md5|e-?tag|traceparent|provider-?id';

/** What stands before a text that is public. */
export const publicBefore = new RegExp(
  `(?:${[
    '(?:sha\\d{1,3}|md5|h1)[:=-]', // digests, and those of go.sum
    `(?:commit|head|revision|rev|ref|tag|uid|public[_-]?key|${hashes}|checksum/[\\w.-]{1,64})['"]?[ \\t]{0,4}[:=][ \\t]{0,4}['"]?(?:W/)?(?:\\\\?"|00-)?`,
    '[@#]', // the commit of an action or a package
    '(?:containerd|cri-o|docker|aws|azure|gce|openstack|vsphere):', // a container, a node
    'arn:aws[\\w-]{0,10}:[\\w:/*+=,.@-]{0,200}',
    '(?:github|githubusercontent|gitlab)\\.', // a path in a repository
    'data:(?:audio|font|image|video)/[\\w+.-]{1,64};base64,',
    'ENC\\[[^\\]\\s]{0,390}', // SOPS
    '\\]\\(https?:[^\\s)]{0,300}', // a link of Markdown
  ].join('|')})$`,
  'i',
);

/** Public keys of SSH, paths of machines, and of dashboards of Grafana. */
const publicBeginning = /^(?:AAAA(?:[BC]3NzaC1|E2VjZHNh|Gnsk)|\/(?:d|private|tmp|var)\/)/;

function isPublic(text: string, start: number, end: number): boolean {
  if (publicBeginning.test(text.slice(start, start + 16))) return true;
  if (publicBefore.test(lineBefore(text, start)) || /amazonaws\.com\/id\/[0-9A-F]{32}$/.test(lineBefore(text, end))) return true; // EKS
  return lengthAt(/[\w-]{0,63}(?:\.[a-z0-9-]{1,63}){1,6}\.(?:com|net|org|io)\b/y, text, end) > 0; // a name in DNS
}

function kindByChance(text: string, start: number, run: string): string {
  const isAws = /^[A-Za-z0-9+/]{40}$/.test(run) && /aws|secret.?(?:access|key)/i.test(lineBefore(text, start));
  return isAws ? 'AWS secret key' : randomText;
}

/** Certificates and public keys, and what PGP or age has encrypted. */
export const publicBlock = /-----BEGIN (?![A-Z0-9 ]{0,40}PRIVATE)[A-Z0-9 ]{1,40}-----[^-]{0,10000}-----END [A-Z0-9 ]{1,40}-----/g;

/**
 * True for what no person writes: it changes often between digits, small and capital letters, and little of it is in words. Measured at
 * 32 letters: of base64 and hex drawn by chance 1 in 400 passes for written, of small letters with digits 1 in 10, of small letters alone
 * all; of 1,200 names and paths in the schemas of Kubernetes and the types of cdk8s 2 pass for drawn.
 */
export function isRandom(text: string, least: number): boolean {
  if (text.length < least) return false;
  const sample = text.slice(0, 200);
  const { changes, inWords } = textureOf(sample);
  const most = /\d/.test(sample) ? 0.3 + 1.5 * changes : 0.45;
  return changes >= 0.15 && inWords <= most && entropy(sample) >= 2.5;
}

/** Both as shares of the whole: how often neighbours differ in kind, and how many letters stand in words of four and more. */
function textureOf(text: string): { changes: number; inWords: number } {
  let changes = 0;
  let inWords = 0;
  let word = 0;
  let last = 0;
  for (let at = 0; at <= text.length; at++) {
    const kind = at < text.length ? letterKind(text.charCodeAt(at)) : 0;
    if (kind !== last) {
      const isCapital = last === 2 && kind === 1; // it begins a word and belongs to it
      if (kind !== 0 && last !== 0 && !isCapital) changes++;
      const length = isCapital ? word - 1 : word;
      if (length >= 4 && (last === 1 || last === 2)) inWords += length;
      word = isCapital ? 1 : 0;
    }
    word++;
    last = kind;
  }
  return { changes: changes / text.length, inWords: inWords / text.length };
}

/** 1 for a small letter, 2 for a capital, 3 for a digit, 0 for all else. */
function letterKind(code: number): number {
  if (code >= 97 && code <= 122) return 1;
  if (code >= 65 && code <= 90) return 2;
  return code >= 48 && code <= 57 ? 3 : 0;
}

/** Shannon's, in bits for each character. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}
