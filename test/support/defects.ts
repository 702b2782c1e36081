import fc from 'fast-check';
import { isMap, isScalar, isSeq, parseAllDocuments, visit, type Document, type Node, type YAMLSeq } from 'yaml';
import type { ClusterConfig } from '../../charts/config.ts';
import { groupBy } from '../../lib/group-by.ts';
import { pathOf } from '../../lib/rules/yaml-path.ts';
import { compiled } from './objects.ts';

/** What people and programs get wrong in generated manifests, at random and one thing at a time. */

/** One file of the output with one thing wrong in it. */
export interface Defect {
  readonly kind: DefectKind;
  readonly config: ClusterConfig;
  /** Of the file, below `dist`. */
  readonly path: string;
  readonly place: Place;
  /** The whole file, comments and all. */
  readonly text: string;
}

type Place = readonly (string | number)[];

/** A value of the output. */
interface Site {
  readonly config: ClusterConfig;
  readonly path: string;
  readonly text: string;
  /** Number of the document in its file. */
  readonly index: number;
  readonly place: Place;
  readonly node: Node;
  /** What it is, whatever it is called. */
  readonly sort: string;
}

/** What can go wrong: with which values, and how. */
interface Spoiler {
  readonly fits: (site: Site) => boolean;
  readonly spoil: (document: Document, place: Place) => void;
}

const spoilers = {
  'changed value': {
    fits: ({ node }) => isScalar(node) && node.value !== null,
    spoil: (document, place) => replace(document, place, other),
  },
  'changed type': {
    fits: ({ node }) => isScalar(node),
    spoil: (document, place) => replace(document, place, value => (typeof value === 'string' ? [value] : String(value))),
  },
  'renamed key': {
    fits: ({ place }) => typeof place.at(-1) === 'string',
    spoil: (document, place) => {
      const map = document.getIn(place.slice(0, -1), true);
      for (const { key } of isMap(map) ? map.items : []) if (isScalar(key) && String(key.value) === place.at(-1)) key.value = `${String(key.value)}s`;
    },
  },
  'dropped field': {
    fits: () => true,
    spoil: (document, place) => void document.deleteIn(place),
  },
  'added item': {
    fits: ({ node }) => isSeq(node),
    spoil: (document, place) => void listAt(document, place).items.unshift(document.createNode('more')),
  },
  'swapped items': {
    fits: ({ node }) => isSeq(node) && node.items.length > 1,
    spoil: (document, place) => void listAt(document, place).items.reverse(),
  },
  'misspelt mark': {
    fits: ({ node }) => node.comment?.includes('$imagepolicy') ?? false,
    spoil: (document, place) => {
      const node = document.getIn(place, true) as Node; // it has the mark
      node.comment = node.comment?.replace('policy": "', 'policy": "x') ?? null;
    },
  },
} satisfies Record<string, Spoiler>;

export type DefectKind = keyof typeof spoilers;

export const defectKinds = Object.keys(spoilers) as DefectKind[]; // its own keys

/**
 * Defects in the output of clusters, evenly over the kinds; the same ones for the same seed. Within a kind every sort of place is as
 * likely, however many places there are of it: else most defects would be in ExternalSecrets.
 */
export function seeded(configs: readonly ClusterConfig[], { seed, count }: { readonly seed: number; readonly count: number }): Defect[] {
  const sites = configs.flatMap(sitesIn);
  return defectKinds.flatMap((kind, i) => {
    const sorts = [...groupBy(sites.filter(spoilers[kind].fits), ({ sort }) => sort).values()];
    const anySite = fc.constantFrom(...sorts).chain(sort => fc.constantFrom(...sort));
    const numRuns = Math.ceil((count - i) / defectKinds.length);
    return fc.sample(anySite, { seed, numRuns }).map(site => spoilt(kind, site));
  });
}

function spoilt(kind: DefectKind, { config, path, text, index, place }: Site): Defect {
  const documents = parseAllDocuments(text, { version: '1.1' });
  const document = documents.filter(({ contents }) => contents !== null)[index];
  if (!document) throw new Error(`${path} has no document ${index}`);
  spoilers[kind].spoil(document, place);
  return { kind, config, path, place, text: documents.map(each => each.toString({ lineWidth: 0, indentSeq: false, minContentWidth: 0 })).join('') };
}

function sitesIn(config: ClusterConfig): Site[] {
  return [...compiled(config)].filter(([path]) => path.endsWith('.yaml')).flatMap(([path, text]) => {
    const documents = parseAllDocuments(text, { version: '1.1' }).filter(({ contents }) => contents !== null);
    return documents.flatMap((document, index) => {
      const kind = String(document.get('kind'));
      const sites: Site[] = [];
      visit(document, {
        Node(key, node, way) {
          if (key === 'key' || key === null) return;
          const place = pathOf([...way, node]).filter(step => step !== -1); // of a list itself, which leads nowhere further
          const names = place.map(step => (typeof step === 'number' || Object.hasOwn(config.environments ?? {}, step) ? '*' : step));
          sites.push({ config, path, text, index, place, node, sort: [kind, ...names].join(' ') });
        },
      });
      return sites;
    });
  });
}

function replace(document: Document, place: Place, change: (value: unknown) => unknown): void {
  const old = document.getIn(place, true) as Node; // a site is there
  const node = document.createNode(change(document.getIn(place)));
  if (isScalar(node)) node.comment = old.comment ?? null;
  document.setIn(place, node);
}

function other(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  return typeof value === 'boolean' ? !value : `x${String(value)}`;
}

function listAt(document: Document, place: Place): YAMLSeq {
  return document.getIn(place, true) as YAMLSeq; // the site is one
}
