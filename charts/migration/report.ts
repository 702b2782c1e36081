import { groupBy } from '../../lib/group-by.ts';
import { counted, sentence } from '../../lib/findings/fault.ts';
import { quotable } from '../../lib/findings/quotable.ts';
import type { ClusterConfig } from '../config.ts';
import { traits } from '../generations/traits.ts';
import type { Repository } from '../own.ts';
import type { WrittenImages } from '../tidepool/images.ts';
import type { ImageMove } from './images.ts';
import { migration, type Migration } from './migration.ts';
import { changeOf, type ExplainedDifference } from './reasons.ts';
import type { Fate, HelmRelease, ReleaseMove } from './releases.ts';
import type { Step } from './steps.ts';

/** What `migrate` prints for a cluster, and whether something is in the way of the move. */
export interface MigrationReport {
  readonly text: string;
  readonly isBlocked: boolean;
}

/** Expects a config without problems; `written` are the images that stand in its output. */
export function migrationReport(config: ClusterConfig, written: WrittenImages, format: 'text' | 'json', repository?: Repository): MigrationReport {
  const move = migration(config, written, repository);
  if (move) {
    const isBlocked = move.blockers.length > 0 || unexplained(move).length > 0;
    return { text: format === 'json' ? migrationJson(move) : migrationText(move), isBlocked };
  }
  const done = { version: 1, done: true, cluster: config.name };
  const { title, editions } = traits[config.delivery];
  const why = editions.length > 0 ? 'already: there is nothing to migrate' : 'and has no Helm release to migrate';
  const sentence = `${config.name} is delivered by ${title} ${why}.`;
  return { text: format === 'json' ? JSON.stringify(done, undefined, 2) : sentence, isBlocked: false };
}

/** The move as Markdown, to paste into a pull request. Ends without a newline. */
export function migrationText(move: Migration): string {
  const sections = [heading, config, problems, kubernetes, releases, images, secrets, commands, differences];
  return sections.flatMap(section => section(move)).join('\n\n');
}

/** The same for programs. A field may be added to a version, never taken away. */
export function migrationJson(move: Migration): string {
  return JSON.stringify({ version: 1, done: false, ...move }, (_key, value: unknown) => value ?? null, 2);
}

/** Paragraphs, lists and tables, with empty lines between them. */
type Section = readonly string[];

function heading({ cluster, from, to, editions, blockers }: Migration): Section {
  const isNew = editions.from.some(edition => edition !== editions.to);
  const edition = isNew ? `Chart edition ${editions.from.join(', ')} becomes ${editions.to}.` : `The chart edition stays ${editions.to}.`;
  const things = `${counted(blockers.length, 'thing')} in its config ${blockers.length === 1 ? 'is' : 'are'} in the way.`;
  return [`# ${cluster}: from ${from} to ${to}`, `${edition} ${blockers.length === 0 ? 'Nothing in its config is in the way.' : things}`];
}

function config({ cluster, edits }: Migration): Section {
  const line = (sign: string, path: string, word: string | undefined) => (word === undefined ? [] : [`${sign} ${path}: '${word}'`]);
  const lines = edits.flatMap(({ path, from, to }) => [...line('-', path, from), ...line('+', path, to)]);
  return [`## What to change in clusters/${cluster}.ts`, block('diff', lines)];
}

function problems({ blockers, warnings }: Migration): Section {
  const list = (found: Migration['blockers']) => found.map(({ rule, source, fault }) => `- \`${source?.path}\`: ${sentence(fault)} [${rule}]`).join('\n');
  const first = 'Write this first: a cluster under Flux v1 takes it, too. The rest of this report leaves out what is not known yet.';
  return [
    ...(blockers.length > 0 ? ['## In the way', first, list(blockers)] : []),
    ...(warnings.length > 0 ? ['## To think about', list(warnings)] : []),
  ];
}

function kubernetes({ kubernetes: { from, to, least, upgrades, lost, advice } }: Migration): Section {
  const losses = lost.map(({ since, what }) => `1.${since} takes away ${what}`).join('; ');
  const way = advice === 'in place'
    ? 'Upgrade it first.'
    : 'A new cluster beside the old one is the better way: it can be tried before it is in use, and the old one is the way back.';
  const upgrade = `EKS upgrades a control plane by one release at a time: ${counted(upgrades, 'upgrade')}, with the nodes behind it.`;
  const sentences = [
    `Flux 2 runs on Kubernetes ${least} and later. The config says ${from} now, and ${to} after the move.`,
    ...(upgrades === 0 ? [] : [upgrade, ...(losses === '' ? [] : [`On the way, ${losses}.`]), way]),
  ];
  return ['## Kubernetes', sentences.join(' ')];
}

