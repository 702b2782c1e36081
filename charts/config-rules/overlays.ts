import { nearest } from '../../lib/findings/nearest.ts';
import { isRecord, valueAt } from '../../lib/manifests/manifest.ts';
import { remembered } from '../../lib/remembered.ts';
import { movesOf, type Moves } from '../explain/moves.ts';
import { valueIn, withWord, type Word } from '../explain/words.ts';
import type { ClusterConfig } from '../config.ts';
import { isMap } from '../overlay.ts';
import { readPaths, readsPath } from '../packages/package.ts';
import { packageRelease } from '../releases.ts';
import type { ImageTrack } from '../resources.ts';
import { editions } from '../tidepool/editions/index.ts';
import { tidepoolRelease } from '../tidepool/environment.ts';
import type { Overlay, OverlayValue, Values } from '../vocabulary.ts';
import { at, error, note, warning, type CheckedCluster, type ConfigFinding, type ConfigRule, type Place } from './rule.ts';

export const overlayRules: readonly ConfigRule[] = [
  { id: 'values-word', summary: 'What a word of the config says is not said by `values`.', find: eachLeaf(byWord) },
  { id: 'values-type', summary: 'A value of a config has the type of what it replaces.', find: eachLeaf(byType) },
  { id: 'values-secret', summary: 'A value that names a Secret names one that is made.', find: eachLeaf(bySecret) },
  { id: 'values-key', summary: 'A key of `values` is no slip for one that stands beside it.', find: eachLeaf(byKey) },
  { id: 'values-idle', summary: 'A value of a config changes something.', find: eachLeaf(byEffect) },
];

/** A release whose values a config lays others over. */
interface Owner {
  /** Of the package or environment. */
  readonly place: Place;
  /** Who writes the values: `package datadog`. */
  readonly author: string;
  /** Of its release, below the cluster's folder. */
  readonly file: string;
  readonly overlay: Overlay;
  readonly values: Values;
  readonly images: readonly ImageTrack[];
  /** Names of Secrets in its namespace. */
  readonly secrets: readonly string[];
  /** Names of service accounts whose roles eksctl makes. */
  readonly accounts: readonly string[];
  readonly releaseName: string;
  /** What its chart is known to read; nothing where a config has put another chart in its place. */
  readonly reads: readonly string[];
}

/** A single value, or what replaces or removes a whole branch. */
interface Leaf {
  /** In the config. */
  readonly place: Place;
  /** Below the values. */
  readonly path: readonly string[];
  readonly value: OverlayValue;
  /** What stands there without it. */
  readonly ours: unknown;
  readonly owner: Owner;
  /** Which word of the config moves what. */
  readonly moves: Moves;
}

function eachLeaf(find: (leaf: Leaf, checked: CheckedCluster) => ConfigFinding[]): ConfigRule['find'] {
  return checked => leavesOf(checked).flatMap(leaf => find(leaf, checked));
}

/** The rules of one config ask for the same leaves. */
const leavesOf = remembered((checked: CheckedCluster): readonly Leaf[] => ownersIn(checked).flatMap(owner => {
  const moves = movesOf(withWord(checked.config, [...owner.place, 'values'], undefined), checked.cluster.repository);
  return [...leavesBelow(owner, [], owner.overlay)].map(leaf => ({ ...leaf, moves }));
}));

function* leavesBelow(owner: Owner, path: readonly string[], overlay: Overlay): Generator<Omit<Leaf, 'moves'>> {
  for (const [key, value] of Object.entries(overlay)) {
    const below = [...path, key];
    const ours = valueAt(owner.values, below);
    const isBranch = isMap(value) && (ours === undefined || isRecord(ours)) && Object.keys(value).length > 0;
    if (isBranch) yield* leavesBelow(owner, below, value);
    else yield { place: [...owner.place, 'values', ...below], path: below, value, ours, owner };
  }
}

