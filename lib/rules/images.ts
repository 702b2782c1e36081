import { isRecord, valueAt } from '../manifests/manifest.ts';
import { objectsIn, type Manifests, type PlacedObject } from '../manifests/manifests.ts';
import { imageReference } from '../images/tags.ts';
import { inOrderOfFiles } from './clusters.ts';
import { isKnown, textAt } from './fields.ts';
import { containersOf, podTemplate } from './pods.ts';
import { remembered } from '../remembered.ts';
import { found, type ManifestFinding, type ManifestRule, type Place } from './rule.ts';

/** Tags that registries let move, by custom. */
const movingTag = new RegExp(
  '^(latest|master|main|trunk|head|develop|development|dev|edge|nightly|canary|snapshot|stable|unstable)$'
  + '|[-_.](latest|snapshot|nightly|edge)$',
  'i',
);

export const mutableImage: ManifestRule = {
  id: 'mutable-image',
  severity: 'note',
  summary: 'An image is written with a tag that stays what it is, or with its digest: otherwise nodes run what was there when they looked.',
  find: manifests => inOrderOfFiles(writtenObjects(manifests).flatMap(placed => imagesIn(placed).flatMap(image => moving(placed, image)))),
};

/** Patches, too: they are where images stand. */
const writtenObjects = remembered(({ files, objects }: Manifests): readonly PlacedObject[] =>
  [...objects, ...files.filter(({ role }) => role === 'patch').flatMap(({ documents }) => documents.flatMap(objectsIn))]);

export interface WrittenImage {
  readonly path: Place;
  readonly text: string;
  /** In the values of a chart, which may write the tag elsewhere. */
  readonly isValue: boolean;
}

/** Of pods, and of the values of charts, which are long. */
export const imagesIn = remembered((placed: PlacedObject): readonly WrittenImage[] => {
  const { object } = placed;
  if (object.kind === 'HelmRelease') return imagesInValues(valueAt(object, ['spec', 'values']), ['spec', 'values']);
  const pod = podTemplate(placed);
  if (pod === undefined) return [];
  return containersOf(pod).flatMap(({ value, path }) => {
    const text = textAt(value, ['image']);
    return text === undefined ? [] : [{ path: [...pod.path, ...path, 'image'], text, isValue: false }];
  });
});

/** Under `image`, in one text or in `repository` and `tag`, however deep. */
function imagesInValues(value: unknown, path: Place): WrittenImage[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]: [string, unknown]) => {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    if (key !== 'image') return imagesInValues(child, here);
    if (typeof child === 'string' && child !== '') return [{ path: here, text: child, isValue: true }];
    const [repository, tag] = [textAt(child, ['repository']), textAt(child, ['tag'])];
    if (repository === undefined || !isRecord(child)) return imagesInValues(child, here);
    const registry = textAt(child, ['registry']);
    const name = registry === undefined ? repository : `${registry}/${repository}`;
    const [last, text] = tag === undefined ? ['repository', name] : ['tag', `${name}:${tag}`];
    return [{ path: [...here, last], text, isValue: true }];
  });
}

function moving(placed: PlacedObject, { path, text, isValue }: WrittenImage): ManifestFinding[] {
  const image = isKnown(text) ? imageReference(text) : undefined;
  if (image === undefined || image.digest !== undefined || (image.tag === undefined && isValue)) return [];
  if (image.tag !== undefined && !movingTag.test(image.tag)) return [];
  const { tag, repository } = image;
  return [found(placed, path, {
    wrong: tag === undefined ? `image '${text}' has no tag, which means 'latest'` : `tag '${tag}' of image '${repository}' moves`,
    source: 'the same text is another image tomorrow, and Flux sees no change',
    instead: 'write the tag of a version, or a digest',
  })];
}
