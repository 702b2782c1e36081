import type { Cluster, Environment } from '../cluster.ts';
import { packages, type AnyPackage, type PackageName } from '../packages/index.ts';
import { packageRelease, releasesOf } from '../releases.ts';
import type { Release } from '../resources.ts';
import { tidepoolRelease } from '../tidepool/environment.ts';
import type { HelmChart } from '../vocabulary.ts';
import { isUmbrella } from '../generations/delivery.ts';
import type { Sides } from './differences.ts';

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
  /** Workloads to delete before the upgrade, `deployment/external-dns`: what selects their pods is otherwise, and cannot change. */
  readonly obstacles: readonly string[];
  /** What to know of it. */
  readonly note: string | undefined;
  /** Whether it is one of the two umbrella charts. */
  readonly isUmbrella: boolean;
}

interface Passage {
  readonly uninstall?: 'before' | 'after';
  readonly obstacles?: readonly string[];
  readonly note?: string;
}

/** What is to be known of the charts of packages, from their templates then and now. */
const passages: Readonly<Partial<Record<PackageName, Passage>>> = {
  'amazon-cloudwatch': {
    note: 'A chart instead of manifests: Fluent Bit sends the logs of containers; nobody sends metrics and the logs of nodes any more.',
  },
  certmanager: {
    uninstall: 'after',
    note: 'Its namespace is the one of its documentation now. Old and new have kinds of different groups, so they can run side by side.',
  },
  'cluster-autoscaler': { note: 'A chart instead of manifests. Two autoscalers undo what the other does, so the old one goes first.' },
  datadog: { note: "The object is called otherwise, Helm's release is not." },
  'external-dns': {
    obstacles: ['deployment/external-dns'],
    note: 'Another chart of the same name. Their owner stays, so it goes on with the records of the old one.',
  },
  'external-secrets': { uninstall: 'after', note: 'Another operator; step "Let go of Secrets" is for it.' },
  fluxcloud: { uninstall: 'before', note: 'A Provider and an Alert of Flux itself take its place.' },
  gloo: {
    note: 'The proxy is called gateway-proxy now and has a load balancer of its own: names lead nowhere until external-dns has moved '
      + 'them. Gateways of gateway.solo.io.v2 are not read any more.',
  },
  'metrics-server': {
    uninstall: 'before',
    note: 'It stands in kube-system now. Uninstalled later, the old one would take the APIService of the new one with it.',
  },
  'prometheus-operator': {
    uninstall: 'before',
    note: 'The chart has another name now. The node exporters of both want the same port. Metrics so far are lost.',
  },
  reloader: { note: 'The same chart, from its repository.' },
  sumologic: { uninstall: 'before', note: 'The chart of 2019 is gone; this one has an access ID and a key in place of a collector.' },
};

/** Deployments of the Tidepool chart whose subcharts have another name since October 2019, which is among what selects their pods. */
const renamedSubcharts = ['deployment/message-api', 'deployment/tide-whisperer'];

/** Packages by name, then environments by name, then what an umbrella installed. */
export function releaseMoves(sides: Sides): ReleaseMove[] {
  const { before, after } = sides;
  return [
    ...packages.flatMap(definition => packageMove(definition, sides) ?? []),
    ...after.environments.map(young => environmentMove(before.environments.find(({ name }) => name === young.name), young)),
    ...(isUmbrella(before.stack) ? ['shared', 'shared-start'].map(umbrellaMove) : []),
  ];
}

/** What a package's release is called on either side, and why it is another one; undefined for one of another owner. */
export function passageOf(release: string, sides: Sides): Passage | undefined {
  const moves = packages.flatMap(definition => packageMove(definition, sides) ?? []);
  const move = moves.find(({ before, after }) => [before, after].some(side => side && `${side.namespace}/${side.name}` === release));
  return move && passages[move.owner as PackageName]; // of a package, as all of these
}

function packageMove({ name }: AnyPackage, { before, after }: Sides): ReleaseMove | undefined {
  const [old, young] = [before, after].map(side => packageReleaseOf(side, name));
  if (old === undefined && young === undefined) return undefined;
  const passage = passages[name] ?? {};
  const { obstacles = [] } = passage;
  if (isUmbrella(before.stack)) {
    return young ? moveOf(name, 'unnamed', undefined, young, { obstacles }) : moveOf(name, 'gone', undefined, undefined, passage);
  }
  const fate = fateOf(old, young);
  return moveOf(name, fate, old, young, { ...passage, obstacles: fate === 'adopted' ? obstacles : [] });
}

function packageReleaseOf({ packages: installed }: Cluster, name: PackageName): Release | undefined {
  const found = installed.find(({ definition }) => definition.name === name);
  return found && packageRelease(found);
}

function fateOf(before: Release | undefined, after: Release | undefined): Fate {
  if (before === undefined) return 'new';
  if (after === undefined) return 'gone';
  return before.namespace === after.namespace && before.releaseName === after.releaseName ? 'adopted' : 'replaced';
}

function environmentMove(before: Environment | undefined, after: Environment): ReleaseMove {
  const release = before && tidepoolRelease(before);
  const isRenamed = before !== undefined && before.edition !== after.edition;
  const obstacles = isRenamed ? renamedSubcharts : [];
  const note = before?.mongo.embedded ? 'The Mongo in it goes, with all that it holds.' : undefined;
  const young = tidepoolRelease(after);
  return moveOf(after.name, fateOf(release, young), release, young, { obstacles, ...(note !== undefined && { note }) });
}

function umbrellaMove(name: string): ReleaseMove {
  const release = { namespace: 'default', name, chart: name, version: 'k8s' };
  const note = 'Helm forgets it, and must not uninstall it: the namespaces and all releases that it made would go, too.';
  return { owner: name, fate: 'gone', before: release, after: undefined, uninstall: undefined, obstacles: [], note, isUmbrella: true };
}

function moveOf(owner: string, fate: Fate, before: Release | undefined, after: Release | undefined, passage: Passage): ReleaseMove {
  const { uninstall, obstacles = [], note } = passage;
  const [old, young] = [before && helm(before), after && helm(after)];
  const goes = fate === 'replaced' || fate === 'gone';
  return { owner, fate, before: old, after: young, uninstall: goes ? uninstall : undefined, obstacles, note, isUmbrella: false };
}

function helm({ namespace, releaseName, chart }: Release): HelmRelease {
  return { namespace, name: releaseName, ...chartOf(chart) };
}

/** A folder is called after its chart, unless it is a version of it. */
function chartOf(chart: HelmChart): { chart: string; version: string } {
  if (!('git' in chart)) return { chart: chart.name, version: chart.version };
  const folders = chart.path.split('/').filter(folder => !/^\d+(\.\d+)*$/.test(folder));
  return { chart: folders.at(-1) ?? chart.path, version: chart.ref };
}

/** The chart of a release, `NAMESPACE/NAME`, in one word: to see whether it is another one. */
export function chartText(release: string, cluster: Cluster): string | undefined {
  const found = releasesOf(cluster).find(({ namespace, releaseName }) => `${namespace}/${releaseName}` === release);
  return found && JSON.stringify(found.chart);
}
