import type { Delivery } from './generations/delivery.ts';
import type { OwnFile, Repository } from './own.ts';
import type { AnyPackage } from './packages/index.ts';
import type { AnyDelivery, ClusterFacts, PackageConfig, PackageContext, Stage } from './packages/package.ts';
import type { Certificate, ClusterEndpoints, ControlPlaneLog, Namespace, NatGateway, NodeGroup, Secret, ServiceAccount, SubnetPair } from './resources.ts';
import type { Access, Buckets } from './tidepool/buckets.ts';
import type { ServiceName } from './tidepool/services.ts';
import type { Arn, Cidr, DnsName, EditionName, HelmChart, HttpsUrl, KafkaVersion, KubernetesRelease, LogLevel, Overlay, Region, TagPolicy, VpcId } from './vocabulary.ts';

/** A cluster with every default filled in, every name derived and every list in its final order: what the charts draw. */
export interface Cluster extends ClusterFacts {
  /** The file it comes from: `clusters/test1.ts`. */
  readonly source: string;
  readonly stack: Required<Delivery>;
  /** The branch of the repository that Flux reads and writes. */
  readonly branch: string;
  /** What eksctl makes; undefined where it makes nothing. */
  readonly eks: EksFacts | undefined;
  /** What is known of a cluster that others have made. */
  readonly existing: ExistingFacts | undefined;
  /** What is made on a machine of one's own. */
  readonly local: LocalFacts | undefined;
  /** By name. */
  readonly packages: readonly InstalledPackage[];
  /** By name, without those switched off. */
  readonly environments: readonly Environment[];
  /** Namespaces of programs that are not ours, by name. */
  readonly applications: readonly Application[];
  /** DNS names that wait until their entries may move; nothing publishes them. */
  readonly deferred: readonly DnsName[];
  /** Certificates for all environments, by name. */
  readonly certificates: readonly Certificate[];
  /** Manifests that people wrote beside the config. */
  readonly own: readonly OwnFile[];
  readonly repository: Repository;
}

/** The EKS cluster around everything else. */
export interface EksFacts {
  readonly cidr: Cidr;
  readonly nat: NatGateway | undefined;
  readonly clusterEndpoints: ClusterEndpoints | undefined;
  readonly availabilityZones: readonly string[] | undefined;
  /** Undefined where eksctl cuts the VPC itself. */
  readonly subnets: readonly SubnetPair[] | undefined;
  readonly vpcId: VpcId | undefined;
  readonly storage: 'ebs' | undefined;
  readonly controlPlaneLogs: readonly ControlPlaneLog[];
  /** The file that people's kubectl reads. */
  readonly kubeconfig: string;
  readonly nodeGroups: readonly NodeGroup[];
  /** Names of the IAM users who become masters of the cluster. */
  readonly iamUsers: readonly string[];
  /** Roles of the nodes, for the ConfigMap that lets them in; none where eksctl keeps it. */
  readonly nodeRoleArns: readonly string[];
  /** Networks that traffic is routed to, in the config's order. */
  readonly peers: readonly NetworkPeer[];
  /** Service accounts that are nobody's but the config's, in its order. */
  readonly accounts: readonly ServiceAccount[];
}

/** A cluster that is there, and who may enter it: ARNs of roles and users. */
export interface ExistingFacts {
  readonly nodeRoleArns: readonly Arn[];
  readonly masters: readonly Arn[];
  readonly developers: readonly Arn[];
  /** The domain around that of the environment. */
  readonly domain: DnsName;
}

/** A cluster on a machine of one's own. */
export interface LocalFacts {
  readonly provider: 'minikube' | 'kind' | 'k3s' | 'docker-desktop';
  readonly kubernetes: KubernetesRelease;
  readonly driver: string | undefined;
  readonly memory: number | undefined;
  readonly cpus: number | undefined;
}

/** Another network, and what is known of it in AWS. */
export interface NetworkPeer {
  readonly name: string;
  readonly cidr: Cidr;
  readonly account: string;
  readonly region: Region;
  readonly vpcId?: string;
  readonly connection?: string;
}

