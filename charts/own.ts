import type { Manifest } from '../lib/manifests/manifest.ts';

/** A manifest that somebody wrote beside the config, `clusters/NAME/STAGE/FILE`. */
export interface OwnFile {
  /** `clusters/test1/shared/quotas.yaml` */
  readonly source: string;
  /** The stage, as folders below `flux/`: `shared-start`, `shared`, `environments/qa2`, `applications/shop`, or what is none. */
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

/** Where it goes, below the folder of the cluster. */
export function ownPath({ folder, name }: Pick<OwnFile, 'folder' | 'name'>): string {
  return `flux/${folder}/own/${name}`;
}

/** Namespaces of the hand-written objects of a kind. */
export function ownNamespaces(files: readonly OwnFile[], kind: string): string[] {
  return files.flatMap(({ objects }) => objects.filter(object => object.kind === kind).map(({ metadata }) => metadata.namespace ?? 'default'));
}
