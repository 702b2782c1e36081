import type { PackageSecret } from '../packages/package.ts';
import type { SecretOrigin } from '../resources.ts';
import type { EditionName, Need, Provider } from '../vocabulary.ts';
import { servicesOf, type ServiceName } from './services.ts';

/**
 * The Secrets that the services of an environment read. Names and keys: guide l.386-504, 1033-1070; the templates of charts 0.1.7 and
 * 0.26.0. Where each value comes from matters to who fills Secrets Manager; no value is ever seen here.
 */
interface SecretRow {
  readonly keys: readonly string[];
  readonly origin: SecretOrigin;
  /** Services that read it, in any edition. Left out: the one that is called as the Secret. */
  readonly readBy?: readonly ServiceName[];
  /** What the guide prints for the value of a key, where that is not the key. */
  readonly placeholders?: Readonly<Record<string, string>>;
  /** What it is there for, and who issues it. */
  readonly meets?: readonly [Need, Provider];
  /** The setting of this name fetches it or leaves it out; a row without one is always needed. */
  readonly option?: SecretOption;
  /** Whether it is fetched without that setting. */
  readonly onRequest?: true;
  /** A service whose pods do not start without it, by edition: leaving it out is then a problem. */
  readonly requiredBy?: Readonly<Partial<Record<EditionName, string>>>;
  /** Editions that read it; all that read any where this is not said. */
  readonly only?: readonly EditionName[];
  /** What another edition calls it, or its keys, where they differ. */
  readonly in?: Readonly<Partial<Record<EditionName, Partial<Pick<EnvironmentSecret, 'name' | 'keys' | 'origin' | 'readBy'>>>>>;
}

/** Settings of the optional Secrets, each named as the Secret. */
export type SecretOption =
  | 'abbott' | 'care-partner-alerts' | 'customer-io' | 'dexcom' | 'kissmetrics' | 'mailchimp' | 'marketo' | 'oura' | 'twiist';

/** The chart of edition `k8s` has its secrets among its defaults. */
const withSecrets: readonly EditionName[] = ['guide', '0.1.7', '0.26.0'];
const of2019: readonly EditionName[] = ['guide', '0.1.7'];
const today: readonly EditionName[] = ['0.26.0'];

/** Those of one program, which show each other a secret of auth. */
const platform: readonly ServiceName[] = [
  'auth', 'blob', 'data', 'image', 'migrations', 'notification', 'prescription', 'task', 'tools', 'user',
];

/** Those with a database of their own. */
const withMongo: readonly ServiceName[] = [
  ...platform, 'clinic', 'gatekeeper', 'hydrophone', 'jellyfish', 'messageapi', 'seagull', 'shoreline', 'tidewhisperer',
];

/** Those that show a server's secret to other services. */
const withServer: readonly ServiceName[] = [...withMongo, 'clinic-worker', 'highwater'];

const withKafka: readonly ServiceName[] = [
  'auth', 'blob', 'clinic-worker', 'data', 'gatekeeper', 'highwater', 'hydrophone', 'mailer', 'messageapi', 'prescription', 'seagull',
  'shoreline',
];

const serviceAuth = { keys: ['ServiceAuth'], origin: 'random' } as const;
const serviceAuthOf2019 = { ...serviceAuth, only: of2019 } as const;

/** What few environments have: integrations that came after 2019. All references to them are optional in the templates. */
function onRequest(option: SecretOption, readBy: readonly ServiceName[], ...keys: string[]) {
  return { keys, origin: 'provider', readBy, option, onRequest: true, only: today } as const;
}

/** Keys of the Secret `mongo` as the guide prints them (l.392-398). */
const mongoKeys = ['Scheme', 'Addresses', 'Username', 'Password', 'Tls', 'OptParams'] as const;

