import type { Delivery } from './generations/delivery.ts';
import type { PackageConfigs } from './packages/index.ts';
import type { ClusterEndpoints, ControlPlaneLog, IssuerName, NatGateway, NodeGroupSettings, PolicyStatement } from './resources.ts';
import type { EditionName } from './vocabulary.ts';
import type { ServiceName } from './tidepool/services.ts';
import type {
  AwsAccountNumber, Cidr, DnsName, HelmChart, HttpsUrl, IsoDate, KafkaVersion, KubernetesVersion, LogLevel, Overlay, Region, TagPolicy,
} from './vocabulary.ts';

/**
 * Declares a cluster. Every `clusters/NAME.ts` exports one as its default:
 *
 *     export default defineCluster({ name: 'test1', region: 'us-west-2', ... });
 *
 * It returns its argument: the types are the point. What types cannot say (overlapping networks, a DNS name claimed twice) is checked
 * by every verb, and reported all at once. `docs/config.md` lists every word.
 */
export function defineCluster(config: ClusterConfig): ClusterConfig {
  return config;
}

/** One cluster: who it is, what it runs on, how it is delivered, its shared services and its Tidepool environments. */
export type ClusterConfig = ClusterSettings & Delivery;

export interface ClusterSettings {
  /** Name of the cluster, equal to the name of its file. A DNS label that no other cluster has (guide l.154-159). */
  readonly name: string;
  /** What the cluster was called before, where it was renamed: its environments keep the image tags of then (docs/renames.md). */
  readonly formerly?: string;
  /** AWS region of the cluster, its buckets' endpoint and its secrets (guide l.161-167). */
  readonly region: Region;
  /** The administrator's address: Let's Encrypt writes to it before a certificate expires (guide l.629). */
  readonly email: string;
  /**
   * How much the services log (guide l.628).
   * @default 'info'
   */
  readonly logLevel?: LogLevel;
  /** The AWS account around the cluster. */
  readonly aws: AwsConfig;
  /** The repository that Flux reads, as named in notifications. */
  readonly github?: GithubConfig;
  /**
   * Kubernetes release of the control plane (guide l.750). Default: 1.14 under Flux v1, 1.34 under Flux 2.
   */
  readonly kubernetes?: KubernetesVersion;
  /** The network of the cluster. */
  readonly vpc: VpcConfig;
  /** Availability zones of the cluster's subnets, at least two, all of its region. Default: eksctl chooses three. */
  readonly availabilityZones?: readonly [string, string, ...string[]];
  /** What the control plane writes to CloudWatch; each costs by its size. Default: nothing. */
  readonly controlPlaneLogs?: readonly [ControlPlaneLog, ...ControlPlaneLog[]];
  /** Groups of worker nodes, at least one (guide l.648-658). */
  readonly nodeGroups: readonly [NodeGroupConfig, ...NodeGroupConfig[]];
  /** DNS names that external-dns publishes. */
  readonly dns?: DnsConfig;
  /**
   * How buckets are called where an environment does not name its own: `cluster-env` gives tidepool-CLUSTER-ENV-data (guide l.855),
   * `env` gives tidepool-ENV-data (guide l.1325). Bucket names are global in AWS, so `env` serves one cluster only.
   * @default 'cluster-env'
   */
  readonly bucketNames?: 'cluster-env' | 'env';
  /** Which values the Tidepool chart reads. An environment may differ. */
  readonly edition: EditionName;
  /** Shared services by name; one that is not listed is not installed (guide l.660-688). */
  readonly packages: PackageConfigs;
  /** Certificates for all environments, made in namespace `default`, by name (guide l.1931-1971). */
  readonly certificates?: Readonly<Record<string, CertificateConfig>>;
  /** Findings that are known, and acceptable for a while: what `npm run validate` says of the output, and warnings of this file. */
  readonly accepted?: readonly AcceptedFinding[];
  /** Tidepool environments by name. The name is also that of the namespace (guide l.1541). */
  readonly environments: Readonly<Record<string, EnvironmentConfig>>;
}

