/** The words of a cluster file about AWS: account, network, nodes and names. */
import type { ClusterEndpoints, ControlPlaneLog, IssuerName, NatGateway, NodeGroupSettings, PolicyStatement, SubnetPair } from './resources.ts';
import type { PackageName } from './packages/index.ts';
import type { Arn, AwsAccountNumber, Cidr, DnsName, KubernetesRelease, KubernetesVersion, Region, VpcId } from './vocabulary.ts';

/** What eksctl is asked to make. */
export interface EksctlSettings {
  /** AWS region of the cluster, its buckets' endpoint and its secrets (guide l.161-167). */
  readonly region: Region;
  /** The AWS account around the cluster. */
  readonly aws: AwsConfig;
  /**
   * Kubernetes release of the control plane (guide l.750). Default: 1.34 under Flux 2, 1.14 elsewhere.
   */
  readonly kubernetes?: KubernetesVersion;
  /** The network of the cluster. */
  readonly vpc: VpcConfig;
  /** Availability zones of the cluster's subnets, at least two, all of its region. Default: eksctl chooses three. */
  readonly availabilityZones?: readonly [string, string, ...string[]];
  /** What the control plane writes to CloudWatch; each costs by its size. Default: nothing. */
  readonly controlPlaneLogs?: readonly [ControlPlaneLog, ...ControlPlaneLog[]];
  /**
   * Your kubeconfig, to which the cluster is added once it is made (guide l.640, 1073-1082): a path from `/` or `~/`.
   * @default '~/.kube/config'
   */
  readonly kubeconfig?: string;
  /** Groups of worker nodes, at least one (guide l.648-658). */
  readonly nodeGroups: readonly [NodeGroupConfig, ...NodeGroupConfig[]];
}

/** What is made and kept in AWS for a cluster that Flux delivers. */
export interface EksSettings extends EksctlSettings {
  /**
   * Who makes disks for pods that claim one. `ebs` installs the driver of AWS with its role, and makes class `gp3` the default. Default:
   * nobody, so a claim waits for ever.
   */
  readonly storage?: 'ebs';
  /** DNS names that external-dns publishes. */
  readonly dns?: DnsConfig;
  /**
   * How buckets are called where an environment does not name its own: `cluster-env` gives tidepool-CLUSTER-ENV-data (guide l.855),
   * `env` gives tidepool-ENV-data (guide l.1325). Bucket names are global in AWS, so `env` serves one cluster only.
   * @default 'cluster-env'
   */
  readonly bucketNames?: 'cluster-env' | 'env';
  /** Programs that are not ours, by the name of their namespace. Here stands what has to be there before they come. Default: none. */
  readonly applications?: Readonly<Record<string, ApplicationConfig>>;
  /** Certificates for all environments, made in namespace `default`, by name (guide l.1931-1971). */
  readonly certificates?: Readonly<Record<string, CertificateConfig>>;
}

/** A cluster that eksctl makes for people who run Helm: nobody is there who would deliver what the other words ask for. */
export interface EksByHandSettings extends EksctlSettings {
  readonly local?: never;
  readonly storage?: never;
  readonly dns?: never;
  readonly bucketNames?: never;
  readonly applications?: never;
  readonly certificates?: never;
}

/** A cluster on a machine of one's own. */
export interface LocalSettings {
  /** The program that makes it, and what it makes. */
  readonly local: LocalSetup;
}

export interface LocalSetup {
  /**
   * The program (Kubernetes guide l.35-39). There is a script for `minikube` and for `kind`; the others are started by their own window or service.
   * @default 'minikube'
   */
  readonly provider?: 'minikube' | 'kind' | 'k3s' | 'docker-desktop';
  /** What makes minikube's machine: `hyperkit` (Kubernetes guide l.51). Default: minikube chooses. */
  readonly driver?: string;
  /**
   * Release of Kubernetes, for minikube and kind (Kubernetes guide l.56). Default: v1.11.5; for kind v1.11.10, of which there is an image.
   */
  readonly kubernetes?: KubernetesRelease;
  /** Memory of minikube's machine in MB, at least 2048 (Kubernetes guide l.57). Default: minikube's own. */
  readonly memory?: number;
  /** Processors of minikube's machine (Kubernetes guide l.58). Default: minikube's own. */
  readonly cpus?: number;
}

/** A cluster in EKS that others have made. */
export interface ExistingSettings {
  /** AWS region of the cluster. */
  readonly region: Region;
  /** The AWS account around the cluster, and who may enter it. */
  readonly aws: ExistingAws;
  /**
   * Kubernetes release of its control plane. Before 1.25 there are PodSecurityPolicies, and Flux gets one.
   * @default '1.21'
   */
  readonly kubernetes?: KubernetesVersion;
  /** The domain of which each environment has a part, ENVIRONMENT.DOMAIN (GitOps guide l.404-408). */
  readonly domain: DnsName;
}

