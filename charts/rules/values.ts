import { isRecord } from '../../lib/manifests/manifest.ts';
import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { remembered } from '../../lib/rules/remembered.ts';
import { pathText, shown } from '../../lib/schema/shape-error.ts';
import { packages } from '../packages/index.ts';
import { listed } from '../config-rules/rule.ts';
import type { Edition } from '../tidepool/editions/edition.ts';
import { editions } from '../tidepool/editions/index.ts';
import { servicesOf } from '../tidepool/services.ts';
import type { EditionName } from '../vocabulary.ts';
import { abridged, found, perCluster, wordFor } from './rule.ts';
import type { ClusterFinding, ClusterRule, ClusterView, Place } from './rule.ts';
import { environmentsOf, inValues, packagesOf, recordAt, releaseOf, type ReleaseView } from './view.ts';

export const valueRules: readonly ClusterRule[] = [
  {
    id: 'values-keys',
    severity: 'error',
    summary: 'Every value of a release is one that its chart reads: Helm passes over all others without a word.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/qa2/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  values:
    global:
      loglevel: debug
`,
      good: `# flux/environments/qa2/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  values:
    global:
      logLevel: debug
`,
    },
    find: perCluster(view => chartsOf(view).flatMap(({ release, reads, own, title }) => partsOf(release).flatMap(placed =>
      unread(view, placed, { value: recordAt(placed.object, ['spec', 'values']), at: [], own }, reads, title)))),
  },
  {
    id: 'values-types',
    severity: 'error',
    summary: 'A value is of the type that the templates of its chart take: text, a number, true or false, a list or a map.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/qa2/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  values:
    mongodb:
      enabled: "true"
`,
      good: `# flux/environments/qa2/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  values:
    mongodb:
      enabled: true
`,
    },
    find: perCluster(view => chartsOf(view).flatMap(({ release, own, title }) => partsOf(release).flatMap(placed =>
      mistyped(view, placed, { value: recordAt(placed.object, ['spec', 'values']), at: [], own }, title)))),
  },
];

/** A release, and what its chart takes. */
interface Chart {
  readonly release: ReleaseView;
  /** Undefined for a chart whose values nobody has listed. */
  readonly reads: Reads | undefined;
  /** Values as we would write them ourselves. */
  readonly own: unknown;
  readonly title: string;
}

/** What a chart reads below a key. */
interface Reads {
  /** It takes the value here, whatever is in it. */
  readonly isWhole: boolean;
  readonly keys: ReadonlyMap<string, Reads>;
}

function chartsOf(view: ClusterView): Chart[] {
  return [
    ...environmentsOf(view).flatMap(({ release, edition, expected }) => {
      const reads = editionReads[edition.name];
      return release ? [{ release, reads, own: expected.values, title: `chart of edition ${edition.name}` }] : [];
    }),
    ...packagesOf(view).flatMap(({ release, installed: { delivery: { reads: paths }, definition }, expected }) => {
      const reads = paths && packageReads(paths);
      return release ? [{ release, reads, own: expected?.values, title: `chart of package ${definition.name}` }] : [];
    }),
    ...umbrellaCharts(view),
  ];
}

function partsOf({ placed, patch }: ReleaseView): PlacedObject[] {
  return patch ? [placed, patch] : [placed];
}

/** Paths with dots between the keys as a tree. */
function readsOf(paths: readonly string[]): Reads {
  const [whole, below] = [paths.includes(''), paths.filter(path => path !== '')];
  const keys = new Map<string, string[]>();
  for (const path of below) {
    const [key = '', ...rest] = path.split('.');
    keys.set(key, [...keys.get(key) ?? [], rest.join('.')]);
  }
  return { isWhole: whole, keys: new Map([...keys].map(([key, rest]) => [key, readsOf(rest)])) };
}

const editionReads: Readonly<Record<EditionName, Reads>> = {
  guide: readsOf(pathsOf(editions.guide)),
  '0.1.7': readsOf(pathsOf(editions['0.1.7'])),
  '0.26.0': readsOf(pathsOf(editions['0.26.0'])),
};

/** By the table of the package: clusters share it. */
const packageReads = remembered(readsOf);

/** A row of SERVICE is one for each service, by its key. */
function pathsOf({ name, reads, imagePath }: Edition): string[] {
  const keys = servicesOf(name).map(service => imagePath(service)[0] ?? service);
  return reads.flatMap(path => (path.startsWith('SERVICE.') ? keys.map(key => path.replace('SERVICE', key)) : [path]));
}

/** What the two umbrella charts read of which we know: the cluster, and what packages pass on. */
function umbrellaCharts(view: ClusterView): Chart[] {
  return (['shared-start', 'shared'] as const).flatMap(name => {
    const release = releaseOf(view, name, 'default');
    if (!release) return [];
    const own = umbrellaValues(view, name);
    return [{ release, own, reads: readsOf(leafPaths(own)), title: `umbrella chart ${name}` }];
  });
}

function umbrellaValues({ cluster }: ClusterView, chart: 'shared-start' | 'shared'): Readonly<Record<string, unknown>> {
  const { name, region, logLevel, hostnames } = cluster;
  const entries = packages.flatMap(({ name: packageName, umbrella }) => {
    if (umbrella?.chart !== chart) return [];
    const installed = cluster.packages.find(({ definition }) => definition.name === packageName);
    return [[umbrella.key, { enabled: true, ...(installed && umbrella.values?.(installed.context)) }] as const];
  });
  const global = { cluster: { name, region, ...(chart === 'shared' && { logLevel, hostnames }) } };
  const own = chart === 'shared' ? { gloo: { enabled: true, crds: { create: false } } } : { kiam: { enabled: false } };
  return { global, ...Object.fromEntries(entries), ...own };
}

