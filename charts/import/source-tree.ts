import { writtenImages } from '../../lib/images/written-images.ts';
import { textsOf, type Found } from '../../lib/manifests/found.ts';
import { readManifests, type Manifests } from '../../lib/manifests/manifests.ts';
import type { Repository } from '../own.ts';
import { writtenImagesOf } from '../tidepool/images.ts';
import { objectsOf, type Objects } from './objects.ts';
import { settingsFile, settingsIn, type Around } from './trial.ts';

/** A repository that Flux reads, or a part of one for one cluster. */
export interface SourceTree {
  /** As messages call it. */
  readonly folder: string;
  readonly files: readonly (readonly [path: string, found: Found])[];
  /** Set where the output of the new cluster is to be: tags stay that stand in it. */
  readonly isOutput?: boolean;
  readonly repository?: Repository | undefined;
}

/** What stands in a tree, and what it comes to. */
export interface ReadTree extends SourceTree, Around {
  readonly manifests: Manifests;
  readonly objects: Objects;
  /** With what scripts read. */
  readonly wanted: Objects;
}

export function readTree(tree: SourceTree): ReadTree {
  const manifests = readManifests(tree.files);
  const patches = manifests.files.filter(({ role }) => role === 'patch').flatMap(({ documents }) => documents.map(({ value }) => value));
  const objects = objectsOf([...manifests.objects.map(({ object }) => object), ...patches]);
  const texts = textsOf(new Map(tree.files));
  const [, settings] = texts.find(([path]) => path === settingsFile) ?? [];
  const wanted = settings === undefined ? objects : new Map([...objects, ...objectsOf([settingsIn(settings)])]);
  return { ...tree, manifests, objects, wanted, images: tree.isOutput ? writtenImagesOf(writtenImages(texts).releases) : new Map() };
}
