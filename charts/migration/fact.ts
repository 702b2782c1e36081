import type { Manifest } from '../../lib/manifests/manifest.ts';

/** What a delivered cluster is made of, in words that hold for every way of delivery. In the order of a report. */
export const concepts = [
  'environment', 'release', 'image', 'image policy', 'DNS names', 'setting', 'value', 'secret', 'certificate', 'issuer', 'account',
  'namespace', 'cluster', 'node group', 'object', 'API', 'file',
] as const;

export type Concept = (typeof concepts)[number];

/** One thing that is said of a delivered cluster. */
export interface Fact {
  readonly concept: Concept;
  /** Of which one: `qa2/auth`. */
  readonly name: string;
  /** What of it; empty for the thing as a whole, of which there may be nothing more to say than that it is there. */
  readonly field: string;
  readonly value: string;
}

/** An object of the output. */
export interface Delivered {
  readonly objects: readonly Manifest[];
  /** Text of the files that robots write into: YAML's readers lose the comments in it. */
  readonly marks: string;
}
