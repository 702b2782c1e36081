import { groupBy } from '../../lib/group-by.ts';
import type { Cluster, Environment } from '../cluster.ts';
import { traits } from '../generations/traits.ts';
import type { Secret, ServiceAccount } from '../resources.ts';
import { needs, type Need, type Provider } from '../vocabulary.ts';

/** What people need, who in a cluster does it, and who has to be paid for it or asked for a key. */

export interface NeedRow {
  readonly need: Need;
  /** Packages, services as `qa2/highwater`, or what else does it. */
  readonly by: readonly string[];
  /** Undefined where nobody else has a part in it. */
  readonly provider: string | undefined;
  /** What he issues: names of secrets. */
  readonly secrets: readonly string[];
}

/** In the order of the guide. What a Tidepool of real users cannot do without is there in any case. */
export function needRows(cluster: Cluster, isInAws: boolean): NeedRow[] {
  const found = [...ofPackages(cluster), ...ofEnvironments(cluster), ...ofAccounts(cluster), ...ofCluster(cluster)];
  const groups = groupBy(found, ({ need, provider }) => `${needs.indexOf(need)} ${provider}`);
  const rows = [...groups.values()].map(group => ({ ...group[0] as NeedRow, by: distinct(group, 'by'), secrets: distinct(group, 'secrets') }));
  const isExpected = (need: Need): boolean => isInAws && cluster.environments.length > 0 && needs.indexOf(need) < needs.indexOf('notifications');
  const unmet = needs.filter(need => isExpected(need) && !rows.some(row => row.need === need));
  const all = [...rows, ...unmet.map((need): NeedRow => ({ need, by: [], provider: undefined, secrets: [] }))];
  return all.sort((one, other) => needs.indexOf(one.need) - needs.indexOf(other.need));
}

function distinct(rows: readonly NeedRow[], field: 'by' | 'secrets'): string[] {
  return [...new Set(rows.flatMap(row => row[field]))];
}

function ofPackages({ packages }: Cluster): NeedRow[] {
  return packages.flatMap(({ definition: { name, meets = {} }, secrets }) => {
    const issued = secrets.filter(({ origin, meets: own }) => origin === 'provider' && own === undefined).map(({ path }) => path);
    const own = Object.entries(meets) as [Need, string][]; // TypeScript forgets the keys
    return own.map(([need, provider]): NeedRow => ({ need, by: [name], ...(provider === 'itself' ? { provider: undefined, secrets: [] } : { provider, secrets: issued }) }));
  });
}

function ofEnvironments({ environments }: Cluster): NeedRow[] {
  return environments.flatMap(environment => [mongoRow(environment), ...environment.secrets.flatMap(issuedFor)]);
}

function mongoRow({ name, mongo: { embedded }, secrets }: Environment): NeedRow {
  if (embedded) return { need: 'Mongo', by: [`${name}/mongo`], provider: undefined, secrets: [] };
  return { need: 'Mongo', by: [name], provider: 'MongoDB Atlas', secrets: secrets.filter(secret => secret.name === 'mongo').map(({ path }) => path) };
}

function issuedFor({ namespace, path, readBy, meets }: Secret): NeedRow[] {
  return meets ? [{ need: meets[0], provider: meets[1], by: readBy.map(service => `${namespace}/${service}`), secrets: [path] }] : [];
}

/** What roles may do in AWS says whom it is for. */
const services: Readonly<Record<string, readonly [readonly [Need, Provider]]>> = { s3: [['object storage', 'AWS S3']], ses: [['mail', 'AWS SES']] };

function ofAccounts({ packages, environments }: Cluster): NeedRow[] {
  return [...packages, ...environments].flatMap(({ accounts }) => accounts).flatMap(account => {
    const by = [`${account.namespace}/${account.name}`];
    return actionsOf(account).flatMap(action => services[action.split(':', 1)[0] ?? ''] ?? []).map(([need, provider]): NeedRow => ({ need, by, provider, secrets: [] }));
  });
}

function actionsOf({ grants }: ServiceAccount): string[] {
  return 'statements' in grants ? grants.statements.flatMap(({ action }) => action) : [];
}

function ofCluster({ stack, repositoryUrl, eks, existing }: Cluster): NeedRow[] {
  const logs = eks?.controlPlaneLogs.includes('audit') ? ['control plane'] : [];
  return [
    ...logs.map((by): NeedRow => ({ need: 'record of access', by: [by], provider: 'AWS CloudWatch', secrets: [] })),
    ...(repositoryUrl === '' ? [] : [{ need: 'repository' as const, by: [traits[stack.delivery].title], provider: 'GitHub' as const, secrets: [] }]),
    ...(eks || existing ? [{ need: 'machines' as const, by: (eks?.nodeGroups ?? []).map(({ name }) => name), provider: 'AWS EKS and EC2' as const, secrets: [] }] : []),
  ];
}
