import { randomText } from './chance.ts';
import { issuersPart } from './forms.ts';

/** What is said of a leak. */

/** The issuer's own letters, and how long it is, unless that would help to guess it. */
export function maskOf(secret: string): string {
  const [issuers = ''] = issuersPart.exec(secret) ?? [];
  return `${issuers}… (${secret.length < 12 ? 'under 12' : secret.length} characters)`;
}

const insteadByKind: Readonly<Record<string, string>> = {
  [randomText]: 'if it is a secret, let an ExternalSecret fetch it and revoke this one; if it is a hash, name it so: sha256, commit',
  'password in a URL': 'leave it out of the URL, let an ExternalSecret fetch it, and revoke this one',
  'private key': 'let an ExternalSecret or cert-manager provide it, and make a new one',
};

export function insteadOf(kind: string): string {
  return insteadByKind[kind] ?? 'let an ExternalSecret fetch it from the secret store, and revoke this one';
}
