import { nearest } from '../../lib/findings/nearest.ts';
import { enabledEnvironments, hasPackage } from '../normalise.ts';
import type { ClusterConfig, MongoConnection } from '../config.ts';
import { secretTable } from '../tidepool/secrets.ts';
import { isDnsLabel } from '../vocabulary.ts';
import { at, error, listed, repeated, type CheckedCluster, type ConfigFinding, type ConfigRule } from './rule.ts';

export const mongoAndSecretRules: readonly ConfigRule[] = [
  { id: 'secret-fetcher', summary: 'Where a Secret is to be fetched, package external-secrets is installed.', find: missingFetcher },
  { id: 'secret-needed', summary: 'A Secret that a service cannot start without is not left out.', find: neededSecrets },
  { id: 'secret-provided', summary: 'A Secret that people make themselves is one that the environment needs.', find: unneededSecrets },
  { id: 'mongo-connection', summary: 'The connection to an external Mongo stands in Secrets Manager alone.', find: externalConnections },
  { id: 'mongo-host', summary: 'Mongo hosts are host or host:port; mongodb+srv takes one host without a port.', find: mongoHosts },
];

function missingFetcher({ config, cluster }: CheckedCluster): ConfigFinding[] {
  if (hasPackage(config, 'external-secrets')) return [];
  const owners = [
    ...cluster.environments.filter(({ secrets }) => secrets.length > 0).map(({ name }) => `environment ${name}`),
    ...cluster.packages.filter(({ secrets }) => secrets.length > 0).map(({ definition }) => `package ${definition.name}`),
  ];
  if (owners.length === 0) return [];
  return [error(at('packages', 'external-secrets'), {
    wrong: `this package is not installed, and it alone fetches the Secrets of ${listed(owners)} from AWS Secrets Manager`,
    source: 'guide l.516-518',
    instead: "write 'external-secrets': {}",
  })];
}

function neededSecrets({ config }: CheckedCluster): ConfigFinding[] {
  return enabledEnvironments(config).flatMap(([environment, { secrets = {}, edition }]) =>
    Object.entries(secretTable).flatMap(([name, { option, requiredBy }]) => {
      const service = requiredBy?.[edition];
      if (option === undefined || service === undefined || secrets[option] !== false) return [];
      return [error(at('environments', environment, 'secrets', option), {
        wrong: `false leaves ${service} waiting for Secret ${name} for ever, which it reads in edition '${edition}'`,
        source: 'guide l.1880-1882; templates of the chart',
        instead: 'leave this out, so that the Secret is fetched',
      })];
    }));
}

function unneededSecrets({ config, cluster }: CheckedCluster): ConfigFinding[] {
  const source = "secrets of the chart's edition, docs/secrets.md";
  return cluster.environments.flatMap(({ name: environment, secrets, provided }) => {
    const { provided: written = [] } = config.environments?.[environment]?.secrets ?? {};
    const path = at('environments', environment, 'secrets', 'provided');
    const needed = [...secrets, ...provided].map(({ name }) => name);
    const unneeded = written.flatMap((name, i) => {
      if (needed.includes(name)) return [];
      const meant = nearest(name, needed);
      const wrong = `environment ${environment} needs no Secret '${name}', so nothing would read it`;
      return [error(`${path}[${i}]`, { wrong, source, instead: meant === undefined ? 'leave it out' : `write '${meant}'` })];
    });
    return [...unneeded, ...repeated(path, written, source)];
  });
}

interface WrittenConnection {
  readonly environment: string;
  readonly isExternal: boolean;
  readonly connection: MongoConnection;
}

function writtenConnections(config: ClusterConfig): WrittenConnection[] {
  return enabledEnvironments(config).flatMap(([environment, { mongo: { server, secret = 'external' } }]) =>
    secret === 'external' ? [] : [{ environment, isExternal: server === 'external', connection: secret }]);
}

function externalConnections({ config }: CheckedCluster): ConfigFinding[] {
  return writtenConnections(config).filter(({ isExternal }) => isExternal).map(({ environment }) =>
    error(at('environments', environment, 'mongo', 'secret'), {
      wrong: 'a connection that is written here has no place for the password of an external server',
      source: 'guide l.1384-1409',
      instead: "write 'external', and keep all of it in AWS Secrets Manager",
    }));
}

function mongoHosts({ config }: CheckedCluster): ConfigFinding[] {
  return writtenConnections(config).flatMap(({ environment, connection: { scheme, hosts } }) => {
    const path = at('environments', environment, 'mongo', 'secret', 'hosts');
    const wrong = [...hosts.flatMap((host, i) => hostFindings(`${path}[${i}]`, host)), ...repeated(path, hosts, 'guide l.409')];
    return wrong.length > 0 || scheme === 'mongodb' ? wrong : srvFindings(path, hosts);
  });
}

/** What stands here may hold a password by mistake, so it is repeated only where it cannot. */
function hostFindings(path: string, text: string): ConfigFinding[] {
  const source = 'guide l.409';
  const [, host = '', port] = /^([^:]*)(?::(.*))?$/s.exec(text) ?? [];
  if (/[@/?]/.test(text)) {
    const wrong = 'more than a host stands here, and all who read the repository would read a password in it';
    return [error(path, { wrong, source, instead: 'write host or host:port alone' })];
  }
  if (!host.toLowerCase().split('.').every(isDnsLabel)) {
    const instead = "write one such as 'mongo.example.org:27017'";
    return [error(path, { wrong: `'${text}' is neither host nor host:port`, source, instead })];
  }
  if (port === undefined || (/^[1-9]\d{0,4}$/.test(port) && Number(port) <= 65535)) return [];
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
