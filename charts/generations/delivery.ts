/** How a cluster is delivered, and the choices that this way of delivery leaves open. */
export type Delivery = Flux1Delivery;

/** The stack of the guide: Flux v1, helm-operator, kubernetes-external-secrets, cert-manager 0.8 to 0.10. */
export interface Flux1Delivery {
  /** The stack that delivers the cluster. `flux1` is the one of the guide: Flux v1 and helm-operator. */
  readonly flux: 'flux1';
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

export type GenerationName = Delivery['flux'];
