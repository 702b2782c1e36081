import type { ClusterConfig } from '../config.ts';
import type { WrittenImages } from '../tidepool/images.ts';
import type { ExplainedDifference } from './explanations.ts';
import type { ImageMove } from './images.ts';
import { migration, type Migration } from './migration.ts';
import type { Fate, HelmRelease, ReleaseMove } from './releases.ts';
import type { Step } from './steps.ts';

/** The move as Markdown, to paste into a pull request. Ends without a newline. */
export function migrationText(move: Migration): string {
  const sections = [heading, config, problems, kubernetes, releases, images, secrets, commands, stays, differences];
  return sections.map(section => section(move)).filter(text => text !== '').join('\n\n');
}

/** The same for programs. A field may be added to a version, never taken away. */
export function migrationJson(move: Migration): string {
  return JSON.stringify({ version: 1, done: false, ...move }, (_key, value: unknown) => value ?? null, 2);
}

/** What `migrate` prints for a cluster, and whether something in its config is in the way of the move. */
export interface MigrationReport {
  readonly text: string;
  readonly isBlocked: boolean;
}

/** Expects a config without problems; `written` are the images that stand in its output. */
export function migrationReport(config: ClusterConfig, written: WrittenImages, format: 'text' | 'json'): MigrationReport {
  const move = migration(config, written);
  if (move) return { text: format === 'json' ? migrationJson(move) : migrationText(move), isBlocked: move.blockers.length > 0 };
  const done = { version: 1, done: true, cluster: config.name };
  const sentence = `${config.name} is delivered by Flux 2 already: there is nothing to migrate.`;
  return { text: format === 'json' ? JSON.stringify(done, undefined, 2) : sentence, isBlocked: false };
}

function heading({ cluster, from, to, editions, blockers }: Migration): string {
  const isNew = editions.from.some(edition => edition !== editions.to);
  const edition = isNew ? `Chart edition ${editions.from.join(', ')} becomes ${editions.to}.` : `The chart edition stays ${editions.to}.`;
  const [things, stand] = [counted(blockers.length, 'thing'), blockers.length === 1 ? 'stands' : 'stand'];
  const state = blockers.length === 0 ? 'Nothing in its config stands in the way.' : `${things} in its config ${stand} in the way.`;
  return `# ${cluster}: from ${from} to ${to}

${edition} ${state}`;
}

function config({ cluster, edits }: Migration): string {
  const line = (sign: string, path: string, word: string | undefined) => (word === undefined ? [] : [`${sign} ${path}: '${word}'`]);
  const lines = edits.flatMap(({ path, from, to }) => [...line('-', path, from), ...line('+', path, to)]);
  return `## The words in clusters/${cluster}.ts

${block('diff', lines)}`;
}

function problems({ blockers, warnings }: Migration): string {
  const list = (found: Migration['blockers']) => found.map(({ rule, path, message }) => `- \`${path}\`: ${message} [${rule}]`).join('\n');
  const first = 'Write this first: a cluster under Flux v1 takes it, too. What it is about is told below as far as it can be.';
  return [
    ...(blockers.length > 0 ? ['## In the way', first, list(blockers)] : []),
    ...(warnings.length > 0 ? ['## To think about', list(warnings)] : []),
  ].join('\n\n');
}

function kubernetes({ kubernetes: { from, to, least, upgrades, lost, advice } }: Migration): string {
  const losses = lost.map(({ since, what }) => `1.${since} takes away ${what}`).join('; ');
  const way = advice === 'in place'
    ? 'Upgrade it first.'
    : 'A new cluster beside the old one is the better way: it can be tried before anybody depends on it, and the old one is the way back.';
  const upgrade = `EKS upgrades a control plane by one release at a time: ${counted(upgrades, 'upgrade')}, with the nodes behind it.`;
  return `## Kubernetes

${[
    `Flux 2 runs on Kubernetes ${least} and later. The config says ${from} now, and ${to} after the move.`,
    ...(upgrades === 0 ? [] : [upgrade, ...(losses === '' ? [] : [`On the way, ${losses}.`]), way]),
  ].join(' ')}`;
}

const fates: Readonly<Record<Fate, string>> = {
  adopted: 'Upgraded once, in place.',
  replaced: 'Another release takes over.',
  new: 'Installed.',
  gone: 'No successor.',
  unnamed: 'Upgraded in place, or uninstalled: see above.',
};

