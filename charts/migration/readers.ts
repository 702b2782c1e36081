import { identity, isRecord, leaves, valueAt, type Manifest } from '../../lib/manifests/manifest.ts';
import { imageReference, policyMark } from '../../lib/images/tags.ts';
import { editions } from '../tidepool/editions/index.ts';
import { releaseObjectName } from '../tidepool/images.ts';
import { everyService, type ServiceName } from '../tidepool/services.ts';
import { policyName, system } from '../generations/flux2-system.ts';
import type { Concept, Delivered, Fact } from './fact.ts';

type Path = readonly string[];

/** What an object is, what it says in words that hold for every way of delivery, and from which of its fields that was read. */
export interface Reading {
  readonly concept: Concept;
  readonly name: string;
  readonly facts: readonly Fact[];
  readonly read: readonly Path[];
}

type Reader = (object: Manifest, delivered: Delivered) => Reading;

/** By kind. The same kind in another API group says the same things in other places, so a reader looks in all of them. */
export const readers: Readonly<Record<string, Reader>> = {
  Certificate: certificate,
  ClusterConfig: eksctlConfig,
  ClusterIssuer: issuer,
  ExternalSecret: secret,
  HelmRelease: release,
  ImagePolicy: imagePolicy,
  Namespace: namespace,
  ServiceAccount: account,
};

