import type { Cluster, InstalledPackage } from './cluster.ts';
import { layOver } from './overlay.ts';
import type { Release } from './resources.ts';
import { tidepoolRelease } from './tidepool/environment.ts';

/** Every Helm release of a cluster that is one package or one environment: packages by name, then environments by name. */
export function releasesOf({ packages, environments }: Cluster): Release[] {
  return [...packages.flatMap(installed => packageRelease(installed) ?? []), ...environments.map(tidepoolRelease)];
}

/** The release of a package, or undefined for one without a chart. */
export function packageRelease({ definition, delivery, context, overlay }: InstalledPackage): Release | undefined {
  const release = delivery.release?.(context);
  const { chart } = delivery;
  if (!release || !chart) return undefined;
  const { name = definition.name, releaseName = definition.name, automated, values, ...others } = release;
  return { ...others, name, releaseName, namespace: context.namespace, chart, automated, values: layOver(values, overlay), images: [] };
}
