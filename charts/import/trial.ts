import { App } from 'cdk8s';
import { isRecord, type Manifest } from '../../lib/manifests/manifest.ts';
import { roleOf } from '../../lib/manifests/roles.ts';
import { FileChart, manifestsOf } from '../../lib/output/file-chart.ts';
import type { ClusterConfig } from '../config.ts';
import { generationOf } from '../generations/index.ts';
import { layout } from '../layout.ts';
import { normalise } from '../normalise.ts';
import type { OwnFile, Repository } from '../own.ts';
import type { WrittenImages } from '../tidepool/images.ts';
import { isOfNoWeight } from './meant.ts';
import { fieldsOf, objectsOf, valueOf, type Objects } from './objects.ts';

/** A config that was tried, what it comes to, and how much of that is as it should be. */
export interface Trial {
  readonly config: ClusterConfig;
  readonly objects: Objects;
  /** The more, the better. */
  readonly score: number;
  /** Whether there is nothing that could be better. */
  readonly isWhole: boolean;
}

/** What there is beside a config. */
export interface Around {
  /** Images that stay as they are. */
  readonly images: WrittenImages;
  readonly repository?: Repository | undefined;
}

/** Tries configs; undefined for one of which nothing can be drawn. */
export type Try = (config: ClusterConfig) => Trial | undefined;

/** How much it counts against a config if it comes to an object that is not there. */
const costOfObject = 3;

export function trials(wanted: Objects, around: Around): Try {
  const known = new Map<string, Trial | undefined>();
  const likenesses = new Map<string, Likeness>();
  const likenessOf = ([key, object]: readonly [string, Manifest]): Likeness => {
    const text = `${key} ${JSON.stringify(object)}`;
    const found = likenesses.get(text) ?? likeness(object, wanted.get(key));
    likenesses.set(text, found);
    return found;
  };
  return config => {
    const text = JSON.stringify(config);
    if (known.has(text)) return known.get(text);
    const objects = drawn(config, around);
    const found = [...objects ?? []].map(likenessOf);
    const trial = objects && {
      config,
      objects,
      score: found.reduce((sum, { score }) => sum + score, 0),
      isWhole: found.every(({ isWhole }) => isWhole) && [...wanted.keys()].every(key => objects.has(key)),
    };
    known.set(text, trial);
    return trial;
  };
}

type Likeness = Pick<Trial, 'score' | 'isWhole'>;

function likeness(object: Manifest, wanted: Manifest | undefined): Likeness {
  if (wanted === undefined) return { score: -costOfObject, isWhole: false };
  const fields = [...fieldsOf(object)].map(({ steps, value }) =>
    (JSON.stringify(valueOf(wanted, steps)) === JSON.stringify(value) ? 1 : isOfNoWeight(object, steps) ? 0 : -1));
  const isAside = isSettings(object);
  return { score: fields.reduce<number>((sum, each) => sum + Math.max(each, isAside ? 0 : -1), 0), isWhole: isAside || fields.every(each => each === 1) && fields.length === [...fieldsOf(wanted)].length };
}

/** The objects of a config. What lies beside them for people and scripts is left out, but for the names that scripts read. */
export function drawn(config: ClusterConfig, { images, repository }: Around, own: readonly OwnFile[] = []): Objects | undefined {
  try {
    const cluster = normalise(config, images, own, repository);
    const files = layout(cluster, generationOf(cluster.stack)).filter(({ path }) => path === settingsFile || isOfObjects(path));
    return objectsOf(files.flatMap(file => {
      const chart = new FileChart(new App(), file.path);
      file.draw(chart);
      if (typeof chart.text === 'string') return file.path === settingsFile ? [settingsIn(chart.text)] : [];
      return chart.document ? [chart.document.value] : chart.text === undefined ? manifestsOf(chart) : [];
    }));
  } catch {
    return undefined; // a config of marks need not make sense
  }
}

function isOfObjects(path: string): boolean {
  return ['objects', 'patch'].includes(roleOf(path));
}

/** Names that the scripts of the bootstrap read; some stand nowhere else. */
export const settingsFile = 'bootstrap/cluster.env';

/** As if it were an object. */
export function settingsIn(text: string): Manifest {
  const lines = text.split('\n').flatMap(line => {
    const [, key, value = ''] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    return key === undefined ? [] : [[key, value.replace(/^'(.*)'$/, '$1')]];
  });
  return { apiVersion: 'bootstrap', kind: 'Settings', metadata: { name: 'cluster' }, values: Object.fromEntries(lines) };
}

export function isSettings(value: unknown): boolean {
  return isRecord(value) && value['apiVersion'] === 'bootstrap';
}
