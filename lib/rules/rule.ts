import type { Fault } from '../findings/fault.ts';
import type { RuleInfo, Severity } from '../findings/finding.ts';
import type { ManifestDocument, Manifests, PlacedObject } from '../manifests/manifests.ts';
import type { Place } from '../manifests/manifest.ts';

export type { Fault } from '../findings/fault.ts';
export type { Place } from '../manifests/manifest.ts';

/** Something that is true of correct manifests, of any author. */
export interface ManifestRule extends RuleInfo {
  readonly severity: Severity;
  /** What breaks it, in order of the files. */
  readonly find: (manifests: Manifests) => readonly ManifestFinding[];
}

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
