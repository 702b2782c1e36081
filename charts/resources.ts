/**
 * What a cluster should hold, as data without API versions. Packages and environments say it in these words; a generation knows how
 * each word is written for the controllers it delivers to.
 */
import type { Cidr, HelmChart, Need, Provider, Region, TagPolicy, Values } from './vocabulary.ts';

export interface Namespace {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** One Helm release. */
export interface Release {
  /** Name of the HelmRelease object. */
  readonly name: string;
  /** Namespace of the object and of what the chart installs. */
  readonly namespace: string;
  /** Helm's own name of the release, at most 53 characters. Changing it uninstalls the old one. */
  readonly releaseName: string;
  readonly chart: HelmChart;
  readonly values: Values;
  /** Whether image automation may work on this release; `undefined` says nothing about it, which leaves it off. */
  readonly automated: boolean | undefined;
  /** Images in the values, by name of their service. */
  readonly images: readonly ImageTrack[];
  /**
   * Where below the values the annotations of Deployments stand that the API server refuses to merge, since an entry of a list stands in
   * them twice.
   */
  readonly unmergeable?: readonly (readonly string[])[];
  /** Fields of the release's objects that others set once it is installed, by kind: JSON pointers. */
  readonly setByOthers?: readonly { readonly kind: string; readonly paths: readonly string[] }[];
  /** Set where the definitions of kinds in the chart's folder `crds` are another release's affair. */
  readonly skipsCrds?: true;
  /**
   * Set where autoscalers change the replicas of Deployments, which they look for in an API that is gone: the right name of the
   * Deployment by autoscaler, for those that have it wrong as well.
   */
  readonly misnamedTargets?: Readonly<Record<string, string>>;
}

/** An image in the values of a release, and which tags automation may give it. */
export interface ImageTrack {
  readonly service: string;
  /** `repository:tag`, as it stands in the values. */
  readonly image: string;
  /** Undefined for an image whose tag is not automated. */
  readonly policy: TagPolicy | undefined;
  /** The one tag whose digest is followed instead, where no tag can be put in order. */
  readonly digestOf: string | undefined;
  /** Where the image stands below the release's values. */
  readonly path: readonly string[];
  /** Whether the chart edition lets Flux v1 be told that path (decided by the edition, since the printed manifests do not). */
  readonly mapped: boolean;
}

/** A Secret that the cluster fetches from AWS Secrets Manager: one JSON object there, one property per key here. */
export interface Secret {
  readonly name: string;
  readonly namespace: string;
  /** Path in Secrets Manager, from `secretPath`. */
  readonly path: string;
  /** Properties of the value there; keys of the Secret are called alike, unless `renamed` says otherwise. */
  readonly keys: readonly string[];
  readonly renamed: Readonly<Record<string, string>>;
  readonly origin: SecretOrigin;
  /** What reads it: services of an environment, or a package. */
  readonly readBy: readonly string[];
  /** Whether all that reads it starts without it. */
  readonly isOptional: boolean;
  /** What the guide prints for the value of a key, where that is not the key. */
  readonly placeholders: Readonly<Record<string, string>>;
  /** What it is there for, and who issues it. */
  readonly meets: readonly [Need, Provider] | undefined;
}

/** Whose the values of a Secret are: 40 letters and digits of chance, made once; or another company's, all of them or some. */
export type SecretOrigin = 'random' | 'provider';

/** An entry of Secrets Manager that no cluster fetches: a script of the bootstrap makes it, and scripts read it. */
export interface ComputedSecret {
  readonly path: string;
  readonly madeBy: string;
  readonly readBy: readonly string[];
}

/** Where Secrets are fetched from, and who asks there. */
export interface SecretStore {
  readonly region: Region;
  /** The service account whose role may read. */
  readonly reader: { readonly name: string; readonly namespace: string };
  /** Namespaces that may use it, sorted. */
  readonly namespaces: readonly string[];
}

/** Tells people of what happens in a cluster. */
export interface Notifier {
  readonly channel: string;
  readonly username: string;
  /** Name of the Secret with the address to post to, as key `address`. */
  readonly secret: string;
}

/** Where the value of a Secret is kept in AWS Secrets Manager. Source: guide l.520. The IAM policy grants `CLUSTER/*`. */
export function secretPath(cluster: string, namespace: string, name: string): string {
  return `${cluster}/${namespace}/${name}`;
}

export type IssuerName = 'letsencrypt-staging' | 'letsencrypt-production';

export interface Certificate {
  readonly name: string;
  readonly namespace: string;
  /** The Secret that receives key and certificate. */
  readonly secretName: string;
  readonly issuer: IssuerName;
  /** The first one is the common name. */
  readonly dnsNames: readonly [string, ...string[]];
  /** How the certificate itself names its DNS01 provider; `undefined` leaves that to the issuer's solvers. */
  readonly challenge: 'route53' | undefined;
}

/** An ACME issuer for the whole cluster. */
export interface ClusterIssuer {
  readonly name: IssuerName;
  /** How it proves ownership of names: through Route53, or by a page at the name, which an Ingress of this class shows. Default: Route53. */
  readonly ingressClass?: string;
  readonly server: string;
  readonly email: string;
  readonly region: Region;
}

/** Events of a bucket, and what is done with each. */
export interface EventFlow {
  readonly name: string;
  readonly bucket: string;
  /** Topic of Kafka that each event is written to; undefined where they are only logged. */
  readonly topic?: string;
  /** Address of the store of objects, and of Kafka. */
  readonly endpoint: string;
  readonly kafka: string;
  /** The Secret with `accessKey` and `secretKey` of the store. */
  readonly secret: string;
}

/** A custom resource definition by its name alone: no schema, no defaults. */
export interface CustomResource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular?: string;
  readonly shortNames?: readonly string[];
  readonly scope: 'Namespaced' | 'Cluster';
}

