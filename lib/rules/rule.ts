import type { RuleInfo, Severity } from '../finding.ts';
import type { ManifestDocument, Manifests, PlacedObject } from '../manifests.ts';

/** Something that holds of manifests, whoever wrote them. */
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
  /** What is wrong, who says so, what to write instead. */
  readonly message: string;
}

/** The three things that whoever meets a message wants to know. */
export interface Fault {
  /** The value, and what is the matter with it. */
  readonly wrong: string;
  /** Where the demand comes from: a controller, a CRD, Kubernetes. */
  readonly source: string;
  /** What to write, computed where it can be. */
  readonly instead: string;
}

/** `path` leads on from the object, wherever that stands in its document. */
export function found({ document, within, id }: PlacedObject, path: Place, fault: Fault): ManifestFinding {
  return { document, object: id, path: [...within, ...path], message: sentence(fault) };
}

/** The same of what is no object of the cluster, as a kustomization.yaml, or has its path from the top of the document. */
export function foundIn(document: ManifestDocument, path: Place, fault: Fault, object?: string): ManifestFinding {
  return { document, ...(object !== undefined && { object }), path, message: sentence(fault) };
}

/** On one line, whatever the values hold. */
function sentence({ wrong, source, instead }: Fault): string {
  return `${wrong} (${source}); ${instead}.`.replace(/\s+/g, ' ');
}

/** The files of an example, with their paths. Without a comment that names another it is one file, `example.yaml`. */
export function exampleFiles(example: string): [path: string, text: string][] {
  const [first = '', ...rest] = example.split(/^# (\S+\.yaml)\n/m);
  const files: [string, string][] = first.trim() === '' ? [] : [['example.yaml', first]];
  for (let i = 0; i + 1 < rest.length; i += 2) files.push([rest[i] ?? '', rest[i + 1] ?? '']);
  return files;
}
