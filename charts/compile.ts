import { App } from 'cdk8s';
import { FileChart, render, type Tree } from '../lib/output/file-chart.ts';
import type { Cluster } from './cluster.ts';
import { normalise } from './normalise.ts';
import type { ClusterConfig } from './config.ts';
import { generationOf } from './generations/index.ts';
import { layout } from './layout.ts';
import type { WrittenImages } from './tidepool/images.ts';

/** The folder of a cluster below `dist`. */
export function clusterFolder(name: string): string {
  return `clusters/${name}`;
}

/**
 * Everything a cluster's config comes to: text by path below `dist`. Pure: the same config and the same written images give the same
 * bytes anywhere. Expects a config without problems.
 */
export function compile(config: ClusterConfig, written: WrittenImages): Tree {
  return drawn(normalise(config, written));
}

/** The files of a cluster whose config is normalised already. */
export function drawn(cluster: Cluster): Tree {
  const generation = generationOf(cluster.stack);
  const app = new App(); // one per cluster: cdk8s walks the whole app for each chart it is asked about
  for (const { path, comment, draw } of layout(cluster, generation)) {
    draw(new FileChart(app, `${clusterFolder(cluster.name)}/${path}`, comment));
  }
  return render(app, { source: cluster.source, leadingMarker: generation.leadingMarker });
}
