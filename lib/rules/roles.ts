import { isRecord, valueAt } from '../manifests/manifest.ts';
import type { PlacedObject } from '../manifests/manifests.ts';
import { perCluster, type ClusterTree } from './clusters.ts';
import { rolesOf } from './eksctl.ts';
import { isKnown, namespaceName, textAt } from './fields.ts';
import { releasesIn } from './releases.ts';
import { found, type ManifestFinding, type ManifestRule, type Place } from './rule.ts';

const annotation = 'eks.amazonaws.com/role-arn';

export const serviceAccountRole: ManifestRule = {
  id: 'service-account-role',
  severity: 'error',
  summary: 'A ServiceAccount names the role that eksctl makes for it, by the same namespace and name.',
  find: perCluster(cluster => [
    ...cluster.ofKind('ServiceAccount').flatMap(placed =>
      wrongRole(cluster, placed, placed.object.metadata, ['metadata'], namespaceName(placed.object), placed.object.metadata.name)),
    ...releasesIn(cluster).flatMap(({ placed, target }) =>
      accountsInValues(valueAt(placed.object, ['spec', 'values']), ['spec', 'values']).flatMap(({ value, path }) =>
        wrongRole(cluster, placed, value, path, target, textAt(value, ['name'])))),
  ]),
};

/** What the values of a chart annotate with a role, at any depth: `serviceAccount`, or one of several below it. */
function accountsInValues(value: unknown, path: Place): { readonly value: unknown; readonly path: Place }[] {
  if (!isRecord(value)) return [];
  const own = textAt(value, ['annotations', annotation]) === undefined ? [] : [{ value, path }];
  return [...own, ...Object.entries(value).flatMap(([key, child]) => accountsInValues(child, [...path, key]))];
}

/** A chart chooses the name of its account where the values have none. */
function wrongRole(
  cluster: ClusterTree,
  placed: PlacedObject,
  account: unknown,
  path: Place,
  namespace: string,
  name: string | undefined,
): ManifestFinding[] {
  const arn = textAt(account, ['annotations', annotation]);
  const role = arn?.split('/').at(-1);
  const made = rolesOf(cluster).filter(({ roleName }) => roleName !== undefined);
  const isFor = (each: (typeof made)[number]) => each.namespace === namespace && (name === undefined || each.name === name);
  const [first] = made;
  if (arn === undefined || role === undefined || !isKnown(arn) || !first || made.some(each => each.roleName === role && isFor(each))) return [];
  const owner = made.find(({ roleName }) => roleName === role);
  const right = made.find(isFor)?.roleName;
  const whose = name === undefined ? `one of namespace '${namespace}'` : `${namespace}/${name}`;
  return [found(placed, [...path, 'annotations', annotation], {
    wrong: owner ? `role '${role}' is for ServiceAccount ${owner.namespace}/${owner.name}, not for ${whose}` : `eksctl makes no role '${role}'`,
    source: `iam.serviceAccounts in ${(owner ?? first).config.document.file.path}, and AWS lets no other account take it`,
    instead: right === undefined ? 'add a role for this one there' : `write '${arn.slice(0, -role.length)}${right}'`,
  })];
}
