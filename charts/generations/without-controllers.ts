import type { GenerationName } from './delivery.ts';
import type { Generation } from './generation.ts';

/** Of a stack that delivers folders or files of values, and has no controller for single resources: rules refuse a config that comes to one. */
export function withoutControllers(delivery: GenerationName): Omit<Generation, 'bootstrap' | 'arranged'> {
  const refuse = (): never => {
    throw new Error(`delivery '${delivery}' has nobody who makes it`);
  };
  return {
    leadingMarker: false,
    certificates: 'certs',
    helmRelease: refuse,
    externalSecret: refuse,
    certificate: refuse,
    clusterIssuer: refuse,
    eksCluster: refuse,
    umbrella: () => [],
    ownEnvironmentFiles: () => [],
  };
}
