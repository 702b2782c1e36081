import { locator, parsePath } from '../../lib/findings/locate.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { quotable } from '../../lib/findings/quotable.ts';
import { groupBy } from '../../lib/group-by.ts';
import { maskLeaks } from '../../lib/leaks/index.ts';
import { identity, type Place } from '../../lib/manifests/manifest.ts';
import { maskAt } from '../../lib/manifests/masked.ts';
import { summaryFile } from '../../lib/manifests/roles.ts';
import { counted, listed, valueText } from '../../lib/review/words.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import { UserError } from '../../lib/user-error.ts';
import { clusterFolder, draw } from '../compile.ts';
import type { ClusterWithImages } from '../current-output.ts';
import { generationOf } from '../generations/index.ts';
import { normalise } from '../normalise.ts';
import { ownPath, tidepool } from '../own.ts';
import { packageFile } from '../packages/package.ts';
import { movesOf, type Field, type Mover, type Moves, type Origin } from './moves.ts';
import { subjectOf, type Question, type Subject } from './question.ts';
import { bytesMovedIn, silence } from './unused.ts';
import { valueIn, wordsIn, type Word } from './words.ts';

export { questionIn } from './question.ts';

/** A cluster, and the text of its file. */
export interface ExplainedCluster extends Pick<ClusterWithImages, 'config' | 'cluster' | 'images'> {
  readonly text: string;
  readonly moves: Moves;
}

export function toExplain({ config, cluster, images }: ClusterWithImages, text: string): ExplainedCluster {
  return { config, cluster, images, text, moves: movesOf(config, cluster.repository, images.written) };
}

/** Where a file, a field or a line comes from. */
export function explainField(question: Question, clusters: readonly ExplainedCluster[]): string {
  return clusters.map(explained => {
    const { cluster, moves } = explained;
    const subject = subjectOf(question, draw(cluster), moves.isText);
    const own = cluster.own.find(file => ownPath(file) === question.path);
    if (own) {
      const header = generationOf(cluster.stack).leadingMarker ? 2 : 1;
      return answer(subject, [`as it is written in ${own.source}${subject.line === undefined ? '' : `:${subject.line - header + own.skipped}`}`]);
    }
    if (isOfOrganisation(question, subject, explained)) return answer(subject, ['set by organisation.ts, for all clusters of the repository']);
    const origin = moves.origin(subject.field);
    return answer(subject, subject.line === undefined ? ofFile(subject, origin, explained) : ofField(subject, origin, explained));
  }).join('\n\n');
}

function answer({ file, line, name, document, field, value }: Subject, lines: readonly string[]): string {
  const shown = typeof value === 'string' && name === '' ? maskLeaks(value) : maskAt(document, field.field, value) ?? valueText(value);
  const heads = line === undefined ? [file] : [`${file}:${line}`, quotable(name === '' ? `  ${shown}` : `${name}: ${shown}`)];
  return [...heads, ...lines.map(text => `  ${quotable(text)}`)].join('\n');
}

/** Every word that has a part in a file, the cluster's own behind those of what the file is there for. */
function ofFile(subject: Subject, { owner, own, global, foreign }: Origin, explained: ExplainedCluster): string[] {
  const words = [...own, ...global, ...foreign].filter(({ isWritten }) => isWritten);
  return [
    `there for ${wordAt(owner, explained)}, by ${homeOf(owner, explained, subject)}`,
    ...words.map(({ place, count }) => `${wordAt(place, explained)} moves ${counted(count, 'field')} of it`),
  ];
}

function ofField(subject: Subject, origin: Origin, explained: ExplainedCluster): string[] {
  const { owner, own, global, foreign } = origin;
  const nearest = nearestWord(origin);
  const [ofOwner, ofCluster, ofOthers] = [own, global, foreign].map(words => words.filter(word => word.isWritten && word !== nearest));
  const home = homeOf(owner, explained, subject);
  const from = isTagOfFlux(subject, explained) ? ['image tag that Flux has written']
    : nearest && isChooser(nearest) ? [`fixed by ${home}, which ${wordAt(nearest.place, explained)} chooses`]
    : nearest?.isWritten ? [`set by ${wordAt(nearest.place, explained)}`, ...alsoMoved(nearest, subject.field, explained)]
    : [`fixed by ${home}${nearest ? `; ${pathText(nearest.place)} would set it` : ''}`];
  return [
    ...from,
    ...wordsLine('also moved by', ofOwner ?? [], explained),
    ...wordsLine('also moved by words of the cluster', ofCluster ?? [], explained),
    ...wordsLine('also moved by words of others', ofOthers ?? [], explained),
    `there for ${wordAt(owner, explained)}${nearest?.isWritten && !isChooser(nearest) ? `, by ${home}` : ''}`,
  ];
}

/** The one that moves the fewest other fields; a word that is not written counts if it does more than take the field away. */
function nearestWord({ own, global, foreign }: Origin): Mover | undefined {
  const able = [...own, ...global, ...foreign].filter(({ isWritten, moved }) => isWritten || moved.some(({ isGone }) => !isGone));
  return able.sort((a, b) => a.count - b.count || Number(b.isWritten) - Number(a.isWritten))[0];
}