/** What the guide prints for their values (l.392-398). */
const mongoPlaceholders = {
  Scheme: 'scheme', Addresses: 'addresses', Username: 'username', Password: 'password', Tls: 'tls', OptParams: 'optParams',
};

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
  abbott: {
    ...onRequest('abbott', ['auth', 'data'], 'ClientId', 'ClientSecret', 'StateSalt', 'PartnerId', 'PartnerSecret'),
    meets: ['diabetes data', 'Abbott'],
  },
  auth: { ...serviceAuth, readBy: [...platform, 'devices', 'tidewhisperer'] },
  blob: serviceAuth,
  'care-partner-alerts': onRequest('care-partner-alerts', ['data', 'task'], 'APNSSigningKey'),
  'customer-io': { ...onRequest('customer-io', ['auth'], 'AppAPIKey', 'TrackAPIKey'), meets: ['mailing lists', 'Customer.io'] },
  data: serviceAuth,
  dexcom: {
    keys: ['ClientId', 'ClientSecret', 'StateSalt'],
    origin: 'provider',
    readBy: ['auth'],
    meets: ['diabetes data', 'Dexcom'],
    option: 'dexcom',
    in: { guide: { name: 'dexcom-api' }, '0.26.0': { readBy: ['auth', 'task'] } },
  },
  export: { keys: ['SessionEncryptionKey'], origin: 'random' },
  image: serviceAuthOf2019,
  jellyfish: { keys: ['CarelinkSalt'], origin: 'provider', only: of2019 },
  /** Its key is what the config calls it: `environmentSecrets`. */
  kafka: { keys: ['Password'], origin: 'provider', readBy: withKafka, only: today },
  kissmetrics: {
    keys: ['APIKey', 'Token', 'UCSFAPIKey', 'UCSFWhitelist'],
    origin: 'provider',
    readBy: ['highwater'],
    meets: ['usage metrics', 'KissMetrics'],
    option: 'kissmetrics',
  },
  mailchimp: {
    keys: ['ApiKey', 'URL', 'PersonalLists', 'ClinicLists'],
    origin: 'provider',
    readBy: ['shoreline'],
    meets: ['mailing lists', 'Mailchimp'],
    option: 'mailchimp',
    requiredBy: { '0.1.7': 'shoreline' },
    only: of2019,
  },
  marketo: { ...onRequest('marketo', ['shoreline'], 'ID', 'Secret', 'URL'), meets: ['mailing lists', 'Marketo'] },
  /** Chart 0.26.0 has a Database, too, which no program reads. */
  mongo: {
    keys: mongoKeys,
    origin: 'provider',
    readBy: withMongo,
    placeholders: mongoPlaceholders,
    in: { '0.1.7': { keys: ['Scheme', 'Addresses', 'Username', 'Password', 'Database', 'Tls', 'OptParams'] } },
  },
  notification: serviceAuthOf2019,
  oura: {
    ...onRequest('oura', ['auth', 'data'], 'ClientId', 'ClientSecret', 'StateSalt', 'PartnerSecret', 'JotformAPIKey', 'ShopifyClientId', 'ShopifyClientSecret'),
    meets: ['diabetes data', 'Oura'],
  },
  prescription: { ...serviceAuth, only: today },
  server: { ...serviceAuth, readBy: withServer },
  shoreline: { keys: shorelineKeys, origin: 'random', in: { '0.26.0': { keys: [...shorelineKeys, ...keycloakKeys], origin: 'provider' } } },
  task: serviceAuth,
  /** An RSA pair in PEM. Only shoreline needs the private key. */
  'token-signing-key': { keys: ['public', 'private'], origin: 'provider', readBy: ['shoreline'], only: today },
  /** The one that writes ClientID so. */
  twiist: { ...onRequest('twiist', ['auth'], 'ClientID', 'ClientSecret', 'StateSalt'), meets: ['diabetes data', 'Twiist'] },
  user: serviceAuthOf2019,
  userdata: {
    keys: ['GroupIdEncryptionKey', 'UserIdSalt', 'UserPasswordSalt'],
    origin: 'random',
    readBy: ['gatekeeper', 'highwater', 'shoreline', 'tools', 'user'],
    in: { '0.26.0': { readBy: ['highwater', 'shoreline', 'tools'] } },
  },
};

/** A Secret of the Tidepool chart as one edition names it. */
export type EnvironmentSecret = PackageSecret & Required<Pick<PackageSecret, 'origin' | 'readBy' | 'isOptional'>>;

/** What the config of an environment says about its Secrets. */
export interface SecretSettings {
  readonly options: Readonly<Partial<Record<SecretOption, boolean>>>;
  /** False when the chart makes Secret `mongo` from values. */
  readonly needsMongo: boolean;
  /** The key that services look for in Secret `kafka`. */
  readonly kafkaKey: string | undefined;
}

/** Whether an edition reads a Secret at all. */
export function reads(edition: EditionName, name: string): boolean {
  const row = secretTable[name];
  return row !== undefined && (row.only ?? withSecrets).includes(edition);
}

/** The Secrets that an environment of this edition needs, by name, but for what its chart makes. */
export function environmentSecrets(edition: EditionName, { options, needsMongo, kafkaKey }: SecretSettings): EnvironmentSecret[] {
  const isWanted = (name: string, { option, onRequest: asked }: SecretRow) =>
    reads(edition, name) && (option === undefined || (options[option] ?? !asked)) && (name !== 'mongo' || needsMongo);
  return Object.entries(secretTable)
    .filter(([name, row]) => isWanted(name, row))
    .map(([name, row]) => {
      const { keys, origin, readBy = [name], placeholders = {}, meets, option, requiredBy, in: own } = row;
      const secret = { name, keys, origin, readBy, placeholders, ...(meets && { meets }), isOptional: option !== undefined && !requiredBy?.[edition], ...own?.[edition] };
      const readers = servicesOf(edition).filter(service => secret.readBy.includes(service));
      return { ...secret, readBy: readers, ...(name === 'kafka' && kafkaKey !== undefined && { keys: [kafkaKey] }) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
