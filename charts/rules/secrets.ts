import { grouped } from '../../lib/grouped.ts';
import { leaves, valueAt } from '../../lib/manifests/manifest.ts';
import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { mapsAt } from '../../lib/rules/fields.ts';
import { remembered } from '../../lib/rules/remembered.ts';
import { listed } from '../config-rules/rule.ts';
import type { Secret } from '../resources.ts';
import { eksctlAccounts, statementsOf } from './eksctl.ts';
import { isMisplaced } from './namespaces.ts';
import { environmentsOf, holderOf, inValues, packagesOf, releaseOf, textAt, valuesByKey } from './view.ts';
import type { ReleaseView } from './view.ts';
import { found, meantBy, missing, perCluster, wordFor } from './rule.ts';
import type { ClusterFinding, ClusterRule, ClusterView, Place } from './rule.ts';

export const secretRules: readonly ClusterRule[] = [
  {
    id: 'secret-fetched',
    severity: 'error',
    summary: 'Every Secret that a service reads is fetched, with the keys that it is read by and no others.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/qa2/external-secrets.yaml
kind: ExternalSecret
metadata:
  name: mongo
secretDescriptor:
  data:
  - name: Scheme
  - name: Hosts # Addresses, for this chart
`,
      good: `# flux/environments/qa2/external-secrets.yaml
kind: ExternalSecret
metadata:
  name: mongo
secretDescriptor:
  data:
  - name: Scheme
  - name: Addresses
`,
    },
    find: perCluster(wrongKeys),
  },
  {
    id: 'secret-path',
    severity: 'error',
    summary: 'A Secret is fetched from CLUSTER/NAMESPACE/NAME, where the role of external-secrets may read.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/qa2/external-secrets.yaml
kind: ExternalSecret
metadata:
  name: server
secretDescriptor:
  data:
  - key: test1/qa1/server
`,
      good: `# flux/environments/qa2/external-secrets.yaml
kind: ExternalSecret
metadata:
  name: server
secretDescriptor:
  data:
  - key: test1/qa2/server
`,
    },
    find: perCluster(view => [...wrongPaths(view), ...unreadable(view)]),
  },
  {
    id: 'secret-named',
    severity: 'error',
    summary: 'A chart is told of Secrets, and of keys in them, that are fetched.',
    example: {
      language: 'yaml',
      bad: `# flux/shared/datadog/helmrelease.yaml
kind: HelmRelease
metadata:
  name: datadog
spec:
  values:
    datadog:
      apiKeyExistingSecret: datadog-key
`,
      good: `# flux/shared/datadog/helmrelease.yaml
kind: HelmRelease
metadata:
  name: datadog
spec:
  values:
    datadog:
      apiKeyExistingSecret: datadog
`,
    },
    find: perCluster(view => [...unknownSecrets(view), ...unknownKafkaKey(view)]),
  },
];

/** A Secret that the config asks for, and who reads it. */
interface Wanted {
  readonly secret: Secret;
  readonly reader: string;
  readonly place: Place;
}

function wanted(view: ClusterView): Wanted[] {
  return [
    ...packagesOf(view).flatMap(({ installed: { secrets, definition }, place }) =>
      secrets.map(secret => ({ secret, place, reader: `the pods of package ${definition.name}` }))),
    ...environmentsOf(view).flatMap(({ environment: { secrets, edition }, place }) =>
      secrets.map(secret => ({ secret, place, reader: `the services of edition ${edition}` }))),
  ];
}

/** What an ExternalSecret makes. */
interface Fetched {
  readonly placed: PlacedObject;
  /** Name of the Secret. */
  readonly target: string;
  readonly targetAt: Place;
  /** Of the list of keys. */
  readonly listAt: Place;
  readonly keys: readonly FetchedKey[];
}

interface FetchedKey {
  /** Of the Secret. */
  readonly key: string | undefined;
  readonly keyAt: Place;
  /** Of the value in Secrets Manager. */
  readonly property: string | undefined;
  readonly propertyAt: Place;
  readonly path: string | undefined;
  readonly pathAt: Place;
}