/** A finding that is left out of reports for a while. An entry that is over, or that matches nothing, is a finding itself. */
export interface AcceptedFinding {
  /** Id of its rule: `mutable-image` (docs/rules.md). */
  readonly rule: string;
  /** The object that it is about, `Kind/namespace/name`. Default: every object. */
  readonly object?: string;
  /** The place in this file that it is about, as its message calls it: `vpc.cidr`. Default: every place. */
  readonly at?: string;
  /** Why it is acceptable, for later readers. */
  readonly reason: string;
  /** The last day on which it is: `2027-03-31`. */
  readonly until: IsoDate;
}

export interface AwsConfig {
  /** The account that owns the cluster (guide l.632). Twelve digits, in quotes. */
  readonly accountNumber: AwsAccountNumber;
  /**
   * IAM users who become masters of the cluster besides who makes it (guide l.633-638, 1096). No two alike; an empty list is fine. Under
   * Flux 2 `config.yaml` lets them in. Under Flux v1 no file does: map each by `eksctl create iamidentitymapping` once the cluster is there.
   */
  readonly iamUsers: readonly string[];
  /**
   * Service accounts with a role of their own besides those of packages and environments. Under Flux v1 eksctl makes the account as well,
   * under Flux 2 the role alone, CLUSTER-NAMESPACE-NAME, for an account of yours.
   */
  readonly serviceAccounts?: readonly ServiceAccountConfig[];
}

/** A service account and what it may do in AWS: an inline policy, policies that exist, or both in two accounts. */
export type ServiceAccountConfig = ServiceAccountByStatements | ServiceAccountByPolicies;

interface NamedServiceAccount {
  /** Name of the account, a DNS label. */
  readonly name: string;
  /** Namespace of the account. */
  readonly namespace: string;
  /** What the role is for, as its label `aws-usage`. Default: the account's name. */
  readonly usage?: string;
}

interface ServiceAccountByStatements extends NamedServiceAccount {
  /** Statements of its policy, all of which allow. */
  readonly statements: readonly [PolicyStatement, ...PolicyStatement[]];
  readonly policyArns?: never;
}

interface ServiceAccountByPolicies extends NamedServiceAccount {
  /** ARNs of policies that exist: `arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess`. */
  readonly policyArns: readonly [string, ...string[]];
  readonly statements?: never;
}

export interface GithubConfig {
  /**
   * Organisation or user.
   * @default 'tidepool-org'
   */
  readonly account?: string;
  /**
   * Name of the repository (guide l.201).
   * @default 'cluster-NAME'
   */
  readonly repository?: string;
}

export interface VpcConfig {
  /** Addresses of the VPC: a private /16 to /24, which eksctl cuts into subnets (guide l.717). Every pod takes one of them. */
  readonly cidr: Cidr;
  /** How nodes without public addresses reach the internet: one gateway for all, one per zone, or not at all. Default: eksctl's, `Single`. */
  readonly nat?: NatGateway;
  /** From where the API server is reached. Default: eksctl's, from the internet alone. */
  readonly clusterEndpoints?: ClusterEndpoints;
  /**
   * Networks that traffic is routed to; their addresses must not overlap `cidr`. Tidepool's own Mongo VPCs are known by name
   * (guide l.724-731), `atlas` is MongoDB Atlas' default range (guide l.722).
   * @default []
   */
  readonly peers?: readonly Peer[];
}

/** One of the networks known by name, or any other with its block. */
export type Peer = PeerName | OtherPeer;
interface OtherPeer {
  /** What people call it; for messages. Two clusters of this repository that name each other are peers of each other. */
  readonly name: string;
  /** Its addresses. */
  readonly cidr: Cidr;
}

export type PeerName = 'prd' | 'stg' | 'dev' | 'int' | 'atlas';

