import { App } from 'cdk8s';
import type { Manifest } from '../../lib/manifests/manifest.ts';
import { FileChart } from '../../lib/output/file-chart.ts';
import type { Cluster, Environment, InstalledPackage } from '../cluster.ts';
import { isUmbrella } from '../generations/delivery.ts';
import { packages, type PackageName } from '../packages/index.ts';
import { packageRelease } from '../releases.ts';
import type { Release } from '../resources.ts';
import { tidepoolRelease } from '../tidepool/environment.ts';
import type { HelmChart } from '../vocabulary.ts';
import type { Sides } from './moved.ts';

/** A Helm release on one side of the move. */
export interface HelmRelease {
  readonly namespace: string;
  readonly name: string;
  readonly chart: string;
  readonly version: string;
}

/**
 * What becomes of a release:
 *
 * - `adopted`: name and namespace stay, so Flux 2 finds it in Helm's records and upgrades it once
 * - `replaced`: another release takes over, and the old one is uninstalled
 * - `new`: there was none before
 * - `gone`: nothing comes after it
 * - `unnamed`: an umbrella chart has made it, under a name that is known to the cluster alone
 */
export type Fate = 'adopted' | 'replaced' | 'new' | 'gone' | 'unnamed';

export interface ReleaseMove {
  /** A package, an environment or, before, an umbrella chart. */
  readonly owner: string;
  readonly fate: Fate;
  readonly before: HelmRelease | undefined;
  readonly after: HelmRelease | undefined;
  /** When the old release of one that is replaced or gone goes: before the new one comes, or once it is ready. */
  readonly uninstall: 'before' | 'after' | undefined;
  /** Workloads to delete before the upgrade, `deployment/external-dns`: they select other pods now, and that cannot change. */
  readonly obstacles: readonly string[];
  /** Objects of before that a chart makes now: by their namespaces, as kubectl names them. */
  readonly manifests: readonly (readonly [namespace: string | undefined, object: string])[];
  /** What to know of it; empty for nothing. */
  readonly note: string;
  /** Whether it is one of the two umbrella charts. */
  readonly isUmbrella: boolean;
}

type Known = Partial<Pick<ReleaseMove, 'uninstall' | 'obstacles' | 'note'>>;

/** What is to be known of the charts of packages, from their templates then and now. */
const known: Readonly<Partial<Record<PackageName, Known>>> = {
  'amazon-cloudwatch': {
    note: 'A chart instead of manifests: Fluent Bit sends the logs of containers; metrics and the logs of nodes are no longer sent.',
  },
  certmanager: {
    uninstall: 'after',
    note: 'It has the namespace that its documentation names. Old and new read kinds of different API groups, so both can run side by side.',
  },
  'cluster-autoscaler': { note: 'A chart instead of manifests. Two autoscalers undo what the other does, so the old one goes first.' },
  datadog: { note: "The object has another name, Helm's release does not." },
  'external-dns': {
    obstacles: ['deployment/external-dns'],
    note: 'Another chart of the same name. The owner in its TXT records stays, so it goes on with the records of the old one.',
  },
  'external-secrets': { uninstall: 'after', note: 'Another operator; step "Let go of Secrets" is for it.' },
  fluxcloud: { uninstall: 'before', note: 'A Provider and an Alert of Flux itself take its place.' },
  gloo: {
    note: 'The proxy has the name gateway-proxy now and a load balancer of its own: names lead nowhere until external-dns has moved '
      + 'them. Gateways of gateway.solo.io.v2 are not read any more.',
  },
  'metrics-server': {
    uninstall: 'before',
    note: 'It is in kube-system now. The old one, uninstalled later, would take the APIService of the new one with it.',
  },
  'prometheus-operator': {
    uninstall: 'before',
    note: 'The chart has another name now. The node exporters of both want the same port. Metrics so far are lost.',
  },
  reloader: { note: 'The same chart, from its repository.' },
  sumologic: {
    uninstall: 'before',
    note: 'The chart of 2019 is gone; this one has an access ID and a key in place of a collector. Have Sumologic make both.',
  },
};

/** Deployments of the Tidepool chart whose subcharts have another name since October 2019, by which they select their pods. */
const renamedSubcharts = ['deployment/message-api', 'deployment/tide-whisperer'];

