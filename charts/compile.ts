import { App } from 'cdk8s';
import { isManifest, type Manifest } from '../lib/manifests/manifest.ts';
import { roleOf } from '../lib/manifests/roles.ts';
import { FileChart, render, type Tree } from '../lib/output/file-chart.ts';
import { quickFromYaml } from '../lib/yaml/yaml.ts';
import type { Cluster } from './cluster.ts';
import type { OwnFile, Repository } from './own.ts';
import { normalise } from './normalise.ts';
import type { ClusterConfig } from './config.ts';
import type { OutputFile } from './generations/generation.ts';
import { bootstrapFiles, generationOf } from './generations/index.ts';
import { layout } from './layout.ts';
import type { WrittenImages } from './tidepool/images.ts';

/** The folder of a cluster below `dist`. */
export function clusterFolder(name: string): string {
  return `clusters/${name}`;
}

/**
 * Everything a cluster's config comes to: text by path below `dist`. Pure: the same config and the same written images give the same
 * bytes anywhere. `own` are the manifests beside the config. Expects a config without problems.
 */
export function compile(config: ClusterConfig, written: WrittenImages, own: readonly OwnFile[] = [], repository?: Repository): Tree {
  return draw(normalise(config, written, own, repository));
}

/** The files of a cluster whose config is normalised already. */
export function draw(cluster: Cluster): Tree {
  const generation = generationOf(cluster.stack);
  return renderFiles(layout(cluster, generation), clusterFolder(cluster.name), cluster.source, generation.leadingMarker);
}

/** The objects of a cluster, with their files below `dist`, without the lists and patches that Kustomize reads. */
export function objectsIn(cluster: Cluster): { readonly path: string; readonly object: Manifest }[] {
  const start = clusterFolder(cluster.name).length + 1;
  const files = [...draw(cluster)].filter(([path]) => roleOf(path.slice(start)) === 'objects');
  return files.flatMap(([path, text]) => quickFromYaml(text).filter(isManifest).map(object => ({ path, object })));
}

/** Texts of the files that are made once, for `flux bootstrap` to fill: ours as long as they stand as they were written. */
export function placeholderTexts(): ReadonlySet<string> {
  return new Set(renderFiles(bootstrapFiles, 'clusters', '', false).values());
}

function renderFiles(files: readonly OutputFile[], folder: string, source: string, leadingMarker: boolean): Tree {
  const app = new App(); // one per cluster: cdk8s walks the whole app for each chart it is asked about
  for (const { path, comment, draw } of files) draw(new FileChart(app, `${folder}/${path}`, comment));
  return render(app, { source, leadingMarker });
}