const fates: Readonly<Record<Fate, string>> = {
  adopted: 'Upgraded once, in place.',
  replaced: 'Another release takes over.',
  new: 'Installed.',
  gone: 'No successor.',
  unnamed: 'Upgraded in place, or uninstalled: see above.',
};

function releases({ releases: moves }: Migration): Section {
  const same = 'To Helm, a release of the same name in the same namespace is the same release, so nothing of it is installed anew. Flux 2 undoes '
    + 'what is changed by hand (`kubectl edit`) and brings the CRDs of a chart up to date with it; helm-operator did neither.';
  const unnamed = 'The umbrella charts made the releases of packages, under names that only the cluster knows. Where '
    + '`helm list --all-namespaces` has the name and namespace below, the release is upgraded in place; uninstall what has another name.';
  const rows = moves.map(move => [move.owner, helmText(move.before), helmText(move.after), whatHappens(move)]);
  const isUnnamed = moves.some(({ fate }) => fate === 'unnamed');
  return ['## Releases', isUnnamed ? `${same} ${unnamed}` : same, table(['what', 'now', 'then', 'what happens'], rows)];
}

function helmText(release: HelmRelease | undefined): string {
  return release === undefined ? '–' : `\`${release.namespace}/${release.name}\`, ${release.chart} ${release.version}`;
}

function whatHappens({ fate, uninstall, obstacles, note }: ReleaseMove): string {
  const [is, they] = obstacles.length === 1 ? ['is', 'it selects'] : ['are', 'they select'];
  return [
    fates[fate],
    ...(uninstall === undefined ? [] : [`The old one is uninstalled ${uninstall === 'before' ? 'first' : 'once the new one is ready'}.`]),
    ...(obstacles.length === 0 ? [] : [`${obstacles.map(code).join(' and ')} ${is} deleted first, since ${they} pods by other labels now.`]),
    ...(note === '' ? [] : [note]),
  ].join(' ');
}

function images({ images: moves }: Migration): Section {
  const followed = moves.filter(({ after, policy }) => after !== undefined && policy !== undefined);
  const groups = groupBy(followed, move => JSON.stringify([move.environment, move.policy, move.isFrozen, move.order, move.refusal]));
  const rows = [...groups.values()].map(group => {
    const [first] = group;
    return [first?.environment ?? '', code(first?.policy ?? ''), group.map(({ service }) => service).join(', '), orderText(first), tagsText(group)];
  });
  const names = (found: readonly ImageMove[]) => [...new Set(found.map(({ service }) => service))].join(', ');
  const [gone, added] = [moves.filter(({ after }) => after === undefined), moves.filter(({ before }) => before === undefined)].map(names);
  const dropped = moves.filter(move => move.dropped !== undefined).map(({ environment, service, before, after, dropped: why }) => {
    return `- ${environment} ${service}: ${quotable(before ?? '')} is given up, since ${quotable(why ?? '')}; it runs ${after}. Pin it to keep it.`;
  });
  if (rows.length + dropped.length === 0 && gone === '' && added === '') return [];
  return [
    '## Images',
    'Flux v1 takes the image that was built last, Flux 2 what the tag itself says. Tags of the form BRANCH-SHA-TIME, with all 40 digits of '
      + 'the commit and the seconds since 1970, say it. A tag that runs stays until there is one that the policy can choose. Flux 2 writes tags '
      + 'into `images.yaml` of an environment.',
    ...(rows.length > 0 ? [table(['environment', 'policy', 'services', 'Flux 2 takes', 'tags now'], rows)] : []),
    ...(gone === '' ? [] : [`The chart has no more: ${gone}.`]),
    ...(added === '' ? [] : [`It adds: ${added}. They start with the images of the edition, until the policy can choose.`]),
    ...(dropped.length > 0 ? [dropped.join('\n')] : []),
  ];
}

function orderText(move: ImageMove | undefined): string {
  if (move?.refusal) return `cannot: ${move.refusal.reason}; ${move.refusal.instead}`;
  if (move?.isFrozen) return 'nothing: `automated: false`';
  const { filterTags, policy, digestReflectionPolicy } = move?.order ?? {};
  const pattern = filterTags === undefined ? '' : ` of ${code(filterTags.pattern)}`;
  if (digestReflectionPolicy !== undefined) return `the digest${pattern}`;
  if (policy === undefined || !('semver' in policy)) return `the highest number${pattern}`;
  const isUnusual = /!=|\d-/.test(policy.semver.range);
  const caution = isUnusual ? '; later readers of such ranges differ, so see what `flux get images policy` says' : '';
  return `the highest version in ${code(policy.semver.range)}${pattern}${caution}`;
}

