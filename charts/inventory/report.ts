import { quotable } from '../../lib/findings/quotable.ts';
import { groupBy } from '../../lib/group-by.ts';
import { valueAt, type Manifest } from '../../lib/manifests/manifest.ts';
import type { Cluster } from '../cluster.ts';
import { clusterFolder, objectsIn } from '../compile.ts';
import { generationOf } from '../generations/index.ts';
import { layout } from '../layout.ts';
import { cyclonedx, type Bill } from './cyclonedx.ts';
import { inventoryOf } from './inventory.ts';
import { imagesIn, waitsIn, type Wait } from './objects.ts';
import { inventoryMarkdown } from './page.ts';
import { inventoryText } from './text.ts';

/** What clusters consist of, for people, pages and programs. */
export function inventoryReport(format: string | undefined, clusters: readonly Cluster[]): string {
  const all = clusters.map(stockOf);
  switch (format) {
    case 'json':
      return JSON.stringify({ version: 1, clusters: all.map(({ inventory, images, waits }) => ({ ...inventory, images: Object.fromEntries(images), waits })) }, null, 2);
    case 'cyclonedx':
      return cyclonedx(all);
    case 'mermaid':
      return ['graph LR', ...all.flatMap(graphLines)].join('\n');
    case 'markdown':
      return all.map(stock => inventoryMarkdown(stock.inventory, ['## What waits for what', ...graph(stock)])).join('\n').trimEnd();
    default:
      return all.map(({ inventory, waits }) => [inventoryText(inventory), ...waitsText(waits)].join('\n\n')).join('\n\n').split('\n').map(quotable).join('\n');
  }
}

/** A cluster, and what its objects say. */
interface Stock extends Bill {
  readonly waits: readonly Wait[];
  /** Names of the releases and the like below the folder that an object applies. */
  readonly below: ReadonlyMap<string, readonly string[]>;
}

function stockOf(cluster: Cluster): Stock {
  const generation = generationOf(cluster.stack);
  const folder = clusterFolder(cluster.name);
  const owners = new Map(layout(cluster, generation).map(({ path, owner }) => [`${folder}/${path}`, owner.join('/')]));
  const placed = objectsIn(cluster);
  const images = [
    ...cluster.environments.flatMap(({ name, services }) => services.filter(({ enabled }) => enabled).map(({ choice }) => [`environments/${name}`, choice.image] as const)),
    ...placed.flatMap(({ path, object }) => imagesIn([object]).map(({ image }) => [owners.get(path) ?? '', image] as const)),
  ];
  return {
    inventory: inventoryOf(cluster, generation.bootstrap(cluster)),
    images: new Map([...groupBy(images, ([owner]) => owner)].map(([owner, own]) => [owner, [...new Set(own.map(([, image]) => image))].sort()])),
    waits: waitsIn(placed.map(({ object }) => object)),
    below: new Map(placed.flatMap(({ object }) => {
      const path = folderOf(object);
      return path === undefined ? [] : [[object.metadata.name, namesBelow(path, placed)] as const];
    })),
  };
}

/** The folder that an object has applied, from `dist`. */
function folderOf(object: Manifest): string | undefined {
  const path = valueAt(object, ['spec', 'path']);
  return typeof path === 'string' ? path.replace(/^\.\/dist\//, '') : undefined;
}

/** Releases of a folder, by name. */
function namesBelow(folder: string, placed: readonly { readonly path: string; readonly object: Manifest }[]): string[] {
  return placed.filter(({ path, object }) => path.startsWith(`${folder}/`) && object.kind === 'HelmRelease').map(({ object }) => object.metadata.name);
}

function waitsText(waits: readonly Wait[]): string[] {
  const lines = waits.map(({ object, after }) => `  ${object} after ${after}`);
  return lines.length === 0 ? [`What waits for what\n  ${nothingWaits}`] : [['What waits for what', ...lines].join('\n')];
}

const nothingWaits = 'Nothing: all is applied at once, and what lacks something is tried again.';

function graph(stock: Stock): string[] {
  return stock.waits.length === 0 ? [nothingWaits] : [['```mermaid', 'graph LR', ...graphLines(stock), '```'].join('\n')];
}

/** A box for each object, an arrow from what comes first. */
function graphLines({ inventory: { cluster }, waits, below }: Stock): string[] {
  const ids = [...new Set(waits.flatMap(({ object, after }) => [after, object]))];
  const node = (id: string): string => `${cluster}-${ids.indexOf(id)}`;
  const label = (id: string): string => {
    const name = id.split('/').at(-1) ?? id;
    return [name, ...(below.get(name) ?? []).filter(own => own !== name)].join('<br>').replaceAll('"', '#quot;');
  };
  return [
    `  subgraph ${cluster}`,
    ...ids.map(id => `    ${node(id)}["${label(id)}"]`),
    ...waits.map(({ object, after }) => `    ${node(after)} --> ${node(object)}`),
    ...(ids.length === 0 ? [`    ${cluster}-0["${nothingWaits}"]`] : []),
    '  end',
  ];
}
