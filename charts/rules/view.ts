import { grouped } from '../../lib/grouped.ts';
import { isRecord, objectId, valueAt } from '../../lib/manifests/manifest.ts';
import { objectsIn, type PlacedObject } from '../../lib/manifests/manifests.ts';
import { remembered } from '../../lib/rules/remembered.ts';
import type { Environment, InstalledPackage } from '../cluster.ts';
import { packageRelease } from '../releases.ts';
import type { Release } from '../resources.ts';
import { tidepoolRelease } from '../tidepool/environment.ts';
import type { Edition } from '../tidepool/editions/edition.ts';
import { editions } from '../tidepool/editions/index.ts';
import { releaseObjectName } from '../tidepool/images.ts';
import type { ClusterView, Place } from './rule.ts';

/** A HelmRelease of the output, with the patch on it, if there is one. */
export interface ReleaseView {
  readonly placed: PlacedObject;
  /** The part of it that stands in a file of its own. */
  readonly patch: PlacedObject | undefined;
  /** What the chart is given: the values of both. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** An environment, and what the output says of it. */
export interface EnvironmentView {
  readonly environment: Environment;
  readonly edition: Edition;
  /** Its place in the config. */
  readonly place: Place;
  /** What the config asks for. */
  readonly expected: Release;
  /** Undefined where the output has none of the right name. */
  readonly release: ReleaseView | undefined;
}

/** A package, and what the output says of it. */
export interface PackageView {
  readonly installed: InstalledPackage;
  readonly place: Place;
  /** What the config asks for; undefined for a package without a chart. */
  readonly expected: Release | undefined;
  /** Undefined where the output has none of the right name. */
  readonly release: ReleaseView | undefined;
}

/** Those that are not switched off, by name. */
export const environmentsOf = remembered((view: ClusterView): readonly EnvironmentView[] => view.cluster.environments.map(environment => {
  const { name, edition } = environment;
  const release = releaseOf(view, releaseObjectName, name);
  return { environment, edition: editions[edition], place: ['environments', name], expected: tidepoolRelease(environment), release };
}));

/** Those that are installed, by name. */
export const packagesOf = remembered((view: ClusterView): readonly PackageView[] => view.cluster.packages.map(installed => {
  const expected = packageRelease(installed);
  const release = expected && releaseOf(view, expected.name, expected.namespace);
  return { installed, place: ['packages', installed.definition.name], expected, release };
}));

export function releaseOf(view: ClusterView, name: string, namespace: string): ReleaseView | undefined {
  return releasesById(view).get(objectId('HelmRelease', name, namespace));
}

/** Every HelmRelease, whoever has written it. */
export function releasesOf(view: ClusterView): readonly ReleaseView[] {
  return [...releasesById(view).values()];
}

/** The first one of each name. */
const releasesById = remembered(({ manifests }: ClusterView): ReadonlyMap<string, ReleaseView> => {
  const patchFiles = manifests.files.filter(({ role }) => role === 'patch');
  const patches = new Map(patchFiles.flatMap(({ documents }) => documents.flatMap(objectsIn)).map(patch => [patch.id, patch]));
  const placed = [...manifests.ofKind('HelmRelease')].reverse();
  return new Map(placed.map(release => [release.id, releaseView(release, patches.get(release.id))]));
});

function releaseView(placed: PlacedObject, patch: PlacedObject | undefined): ReleaseView {
  const [own, others] = [placed, patch].map(part => recordAt(part?.object, ['spec', 'values'])) as [Values, Values]; // of two
  return { placed, patch, values: patched(own, others) };
}

type Values = Readonly<Record<string, unknown>>;

/** A patch's keys win, all the way down, as Kustomize merges maps. */
function patched(values: Values, patch: Values): Values {
  const merged = Object.entries(patch).map(([key, change]) => {
    const old = values[key];
    return [key, isRecord(old) && isRecord(change) ? patched(old, change) : change];
  });
  return merged.length === 0 ? values : { ...values, ...Object.fromEntries(merged) };
}

/** A value of a release, and where it stands. */
export interface PlacedValue {
  /** The release, or the patch on it. */
  readonly placed: PlacedObject;
  /** Below the values, indices as text. */
  readonly path: readonly string[];
  /** In the object. */
  readonly field: Place;
  readonly value: unknown;
}

/** Every scalar, empty list and empty map of the values, in the release and in its patch. */
export const valuesOf = remembered((release: ReleaseView): readonly PlacedValue[] => {
  const found: PlacedValue[] = [];
  for (const placed of release.patch ? [release.placed, release.patch] : [release.placed]) {
    collectValues(placed, valueAt(placed.object, ['spec', 'values']), [], found);
  }
  return found;
});

/** Adds to one list, since there are thousands of values, and every cluster has them. */
function collectValues(placed: PlacedObject, value: unknown, path: Place, found: PlacedValue[]): void {
  if (Array.isArray(value) && value.length > 0) {
    value.forEach((item: unknown, i) => collectValues(placed, item, [...path, i], found));
  } else if (isRecord(value) && Object.keys(value).length > 0) {
    for (const key of Object.keys(value)) collectValues(placed, value[key], [...path, key], found);
  } else if (path.length > 0) {
    found.push({ placed, path: path.map(String), field: inValues(path), value });
  }
}

/** Of these, by the last key of their paths; that of a list for what is in one. */
export const valuesByKey = remembered((release: ReleaseView) => grouped(valuesOf(release), ({ field }) => {
  const [around, last] = field.slice(-2);
  return String(typeof last === 'number' ? around : last);
}));

/** Values whose last key is this one, or one of a list with it. */
export function valuesNamed(release: ReleaseView | undefined, key: string): readonly PlacedValue[] {
  return (release && valuesByKey(release).get(key)) ?? [];
}

/** The file that a value stands in, or would: the patch where that has it. */
export function holderOf({ placed, patch }: ReleaseView, path: Place): PlacedObject {
  return patch && valueAt(patch.object, ['spec', 'values', ...path.map(String)]) !== undefined ? patch : placed;
}

/** The path of a value in its object. */
export function inValues(path: Place): Place {
  return ['spec', 'values', ...path];
}

/** Empty where there is no map. */
export function recordAt(value: unknown, path: readonly string[]): Values {
  const found = valueAt(value, path);
  return isRecord(found) ? found : {};
}

/** Undefined for what is no text. */
export function textAt(value: unknown, path: readonly string[]): string | undefined {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found : undefined;
}

/** Of Flux itself, and of every object that steers it. */
export const fluxNamespace = 'flux-system';
