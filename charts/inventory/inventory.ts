import { secretRows } from '../bootstrap/secrets.ts';
import { keysOf, nameOf } from '../bootstrap/secrets-tables.ts';
import type { Cluster, EksFacts, Environment, EnvironmentService, InstalledPackage } from '../cluster.ts';
import { isUmbrella } from '../generations/delivery.ts';
import type { Bootstrap } from '../generations/generation.ts';
import { packageContext } from '../generations/kustomization.ts';
import { traits } from '../generations/traits.ts';
import type { ServiceAccount } from '../resources.ts';
import { eksctlSubnets, type HelmChart } from '../vocabulary.ts';
import { needRows, type NeedRow } from './needs.ts';

/** What a cluster consists of, by name: for whoever pays for it, guards it or looks for something in it. Never the value of a secret. */
export interface Inventory {
  readonly cluster: string;
  readonly facts: Facts;
  /** What people need of it, in the order of the guide; one that nothing in it meets has no `by`. */
  readonly needs: readonly NeedRow[];
  readonly packages: readonly PackageRow[];
  readonly environments: readonly EnvironmentRow[];
  readonly services: readonly ServiceRow[];
  readonly applications: readonly { readonly name: string; readonly after: readonly string[] }[];
  readonly roles: readonly RoleRow[];
  readonly secrets: readonly SecretRow[];
  readonly networks: readonly NetworkRow[];
  readonly nodeGroups: readonly NodeGroupRow[];
}

type Facts = Readonly<Record<'delivery' | 'kubernetes' | 'repository', string>> & {
  /** Both undefined for a cluster outside of AWS. */
  readonly region?: string;
  readonly account?: string;
  readonly published: readonly string[];
  /** DNS names that wait until their entries may move. */
  readonly deferred: readonly string[];
};

/** Where a chart comes from, and which one it is; a chart of git has the commit, branch or tag for a version. */
type ChartRow = { readonly chart?: string; readonly version?: string; readonly from?: string };

export type PackageRow = { readonly name: string; readonly namespace: string } & ChartRow;

export type EnvironmentRow = {
  readonly name: string;
  readonly edition: string;
} & ChartRow & {
  readonly https: readonly string[];
  readonly http: readonly string[];
  readonly buckets: readonly string[];
  readonly mongo: string;
};

export type ServiceRow = {
  readonly environment: string;
  readonly name: string;
  /** Without its tag where Flux moves that. */
  readonly image: string;
  readonly policy: string;
};

export type RoleRow = {
  readonly role: string;
  readonly account: string;
  readonly may: readonly string[];
  readonly on: readonly string[];
};

export type SecretRow = {
  readonly name: string;
  readonly keys: readonly string[];
  readonly origin: string;
  readonly needed: boolean;
  readonly readBy: readonly string[];
};

export type NetworkRow = { readonly name: string; readonly cidr: string };

export type NodeGroupRow = { readonly name: string; readonly instances: string; readonly nodes: string };

export function inventoryOf(cluster: Cluster, { computed }: Pick<Bootstrap, 'computed'>): Inventory {
  const { name, stack, environments, applications, eks } = cluster;
  const packages = 'environment' in stack ? cluster.packages.map(each => ({ ...each, context: packageContext(each.context, stack) })) : cluster.packages;
  const isInAws = eks !== undefined || cluster.existing !== undefined;
  const accounts = [...packages, ...environments, ...(eks ? [eks] : [])].flatMap(owner => owner.accounts);
  return {
    cluster: name,
    facts: factsOf(cluster, packages, isInAws),
    needs: needRows(cluster, isInAws),
    packages: packages.map(installed => packageRow(installed, isUmbrella(stack))),
    environments: environments.map(environmentRow),
    services: environments.flatMap(environment => environment.services.filter(({ enabled }) => enabled).map(service => serviceRow(environment, service))),
    applications: applications.map(({ name: application, after }) => ({ name: application, after })),
    roles: accounts.map(roleRow),
    secrets: [...encryptedSecrets(packages), ...secretRows(cluster, computed).map(row => {
      return { name: nameOf(row), keys: keysOf(row), origin: row.origin, needed: !row.isOptional, readBy: row.readBy };
    })],
    networks: eks ? networkRows(eks) : [],
    nodeGroups: (eks?.nodeGroups ?? []).map(({ name: group, instanceType, minSize, desiredCapacity, maxSize, settings: { spot } }) => {
      return { name: group, instances: `${instanceType}${spot === true ? ', spot' : ''}`, nodes: `${minSize} to ${maxSize}, ${desiredCapacity} at first` };
    }),
  };
}

