import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, parseAllDocuments, type Document } from 'yaml';
import type { ClusterConfig } from '../../charts/config.ts';
import { isRecord } from '../../lib/manifests/manifest.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import { compiled } from './objects.ts';

/** What people and programs get wrong in manifests, at random and one thing at a time. */

/** One file of the output with one thing wrong in it. */
export interface Defect {
  readonly kind: DefectKind;
  readonly config: ClusterConfig;
  /** Of the file, from the root of the repository. */
  readonly file: string;
  /** What was done: `spec.prune is "true"`. */
  readonly what: string;
  /** The whole file, comments and all. */
  readonly text: string;
}

/** A place where something can go wrong. */
interface Site {
  readonly config: ClusterConfig;
  readonly file: string;
  /** The whole file. */
  readonly text: string;
  /** Number of the document in its file. */
  readonly index: number;
  /** The whole document. */
  readonly object: unknown;
  /** Of the document; undefined for what has none. */
  readonly kind: string | undefined;
  readonly place: Place;
  readonly value: unknown;
  /** What the value stands in. */
  readonly around: unknown;
  /** Behind the value, on its line. */
  readonly comment: string | undefined;
}

type Place = readonly (string | number)[];

/** What is changed in a document, and how that is told. */
interface Change {
  readonly what: string;
  readonly make: (document: Document) => void;
}

/** How things go wrong at a place. Nothing comes of places of other kinds, and of what would be no defect. */
type Spoiler = (site: Site, random: Random, fleet: Fleet) => Change | undefined;

const spoilers = {
  'renamed key': renamedKey,
  'dangling reference': danglingReference,
  'wrong namespace': wrongNamespace,
  'changed type': changedType,
  'dropped field': droppedField,
  'taken DNS name': takenName,
} satisfies Record<string, Spoiler>;

export type DefectKind = keyof typeof spoilers;

export const defectKinds = Object.keys(spoilers) as DefectKind[]; // its own keys

/**
 * Defects in the output of clusters, evenly over the kinds; the same ones for the same seed. Within a kind every sort of place is as
 * likely, however many places there are of it: else most defects would be in ExternalSecrets.
 */
export function seeded(configs: readonly ClusterConfig[], { seed, count }: { readonly seed: number; readonly count: number }): Defect[] {
  const random = new Random(seed);
  const fleet = fleetOf(configs);
  return Array.from({ length: count }, (_, i) => drawn(defectKinds[i % defectKinds.length] ?? 'renamed key', fleet, random));
}

function drawn(kind: DefectKind, fleet: Fleet, random: Random): Defect {
  for (;;) {
    const defect = spoilt(kind, random.one(random.one(fleet.sorts)), random, fleet);
    if (defect) return defect;
  }
}

/** One defect of every kind at a place of every sort, where it can be. */
export function everySort(configs: readonly ClusterConfig[], { seed }: { readonly seed: number }): Defect[] {
  const random = new Random(seed);
  const fleet = fleetOf(configs);
  return defectKinds.flatMap(kind => fleet.sorts.flatMap(sort => spoilt(kind, random.one(sort), random, fleet) ?? []));
}

function spoilt(kind: DefectKind, site: Site, random: Random, fleet: Fleet): Defect | undefined {
  const change = spoilers[kind](site, random, fleet);
  return change && { kind, config: site.config, file: site.file, what: change.what, text: changed(site, change) };
}

function changed({ text, index }: Site, { make }: Change): string {
  const documents = parseAllDocuments(text, { version: '1.1' });
  const document = documents[index];
  if (!document) throw new Error(`there is no document ${index}`);
  make(document);
  return documents.map(each => each.toString({ lineWidth: 0, indentSeq: false, minContentWidth: 0 })).join('');
}

/** Numbers as if by chance (mulberry32). */
class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** At least 0 and below the limit, whole. */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  }

  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T; // no list here is empty
  }
}

/* The trees */

interface Fleet {
  /** Places that are alike in everything but names and numbers. */
  readonly sorts: readonly (readonly Site[])[];
  /** By cluster: those that are made, and two that Kubernetes makes. */
  readonly namespaces: ReadonlyMap<string, readonly string[]>;
  /** Whose a DNS name is: `test1/qa2`. */
  readonly owners: ReadonlyMap<string, string>;
}