/** `NAMESPACE/NAME` */
function named({ metadata: { name, namespace } }: Manifest): string {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

function textAt(object: unknown, path: Path): string | undefined {
  const value = valueAt(object, path);
  return typeof value === 'string' ? value : undefined;
}

/** Facts of one thing; what is undefined is not said. */
function say(concept: Concept, name: string, fields: Readonly<Record<string, string | undefined>>): Fact[] {
  return Object.entries(fields).flatMap(([field, value]) => (value === undefined ? [] : [{ concept, name, field, value }]));
}

function namespace(object: Manifest): Reading {
  return { concept: 'namespace', name: named(object), facts: [], read: [] };
}

function issuer(object: Manifest): Reading {
  return { concept: 'issuer', name: named(object), facts: [], read: [] };
}

function account(object: Manifest): Reading {
  return { concept: 'account', name: named(object), facts: [], read: [] };
}

function certificate(object: Manifest): Reading {
  const name = named(object);
  const names = [valueAt(object, ['spec', 'commonName']), valueAt(object, ['spec', 'dnsNames'])].flat().join(', ');
  const fields = { names, Secret: textAt(object, ['spec', 'secretName']), issuer: textAt(object, ['spec', 'issuerRef', 'name']) };
  return {
    concept: 'certificate',
    name,
    facts: say('certificate', name, fields),
    read: [['spec', 'commonName'], ['spec', 'dnsNames'], ['spec', 'secretName'], ['spec', 'issuerRef', 'name']],
  };
}

/** One key of a Secret: what it is called, and the property of which entry in Secrets Manager it is. */
interface FetchedKey {
  readonly name: string;
  readonly property: string;
  readonly path: string;
}

function secret(object: Manifest): Reading {
  const name = named(object);
  const old = ['secretDescriptor', 'spec'].find(place => valueAt(object, [place, 'backendType']) !== undefined);
  const keys = (list: unknown, key: Path, property: Path, path: Path): FetchedKey[] =>
    (Array.isArray(list) ? list : []).map(entry => {
      return { name: textAt(entry, key) ?? '', property: textAt(entry, property) ?? '', path: textAt(entry, path) ?? '' };
    });
  const fetched = old === undefined
    ? keys(valueAt(object, ['spec', 'data']), ['secretKey'], ['remoteRef', 'property'], ['remoteRef', 'key'])
    : keys(valueAt(object, [old, 'data']), ['name'], ['property'], ['key']);
  const store = ['kind', 'name'].map(key => textAt(object, ['spec', 'secretStoreRef', key])).join(' ');
  const fields = {
    path: [...new Set(fetched.map(({ path }) => path))].join(', '),
    makes: textAt(object, ['spec', 'target', 'name']) ?? object.metadata.name,
    'fetched through': old === undefined ? store : textAt(object, [old, 'backendType']),
    'fetched every': textAt(object, ['spec', 'refreshInterval']),
  };
  const keyFields = fetched.map(({ name: key, property }) => [`key ${key}`, property === key ? 'of that name' : `from ${property}`]);
  const read = old === undefined
    ? [['spec', 'data'], ['spec', 'target', 'name'], ['spec', 'secretStoreRef'], ['spec', 'refreshInterval']]
    : [[old, 'data'], [old, 'backendType']];
  return { concept: 'secret', name, facts: say('secret', name, { ...fields, ...Object.fromEntries(keyFields) }), read };
}

/** Called as Helm calls it, since that is what must not change; the object may be called otherwise. */
function release(object: Manifest, delivered: Delivered): Reading {
  const { name: objectName, namespace = '' } = object.metadata;
  const releaseName = textAt(object, ['spec', 'releaseName']) ?? objectName;
  const name = `${namespace}/${releaseName}`;
  const chart = chartOf(object, delivered);
  const values = valueAt(object, ['spec', 'values']);
  const ofEnvironment = objectName === releaseObjectName ? environment(object, delivered) : { facts: [], images: [] };
  const hasMarks = objectName === releaseObjectName && everyService.some(service => isMarked(namespace, service, delivered));
  return {
    concept: 'release',
    name,
    facts: [
      ...say('release', name, { object: objectName, ...chart.fields, automated: hasMarks ? 'true' : automation(object) }),
      ...wordByWord('value', name, values, ofEnvironment.images),
      ...publishedNames(values),
      ...ofEnvironment.facts,
    ],
    read: [['spec', 'releaseName'], ['spec', 'values'], ...chart.read, ...annotationsRead(object)],
  };
}

/** Where a chart comes from. Under Flux 2 the release names an object that says so. */
function chartOf(object: Manifest, { objects }: Delivered): { fields: Readonly<Record<string, string | undefined>>; read: Path[] } {
  const ref = [['spec', 'chartRef'], ['spec', 'chart', 'spec', 'sourceRef']].find(path => valueAt(object, path) !== undefined);
  if (ref === undefined) {
    const given = (key: string) => textAt(object, ['spec', 'chart', key]);
    const [chart, version] = [given('path') ?? given('name'), given('ref') ?? given('version')];
    return { fields: { chart, version, source: address(given('git') ?? given('repository')) }, read: [['spec', 'chart']] };
  }
  const wanted = ['kind', 'namespace', 'name'].map(key => textAt(object, [...ref, key]) ?? '').join('/');
  const source = objects.find(other => identity(other) === wanted);
  const url = textAt(source, ['spec', 'url']);
  const [, registry, inRegistry] = source?.kind === 'OCIRepository' ? /^(.*)\/([^/]*)$/.exec(url ?? '') ?? [] : [];
  const given = valueAt(source, ['spec', 'ref']);
  const revision = isRecord(given) ? Object.values(given).join(', ') : undefined;
  const fields = {
    chart: inRegistry ?? textAt(object, ['spec', 'chart', 'spec', 'chart']),
    version: textAt(object, ['spec', 'chart', 'spec', 'version']) ?? revision,
    source: address(registry ?? url),
  };
  return { fields, read: [ref, ['spec', 'chart', 'spec', 'chart'], ['spec', 'chart', 'spec', 'version']] };
}

/** One spelling for git's two, and no slash at the end. */
function address(url: string | undefined): string | undefined {
  return url?.replace(/^([\w.-]+@[\w.-]+):(?!\/\/)/, 'ssh://$1/').replace(/\/$/, '');
}

/** Annotations by which Flux v1 is told what to do with a release: what stands before the slash, and behind it. */
const orders = {
  automated: /^(flux\.weave\.works|fluxcd\.io)\/automated$/,
  tag: /^(?:flux\.weave\.works|fluxcd\.io)\/tag\.(.+)$/,
  place: /^repository\.fluxcd\.io\/(.+)$/,
};

function annotationsRead({ metadata: { annotations = {} } }: Manifest): Path[] {
  const isOrder = (key: string) => Object.values(orders).some(order => order.test(key));
  return Object.keys(annotations).filter(isOrder).map(key => ['metadata', 'annotations', key]);
}

/** Not to be automated is what all releases are that nobody speaks of. */
function automation({ metadata: { annotations = {} } }: Manifest): string | undefined {
  const value = Object.entries(annotations).find(([key]) => orders.automated.test(key))?.[1];
  return value === 'false' ? undefined : value;
}

function publishedNames(values: unknown): Fact[] {
  return [...leaves(values)].flatMap(({ path, value }): Fact[] => {
    const isPublished = path.at(-1) === 'external-dns.alpha.kubernetes.io/hostname';
    const isListed = path.slice(0, 3).join('.') === 'global.cluster.hostnames' && typeof value === 'string';
    const dnsNames = isPublished ? String(value).split(',') : isListed ? [value] : [];
    return dnsNames.map(dnsName => ({ concept: 'DNS names', name: 'published', field: dnsName, value: 'there' }));
  });
}

/** Where the editions keep what a setting of an environment comes to. */
const settings: Readonly<Record<string, readonly string[]>> = {
  region: ['global.region', 'global.cluster.region'],
  'log level': ['global.logLevel'],
  'protocol of links': ['global.gateway.default.protocol', 'global.environment.hosts.default.protocol'],
  'host of links': ['global.gateway.default.host'],
  'http port': ['ingress.gateway.http.port', 'global.environment.hosts.http.port', 'glooingress.virtualServices.http.port'],
  'https port': ['ingress.gateway.https.port', 'global.environment.hosts.https.port', 'glooingress.virtualServices.https.port'],
  'TLS Secret': ['ingress.certificate.secretName', 'glooingress.virtualServices.https.certificateSecretName'],
  'store of data': ['blob.deployment.env.store.type', 'global.environment.store.type', 'blob.deployment.env.blobs.store.type'],
  'bucket of data': ['blob.deployment.env.store.s3.bucket', 'blob.deployment.env.bucket', 'blob.deployment.env.blobs.store.s3.bucket'],
  'bucket of assets': ['hydrophone.deployment.env.store.s3.bucket', 'hydrophone.deployment.env.bucket'],
};

const names: Readonly<Record<string, readonly string[]>> = {
  http: ['ingress.gateway.http.dnsNames', 'global.environment.hosts.http.dnsNames', 'glooingress.virtualServices.http.dnsNames'],
  https: ['ingress.gateway.https.dnsNames', 'global.environment.hosts.https.dnsNames', 'glooingress.virtualServices.https.dnsNames'],
};

/** Whether pods are added under load. Not to be asked for it is what most charts take for no. */
const autoscaling = ['auth.hpa.enabled', 'global.environment.hpa.create'];

/** What the release of a whole Tidepool says of its environment. Fields of settings and names are values as well, and stay such. */
function environment(object: Manifest, delivered: Delivered): { facts: Fact[]; images: Path[] } {
  const { metadata: { namespace: name = '' } } = object;
  const values = valueAt(object, ['spec', 'values']);
  const first = (paths: readonly string[]) => paths.map(path => valueAt(values, path.split('.'))).find(value => value !== undefined);
  const found = Object.entries(settings).map(([setting, paths]) => [setting, first(paths)] as const);
  const images = everyService.flatMap(service => imageOf(service, object, delivered) ?? []);
  const scales = first(autoscaling) === true ? 'yes' : undefined;
  return {
    facts: [
      ...say('environment', name, { '': 'there', 'release name': textAt(object, ['spec', 'releaseName']) }),
      ...found.flatMap(([setting, value]) => (value === undefined ? [] : say('setting', name, { [setting]: String(value) }))),
      ...say('setting', name, { autoscaling: scales }),
      ...Object.entries(names).flatMap(([protocol, paths]) => [first(paths) ?? []].flat().map((dnsName): Fact => {
        return { concept: 'DNS names', name: `${name} by ${protocol}`, field: String(dnsName), value: 'there' };
      })),
      ...images.flatMap(({ facts }) => facts),
    ],
    images: images.map(({ path }) => path),
  };
}

/** The image of a service, where whichever edition keeps it, and what Flux is told of it beside the values. */
function imageOf(service: ServiceName, object: Manifest, delivered: Delivered): { facts: Fact[]; path: Path } | undefined {
  const { metadata: { namespace: environmentName = '', annotations = {} } } = object;
  const path = Object.values(editions).map(edition => edition.imagePath(service)).find(candidate => {
    return typeof valueAt(object, ['spec', 'values', ...candidate]) === 'string';
  });
  if (path === undefined) return undefined;
  const image = textAt(object, ['spec', 'values', ...path]);
  const name = `${environmentName}/${service}`;
  const ordered = (order: RegExp) => Object.entries(annotations).find(([key]) => order.exec(key)?.[1] === service)?.[1];
  const [policy, place] = [ordered(orders.tag), ordered(orders.place)];
  const told = place === undefined ? undefined : place === path.join('.') ? 'an annotation' : `an annotation: ${place}`;
  const repository = policy === undefined ? undefined : imageReference(image ?? '')?.repository;
  return {
    path,
    facts: [
      ...say('image', name, { '': 'there', image, place: path.join('.') }),
      ...(policy === undefined ? [] : say('image policy', name, { '': 'there', policy, repository })),
      ...say('image policy', name, { 'found by': isMarked(environmentName, service, delivered) ? 'a mark' : told }),
    ],
  };
}

/** Whether image automation of Flux 2 finds the image of a service. */
function isMarked(environmentName: string, service: ServiceName, { marks }: Delivered): boolean {
  return marks.includes(policyMark(`${system}:${policyName(environmentName, service)}`));
}

/** The policy of a service under Flux 2; its name tells whose it is. */
function imagePolicy(object: Manifest, { objects }: Delivered): Reading {
  const environments = objects.filter(({ kind, metadata }) => kind === 'HelmRelease' && metadata.name === releaseObjectName);
  const candidates = environments.flatMap(({ metadata: { namespace: name = '' } }) => everyService.map(service => ({ name, service })));
  const owner = candidates.find(({ name, service }) => named(object) === `${system}/${policyName(name, service)}`);
  const name = owner === undefined ? named(object) : `${owner.name}/${owner.service}`;
  const repository = objects.find(({ kind, metadata }) => {
    return kind === 'ImageRepository' && metadata.name === textAt(object, ['spec', 'imageRepositoryRef', 'name']);
  });
  const read = [['spec', 'filterTags'], ['spec', 'policy'], ['spec', 'digestReflectionPolicy']];
  const policy = read.flatMap(path => [...leaves(valueAt(object, path))].flatMap(({ path: below, value }) => {
    return value === undefined ? [] : [[...below.slice(0, 1), String(value)].join(' ')];
  }));
  const fields = { policy: policy.join(', '), repository: textAt(repository, ['spec', 'image']) };
  return { concept: 'image policy', name, facts: say('image policy', name, fields), read: [...read, ['spec', 'imageRepositoryRef']] };
}

/** eksctl's lists, by the names in them. */
function eksctlConfig(object: Manifest): Reading {
  const [groups, accounts] = [['nodeGroups'], ['iam', 'serviceAccounts']].map(path => [valueAt(object, path) ?? []].flat());
  return {
    concept: 'cluster',
    name: named(object),
    facts: [...(groups ?? []).flatMap(nodeGroup), ...(accounts ?? []).flatMap(eksctlAccount)],
    read: [['nodeGroups'], ['iam', 'serviceAccounts']],
  };
}

function nodeGroup(group: unknown): Fact[] {
  return listed('node group', textAt(group, ['name']) ?? '', group, [['name']]);
}

/** eksctl makes the account together with its role, or the role alone. */
function eksctlAccount(entry: unknown): Fact[] {
  const name = [textAt(entry, ['metadata', 'namespace']), textAt(entry, ['metadata', 'name'])].join('/');
  const made = valueAt(entry, ['roleOnly']) === true ? 'by Flux, from a chart or this repository' : 'by eksctl, with its role';
  const role = textAt(entry, ['roleName']) ?? 'a name that CloudFormation makes up';
  const policies = { statements: ['attachPolicy', 'Statement'], arns: ['attachPolicyARNs'] };
  const list = (path: Path) => [valueAt(entry, path) ?? []].flat();
  const grants = [...list(policies.statements).flatMap(permissions), ...list(policies.arns)];
  const read = [['metadata', 'namespace'], ['metadata', 'name'], ['roleOnly'], ['roleName'], ...Object.values(policies)];
  return [
    ...say('account', name, { made, role, ...Object.fromEntries(grants.map(grant => [`may ${grant}`, 'yes'])) }),
    ...listed('account', name, entry, read),
  ];
}

/** An action on a resource at a time, however they are put together. */
function permissions(statement: unknown): string[] {
  const [effects, actions, resources] = ['Effect', 'Action', 'Resource'].map(key => [valueAt(statement, [key]) ?? []].flat().map(String));
  const effect = effects?.join() === 'Allow' ? '' : `${effects?.join()}: `;
  return (actions ?? []).flatMap(action => (resources ?? []).map(resource => `${effect}${action} on ${resource}`));
}

function listed(concept: Concept, name: string, entry: unknown, read: readonly Path[]): Fact[] {
  return [{ concept, name, field: '', value: 'there' }, ...wordByWord(concept, name, entry, read)];
}

/** A fact for every field but those that are read otherwise. */
export function wordByWord(concept: Concept, name: string, object: unknown, read: readonly Path[] = []): Fact[] {
  if (object === undefined) return [];
  return [...leaves(object)]
    .filter(({ path }) => !read.some(known => known.every((key, i) => path[i] === key)))
    .map(({ path, value }) => ({ concept, name, field: path.join('.'), value: typeof value === 'string' ? value : JSON.stringify(value) }));
}
