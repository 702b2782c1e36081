import type { Environment, EnvironmentService } from '../../cluster.ts';
import type { EditionName, GitChart, Values } from '../../vocabulary.ts';
import type { ServiceName } from '../services.ts';

/** Settings of an environment that not every edition can express, and what is said about each when it is set all the same. */
export interface Expressible {
  /** `logLevel` of an environment. */
  readonly logLevel: boolean;
  /** Values of `nosqlclient` that the chart acts on. */
  readonly nosqlclient: readonly boolean[];
  /** Services that `enabled: false` can leave out. */
  readonly switchable: readonly ServiceName[];
}

/** One dialect of the Tidepool chart's values. */
export interface Edition {
  readonly name: EditionName;
  readonly chart: GitChart;
  readonly expresses: Expressible;
  /** Whether Flux v1 is told where images stand; without it, it looks one level deep only and finds none. Decided in docs/images.md. */
  readonly mapsImages: boolean;
  /** Where a service's image stands below the values. */
  imagePath(service: ServiceName): readonly string[];
  /** The values of an environment. Every leaf is one that `reads` lists. */
  values(environment: Environment): Values;
  /** Every path that the chart reads, dots between keys, SERVICE for any key of a service. A test holds `values` to it. */
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