/** One statement of an IAM policy, every one of them an Allow. `action` is written as a list only where it is one here. */
export interface PolicyStatement {
  /** `s3:GetObject`, alone or with others. */
  readonly action: string | readonly string[];
  /** ARN of what it is done to, or `*`. */
  readonly resource: string;
}

/** A Kubernetes ServiceAccount bound to an IAM role of its own. */
export interface ServiceAccount {
  readonly name: string;
  readonly namespace: string;
  /** Value of the label `aws-usage`: what the role is for. */
  readonly usage: string;
  /** Name of the role, where it is fixed: at most 64 characters, unique in the AWS account. */
  readonly role: string;
  /** An inline policy, or ARNs of AWS' own policies. */
  readonly grants: { readonly statements: readonly PolicyStatement[] } | { readonly policyArns: readonly string[] };
}

/** Name of the role of a service account, unique among clusters of an account; IAM takes 64 characters. */
export function roleName(cluster: string, namespace: string, account: string): string {
  return `${cluster}-${namespace}-${account}`;
}

export function roleArn(accountNumber: string, role: string): string {
  return `arn:aws:iam::${accountNumber}:role/${role}`;
}

export function userArn(accountNumber: string, user: string): string {
  return `arn:aws:iam::${accountNumber}:user/${user}`;
}

