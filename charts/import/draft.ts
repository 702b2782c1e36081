import type { Place } from '../../lib/manifests/manifest.ts';
import type { ClusterConfig } from '../config.ts';

/** What an import makes of something else, before it is the text of a cluster file. */
export interface Draft {
  readonly config: ClusterConfig;
  /** What the file says of itself: one sentence. */
  readonly title: string;
  /** Comments of the file, in order. */
  readonly remarks: readonly Remark[];
  /** Hand-written manifests: text by path below `clusters/NAME/`. */
  readonly own: ReadonlyMap<string, string>;
}

/** What somebody who reads the file wants to know of a word: what was decided, or what is missing. */
export interface Remark {
  /** Of a word, which then stands in the file even if it says what holds without it. A place that is not in the config is that of the map around it. */
  readonly place: Place;
  /** One sentence; it is broken into lines. */
  readonly text: string;
}
