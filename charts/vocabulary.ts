/**
 * The words of the trade that a config is written in. A literal or template type lets the editor help; where a type cannot tell
 * right from wrong (999.0.0.0/99 is a well-typed Cidr), the function of the same name here can.
 */

/** What people need of a cluster. Source: guide l.53-69; no Tidepool of real users is without those before `notifications`. */
export const needs = [
  'DNS names', 'TLS certificates', 'object storage', 'Mongo', 'mail', 'record of access', 'metrics of services', 'availability of nodes',
  'notifications', 'diabetes data', 'logs', 'usage metrics', 'mailing lists', 'values of secrets', 'repository', 'machines',
] as const;

export type Need = (typeof needs)[number];

/** Who may have to be paid for it, or asked for a key. Source: guide l.75-95, and what came later. */
export type Provider =
  | 'AWS CloudWatch' | 'AWS EKS and EC2' | 'AWS Route 53' | 'AWS S3' | 'AWS Secrets Manager' | 'AWS SES' | 'Abbott' | 'Customer.io' | 'Datadog'
  | 'Dexcom' | 'GitHub' | 'KissMetrics' | "Let's Encrypt" | 'Mailchimp' | 'Marketo' | 'MongoDB Atlas' | 'Oura' | 'Slack' | 'Sumologic' | 'Twiist';

/** AWS regions that have EKS, as AWS spells them. */
export type Region =
  | 'af-south-1' | 'ap-east-1' | 'ap-northeast-1' | 'ap-northeast-2' | 'ap-northeast-3' | 'ap-south-1' | 'ap-south-2'
  | 'ap-southeast-1' | 'ap-southeast-2' | 'ap-southeast-3' | 'ap-southeast-4' | 'ca-central-1' | 'ca-west-1' | 'eu-central-1'
  | 'eu-central-2' | 'eu-north-1' | 'eu-south-1' | 'eu-south-2' | 'eu-west-1' | 'eu-west-2' | 'eu-west-3' | 'il-central-1'
  | 'me-central-1' | 'me-south-1' | 'sa-east-1' | 'us-east-1' | 'us-east-2' | 'us-west-1' | 'us-west-2';

/** Log levels that every service of the stack understands. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A block of private IPv4 addresses, network address first: `10.47.0.0/16`. */
export type Cidr = `${number}.${number}.${number}.${number}/${number}`;

/** A VPC as AWS calls it: `vpc-0123456789abcdef0`. */
export type VpcId = `vpc-${string}`;

/** A Kubernetes minor release: `1.14`. Always a string, since YAML would read 1.10 as 1.1. */
export type KubernetesVersion = `1.${number}`;

/** A DNS name, lower case, of at least two labels; the first label may be `*`. `localhost` is the one name of one label. */
export type DnsName = string;

/** Twelve digits. A string, since an account number may begin with 0. */
export type AwsAccountNumber = string;

/**
 * Which tags of an image Flux may roll out: `glob:develop-*`, `regexp:^v\d+\.\d+\.\d+$` (or `regex:`), `semver:~1.2`.
 * In a glob only `*` is special. `glob:` and `regexp:` take the newest image, `semver:` the highest version.
 */
export type TagPolicy = `glob:${string}` | `regexp:${string}` | `regex:${string}` | `semver:${string}`;

/**
 * Which values the Tidepool chart reads: `k8s` those of the chart on branch `k8s` (March 2019), `guide` as the guide prints them (the chart of August 2019), `0.1.7` as the templates of chart
 * 0.1.7 really read them (September 2019), `0.26.0` as those of chart 0.26.0 do (August 2026). The last has other services, needs
 * Kafka, Keycloak and a Mongo elsewhere, and expects Helm 3 and a Gloo 1.x whose proxy is called gateway-proxy: the controllers and the
 * package gloo of 2019 are older.
 */
export type EditionName = 'guide' | 'k8s' | '0.1.7' | '0.26.0';

/** A span of time as Go writes it: `1m`, `90s`. */
export type GoDuration = `${number}${'s' | 'm' | 'h'}`;

/** A release of Kubernetes as it is downloaded: `v1.11.5`. */
export type KubernetesRelease = `v1.${number}.${number}`;

/** A day: `2027-03-31`. */
export type IsoDate = `${number}-${number}-${number}`;

