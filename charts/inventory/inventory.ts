import { identity, isRecord, objectId, valueAt, type Manifest } from '../../lib/manifests/manifest.ts';
import { secretRows } from '../bootstrap/secrets.ts';
import { keysOf, nameOf } from '../bootstrap/secrets-tables.ts';
import type { Cluster, EksFacts, Environment, EnvironmentService, InstalledPackage } from '../cluster.ts';
import { isUmbrella } from '../generations/delivery.ts';
import type { Generation } from '../generations/generation.ts';
import { traits } from '../generations/traits.ts';
import type { ServiceAccount } from '../resources.ts';
import { eksctlSubnets, type HelmChart } from '../vocabulary.ts';

/** What a cluster consists of, by name: for whoever pays for it, guards it or looks for something in it. Never the value of a secret. */
export interface Inventory {
  readonly cluster: string;
  readonly facts: Facts;
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

export function inventoryOf(cluster: Cluster, { bootstrap }: Pick<Generation, 'bootstrap'>): Inventory {
  const { name, stack, kubernetes, region, accountNumber, repositoryUrl, hostnames, packages, environments, applications, eks, existing } = cluster;
  const isInAws = eks !== undefined || existing !== undefined;
  const accounts = [...packages, ...environments, ...(eks ? [eks] : [])].flatMap(owner => owner.accounts);
  return {
    cluster: name,
    facts: { delivery: traits[stack.delivery].title, kubernetes, repository: repositoryUrl, ...(isInAws && { region, account: accountNumber }), published: hostnames },
    packages: packages.map(installed => packageRow(installed, isUmbrella(stack))),
    environments: environments.map(environmentRow),
    services: environments.flatMap(environment => environment.services.filter(({ enabled }) => enabled).map(service => serviceRow(environment, service))),
    applications: applications.map(({ name: application, after }) => ({ name: application, after })),
    roles: accounts.map(roleRow),
    secrets: secretRows(cluster, bootstrap(cluster).computed).map(row => {
      return { name: nameOf(row), keys: keysOf(row), origin: row.origin, needed: !row.isOptional, readBy: row.readBy };
    }),
    networks: eks ? networkRows(eks) : [],
    nodeGroups: (eks?.nodeGroups ?? []).map(({ name: group, instanceType, minSize, desiredCapacity, maxSize, settings: { spot } }) => {
      return { name: group, instances: `${instanceType}${spot === true ? ', spot' : ''}`, nodes: `${minSize} to ${maxSize}, ${desiredCapacity} at first` };
    }),
  };
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

/** An object that is not applied before another is ready. */
export interface Wait {
  readonly object: string;
  readonly after: string;
}

/** What waits for what, as the objects themselves say it, wherever they come from. */
export function waitsIn(objects: readonly Manifest[]): Wait[] {
  return objects.flatMap(object => {
    const after = valueAt(object, ['spec', 'dependsOn']);
    return (Array.isArray(after) ? after : []).filter(isRecord).map(({ name, namespace = object.metadata.namespace }) => {
      return { object: identity(object), after: objectId(object.kind, String(name), namespace === undefined ? undefined : String(namespace)) };
    });
  });
}

/** Images of containers, wherever an object has some, with what runs them. */
export function imagesIn(objects: readonly Manifest[]): { readonly image: string; readonly usedBy: string }[] {
  return objects.flatMap(object => containersBelow(object).flatMap(({ image }) => (typeof image === 'string' ? [{ image, usedBy: identity(object) }] : [])));
}

function containersBelow(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(containersBelow);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    return /^(init)?containers$/i.test(key) && Array.isArray(child) ? child.filter(isRecord) : containersBelow(child);
  });
}