function releases({ releases: moves }: Migration): string {
  const same = 'A release of the same name in the same namespace is the same release to Helm, so nothing of it is installed anew.';
  const unnamed = 'The umbrella charts made the releases of packages, under names that the cluster alone knows. Where '
    + '`helm list --all-namespaces` has the name and namespace below, the release is upgraded in place; uninstall what has another name.';
  const rows = moves.map(move => [move.owner, helmText(move.before), helmText(move.after), whatHappens(move)]);
  return [
    '## Releases',
    moves.some(({ fate }) => fate === 'unnamed') ? `${same} ${unnamed}` : same,
    table(['what', 'now', 'then', 'what happens'], rows),
  ].join('\n\n');
}

function helmText(release: HelmRelease | undefined): string {
  return release === undefined ? '–' : `\`${release.namespace}/${release.name}\`, ${release.chart} ${release.version}`;
}

function whatHappens({ fate, uninstall, obstacles, note }: ReleaseMove): string {
  const workloads = obstacles.map(code).join(' and ');
  const [is, pods] = obstacles.length === 1 ? ['is', 'its pods'] : ['are', 'their pods'];
  return [
    fates[fate],
    ...(uninstall === undefined ? [] : [`The old one is uninstalled ${uninstall === 'before' ? 'first' : 'once the new one is ready'}.`]),
    ...(obstacles.length === 0 ? [] : [`${workloads} ${is} deleted first, since ${pods} are selected otherwise now.`]),
    ...(note === undefined ? [] : [note]),
  ].join(' ');
}

function images({ images: moves }: Migration): string {
  const followed = moves.filter(({ after, policy }) => after !== undefined && policy !== undefined);
  if (followed.length === 0) return '';
  const groups = grouped(followed, ({ environment, policy, order, refusal }) => JSON.stringify([environment, policy, order, refusal]));
  const told = groups.map(group => {
    const [first] = group;
    const services = group.map(({ service }) => service).join(', ');
    return { environment: first?.environment ?? '', cells: [code(first?.policy ?? ''), services, orderText(first), tagsText(group)] };
  });
  const rows = grouped(told, ({ cells }) => JSON.stringify(cells))
    .map(same => [same.map(({ environment }) => environment).join(', '), ...(same[0]?.cells ?? [])]);
  const names = (found: readonly ImageMove[]) => [...new Set(found.map(({ service }) => service))].join(', ');
  const [gone, added] = [moves.filter(({ after }) => after === undefined), moves.filter(({ before }) => before === undefined)].map(names);
  const dropped = moves.filter(move => move.dropped !== undefined).map(({ environment, service, before, after, dropped: why }) => {
    return `- ${environment} ${service}: ${before} is given up, since ${why}; it runs ${after}. Pin it to keep it.`;
  });
  return [
    '## Images',
    'Flux v1 takes the image that was built last, Flux 2 what the tag itself says. Tags of the form BRANCH-SHA-TIME, with all 40 digits of '
      + 'the commit and the seconds since 1970, say it. A tag that runs stays until there is one that the policy can choose.',
    table(['environment', 'policy', 'services', 'Flux 2 takes', 'tags now'], rows),
    ...(gone === '' ? [] : [`The chart has no more: ${gone}.`]),
    ...(added === '' ? [] : [`It adds: ${added}. They start with the images of the edition, until the policy can choose.`]),
    ...(dropped.length > 0 ? [dropped.join('\n')] : []),
  ].join('\n\n');
}

function orderText(move: ImageMove | undefined): string {
  if (move?.refusal) return `cannot: ${move.refusal.reason}; ${move.refusal.instead}`;
  const { filterTags, policy, digestReflectionPolicy } = move?.order ?? {};
  const pattern = filterTags === undefined ? '' : ` of ${code(filterTags.pattern)}`;
  if (digestReflectionPolicy !== undefined) return `the digest${pattern}`;
  if (policy !== undefined && 'semver' in policy) {
    const isUnusual = /!=|\d-/.test(policy.semver.range);
    const caution = isUnusual ? '; later readers of such ranges differ, so see what `flux get images policy` says' : '';
    return `the highest version in ${code(policy.semver.range)}${pattern}${caution}`;
  }
  return `the highest number${pattern}`;
}

function tagsText(group: readonly ImageMove[]): string {
  const unfit = group.filter(({ isChoosable }) => !isChoosable);
  const kept = unfit.filter(({ before, dropped, order }) => before !== undefined && dropped === undefined && order !== undefined);
  const elsewhere = kept.filter(({ isOfBranch }) => !isOfBranch);
  const branches = elsewhere.length === 0 ? '' : `; not even with a time behind: ${elsewhere.map(({ service }) => service).join(', ')}`;
  return unfit.length === 0 ? 'all are such' : `${unfit.length} of ${group.length} are not such${branches}`;
}