/** Where an ExternalSecret says what, below each entry of its list. */
interface Words {
  readonly key: readonly string[];
  readonly property: readonly string[];
  readonly path: readonly string[];
}

const words: Readonly<Record<'old' | 'new', Words>> = {
  old: { key: ['name'], property: ['property'], path: ['key'] },
  new: { key: ['secretKey'], property: ['remoteRef', 'property'], path: ['remoteRef', 'key'] },
};

/** The older controller reads `secretDescriptor`, or a `spec` with its words; the newer one a `spec` with others. */
function fetchedBy(placed: PlacedObject): Fetched {
  const { object } = placed;
  const old = ['secretDescriptor', 'spec'].find(place => valueAt(object, [place, 'backendType']) !== undefined);
  const listAt = [old ?? 'spec', 'data'];
  const { key, property, path } = words[old === undefined ? 'new' : 'old'];
  const target = old === undefined ? textAt(object, ['spec', 'target', 'name']) : undefined;
  return {
    placed,
    target: target ?? object.metadata.name,
    targetAt: target === undefined ? ['metadata', 'name'] : ['spec', 'target', 'name'],
    listAt,
    keys: mapsAt(object, listAt).map(({ value, path: at }) => ({
      key: textAt(value, key),
      keyAt: [...at, ...key],
      property: textAt(value, property),
      propertyAt: [...at, ...property],
      path: textAt(value, path),
      pathAt: [...at, ...path],
    })),
  };
}

/** By `NAMESPACE/SECRET`. */
const fetchedSecrets = remembered(({ manifests }: ClusterView): ReadonlyMap<string, readonly Fetched[]> => {
  const all = manifests.ofKind('ExternalSecret').map(fetchedBy);
  return grouped(all, ({ placed, target }) => `${placed.object.metadata.namespace ?? ''}/${target}`);
});

function wrongKeys(view: ClusterView): ClusterFinding[] {
  const fetched = fetchedSecrets(view);
  const all = wanted(view);
  const unread = unreadSecrets(fetched, all);
  return all.flatMap(want => {
    const { namespace, name } = want.secret;
    const makers = fetched.get(`${namespace}/${name}`);
    return makers ? makers.flatMap(maker => keyFindings(view, maker, want)) : [unfetched(view, want, unread.get(namespace) ?? [])];
  });
}

type ByName = ReadonlyMap<string, readonly Fetched[]>;

/** What nobody has asked for, by namespace: another name of what is not there, perhaps. */
function unreadSecrets(fetched: ByName, all: readonly Wanted[]): ByName {
  const known = new Set(all.map(({ secret: { namespace, name } }) => `${namespace}/${name}`));
  const unread = [...fetched].flatMap(([id, makers]) => (known.has(id) ? [] : makers));
  return grouped(unread, ({ placed }) => placed.object.metadata.namespace ?? '');
}

function unfetched(view: ClusterView, { secret, reader, place }: Wanted, unread: readonly Fetched[]): ClusterFinding {
  const { name, namespace, path } = secret;
  const source = `what ${reader} read`;
  const meant = nearest(name, unread.map(({ target }) => target));
  const maker = unread.find(({ target }) => target === meant);
  if (maker) {
    const wrong = `nobody reads Secret '${maker.target}', and nothing makes '${name}'`;
    return found(view, maker.placed, maker.targetAt, { wrong, source, instead: `write '${name}'` });
  }
  const wrong = `nothing makes Secret '${name}' in namespace ${namespace}`;
  return missing(view, place, { wrong, source, instead: `add an ExternalSecret that fetches ${path}` });
}