function fleetOf(configs: readonly ClusterConfig[]): Fleet {
  const sites = configs.flatMap(sitesIn);
  const sorts = new Map<string, Site[]>();
  for (const site of sites) {
    const sort = sorts.get(sortOf(site));
    if (sort) sort.push(site);
    else sorts.set(sortOf(site), [site]);
  }
  const namespaces = new Map(configs.map(config => [config.name, namespacesIn(sites.filter(site => site.config === config))]));
  return { sorts: [...sorts.values()], namespaces, owners: ownersOf(configs) };
}

function sitesIn(config: ClusterConfig): Site[] {
  return [...compiled(config)].filter(([path]) => path.endsWith('.yaml')).flatMap(([path, text]) => {
    const documents = parseAllDocuments(text, { version: '1.1' }).filter(({ contents }) => contents !== null);
    return documents.flatMap((document, index) => {
      const object: unknown = document.toJS();
      const kind = isRecord(object) && typeof object['kind'] === 'string' ? object['kind'] : undefined;
      return [...placesIn(object)].map(({ place, value, around }): Site => {
        const node = document.getIn(place, true);
        const comment = isScalar(node) ? node.comment ?? undefined : undefined;
        return { config, file: `dist/${path}`, text, index, object, kind, place, value, around, comment };
      });
    });
  });
}

/** Everything below a value. */
function* placesIn(around: unknown, path: Place = []): Generator<Pick<Site, 'place' | 'value' | 'around'>> {
  const items = Array.isArray(around) ? [...around.entries()] : isRecord(around) ? Object.entries(around) : [];
  for (const [step, value] of items as [string | number, unknown][]) { // of one sort or the other
    const place = [...path, step];
    yield { place, value, around };
    yield* placesIn(value, place);
  }
}

function sortOf({ config, kind, place }: Site): string {
  const isName = (step: string) => Object.hasOwn(config.environments, step);
  return [config.name, kind, ...place.map(step => (typeof step === 'number' || isName(step) ? '*' : step))].join(' ');
}

function namespacesIn(sites: readonly Site[]): string[] {
  const made = sites.filter(({ kind, place }) => kind === 'Namespace' && pathText(place) === 'metadata.name');
  return [...new Set([...made.map(({ value }) => String(value)), 'kube-system', 'default'])];
}

function ownersOf(configs: readonly ClusterConfig[]): Map<string, string> {
  return new Map(configs.flatMap(({ name, environments }) => Object.entries(environments).flatMap(([environment, { gateway }]) => {
    const names = [...gateway.http?.dnsNames ?? [], ...gateway.https?.dnsNames ?? []].filter(dnsName => dnsName !== 'localhost');
    return names.map((dnsName): [string, string] => [dnsName, `${name}/${environment}`]);
  })));
}

/* The kinds */

function renamedKey({ place, around }: Site, random: Random): Change | undefined {
  const key = place.at(-1);
  if (typeof key !== 'string' || !isRecord(around)) return undefined;
  const typo = misspelt(key, random);
  if (typo === undefined || Object.hasOwn(around, typo)) return undefined;
  return {
    what: `${pathText(place)}: the key is '${typo}'`,
    make(document) {
      const map = place.length === 1 ? document.contents : document.getIn(place.slice(0, -1), true);
      const pair = isMap(map) ? map.items.find(item => isScalar(item.key) && String(item.key.value) === key) : undefined;
      if (!pair || !isScalar(pair.key)) throw new Error(`no key at ${pathText(place)}`);
      pair.key.value = typo;
    },
  };
}

/** Where names of other things stand: of objects, files, charts, roles, and of what Kubernetes, AWS and the node know. */
const references: readonly RegExp[] = [
  /(?<!privateKeySecret)Ref\.(?:name|kind|key|fieldPath)$/, // cert-manager makes the Secret of an ACME account by whatever name
  /\b(?:dependsOn|eventSources|subjects|volumeMounts)\[\d+\]\.(?:name|kind)$/,
  /\b(?:configMap|serviceAccount)\.name$/,
  /\b(?:\w*[sS]ecretName|\w+ExistingSecret|envFromSecret|serviceAccountName|roleName|bucket)$/,
  /^(?:resources|addons)\[\d+\](?:\.name)?$|^patches\[\d+\]\.path$/,
  /^spec\.(?:path|target\.name|update\.path|url|image)$/,
  /^spec\.chart\.(?:git|path|ref|repository|name|spec\.chart)$/,
  /^(?:spec|secretDescriptor)\.data\[\d+\]\.(?:key|name|property|remoteRef\.key|remoteRef\.property)$/,
  /\bmatchLabels\b|^spec\.template\.metadata\.labels\b/,
  /\['(?:eks\.amazonaws\.com\/role-arn|repository\.fluxcd\.io\/[\w-]+)'\]$/,
  /^rules\[\d+\]\.(?:apiGroups|resources|resourceNames|verbs)\[\d+\]$/,
  /\bStatement\[\d+\]\.(?:Action|Resource)\b|\battachPolicyARNs\[\d+\]$/,
  /\bcommand\[\d+\]$|\benv\[\d+\]\.name$|\bmountPath$|\bhostPath\.path$/,
  /\bhealthCheckExprs\[\d+\]\.|\bpostRenderers\b/,
  /[rR]egion$|[cC]lusterName$|\btxtOwnerId$|\binstanceType$|^spec\.acme\.server$/,
];

