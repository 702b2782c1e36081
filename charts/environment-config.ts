/** The words of a cluster file about a Tidepool environment. */
import type { IssuerName } from './resources.ts';
import type { ServiceName } from './tidepool/services.ts';
import type { DnsName, HelmChart, HttpsUrl, KafkaVersion, LogLevel, Overlay, TagPolicy, EditionName } from './vocabulary.ts';

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
  /**
   * Which of the optional third-party secrets exist, and so are fetched (guide l.415-504). Those with default false: edition `0.26.0`. And
   * which Secrets are not fetched, since somebody makes them.
   */
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
    /**
     * Names of Secrets that you make in the namespace yourself, instead of in AWS Secrets Manager (guide l.1986-1993). Nothing fetches
     * them: until they are there, what reads them waits.
     * @default []
     */
    readonly provided?: readonly string[];
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
