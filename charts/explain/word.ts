import { counted } from '../../lib/findings/fault.ts';
import { parsePath } from '../../lib/findings/locate.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { quotable } from '../../lib/findings/quotable.ts';
import { groupBy } from '../../lib/group-by.ts';
import { maskAt } from '../../lib/manifests/masked.ts';
import { listed, valueText } from '../../lib/review/words.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import { UserError } from '../../lib/user-error.ts';
import { clusterFolder } from '../compile.ts';
import { fieldText, isLine, wordAt, type ExplainedCluster } from './explained.ts';
import type { Field } from './moves.ts';
import { descriptionsOf } from './schema-words.ts';
import { bytesMovedIn, silence } from './unused.ts';
import { valueIn, wordsIn } from './words.ts';

/** Everything that a word moves, in each cluster that has it; a whole part of a config is taken away. */
export function explainWord(text: string, clusters: readonly ExplainedCluster[]): string {
  const place = parsePath(text);
  if (pathText(place) !== text) throw new UserError(`'${text}' is no path of a config; write one such as environments.qa2.hpa`);
  const answers = clusters.flatMap(explained => {
    const { config, moves } = explained;
    const value = valueIn(config, place);
    const word = wordsIn(config).find(each => pathText(each.place) === text) ?? (value === undefined ? undefined : { place, isWritten: true, others: [undefined] });
    if (!word) return [];
    const moved = moves.movedBy(word);
    const shown = word.isWritten ? maskAt(config, place, value) ?? valueText(value) : 'not written';
    const files = [...groupBy(moved, ({ path }) => path)].flatMap(([path, fields]) => [`dist/${clusterFolder(config.name)}/${path}`, ...fieldLines(fields)]);
    const why = silence(place);
    const size = moved.length === 0 ? `moves nothing${why === undefined ? '' : `: it ${why}`}` : `moves ${counted(moved.length, 'field')}:`;
    const lines = [...descriptionsOf(config, place).slice(0, 1), size, ...files];
    return [[`${wordAt(place, explained)}: ${shown}`, ...lines.map(line => `  ${line}`)].map(quotable).join('\n')];
  });
  if (answers.length > 0) return answers.join('\n\n');
  const meant = nearest(text, clusters.flatMap(({ config }) => wordsIn(config).map(word => pathText(word.place))));
  throw new UserError(`There is no word ${text} in ${listed(clusters.map(({ config }) => `clusters/${config.name}.ts`))}${meant === undefined ? '; docs/config.md has them all' : `; did you mean ${meant}?`}`);
}

/** A line for each, an item of a list once for all that stand there in turn. */
function fieldLines(fields: readonly Field[]): string[] {
  const [lines, named] = [fields.filter(isLine).length, fields.filter(field => !isLine(field))];
  const names = new Set(named.map(({ field, object }) => `  ${fieldText({ path: '', object, field }).trim()}`));
  return [...(lines > 0 ? [`  ${counted(lines, 'line')}`] : []), ...names];
}

/** The written words that move no byte of the output, and what those are there for that never do. */
export function explainUnused(clusters: readonly ExplainedCluster[]): string {
  return clusters.map(explained => {
    const { config } = explained;
    const movesBytes = bytesMovedIn(config, explained.cluster.repository);
    const unused = wordsIn(config).filter(word => word.isWritten && !movesBytes(word));
    const lines = unused.map(({ place }) => `  ${wordAt(place, explained)}: ${silence(place) ?? 'the output is the same without it, or with another value'}`);
    return [`${config.name}: ${counted(unused.length, 'word')} without effect on the output`, ...lines].map(quotable).join('\n');
  }).join('\n');
}
