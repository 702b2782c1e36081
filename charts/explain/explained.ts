import { locator } from '../../lib/findings/locate.ts';
import { remembered } from '../../lib/remembered.ts';
import { identity, type Place } from '../../lib/manifests/manifest.ts';
import type { Tree } from '../../lib/output/file-chart.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import { draw } from '../compile.ts';
import type { ClusterWithImages } from '../current-output.ts';
import { movesOf, type Field, type Moves } from './moves.ts';
import { descriptionsOf } from './schema-words.ts';

/** A cluster, the text of its file, and what can be found out about both. */
export interface ExplainedCluster extends Pick<ClusterWithImages, 'config' | 'cluster' | 'images'> {
  readonly text: string;
  readonly moves: Moves;
}

export function toExplain({ config, cluster, images }: ClusterWithImages, text: string): ExplainedCluster {
  return { config, cluster, images, text, moves: movesOf(config, cluster.repository, images.written) };
}

export const treeOf = remembered(({ cluster }: ExplainedCluster): Tree => draw(cluster));

const locatorOf = remembered(({ text }: ExplainedCluster) => locator(text));

/** `environments.qa2.hpa (clusters/test1.ts:41)` */
export function wordAt(place: Place, explained: ExplainedCluster): string {
  return `${pathText(place)} (${lineOf(place, explained)})`;
}

/** With the line of the documents that says so, where what the schema says of the word, or of what it is part of, has one. */
export function documentedAt(place: Place, explained: ExplainedCluster): string {
  const texts = [place, place.slice(0, -1)].flatMap(each => descriptionsOf(explained.config, each));
  const [, guide, lines] = texts.flatMap(text => documentIn.exec(text) ?? []);
  return `${pathText(place)} (${lineOf(place, explained)}${lines === undefined ? '' : `, ${guide} l.${lines}`})`;
}

const documentIn = /((?:Kubernetes |GitOps )?guide)\b[^.;:]{0,20}\bl\.(\d[\d-]*(?:, \d[\d-]*)*)/;

function lineOf(place: Place, explained: ExplainedCluster): string {
  const line = locatorOf(explained)(place)?.line;
  return `clusters/${explained.config.name}.ts${line === undefined ? '' : `:${line}`}`;
}

/** By its object, where it has one: a name that is one among all files. */
export function fieldText({ path, object, field }: Field): string {
  if (object) return `${identity(object)} ${pathText(field)}`;
  return isLine({ object, field }) ? path : `${path} ${pathText(field)}`;
}

export function isLine({ object, field }: Pick<Field, 'object' | 'field'>): boolean {
  return !object && field.length === 1 && typeof field[0] === 'number';
}
