import { expect } from 'vitest';
import { clusterFolder, draw } from '../../charts/compile.ts';
import { tidepoolRelease } from '../../charts/tidepool/environment.ts';
import { writtenImagesOf } from '../../charts/tidepool/images.ts';
import { services, type ServiceName } from '../../charts/tidepool/services.ts';
import type { Values } from '../../charts/vocabulary.ts';
import { writtenImages, type WrittenRelease } from '../../lib/images/written-images.ts';
import { isRecord, valueAt } from '../../lib/manifests/manifest.ts';
import type { Tree } from '../../lib/output/file-chart.ts';
import { withImages } from './image-automation.ts';
import { base, type Dist } from './history-steps.ts';

/** What stands in `dist`, as the steps of a history change it. */

/** As a user of `dist` sees it: the releases of the environments, of which Flux changes single strings. */
export const asData: Dist<readonly WrittenRelease[]> = {
  made: ({ stack, environments }) => environments.flatMap(environment => {
    const { name, namespace, values, images } = tidepoolRelease(environment);
    const release = { file: `${environment.name}.yaml`, name, namespace, values, isPatch: false };
    if (stack.delivery === 'flux1') return [release];
    const patch = images.reduce<Values>((rest, { path, image }) => withValue(rest, path, image), {});
    return [{ ...release, values: {} }, { ...release, file: `${environment.name}/images.yaml`, values: patch, isPatch: true }];
  }),
  read: releases => writtenImagesOf(releases),
  moved: (releases, environment, service, tag) => releases.map(release => {
    const key = valuesKeys(service).find(candidate => Object.hasOwn(release.values, candidate));
    const image = key === undefined ? undefined : valueAt(release.values, [key, 'deployment', 'image']);
    if (release.namespace !== environment || key === undefined || typeof image !== 'string') return release;
    return { ...release, values: withValue(release.values as Values, [key, 'deployment', 'image'], withTag(image, tag)) };
  }),
  movedByFlux: (...move) => asData.moved(...move),
  unsigned: releases => releases,
};

/** Keys that a service has below the values of any edition. */
export function valuesKeys(service: ServiceName): string[] {
  return [service, ...Object.values(services[service].in).flatMap(({ valuesKey = [] }) => valuesKey)];
}

function withValue(values: Values, [key = '', ...rest]: readonly string[], value: string): Values {
  const child = values[key];
  return { ...values, [key]: rest.length > 0 ? withValue(isRecord(child) ? (child as Values) : {}, rest, value) : value };
}

/** Byte for byte: Flux changes a line of the file. */
export const asText: Dist<Tree> = {
  made: draw,
  read: tree => {
    const { releases, problems } = writtenImages(tree);
    expect(problems).toEqual([]);
    return writtenImagesOf(releases);
  },
  moved: (tree, environment, service, tag) => {
    const path = imagesPath(tree, environment);
    const text = tree.get(path);
    if (text === undefined) return tree;
    const line = lineOf(service);
    if (services[service].in['0.26.0'] && services[service].in.guide) expect(text, `${path} has an image of ${service}`).toMatch(line);
    return new Map(tree).set(path, text.replace(line, (_, before: string, image: string) => before + withTag(image, tag)));
  },
  movedByFlux: (tree, environment, service, tag) => {
    const path = imagesPath(tree, environment);
    const text = tree.get(path);
    if (text === undefined || path === releasePath(environment)) return asText.moved(tree, environment, service, tag);
    const [, , image = ''] = lineOf(service).exec(text) ?? [];
    return new Map(tree).set(path, withImages(text, { [`flux-system:${environment}-${service}`]: withTag(image, tag) }));
  },
  unsigned: (tree, environment) => {
    const path = imagesPath(tree, environment);
    const text = tree.get(path);
    return text === undefined ? tree : new Map(tree).set(path, text.replace(/^# Generated from .*\n/m, ''));
  },
};

/** Where the image of a service stands, whichever the edition is. */
function lineOf(service: ServiceName): RegExp {
  const keys = valuesKeys(service).join('|');
  return new RegExp(String.raw`^(    (?:${keys}):\n(?:      enabled: \w+\n)?      deployment:\n        image: )(\S+)(?=$| #)`, 'm');
}

export function releasePath(environment: string): string {
  return `${clusterFolder(base.name)}/flux/environments/${environment}/tidepool-helmrelease.yaml`;
}

/** Of the stack of today, where images stand in a file of their own, or of the one before it. */
function imagesPath(tree: Tree, environment: string): string {
  const own = `${clusterFolder(base.name)}/flux/environments/${environment}/images.yaml`;
  return tree.has(own) ? own : releasePath(environment);
}

export function withTag(image: string, tag: string): string {
  return `${repositoryOf(image)}:${tag}`;
}

export function repositoryOf(image: string): string {
  const [named = ''] = image.split('@');
  return named.slice(0, named.lastIndexOf(':'));
}

export function tagOf(image: string): string {
  const [named = ''] = image.split('@');
  return named.slice(named.lastIndexOf(':') + 1);
}