export interface ExistingAws {
  /** The account that owns the cluster. Twelve digits, in quotes. */
  readonly accountNumber: AwsAccountNumber;
  /** Roles of the nodes: without one in ConfigMap kube-system/aws-auth no node may join (GitOps guide l.79). */
  readonly nodeRoleArns: readonly [Arn, ...Arn[]];
  /**
   * IAM users and roles who may do everything.
   * @default []
   */
  readonly masters?: readonly Arn[];
  /**
   * IAM users and roles who are `k8s-developer-user` (GitOps guide l.285-312).
   * @default []
   */
  readonly developers?: readonly Arn[];
}

export interface AwsConfig {
  /** The account that owns the cluster (guide l.632). Twelve digits, in quotes. */
  readonly accountNumber: AwsAccountNumber;
  /**
   * IAM users who become masters of the cluster besides who makes it (guide l.633-638, 1096). No two alike; an empty list is fine. Under
   * Flux 2 `config.yaml` lets them in, elsewhere `bootstrap/30-cluster.sh`.
   */
  readonly iamUsers: readonly string[];
  /**
   * Roles of the nodes, where ConfigMap kube-system/aws-auth is to be written whole, with them and `iamUsers`: `bootstrap/aws-auth.yaml`, to be
   * applied by hand (guide l.992, 1094-1146). Without a role the nodes could not join. Default: eksctl keeps that ConfigMap.
   */
  readonly nodeRoleArns?: readonly [string, ...string[]];
  /**
   * Service accounts with a role of their own besides those of packages and environments. Under Flux 2 eksctl makes the role alone,
   * CLUSTER-NAMESPACE-NAME, for an account of yours, elsewhere the account as well.
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

export interface VpcConfig {
  /** Addresses of the VPC: a private /16 to /24, which eksctl cuts into subnets (guide l.717). Every pod takes one of them. */
  readonly cidr: Cidr;
  /** How nodes without public addresses reach the internet: one gateway for all, one per zone, or not at all. Default: eksctl's, `Single`. */
  readonly nat?: NatGateway;
  /** From where the API server is reached. Default: eksctl's, from the internet alone. */
  readonly clusterEndpoints?: ClusterEndpoints;
  /**
   * Subnets with addresses of your own choice, a pair for each of at least two zones. A stack of CloudFormation makes them with the VPC, and
   * with the gateways that `nat` asks for (`bootstrap/network.yaml`). Default: eksctl makes all of it and cuts `cidr` itself.
   */
  readonly subnets?: readonly [SubnetPair, SubnetPair, ...SubnetPair[]];
  /** The VPC around `subnets`, `vpc-0123456789abcdef0`, once it is made. */
  readonly id?: VpcId;
  /**
   * Networks that traffic is routed to; their addresses must not overlap `cidr`. Tidepool's own Mongo VPCs are known by name
   * (guide l.724-731), `atlas` is MongoDB Atlas' default range (guide l.722).
   * @default []
   */
  readonly peers?: readonly Peer[];
}

/** One of the networks known by name, or what is to be said of one. */
export type Peer = PeerName | OtherPeer;
interface OtherPeer {
  /** What people call it. Two clusters of this repository that name each other are peers of each other. */
  readonly name: string;
  /** Its addresses, to which traffic is routed. Needed for a network that is not known by name. */
  readonly cidr?: Cidr;
  /** Its VPC, where this cluster is the one that asks for the connection: `vpc-0123456789abcdef0`. */
  readonly vpcId?: `vpc-${string}`;
  /** The AWS account of its VPC. Default: that of the cluster. */
  readonly account?: AwsAccountNumber;
  /** The AWS region of its VPC. Default: that of the cluster. */
  readonly region?: Region;
  /** The connection, once it is there: `pcx-0123456789abcdef0`. Default: `80-peering.sh` looks for the one between the two networks. */
  readonly connection?: `pcx-${string}`;
}

export type PeerName = 'prd' | 'stg' | 'dev' | 'int' | 'atlas';

/** A group of worker nodes, in eksctl's words. */
export interface NodeGroupConfig extends NodeGroupSettings {
  /** Name of the group, a DNS label that no other group of the cluster has. */
  readonly name: string;
  /**
   * EC2 instance type: `m4.large`. Each pod takes one of its addresses, and small types have few: `t3.small` holds 11 pods, `t3.medium` 17,
   * of which each node needs three or so itself.
   */
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

/** A namespace for programs that are deployed by others. */
export interface ApplicationConfig {
  /**
   * Packages that have to be ready before Flux makes the namespace: `kafka`.
   * @default []
   */
  readonly needs?: readonly PackageName[];
  /**
   * Secrets that its programs read, fetched from AWS Secrets Manager, `CLUSTER/NAMESPACE/SECRET`.
   * @default []
   */
  readonly secrets?: readonly ApplicationSecret[];
}

export interface ApplicationSecret {
  /** Name of the Secret: `github`. */
  readonly name: string;
  /** Its keys, which are also those of the entry in AWS. */
  readonly keys: readonly [string, ...string[]];
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