function ownersIn({ config, cluster }: CheckedCluster): Owner[] {
  const isLaid = ({ overlay }: { readonly overlay: Overlay }) => Object.keys(overlay).length > 0;
  const ofPackages = cluster.packages.filter(isLaid).flatMap(installed => {
    const { definition: { name, stage }, delivery, overlay, secrets, accounts } = installed;
    const release = packageRelease({ ...installed, overlay: {} });
    const isOwnChart = config.packages[name] !== undefined && !('chart' in config.packages[name]);
    const reads = isOwnChart ? delivery.reads ?? [] : [];
    const owner = { place: ['packages', name], author: `package ${name}`, file: `flux/${stage}/${name}/helmrelease.yaml` };
    return release ? [{ ...release, ...owner, overlay, secrets, accounts, reads }] : [];
  });
  const ofEnvironments = cluster.environments.filter(isLaid).map(environment => {
    const { name, edition, overlay, secrets, provided, certificate, accounts } = environment;
    const release = tidepoolRelease({ ...environment, overlay: {} });
    const made = [...secrets, ...provided, ...(certificate ? [{ name: certificate.secretName }] : [])];
    const owner = { place: ['environments', name], author: `edition ${edition}`, file: `flux/environments/${name}/tidepool-helmrelease.yaml` };
    return { ...release, ...owner, overlay, secrets: made, accounts, reads: editions[edition].reads };
  });
  const ofPeople = cluster.own.flatMap(({ objects }) => objects.filter(({ kind }) => kind === 'ExternalSecret' || kind === 'Secret'));
  return [...ofPackages, ...ofEnvironments].map(({ secrets, accounts, ...owner }) => {
    const beside = ofPeople.filter(({ metadata }) => metadata.namespace === owner.namespace).map(object => {
      return String(valueAt(object, ['spec', 'target', 'name']) ?? object.metadata.name);
    });
    return { ...owner, secrets: [...secrets.map(({ name }) => name), ...beside], accounts: accounts.map(({ name }) => name) };
  });
}

/** The word that a value repeats, else the one that moves it and the least besides; one of its owner before one of the cluster. */
function wordAt({ path, ours, owner, moves }: Leaf, config: ClusterConfig): Place | undefined {
  if (ours === undefined) return undefined;
  const { own, global } = moves.origin({ path: owner.file, field: ['spec', 'values', ...path] });
  const rank = ({ place, isWritten }: Word) => (valueIn(config, place) === ours ? 0 : isWritten ? 1 : 2);
  const ranked = [own, global].flatMap(words => [...words].sort((one, other) => rank(one) - rank(other)));
  return ranked.find(({ place }) => !choosesDialect(place))?.place;
}

/** With these, all that is written changes, and nothing is said by them. */
function choosesDialect(place: Place): boolean {
  return ['delivery', 'edition', 'enabled', 'shared'].includes(String(place.at(-1)));
}

/** Words for what stands in other places of the output, too, which would then disagree. */
const agreed = new Set(['aws', 'bucketNames', 'buckets', 'dns', 'dnsNames', 'gateway', 'image', 'passwordKey', 'pin', 'secrets']);

function byWord(leaf: Leaf, { config }: CheckedCluster): ConfigFinding[] {
  const { place, path, value, ours, owner } = leaf;
  const image = imageAt(leaf);
  if (image) {
    const service = at(...owner.place, 'services', image.service);
    const wrong = `the image of ${image.service} stands there, which Flux moves and each synth reads again`;
    return [error(at(...place), { wrong, source: 'docs/images.md', instead: `write ${service}.image, or pin` })];
  }
  const role = roleBroken(ours, path, owner);
  if (role !== undefined) return [error(at(...place), { wrong: role, source: 'config.yaml', instead: 'leave it out' })];
  const word = isSame(value, ours) ? undefined : wordAt(leaf, config);
  if (word === undefined) return [];
  const isAgreed = word.some(key => agreed.has(String(key))) || word[0] === 'name';
  return [(isAgreed ? error : warning)(at(...place), {
    wrong: `this is what ${at(...word)} says${isAgreed ? ', here and in other files' : ''}`,
    source: 'docs/config.md',
    instead: `write ${at(...word)}`,
  })];
}

