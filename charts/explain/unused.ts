import { compile } from '../compile.ts';
import { summaryFile } from '../../lib/manifests/roles.ts';
import type { Place } from '../config-rules/rule.ts';
import type { ClusterConfig } from '../config.ts';
import type { Repository } from '../own.ts';
import { withWord, type Word } from './words.ts';

/** Words that move no byte of any output, and what they are there for. */
export const silent: Readonly<Record<string, string>> = {
  accepted: 'leaves findings out of reports',
  acknowledged: 'lets risks of a change pass',
  'environments.*.formerly': 'finds the tags that Flux wrote under another name',
  'environments.*.production': 'has rules be stricter',
  formerly: 'finds the tags that Flux wrote under another name',
};

/** Why a word moves no byte, where it is there for something else. */
export function silence(place: Place): string | undefined {
  const found = Object.keys(silent).find(word => word.split('.').every((step, i) => step === '*' ? i < place.length : step === place[i]));
  return found === undefined ? undefined : silent[found];
}

/** Tells whether some other value of a word moves a byte of what a config comes to, or that it is not written. */
export function bytesMovedIn(config: ClusterConfig, repository?: Repository): (word: Word) => boolean {
  const textOf = (other: ClusterConfig) => compiledText(other, repository);
  const before = textOf(config);
  return ({ place, others }) => [...others, undefined].some(other => ![undefined, before].includes(textOf(withWord(config, place, other))));
}

/** Undefined for a config that does not compile, which rules refuse. */
function compiledText(config: ClusterConfig, repository?: Repository): string | undefined {
  try {
    return JSON.stringify([...compile(config, new Map(), [], repository)].filter(([path]) => !path.endsWith(`/${summaryFile}`))); // that alone is no effect
  } catch {
    return undefined;
  }
}
