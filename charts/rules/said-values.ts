import { isRecord, valueAt } from '../../lib/manifests/manifest.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { pathText } from '../../lib/schema/shape-error.ts';
import { isUmbrella } from '../generations/delivery.ts';
import { packages } from '../packages/index.ts';
import { found, perCluster, type ClusterFinding, type ClusterRule, type ClusterView, type Place } from './rule.ts';
import { environmentsOf, holderOf, inValues, packagesOf, releaseOf, type ReleaseView } from './view.ts';

export const saidValueRules: readonly ClusterRule[] = [
  {
    id: 'values-said',
    severity: 'warning',
    summary: 'Values say what the config asks of a chart: what they leave out, the chart decides, and perhaps otherwise tomorrow.',
    example: {
      language: 'yaml',
      bad: `# flux/shared-start/gloo/helmrelease.yaml
kind: HelmRelease
metadata:
  name: gloo
spec:
  values:
    discovery: null
`,
      good: `# flux/shared-start/gloo/helmrelease.yaml
kind: HelmRelease
metadata:
  name: gloo
spec:
  values:
    discovery:
      fdsMode: WHITELIST
`,
    },
    find: perCluster(view => [...ofPackages(view), ...ofEnvironments(view), ...ofUmbrellas(view)]),
  },
];

/** What a release is to say, and who wants it. */
interface Wanted {
  readonly release: ReleaseView;
  readonly values: unknown;
  readonly source: string;
}

function ofPackages(view: ClusterView): ClusterFinding[] {
  return packagesOf(view).flatMap(({ release, expected, installed: { definition } }) => {
    if (!release) return [];
    const wanted = { release, values: expected?.values, source: `package ${definition.name}` };
    return [...unsaid(view, wanted), ...saidOtherwise(view, wanted)];
  });
}

/** What the charts take as given: that of the environments, and the two umbrellas. */
const chartDefaults = { logLevel: 'info', region: 'us-west-2' };

/** Most of what they leave out does no harm, and another rule knows what does. */
function ofEnvironments(view: ClusterView): ClusterFinding[] {
  return environmentsOf(view).flatMap(({ release, expected, environment }) => {
    if (!release) return [];
    const source = `environment ${environment.name}`;
    const logLevel = valueAt(expected.values, ['global', 'logLevel']);
    const needed = logLevel === chartDefaults.logLevel ? {} : { global: { logLevel } };
    return [...unsaid(view, { release, values: needed, source }), ...saidOtherwise(view, { release, values: expected.values, source })];
  });
}

/** The umbrella charts say the rest by themselves. */
function ofUmbrellas(view: ClusterView): ClusterFinding[] {
  if (!isUmbrella(view.config)) return [];
  const { name, region } = view.cluster;
  const global = { cluster: { name, ...(region !== chartDefaults.region && { region }) } };
  const own = {
    'shared-start': { global, kiam: { enabled: false } },
    shared: { global, gloo: { crds: { create: !has(view, 'gloo-crds') } } },
  } as const;
  return (['shared-start', 'shared'] as const).flatMap(chart => {
    const release = releaseOf(view, chart, 'default');
    if (!release) return [];
    return [own[chart], ...entriesOf(view, chart)].flatMap(values => {
      const wanted = { release, values, source: `umbrella chart ${chart}` };
      return [...unsaid(view, wanted), ...saidOtherwise(view, wanted)];
    });
  });
}

function has({ cluster }: ClusterView, name: string): boolean {
  return cluster.packages.some(({ definition }) => definition.name === name);
}

/** What each package is to say below its key: whether it is there, where the chart would have it otherwise, and its settings. */
function entriesOf({ cluster }: ClusterView, chart: 'shared-start' | 'shared'): Readonly<Record<string, unknown>>[] {
  return packages.flatMap(({ name, umbrella }) => {
    if (umbrella?.chart !== chart) return [];
    const installed = cluster.packages.find(({ definition }) => definition.name === name);
    const enabled = installed !== undefined;
    const said = { ...(enabled !== umbrella.default && { enabled }), ...(installed && umbrella.values?.(installed.context)) };
    return Object.keys(said).length > 0 ? [{ [umbrella.key]: said }] : [];
  });
}

/** Each whole branch that is not there once. */
function unsaid(view: ClusterView, { release, values, source }: Wanted): ClusterFinding[] {
  const absent = differences(values, release.values).filter(({ given }) => given === undefined);
  return absent.map(({ path, wanted }) => found(view, release.placed, inValues(path), {
    wrong: `'${pathText(path)}' is not said, so the chart's own value holds`,
    source,
    instead: typeof wanted === 'object' ? 'write it as synth does' : `write ${String(path.at(-1))}: ${String(wanted)}`,
  }));
}

/** What other rules compare with more than the config, and know more of; and images, which are written by robots. */
const known: readonly RegExp[] = [
  /(?:\b|[a-z])[sS]erviceAccount(?:Name)?\b|[sS]ecret\w*$|\bpasswordKeyName$/,
  /\bdnsNames\b|\b(?:host|domain|protocol)$|\bexternal-dns\.alpha\..*hostname$|\bingress\.deployment\./,
  /\bbucket$|\bdeployment\.image$|[rR]egion$|[cC]lusterName$|\b(?:sourceCategoryPrefix|txtOwnerId)$/,
];

/** Of the same type, since others tell of wrong ones. */
function saidOtherwise(view: ClusterView, { release, values, source }: Wanted): ClusterFinding[] {
  const different = differences(values, release.values).filter(({ wanted, given }) => typeof given === typeof wanted);
  const strange = different.filter(({ path }) => !known.some(pattern => pattern.test(path.join('.'))));
  return strange.map(({ path, wanted, given }) => found(view, holderOf(release, path), inValues(path), {
    wrong: `'${pathText(path)}' is ${JSON.stringify(given)}`,
    source,
    instead: `write ${JSON.stringify(wanted)}`,
  }));
}

interface Difference {
  readonly path: Place;
  readonly wanted: unknown;
  /** Undefined for what is not there. */
  readonly given: unknown;
}

/** Where a tree differs from the one that is wanted; what it has besides does not count. */
function differences(wanted: unknown, given: unknown, path: Place = []): Difference[] {
  if (!isTree(wanted)) return wanted === given ? [] : [{ path, wanted, given }];
  if (!isTree(given)) return [{ path, wanted, given }];
  const surplus = Object.keys(given).filter(key => wanted[key] === undefined);
  return Object.entries(wanted).flatMap(([key, value]) => {
    const there = given[key] ?? undefined;
    const isMisspelt = there === undefined && isRecord(wanted) && nearest(key, surplus) !== undefined; // which another rule tells
    return isMisspelt ? [] : differences(value, there, [...path, Array.isArray(wanted) ? Number(key) : key]);
  });
}

/** A list has its items under their numbers. */
function isTree(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
