import { groupOf, objectId, valueAt } from '../manifests/manifest.ts';
import type { PlacedObject } from '../manifests/manifests.ts';
import { nearest } from '../findings/nearest.ts';
import { listed, withArticle } from '../schema/shape-error.ts';
import { perCluster, type ClusterTree } from './clusters.ts';
import { rolesOf } from './eksctl.ts';
import { inQuotes, isClusterScoped, isKnown, mapsAt, namespaceName, namespaceOf, textAt, textsAt } from './fields.ts';
import { folderOf } from './folders.ts';
import { referencesOf, type Reference } from './referrers.ts';
import { chartNamespaces, releasesIn } from './releases.ts';
import { found, type Fault, type ManifestFinding, type ManifestRule } from './rule.ts';

export const referenceResolves: ManifestRule = {
  id: 'reference-resolves',
  severity: 'error',
  summary: 'What an object names is in the tree, in the namespace where it is looked for, unless something else may make it.',
  find: perCluster(cluster => {
    const charts = chartNamespaces(cluster);
    const surroundings = { cluster, charts, hasCharts: releasesIn(cluster).length > 0, accounts: accountsOfEksctl(cluster) };
    return cluster.objects.flatMap(placed => [
      ...referencesOf(placed).flatMap(reference => unresolved(placed, reference, surroundings)),
      ...refusedByStore(placed, cluster),
    ]);
  }),
};

interface Surroundings {
  readonly cluster: ClusterTree;
  readonly charts: ReadonlySet<string>;
  readonly hasCharts: boolean;
  /** ServiceAccounts that eksctl makes, as `namespace/name`. */
  readonly accounts: ReadonlySet<string>;
}

function accountsOfEksctl(cluster: ClusterTree): ReadonlySet<string> {
  return new Set(rolesOf(cluster).flatMap(({ namespace, name, isRoleOnly }) => (isRoleOnly ? [] : [`${namespace}/${name}`])));
}

function unresolved(placed: PlacedObject, reference: Reference, surroundings: Surroundings): ManifestFinding[] {
  if (!isKnown(reference.name) || isThere(reference, surroundings)) return [];
  const { kind, name, namespace, path, expected: { reader } } = reference;
  const alike = candidatesOf(reference, surroundings.cluster);
  const candidates = alike.filter(({ object }) => object.kind === kind);
  const reachable = candidates.filter(each => isClusterScoped(kind) || namespaceOf(each) === namespace);
  const names = [...reachable.map(({ object }) => object.metadata.name), ...accountNames(reference, surroundings)];
  const meant = nearest(name, names);
  const mayBeElsewhere = !surroundings.cluster.isPlaced(placed) || isMadeElsewhere(reference, candidates, surroundings);
  if (mayBeElsewhere && !isMisspelt(placed, meant, reachable) && !isOfOtherKind(reference, alike)) return [];
  const fault = misplaced(placed, reference, alike) ?? {
    wrong: `there is no ${kind} '${name}'${isClusterScoped(kind) ? '' : ` in namespace '${namespace}'`}`,
    source: reader,
    instead: meant === undefined ? otherNames(names) : `write '${meant}', or add it`,
  };
  return fault === 'moved' ? [] : [found(placed, path, fault)];
}

/** Of this kind and of those that could stand here as well: `Issuer` beside `ClusterIssuer`. */
function candidatesOf({ kind, expected: { kinds = [], groups } }: Reference, cluster: ClusterTree): PlacedObject[] {
  return [...new Set([kind, ...kinds])].flatMap(each => cluster.ofKind(each, ...groups));
}

function accountNames({ kind, namespace }: Reference, { accounts }: Surroundings): string[] {
  if (kind !== 'ServiceAccount') return [];
  return [...accounts].flatMap(account => (account.startsWith(`${namespace}/`) ? [account.slice(namespace.length + 1)] : []));
}

function otherNames(names: readonly string[]): string {
  return names.length === 0 ? 'add it' : `write ${listed(names.map(inQuotes), 'or')}, or add it`;
}

/** Charts make the one kind as they make the other, so it says nothing where they may. */
function isOfOtherKind({ kind, name, namespace, expected }: Reference, alike: readonly PlacedObject[]): boolean {
  return expected.isCommon !== true && alike.some(each =>
    each.object.kind !== kind && each.object.metadata.name === name && [undefined, namespace].includes(namespaceOf(each)));
}

/** The name is right, and its kind or its namespace is not. */
function misplaced(placed: PlacedObject, reference: Reference, alike: readonly PlacedObject[]): Fault | 'moved' | undefined {
  const { kind, name, namespace, expected: { reader, isFree } } = reference;
  const named = alike.filter(({ object }) => object.metadata.name === name);
  const [own, other] = [true, false].map(isOwn => named.find(({ object }) => (object.kind === kind) === isOwn));
  if (own !== undefined) {
    const home = namespaceName(own.object);
    if (isMoved(placed)) return 'moved'; // and Kustomize moves what it names along
    return {
      wrong: `${kind} '${name}' is in namespace '${home}', and this looks for it in '${namespace}'`,
      source: reader,
      instead: isFree === true ? `write 'namespace: ${home}' beside the name` : 'put both into one namespace',
    };
  }
  if (other === undefined || (!isClusterScoped(other.object.kind) && namespaceOf(other) !== namespace)) return undefined;
  const actual = other.object.kind;
  const wrong = `'${name}' is ${withArticle(actual)}, and this looks for ${withArticle(kind)}`;
  return { wrong, source: reader, instead: `write 'kind: ${actual}'` };
}

