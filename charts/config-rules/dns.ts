import { hasPackage } from '../normalise.ts';
import type { DnsConfig } from '../config.ts';
import { isDnsName, isWithin, type DnsName } from '../vocabulary.ts';
import { dnsName, servedNames, type ServedName } from './gateway.ts';
import { amongEks, at, findContested, error, ofEks, findRepeated, sourceOf, checkForm, warning } from './rule.ts';
import type { CheckedEks, ConfigFinding, FleetFinding } from './rule.ts';

export const dnsRules = ofEks([
  { id: 'hostname-published', summary: 'Every name of a gateway is published or deferred.', find: unpublished },
  { id: 'hostname-served', summary: 'Every name that is published or deferred is served by a gateway, and none is both.', find: unserved },
  { id: 'hostname-domain', summary: "Names lie in the domains that external-dns keeps, where it is installed.", find: foreignDomains },
  { id: 'dns-entry', summary: 'Names and domains to publish are DNS names, none of them twice.', find: names },
]);

export const dnsFleetRules = amongEks([
  { id: 'hostname-of-one-cluster', summary: 'No two clusters publish the same name.', findAmong: sameName },
]);

/** A name and where the config says it. */
type NamedPlace = Pick<ServedName, 'name' | 'path'>;

function names({ config: { dns = {} } }: CheckedEks): ConfigFinding[] {
  const { deferred = [], domains = [] } = dns;
  const lists = { hostnames: listedNames(dns), deferred, domains };
  return Object.entries(lists).flatMap(([key, list]) => [
    ...places(key, list).flatMap(({ name, path }) => (key === 'domains' ? domainFindings(path, name) : hostnameFindings(path, name))),
    ...findRepeated(at('dns', key), list, 'guide l.1218-1229'),
  ]);
}

function hostnameFindings(path: string, name: string): ConfigFinding[] {
  if (name !== 'localhost') return checkForm(dnsName, path, name);
  return [error(path, {
    wrong: "'localhost' is the name of every machine for itself, so it cannot be published",
    source: 'guide l.1218, 1440',
    instead: 'leave it out here',
  })];
}

function domainFindings(path: string, domain: string): ConfigFinding[] {
  if (!domain.startsWith('*.')) return checkForm(dnsName, path, domain);
  return [error(path, {
    wrong: `'${domain}' is compared with the ends of names, where * is no wildcard`,
    source: 'external-dns, domain filter',
    instead: `write '${domain.slice(2)}'`,
  })];
}

function places(key: string, list: readonly string[]): NamedPlace[] {
  return list.map((name, i) => ({ name, path: at('dns', key, i) }));
}

/** The list of the config; empty where the names are derived. */
function listedNames({ hostnames = 'derive' }: DnsConfig): readonly DnsName[] {
  return hostnames === 'derive' ? [] : hostnames;
}

/** An entry `*.tidepool.org` answers for every name below it that has no entry. */
function answers(entry: DnsName, name: DnsName): boolean {
  const domain = entry.replace(/^\*\./, '');
  return entry === name || (entry !== domain && name !== domain && isWithin(domain, name));
}

/** What the world could ask for: not localhost, not *. A name that http and https of an environment share is here once. */
function publicNames(checked: CheckedEks): ServedName[] {
  const all = servedNames(checked).filter(({ name }) => isDnsName(name));
  const keys = all.map(({ name, environment }) => `${environment}/${name}`);
  return all.filter((_, i) => keys.indexOf(keys[i] ?? '') === i);
}

function unpublished(checked: CheckedEks): ConfigFinding[] {
  const { hostnames = 'derive', deferred = [] } = checked.config.dns ?? {};
  if (hostnames === 'derive') return [];
  const known = [...hostnames, ...deferred];
  return publicNames(checked).filter(({ name }) => !known.some(entry => answers(entry, name))).map(({ name, path }) => error(path, {
    wrong: `'${name}' is missing in dns.hostnames, so no client would find it`,
    source: 'guide l.1218',
    instead: 'add it there, or to dns.deferred until its DNS entry may move',
  }));
}

function unserved(checked: CheckedEks): ConfigFinding[] {
  const { dns = {} } = checked.config;
  const hostnames = listedNames(dns);
  const served = publicNames(checked);
  const isUnserved = ({ name: entry }: NamedPlace) => isDnsName(entry) && !served.some(({ name }) => answers(entry, name));
  const deferred = places('deferred', dns.deferred ?? []);
  const both = deferred.filter(({ name }) => hostnames.includes(name));
  return [
    ...both.map(({ name, path }) => error(path, {
      wrong: `'${name}' is also in dns.hostnames, which publishes what dns.deferred holds back`,
      source: 'guide l.1231',
      instead: 'keep it in one of the two',
    })),
    ...[...places('hostnames', hostnames), ...deferred.filter(place => !both.includes(place))].filter(isUnserved).map(({ name, path }) =>
      warning(path, {
        wrong: `'${name}' is served by no gateway of this cluster`,
        source: 'guide l.1218, 1231',
        instead: 'add it to a gateway, or leave it out here',
      })),
  ];
}

/** Judges what is published now or later, each name once: where it is listed, else at its gateway. */
function foreignDomains(checked: CheckedEks): ConfigFinding[] {
  const { config, config: { dns = {} }, cluster: { domains } } = checked;
  if (!hasPackage(config, 'external-dns')) return [];
  const entries = [...places('hostnames', listedNames(dns)), ...places('deferred', dns.deferred ?? [])];
  const unlisted = publicNames(checked).filter(({ name }) => !entries.some(entry => entry.name === name));
  const foreign = ({ name }: NamedPlace) => isDnsName(name) && !domains.some(domain => isWithin(domain, name));
  return [...entries, ...unlisted].filter(foreign).map(({ name, path }) => error(path, {
    wrong: `'${name}' lies outside of ${domains.join(', ')}, and external-dns leaves other domains alone`,
    source: 'guide l.1218, 1233-1234',
    instead: 'add its domain to dns.domains, or choose another name',
  }));
}

function sameName(clusters: readonly CheckedEks[]): FleetFinding[] {
  const claims = clusters.flatMap(checked => claimed(checked).map(({ name, path }) => ({ file: checked.file, key: name, path })));
  return findContested(claims, ({ key: name, path }, other) => error(path, {
    wrong: `'${name}' is also published by ${sourceOf(other.file)}, and external-dns does not change a name that another owner created`,
    source: 'guide l.1233-1234',
    instead: 'remove it from one of the two, or put it into dns.deferred there',
  }));
}

/** Every name that the cluster publishes, once. */
function claimed(checked: CheckedEks): NamedPlace[] {
  const { config, cluster } = checked;
  if (!hasPackage(config, 'external-dns')) return [];
  const { hostnames = 'derive' } = config.dns ?? {};
  const candidates = hostnames === 'derive' ? publicNames(checked) : places('hostnames', hostnames);
  const published = new Set(cluster.hostnames);
  return candidates.filter(({ name }) => published.delete(name)); // true the first time
}
