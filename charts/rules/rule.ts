import { sentence, type Fault } from '../../lib/findings/fault.ts';
import type { RuleInfo, Severity } from '../../lib/findings/finding.ts';
import type { ManifestDocument, Manifests, PlacedObject } from '../../lib/manifests/manifests.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import type { Cluster } from '../cluster.ts';
import { clusterFolder } from '../compile.ts';
import type { ClusterConfig } from '../config.ts';
import { listed, type Place } from '../config-rules/rule.ts';
import { configPlace } from '../provenance.ts';

export type { Fault } from '../../lib/findings/fault.ts';
export type { Place } from '../config-rules/rule.ts';

/** A cluster as its config describes it, and as its output does, whoever wrote that. */
export interface ClusterView {
  /** Of its file in `clusters/`, without `.ts`. */
  readonly name: string;
  readonly config: ClusterConfig;
  /** What the config comes to. */
  readonly cluster: Cluster;
  /** The output of this cluster. Paths begin at `dist` (`clusters/test1/config.yaml`), or in a folder around it. */
  readonly manifests: Manifests;
}

/** The clusters of one repository. */
export type Fleet = readonly ClusterView[];

/** Something that holds of the output of clusters, which takes Tidepool's own tables to know. */
export interface ClusterRule extends RuleInfo {
  readonly severity: Severity;
  /** Rules of any manifests that say less of the same place, since they do not know what was meant; they are not heard beside this one. */
  readonly outdoes?: readonly string[];
  readonly example: Example;
  readonly find: (fleet: Fleet) => readonly ClusterFinding[];
}

/** What breaks a rule, and the same put right: a part of a config, or of a file of the output, whose path is its first line. */
export interface Example {
  readonly language: 'typescript' | 'yaml';
  /** What another cluster says, for what is wrong only beside each other. */
  readonly beside?: string;
  readonly bad: string;
  readonly good: string;
}

/** What a rule found, before it is known where in the files that is. */
export interface ClusterFinding {
  /** `ClusterView.name` */
  readonly cluster: string;
  /** Where in the output; undefined for what is not there. */
  readonly document?: ManifestDocument;
  /** `Kind/namespace/name` */
  readonly object?: string;
  /** Keys and list indices that lead to the value in the document. */
  readonly path?: Place;
  /** What of the config it comes from, perhaps deeper than what is written there. */
  readonly place: Place;
  readonly message: string;
}

/** `field` leads on from the object, wherever that stands in its document. */
export function found(view: ClusterView, { document, within, id, object }: PlacedObject, field: Place, fault: Fault): ClusterFinding {
  const place = configPlace(pathBelow(view, document), field, object, view.config);
  return { cluster: view.name, document, object: id, path: [...within, ...field], place, message: sentence(fault) };
}

/** What should be in the output and is not, so that only the config can be pointed at. */
export function missing(view: ClusterView, place: Place, fault: Fault): ClusterFinding {
  return { cluster: view.name, place, message: sentence(fault) };
}

/** The path of a document's file below the folder of its cluster. */
export function pathBelow({ config }: ClusterView, { file: { path } }: ManifestDocument): string {
  const folder = `${clusterFolder(config.name)}/`;
  const start = path.indexOf(folder);
  return start < 0 ? path : path.slice(start + folder.length);
}

/** For a rule that looks at one cluster at a time. */
export function perCluster(find: (view: ClusterView) => readonly ClusterFinding[]): ClusterRule['find'] {
  return fleet => fleet.flatMap(find);
}

/** What to write in place of a word: the one of those that would do that was most likely meant, else any of them. */
export function wordFor(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return `write ${meant === undefined ? listed(known.map(name => `'${name}'`), 'or') : `'${meant}'`}`;
}

/** What each of some unknown words was most likely meant to be, of those that are missing; none of them is meant twice. */
export function meantBy(unknown: readonly string[], missingWords: readonly string[]): ReadonlyMap<string, string> {
  const [only, ...others] = unknown;
  if (only !== undefined && others.length === 0 && missingWords.length === 1) return new Map([[only, missingWords[0] ?? '']]);
  const meant = new Map<string, string>();
  for (const word of unknown) {
    const left = missingWords.filter(other => ![...meant.values()].includes(other));
    const found = nearest(word, left);
    if (found !== undefined) meant.set(word, found);
  }
  return meant;
}

/** The first few of many words, and how many there are besides. */
export function abridged(words: readonly string[], most = 12): string[] {
  return words.length <= most + 1 ? [...words] : [...words.slice(0, most), `${words.length - most} more`];
}