/** A group of worker nodes, in eksctl's words. */
export interface NodeGroupConfig extends NodeGroupSettings {
  /** Name of the group, a DNS label that no other group of the cluster has. */
  readonly name: string;
  /** EC2 instance type: `m4.large`. */
  readonly instanceType: string;
  /** Nodes at the start, between `minSize` and `maxSize`. */
  readonly desiredCapacity: number;
  /** Nodes at night; 0 or more. */
  readonly minSize: number;
  /** At least 1. The cluster-autoscaler needs head-room: above `minSize` in some group when that package is on. */
  readonly maxSize: number;
  /** Tags of the auto scaling group besides those that the cluster-autoscaler needs, which are added. */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface DnsConfig {
  /**
   * Names to publish, in this order. `derive` takes the names of every gateway: environments by name, https before http, without
   * `localhost` and `*` names.
   * @default 'derive'
   */
  readonly hostnames?: 'derive' | readonly DnsName[];
  /** Names that some gateway serves but that are not to be published yet (guide l.1231). */
  readonly deferred?: readonly DnsName[];
  /**
   * Domains that the cluster may publish in; external-dns leaves all others alone.
   * @default ['tidepool.org']
   */
  readonly domains?: readonly [DnsName, ...DnsName[]];
  /** Ids of the hosted zones that external-dns and certmanager may change: `Z2FDTNDATAQYW2`. Default: all of the account. */
  readonly hostedZones?: readonly [string, ...string[]];
}

export interface CertificateConfig {
  /** The Secret in namespace `default` that receives key and certificate. */
  readonly secretName: string;
  /** Names in the certificate; the first is its common name. `*.tidepool.org` covers one label. */
  readonly dnsNames: readonly [DnsName, ...DnsName[]];
  /**
   * Prove the set-up with staging, then switch (guide l.1949): production allows few failures a week.
   * @default 'letsencrypt-staging'
   */
  readonly issuer?: IssuerName;
}

/** One Tidepool environment: a namespace with a whole Tidepool in it. */
export interface EnvironmentConfig {
  /**
   * False leaves the environment out as if it were not here, and removes its files.
   * @default true
   */
  readonly enabled?: boolean;
  /** What the environment was called before, where it was renamed: it keeps the image tags of then (docs/renames.md). */
  readonly formerly?: string;
  /**
   * True for real users' data: embedded Mongo, an http gateway alone and staging certificates are refused (guide l.1387, 1949).
   * @default false
   */
  readonly production?: boolean;
  /** Which values the chart reads, where this environment differs from the cluster. */
  readonly edition?: EditionName;
  /** The Tidepool chart, from git or from a Helm repository. Default: the edition's. */
  readonly chart?: HelmChart;
  /**
   * Values of the Tidepool chart that no other word has, laid over those of the edition: maps merge, lists replace, `null` takes away
   * what the edition writes. Nothing knows whether the chart reads them (docs/escape-hatches.md).
   */
  readonly values?: Overlay;
  /** Which images the services follow, and whether Flux moves them. */
  readonly gitops: GitopsConfig;
  /** What differs service by service. Each is one that the edition has. */
  readonly services?: { readonly [Service in ServiceName]?: ServiceConfig };
  /** How the outside reaches it. */
  readonly gateway: GatewayConfig;
  /** The database, and how services learn to connect to it. */
  readonly mongo: MongoConfig;
  /** Where Kafka is. Edition `0.26.0` requires it, and alone reads it. */
  readonly kafka?: KafkaConfig;
  /** Where Keycloak is, which knows users and their passwords. Edition `0.26.0` requires it, and alone reads it. */
  readonly keycloak?: KeycloakConfig;
  /** Buckets with other names than the cluster's `bucketNames` gives. */
  readonly buckets?: {
    /** Users' data; blob, image and jellyfish write to it, in edition `0.26.0` blob alone. */
    readonly data?: string;
    /** Templates of e-mails; hydrophone reads it. In edition `0.26.0` what e-mails show; the mail program of the reader fetches it. */
    readonly asset?: string;
  };
  /**
   * Where blob, image and jellyfish (in edition `0.26.0` blob alone) keep what is not in Mongo: S3, or a file in the pod that is lost with
   * it (guide l.1307).
   * @default 's3'
   */
  readonly store?: 's3' | 'file';
  /**
   * Whether pods are added under load (guide l.1500). The autoscalers of chart 0.26.0 point at Deployments of API
   * `extensions/v1beta1`, which no Kubernetes of today knows: under Flux 2 that is put right, under Flux v1 true is refused there. Those of
   * chart 0.1.7 measure nothing, since its pods ask for no CPU, and that of messageapi points at no Deployment: they are made, and pods are
   * never added. Default: true, in edition `0.26.0` false.
   */
  readonly hpa?: boolean;
  /**
   * Whether a Mongo client with a web page is installed; reach it by `kubectl port-forward -n ENV svc/nosqlclient 3000`.
   * Chart 0.1.7 installs it always, 0.26.0 never. Default: what the edition's chart does, which in edition `guide` is not to install it.
   */
  readonly nosqlclient?: boolean;
  /** Which of the optional third-party secrets exist, and so are fetched (guide l.415-504). Those with default false: edition `0.26.0`. */
  readonly secrets?: {
    /** Users' own Dexcom data; read by auth. @default true */
    readonly dexcom?: boolean;
    /** Usage metrics; read by highwater. @default true */
    readonly kissmetrics?: boolean;
    /** Mailing lists; read by shoreline, which in chart 0.1.7 does not start without it. No more in edition `0.26.0`. @default true */
    readonly mailchimp?: boolean;
    /** Users' own data at Abbott; read by auth and data. @default false */
    readonly abbott?: boolean;
    /** Apple's key for alerts to those who care for a user; read by data and task. @default false */
    readonly 'care-partner-alerts'?: boolean;
    /** Mails to users; read by auth. @default false */
    readonly 'customer-io'?: boolean;
    /** Mailing lists of today; read by shoreline. @default false */
    readonly marketo?: boolean;
    /** Users' own data at Oura; read by auth and data. @default false */
    readonly oura?: boolean;
    /** Users' own data at twiist; read by auth. @default false */
    readonly twiist?: boolean;
  };
  /** User id of the demo clinic, once it exists (guide l.1843). */
  readonly clinicDemoUserId?: string;
  /** How much this environment logs, where it differs from the cluster. */
  readonly logLevel?: LogLevel;
  /** Labels and annotations of the namespace besides the usual ones; same keys win. */
  readonly namespace?: {
    /** What Istio, Gloo's function discovery and selectors read. */
    readonly labels?: Readonly<Record<string, string>>;
    /** What Linkerd reads. */
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** How new images reach an environment (guide l.1264). */
export interface GitopsConfig {
  /**
   * Whether Flux moves image tags by itself. False freezes the whole environment at the tags that stand in `dist`, as far as its
   * policies allow them.
   * @default true
   */
  readonly automated?: boolean;
  /** Tags to follow, for every service that does not say otherwise. */
  readonly policy: TagPolicy;
  /**
   * One tag that every build moves, such as `develop-latest`, within `policy`: Flux 2 then follows its digest. For repositories whose tags
   * do not end in a time, which Flux 2 cannot put in order. Flux v1 orders by the time of the build and needs none of it.
   */
  readonly digestOf?: string;
}

/** One service of an environment: it follows a policy, or it is pinned to a tag. */
export type ServiceConfig = FollowingService | PinnedService;

interface FollowingService {
  /**
   * Whether the service runs. Which services an edition can leave out, it knows itself.
   * @default true
   */
  readonly enabled?: boolean;
  /** Tags to follow, where they differ from the environment's policy. */
  readonly policy?: TagPolicy;
  /** `repository:tag` of the first install; afterwards the tag that Flux wrote is kept while repository and policy allow it. */
  readonly image?: string;
  /** As for the environment, which this replaces together with `policy`. */
  readonly digestOf?: string;
  readonly pin?: never;
}

interface PinnedService {
  /**
   * Whether the service runs. Which services an edition can leave out, it knows itself.
   * @default true
   */
  readonly enabled?: boolean;
  /** A tag, or a whole `repository:tag`: wins over what Flux wrote, and Flux leaves the service alone. */
  readonly pin: string;
  readonly policy?: never;
  readonly image?: never;
  readonly digestOf?: never;
}

/** How the outside reaches an environment. `default` names the protocol of links in e-mails; its first name is the host in them. */
export type GatewayConfig = HttpGateway | HttpsGateway;

interface HttpGateway {
  /** Protocol of the links in e-mails. */
  readonly default: 'http';
  /** Names served in the clear. In edition `0.26.0` they lead to https where that serves all of them, too. */
  readonly http: ListenerConfig;
  /** Names served with TLS, with one certificate for all of them. */
  readonly https?: HttpsListenerConfig;
}

interface HttpsGateway {
  /** Protocol of the links in e-mails. */
  readonly default: 'https';
  /** Names served in the clear. In edition `0.26.0` they lead to https where that serves all of them, too. */
  readonly http?: ListenerConfig;
  /** Names served with TLS, with one certificate for all of them. */
  readonly https: HttpsListenerConfig;
}

export interface ListenerConfig {
  /** Names served, at least one. `localhost` is served but never published. */
  readonly dnsNames: readonly [DnsName, ...DnsName[]];
  /** Port of the listener, 1 to 65535. Default: the chart's (8080 and 8443 in edition `guide`, else 80 and 443). */
  readonly port?: number;
}

export interface HttpsListenerConfig extends ListenerConfig {
  /**
   * Who signs the environment's certificate.
   * @default 'letsencrypt-staging'
   */
  readonly issuer?: IssuerName;
}

export interface MongoConfig {
  /**
   * `embedded` runs one Mongo in the namespace, without durability: for tests. `external` is for all other environments (guide l.1382-1409), and the
   * only one that edition `0.26.0` has; it is a replica set there, since services use transactions.
   */
  readonly server: 'embedded' | 'external';
  /**
   * Where the connection comes from: `external` fetches Secret `mongo` from Secrets Manager; values given here are written into the
   * chart's values, which suits an embedded server only, as there is no place for a password.
   * @default 'external'
   */
  readonly secret?: 'external' | MongoConnection;
}

/** A connection without credentials. */
export interface MongoConnection {
  /** `mongodb+srv` asks DNS for the hosts. The guide's `mongodb-srv` (l.408) is no scheme. */
  readonly scheme: 'mongodb' | 'mongodb+srv';
  /** `host` or `host:port`; with `mongodb+srv` exactly one, without a port. */
  readonly hosts: readonly [string, ...string[]];
  /** Whether to use TLS. */
  readonly tls: boolean;
}

/** A Kafka that is there already. Its password stays in AWS Secrets Manager: `CLUSTER/ENV/kafka`. */
export interface KafkaConfig {
  /** `host:port` of each broker to ask first; they know the others. */
  readonly brokers: readonly [string, ...string[]];
  /** Name of the user (SCRAM-SHA-512). */
  readonly username: string;
  /** Release of the brokers in three numbers: `3.9.0`. */
  readonly version: KafkaVersion;
  /**
   * Whether the connection is by TLS, with a certificate that the world's authorities have signed.
   * @default true
   */
  readonly requireSsl?: boolean;
  /**
   * What the names of all topics begin with; it tells environments on one Kafka apart.
   * @default 'ENV-'
   */
  readonly topicPrefix?: string;
  /**
   * Key of the password in Secret `kafka`. Strimzi writes `password`.
   * @default 'Password'
   */
  readonly passwordKey?: string;
}

/** A realm of a Keycloak that is there already. The secrets of its clients stay in AWS Secrets Manager: `CLUSTER/ENV/shoreline`. */
export interface KeycloakConfig {
  /** Where it is, without a slash at the end: `https://auth.tidepool.org`. */
  readonly baseUrl: HttpsUrl;
  /**
   * The realm of this environment.
   * @default 'ENV'
   */
  readonly realm?: string;
  /**
   * Client that logs users in.
   * @default 'shoreline'
   */
  readonly clientId?: string;
  /**
   * Client that services are.
   * @default 'backend'
   */
  readonly backendClientId?: string;
  /**
   * Client with tokens that live long.
   * @default 'shoreline_lt'
   */
  readonly longLivedClientId?: string;
  /**
   * User who may change others.
   * @default 'admin'
   */
  readonly adminUsername?: string;
}
