import { counted } from '../../lib/findings/fault.ts';
import { quotable } from '../../lib/findings/quotable.ts';
import { maskLeaks } from '../../lib/leaks/index.ts';
import { identity, type Place } from '../../lib/manifests/manifest.ts';
import { maskAt } from '../../lib/manifests/masked.ts';
import { summaryFile } from '../../lib/manifests/roles.ts';
import { listed, valueText } from '../../lib/review/words.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import { clusterFolder, draw } from '../compile.ts';
import { generationOf } from '../generations/index.ts';
import { normalise } from '../normalise.ts';
import { ownPath, tidepool } from '../own.ts';
import { packageFile } from '../packages/package.ts';
import { documentedAt, fieldText, treeOf, wordAt, type ExplainedCluster } from './explained.ts';
import type { Field, Mover, Origin } from './moves.ts';
import { subjectOf, type Question, type Subject } from './question.ts';
import { valueIn, type Word } from './words.ts';

export { toExplain, type ExplainedCluster } from './explained.ts';
export { questionIn } from './question.ts';
export { explainUnused, explainWord } from './word.ts';

/** Where a file, a field or a line comes from. */
export function explainField(question: Question, clusters: readonly ExplainedCluster[]): string {
  return clusters.map(explained => {
    const { cluster, moves } = explained;
    const subject = subjectOf(question, treeOf(explained), moves.isText);
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
  const { owner, own, global, foreign, leaves } = origin;
  const home = homeOf(owner, explained, subject);
  const { says, causes } = isTagOfFlux(subject, explained) ? { says: ['image tag that Flux has written'], causes: [] }
    : leaves.length > 1 ? ofSeveral(origin, home)
    : ofValue(subject, origin, home, explained);
  const start = leaves.length > 1 ? 'moved by' : 'also moved by';
  const isOther = (word: Mover) => word.isWritten && !causes.includes(word) && pathText(word.place) !== pathText(owner);
  const others = (words: readonly Mover[]) => words.filter(word => isOther(word) && !word.takesAway);
  const needed = [...own, ...global, ...foreign].filter(word => isOther(word) && word.takesAway);
  const there = listed([owner, ...needed.map(({ place }) => place)].map(place => wordAt(place, explained)), 4);
  return [
    ...says,
    ...wordsLine(start, others(own), explained),
    ...wordsLine(`${start} words of the cluster`, others(global), explained),
    ...wordsLine(`${start} words of others`, others(foreign), explained),
    `there for ${there}${says.some(text => text.includes(home)) ? '' : `, by ${home}`}`,
  ];
}

/** What makes a value what it is. */
interface Source {
  readonly says: readonly string[];
  readonly causes: readonly Mover[];
}

function ofSeveral({ own, global, foreign }: Origin, home: string): Source {
  const isMoved = [...own, ...global, ...foreign].some(({ isWritten, takesAway }) => isWritten && !takesAway);
  return { says: isMoved ? [] : [`fixed by ${home}`], causes: [] };
}

/** A value that a word says, or is made from words, or follows from one that moves little else, or stands in this tool. */
function ofValue(subject: Subject, { own, global, foreign, owner, leaves: [leaf], isNamed }: Origin, home: string, explained: ExplainedCluster): Source {
  const said = ({ place }: Word) => valueIn(explained.config, place);
  const isSaid = (word: Word) => said(word) === leaf?.value;
  const all = [...own, ...global, ...foreign].filter(word => !word.takesAway || (word.isWritten && isSaid(word)));
  const [written, unwritten] = [true, false].map(isWritten => fewestFirst(all.filter(word => word.isWritten === isWritten)));
  const name = isNamed ? [`the name of ${wordAt(owner, explained)}`] : [];
  const parts = (written ?? []).filter(word => isSaid(word) || isPart(said(word), leaf?.value));
  const isMade = parts.length + name.length > 0;
  const cause = parts.find(isSaid) ?? (isMade ? undefined : written?.find(word => !isChooser(word)));
  const able = (unwritten ?? []).find(word => !isChooser(word) && (!cause || word.count < cause.count));
  const hint = able ? `; ${pathText(able.place)} would set it${cause ? ' alone' : ''}` : cause ? '' : removal(own);
  if (cause) return { says: [`set by ${documentedAt(cause.place, explained)}${hint}`, ...alsoMoved(cause, subject.field, explained)], causes: [cause] };
  if (isNamed && leaf?.value === owner.at(-1)) return { says: [`set by ${name.join()}`], causes: [] };
  if (isMade) return { says: [`made from ${listed([...parts.map(({ place }) => documentedAt(place, explained)), ...name], 4)}, by ${home}${hint}`], causes: parts };
  const chooser = home.includes('/editions/') ? [...own, ...global].find(({ place, isWritten }) => isWritten && place.at(-1) === 'edition') : undefined;
  return { says: [`fixed by ${home}${chooser ? `, which ${wordAt(chooser.place, explained)} chooses` : ''}${hint}`], causes: chooser ? [chooser] : [] };
}

function fewestFirst(words: readonly Mover[]): Mover[] {
  return [...words].sort((a, b) => a.count - b.count);
}

/** The word that is not written and would take a value away. */
function removal(own: readonly Mover[]): string {
  const able = own.find(word => !word.isWritten && word.takesAway && !isChooser(word));
  return able ? `; ${pathText(able.place)} would take it away` : '';
}

function isPart(text: unknown, whole: unknown): boolean {
  return typeof text === 'string' && text.length > 1 && typeof whole === 'string' && whole.includes(text);
}

/** Whether a word chooses among files of this tool, which hold the values, or whether they count at all. */
function isChooser({ place }: Word): boolean {
  return ['delivery', 'edition', 'enabled'].includes(String(place.at(-1)));
}

/** What else a word moves, the first few by name. */
function alsoMoved(word: Word, { path, field, object }: Field, { moves }: ExplainedCluster): string[] {
  const isAsked = (other: Field): boolean => other.path === path && (other.object && identity(other.object)) === (object && identity(object))
    && field.every((step, i) => other.field[i] === step);
  const others = [...new Set(moves.movedBy(word).filter(other => !isAsked(other) && other.path !== summaryFile).map(fieldText))];
  return others.length === 0 ? [] : [`which also moves ${listed(others, 3)}`];
}

function wordsLine(start: string, words: readonly Word[], explained: ExplainedCluster): string[] {
  return words.length === 0 ? [] : [`${start}: ${listed(words.map(({ place }) => wordAt(place, explained)), 5)}`];
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
function homeOf(owner: Place, { cluster }: ExplainedCluster, { field: { path, field, object } }: Subject): string {
  const [kind, name = ''] = owner.map(String);
  const isOfValues = path.startsWith('releases/') || (object?.kind === 'HelmRelease' && ['values', 'chart'].includes(String(field[1])));
  const isOwn = path === 'config.yaml' || path.split('/').includes(name);
  if (path === summaryFile) return 'charts/inventory/page.ts';
  if (path.startsWith('bootstrap/')) return 'charts/bootstrap/files.ts';
  if (kind === 'packages' && isOwn) return cluster.repository.packages.find(each => each.name === name)?.file ?? packageFile(name);
  if (kind === 'environments' && isOfValues) return editionFile(cluster.environments.find(each => each.name === name)?.edition);
  if (kind === 'environments' && isOwn) return 'charts/tidepool/environment.ts';
  if (path === 'config.yaml') return 'charts/eksctl/eks-cluster.ts';
  return ['delivery', 'packages', 'environments'].includes(kind ?? '') ? `charts/generations/${cluster.stack.delivery}.ts` : 'charts/normalise.ts';
}

function editionFile(edition = ''): string {
  return `charts/tidepool/editions/${edition.replace(/^\d/, 'v$&').replaceAll('.', '-')}.ts`;
}
