/** Ways of delivery by name, and the choices that each leaves open. */
interface Deliveries {
  readonly flux1: Flux1Delivery;
  readonly flux2: Flux2Delivery;
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

/** What each leaves open, filled in. */
const stacks: { readonly [Name in GenerationName]: (config: Delivery<Name>) => Required<Deliveries[Name]> } = {
  flux1: ({ delivery, helmReleaseApi = 'flux.weave.works/v1beta1', shared = 'packages', externalSecrets = 'secretDescriptor' }) =>
    ({ delivery, helmReleaseApi, shared, externalSecrets }),
  flux2: ({ delivery, gitSecret = 'flux-system' }) => ({ delivery, gitSecret }),
};

/** The choices of a config with their defaults. */
export function stackOf<Name extends GenerationName>(config: Delivery<Name>): Required<Deliveries[Name]> {
  return stacks[config.delivery](config);
}

/** Whether the shared services come as the guide's two umbrella releases. */
export function isUmbrella(config: Delivery): boolean {
  return config.delivery === 'flux1' && config.shared === 'umbrella';
}