/** By which image automation finds an image. */
const mark = '"$imagepolicy": "';

function danglingReference({ place, value, comment = '' }: Site, random: Random): Change | undefined {
  const path = pathText(place);
  const start = comment.indexOf(mark);
  if (start < 0) {
    const isReference = typeof value === 'string' && references.some(pattern => pattern.test(path));
    const typo = isReference ? misspelt(value, random) : undefined;
    return typo === undefined ? undefined : replaced(place, typo);
  }
  const typo = misspelt(comment, random, start + mark.length);
  if (typo === undefined) return undefined;
  return {
    what: `${path}: its mark is '${typo.trim()}'`,
    make(document) {
      const node = document.getIn(place, true);
      if (isScalar(node)) node.comment = typo;
    },
  };
}

function wrongNamespace({ config, place, value }: Site, random: Random, { namespaces }: Fleet): Change | undefined {
  const key = typeof place.at(-1) === 'number' ? place.at(-2) : place.at(-1);
  if (typeof value !== 'string' || !/^(?:namespaces?|targetNamespace)$/.test(String(key))) return undefined;
  const others = (namespaces.get(config.name) ?? []).filter(name => name !== value);
  const wrong = random.below(2) === 0 ? random.one(others) : misspelt(value, random);
  return wrong === undefined ? undefined : replaced(place, wrong);
}

function changedType({ place, value }: Site, random: Random): Change | undefined {
  const others = othersOf(value).filter(other => !isSame(place, other));
  return others.length === 0 ? undefined : replaced(place, random.one(others));
}

/** Values of other types, made of this one. */
function othersOf(value: unknown): unknown[] {
  if (isRecord(value) && Object.keys(value).length > 0) return ['text'];
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value), [value]];
  return typeof value === 'string' ? [Number(value) || 7, true, [value]] : [];
}

/** IAM takes one action or resource for a list of one. */
function isSame(place: Place, other: unknown): boolean {
  return Array.isArray(other) && /\bStatement\[\d+\]\.(?:Action|Resource)$/.test(pathText(place));
}

/** A field that can be left out without a loss. */
interface Spare {
  /** Kind and path. */
  readonly at: RegExp;
  readonly if?: (site: Site) => boolean;
  readonly why: string;
}

const nobodySelects = 'people read them, and nothing selects by them';
const flux = 'it is what Flux does anyway';
const kubernetes = 'it is what Kubernetes does anyway';
const helm = 'it is what the chart does anyway';

