import { isRecord, valueAt } from '../../lib/manifests/manifest.ts';
import type { PlacedObject } from '../../lib/manifests/manifests.ts';
import { nearest } from '../../lib/findings/nearest.ts';
import { mapsAt, textsAt, type Item } from '../../lib/rules/fields.ts';
import { isUmbrella } from '../generations/delivery.ts';
import { listed } from '../config-rules/rule.ts';
import { servedNames, type NamedPlace } from './dns.ts';
import { found, missing, perCluster, wordFor, type ClusterFinding, type ClusterRule, type ClusterView } from './rule.ts';
import { environmentsOf, holderOf, inValues, packagesOf, textAt } from './view.ts';
import type { EnvironmentView, ReleaseView } from './view.ts';

export const certificateRules: readonly ClusterRule[] = [
  {
    id: 'tls-secret-agrees',
    severity: 'error',
    summary: 'The Secret that a gateway takes its certificate from is that of a Certificate for all of its https names.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/prd/certificate.yaml
kind: Certificate
metadata:
  name: app.tidepool.org
spec:
  dnsNames:
  - app.tidepool.org
  - api.tidepool.org
`,
      good: `# flux/environments/prd/certificate.yaml
kind: Certificate
metadata:
  name: app.tidepool.org
spec:
  dnsNames:
  - app.tidepool.org
  - '*.tidepool.org'
`,
    },
    find: perCluster(view => environmentsOf(view).flatMap(own => uncertified(view, own))),
  },
  {
    id: 'certificate-obtainable',
    severity: 'error',
    outdoes: ['reference-resolves'],
    summary: 'A Certificate names an issuer that the cluster has, its common name is one of its names, and each name has a challenge.',
    example: {
      language: 'yaml',
      bad: `# flux/environments/prd/certificate.yaml
kind: Certificate
metadata:
  name: app.tidepool.org
spec:
  issuerRef:
    name: letsencrypt
`,
      good: `# flux/environments/prd/certificate.yaml
kind: Certificate
metadata:
  name: app.tidepool.org
spec:
  issuerRef:
    name: letsencrypt-production
`,
    },
    find: perCluster(view => [
      ...view.manifests.ofKind('Certificate').flatMap(placed => unobtainable(view, placed)),
      ...wrongServers(view),
      ...unmadeIssuers(view),
    ]),
  },
];

/** `*.tidepool.org` covers one label. */
function covers(certified: string, name: string): boolean {
  return certified === name || (certified.startsWith('*.') && name.slice(name.indexOf('.')) === certified.slice(1));
}

/** Where the chart is told of the Secret; undefined where it makes up the name by itself. */
function secretPath({ edition }: EnvironmentView): readonly string[] | undefined {
  return edition.reads.find(path => /certificate(\.s|S)ecretName$/.test(path))?.split('.');
}

function uncertified(view: ClusterView, own: EnvironmentView): ClusterFinding[] {
  const { environment, release } = own;
  const https = servedNames(own).filter(({ protocol }) => protocol === 'https');
  const [first] = https;
  if (!release || !first) return [];
  const path = secretPath(own);
  const secret = path ? valueAt(release.values, path) : environment.certificate?.secretName;
  if (secret === undefined) return path ? [untold(view, own, first, path)] : [];
  const certificates = view.manifests.ofKind('Certificate').filter(({ object }) => object.metadata.namespace === environment.name);
  const makers = certificates.filter(({ object }) => textAt(object, ['spec', 'secretName']) === secret);
  return makers.length === 0
    ? [unmadeSecret(view, own, release, { secret: String(secret), path, certificates })]
    : uncovered(view, https, makers, String(secret));
}

function untold(view: ClusterView, { environment }: EnvironmentView, first: NamedPlace, path: readonly string[]): ClusterFinding {
  return found(view, first.placed, first.field.slice(0, -1), {
    wrong: 'the gateway is told of no Secret with a certificate for its https names',
    source: `chart ${environment.edition}: ${path.join('.')}`,
    instead: `write ${path.at(-1)}: ${environment.certificate?.secretName ?? `${environment.name}-tls-secret`}`,
  });
}

/** A Secret that the gateway is told of, and the Certificates around. */
interface Named {
  readonly secret: string;
  readonly path: readonly string[] | undefined;
  readonly certificates: readonly PlacedObject[];
}

function unmadeSecret(
  view: ClusterView,
  { environment: { name }, place }: EnvironmentView,
  release: ReleaseView,
  { secret, path, certificates }: Named,
): ClusterFinding {
  const names = certificates.flatMap(({ object }) => textAt(object, ['spec', 'secretName']) ?? []);
  const meant = nearest(secret, names) ?? names[0];
  const fault = {
    wrong: `no Certificate keeps its key in Secret '${secret}', which the gateway takes it from`,
    source: `namespace ${name}`,
    instead: meant === undefined ? 'add a Certificate that does' : `the Certificate there says '${meant}'; write the same in both`,
  };
  if (path) return found(view, holderOf(release, path), inValues(path), fault);
  const [certificate] = certificates;
  return certificate ? found(view, certificate, ['spec', 'secretName'], fault) : missing(view, [...place, 'gateway', 'https'], fault);
}

function uncovered(view: ClusterView, https: readonly NamedPlace[], makers: readonly PlacedObject[], secret: string): ClusterFinding[] {
  const certified = makers.flatMap(({ object }) => textsAt(object, ['spec', 'dnsNames']).map(({ value }) => value));
  const absent = https.filter(({ name }) => !certified.some(other => covers(other, name)));
  return absent.map(({ name, placed, field }) => found(view, placed, field, {
    wrong: `'${name}' is in no certificate of Secret '${secret}'`,
    source: `it holds ${listed(certified)}`,
    instead: 'add it to the dnsNames of the Certificate, or take it from https',
  }));
}

function unobtainable(view: ClusterView, placed: PlacedObject): ClusterFinding[] {
  return [...unknownIssuer(view, placed), ...foreignCommonName(view, placed), ...unchallenged(view, placed)];
}

/** Issuers of the packages, whoever makes them: the umbrella chart makes the same. */
function issuersOf(view: ClusterView): { readonly name: string; readonly server: string }[] {
  return packagesOf(view).flatMap(({ installed: { delivery, context } }) => delivery.clusterIssuers?.(context) ?? []);
}

/** A certificate of staging is trusted by nobody, and production allows few failures. */
function wrongServers(view: ClusterView): ClusterFinding[] {
  const servers = new Map(issuersOf(view).map(({ name, server }) => [name, server]));
  return view.manifests.ofKind('ClusterIssuer').flatMap(placed => {
    const right = servers.get(placed.object.metadata.name);
    const server = valueAt(placed.object, ['spec', 'acme', 'server']);
    if (right === undefined || server === right) return [];
    return [found(view, placed, ['spec', 'acme', 'server'], {
      wrong: `'${String(server)}' is not where ${placed.object.metadata.name} signs`,
      source: "Let's Encrypt",
      instead: `write '${right}'`,
    })];
  });
}

/** The umbrella charts make them, so nothing here does. */
function unmadeIssuers(view: ClusterView): ClusterFinding[] {
  if (isUmbrella(view.config)) return [];
  const made = view.manifests.ofKind('ClusterIssuer').map(({ object }) => object.metadata.name);
  return issuersOf(view).filter(({ name }) => !made.includes(name)).map(({ name }) => missing(view, ['packages', 'certmanager'], {
    wrong: `nothing makes ClusterIssuer '${name}'`,
    source: 'package certmanager',
    instead: 'add it',
  }));
}

function unknownIssuer(view: ClusterView, placed: PlacedObject): ClusterFinding[] {
  const made = view.manifests.ofKind('ClusterIssuer').map(({ object }) => object.metadata);
  const issuers = [...new Set([...issuersOf(view), ...made].map(({ name }) => name))];
  const field = ['spec', 'issuerRef', 'name'];
  const name = textAt(placed.object, field);
  const isOfCluster = valueAt(placed.object, ['spec', 'issuerRef', 'kind']) === 'ClusterIssuer';
  if (!isOfCluster || name === undefined || issuers.includes(name)) return [];
  return [found(view, placed, field, {
    wrong: `'${name}' is no issuer of this cluster`,
    source: 'package certmanager',
    instead: issuers.length === 0 ? 'install that' : wordFor(name, issuers),
  })];
}

function foreignCommonName(view: ClusterView, placed: PlacedObject): ClusterFinding[] {
  const names = textsAt(placed.object, ['spec', 'dnsNames']).map(({ value }) => value);
  const commonName = textAt(placed.object, ['spec', 'commonName']);
  if (commonName === undefined || names.includes(commonName) || names.length === 0) return [];
  return [found(view, placed, ['spec', 'commonName'], {
    wrong: `'${commonName}' is none of the dnsNames`,
    source: "Let's Encrypt: a common name is one of the names",
    instead: `write '${nearest(commonName, names) ?? names[0]}'`,
  })];
}

/** The older cert-manager asks the Certificate itself how each name is proven; one without `acme` leaves that to the issuer. */
function unchallenged(view: ClusterView, placed: PlacedObject): ClusterFinding[] {
  const { object } = placed;
  if (!isRecord(valueAt(object, ['spec', 'acme']))) return [];
  const configs = mapsAt(object, ['spec', 'acme', 'config']);
  const domains = configs.flatMap(({ value, path }) => textsAt(value, ['domains'], [...path, 'domains']));
  const names = textsAt(object, ['spec', 'dnsNames']);
  const absent = names.filter(({ value }) => !domains.some(domain => domain.value === value));
  const surplus = domains.filter(({ value }) => !names.some(name => name.value === value));
  const source = 'cert-manager 0.8: spec.acme.config, domains';
  return [
    ...absent.map(({ value, path }) => {
      return found(view, placed, path, { wrong: `'${value}' has no challenge`, source, instead: 'add it there' });
    }),
    ...(absent.length > 0 ? [] : surplus).map(({ value, path }) => {
      return found(view, placed, path, { wrong: `'${value}' is none of the dnsNames`, source, instead: 'leave it out' });
    }),
    ...configs.flatMap(config => unknownProvider(view, placed, config)),
  ];
}

function unknownProvider(view: ClusterView, placed: PlacedObject, { value, path }: Item<unknown>): ClusterFinding[] {
  const provider = textAt(value, ['dns01', 'provider']);
  if (provider === undefined || provider === 'route53') return [];
  return [found(view, placed, [...path, 'dns01', 'provider'], {
    wrong: `'${provider}' is no provider of the issuers`,
    source: 'cert-manager 0.8: spec.acme.dns01.providers',
    instead: "write 'route53'",
  })];
}
