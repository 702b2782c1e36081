/** The words of a cluster file about AWS: account, network and nodes. */
import type { ClusterEndpoints, NatGateway, NodeGroupSettings, PolicyStatement } from './resources.ts';
import type { AwsAccountNumber, Cidr } from './vocabulary.ts';

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
