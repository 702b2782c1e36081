import { groupBy } from '../group-by.ts';
import { isRecord, valueAt } from '../manifests/manifest.ts';
import type { Manifests, PlacedObject } from '../manifests/manifests.ts';
import { nearest } from '../findings/nearest.ts';
import { perCluster, type ClusterTree } from './clusters.ts';
import { rolesOf, type ServiceAccountRole } from './eksctl.ts';
import { isKnown, namespaceName, textAt } from './fields.ts';
import { releasesIn } from './releases.ts';
import { remembered } from '../remembered.ts';
import { found, type ManifestFinding, type ManifestRule, type Place } from './rule.ts';

/** How pods on EKS come to AWS: a ServiceAccount names a role, and the role trusts that ServiceAccount and no other. */

const annotation = 'eks.amazonaws.com/role-arn';

export const serviceAccountRole: ManifestRule = {
  id: 'service-account-role',
  severity: 'error',
  summary: 'A ServiceAccount names the role that eksctl makes for it, by the same namespace and name, and all of one AWS account.',
  find: perCluster(cluster => {
    const roles = rolesOf(cluster);
    const users = usersOf(cluster);
    return [...users.flatMap(user => wrongRole(user, roles)), ...strayAccounts(users)];
  }),
};

interface User {
  readonly placed: PlacedObject;
  readonly path: Place;
  readonly namespace: string;
  /** Undefined where the chart chooses. */
  readonly name: string | undefined;
  readonly arn: string;
  readonly account: string;
  readonly role: string;
}

const usersOf = remembered((manifests: Manifests): readonly User[] => {
  const accounts = manifests.ofKind('ServiceAccount').flatMap(placed => {
    const { object } = placed;
    return user(placed, object.metadata, ['metadata'], namespaceName(object), object.metadata.name);
  });
  const releases = releasesIn(manifests).flatMap(({ placed, target }) =>
    accountsInValues(valueAt(placed.object, ['spec', 'values']), ['spec', 'values']).flatMap(({ value, path }) =>
      user(placed, value, path, target, textAt(value, ['name']))));
  return [...accounts, ...releases];
});

function user(placed: PlacedObject, value: unknown, path: Place, namespace: string, name: string | undefined): User[] {
  const arn = textAt(value, ['annotations', annotation]);
  if (arn === undefined || !isKnown(arn)) return [];
  const [, account = '', role = ''] = /^arn:[\w-]+:iam::(\d+):role\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  return [{ placed, path: [...path, 'annotations', annotation], namespace, name, arn, account, role }];
}

/** What the values of a chart annotate with a role, at any depth: `serviceAccount`, or one of several below it. */
function accountsInValues(value: unknown, path: Place): { readonly value: unknown; readonly path: Place }[] {
  if (!isRecord(value)) return [];
  const own = textAt(value, ['annotations', annotation]) === undefined ? [] : [{ value, path }];
  return [...own, ...Object.entries(value).flatMap(([key, child]) => accountsInValues(child, [...path, key]))];
}

function wrongRole({ placed, path, namespace, name, arn, role }: User, roles: readonly ServiceAccountRole[]): ManifestFinding[] {
  if (role === '') {
    const instead = 'write arn:aws:iam::ACCOUNT:role/NAME';
    return [found(placed, path, { wrong: `'${arn}' is no ARN of a role`, source: 'EKS hands it to AWS as it is', instead })];
  }
  const made = roles.filter(({ roleName }) => roleName !== undefined);
  const owners = made.filter(({ roleName }) => roleName === role);
  const own = roles.find(each => each.namespace === namespace && each.name === name);
  if (made.length === 0 || owners.some(each => each.namespace === namespace && (name === undefined || each.name === name))) return [];
  const [owner] = owners;
  const whose = name === undefined ? `one of namespace '${namespace}'` : `${namespace}/${name}`;
  if (owner !== undefined) {
    return [found(placed, path, {
      wrong: `role '${role}' is for ServiceAccount ${owner.namespace}/${owner.name}, not for ${whose}`,
      source: `${owner.config.document.file.path}, and AWS lets no other account take it`,
      instead: own?.roleName === undefined ? 'add a role for this one there' : `write '${arn.slice(0, -role.length)}${own.roleName}'`,
    })];
  }
  const others = made.filter(each => name === undefined && each.namespace === namespace).flatMap(({ roleName }) => roleName ?? []);
  const meant = nearest(role, others);
  const instead = meant === undefined ? 'add it there' : `write '${arn.slice(0, -role.length)}${meant}'`;
  return [found(placed, path, {
    wrong: own?.roleName === undefined ? `eksctl makes no role '${role}'` : `eksctl makes role '${own.roleName}' for it, and not '${role}'`,
    source: `iam.serviceAccounts in ${roles[0]?.config.document.file.path ?? ''}`,
    instead: own?.roleName === undefined ? instead : 'write one name in both places',
  })];
}

/** The account of most is right. Of two that differ, the second is said to be wrong. */
function strayAccounts(users: readonly User[]): ManifestFinding[] {
  const byAccount = [...groupBy(users.filter(({ account }) => account !== ''), each => each.account)];
  const [usual, ...strays] = byAccount.sort(([, one], [, other]) => other.length - one.length);
  if (usual === undefined) return [];
  return strays.flatMap(([, stray]) => stray).map(({ placed, path, account: number }) =>
    found(placed, path, {
      wrong: `the role is of AWS account ${number}, and others of the cluster are of ${usual[0]}`,
      source: 'a cluster vouches for its ServiceAccounts to its own account',
      instead: `write '${usual[0]}'`,
    }));
}

export const roleWithoutUser: ManifestRule = {
  id: 'role-without-user',
  severity: 'warning',
  summary: 'Every role that eksctl makes without a ServiceAccount is named by a ServiceAccount of another source.',
  find: perCluster(cluster => {
    const taken = new Set(usersOf(cluster).map(({ namespace, role }) => `${namespace}/${role}`));
    const isAlone = cluster.objects.every(({ object }) => object.kind === 'ClusterConfig');
    const unused = rolesOf(cluster).filter(({ isRoleOnly, namespace, roleName }) =>
      isRoleOnly && (roleName === undefined || !taken.has(`${namespace}/${roleName}`)));
    return isAlone ? [] : unused.map(role => withoutUser(role, cluster));
  }),
};

function withoutUser({ config: placed, path, namespace, name, roleName }: ServiceAccountRole, cluster: ClusterTree): ManifestFinding {
  const whose = `ServiceAccount ${namespace}/${name}`;
  if (roleName === undefined) {
    return found(placed, path, {
      wrong: `the role for ${whose} has no name`,
      source: "with roleOnly another object has to name it, and the name that AWS invents is unknown",
      instead: 'add roleName',
    });
  }
  return found(placed, [...path, 'roleName'], {
    wrong: `nothing in ${cluster.title} takes role '${roleName}'`,
    source: `with roleOnly eksctl does not make ${whose}`,
    instead: `annotate it with ${annotation}, or leave out roleOnly`,
  });
}