/** Fields of eksctl's NodeGroup that are passed on as they are. */
export interface NodeGroupSettings {
  /** Availability zones, all of the cluster's region. Default: eksctl's choice. */
  readonly availabilityZones?: readonly [string, ...string[]];
  /** Size of each node's disk in GiB. Default: eksctl's. */
  readonly volumeSize?: number;
  /** Whether nodes have no public address. Default: eksctl's, which is false. */
  readonly privateNetworking?: boolean;
  /** Labels of the nodes, for selectors. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Taints as eksctl writes them in a node group: `{ 'kiam-server': 'false:NoExecute' }`. */
  readonly taints?: Readonly<Record<string, string>>;
  /** Image of the nodes' system. Default: eksctl's, which changes with its releases. */
  readonly amiFamily?: 'AmazonLinux2' | 'AmazonLinux2023' | 'Bottlerocket' | 'Ubuntu2004' | 'Ubuntu2204' | 'Ubuntu2404';
  /** Whether EKS runs the group (`managedNodeGroups`) and replaces its nodes itself. Default: false. */
  readonly managed?: boolean;
  /** Instance types that do as well as `instanceType`: whichever AWS has, which spot groups need. */
  readonly instanceTypes?: readonly [string, ...string[]];
  /** Whether all nodes are spot instances, which AWS takes back at two minutes' notice. Default: false. */
  readonly spot?: boolean;
  /** Who may log in to the nodes. Default: nobody. */
  readonly ssh?: {
    /** Whether anybody may. */
    readonly allow: boolean;
    /** Name of a key pair of EC2 in the cluster's region. Default: eksctl takes `~/.ssh/id_rsa.pub` of who runs it. */
    readonly publicKeyName?: string;
    /** Security groups from which alone one may log in, `sg-0123456789abcdef0`. Default: from everywhere. */
    readonly sourceSecurityGroupIds?: readonly [string, ...string[]];
  };
  /** Security groups of the nodes. */
  readonly securityGroups?: {
    /** Groups that exist, `sg-0123456789abcdef0`. */
    readonly attachIDs?: readonly [string, ...string[]];
    /** Whether nodes of all groups reach each other. Default: eksctl's, which is true. */
    readonly withShared?: boolean;
    /** Whether the group gets a security group of its own. Default: eksctl's, which is true. */
    readonly withLocal?: boolean;
  };
  /** What the nodes themselves may do in AWS. Service accounts with roles of their own are the better way. */
  readonly iam?: {
    /** ARNs of further policies, `arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore`. Those that every node needs are added. */
    readonly attachPolicyARNs?: readonly [string, ...string[]];
    /** Permissions that eksctl gives to the nodes by name. Default of each: false. */
    readonly withAddonPolicies?: AddonPolicies;
  };
}

/** What eksctl calls by name. */
export interface AddonPolicies {
  /** Ingress by ALB, as its controller of 2019 needs it. */
  readonly albIngress?: boolean;
  /** Change App Mesh. */
  readonly appMesh?: boolean;
  /** Change App Mesh, its preview. */
  readonly appMeshPreview?: boolean;
  /** Change the size of auto scaling groups. */
  readonly autoScaler?: boolean;
  /** Ingress by load balancers, as their controller of today needs it. */
  readonly awsLoadBalancerController?: boolean;
  /** Answer DNS01 challenges in Route53. */
  readonly certManager?: boolean;
  /** Write metrics and logs to CloudWatch. */
  readonly cloudWatch?: boolean;
  /** Make and attach disks. */
  readonly ebs?: boolean;
  /** Mount EFS. */
  readonly efs?: boolean;
  /** Change records in Route53. */
  readonly externalDNS?: boolean;
  /** Mount FSx. */
  readonly fsx?: boolean;
  /** Push images to ECR. */
  readonly imageBuilder?: boolean;
  /** Write traces to X-Ray. */
  readonly xRay?: boolean;
}

/** A group of worker nodes, in eksctl's words. */
export interface NodeGroup {
  readonly name: string;
  readonly instanceType: string;
  readonly desiredCapacity: number;
  readonly minSize: number;
  readonly maxSize: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly settings: NodeGroupSettings;
}

/** What the network has in one availability zone. */
export interface SubnetPair {
  /** The zone: `us-west-2a`. */
  readonly zone: string;
  /** Addresses of load balancers, and of nodes that the internet reaches. */
  readonly public: Cidr;
  /** Addresses of nodes that it does not reach. */
  readonly private: Cidr;
}

/** How nodes without public addresses reach the internet. */
export type NatGateway = 'HighlyAvailable' | 'Single' | 'Disable';

/** From where the API server is reached. */
export interface ClusterEndpoints {
  /** From the internet, with credentials. Default: eksctl's, which is true. */
  readonly publicAccess?: boolean;
  /** From inside the VPC. Default: eksctl's, which is false. */
  readonly privateAccess?: boolean;
}

/** What the control plane writes to CloudWatch. */
export type ControlPlaneLog = 'api' | 'audit' | 'authenticator' | 'controllerManager' | 'scheduler';
