import type { EditionName } from '../vocabulary.ts';

/**
 * The Secrets that the services of an environment read. Names and keys of the last six: guide l.386-504, 1033-1070; the others: the
 * templates of chart 0.1.7. Where each value comes from matters to who fills Secrets Manager; no value is ever seen here.
 */
interface SecretRow {
  readonly keys: readonly string[];
  /** `random`: 40 characters nobody needs to know. `provider`: somebody else hands them out. */
  readonly origin: 'random' | 'provider';
  /** Name of the setting that leaves it out; a row without one is always needed. */
  readonly option?: 'dexcom' | 'kissmetrics' | 'mailchimp';
  /** A service whose pods do not start without it, by edition: leaving it out is then a problem. */
  readonly requiredBy?: Readonly<Partial<Record<EditionName, string>>>;
  /** What another edition calls it, or its keys, where they differ. */
  readonly in?: Readonly<Partial<Record<EditionName, { readonly name?: string; readonly keys?: readonly string[] }>>>;
}

const serviceAuth = { keys: ['ServiceAuth'], origin: 'random' } as const;

/** Keys of the Secret `mongo` as the guide prints them (l.392-398). */
const mongoKeys = ['Scheme', 'Addresses', 'Username', 'Password', 'Tls', 'OptParams'] as const;

export const secretTable: Readonly<Record<string, SecretRow>> = {
  auth: serviceAuth,
  blob: serviceAuth,
  data: serviceAuth,
  dexcom: {
    keys: ['ClientId', 'ClientSecret', 'StateSalt'],
    origin: 'provider',
    option: 'dexcom',
    in: { guide: { name: 'dexcom-api' } },
  },
  export: { keys: ['SessionEncryptionKey'], origin: 'random' },
  image: serviceAuth,
  jellyfish: { keys: ['CarelinkSalt'], origin: 'provider' },
  kissmetrics: { keys: ['APIKey', 'Token', 'UCSFAPIKey', 'UCSFWhitelist'], origin: 'provider', option: 'kissmetrics' },
  mailchimp: {
    keys: ['ApiKey', 'URL', 'PersonalLists', 'ClinicLists'],
    origin: 'provider',
    option: 'mailchimp',
    requiredBy: { '0.1.7': 'shoreline' },
  },
  mongo: {
    keys: mongoKeys,
    origin: 'provider',
    in: { '0.1.7': { keys: ['Scheme', 'Addresses', 'Username', 'Password', 'Database', 'Tls', 'OptParams'] } },
  },
  notification: serviceAuth,
  server: serviceAuth,
  shoreline: { keys: ['ServiceAuth', 'UserLongTermKey', 'UserMailVerification'], origin: 'random' },
  task: serviceAuth,
  user: serviceAuth,
  userdata: { keys: ['GroupIdEncryptionKey', 'UserIdSalt', 'UserPasswordSalt'], origin: 'random' },
};

/** A Secret of the Tidepool chart as one edition names it. */
export interface EnvironmentSecret {
  readonly name: string;
  readonly keys: readonly string[];
}

/**
 * The Secrets that an environment of this edition fetches, by name. `left` names the optional ones that its config leaves out, and
 * `mongo` when the chart makes that Secret from values.
 */
export function environmentSecrets(edition: EditionName, left: ReadonlySet<string>): EnvironmentSecret[] {
  return Object.entries(secretTable)
    .filter(([name]) => !left.has(name))
    .map(([name, row]) => ({ name: row.in?.[edition]?.name ?? name, keys: row.in?.[edition]?.keys ?? row.keys }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