/** A release of Kafka, whole: `3.9.0`. */
export type KafkaVersion = `${number}.${number}.${number}`;

/** A URL by https, without a slash at its end. */
export type HttpsUrl = `https://${string}`;

/** A chart in a git repository. `ref` is a branch, tag or commit; a branch moves under you. */
export interface GitChart {
  /** Clone URL: `git@github.com:tidepool-org/development`. */
  readonly git: string;
  /** Folder of the chart in the repository, without a leading slash. */
  readonly path: string;
  /** Branch, tag or commit. */
  readonly ref: string;
}

/** A chart in a Helm repository. */
export interface RepositoryChart {
  /** URL of the repository. */
  readonly repository: string;
  /** Name of the chart in it. */
  readonly name: string;
  /** Exact version, as the repository spells it. */
  readonly version: string;
}

/** Where a Helm chart comes from. One or the other, never both: helm-operator's CRD refuses a mixture. */
export type HelmChart = GitChart | RepositoryChart;

/** Helm values: a tree of plain data. Typed only at the leaves we own (each edition and package has its table). */
export interface Values {
  readonly [key: string]: Value;
}
export type Value = string | number | boolean | readonly Value[] | Values;

/** Values to lay over others: `null` takes away what stands there. */
export interface Overlay {
  readonly [key: string]: OverlayValue;
}
export type OverlayValue = string | number | boolean | null | readonly Value[] | Overlay;

/** A CIDR block as numbers: first and last address, and the prefix length. */
export interface AddressRange {
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

/** Undefined when `text` is no IPv4 CIDR block at all; a block with host bits set is returned as its network. */
export function addressRange(text: string): AddressRange | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const [a, b, c, d, prefix] = match.slice(1).map(Number) as [number, number, number, number, number];
  if (Math.max(a, b, c, d) > 255 || prefix > 32) return undefined;
  const size = 2 ** (32 - prefix);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const first = address - (address % size);
  return { first, last: first + size - 1, prefix };
}

/** `10.47.0.0/16` of a range: what the author of a misaligned block meant. */
export function cidrText(range: AddressRange): Cidr {
  const octets = [24, 16, 8, 0].map(shift => Math.floor(range.first / 2 ** shift) % 256);
  return `${octets.join('.')}/${range.prefix}` as Cidr; // four octets were computed just above
}

export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.first <= b.last && b.first <= a.last;
}

/**
 * The blocks that eksctl cuts a VPC into, /19 of a /16: three public, then three private, one pair per availability zone.
 * Source: guide l.942-944.
 */
export function eksctlSubnets(vpc: Cidr): { public: Cidr[]; private: Cidr[] } {
  const range = addressRange(vpc);
  if (!range || range.prefix > 24) throw new Error(`eksctl cuts no subnets from ${vpc}`);
  const prefix = range.prefix + 3;
  const size = 2 ** (32 - prefix);
  const block = (i: number) => cidrText({ first: range.first + i * size, last: range.first + (i + 1) * size - 1, prefix });
  return { public: [0, 1, 2].map(block), private: [3, 4, 5].map(block) };
}

/** Kubernetes' rule for names of namespaces and most objects (RFC 1123 label): at most 63 of a-z, 0-9 and inner hyphens. */
export function isDnsLabel(text: string): boolean {
  return text.length <= 63 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text);
}

/** A name that DNS can publish: two labels or more, the first may be `*`, 253 characters at most. */
export function isDnsName(text: string): boolean {
  const labels = text.split('.');
  const rest = labels[0] === '*' ? labels.slice(1) : labels;
  return text.length <= 253 && labels.length >= 2 && rest.length >= 1 && rest.every(isDnsLabel);
}

/** S3's rule: 3 to 63 of a-z, 0-9, dot and hyphen, beginning and ending with a letter or digit, no two dots in a row. */
export function isBucketName(text: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text) && !text.includes('..');
}

/** IAM's rule for user names. */
export function isIamUserName(text: string): boolean {
  return /^[\w+=,.@-]{1,64}$/.test(text);
}

/** True when `name` is `domain` or lies below it. */
export function isWithin(domain: DnsName, name: DnsName): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

/** Name of a thing in AWS, whole: `arn:aws:iam::123456789012:role/nodes`. */
export type Arn = `arn:aws:${string}`;
