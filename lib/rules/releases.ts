import { posix } from 'node:path';
import { groupOf, valueAt } from '../manifests/manifest.ts';
import type { Manifests, PlacedObject } from '../manifests/manifests.ts';
import { keysAt, namespaceName, textAt } from './fields.ts';
import { remembered } from '../remembered.ts';

/** What HelmReleases of either generation of Flux say. */

export const helmController = 'helm.toolkit.fluxcd.io';

const helmOperator: readonly string[] = ['flux.weave.works', 'helm.fluxcd.io'];

export interface Release {
  readonly placed: PlacedObject;
  /** Whose: Flux 1 had an operator of its own for them. */
  readonly flux: 1 | 2;
  readonly target: string;
}

export const releasesIn = remembered((manifests: Manifests): readonly Release[] =>
  manifests.ofKind('HelmRelease').flatMap(placed => {
    const group = groupOf(placed.object);
    const flux = group === helmController ? 2 : helmOperator.includes(group) ? 1 : undefined;
    const target = textAt(placed.object, ['spec', 'targetNamespace']) ?? namespaceName(placed.object);
    return flux === undefined ? [] : [{ placed, flux, target }];
  }));

/**
 * Namespaces in which charts may make objects that no file holds: those of the releases, and those that an umbrella chart has a key for,
 * since its parts used to have namespaces of their own.
 */
export const chartNamespaces = remembered((manifests: Manifests): ReadonlySet<string> =>
  new Set(releasesIn(manifests).flatMap(({ placed, target }) => [target, ...keysAt(placed.object, ['spec', 'values'])])));

/** The name of a release's chart, as far as it can be told. */
export function chartName({ placed, flux }: Release, manifests: Manifests): string | undefined {
  const { object } = placed;
  if (flux === 1) return textAt(object, ['spec', 'chart', 'name']) ?? lastPart(textAt(object, ['spec', 'chart', 'path']));
  const chart = textAt(object, ['spec', 'chart', 'spec', 'chart']);
  if (chart !== undefined) return lastPart(chart);
  const source = chartSource({ placed }, manifests)?.object;
  return lastPart(textAt(source, ['spec', 'url']) ?? textAt(source, ['spec', 'chart']));
}

/** What a `chartRef` names: an OCIRepository or a HelmChart. */
export function chartSource({ placed: { object } }: Pick<Release, 'placed'>, manifests: Manifests): PlacedObject | undefined {
  const reference = valueAt(object, ['spec', 'chartRef']);
  const [kind, name] = [textAt(reference, ['kind']), textAt(reference, ['name'])];
  const namespace = textAt(reference, ['namespace']) ?? namespaceName(object);
  return manifests.ofKind(kind ?? '').find(each => each.object.metadata.name === name && namespaceName(each.object) === namespace);
}

function lastPart(path: string | undefined): string | undefined {
  return path === undefined ? undefined : posix.basename(path);
}
