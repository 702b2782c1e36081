import { groupOf, objectId, valueAt } from '../manifests/manifest.ts';
import type { Manifests, PlacedObject } from '../manifests/manifests.ts';
import { inOrderOfFiles, perCluster } from './clusters.ts';
import { namespaceName, textAt } from './fields.ts';
import { imagesIn, writtenObjects } from './images.ts';
import { releasesIn } from './releases.ts';
import { found, type ManifestFinding, type ManifestRule, type Place } from './rule.ts';

interface Retired {
  readonly pattern: RegExp;
  readonly source: string;
  /** What to write, where that does not depend on the chart. */
  readonly instead: string;
}

const stable = 'the stable and incubator charts were given up in November 2020';
const successor = 'take the chart from the repository of its own project';

const chartHosts: readonly Retired[] = [
  { pattern: /^https?:\/\/kubernetes-charts(-incubator)?\.storage\.googleapis\.com(\/|$)/, source: stable, instead: successor },
  { pattern: /^https?:\/\/charts\.helm\.sh(\/|$)/, source: stable, instead: successor },
  {
    pattern: /^https?:\/\/kubernetes-charts\.banzaicloud\.com(\/|$)/,
    source: 'Banzai Cloud and its charts are no more',
    instead: successor,
  },
  {
    pattern: /^(https?:\/\/charts\.bitnami\.com|oci:\/\/(registry-1\.)?docker\.io\/bitnamicharts)(\/|$)/,
    source: 'since August 2025 the images of these charts are not free to pull',
    instead: 'take a chart of the project itself, or images of your own',
  },
  { pattern: /^https?:\/\/k8s\.ory\.sh(\/|$)/, source: 'Ory has moved its charts', instead: "write 'https://k8s.ory.com/helm/charts'" },
  {
    pattern: /^https?:\/\/(charts\.fluxcd\.io|fluxcd\.github\.io\/flux)(\/|$)/,
    source: 'Flux 1 is archived',
    instead: 'install Flux 2 with `flux bootstrap`',
  },
];

/** Where some of the stable charts went. */
const successors: Readonly<Record<string, string>> = {
  'cluster-autoscaler': 'https://kubernetes.github.io/autoscaler',
  datadog: 'https://helm.datadoghq.com',
  'external-dns': 'https://kubernetes-sigs.github.io/external-dns/',
  fluentd: 'https://fluent.github.io/helm-charts',
  'metrics-server': 'https://kubernetes-sigs.github.io/metrics-server/',
  'nginx-ingress': 'https://kubernetes.github.io/ingress-nginx',
  prometheus: 'https://prometheus-community.github.io/helm-charts',
  'prometheus-operator': 'https://prometheus-community.github.io/helm-charts, chart kube-prometheus-stack,',
  sumologic: 'https://sumologic.github.io/sumologic-kubernetes-collection',
  'sumologic-fluentd': 'https://sumologic.github.io/sumologic-kubernetes-collection',
};

const imageHosts: readonly Retired[] = [
  {
    pattern: /^k8s\.gcr\.io\//,
    source: 'Kubernetes puts no new images there since April 2023',
    instead: "write 'registry.k8s.io' for 'k8s.gcr.io'",
  },
  {
    pattern: /^((registry-1\.|index\.)?docker\.io\/)?bitnami\//,
    source: 'since August 2025 Bitnami keeps its images elsewhere, and but for the newest not free to pull',
    instead: 'take the image of the project itself',
  },
  {
    pattern: /^(index\.)?(docker\.io\/)?(weaveworks|fluxcd)\/(flux|helm-operator|fluxcloud)(:|@|$)/,
    source: 'Flux 1 is archived',
    instead: 'install Flux 2 with `flux bootstrap`',
  },
];