/** Packages by name, then environments by name, then what an umbrella installed. */
export function releaseMoves({ before, after }: Sides): ReleaseMove[] {
  const hasUmbrella = isUmbrella(before.stack);
  return [
    ...packages.flatMap(({ name }) => {
      const [was, is] = [installedIn(before, name), installedIn(after, name)];
      const [old, now] = [was && packageRelease(was), is && packageRelease(is)];
      if (!old && !now) return [];
      if (hasUmbrella) return moveOf(name, undefined, now, known[name], now && 'unnamed');
      return { ...moveOf(name, old, now, known[name]), manifests: was && now && !old ? manifestsOf(was) : [] };
    }),
    ...after.environments.map(now => environmentMove(before.environments.find(({ name }) => name === now.name), now)),
    ...(hasUmbrella ? ['shared', 'shared-start'].map(umbrellaMove) : []),
  ];
}

function installedIn({ packages: installed }: Cluster, name: PackageName): InstalledPackage | undefined {
  return installed.find(({ definition }) => definition.name === name);
}

function manifestsOf({ delivery, context }: InstalledPackage): ReleaseMove['manifests'] {
  return (delivery.manifests?.(context) ?? []).flatMap(manifest => {
    const file = new FileChart(new App(), manifest.name);
    manifest.draw(file);
    return (file.toJson() as Manifest[]).map(({ kind, metadata }) => [metadata.namespace, `${kind.toLowerCase()}/${metadata.name}`] as const);
  });
}

function environmentMove(before: Environment | undefined, after: Environment): ReleaseMove {
  const notes = [
    ...(before?.edition === 'guide' ? ['Its gateway listens on 80 and 443 where the config gives no `port`.'] : []),
    ...(before?.mongo.embedded ? ['The Mongo in it goes, with all that it holds.'] : []),
  ];
  const obstacles = before?.edition === after.edition ? [] : renamedSubcharts;
  return moveOf(after.name, before && tidepoolRelease(before), tidepoolRelease(after), { obstacles, note: notes.join(' ') });
}

function umbrellaMove(owner: string): ReleaseMove {
  const before = { namespace: 'default', name: owner, chart: owner, version: 'k8s' };
  const note = 'Helm forgets it, and must not uninstall it: the namespaces and all releases that it made would go, too.';
  return { owner, fate: 'gone', before, after: undefined, uninstall: undefined, obstacles: [], manifests: [], note, isUmbrella: true };
}

function moveOf(owner: string, old: Release | undefined, now: Release | undefined, about: Known = {}, fate = fateOf(old, now)): ReleaseMove {
  const { uninstall, obstacles = [], note = '' } = about;
  return {
    owner,
    fate,
    before: old && helmRelease(old),
    after: now && helmRelease(now),
    uninstall: fate === 'replaced' || fate === 'gone' ? uninstall : undefined,
    obstacles: fate === 'adopted' || fate === 'unnamed' ? obstacles : [],
    note: hasOwnChart(old, now) ? `${note} ${ownChart}`.trim() : note,
    manifests: [],
    isUmbrella: false,
  };
}

const ownChart = 'Its `chart` is one of your own: see that it reads the new values, or leave `chart` out.';

function fateOf(before: Release | undefined, after: Release | undefined): Fate {
  if (!before || !after) return after ? 'new' : 'gone';
  return before.namespace === after.namespace && before.releaseName === after.releaseName ? 'adopted' : 'replaced';
}

/** A chart that the config names, with values that are written for the one of today. */
function hasOwnChart(before: Release | undefined, after: Release | undefined): boolean {
  const isSame = (of: (release: Release | undefined) => unknown) => JSON.stringify(of(before)) === JSON.stringify(of(after));
  return before !== undefined && isSame(release => release?.chart) && !isSame(release => release?.values);
}

function helmRelease({ namespace, releaseName, chart }: Release): HelmRelease {
  return { namespace, name: releaseName, ...chartOf(chart) };
}

/** A folder is called after its chart, unless it is a version of it. */
function chartOf(chart: HelmChart): Pick<HelmRelease, 'chart' | 'version'> {
  if (!('git' in chart)) return { chart: chart.name, version: chart.version };
  const folders = chart.path.split('/').filter(folder => !/^\d+(\.\d+)*$/.test(folder));
  return { chart: folders.at(-1) ?? chart.path, version: chart.ref };
}
