import type { Fault } from '../findings/fault.ts';
import type { RuleInfo, Severity } from '../findings/finding.ts';
import type { ManifestDocument, Manifests, PlacedObject } from '../manifests/manifests.ts';

export type { Fault } from '../findings/fault.ts';

/** Something that is true of correct manifests, of any author. */
export interface ManifestRule extends RuleInfo {
  readonly severity: Severity;
  /**
   * Manifests that break it, once, and the same put right: for the docs, and for a test that believes neither. A comment that is a path,
   * `# clusters/production/ks/apps.yaml`, begins a file; see `exampleFiles`.
   */
  readonly example: { readonly bad: string; readonly good: string };
  /** What breaks it, in order of the files. */
  readonly find: (manifests: Manifests) => readonly ManifestFinding[];
}

/** Keys and list indices that lead to a value in a document. */
export type Place = readonly (string | number)[];

/** What a rule found, before it is known where in the file that is. */
export interface ManifestFinding {
  readonly document: ManifestDocument;
  /** `Kind/namespace/name`; undefined for what is no object. */
  readonly object?: string;
  readonly path: Place;
  readonly fault: Fault;
}

/** `path` leads on from the object, wherever that stands in its document. */
export function found({ document, within, id }: PlacedObject, path: Place, fault: Fault): ManifestFinding {
  return { document, object: id, path: [...within, ...path], fault };
}

/** The same of what is no object of the cluster, as a kustomization.yaml, or has its path from the top of the document. */
export function foundIn(document: ManifestDocument, path: Place, fault: Fault, object?: string): ManifestFinding {
  return { document, ...(object !== undefined && { object }), path, fault };
}

/** The files of an example, with their paths. Without a comment that names another it is one file, `example.yaml`. */
export function exampleFiles(example: string): [path: string, text: string][] {
  const [first = '', ...rest] = example.split(/^# (\S+\.yaml)\n/m);
  const files: [string, string][] = first.trim() === '' ? [] : [['example.yaml', first]];
  for (let i = 0; i + 1 < rest.length; i += 2) files.push([rest[i] ?? '', rest[i + 1] ?? '']);
  return files;
}
