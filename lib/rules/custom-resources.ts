import { groupBy } from '../group-by.ts';
import { groupOf, valueAt } from '../manifests/manifest.ts';
import type { ManifestFile, PlacedObject } from '../manifests/manifests.ts';
import { reachedFrom } from '../reached.ts';
import { remembered } from '../remembered.ts';
import { listed } from '../schema/shape-error.ts';
import { perCluster, type ClusterTree, type Stage } from './clusters.ts';
import { edgesOf, nameOf } from './depends-on.ts';
import { inQuotes, isClusterScoped, mapsAt, textAt } from './fields.ts';
import { chartName, releasesIn, type Release } from './releases.ts';
import { found, type Fault, type ManifestFinding, type ManifestRule } from './rule.ts';

/** Charts that bring the definitions of custom resources, by API group. Those in `byHelm` have them where Helm may be told to skip them. */
const providers: Readonly<Record<string, readonly string[]>> = {
  'cert-manager.io': ['cert-manager'],
  'acme.cert-manager.io': ['cert-manager'],
  'external-secrets.io': ['external-secrets'],
  'generators.external-secrets.io': ['external-secrets'],
  'gateway.solo.io': ['gloo'],
  'gloo.solo.io': ['gloo'],
  'gateway.kgateway.dev': ['kgateway-crds'],
  'monitoring.coreos.com': ['kube-prometheus-stack', 'prometheus-operator-crds'],
  'kafka.strimzi.io': ['strimzi-kafka-operator'],
  'sparkoperator.k8s.io': ['spark-operator'],
  'opentelemetry.io': ['opentelemetry-operator'],
};

const byHelm: ReadonlySet<string> = new Set(['gloo', 'kube-prometheus-stack', 'strimzi-kafka-operator', 'spark-operator']);

export const crdBeforeUse: ManifestRule = {
  id: 'crd-before-use',
  severity: 'warning',
  summary: 'A custom resource is applied by a Kustomization that waits for the one which brings its definition. Flux 1 knows no order.',
  find: perCluster(cluster => (cluster.stages.length === 0 ? [] : usedTooEarly(cluster))),
};

function usedTooEarly(cluster: ClusterTree): ManifestFinding[] {
  const byGroup = providersIn(cluster);
  if (byGroup.size === 0) return [];
  const stagesOf = stagesByFile(cluster);
  const reaches = reachability(cluster, stagesOf);
  const used = groupBy(cluster.objects.filter(({ object }) => byGroup.has(groupOf(object))), ({ object }) => groupOf(object));
  return [...used].flatMap(([group, objects]) => {
    const provisions = (byGroup.get(group) ?? []).flatMap(({ placed: provider }) =>
      (stagesOf.get(provider.document.file) ?? []).map(stage => ({ provider, stage })));
    const uses = usesOf(objects, stagesOf).map(use => ({ use, order: orderOf(use, provisions, reaches(use.stage)) }));
    return groupFindings(group, uses, provisions);
  });
}

/** What brings the definitions of custom resources, by API group. */
function providersIn(cluster: ClusterTree): ReadonlyMap<string, readonly { readonly placed: PlacedObject }[]> {
  const definitions = cluster.ofKind('CustomResourceDefinition').flatMap(placed => {
    const group = textAt(placed.object, ['spec', 'group']);
    return group === undefined ? [] : [{ group, placed }];
  });
  const releasing = releasesIn(cluster).filter(({ flux }) => flux === 2).filter(release => isBringing(release, cluster));
  const charts = groupBy(releasing, release => chartName(release, cluster) ?? '');
  const releases = Object.entries(providers).flatMap(([group, names]) =>
    names.flatMap(name => (charts.get(name) ?? []).map(({ placed }) => ({ group, placed }))));
  return groupBy([...definitions, ...releases], ({ group }) => group);
}

/** Not where the release, or the values of its chart, leave the definitions to somebody else. */
function isBringing(release: Release, cluster: ClusterTree): boolean {
  const { object } = release.placed;
  const isSkipped = valueAt(object, ['spec', 'install', 'crds']) === 'Skip' && byHelm.has(chartName(release, cluster) ?? '');
  const switches = [['crds', 'enabled'], ['crds', 'create'], ['installCRDs']].map(path => valueAt(object, ['spec', 'values', ...path]));
  return !isSkipped && !switches.includes(false);
}

function stagesByFile({ stages }: ClusterTree): ReadonlyMap<ManifestFile, readonly Stage[]> {
  const applied = stages.flatMap(stage => [...(stage.build?.files.keys() ?? [])].map(file => ({ file, stage })));
  return new Map([...groupBy(applied, ({ file }) => file)].map(([file, uses]) => [file, uses.map(({ stage }) => stage)]));
}

/** The stages that are through before a stage begins. */
type Reaches = (stage: Stage) => ReadonlySet<Stage>;

/** A stage waits for what it names, for what that waits for, and for what the stage waited for that made it. */
function reachability({ stages }: ClusterTree, stagesOf: ReadonlyMap<ManifestFile, readonly Stage[]>): Reaches {
  const byName = new Map(stages.map(each => [nameOf(each.placed), each]));
  const makersOf = ({ placed }: Stage) => stagesOf.get(placed.document.file) ?? [];
  const awaited = (stage: Stage) => [stage, ...reachedFrom(stage, makersOf)].flatMap(({ placed }) => edgesOf(placed)).flatMap(({ to }) => byName.get(to) ?? []);
  return remembered((stage: Stage) => reachedFrom(stage, awaited));
}