/** Names by which others know the release. */
function roleBroken(ours: unknown, path: readonly string[], { accounts, releaseName }: Owner): string | undefined {
  const isOfAccount = path.some(key => /serviceaccount/i.test(key)) && accounts.includes(String(ours));
  if (isOfAccount) return `'${String(ours)}' is the service account whose role eksctl makes`;
  const isOfRelease = /^(fullname|name)Override$/.test(path.at(-1) ?? '') && ours === releaseName;
  return isOfRelease ? `'${releaseName}' is the name of the release, by which other files know its objects` : undefined;
}

function isWithin(path: readonly string[], other: readonly string[]): boolean {
  return other.length <= path.length && other.every((key, i) => path[i] === key);
}

function byType(leaf: Leaf, { config }: CheckedCluster): ConfigFinding[] {
  const { place, value, ours, owner } = leaf;
  if (ours === undefined || value === null || typeOf(value) === typeOf(ours) || imageAt(leaf) || wordAt(leaf, config)) return [];
  return [error(at(...place), { wrong: `${textOf(value)} stands in place of ${textOf(ours)}`, source: owner.author, instead: `write ${typeOf(ours)}` })];
}

/** The image that a value replaces, or is part of. */
function imageAt({ path, owner: { images } }: Leaf): ImageTrack | undefined {
  return images.find(({ path: own }) => isWithin(own, path) || isWithin(path, own));
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return `the text '${value}'`;
  return typeof value === 'object' ? typeOf(value) : String(value);
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isRecord(value)) return 'a map';
  return { string: 'a text', number: 'a number', boolean: 'true or false' }[typeof value as 'string'] ?? 'nothing';
}

function bySecret({ place, path, value, ours, owner: { secrets, author } }: Leaf): ConfigFinding[] {
  const isName = /(existingSecret|envFromSecret|secretName)$/i.test(path.at(-1) ?? '');
  if (!isName || typeof value !== 'string' || value === ours || secrets.includes(value)) return [];
  const near = nearest(value, secrets) ?? secrets.find(name => name === ours);
  return [error(at(...place), {
    wrong: `nothing makes Secret '${value}' there, and pods would wait for it`,
    source: author,
    instead: near === undefined ? 'leave it out' : `write '${near}'`,
  })];
}

/** Keys that stand beside others of ours and differ little from one of them. No list of all keys of a chart is needed for that. */
function byKey({ place, path, value, owner }: Leaf): ConfigFinding[] {
  if (value === null) return [];
  return path.flatMap((key, depth) => {
    const beside = valueAt(owner.values, path.slice(0, depth));
    const isNew = isRecord(beside) && !Object.hasOwn(beside, key) && !readsPart(owner.reads, path.slice(0, depth + 1));
    const meant = isNew ? nearest(key, Object.keys(beside).filter(other => initial(other) === initial(key))) : undefined;
    if (meant === undefined) return [];
    return [warning(at(...place.slice(0, place.length - path.length + depth + 1)), {
      wrong: `'${meant}' stands there, and this is another key`,
      source: owner.author,
      instead: `write '${meant}' if that is meant`,
    })];
  });
}

/** Slips keep the first letter: `resources` is not meant for `sources`. */
function initial(key: string): string {
  return key.slice(0, 1).toLowerCase();
}

/** Whether a chart is known to read a value, or something below it. */
function readsPart(reads: readonly string[], path: readonly string[]): boolean {
  return readsPath(reads, path) || readPaths(reads).some(row => isWithin(row.split('.'), path));
}

function byEffect({ place, value, ours, owner }: Leaf): ConfigFinding[] {
  if (!isSame(value, ours)) return [];
  const wrong = value === null ? 'there is nothing of ours to take away' : 'this is so anyway';
  return [note(at(...place), { wrong, source: owner.author, instead: 'leave it out' })];
}

/** An empty map merges into one that is there, and changes nothing. */
function isSame(value: OverlayValue, ours: unknown): boolean {
  if (value === null) return ours === undefined;
  return (isMap(value) && isRecord(ours)) || JSON.stringify(value) === JSON.stringify(ours);
}