/** Kustomize has put it into another namespace than the one that is written. */
function isMoved({ document, within, object: { metadata } }: PlacedObject): boolean {
  return within.length === 0 && valueAt(document.value, ['metadata', 'namespace']) !== metadata.namespace;
}

/** What stands in no file and is there all the same. */
const madeBefore = new RegExp([
  '^(GitRepository|OCIRepository|Bucket|Kustomization)/flux-system/flux-system$',
  '^ServiceAccount/[^/]*/default$',
  '^ServiceAccount/(kube-system|flux-system|flux)/',
  '^ConfigMap/[^/]*/kube-root-ca[.]crt$',
  '^ClusterRole/(cluster-admin|admin|edit|view|system:.*|flux-(edit|view)-flux-system|crd-controller-flux-system)$',
].join('|'));

function isThere({ kind, name, namespace, expected: { groups } }: Reference, { cluster, accounts }: Surroundings): boolean {
  const id = isClusterScoped(kind) ? objectId(kind, name) : objectId(kind, name, namespace);
  const isOfGroup = ({ object }: PlacedObject) => groups.includes(groupOf(object));
  if (cluster.named(id).some(isOfGroup) || madeBefore.test(id)) return true;
  if (namespace === 'default' && cluster.named(objectId(kind, name)).some(isOfGroup)) return true;
  if (kind === 'ServiceAccount') return accounts.has(`${namespace}/${name}`);
  if (kind === 'ExternalArtifact') return isArtifact(name, namespace, cluster);
  return kind === 'ConfigMap' && isGenerated(name, cluster);
}

/** Of an ArtifactGenerator; other controllers may make some, too, and say nothing of it in the tree. */
function isArtifact(name: string, namespace: string, cluster: ClusterTree): boolean {
  const generators = cluster.ofKind('ArtifactGenerator').filter(({ object }) => namespaceName(object) === namespace);
  const artifacts = generators.flatMap(({ object }) => mapsAt(object, ['spec', 'artifacts']));
  return generators.length === 0 || artifacts.some(({ value }) => value['name'] === name);
}

/** By a `configMapGenerator` in a kustomization.yaml. */
function isGenerated(name: string, { kustomizations }: ClusterTree): boolean {
  return kustomizations.some(({ generated }) => generated.some(each => each.kind === 'ConfigMap' && each.name === name));
}

function isMadeElsewhere(
  { kind, namespace, expected: { isCommon, isOfFlux } }: Reference,
  candidates: readonly PlacedObject[],
  { cluster, charts, hasCharts }: Surroundings,
): boolean {
  if (!cluster.isComplete) return true;
  if (isOfFlux === true && cluster.stages.length > 0) return false;
  const mayBeOfChart = isCommon === true && (isClusterScoped(kind) ? hasCharts : charts.has(namespace));
  return mayBeOfChart || candidates.length === 0;
}

/** What is nearly named so and stands in the same folder is surely meant. */
function isMisspelt({ document }: PlacedObject, meant: string | undefined, reachable: readonly PlacedObject[]): boolean {
  const folder = folderOf(document.file);
  return reachable.some(({ object, document: { file } }) => object.metadata.name === meant && folderOf(file) === folder);
}

/** A ClusterSecretStore may say which namespaces it serves. */
function refusedByStore(placed: PlacedObject, cluster: ClusterTree): ManifestFinding[] {
  const { object } = placed;
  const reference = valueAt(object, ['spec', 'secretStoreRef']);
  if (object.kind !== 'ExternalSecret' || textAt(reference, ['kind']) !== 'ClusterSecretStore') return [];
  const [named] = cluster.named(objectId('ClusterSecretStore', textAt(reference, ['name']) ?? ''));
  const conditions = mapsAt(named?.object, ['spec', 'conditions']);
  const isByNameOnly = conditions.every(({ value }) => Object.keys(value).join() === 'namespaces');
  const served = conditions.flatMap(({ value }) => textsAt(value, ['namespaces']).map(each => each.value));
  const namespace = namespaceName(object);
  if (named === undefined || conditions.length === 0 || !isByNameOnly || served.includes(namespace)) return [];
  return [found(placed, ['spec', 'secretStoreRef', 'name'], {
    wrong: `${named.id} does not serve namespace '${namespace}'`,
    source: `its spec.conditions in ${named.document.file.path} name ${listed(served.map(inQuotes), 'and')}`,
    instead: `add '${namespace}' there`,
  })];
}