/** What brings a definition, and the stage in which it does. */
interface Provision {
  readonly provider: PlacedObject;
  readonly stage: Stage;
}

/** Custom resources of one group in one stage: the first of them, and how many others. */
interface Use {
  readonly placed: PlacedObject;
  readonly stage: Stage;
  readonly others: number;
}

function usesOf(objects: readonly PlacedObject[], stagesOf: ReadonlyMap<ManifestFile, readonly Stage[]>): Use[] {
  const all = objects.flatMap(placed => {
    const stages = stagesOf.get(placed.document.file) ?? [];
    return stages.filter(stage => isApplied(placed, stage)).map(stage => ({ placed, stage }));
  });
  const byStage = groupBy(all, ({ stage }) => nameOf(stage.placed));
  return [...byStage.values()].flatMap(([first, ...others]) => (first ? [{ ...first, others: others.length }] : []));
}

/** A file that several stages apply is put into a namespace by each. */
function isApplied({ object: { kind, metadata }, document: { file } }: PlacedObject, { build }: Stage): boolean {
  const namespaces = build?.files.get(file);
  return namespaces !== undefined && (namespaces.has(undefined) || isClusterScoped(kind) || namespaces.has(metadata.namespace));
}

/**
 * Whether the definition is known when a stage begins. `beside`: it is brought by the stage itself. `unready`: by a stage waited for that
 * does not wait for its own objects. `unordered`: at any time.
 */
type Order = 'known' | 'beside' | 'unready' | 'unordered';

/** A definition itself is known as soon as it is applied, and Flux applies it before the rest of its stage. */
function orderOf({ stage }: Use, provisions: readonly Provision[], before: ReadonlySet<Stage>): Order {
  const [earlier, own] = [provisions.filter(each => before.has(each.stage)), provisions.filter(each => each.stage === stage)];
  if (own.some(isDefinition) || earlier.some(each => isDefinition(each) || isWaiting(each.stage))) return 'known';
  if (earlier.length > 0) return 'unready';
  return own.length > 0 ? 'beside' : 'unordered';
}

function isDefinition({ provider: { object: { kind } } }: Provision): boolean {
  return kind === 'CustomResourceDefinition';
}

/** Where no stage of many waits, one finding is enough: it is the way that they are written, and no slip in one. */
function groupFindings(group: string, uses: readonly { use: Use; order: Order }[], provisions: readonly Provision[]): ManifestFinding[] {
  const unordered = uses.filter(({ order }) => order === 'unordered');
  const areAlike = unordered.length > 2 && uses.every(({ order }) => order === 'unordered' || order === 'beside');
  const distinct = uses.filter(each => each.order !== 'unordered' || !areAlike || each === unordered[0]);
  const surroundings = { group, provisions, alike: areAlike ? unordered.length - 1 : 0 };
  return distinct.flatMap(({ use, order }) => {
    const fault = order === 'known' ? undefined : faults[order](use, surroundings);
    return fault ? [found(use.placed, ['apiVersion'], { source: sourceOf(provisions), ...fault })] : [];
  });
}

function sourceOf([first]: readonly Provision[]): string {
  return first === undefined ? '' : `${first.provider.id} brings the definition, by ${first.stage.placed.id}`;
}

interface Surroundings {
  readonly group: string;
  readonly provisions: readonly Provision[];
  /** How many other stages of the group do the same. */
  readonly alike: number;
}

const faults: Readonly<Record<Exclude<Order, 'known'>, (use: Use, surroundings: Surroundings) => Omit<Fault, 'source'>>> = {
  beside: (use, { group }) => ({
    wrong: applies(use, group),
    instead: 'put it into a folder with a Kustomization of its own, which depends on that one',
  }),
  unready: ({ stage }, { group, provisions }) => {
    const first = provisions[0]?.stage.placed;
    return {
      wrong: `${first?.id}, which ${stage.placed.id} waits for, is ready before ${group} is known`,
      instead: `write 'wait: true' in ${first?.document.file.path}`,
    };
  },
  unordered: (use, { group, provisions, alike }) => {
    const names = [...new Set(provisions.map(({ stage }) => stage.placed.object.metadata.name))];
    const others = alike === 1 ? ', as does another Kustomization' : `, as do ${alike} other Kustomizations`;
    return {
      wrong: `${applies(use, group)}${alike === 0 ? '' : others}`,
      instead: `add ${listed(names.map(inQuotes), 'or')} to dependsOn in ${use.stage.placed.document.file.path}`,
    };
  },
};

function applies({ placed, stage, others }: Use, group: string): string {
  return `${stage.placed.id} applies ${placed.id}${others === 0 ? '' : ` and ${others} more`} without waiting until ${group} is known`;
}

/** Ready once its objects are, and not once they are applied. */
function isWaiting({ placed: { object } }: Stage): boolean {
  return valueAt(object, ['spec', 'wait']) === true || mapsAt(object, ['spec', 'healthChecks']).length > 0;
}
