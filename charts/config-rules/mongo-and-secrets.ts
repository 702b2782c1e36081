import { nearest } from '../../lib/findings/nearest.ts';
import { hasPackage } from '../normalise.ts';
import type { MongoConnection } from '../config.ts';
import { secretTable } from '../tidepool/secrets.ts';
import { isDnsLabel } from '../vocabulary.ts';
import { withoutPassword } from './kafka-and-keycloak.ts';
import { at, eachEnvironment, error, enumerate, findRepeated, type CheckedCluster, type CheckedEnvironment, type ConfigFinding } from './rule.ts';
import type { ConfigRule, Form } from './rule.ts';

export const mongoAndSecretRules: readonly ConfigRule[] = [
  { id: 'secret-fetcher', summary: 'Where a Secret is to be fetched, package external-secrets is installed.', find: missingFetcher },
  { id: 'secret-needed', summary: 'A Secret that a service cannot start without is not left out.', find: eachEnvironment(neededSecrets) },
  { id: 'secret-provided', summary: 'A Secret that people make themselves is one that the environment needs.', find: eachEnvironment(unneededSecrets) },
  { id: 'mongo-connection', summary: 'The connection to an external Mongo stands in Secrets Manager alone.', find: eachEnvironment(externalConnection) },
  { id: 'mongo-host', summary: 'Mongo hosts are host or host:port; mongodb+srv takes one host without a port.', find: eachEnvironment(mongoHosts) },
];

function missingFetcher({ config, cluster: { packages, environments } }: CheckedCluster): ConfigFinding[] {
  if (hasPackage(config, 'external-secrets')) return [];
  const owners = [
    ...environments.filter(({ secrets }) => secrets.length > 0).map(({ name }) => `environment ${name}`),
    ...packages.filter(({ secrets }) => secrets.length > 0).map(({ definition: { name } }) => `package ${name}`),
  ];
  if (owners.length === 0) return [];
  return [error(at('packages', 'external-secrets'), {
    wrong: `this package is not installed, and it alone fetches the Secrets of ${enumerate(owners)} from AWS Secrets Manager`,
    source: 'guide l.516-518',
    instead: "write 'external-secrets': {}",
  })];
}

function neededSecrets({ at: below, config: { secrets = {} }, environment: { edition } }: CheckedEnvironment): ConfigFinding[] {
  return Object.entries(secretTable).flatMap(([name, { option, requiredBy }]) => {
    const service = requiredBy?.[edition];
    if (option === undefined || service === undefined || secrets[option] !== false) return [];
    return [error(below('secrets', option), {
      wrong: `false leaves ${service} waiting for Secret ${name} for ever, which it reads in edition '${edition}'`,
      source: 'guide l.1880-1882; templates of the chart',
      instead: 'leave this out, so that the Secret is fetched',
    })];
  });
}

function unneededSecrets({ at: below, config: { secrets: { provided: written = [] } = {} }, environment }: CheckedEnvironment): ConfigFinding[] {
  const source = "secrets of the chart's edition, docs/secrets.md";
  const needed = [...environment.secrets, ...environment.provided].map(({ name }) => name);
  const unneeded = written.flatMap((name, i) => {
    if (needed.includes(name)) return [];
    const meant = nearest(name, needed);
    const wrong = `environment ${environment.name} needs no Secret '${name}', so nothing would read it`;
    return [error(below('secrets', 'provided', i), { wrong, source, instead: meant === undefined ? 'leave it out' : `write '${meant}'` })];
  });
  return [...unneeded, ...findRepeated(below('secrets', 'provided'), written, source)];
}

function externalConnection({ at: below, config: { mongo: { server, secret = 'external' } } }: CheckedEnvironment): ConfigFinding[] {
  if (server !== 'external' || secret === 'external') return [];
  return [error(below('mongo', 'secret'), {
    wrong: 'a connection that is written here has no place for the password of an external server',
    source: 'guide l.1384-1409',
    instead: "write 'external', and keep all of it in AWS Secrets Manager",
  })];
}

const mongoHost: Form = {
  is: text => /^[^:]*/.exec(text)?.[0].toLowerCase().split('.').every(isDnsLabel) === true,
  noun: 'host or host:port',
  source: 'guide l.409',
  instead: "write one such as 'mongo.example.org:27017'",
};

function mongoHosts({ at: below, config: { mongo: { secret = 'external' } } }: CheckedEnvironment): ConfigFinding[] {
  if (secret === 'external') return [];
  const { scheme, hosts } = secret;
  const path = below('mongo', 'secret', 'hosts');
  const wrong = [...hosts.flatMap((host, i) => hostFindings(`${path}[${i}]`, host)), ...findRepeated(path, hosts, mongoHost.source)];
  return wrong.length > 0 || scheme === 'mongodb' ? wrong : srvFindings(path, hosts);
}

function hostFindings(path: string, text: string): ConfigFinding[] {
  const { source } = mongoHost;
  const found = withoutPassword(mongoHost, path, text, 'write host or host:port alone');
  const [, host = '', port] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  if (found.length > 0 || port === undefined || (/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65535)) return found;
  return [error(path, { wrong: `'${text}' has no port from 1 to 65535 behind its colon`, source, instead: `write '${host}:27017'` })];
}

function srvFindings(path: string, hosts: MongoConnection['hosts']): ConfigFinding[] {
  const source = 'guide l.408-409; MongoDB, DNS seed list';
  if (hosts.length > 1) {
    const wrong = `${hosts.length} hosts stand here, and mongodb+srv takes one, whose DNS entry lists the others`;
    return [error(path, { wrong, source, instead: "write that one, or scheme 'mongodb'" })];
  }
  const [host = '', port] = hosts[0].split(':');
  if (port === undefined) return [];
  const wrong = `'${hosts[0]}' has a port, which mongodb+srv takes from DNS`;
  return [error(`${path}[0]`, { wrong, source, instead: `write '${host}'` })];
}
