import type { Arn, GoDuration } from '../vocabulary.ts';

/** Ways of delivery by name, and the choices that each leaves open. */
interface Deliveries {
  readonly flux1: Flux1Delivery;
  readonly flux2: Flux2Delivery;
  readonly helm: HelmDelivery;
  readonly kustomize: KustomizeDelivery;
}

export type GenerationName = keyof Deliveries;

/** How a cluster is delivered. */
export type Delivery<Name extends GenerationName = GenerationName> = { readonly [Each in Name]: Deliveries[Each] & { readonly delivery: Each } }[Name];

/** The stack of the guide: Flux v1, helm-operator, kubernetes-external-secrets, cert-manager 0.8 to 0.10. */
export interface Flux1Delivery {
  /** The stack that delivers the cluster. `flux1` is the one of the guide: Flux v1 and helm-operator. */
  readonly delivery: 'flux1';
  /**
   * API of HelmReleases; the prefix of their annotations goes with it. The guide prints the older one (l.1162), its own log installs the
   * newer one (l.1613); each helm-operator reads one of them.
   * @default 'flux.weave.works/v1beta1'
   */
  readonly helmReleaseApi?: 'flux.weave.works/v1beta1' | 'helm.fluxcd.io/v1';
  /**
   * Shared services as the two umbrella releases of the guide (l.1156), or as one release and namespace per package.
   * @default 'packages'
   */
  readonly shared?: 'umbrella' | 'packages';
  /**
   * Where an ExternalSecret says what to fetch: at top level as the guide prints (l.531), or in `spec` for controllers since 2.1.0.
   * @default 'secretDescriptor'
   */
  readonly externalSecrets?: 'secretDescriptor' | 'spec';
}

/** The stack of today: Flux 2, External Secrets Operator, cert-manager 1.x, a current EKS. */
export interface Flux2Delivery {
  /** The stack that delivers the cluster. `flux2` is today's: the Flux toolkit, installed by `flux bootstrap`. */
  readonly delivery: 'flux2';
  /**
   * Secret in namespace flux-system with the SSH key (`identity`, `known_hosts`) that charts in git are fetched with. The one that
   * `flux bootstrap` makes opens this repository; on GitHub a deploy key opens no other.
   * @default 'flux-system'
   */
  readonly gitSecret?: string;
}

/** Flux v1, which applies what a script builds with Kustomize, for one environment of several that have the same bases. */
export interface KustomizeDelivery {
  /** The stack that delivers the cluster. `kustomize` is Flux v1 with bases, overlays and a generator. */
  readonly delivery: 'kustomize';
  /**
   * The environment: name of the overlays, and of the namespace in which its programs live (GitOps guide l.140-147, 219).
   * Default: the name of the cluster.
   */
  readonly environment?: string;
  /** The image of Flux, with Kustomize and sops in it, that `60-flux.sh` builds and pushes (GitOps guide l.221-227). */
  readonly fluxImage: FluxImage;
  /** How secrets are encrypted in the repository. */
  readonly sops: SopsConfig;
  /** Where the credentials for Docker Hub are needed (GitOps guide l.191). */
  readonly dockerHub?: DockerHubConfig;
}

export interface FluxImage {
  /** Where it is pushed to: `example/flux`. */
  readonly repository: string;
  /** The environment and the commit that it was built from: `staging-af87bcc`. */
  readonly tag: `${string}-${string}`;
}

export interface SopsConfig {
  /** The key in AWS KMS (GitOps guide l.180-188): `arn:aws:kms:us-east-2:123456789012:key/...`. */
  readonly kms: Arn;
}

export interface DockerHubConfig {
  /**
   * Namespaces that get Secret `docker-hub`. Default: `default`, `monitoring`, `logging`, `flux-system`, that of the environment, and those
   * of packages whose images are private.
   */
  readonly namespaces?: readonly [string, ...string[]];
}

/** Nobody delivers: releases are files of values, and people run Helm. Weave Flux may watch what they say, too. */
export interface HelmDelivery {
  /** The stack that delivers the cluster. `helm` is Helm alone, by hand. */
  readonly delivery: 'helm';
  /**
   * Release of Helm. 2 has a part in the cluster, Tiller, which 3 does without (Kubernetes guide l.131-138).
   * @default 3
   */
  readonly helm?: 2 | 3;
  /**
   * Whether the Kubernetes dashboard is installed, 1.10.1 (Kubernetes guide l.140-144). Today's needs more than a file.
   * @default false
   */
  readonly dashboard?: boolean;
  /**
   * Weave Flux, which upgrades Tidepool when there are new images (Kubernetes guide l.192-257).
   * @default false
   */
  readonly weaveFlux?: false | WeaveFlux;
  /**
   * What else runs in the cluster, and is looked at: only texts and ports depend on it (Kubernetes guide l.284).
   * @default []
   */
  readonly tools?: readonly ClusterTool[];
}

export type ClusterTool = 'istio' | 'prometheus' | 'grafana' | 'kiali' | 'jaeger';

export interface WeaveFlux {
  /** Your copy of Tidepool's repository `development`, which Flux reads and writes: `git@github.com:first-cli/development.git`. */
  readonly repository: string;
  /** Its branch, made from `k8s`. */
  readonly branch: string;
  /**
   * How often it looks there.
   * @default '1m'
   */
  readonly pollInterval?: GoDuration;
}

/** What each leaves open, filled in. */
const stacks: { readonly [Name in GenerationName]: (config: Delivery<Name> & Named) => Required<Deliveries[Name]> } = {
  flux1: ({ delivery, helmReleaseApi = 'flux.weave.works/v1beta1', shared = 'packages', externalSecrets = 'secretDescriptor' }) =>
    ({ delivery, helmReleaseApi, shared, externalSecrets }),
  flux2: ({ delivery, gitSecret = 'flux-system' }) => ({ delivery, gitSecret }),
  helm: ({ delivery, helm = 3, dashboard = false, weaveFlux = false, tools = [] }) => ({ delivery, helm, dashboard, weaveFlux, tools }),
  kustomize: ({ delivery, name, environment = name, fluxImage, sops, dockerHub = {} }) => ({ delivery, environment, fluxImage, sops, dockerHub }),
};

interface Named {
  /** Of the cluster. */
  readonly name: string;
}

/** The choices of a config with their defaults. */
export function stackOf<Name extends GenerationName>(config: Delivery<Name> & Named): Required<Deliveries[Name]> {
  return stacks[config.delivery](config);
}

/** Whether the shared services come as the guide's two umbrella releases. */
export function isUmbrella(config: Delivery): boolean {
  return config.delivery === 'flux1' && config.shared === 'umbrella';
}