function factsOf({ stack, kubernetes, region, accountNumber: account, repositoryUrl: repository, hostnames, deferred }: Cluster, packages: readonly InstalledPackage[], isInAws: boolean): Facts {
  const hosts = packages.flatMap(({ delivery, context }) => delivery.hosts?.({ environment: context.namespace, ...context }) ?? []);
  const place = isInAws ? { region, account } : {};
  return { delivery: traits[stack.delivery].title, kubernetes, repository, ...place, published: [...hostnames, ...hosts], deferred };
}

/** Those whose values stand encrypted in the repository. */
function encryptedSecrets(packages: readonly InstalledPackage[]): SecretRow[] {
  return packages.flatMap(({ definition: { name }, delivery: { sopsKeys }, context }) => (sopsKeys === undefined ? [] : [{
    name: `${context.namespace}/${name}`,
    keys: Object.keys(sopsKeys),
    origin: `${[...new Set(Object.values(sopsKeys))].join(', ')}; encrypted by sops`,
    needed: true,
    readBy: [name],
  }]));
}

function packageRow({ definition, delivery, context }: InstalledPackage, isInUmbrella: boolean): PackageRow {
  return { name: definition.name, namespace: context.namespace, ...(delivery.chart && !isInUmbrella && chartRow(delivery.chart)) };
}

function chartRow(chart: HelmChart): Required<ChartRow> {
  if ('git' in chart) return { chart: chart.path, version: chart.ref, from: chart.git };
  return { chart: chart.name, version: chart.version, from: chart.repository };
}

function environmentRow({ name, edition, chart, gateway: { https, http }, buckets, store, mongo, accounts }: Environment): EnvironmentRow {
  return {
    name,
    edition,
    ...chartRow(chart),
    https: https?.dnsNames ?? [],
    http: http?.dnsNames ?? [],
    buckets: store === 's3' && accounts.length > 0 ? [buckets.data, buckets.asset] : [], // without accounts, nobody may reach any
    mongo: mongo.embedded ? 'embedded' : 'external',
  };
}

function serviceRow({ name: environment, automated }: Environment, { name, choice, policy, digestOf }: EnvironmentService): ServiceRow {
  const follows = digestOf === undefined ? policy : `digest of ${digestOf}`;
  const image = follows === undefined ? choice.image : choice.image.replace(/(?<=[^/]*):[^/]*$/, '');
  return { environment, name, image, policy: follows === undefined ? 'fixed' : automated ? follows : `${follows}, frozen` };
}

function roleRow({ name, namespace, role, grants }: ServiceAccount): RoleRow {
  const account = `${namespace}/${name}`;
  if ('policyArns' in grants) return { role, account, may: grants.policyArns, on: [] };
  const [actions, resources] = [grants.statements.flatMap(({ action }) => action), grants.statements.map(({ resource }) => resource)];
  return { role, account, may: [...new Set(actions)], on: [...new Set(resources)] };
}

function networkRows({ cidr, subnets, peers }: EksFacts): NetworkRow[] {
  const cut = eksctlSubnets(cidr);
  const pairs = subnets ?? cut.public.map((block, i) => ({ zone: `zone ${i + 1}`, public: block, private: cut.private[i] ?? '' }));
  return [
    { name: 'VPC', cidr },
    ...pairs.map(pair => ({ name: `${pair.zone}, public`, cidr: pair.public })),
    ...pairs.map(pair => ({ name: `${pair.zone}, private`, cidr: pair.private })),
    ...peers.map(({ name, cidr: block }) => ({ name: `peer ${name}`, cidr: block })),
  ];
}