function keyFindings(view: ClusterView, fetched: Fetched, { secret, reader }: Wanted): ClusterFinding[] {
  const { placed, listAt, keys, target } = fetched;
  const source = `what ${reader} read`;
  const properties = new Map(secret.keys.map(property => [secret.renamed[property] ?? property, property]));
  const there = new Set(keys.map(({ key }) => key));
  const absent = [...properties.keys()].filter(key => !there.has(key));
  const misnamed = keys.flatMap(({ key, keyAt }) => (key === undefined || properties.has(key) ? [] : [{ key, keyAt }]));
  const meant = meantBy(misnamed.map(({ key }) => key), absent);
  const left = absent.filter(key => ![...meant.values()].includes(key));
  return [
    ...misnamed.map(({ key, keyAt }) => found(view, placed, keyAt, {
      wrong: `nobody reads key '${key}' of Secret '${target}'`,
      source,
      instead: meant.has(key) ? `write '${meant.get(key)}'` : `the keys are ${listed([...properties.keys()])}`,
    })),
    ...left.map(key => found(view, placed, listAt, {
      wrong: `Secret '${target}' has no key '${key}'`,
      source,
      instead: `fetch it from property '${properties.get(key)}' of ${secret.path}`,
    })),
    ...repeatedKeys(view, fetched),
    ...wrongProperties(view, fetched, properties),
  ];
}

function repeatedKeys(view: ClusterView, { placed, keys }: Fetched): ClusterFinding[] {
  const names = keys.map(({ key }) => key);
  const repeated = keys.filter(({ key }, i) => key !== undefined && names.indexOf(key) !== i);
  return repeated.map(({ key, keyAt }) => found(view, placed, keyAt, {
    wrong: `key '${key}' is fetched twice`,
    source: 'ExternalSecret: the last one wins',
    instead: 'remove one of the two',
  }));
}

/** `properties` are those of the value in Secrets Manager, by key of the Secret. */
function wrongProperties(view: ClusterView, { placed, keys }: Fetched, properties: ReadonlyMap<string, string>): ClusterFinding[] {
  return keys.flatMap(({ key = '', property, propertyAt }) => {
    const right = properties.get(key);
    if (right === undefined || property === right) return [];
    const wrong = property === undefined
      ? `key '${key}' would hold all that is kept there`
      : `'${property}' is not what key '${key}' is made of`;
    return [found(view, placed, propertyAt, { wrong, source: 'docs/secrets.md, docs/packages.md', instead: `write property: ${right}` })];
  });
}

function wrongPaths(view: ClusterView): ClusterFinding[] {
  const expected = new Map(wanted(view).map(({ secret }) => [`${secret.namespace}/${secret.name}`, secret.path]));
  return [...fetchedSecrets(view)].flatMap(([id, makers]) => {
    const right = expected.get(id);
    // Of a Secret that nobody has asked for, all that is known is whose it is.
    const isFine = (path: string) => (right === undefined ? path.startsWith(`${view.cluster.name}/`) : path === right);
    return makers.flatMap(({ placed, keys }) => keys.flatMap(({ path, pathAt }) => {
      if (path === undefined || isFine(path) || isMisplaced(view, placed)) return [];
      return [found(view, placed, pathAt, {
        wrong: `'${path}' is not where Secrets Manager keeps this Secret`,
        source: 'guide l.520: CLUSTER/NAMESPACE/SECRET',
        instead: `write '${right ?? `${view.cluster.name}/${id}`}'`,
      })];
    }));
  });
}

const action = 'secretsmanager:GetSecretValue';

/** AWS puts six characters behind the name of a secret. */
const suffix = '-aBcDeF';

