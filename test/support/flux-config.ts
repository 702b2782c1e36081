import type { ClusterConfig } from '../../charts/config.ts';

/** A cluster that eksctl makes and one of the two Fluxes delivers: it may have every word about AWS. */
export type FluxConfig = Extract<ClusterConfig, { readonly delivery: 'flux1' | 'flux2' }>;
