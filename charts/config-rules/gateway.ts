import { isDnsName, type DnsName } from '../vocabulary.ts';
import { eachEnvironment, environmentsOf, error, findRepeated, checkForm, warning } from './rule.ts';
import type { CheckedCluster, CheckedEnvironment, ConfigFinding, ConfigRule, Form } from './rule.ts';

export const gatewayRules: readonly ConfigRule[] = [
  { id: 'default-host', summary: 'The first name of the default protocol is one that links in e-mails can lead to.', find: eachEnvironment(defaultHost) },
  { id: 'gateway-port', summary: 'Ports are 1 to 65535; http and https have different ones.', find: eachEnvironment(ports) },
  { id: 'hostname-once', summary: 'A name serves one environment, and stands in a list once.', find: sameName },
  { id: 'gateway-hostname', summary: 'Gateways serve DNS names; http alone also localhost and *.', find: names },
];

const protocols = ['https', 'http'] as const;

/** A name that a gateway serves, and where the config says so. */
export interface ServedName {
  readonly name: DnsName;
  readonly environment: string;
  readonly protocol: 'http' | 'https';
  readonly path: string;
}

/** Every name of every gateway: environments by name, https before http, as listed. */
export function servedNames(checked: CheckedCluster): ServedName[] {
  return environmentsOf(checked).flatMap(({ name: environment, at, config: { gateway } }) => protocols.flatMap(protocol =>
    (gateway[protocol]?.dnsNames ?? []).map((name, i) => ({ name, environment, protocol, path: at('gateway', protocol, 'dnsNames', i) }))));
}

export const dnsName: Form = {
  is: isDnsName,
  noun: 'DNS name',
  source: 'RFC 1123: two or more labels of a-z, 0-9 and inner hyphens; the first may be *',
  instead: "write one such as 'qa2.tidepool.org'",
  close: name => name.trim().toLowerCase().replace(/^[a-z]+:\/\//, '').replace(/[/:].*$/, '').replace(/\.$/, '').replaceAll('_', '-'),
};

function names(checked: CheckedCluster): ConfigFinding[] {
  return servedNames(checked).flatMap(({ name, protocol, path }) => {
    if (name !== 'localhost' && name !== '*') return checkForm(dnsName, path, name);
    if (protocol === 'http') return [];
    return [error(path, {
      wrong: `'${name}' is no name that Let's Encrypt signs, so the whole certificate would never come`,
      source: 'guide l.1445-1447; CA/Browser Forum, 3.2.2.4',
      instead: 'serve it by http, or leave it out',
    })];
  });
}

function defaultHost({ at, config: { gateway } }: CheckedEnvironment): ConfigFinding[] {
  const [first = ''] = gateway[gateway.default]?.dnsNames ?? [];
  if (!first.startsWith('*')) return [];
  return [warning(at('gateway', gateway.default, 'dnsNames', 0), {
    wrong: `'${first}' would be the host of the links in e-mails, and no browser finds it`,
    source: 'guide l.1447-1448: the first name of the default protocol',
    instead: 'put a whole name first',
  })];
}

function ports({ at, config: { gateway } }: CheckedEnvironment): ConfigFinding[] {
  const source = 'guide l.1438, 1461';
  const wrong = protocols.flatMap(protocol => {
    const port = gateway[protocol]?.port;
    if (port === undefined || (Number.isInteger(port) && port >= 1 && port <= 65535)) return [];
    return [error(at('gateway', protocol, 'port'), { wrong: `${port} is no port`, source, instead: 'write a whole number from 1 to 65535' })];
  });
  const { http, https } = gateway;
  if (wrong.length > 0 || http?.port === undefined || http.port !== https?.port) return wrong;
  return [error(at('gateway', 'https', 'port'), {
    wrong: `${https.port} is also the port of http, and each listener has its own`,
    source,
    instead: 'change one of the two, or leave both to the chart',
  })];
}

/** http and https of one environment may serve the same name. */
function sameName(checked: CheckedCluster): ConfigFinding[] {
  const source = 'guide l.1446, 1541';
  const owners = new Map<DnsName, string>();
  const [domain] = checked.cluster.domains;
  const twice = servedNames(checked).flatMap(({ name, environment, path }) => {
    const owner = owners.get(name) ?? environment;
    owners.set(name, owner);
    if (owner === environment) return [];
    return [error(path, {
      wrong: `'${name}' is also a name of environment ${owner}, and a name can serve one environment`,
      source,
      instead: name === 'localhost'
        ? `keep it in ${owner}, and give ${environment} a name of its own, such as '${environment}.${domain}'`
        : 'remove it from one of the two',
    })];
  });
  const lists = environmentsOf(checked).flatMap(({ at, config: { gateway } }) =>
    protocols.flatMap(protocol => findRepeated(at('gateway', protocol, 'dnsNames'), gateway[protocol]?.dnsNames ?? [], source)));
  return [...twice, ...lists];
}