/** The role of the one who fetches, which eksctl makes; where it is missing, the rule for accounts says so. */
function unreadable(view: ClusterView): ClusterFinding[] {
  const { cluster: { accountNumber, region, packages } } = view;
  const [account] = packages.find(({ definition }) => definition.name === 'external-secrets')?.accounts ?? [];
  const reader = eksctlAccounts(view).find(({ namespace, name }) => namespace === account?.namespace && name === account.name);
  const readable = reader && statementsOf(reader).filter(({ actions }) => actions.some(({ value }) => matches(value, action)));
  if (!reader || !readable) return [];
  const paths = new Set(wanted(view).map(({ secret }) => secret.path));
  const arn = (path: string) => `arn:aws:secretsmanager:${region}:${accountNumber}:secret:${path}`;
  const granted = readable.flatMap(({ resources }) => resources.map(({ value }) => value));
  const isGranted = (path: string) => granted.some(pattern => matches(pattern, `${arn(path)}${suffix}`));
  const [first] = [...paths].filter(path => !isGranted(path));
  if (first === undefined) return [];
  const field = readable[0]?.resources[0]?.path ?? reader.path;
  return [found(view, reader.placed, field, {
    wrong: `the role of external-secrets may not read ${first}`,
    source: `IAM: ${action}`,
    instead: `allow it for ${arn(`${view.cluster.name}/*`)}`,
  })];
}

/** Of IAM's two wildcards, this one is used. */
function matches(pattern: string, text: string): boolean {
  const [head = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  const tail = rest.at(-1) ?? '';
  return text.startsWith(head) && text.endsWith(tail) && text.length >= head.length + tail.length;
}

/** Keys of values that hold the name of a Secret. That of a certificate is made by a Certificate, and has a rule of its own. */
const secretKeys = /(?:ExistingSecret|^envFromSecret|^secretName)$/;

function unknownSecrets(view: ClusterView): ClusterFinding[] {
  const made = madeSecrets(view);
  return [
    ...packagesOf(view).flatMap(({ release, expected }) => {
      if (!release || !expected) return [];
      const names = made.get(expected.namespace) ?? [];
      return [...strangeSecrets(view, release, names), ...unnamed(view, release, expected.values)];
    }),
    ...strangeUmbrellaSecrets(view),
  ];
}

/** Names of Secrets by namespace, those that are fetched and those that stand here. */
function madeSecrets(view: ClusterView): ReadonlyMap<string, readonly string[]> {
  const fetched = [...fetchedSecrets(view).values()].flatMap(makers => makers.map(({ placed, target }) => ({ placed, name: target })));
  const written = view.manifests.ofKind('Secret').map(placed => ({ placed, name: placed.object.metadata.name }));
  const byNamespace = grouped([...fetched, ...written], ({ placed }) => placed.object.metadata.namespace ?? '');
  return new Map([...byNamespace].map(([namespace, secrets]) => [namespace, secrets.map(({ name }) => name)]));
}

/** The umbrella charts put the Secret of each package where its pods are. */
function strangeUmbrellaSecrets(view: ClusterView): ClusterFinding[] {
  const umbrella = releaseOf(view, 'shared', 'default');
  const names = view.cluster.packages.flatMap(({ secrets }) => secrets.map(({ name }) => name));
  return umbrella ? strangeSecrets(view, umbrella, names) : [];
}

function strangeSecrets(view: ClusterView, release: ReleaseView, names: readonly string[]): ClusterFinding[] {
  const named = [...valuesByKey(release)].flatMap(([key, values]) => (secretKeys.test(key) ? values : []));
  return named.filter(({ value }) => !names.includes(String(value))).map(({ placed, field, value }) => found(view, placed, field, {
    wrong: `nothing makes Secret '${String(value)}'`,
    source: 'the pods would wait for it',
    instead: names.length === 0 ? 'add an ExternalSecret that does' : wordFor(String(value), names),
  }));
}

/** Without the name of its Secret a chart makes one of its own, with nothing in it. */
function unnamed(view: ClusterView, release: ReleaseView, own: unknown): ClusterFinding[] {
  return [...leaves(own)].flatMap(({ path, value }) => {
    if (!secretKeys.test(path.at(-1) ?? '') || valueAt(release.values, path) !== undefined) return [];
    return [found(view, release.placed, inValues(path), {
      wrong: `the chart is not told of Secret '${String(value)}'`,
      source: 'it is fetched for it',
      instead: `write ${path.join('.')}: ${String(value)}`,
    })];
  });
}

const kafkaKey = ['global', 'kafka', 'passwordKeyName'];

function unknownKafkaKey(view: ClusterView): ClusterFinding[] {
  const fetched = fetchedSecrets(view);
  return environmentsOf(view).flatMap(({ environment, release }) => {
    const key = release && textAt(release.values, kafkaKey);
    const keys = (fetched.get(`${environment.name}/kafka`) ?? []).flatMap(maker => maker.keys.flatMap(each => each.key ?? []));
    if (!release || key === undefined || keys.length === 0 || keys.includes(key)) return [];
    return [found(view, holderOf(release, kafkaKey), inValues(kafkaKey), {
      wrong: `Secret 'kafka' has no key '${key}'`,
      source: `namespace ${environment.name}`,
      instead: wordFor(key, keys),
    })];
  });
}
