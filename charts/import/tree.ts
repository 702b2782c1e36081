import { isGuess, leaksInObject } from '../../lib/leaks/index.ts';
import type { Manifest, Place } from '../../lib/manifests/manifest.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import type { ClusterConfig } from '../config.ts';
import { withWord } from '../explain/words.ts';
import { ownFiles } from '../own-files.ts';
import type { OwnFile } from '../own.ts';
import { carry } from './carried.ts';
import type { Draft } from './draft.ts';
import { learn, learnWords } from './learn.ts';
import type { Proof } from './proof.ts';
import { readTree, type ReadTree, type SourceTree } from './source-tree.ts';
import { startFor, withPlaceholders } from './start.ts';
import { proofOf, withoutCounterpart } from './tree-proof.ts';
import { tidy } from './tidy.ts';
import { drawn, trials } from './trial.ts';

export interface TreeImport {
  readonly draft: Draft;
  readonly proof: Proof;
}

/** A cluster that is in a repository already, as the config that comes to the same objects; what has no word stays as it was written. */
export function importTree(tree: SourceTree, name: string): TreeImport {
  const source = readTree(tree);
  const attempt = trials(source.wanted, source);
  const start = startFor(name, source);
  const { config, open } = withPlaceholders(learn(start, attempt, source.wanted).config);
  const title = `The cluster of ${tree.folder}, as an import found it there.`;
  const remarks = open.map(place => ({ place, text: `TO DO: ${pathText(place)} is not in ${tree.folder}; what stands here is an example.` }));
  return proven(source, { config: withoutLeaks(tidy(config, attempt, source.repository)), title, remarks, own: new Map() }, open);
}

/** A config that comes from elsewhere, with the images of a tree, held against the objects there. */
export function againstTree(draft: Draft, tree: SourceTree): TreeImport {
  const source = readTree(tree);
  const { config } = learnWords(draft.config, trials(source.wanted, source), source.wanted, place => place.at(-1) === 'image');
  return proven(source, { ...draft, config }, []);
}

/** What looks like a credential is in no cluster file: it stays a difference, which is said. */
function withoutLeaks(config: ClusterConfig): ClusterConfig {
  return leaksInObject(config).filter(leak => !isGuess(leak)).reduce((rest, { path }) => withWord(rest, path, undefined), config);
}

function proven(source: ReadTree, draft: Draft, open: readonly Place[]): TreeImport {
  const { config } = draft;
  const made = (own: readonly OwnFile[] = []) => drawn(config, source, own) ?? new Map<string, Manifest>();
  const carried = carry(withoutCounterpart(source, made()), config, source.repository);
  const own = ownFiles([...carried.files].map(([path, text]) => [`clusters/${config.name}/${path}`, text]));
  return { draft: { ...draft, own: carried.files }, proof: proofOf({ source, config, made: made(own), carried, open }) };
}