export const retiredHost: ManifestRule = {
  id: 'retired-chart-host',
  severity: 'note',
  summary: 'Charts and images come from where their projects still put them.',
  find: manifests =>
    inOrderOfFiles([
      ...chartAddresses(manifests).flatMap(address => retired('chart repository', address, chartHosts)),
      ...writtenObjects(manifests).flatMap(placed => imagesIn(placed).flatMap(image => retired('image', { placed, ...image }, imageHosts))),
    ]),
};

function retired(what: string, { placed, path, text, chart }: Address, hosts: readonly Retired[]): ManifestFinding[] {
  const host = hosts.find(({ pattern }) => pattern.test(text));
  if (host === undefined) return [];
  const moved = host.source === stable && chart !== undefined && Object.hasOwn(successors, chart) ? successors[chart] : undefined;
  const instead = moved === undefined ? host.instead : `take ${chart} from ${moved} and see what has changed since`;
  return [found(placed, path, { wrong: `${what} '${text}' is retired`, source: host.source, instead })];
}

interface Address {
  readonly placed: PlacedObject;
  readonly path: Place;
  readonly text: string;
  /** Where it is said beside the address. */
  readonly chart?: string | undefined;
}

function chartAddresses(manifests: Manifests): Address[] {
  const sources = ['HelmRepository', 'OCIRepository'].flatMap(kind => manifests.ofKind(kind)).flatMap(placed => {
    const text = textAt(placed.object, ['spec', 'url']);
    return text === undefined ? [] : [{ placed, path: ['spec', 'url'], text }];
  });
  const releases = releasesIn(manifests).flatMap(({ placed, flux }) => {
    const [text, chart] = ['repository', 'name'].map(key => textAt(placed.object, ['spec', 'chart', key]));
    return flux === 2 || text === undefined ? [] : [{ placed, path: ['spec', 'chart', 'repository'], text, chart }];
  });
  return [...sources, ...releases];
}

export const mutableChart: ManifestRule = {
  id: 'mutable-chart',
  severity: 'note',
  summary: 'A chart in git is taken at a tag or a commit: on a branch every commit there is a release here.',
  find: perCluster(cluster =>
    releasesIn(cluster).flatMap(({ placed, flux }) => (flux === 1 ? onBranch(placed) : onBranchOf(placed, cluster)))),
};

const source = 'every push to it is installed here';

/** Flux 1 does not tell a branch from a tag, so a version or a hash counts as fixed. */
function onBranch(placed: PlacedObject): ManifestFinding[] {
  const chart = valueAt(placed.object, ['spec', 'chart']);
  if (textAt(chart, ['git']) === undefined) return [];
  const ref = textAt(chart, ['ref']);
  if (ref !== undefined && (/^[0-9a-f]{7,40}$/.test(ref) || /\d+\.\d+/.test(ref))) return [];
  const path = ['spec', 'chart', ref === undefined ? 'git' : 'ref'];
  const wrong = `the chart is taken from branch '${ref ?? 'master'}'`;
  return [found(placed, path, { wrong, source, instead: "write a tag or a commit as 'ref'" })];
}

function onBranchOf(placed: PlacedObject, manifests: Manifests): ManifestFinding[] {
  const path = ['spec', 'chart', 'spec', 'sourceRef'];
  const reference = valueAt(placed.object, path);
  if (textAt(reference, ['kind']) !== 'GitRepository') return [];
  const namespace = textAt(reference, ['namespace']) ?? namespaceName(placed.object);
  const named = manifests.named(objectId('GitRepository', textAt(reference, ['name']) ?? '', namespace));
  const repository = named.find(({ object }) => groupOf(object) === 'source.toolkit.fluxcd.io');
  const ref = valueAt(repository?.object, ['spec', 'ref']);
  if (repository === undefined || ['tag', 'semver', 'commit', 'name'].some(key => textAt(ref, [key]) !== undefined)) return [];
  const branch = textAt(ref, ['branch']) ?? 'master';
  return [found(placed, [...path, 'name'], {
    wrong: `the chart is taken from branch '${branch}' of ${repository.id}`,
    source,
    instead: `write a tag or a commit in spec.ref in ${repository.document.file.path}`,
  })];
}
