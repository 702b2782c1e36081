import { createHash } from 'node:crypto';

/** Put together, so that scanners of repositories pass this file by. */
export const slackHooks = ['https://hooks.slack.com', 'services'].join('/');

// No credential stands in this file: every one is put together when a test runs, so that scanners of repositories stay quiet.

export const small = 'abcdefghijklmnopqrstuvwxyz';
export const digits = '0123456789';
export const hex = `${digits}abcdef`;
export const base32 = `${small.toUpperCase()}234567`;
export const base62 = small + small.toUpperCase() + digits;
export const base64 = `${base62}+/`;
export const base64url = `${base62}-_`;

/** Letters by chance, the same in every run. */
export function drawn(alphabet: string, length: number, seed = 'a'): string {
  const bytes = Array.from({ length: Math.ceil(length / 32) }, (_, block) => [...createHash('sha256').update(`${seed}${block}`).digest()]);
  return bytes.flat().slice(0, length).map(byte => alphabet[byte % alphabet.length]).join('');
}

export function inBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

export function jwt(): string {
  const parts = [{ alg: 'HS256', typ: 'JWT' }, { sub: drawn(digits, 10), iat: 1516239022 }];
  return [...parts.map(part => Buffer.from(JSON.stringify(part)).toString('base64url')), drawn(base64url, 43)].join('.');
}

export function pem(what: string, lines = 12): string {
  const body = Array.from({ length: lines }, (_, line) => drawn(base64, 64, `line${line}`));
  return [`-----BEGIN ${what}-----`, ...body, `${drawn(base64, 30)}==`, `-----END ${what}-----`].join('\n');
}
