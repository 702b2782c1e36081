import { valueAt } from '../../lib/manifests/manifest.ts';
import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { mapsAt } from '../../lib/rules/fields.ts';
import { traits } from '../generations/traits.ts';
import { roleArn, type ServiceAccount } from '../resources.ts';
import { eksctlAccounts, eksctlConfigs, type EksctlAccount } from './eksctl.ts';
import { found, meantBy, missing, perCluster, wordFor } from './rule.ts';
import type { ClusterFinding, ClusterRule, ClusterView, Fault, Place } from './rule.ts';
import { environmentsOf, holderOf, inValues, packagesOf, recordAt, releasesOf, textAt, valuesNamed } from './view.ts';
import type { ReleaseView } from './view.ts';

export const accountRules: readonly ClusterRule[] = [
  {
    id: 'service-accounts-agree',
    severity: 'error',
    outdoes: ['reference-resolves', 'role-without-user', 'service-account-role'],
    summary: 'Whoever talks to AWS has one account and one role, and values, manifests and eksctl call them alike.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/prd/service-accounts.yaml
kind: ServiceAccount
metadata:
  name: blob
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::123456789012:role/production-int-blob
`,
      good: `# flux/environments/prd/service-accounts.yaml
kind: ServiceAccount
metadata:
  name: blob
  annotations:
    eks.amazonaws.com/role-arn: arn:aws:iam::123456789012:role/production-prd-blob
`,
    },
    find: perCluster(view => [...listedByEksctl(view), ...accountFindings(view), ...serviceValues(view), ...unknownUsers(view)]),
  },
];

/** The annotation by which EKS gives a pod its role. */
const roleAnnotation = 'eks.amazonaws.com/role-arn';

/** An account that the config asks for. */
export interface WantedAccount {
  readonly account: ServiceAccount;
  /** Who uses it. */
  readonly user: string;
  readonly place: Place;
}

export function wantedAccounts(view: ClusterView): WantedAccount[] {
  return [
    ...packagesOf(view).flatMap(({ installed: { accounts, definition }, place }) =>
      accounts.map(account => ({ account, place, user: `package ${definition.name}` }))),
    ...environmentsOf(view).flatMap(({ environment: { accounts, name }, place }) =>
      accounts.map(account => ({ account, place, user: `${account.name} of environment ${name}` }))),
  ];
}

export function accountId({ namespace, name }: Pick<ServiceAccount, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

/** Who makes the accounts, and their roles, is a matter of the way of delivery. */
function accountFindings(view: ClusterView): ClusterFinding[] {
  const { namesRoles } = traits[view.config.delivery];
  return namesRoles ? [...namedRoles(view), ...manifestAccounts(view), ...chartAccounts(view)] : rolesAlone(view);
}

function listedByEksctl(view: ClusterView): ClusterFinding[] {
  const accounts = eksctlAccounts(view);
  const all = wantedAccounts(view);
  const there = new Set(accounts.map(accountId));
  const absent = all.filter(({ account }) => !there.has(accountId(account)));
  const unknown = accounts.filter(account => !all.some(want => accountId(want.account) === accountId(account)));
  const meant = meantBy(unknown.map(accountId), absent.map(({ account }) => accountId(account)));
  const left = absent.filter(({ account }) => ![...meant.values()].includes(accountId(account)));
  return [
    ...unknown.map(account => found(view, account.placed, [...account.path, 'metadata'], {
      wrong: `nobody uses account ${accountId(account)}`,
      source: 'eksctl makes a role for each one of the list',
      instead: meant.has(accountId(account)) ? `write '${meant.get(accountId(account))}'` : 'remove it',
    })),
    ...repeatedAccounts(view, accounts),
    ...(eksctlConfigs(view).length > 0 ? left : []).map(({ account, user, place }) => missing(view, place, {
      wrong: `eksctl makes no role for account ${accountId(account)}`,
      source: `what ${user} needs of AWS`,
      instead: 'add it to iam.serviceAccounts of config.yaml',
    })),
  ];
}

function repeatedAccounts(view: ClusterView, accounts: readonly EksctlAccount[]): ClusterFinding[] {
  const ids = accounts.map(accountId);
  const repeated = accounts.filter((account, i) => ids.indexOf(accountId(account)) !== i);
  return repeated.map(account => found(view, account.placed, [...account.path, 'metadata'], {
    wrong: `account ${accountId(account)} is listed twice`,
    source: 'eksctl: an account has one role',
    instead: 'remove one of the two',
  }));
}

/** Where eksctl makes the accounts, it is not to leave one out. */
function rolesAlone(view: ClusterView): ClusterFinding[] {
  return eksctlAccounts(view).filter(({ isRoleOnly }) => isRoleOnly).map(({ placed, path }) => found(view, placed, [...path, 'roleOnly'], {
    wrong: 'eksctl is told to make no account',
    source: 'nothing else makes it',
    instead: 'leave roleOnly out',
  }));
}

/** Where this repository or a chart makes the accounts, eksctl makes the roles alone, by names that both know. */
function namedRoles(view: ClusterView): ClusterFinding[] {
  const roles = new Map(wantedAccounts(view).map(({ account }) => [accountId(account), account.role]));
  return eksctlAccounts(view).flatMap(account => {
    const { placed, path } = account;
    const role = roles.get(accountId(account));
    if (role === undefined) return [];
    return roleFaults(account, role).map(({ field, fault }) => found(view, placed, [...path, ...field], fault));
  });
}

function roleFaults(account: EksctlAccount, role: string): { readonly field: Place; readonly fault: Fault }[] {
  const { roleName, isRoleOnly } = account;
  const id = accountId(account);
  return [
    ...(roleName === role ? [] : [{
      field: ['roleName'],
      fault: {
        wrong: roleName === undefined ? `the role of ${id} has no name` : `'${roleName}' is not the name of the role of ${id}`,
        source: 'the annotation of the account has CLUSTER-NAMESPACE-ACCOUNT',
        instead: `write '${role}'`,
      },
    }]),
    ...(isRoleOnly ? [] : [{
      field: [],
      fault: {
        wrong: `eksctl would make account ${id}, too`,
        source: 'this repository makes it, or a chart',
        instead: 'write roleOnly: true',
      },
    }]),
  ];
}

/** Of environments, whose chart makes none. */
function manifestAccounts(view: ClusterView): ClusterFinding[] {
  return environmentsOf(view).flatMap(({ environment: { name, accounts, cluster }, place }) => {
    const there = view.manifests.ofKind('ServiceAccount').filter(({ object }) => object.metadata.namespace === name);
    return accounts.flatMap(account => {
      const made = there.filter(({ object }) => object.metadata.name === account.name);
      const strangers = there.filter(({ object }) => !accounts.some(other => other.name === object.metadata.name));
      if (made.length === 0) return [unmade(view, account, strangers, place)];
      const arn = roleArn(cluster.accountNumber, account.role);
      return made.flatMap(placed => {
        const given = textAt(placed.object, ['metadata', 'annotations', roleAnnotation]);
        return given === arn ? [] : [found(view, placed, ['metadata', 'annotations', roleAnnotation], wrongRole(account, given, arn))];
      });
    });
  });
}

function unmade(view: ClusterView, account: ServiceAccount, strangers: readonly PlacedObject[], place: Place): ClusterFinding {
  const wrong = `nothing makes ServiceAccount ${accountId(account)}`;
  const source = `what ${account.name} runs as`;
  const meant = nearest(account.name, strangers.map(({ object }) => object.metadata.name));
  const stranger = strangers.find(({ object }) => object.metadata.name === meant);
  if (!stranger) return missing(view, place, { wrong, source, instead: 'add it to service-accounts.yaml' });
  return found(view, stranger, ['metadata', 'name'], { wrong, source, instead: `write '${account.name}'` });
}

function wrongRole(account: ServiceAccount, given: string | undefined, arn: string): Fault {
  const id = accountId(account);
  return {
    wrong: given === undefined ? `account ${id} has no role` : `'${given}' is not the role that eksctl makes for ${id}`,
    source: 'EKS gives a pod the role of this annotation',
    instead: `write '${arn}'`,
  };
}

/** What charts are told of accounts: those they make, and those that are there. */
interface NamedAccount {
  readonly release: ReleaseView;
  /** Of the name, below the values. */
  readonly path: readonly string[];
  readonly name: string;
  /** Whether the chart makes the account. */
  readonly isMade: boolean;
}

function namedAccounts(release: ReleaseView): NamedAccount[] {
  const inMaps = valuesNamed(release, 'name').filter(({ path }) => path.at(-2) === 'serviceAccount');
  return [...inMaps, ...valuesNamed(release, 'serviceAccountName')].flatMap(({ path, value }) => {
    if (typeof value !== 'string') return [];
    const isMade = path.at(-1) === 'name' && valueAt(release.values, [...path.slice(0, -1), 'create']) === true;
    return [{ release, path, name: value, isMade }];
  });
}

/** Charts of packages that make the account of a role are told both their names. */
function chartAccounts(view: ClusterView): ClusterFinding[] {
  return packagesOf(view).flatMap(({ installed: { accounts }, release, place }) => {
    if (!release) return [];
    const made = namedAccounts(release).filter(({ isMade }) => isMade);
    return accounts.flatMap(account => {
      const own = made.find(({ name }) => name === account.name);
      if (!own) return [misnamedAccount(view, release, made, account, place)];
      const path = [...own.path.slice(0, -1), 'annotations', roleAnnotation];
      const arn = roleArn(view.cluster.accountNumber, account.role);
      const given = textAt(release.values, path);
      return given === arn ? [] : [found(view, holderOf(release, path), inValues(path), wrongRole(account, given, arn))];
    });
  });
}

function misnamedAccount(
  view: ClusterView,
  release: ReleaseView,
  [other]: readonly NamedAccount[],
  account: ServiceAccount,
  place: Place,
): ClusterFinding {
  const source = 'eksctl: the role is for an account of this name';
  if (!other) {
    const wrong = `the chart does not make account ${accountId(account)}`;
    return missing(view, place, { wrong, source, instead: 'write its serviceAccount in the values' });
  }
  const fault = { wrong: `'${other.name}' has no role in AWS`, source, instead: `write '${account.name}'` };
  return found(view, holderOf(release, other.path), inValues(other.path), fault);
}

/** A service with a role is told the name of its account, where the chart asks for it. */
function serviceValues(view: ClusterView): ClusterFinding[] {
  return environmentsOf(view).flatMap(({ environment, edition, release }) => {
    if (!release) return [];
    return environment.accounts.flatMap(({ name }) => {
      const path = [name, 'serviceAccount', 'name'];
      if (!edition.reads.includes(path.join('.')) || valueAt(release.values, path) === name) return [];
      const given = textAt(release.values, path);
      return [found(view, holderOf(release, path), inValues(given === undefined ? [name] : path), {
        wrong: given === undefined ? `${name} does not say as whom it runs` : `'${given}' is not the account of ${name}`,
        source: 'the chart takes the account of the namespace, which has no role in AWS',
        instead: `write serviceAccount: { name: '${name}' }`,
      })];
    });
  });
}

/** Somebody who runs as an account. */
interface AccountUser {
  readonly placed: PlacedObject;
  readonly field: Place;
  readonly namespace: string;
  readonly name: string;
}

function unknownUsers(view: ClusterView): ClusterFinding[] {
  const there = accountsOf(view);
  return usersOf(view).filter(user => !there.has(accountId(user))).map(user => {
    const alike = [...there].filter(id => id.startsWith(`${user.namespace}/`)).map(id => id.slice(user.namespace.length + 1));
    return found(view, user.placed, user.field, {
      wrong: `there is no ServiceAccount ${accountId(user)}`,
      source: 'made by eksctl, by a chart or in this repository',
      instead: alike.length === 0 ? 'look for it in another namespace' : wordFor(user.name, alike),
    });
  });
}

/** By `NAMESPACE/NAME`, whoever makes them. */
function accountsOf(view: ClusterView): ReadonlySet<string> {
  const byEksctl = eksctlAccounts(view).filter(({ isRoleOnly }) => !isRoleOnly);
  const byCharts = releasesOf(view).flatMap(release => namedAccounts(release).filter(({ isMade }) => isMade).map(({ name }) => {
    return { namespace: release.placed.object.metadata.namespace ?? '', name };
  }));
  const here = view.manifests.ofKind('ServiceAccount').map(({ object: { metadata: { name, namespace = '' } } }) => ({ namespace, name }));
  return new Set([...byEksctl, ...byCharts, ...here].map(accountId));
}

function usersOf(view: ClusterView): AccountUser[] {
  return [...podUsers(view), ...boundUsers(view), ...storeUsers(view), ...chartUsers(view)];
}

function podUsers({ manifests }: ClusterView): AccountUser[] {
  const account = ['spec', 'template', 'spec', 'serviceAccountName'];
  const workloads = ['Deployment', 'DaemonSet', 'StatefulSet'].flatMap(kind => manifests.ofKind(kind));
  return workloads.flatMap(placed => {
    return user(placed, valueAt(placed.object, account), account, placed.object.metadata.namespace);
  });
}

function boundUsers({ manifests }: ClusterView): AccountUser[] {
  const bindings = ['ClusterRoleBinding', 'RoleBinding'].flatMap(kind => manifests.ofKind(kind));
  return bindings.flatMap(placed => mapsAt(placed.object, ['subjects']).flatMap(({ value, path }) => {
    if (value['kind'] !== 'ServiceAccount') return [];
    return user(placed, value['name'], [...path, 'name'], textAt(value, ['namespace']));
  }));
}

function storeUsers({ manifests }: ClusterView): AccountUser[] {
  const path = ['spec', 'provider', 'aws', 'auth', 'jwt', 'serviceAccountRef'];
  return manifests.ofKind('ClusterSecretStore').flatMap(placed => {
    const { name, namespace } = recordAt(placed.object, path);
    return user(placed, name, [...path, 'name'], namespace);
  });
}

/** Those of environments are looked at by service. */
function chartUsers(view: ClusterView): AccountUser[] {
  return packagesOf(view).flatMap(({ release }) => {
    if (!release) return [];
    const { namespace = '' } = release.placed.object.metadata;
    const named = namedAccounts(release).filter(({ isMade }) => !isMade);
    return named.map(({ path, name }) => ({ placed: holderOf(release, path), field: inValues(path), namespace, name }));
  });
}

/** Every namespace has an account `default`. */
function user(placed: PlacedObject, name: unknown, field: Place, namespace: unknown = ''): AccountUser[] {
  return typeof name !== 'string' || name === 'default' ? [] : [{ placed, field, namespace: String(namespace), name }];
}