/** A package in one cluster: its definition, its settings, and what it wants of the rest. */
export interface InstalledPackage {
  readonly definition: AnyPackage;
  readonly delivery: AnyDelivery;
  readonly context: PackageContext<PackageConfig>;
  /** What the config lays over the values of its release. */
  readonly overlay: Overlay;
  /** The namespace to make for it, and the folder of its file; undefined for one that is there without us. */
  readonly namespace: (Namespace & { readonly folder: string }) | undefined;
  readonly secrets: readonly Secret[];
  readonly accounts: readonly ServiceAccount[];
}

/** What is there for programs that others deploy. */
export interface Application {
  readonly name: string;
  readonly namespace: Namespace;
  readonly secrets: readonly Secret[];
  /** Stages that have to be ready before. */
  readonly after: readonly Stage[];
}

/** A Tidepool environment. */
export interface Environment {
  readonly name: string;
  readonly cluster: ClusterFacts;
  readonly edition: EditionName;
  readonly chart: HelmChart;
  /** What the config lays over the values of its release. */
  readonly overlay: Overlay;
  readonly automated: boolean;
  /** All that its edition has, by name. */
  readonly services: readonly EnvironmentService[];
  readonly gateway: Gateway;
  readonly mongo: { readonly embedded: boolean; readonly connection: MongoValues | undefined };
  /** For the editions that read them. */
  readonly kafka: KafkaSettings | undefined;
  readonly keycloak: KeycloakSettings | undefined;
  readonly buckets: Buckets;
  readonly store: 's3' | 'file';
  readonly hpa: boolean;
  readonly nosqlclient: boolean;
  readonly logLevel: LogLevel;
  readonly clinicDemoUserId: string | undefined;
  readonly namespace: Namespace;
  readonly secrets: readonly Secret[];
  /** Secrets that people make in the cluster themselves: nothing fetches them. */
  readonly provided: readonly Secret[];
  readonly certificate: Certificate | undefined;
  readonly accounts: readonly ServiceAccount[];
}

export interface EnvironmentService {
  readonly name: ServiceName;
  readonly enabled: boolean;
  readonly choice: ImageChoice;
  /** Undefined for a pinned service, and for one whose tags cannot be put in order unless the config gives it one. */
  readonly policy: TagPolicy | undefined;
  /** The tag whose digest is followed instead of its order. */
  readonly digestOf: string | undefined;
  readonly access: Access | undefined;
}

export interface Gateway {
  readonly default: 'http' | 'https';
  readonly http: Listener | undefined;
  readonly https: Listener | undefined;
}

export interface Listener {
  readonly dnsNames: readonly [DnsName, ...DnsName[]];
  readonly port: number | undefined;
}

/** A Mongo connection as the charts take it. */
export interface MongoValues {
  readonly scheme: string;
  readonly addresses: string;
  readonly tls: 'true' | 'false';
}

/** How services connect to Kafka. The password is in Secret `kafka`. */
export interface KafkaSettings {
  readonly brokers: readonly [string, ...string[]];
  readonly username: string;
  readonly version: KafkaVersion;
  readonly requireSsl: boolean;
  readonly topicPrefix: string;
  readonly passwordKey: string;
}

/** How services find Keycloak, and who they are there. Their passwords are in Secret `shoreline`. */
export interface KeycloakSettings {
  readonly baseUrl: HttpsUrl;
  readonly realm: string;
  readonly clientId: string;
  readonly backendClientId: string;
  readonly longLivedClientId: string;
  readonly adminUsername: string;
}

/** What a service runs, and why that and nothing else. */
export interface ImageChoice {
  /** `repository:tag`. */
  readonly image: string;
  readonly why: 'pinned' | 'written' | 'configured' | 'default';
  /** What it would run if nothing stood in the output: the pin, the config's image or the row's. */
  readonly configured: string;
  /** What stands in the output now. */
  readonly written: string | undefined;
  /** Why the image in the output is given up; undefined where nothing is lost. */
  readonly dropped: string | undefined;
}