function tagsText(group: readonly ImageMove[]): string {
  const unfit = group.filter(({ isChoosable }) => !isChoosable);
  const kept = unfit.filter(({ before, dropped, order }) => before !== undefined && dropped === undefined && order !== undefined);
  const elsewhere = kept.filter(({ isOfBranch }) => !isOfBranch);
  const branches = elsewhere.length === 0 ? '' : `; of another branch: ${elsewhere.map(({ service }) => service).join(', ')}`;
  return unfit.length === 0 ? 'all are such' : `${unfit.length} of ${group.length} are not such${branches}`;
}

function secrets({ secrets: moves }: Migration): Section {
  const rows = moves.map(({ path, added, unread, isNew, isUnread, copyOf }) => {
    const keys = (names: readonly string[]) => names.map(code).join(' ');
    const what = copyOf !== undefined ? `copy it from ${code(copyOf)}` : isNew ? `put it there, with ${keys(added)}` : `add ${keys(added)}`;
    const idle = isUnread ? 'nothing reads it any more' : `nothing reads ${keys(unread)} any more`;
    return [code(path), [...(added.length > 0 ? [what] : []), ...(unread.length > 0 ? [idle] : [])].join('; ')];
  });
  return [
    '## Secrets and certificates',
    'All entries of AWS Secrets Manager stay where they are. Secrets keep their names and stay in the cluster while other controllers take them '
      + "over. So do those of certificates: cert-manager of today issues into the same ones anew, from a new account at Let's Encrypt. A value that "
      + 'changes in Secrets Manager takes up to an hour to arrive; it took ten seconds before.',
    ...(rows.length > 0 ? [table(['entry', 'what to do'], rows)] : []),
  ];
}

function commands({ kubernetes: { least, advice }, beside, inPlace }: Migration): Section {
  if (advice === 'in place') return ['## Commands', ...stepsText(inPlace, '###'), wayBack];
  return [
    '## Commands',
    '### With a new cluster beside the old one',
    'NEW stands for its name.',
    ...stepsText(beside, '####'),
    '### In the cluster itself',
    `Once it runs Kubernetes ${least} or later.`,
    ...stepsText(inPlace, '####'),
    wayBack,
  ];
}

const wayBack = 'The way back, up to the last step: `flux uninstall` leaves what runs as it is; revert the commit, scale the old '
  + 'controllers up again, and make the old roles.';

function stepsText(steps: readonly Step[], mark: string): Section {
  return steps.flatMap(({ title, text, commands: lines }, i) => {
    return [`${mark} ${i + 1}. ${title}`, text, ...(lines.length > 0 ? [block('sh', lines)] : [])];
  });
}

function unexplained({ differences: all }: Migration): ExplainedDifference[] {
  return all.filter(({ why }) => why === undefined);
}

/** One row for all that differ for one reason; what has none has a row each. */
function differences(move: Migration): Section {
  const strange = unexplained(move);
  const explained = move.differences.filter(({ why }) => why !== undefined);
  const groups = groupBy(explained, ({ concept, why, do: task }) => JSON.stringify([concept, why, task]));
  const rows = [...strange.map(difference => [difference]), ...groups.values()].map(differenceRow);
  const warning = `**${counted(strange.length, 'difference')} without an explanation: find out why before you go on.**`;
  const objects = 'Objects follow from this and from the way of delivery: the controllers of today read a new API, sources, stages and images are '
    + 'objects, charts make what manifests did, and ServiceAccounts stand in the repository, where eksctl made them. ConfigMap aws-auth stays in a '
    + 'cluster that is there already.';
  return ['## What else differs', ...(strange.length > 0 ? [warning] : []), objects, table(['what', 'which', 'change', 'why', 'to do'], rows)];
}

function differenceRow(group: readonly ExplainedDifference[]): string[] {
  const all = (textOf: (difference: ExplainedDifference) => string) => [...new Set(group.map(textOf))].filter(text => text !== '');
  const fields = all(({ field }) => field);
  const [values, changes] = [all(({ before, after }) => `${before} → ${after}`).join(', '), all(changeOf).join(', ')];
  return [
    `${group[0]?.concept}${fields.length === 0 ? '' : ` (${abridged(fields)})`}`,
    abridged(all(({ name }) => name)),
    changes === 'changed' && values.length <= 200 ? values : changes,
    group[0]?.why ?? '**unexplained**',
    group[0]?.do ?? '',
  ];
}

/** As many texts as a line has room for. */
function abridged(texts: readonly string[]): string {
  const room = texts.findIndex((_, i) => texts.slice(0, i + 1).join(', ').length > 100);
  const shown = room < 0 ? texts.length : Math.max(1, room);
  return texts.slice(0, shown).join(', ') + (shown === texts.length ? '' : ` and ${texts.length - shown} more`);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function block(language: string, lines: readonly string[]): string {
  return ['```' + language, ...lines, '```'].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
