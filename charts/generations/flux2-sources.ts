import { GitRepository, HelmRepository, OciRepository, type GitRepositorySpecRef } from '../../imports/source.toolkit.fluxcd.io.ts';
import type { HelmReleaseSpec } from '../../imports/helm.toolkit.fluxcd.io.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import type { Release } from '../resources.ts';
import type { GitChart, HelmChart, RepositoryChart } from '../vocabulary.ts';
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
      const known = sources.get(name)?.chart ?? release.chart;
      if (addressOf(known) !== addressOf(release.chart)) throw new Error(`${addressOf(known)} and ${addressOf(release.chart)} would share a name`);
      sources.set(name, release);
    }
    const named = [...sources].sort(([a], [b]) => (a < b ? -1 : 1));
    if (named.length === 0) return [];
    const path = `flux/sources/${kind.toLowerCase().replace(/y$/, 'ies')}.yaml`;
    return [{ path, owner: ['delivery'], draw: file => named.forEach(([name, { chart }]) => draw(file, name, chart, gitSecret)) }];
  });
}

type SourceKind = 'GitRepository' | 'HelmRepository' | 'OCIRepository';

function kindOf(chart: HelmChart): SourceKind {
  if ('git' in chart) return 'GitRepository';
  return chart.repository.startsWith('oci://') ? 'OCIRepository' : 'HelmRepository';
}

/**
 * A repository is called by its address (and its ref, in git), so that releases share it. What comes from a registry is one chart of one
 * version, so it is called by its release, and a new version renames nothing.
 */
function sourceName({ name, namespace, chart }: Release): string {
  if ('git' in chart) return slug(`${cloneUrl(chart.git)}/${chart.ref}`);
  if (kindOf(chart) === 'HelmRepository') return slug(chart.repository);
  return name === namespace ? name : `${namespace}-${name}`;
}

/** An address as a name: in small letters, dots between its parts, without the user, and without the scheme that goes without saying. */
function slug(address: string): string {
  const bare = address.toLowerCase().replace(/^https:\/\//, '').replace(/^(\w+):\/\/([^/@]*@)?/, '$1.');
  return bare.replace(/[^a-z0-9/.-]+/g, '-').split(/[/.]+/).map(part => part.replace(/^-+|-+$/g, '')).filter(part => part !== '').join('.');
}

/** What two releases have in common that share a source. */
function addressOf(chart: HelmChart): string {
  return ('git' in chart ? cloneUrl(chart.git) : chart.repository).toLowerCase().replace(/\/+$/, '');
}

/** Flux takes no `git@github.com:ACCOUNT/REPOSITORY`. */
function cloneUrl(git: string): string {
  const [, user, path] = /^([\w.-]+@[\w.-]+):(?!\/\/)(.+)$/.exec(git) ?? [];
  return user === undefined ? git : `ssh://${user}/${path}`;
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