function secrets({ secrets: moves }: Migration): string {
  const unread = moves.filter(({ isUnread }) => isUnread).map(({ path }) => code(path));
  const rows = moves.filter(({ isUnread }) => !isUnread).map(({ path, added, isNew, copyOf }) => {
    const what = copyOf !== undefined ? `copy it from ${code(copyOf)}` : isNew ? 'put it there' : 'add these keys';
    return [code(path), added.map(code).join(' '), what];
  });
  return [
    '## Secrets and certificates',
    'All entries of AWS Secrets Manager stay where they are. Secrets keep their names and stay in the cluster while their makers change. '
      + "So do those of certificates: cert-manager of today issues into the same ones anew, from a new account at Let's Encrypt.",
    ...(rows.length > 0 ? [table(['entry', 'keys', 'what to do'], rows)] : []),
    ...(unread.length > 0 ? [`Nothing reads these any more: ${unread.join(', ')}.`] : []),
  ].join('\n\n');
}

function commands({ kubernetes: { least, advice }, beside, inPlace }: Migration): string {
  if (advice === 'in place') return `## Commands\n\n${stepsText(inPlace, '###')}\n\n${wayBack}`;
  return `## Commands

### With a new cluster beside the old one

NEW stands for its name.

${stepsText(beside, '####')}

### In the cluster itself

Once it runs Kubernetes ${least} or later.

${stepsText(inPlace, '####')}

${wayBack}`;
}

const wayBack = 'The way back, up to the last step: `flux uninstall` leaves what runs as it is; revert the commit, scale the old '
  + 'controllers up again, and make the old roles.';

function stepsText(steps: readonly Step[], mark: string): string {
  return steps.map(({ title, text, commands: lines }, i) => {
    return [`${mark} ${i + 1}. ${title}`, text, ...(lines.length > 0 ? [block('sh', lines)] : [])].join('\n\n');
  }).join('\n\n');
}

function stays({ kept }: Migration): string {
  return `## What stays as it is

${kept.map(({ what, count }) => `- ${what}: ${count}`).join('\n')}`;
}

/** More than so many pairs of before and after for one reason are told in one row. */
const pairsTold = 3;

function differences({ differences: all }: Migration): string {
  const unexplained = all.filter(({ why }) => why === undefined);
  const others = all.filter(({ why }) => why !== undefined);
  const explained = grouped(others, ({ concept, why, do: task }) => JSON.stringify([concept, why, task]));
  const rows = [...unexplained.map(difference => [difference]), ...explained].flatMap(differenceRows);
  const warning = `**${counted(unexplained.length, 'difference')} without an explanation: find out why before you go on.**`;
  return [
    '## Everything that differs',
    ...(unexplained.length === 0 ? [] : [warning]),
    table(['what', 'which', 'before', 'after', 'why', 'to do'], rows),
  ].join('\n\n');
}

/** A row for each pair of before and after, or one for all of them. */
function differenceRows(group: readonly ExplainedDifference[]): string[][] {
  const pairs = grouped(group, ({ field, before, after }) => JSON.stringify([field, before, after]));
  return (pairs.length <= pairsTold ? pairs : [group]).map(rows => {
    const fields = [...new Set(rows.map(({ field }) => field))].filter(field => field !== '');
    return [
      [rows[0]?.concept ?? '', ...(fields.length === 0 ? [] : [`(${abridged(fields)})`])].join(' '),
      abridged([...new Set(rows.map(({ name }) => name))]),
      inOneWord(rows.map(({ before }) => before)),
      inOneWord(rows.map(({ after }) => after)),
      rows[0]?.why ?? '**unexplained**',
      rows[0]?.do ?? '',
    ];
  });
}

function inOneWord(values: readonly (string | undefined)[]): string {
  const [first, ...others] = new Set(values.map(value => (value === undefined ? '–' : value === '' ? "''" : value)));
  return others.length > 0 ? 'various' : (first ?? '');
}

/** As many names as a line has room for. */
function abridged(names: readonly string[]): string {
  const room = names.findIndex((_, i) => names.slice(0, i + 1).join(', ').length > 100);
  const told = room < 0 ? names.length : Math.max(1, room);
  const rest = names.length - told;
  return names.slice(0, told).join(', ') + (rest === 0 ? '' : ` and ${rest} more`);
}

/** In the order of the first of each group. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
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

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
