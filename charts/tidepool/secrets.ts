import type { EditionName } from '../vocabulary.ts';

/**
 * The Secrets that the services of an environment read. Names and keys: guide l.386-504, 1033-1070; the templates of charts 0.1.7 and
 * 0.26.0. Where each value comes from matters to who fills Secrets Manager; no value is ever seen here.
 */
interface SecretRow {
  readonly keys: readonly string[];
  /** `random`: 40 characters that no person needs to know. `provider`: another company issues them, or some of them. */
  readonly origin: 'random' | 'provider';
  /** The setting of this name fetches it or leaves it out; a row without one is always needed. */
  readonly option?: SecretOption;
  /** Whether it is fetched without that setting. */
  readonly onRequest?: true;
  /** A service whose pods do not start without it, by edition: leaving it out is then a problem. */
  readonly requiredBy?: Readonly<Partial<Record<EditionName, string>>>;
  /** Editions that read it; all of them where this is not said. */
  readonly only?: readonly EditionName[];
  /** What another edition calls it, or its keys, where they differ. */
  readonly in?: Readonly<Partial<Record<EditionName, Partial<EnvironmentSecret> & { readonly origin?: 'provider' }>>>;
}

/** Settings of the optional Secrets, each named as the Secret. */
export type SecretOption =
  | 'abbott' | 'care-partner-alerts' | 'customer-io' | 'dexcom' | 'kissmetrics' | 'mailchimp' | 'marketo' | 'oura' | 'twiist';

const of2019: readonly EditionName[] = ['guide', '0.1.7'];
const today: readonly EditionName[] = ['0.26.0'];

const serviceAuth = { keys: ['ServiceAuth'], origin: 'random' } as const;
const serviceAuthOf2019 = { ...serviceAuth, only: of2019 } as const;

/** What few environments have: integrations that came after 2019. All references to them are optional in the templates. */
function onRequest(option: SecretOption, ...keys: string[]): SecretRow {
  return { keys, origin: 'provider', option, onRequest: true, only: today };
}

/** Keys of the Secret `mongo` as the guide prints them (l.392-398). */
const mongoKeys = ['Scheme', 'Addresses', 'Username', 'Password', 'Tls', 'OptParams'] as const;

const shorelineKeys = ['ServiceAuth', 'UserLongTermKey', 'UserMailVerification'] as const;

/** Those that shoreline's clients of Keycloak have there; only Keycloak can hand them out. */
const keycloakKeys = [
  'KeycloakClientSecret',
  'KeycloakBackendClientSecret',
  'KeycloakLongLivedClientSecret',
  'KeycloakAdminPassword',
  'KeycloakMigrationSecret',
] as const;

export const secretTable: Readonly<Record<string, SecretRow>> = {
  abbott: onRequest('abbott', 'ClientId', 'ClientSecret', 'StateSalt', 'PartnerId', 'PartnerSecret'),
  auth: serviceAuth,
  blob: serviceAuth,
  'care-partner-alerts': onRequest('care-partner-alerts', 'APNSSigningKey'),
  'customer-io': onRequest('customer-io', 'AppAPIKey', 'TrackAPIKey'),
  data: serviceAuth,
  dexcom: {
    keys: ['ClientId', 'ClientSecret', 'StateSalt'],
    origin: 'provider',
    option: 'dexcom',
    in: { guide: { name: 'dexcom-api' } },
  },
  export: { keys: ['SessionEncryptionKey'], origin: 'random' },
  image: serviceAuthOf2019,
  jellyfish: { keys: ['CarelinkSalt'], origin: 'provider', only: of2019 },
  /** Its key is what the config calls it: `environmentSecrets`. */
  kafka: { keys: ['Password'], origin: 'provider', only: today },
  kissmetrics: { keys: ['APIKey', 'Token', 'UCSFAPIKey', 'UCSFWhitelist'], origin: 'provider', option: 'kissmetrics' },
  mailchimp: {
    keys: ['ApiKey', 'URL', 'PersonalLists', 'ClinicLists'],
    origin: 'provider',
    option: 'mailchimp',
    requiredBy: { '0.1.7': 'shoreline' },
    only: of2019,
  },
  marketo: onRequest('marketo', 'ID', 'Secret', 'URL'),
  /** Chart 0.26.0 has a Database, too, which no program reads. */
  mongo: {
    keys: mongoKeys,
    origin: 'provider',
    in: { '0.1.7': { keys: ['Scheme', 'Addresses', 'Username', 'Password', 'Database', 'Tls', 'OptParams'] } },
  },
  notification: serviceAuthOf2019,
  oura: onRequest(
    'oura', 'ClientId', 'ClientSecret', 'StateSalt', 'PartnerSecret', 'JotformAPIKey', 'ShopifyClientId', 'ShopifyClientSecret',
  ),
  prescription: { ...serviceAuth, only: today },
  server: serviceAuth,
  shoreline: { keys: shorelineKeys, origin: 'random', in: { '0.26.0': { keys: [...shorelineKeys, ...keycloakKeys], origin: 'provider' } } },
  task: serviceAuth,
  /** An RSA pair in PEM. Only shoreline needs the private key. */
  'token-signing-key': { keys: ['public', 'private'], origin: 'provider', only: today },
  /** The one that writes ClientID so. */
  twiist: onRequest('twiist', 'ClientID', 'ClientSecret', 'StateSalt'),
  user: serviceAuthOf2019,
  userdata: { keys: ['GroupIdEncryptionKey', 'UserIdSalt', 'UserPasswordSalt'], origin: 'random' },
};

/** A Secret of the Tidepool chart as one edition names it. */
export interface EnvironmentSecret {
  readonly name: string;
  readonly keys: readonly string[];
}

/** What the config of an environment says about its Secrets. */
export interface SecretSettings {
  readonly options: Readonly<Partial<Record<SecretOption, boolean>>>;
  /** False when the chart makes Secret `mongo` from values. */
  readonly fetchesMongo: boolean;
  /** The key that services look for in Secret `kafka`. */
  readonly kafkaKey: string | undefined;
}

/** Whether an edition reads a Secret at all. */
export function reads(edition: EditionName, name: string): boolean {
  const row = secretTable[name];
  return row !== undefined && (row.only === undefined || row.only.includes(edition));
}

/** The Secrets that an environment of this edition fetches, by name. */
export function environmentSecrets(edition: EditionName, { options, fetchesMongo, kafkaKey }: SecretSettings): EnvironmentSecret[] {
  const isFetched = (name: string, { option, onRequest: asked }: SecretRow) =>
    reads(edition, name) && (option === undefined || (options[option] ?? !asked)) && (name !== 'mongo' || fetchesMongo);
  return Object.entries(secretTable)
    .filter(([name, row]) => isFetched(name, row))
    .map(([name, row]) => {
      const keys = row.in?.[edition]?.keys ?? row.keys;
      return { name: row.in?.[edition]?.name ?? name, keys: name === 'kafka' && kafkaKey !== undefined ? [kafkaKey] : keys };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
