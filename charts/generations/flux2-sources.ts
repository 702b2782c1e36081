import { GitRepository, HelmRepository, OciRepository, type GitRepositorySpecRef } from '../../imports/source.toolkit.fluxcd.io.ts';
import type { HelmReleaseSpec } from '../../imports/helm.toolkit.fluxcd.io.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import type { Release } from '../resources.ts';
import type { GitChart, HelmChart, RepositoryChart } from '../vocabulary.ts';
import { cloneUrl, kindOf, sourceName, type SourceKind } from './flux2-source-names.ts';
import { system } from './flux2-system.ts';
import type { OutputFile } from './generation.ts';

/** How a HelmRelease names its chart. */
export function chartOf(release: Release): Pick<HelmReleaseSpec, 'chart' | 'chartRef'> {
  const { chart } = release;
  const reference = { kind: kindOf(chart), name: sourceName(release), namespace: system };
  if ('git' in chart) {
    // By version a chart in git would never upgrade, since its version stays the same.
    return { chart: { spec: { chart: chart.path, sourceRef: reference, reconcileStrategy: 'Revision' } } };
  }
  if (reference.kind === 'OCIRepository') return { chartRef: reference };
  return { chart: { spec: { chart: chart.name, version: chart.version, interval: '1h', sourceRef: reference } } };
}

/** Every repository that some release takes its chart from, once, by kind. */
export function sourceFiles(releases: readonly Release[], gitSecret: string): OutputFile[] {
  return Object.entries(drawers).flatMap(([kind, draw]) => {
    const sources = new Map<string, Release>();
    for (const release of releases.filter(({ chart }) => kindOf(chart) === kind)) {
      const name = sourceName(release);
      sources.set(name, release);
    }
    const named = [...sources].sort(([a], [b]) => (a < b ? -1 : 1));
    if (named.length === 0) return [];
    const path = `flux/sources/${kind.toLowerCase().replace(/y$/, 'ies')}.yaml`;
    return [{ path, owner: ['delivery'], draw: file => named.forEach(([name, { chart }]) => draw(file, name, chart, gitSecret)) }];
  });
}

const drawers: Readonly<Record<SourceKind, (file: Parameters<OutputFile['draw']>[0], name: string, chart: HelmChart, key: string) => void>> = {
  GitRepository(file, name, chart, key) {
    const { git, ref } = chart as GitChart; // chosen by kind, as all three
    const url = cloneUrl(git);
    new GitRepository(file, objectId('GitRepository', name, system), {
      metadata: { name, namespace: system },
      spec: { interval: '10m', url, ref: refOf(ref), ...(url.startsWith('ssh:') && { secretRef: { name: key } }) },
    });
  },
  HelmRepository(file, name, chart) {
    new HelmRepository(file, objectId('HelmRepository', name, system), {
      metadata: { name, namespace: system },
      spec: { interval: '1h', url: (chart as RepositoryChart).repository },
    });
  },
  OCIRepository(file, name, chart) {
    const { repository, name: chartName, version } = chart as RepositoryChart;
    new OciRepository(file, objectId('OCIRepository', name, system), {
      metadata: { name, namespace: system },
      spec: {
        interval: '1h',
        url: `${repository.replace(/\/$/, '')}/${chartName}`,
        ref: { tag: version.replaceAll('+', '_') }, // Helm's spelling: a tag has no plus
        layerSelector: { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' },
      },
    });
  },
};

/** Git knows what a ref is, Flux has to be told: a commit by its length, a tag by the version at its end, else a branch. */
function refOf(ref: string): GitRepositorySpecRef {
  const [, kind, name = ref] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  if (/^[0-9a-f]{40}$/.test(name)) return { commit: name };
  const isTag = kind === undefined ? /(^|-)v?\d+\.\d+\.\d+$/.test(name) : kind === 'tags';
  return isTag ? { tag: name } : { branch: name };
}
