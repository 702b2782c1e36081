import { grouped } from '../../lib/grouped.ts';
import { isRecord, valueAt } from '../../lib/manifests/manifest.ts';
import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { textsAt } from '../../lib/rules/fields.ts';
import { remembered } from '../../lib/rules/remembered.ts';
import { sourceOf } from '../config-rules/rule.ts';
import { isDnsName } from '../vocabulary.ts';
import { found, meantBy, missing, perCluster } from './rule.ts';
import type { ClusterFinding, ClusterRule, ClusterView, Fleet, Place } from './rule.ts';
import { environmentsOf, holderOf, inValues, packagesOf, recordAt, releaseOf, releasesOf, valuesNamed } from './view.ts';
import type { EnvironmentView, ReleaseView } from './view.ts';

export const dnsRules: readonly ClusterRule[] = [
  {
    id: 'dns-name-once',
    severity: 'error',
    summary: 'A DNS name leads to one environment, stands in a list once, and is published by one cluster.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/qa2/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  values:
    ingress:
      gateway:
        http:
          dnsNames:
          - qa2.tidepool.org
          - qa2.tidepool.org
`,
      good: `# flux/environments/qa2/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  values:
    ingress:
      gateway:
        http:
          dnsNames:
          - qa2.tidepool.org
`,
    },
    find: fleet => [...fleet.flatMap(view => [...listedTwice(view), ...twoEnvironments(view)]), ...twoClusters(fleet)],
  },
  {
    id: 'published-names',
    severity: 'error',
    summary: 'Names that the load balancer is published under are those that gateways serve.',
    example: {
      language: 'yaml',
      bad: `# flux/shared-start/gloo/helmrelease.yaml
kind: HelmRelease
metadata:
  name: gloo
spec:
  values:
    gatewayProxies:
      gatewayProxyV2:
        service:
          extraAnnotations:
            external-dns.alpha.kubernetes.io/hostname: qa3.tidepool.org
`,
      good: `# flux/shared-start/gloo/helmrelease.yaml
kind: HelmRelease
metadata:
  name: gloo
spec:
  values:
    gatewayProxies:
      gatewayProxyV2:
        service:
          extraAnnotations:
            external-dns.alpha.kubernetes.io/hostname: qa2.tidepool.org
`,
    },
    find: perCluster(view => [...unserved(view), ...unpublished(view)]),
  },
  {
    id: 'gateway-names',
    severity: 'error',
    summary: "A gateway serves the names of its environment by the cluster's own Gloo, and links lead to one of them.",
    example: {
      language: 'yaml',
      bad: `# flux/environments/prd/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  values:
    global:
      gateway:
        default:
          host: app.tidepool.com
`,
      good: `# flux/environments/prd/tidepool-helmrelease.yaml
kind: HelmRelease
metadata:
  name: tidepool
spec:
  values:
    global:
      gateway:
        default:
          host: app.tidepool.org
`,
    },
    find: perCluster(view => environmentsOf(view).flatMap(own => [
      ...foreignNames(view, own), ...strayLinks(view, own), ...strayRoutes(view, own),
    ])),
  },
];

/** A DNS name somewhere in the output. */
export interface NamedPlace {
  readonly name: string;
  readonly placed: PlacedObject;
  readonly field: Place;
}

/** A name that the gateway of an environment serves. */
interface ServedName extends NamedPlace {
  readonly protocol: string;
}

/** Editions keep them in different places, always below the protocol, as `dnsNames`. */
export function servedNames({ release }: EnvironmentView): ServedName[] {
  return valuesNamed(release, 'dnsNames').flatMap(({ placed, path, field, value }) => {
    const [protocol = ''] = path.slice(-3);
    return typeof value === 'string' ? [{ name: value, protocol, placed, field }] : [];
  });
}

/** Names of Certificates. */
function certified({ manifests }: ClusterView): NamedPlace[] {
  return manifests.ofKind('Certificate').flatMap(placed => {
    return textsAt(placed.object, ['spec', 'dnsNames']).map(({ value, path }) => ({ name: value, placed, field: path }));
  });
}

/** What only a machine itself, or nobody, can resolve is no claim. */
function isClaim({ name }: NamedPlace): boolean {
  return isDnsName(name);
}

/** Names in the order of their list; the second one of a kind is one too many. */
function listedTwice(view: ClusterView): ClusterFinding[] {
  const all = [...environmentsOf(view).flatMap(servedNames), ...certified(view), ...publishedNames(view)];
  const lists = grouped(all, ({ placed, field }) => [placed.document.file.path, placed.id, ...listOf(field)].join(' '));
  const repeated = [...lists.values()].flatMap(list => {
    const names = list.map(({ name }) => name);
    return list.filter(({ name }, i) => names.indexOf(name) !== i);
  });
  return repeated.map(({ name, placed, field }) => found(view, placed, field, {
    wrong: `'${name}' stands in this list twice`,
    source: 'guide l.1218-1229',
    instead: 'remove one of the two',
  }));
}

/** A name, and the environment that says it is its own. */
interface Claim extends NamedPlace {
  readonly environment: string;
  /** Whether the config gives it to this environment. */
  readonly isRight: boolean;
}

function claimsOf(view: ClusterView): Claim[] {
  const certificates = grouped(certified(view), ({ placed }) => String(placed.object.metadata.namespace));
  return environmentsOf(view).flatMap(own => {
    const { environment: { name: environment, gateway: { http, https } } } = own;
    const given = [...http?.dnsNames ?? [], ...https?.dnsNames ?? []];
    const names = [...servedNames(own), ...certificates.get(environment) ?? []];
    return names.filter(isClaim).map(claim => ({ ...claim, environment, isRight: given.includes(claim.name) }));
  });
}

/** Whose the name is by right is not told. */
function twoEnvironments(view: ClusterView): ClusterFinding[] {
  const claims = claimsOf(view);
  const claimants = grouped(claims, ({ name }) => name);
  return claims.flatMap(({ name, environment, isRight, placed, field }) => {
    const rival = claimants.get(name)?.find(other => other.environment !== environment && !(isRight && !other.isRight));
    if (!rival) return [];
    return [found(view, placed, field, {
      wrong: `'${name}' is also a name of environment ${rival.environment}`,
      source: 'Gloo: a name has one VirtualService',
      instead: isRight ? 'give it to one of the two' : 'leave it to that one',
    })];
  });
}

const annotation = 'external-dns.alpha.kubernetes.io/hostname';

/** external-dns lets spaces stand beside the commas. */
function namesIn(value: unknown): string[] {
  return typeof value === 'string' ? value.split(',').map(name => name.trim()) : [];
}

/** Names that external-dns is told to publish: by the annotation of the load balancer, or by the list of the umbrella chart. */
export const publishedNames = remembered((view: ClusterView): readonly NamedPlace[] => releasesOf(view).flatMap(release => {
  const listed = valuesNamed(release, 'hostnames').filter(({ path }) => path.slice(0, 2).join('.') === 'global.cluster');
  return [...valuesNamed(release, annotation), ...listed].flatMap(({ placed, field, value }) => {
    return namesIn(value).map(name => ({ name, placed, field }));
  });
}));

/** An entry `*.tidepool.org` answers for every name right below it. */
function answers(entry: string, name: string): boolean {
  return entry === name || (entry.startsWith('*.') && name.endsWith(entry.slice(1)) && name.length > entry.length - 1);
}

function unserved(view: ClusterView): ClusterFinding[] {
  const environments = environmentsOf(view);
  if (environments.some(({ release }) => !release)) return [];
  const served = [...new Set(environments.flatMap(servedNames).map(({ name }) => name))];
  return unservedNames(view).map(({ name, placed, field }) => {
    const meant = nearest(name, served);
    return found(view, placed, field, {
      wrong: `'${name}' is served by no gateway of this cluster`,
      source: 'guide l.1218, 1231',
      instead: meant === undefined ? 'add it to a gateway, or leave it out here' : `write '${meant}', or add it to a gateway`,
    });
  });
}

/** Without those that the config itself lists: hostname-published speaks of them, which only warns. */
function unservedNames(view: ClusterView): NamedPlace[] {
  const served = environmentsOf(view).flatMap(servedNames);
  const isServed = (name: string) => view.cluster.hostnames.includes(name) || served.some(other => answers(name, other.name));
  return publishedNames(view).filter(isClaim).filter(({ name }) => !isServed(name));
}

/** What the config wants published, and is not, unless a misspelt name stands for it. */
function unpublished(view: ClusterView): ClusterFinding[] {
  const published = publishedNames(view);
  const holder = publisher(view, published[0]);
  if (!holder) return [];
  const absent = view.cluster.hostnames.filter(name => !published.some(other => other.name === name));
  const meant = [...meantBy(unservedNames(view).map(({ name }) => name), absent).values()];
  return absent.filter(name => !meant.includes(name)).map(name => found(view, holder.placed, holder.field, {
    wrong: `'${name}' is missing, so nobody would find it`,
    source: 'guide l.1218',
    instead: 'add it',
  }));
}

/** Where names are published, or would be: by the package of the load balancer, or by the umbrella chart. */
function publisher(view: ClusterView, first: NamedPlace | undefined): Pick<NamedPlace, 'placed' | 'field'> | undefined {
  if (first) return { placed: first.placed, field: listOf(first.field) };
  const release = glooOf(view) ?? releaseOf(view, 'shared', 'default');
  return release && { placed: release.placed, field: inValues([]) };
}

function glooOf(view: ClusterView): ReleaseView | undefined {
  return packagesOf(view).find(({ installed: { definition } }) => definition.name === 'gloo')?.release;
}

/** Of the list, where the name has an index. */
function listOf(field: Place): Place {
  return typeof field.at(-1) === 'number' ? field.slice(0, -1) : field;
}

function twoClusters(fleet: Fleet): ClusterFinding[] {
  const claims = fleet.flatMap(view => publishedNames(view).filter(isClaim).map(claim => ({ ...claim, view })));
  const owners = new Map<string, Set<ClusterView>>();
  for (const { name, view } of claims) owners.set(name, (owners.get(name) ?? new Set()).add(view));
  return claims.flatMap(({ name, view, placed, field }) => {
    const other = [...owners.get(name) ?? []].find(owner => owner !== view);
    if (!other) return [];
    return [found(view, placed, field, {
      wrong: `'${name}' is also published by ${sourceOf(other.name)}`,
      source: 'external-dns: two clusters would write one record in turn',
      instead: 'publish it in one of the two',
    })];
  });
}

function foreignNames(view: ClusterView, own: EnvironmentView): ClusterFinding[] {
  const { environment: { name: environment, gateway }, place, release } = own;
  if (!release) return [];
  return (['http', 'https'] as const).flatMap(protocol => {
    const names: readonly string[] = gateway[protocol]?.dnsNames ?? [];
    const served = servedNames(own).filter(each => each.protocol === protocol);
    const absent = names.filter(name => !served.some(each => each.name === name));
    const foreign = served.filter(({ name }) => !names.includes(name));
    const [first] = served;
    return [
      ...foreign.map(({ name, placed, field }) => found(view, placed, field, {
        wrong: `'${name}' is no name that ${environment} serves by ${protocol}`,
        source: sourceOf(view.name),
        instead: absent.length === 0 ? 'leave it out' : `write '${nearest(name, absent) ?? absent[0]}'`,
      })),
      ...absent.slice(foreign.length).map(name => {
        const wrong = `the gateway does not serve '${name}' by ${protocol}`;
        const fault = { wrong, source: sourceOf(view.name), instead: 'add it to its dnsNames' };
        if (!first) return missing(view, [...place, 'gateway', protocol, 'dnsNames'], fault);
        return found(view, first.placed, listOf(first.field), fault);
      }),
    ];
  });
}

/** Where links in mails lead, and for whom cookies are. */
function strayLinks(view: ClusterView, own: EnvironmentView): ClusterFinding[] {
  const { environment: { gateway }, release } = own;
  if (!release) return [];
  const names: readonly string[] = gateway[gateway.default]?.dnsNames ?? [];
  return ['host', 'domain'].flatMap(key => {
    const path = ['global', 'gateway', 'default', key];
    const given = valueAt(release.values, path);
    if (typeof given !== 'string' || names.includes(given.replace(/:\d+$/, ''))) return [];
    return [found(view, holderOf(release, path), inValues(path), {
      wrong: `'${given}' is no name that is served by ${gateway.default}`,
      source: 'links in mails lead there',
      instead: `write '${nearest(given, names) ?? names[0]}'`,
    })];
  });
}

const proxyPath = ['ingress', 'deployment'];

/** Where the chart is told of the cluster's Gloo, it is told of a proxy that Gloo has. */
function strayRoutes(view: ClusterView, { release }: EnvironmentView): ClusterFinding[] {
  const gloo = glooOf(view);
  if (!release || !gloo || !isRecord(valueAt(release.values, proxyPath))) return [];
  const proxies = Object.keys(recordAt(gloo.values, ['gatewayProxies'])).map(kebab);
  const namespace = String(gloo.placed.object.metadata.namespace ?? ''); // which no schema has judged yet
  return Object.entries({ name: proxies, namespace: [namespace] }).flatMap(([key, known]) => {
    const path = [...proxyPath, key];
    const given = valueAt(release.values, path);
    if (typeof given !== 'string' || known.includes(given)) return [];
    return [found(view, holderOf(release, path), inValues(path), {
      wrong: `'${given}' is not the ${key} of a proxy of this cluster`,
      source: `values of ${gloo.placed.id}`,
      instead: `write '${nearest(given, known) ?? known[0]}'`,
    })];
  });
}

/** Gloo's chart makes `gateway-proxy-v2` of the key `gatewayProxyV2`. */
function kebab(key: string): string {
  return key.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}