const spares: readonly Spare[] = [
  { at: /^(?!Namespace )\w+ (?:iam\.serviceAccounts\[\d+\]\.)?metadata\.labels\b/, why: nobodySelects },
  { at: /^CustomResourceDefinition spec\.names\.shortNames$/, why: 'people type them' },
  { at: /^ImageUpdateAutomation spec\.git\.commit\.(?:author\.name|messageTemplate)$/, why: 'people read them' },
  { at: /^Certificate spec\.commonName$/, why: 'it is the first of the dnsNames' },
  { at: /^ClusterSecretStore spec\.provider\.aws\.auth$/, why: 'the operator reads as itself then, which is the same account' },
  { at: /^ExternalSecret spec\.refreshInterval$/, if: ({ value }) => value === '1h', why: 'it is what the operator does anyway' },
  { at: /^HelmRelease metadata\.annotations\['\S+\/automated'\]$/, if: ({ value }) => value === 'false', why: flux },
  { at: /^HelmRelease metadata\.annotations$/, if: ({ value }) => isRecord(value) && Object.values(value).join() === 'false', why: flux },
  { at: /^HelmRelease spec\.(?:install|upgrade)\.strategy\.retryInterval$/, if: ({ value }) => value === '5m', why: flux },
  { at: /^HelmRelease spec\.chart\.spec\.interval$/, why: 'Flux looks for charts as often as at the release, which is oftener' },
  { at: /^HelmRelease spec\.install\.crds$/, if: ({ value }) => value === 'CreateReplace', why: 'there is nothing to replace' },
  { at: /^HelmRelease spec\.upgrade\.crds$/, if: ({ value }) => value === 'Skip', why: flux },
  { at: /^HelmRelease spec\.values$/, if: ({ value }) => isRecord(value) && Object.keys(value).length === 0, why: helm },
  { at: /^HelmRelease spec\.values\.global\.logLevel$/, if: ({ value }) => value === 'info', why: helm },
  { at: /^HelmRelease spec\.values\.global\.cluster\.region$/, if: ({ value }) => value === 'us-west-2', why: helm },
  { at: /^Alert spec\.eventSeverity$/, if: ({ value }) => value === 'info', why: flux },
  { at: /^Kustomization spec\.dependsOn$/, if: ({ file }) => file.endsWith('/ks/image-automation.yaml'), why: 'it needs nothing but Flux' },
  { at: /^Deployment spec\.replicas$/, if: ({ value }) => value === 1, why: kubernetes },
  { at: /\bterminationGracePeriodSeconds$/, if: ({ value }) => value === 30, why: kubernetes },
  { at: /\bimagePullPolicy$/, why: 'Kubernetes pulls `latest` each time by itself, and other tags stay what they are' },
  { at: /\bresources\.limits\.cpu$/, why: 'a pod beyond its request gets what others leave' },
  { at: /\bresources\.requests\b/, if: isAsLimited, why: kubernetes },
];

/** `requests` that say the same as `limits`, or one of them. */
function isAsLimited({ object, place }: Site): boolean {
  const at = place.lastIndexOf('requests');
  const limits = [...place.slice(0, at), 'limits', ...place.slice(at + 1)];
  return isDeepStrictEqual(valueOf(object, limits), valueOf(object, place));
}

function valueOf(object: unknown, place: Place): unknown {
  const below = (here: unknown, step: string | number): unknown =>
    typeof here === 'object' && here !== null ? (here as Readonly<Record<string, unknown>>)[step] : undefined; // or a list
  return place.reduce(below, object);
}

function isSpare(site: Site, spare: Spare): boolean {
  return spare.at.test(`${site.kind} ${pathText(site.place)}`) && (spare.if?.(site) ?? true);
}

/** Those that are there no more. */
export function unusedSpares(configs: readonly ClusterConfig[]): string[] {
  const sites = configs.flatMap(sitesIn);
  return spares.filter(spare => !sites.some(site => isSpare(site, spare))).map(({ at }) => at.source);
}

function droppedField(site: Site): Change | undefined {
  const { place, around } = site;
  if (!isRecord(around) || spares.some(spare => isSpare(site, spare))) return undefined;
  return { what: `${pathText(place)} is left out`, make: document => { document.deleteIn(place); } };
}

/** A name of a gateway or a certificate, alone or in a list with commas, becomes one of another environment. */
function takenName({ place, value }: Site, random: Random, { owners }: Fleet): Change | undefined {
  if (typeof value !== 'string' || pathText(place) === 'metadata.name') return undefined;
  const names = value.split(',');
  const own = names.filter(name => owners.has(name));
  if (own.length === 0) return undefined;
  const old = random.one(own);
  const wrong = random.one([...owners].filter(([, owner]) => owner !== owners.get(old)))[0];
  return replaced(place, names.map(name => (name === old ? wrong : name)).join(','));
}

function replaced(place: Place, value: unknown): Change {
  return {
    what: `${pathText(place)} is ${JSON.stringify(value)}`,
    make(document) {
      const [old, node] = [document.getIn(place, true), document.createNode(value)];
      if (isScalar(old) && isScalar(node)) node.comment = old.comment ?? null;
      document.setIn(place, node);
    },
  };
}

/** As fingers do it: a letter left out, doubled, swapped with the next, or of the other case. Undefined for what has no letters. */
function misspelt(word: string, random: Random, from = 0): string | undefined {
  const letters = [...word.matchAll(/[A-Za-z]/g)].map(({ index }) => index).filter(at => at >= from);
  for (let attempt = 0; letters.length > 0 && attempt < 20; attempt += 1) {
    const at = random.one(letters);
    const [before, letter, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)];
    const flipped = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
    const swapped = after.charAt(0) + letter + after.slice(1);
    const typo = before + random.one([after, letter + letter + after, swapped, flipped + after]);
    if (typo !== word && typo !== '') return typo;
  }
  return undefined;
}