/** A list is one value. */
function leafPaths(value: unknown, path = ''): string[] {
  if (!isRecord(value)) return [path];
  return Object.entries(value).flatMap(([key, child]) => leafPaths(child, path === '' ? key : `${path}.${key}`));
}

/** A value, where it stands below the values, and what we would write there. */
interface At {
  readonly value: unknown;
  readonly at: Place;
  readonly own: unknown;
}

function below({ at, own }: At, key: string, value: unknown): At {
  return { value, at: [...at, key], own: isRecord(own) ? own[key] : undefined };
}

/** The first key on each way down that the chart does not read. That a value is no map is told with its type, where we write one. */
function unread(view: ClusterView, placed: PlacedObject, here: At, reads: Reads | undefined, title: string): ClusterFinding[] {
  const { value, at, own } = here;
  if (!reads || reads.isWhole) return foreign(view, placed, here, title);
  const known = [...reads.keys.keys()];
  if (!isRecord(value)) {
    if (isRecord(own)) return [];
    const fault = { wrong: `${pathText(at)} is ${shown(value)}, where the chart reads a map`, source: title, instead: keysText(known) };
    return [found(view, placed, inValues(at), fault)];
  }
  return Object.entries(value).flatMap(([key, child]) => {
    const next = reads.keys.get(key);
    return next ? unread(view, placed, below(here, key, child), next, title) : [unreadKey(view, placed, here, { key, known, title })];
  });
}

/** A key, and those that the chart reads in its place. */
interface UnreadKey {
  readonly key: string;
  readonly known: readonly string[];
  readonly title: string;
}

/** The keys that are not there are the likelier ones to be meant. */
function unreadKey(view: ClusterView, placed: PlacedObject, { value, at }: At, { key, known, title }: UnreadKey): ClusterFinding {
  const meant = nearest(key, known.filter(other => !isRecord(value) || !Object.hasOwn(value, other))) ?? nearest(key, known);
  return found(view, placed, inValues([...at, key]), {
    wrong: `the chart does not read ${pathText([...at, key])}`,
    source: title,
    instead: meant === undefined ? keysText(known) : `write '${meant}'`,
  });
}

function keysText(known: readonly string[]): string {
  return known.length === 1 ? `the only key there is ${known[0]}` : `the keys there are ${listed(abridged(known))}`;
}

/** In a map or list that a chart takes as a whole, keys are ours to know. Annotations have a rule of their own. */
function foreign(view: ClusterView, placed: PlacedObject, here: At, title: string): ClusterFinding[] {
  const { value, own, at } = here;
  if (Array.isArray(value) && Array.isArray(own)) {
    const example: unknown = Object.assign({}, ...own.filter(isRecord));
    return value.flatMap((item, i) => foreign(view, placed, { value: item, at: [...at, i], own: example }, title));
  }
  if (!isRecord(value) || !isRecord(own) || isAnnotations(at)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    if (Object.hasOwn(own, key)) return foreign(view, placed, below(here, key, child), title);
    return [unreadKey(view, placed, here, { key, known: Object.keys(own), title })];
  });
}

function isAnnotations(at: Place): boolean {
  return /annotations$/i.test(String(at.at(-1)));
}

/** Where both sides have a value, they are of one type; some are of a few words. */
function mistyped(view: ClusterView, placed: PlacedObject, here: At, title: string): ClusterFinding[] {
  const { value, at } = here;
  const own = isAnnotations(at) ? textsOf(value) : here.own;
  if (own === undefined) return [];
  const wanted = typeOf(own);
  if (typeOf(value) !== wanted) {
    const wrong = `${pathText(at)} is ${typeof value === 'string' ? `the text ${shown(value)}` : shown(value)}`;
    return [found(view, placed, inValues(at), { wrong, source: title, instead: `it has to be ${wanted}` })];
  }
  const inside = { ...here, own };
  if (Array.isArray(value) && Array.isArray(own)) {
    return value.flatMap((item, i) => mistyped(view, placed, { value: item, at: [...at, i], own: own[0] }, title));
  }
  if (isRecord(value)) return Object.entries(value).flatMap(([key, child]) => mistyped(view, placed, below(inside, key, child), title));
  return strangeWord(view, placed, here, title);
}

/** Annotations are text, whatever they are called. */
function textsOf(value: unknown): unknown {
  return isRecord(value) ? Object.fromEntries(Object.keys(value).map(key => [key, ''])) : {};
}

function typeOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return types[typeof value] ?? typeof value;
}

const types: Readonly<Record<string, string>> = { string: 'text', number: 'a number', boolean: 'true or false', object: 'a map' };

const truth = ['true', 'false'];

/** Values of which there are few, by the last key of their paths, or the last two. */
const words: Readonly<Record<string, readonly string[]>> = {
  logLevel: ['debug', 'info', 'warn', 'warning', 'error'],
  nodeEnvironment: ['production', 'development'],
  protocol: ['http', 'https'],
  RequireSSL: truth,
  Tls: truth,
  Scheme: ['mongodb', 'mongodb+srv'],
  'store.type': ['s3', 'file'],
};

function strangeWord(view: ClusterView, placed: PlacedObject, { value, at }: At, title: string): ClusterFinding[] {
  const known = words[String(at.at(-1))] ?? words[at.slice(-2).join('.')];
  if (!known || known.includes(String(value))) return [];
  return [found(view, placed, inValues(at), {
    wrong: `${shown(value)} is no word for ${pathText(at)}`,
    source: title,
    instead: wordFor(String(value), known),
  })];
}