/** Whether a word chooses among files of this tool, which hold the values. */
function isChooser({ place, isWritten }: Word): boolean {
  return isWritten && ['delivery', 'edition'].includes(String(place.at(-1)));
}

/** What else a word moves, the first few by name. */
function alsoMoved(word: Word, { path, field, object }: Field, { moves }: ExplainedCluster): string[] {
  const isAsked = (other: Field): boolean => other.path === path && (other.object && identity(other.object)) === (object && identity(object))
    && field.every((step, i) => other.field[i] === step);
  const others = [...new Set(moves.movedBy(word).filter(other => !isAsked(other) && other.path !== summaryFile).map(fieldText))];
  return others.length === 0 ? [] : [`which also moves ${listed(others, 3)}`];
}

/** By its object, where it has one: a name that is one among all files. */
function fieldText({ path, object, field }: Field): string {
  if (object) return `${identity(object)} ${pathText(field)}`;
  return typeof field[0] === 'number' && field.length === 1 ? path : `${path} ${pathText(field)}`;
}

function wordsLine(start: string, words: readonly Word[], explained: ExplainedCluster): string[] {
  return words.length === 0 ? [] : [`${start}: ${listed(words.map(({ place }) => wordAt(place, explained)), 5)}`];
}

/** `environments.qa2.hpa (clusters/test1.ts:41)` */
function wordAt(place: Place, { config: { name }, text }: ExplainedCluster): string {
  const line = locator(text)(place)?.line;
  return `${pathText(place)} (clusters/${name}.ts${line === undefined ? '' : `:${line}`})`;
}

/** Whether the value would be another without an organisation of one's own. */
function isOfOrganisation(question: Question, { name, value }: Subject, { config, cluster, images, moves }: ExplainedCluster): boolean {
  const { own, repository } = cluster;
  if (repository.organisation === tidepool) return false;
  const other = draw(normalise(config, images.written, own, { ...repository, organisation: tidepool }));
  if (!other.has(`${clusterFolder(config.name)}/${question.path}`)) return false;
  const there = subjectOf(question, other, moves.isText);
  return there.name === name && JSON.stringify(there.value) !== JSON.stringify(value);
}

/** Whether the value would be another if the output had no tags yet. */
function isTagOfFlux({ field, value }: Subject, { config, cluster: { repository }, images }: ExplainedCluster): boolean {
  if (images.written.size === 0 || typeof value !== 'string' || !/:/.test(value)) return false;
  const first = draw(normalise(config, new Map(), [], repository)).get(`${clusterFolder(config.name)}/${field.path}`) ?? '';
  return [...images.written.values()].includes(value) && !first.includes(value);
}

/** The file that holds what is written down for an owner, without a line: nothing keeps record of lines. */
function homeOf([kind, name]: Place, { cluster }: ExplainedCluster, { field: { path, field } }: Pick<Subject, 'field'> = { field: { path: '', field: [] } }): string {
  const generation = `charts/generations/${cluster.stack.delivery}.ts`;
  if (path === summaryFile) return 'charts/inventory/page.ts';
  if (path.startsWith('bootstrap/')) return 'charts/bootstrap/files.ts';
  if (kind === 'packages') return cluster.repository.packages.find(each => each.name === name)?.file ?? packageFile(String(name));
  if (kind === 'environments') {
    const edition = cluster.environments.find(environment => environment.name === name)?.edition ?? '';
    const isOfChart = ['values', 'chart'].includes(String(field[1]));
    return isOfChart ? `charts/tidepool/editions/${edition.replace(/^\d/, 'v$&').replaceAll('.', '-')}.ts` : 'charts/tidepool/environment.ts';
  }
  return path === 'config.yaml' ? 'charts/eksctl/eks-cluster.ts' : kind === 'delivery' ? generation : 'charts/normalise.ts';
}

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
    return [[`${wordAt(place, explained)}: ${shown}`, ...[size, ...files].map(line => `  ${line}`)].map(quotable).join('\n')];
  });
  if (answers.length > 0) return answers.join('\n\n');
  const meant = nearest(text, clusters.flatMap(({ config }) => wordsIn(config).map(word => pathText(word.place))));
  throw new UserError(`There is no word ${text} in ${listed(clusters.map(({ config }) => `clusters/${config.name}.ts`))}${meant === undefined ? '; docs/config.md has them all' : `; did you mean ${meant}?`}`);
}

/** A line for each, an item of a list once for all that stand there in turn. */
function fieldLines(fields: readonly Field[]): string[] {
  const lines = fields.filter(({ object, field }) => !object && field.length === 1 && typeof field[0] === 'number').length;
  const named = fields.filter(({ object, field }) => object || field.length !== 1 || typeof field[0] !== 'number');
  const names = new Set(named.map(({ object, field }) => `  ${object ? `${identity(object)} ` : ''}${pathText(field)}`));
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
