import type { Environment, EnvironmentService } from '../../cluster.ts';
import type { EditionName, GitChart, HelmChart, Values } from '../../vocabulary.ts';
import type { ServiceName } from '../services.ts';

/** Settings of an environment that not every edition can express, and what is said about each when it is set all the same. */
export interface Expressible {
  /** `logLevel` of an environment. */
  readonly logLevel: boolean;
  /** Values of `nosqlclient` that the chart acts on; the first is what it does without one. */
  readonly nosqlclient: readonly boolean[];
  /** Values of `hpa` that the chart acts on; the first is the default. */
  readonly hpa: readonly [boolean, ...boolean[]];
  /** Whether a gateway may serve `*` and names that begin with it: not where a chart calls objects by them. */
  readonly wildcards: boolean;
  /** Whether a Mongo in the namespace comes with the chart, and with it a connection that stands in the values. */
  readonly embeddedMongo: boolean;
  /** Whether the cluster's Gloo serves its names, any and by https. Otherwise a gateway of the chart's own serves `localhost`. */
  readonly gateway: boolean;
  /** Services that `enabled: false` can leave out. */
  readonly switchable: readonly ServiceName[];
}

/** One dialect of the Tidepool chart's values. */
export interface Edition {
  readonly name: EditionName;
  readonly chart: HelmChart;
  readonly expresses: Expressible;
  /** Whether Flux v1 is told where images stand; without it, it looks one level deep only and finds none. Decided in docs/images.md. */
  readonly mapsImages: boolean;
  /** Blocks of the config without which the services do not start. */
  readonly needs: readonly ('kafka' | 'keycloak')[];
  /** Whether the values name the user of the demo clinic. Otherwise a ConfigMap does, which the chart does not make. */
  readonly namesDemoClinic: boolean;
  /**
   * Where the chart's autoscalers look for their Deployments in an API that is gone: the right name of the Deployment by autoscaler, for
   * those that have it wrong as well. `hpa: true` works where the generation can put that right.
   */
  readonly misnamedTargets?: Readonly<Record<string, string>>;
  /** Below the values, annotations of the Deployments that the API server refuses to merge (`Release.unmergeable`). */
  readonly unmergeable?: readonly (readonly string[])[];
  /** Where a service's image stands below the values. */
  imagePath(service: ServiceName): readonly string[];
  /** The values of an environment. Every leaf is one that `reads` lists. */
  values(environment: Environment): Values;
  /** Every path that the chart reads, as `reads` of a package, SERVICE for any key of a service. A test holds `values` to it. */
  readonly reads: readonly string[];
}

/** Where both editions of 2019 stand: the same folder of the same branch, at different times. Source: guide l.48, l.1172. */
export const developmentChart: GitChart = {
  git: 'git@github.com:tidepool-org/development',
  path: 'charts/tidepool/0.1.7',
  ref: 'k8s',
};

/** Values of every service of an environment, each below the key that the edition has for it. */
export function perService(
  { imagePath }: Pick<Edition, 'imagePath'>,
  { services }: Environment,
  values: (service: EnvironmentService) => Values,
): Values {
  return Object.fromEntries(services.map(service => [imagePath(service.name)[0] ?? service.name, values(service)]));
}
