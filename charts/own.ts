import type { Found } from '../lib/manifests/found.ts';
import type { Manifest } from '../lib/manifests/manifest.ts';
import { readManifests } from '../lib/manifests/manifests.ts';

/** A manifest that somebody wrote beside the config, `clusters/NAME/STAGE/FILE`. */
export interface OwnFile {
  /** `clusters/test1/shared/quotas.yaml` */
  readonly source: string;
  /** The stage, as folders below `flux/`: `shared-start`, `shared`, `environments/qa2`, or what is none. */
  readonly folder: string;
  readonly name: string;
  /** Whole lines, without a marker at the start. Empty where it is no text. */
  readonly text: string;
  /** How many lines of the source stand before `text`. */
  readonly skipped: number;
  /** Why it cannot be read. */
  readonly unreadable: string | undefined;
  readonly objects: readonly Manifest[];
}

/** The manifests beside a config, by their paths from the root of the repository. */
export function ownFiles(found: Iterable<readonly [source: string, found: Found]>): OwnFile[] {
  return [...found].map(([source, file]) => {
    const [, folder = '', name = ''] = /^clusters\/[^/]+\/(?:(.*)\/)?([^/]+)$/.exec(source) ?? [];
    const whole = typeof file === 'string' ? file.replaceAll('\r\n', '\n').replace(/\n*$/, '\n') : '';
    const text = whole.replace(/^---\n/, '');
    const { objects, files } = readManifests([[source, file]]);
    const unreadable = files.find(each => each.unreadable)?.unreadable?.message;
    return { source, folder, name, text, skipped: text === whole ? 0 : 1, unreadable, objects: objects.map(({ object }) => object) };
  });
}

/** Where it goes, below the folder of the cluster. */
export function ownPath({ folder, name }: Pick<OwnFile, 'folder' | 'name'>): string {
  return `flux/${folder}/own/${name}`;
}

/** Namespaces of the hand-written objects of a kind. */
export function ownNamespaces(files: readonly OwnFile[], kind: string): string[] {
  return files.flatMap(({ objects }) => objects.filter(object => object.kind === kind).map(({ metadata }) => metadata.namespace ?? 'default'));
}
