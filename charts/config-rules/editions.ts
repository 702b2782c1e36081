import { byName, isEnabled } from '../normalise.ts';
import type { EnvironmentConfig } from '../config.ts';
import { traits } from '../generations/traits.ts';
import type { Edition } from '../tidepool/editions/edition.ts';
import { editions } from '../tidepool/editions/index.ts';
import { reads, secretTable } from '../tidepool/secrets.ts';
import { everyService, services } from '../tidepool/services.ts';
import { environmentsOf, error, enumerate } from './rule.ts';
import type { CheckedCluster, CheckedEnvironment, ConfigFinding, ConfigRule, Place } from './rule.ts';

export const editionRules: readonly ConfigRule[] = [
  { id: 'edition-named', summary: 'Every environment has an edition, its own or that of its cluster.', find: unnamed },
  { id: 'edition-installable', summary: 'The way of delivery can install the chart of the edition.', find: uninstallable },
  { id: 'edition-cannot', summary: "What a config says of an environment, its chart's edition can express.", find: eachInstallable(inexpressible) },
  { id: 'edition-needs', summary: 'What the services of an edition need to start stands in the config of the environment.', find: eachInstallable(missing) },
];

/** A setting that not every edition can express. */
interface Setting {
  readonly keys: Place;
  /** How it is without the setting. */
  readonly without: string;
  readonly expressedBy: (edition: Edition) => boolean;
  /** What to write where it cannot be left out. */
  readonly otherwise?: string;
}

/** Nobody else judges what has no edition. */
function unnamed({ config }: CheckedCluster): ConfigFinding[] {
  const lacking = byName(config.environments ?? {}).filter(([, { enabled = true, edition = config.edition }]) => enabled && edition === undefined);
  if (lacking.length === 0) return [];
  const installable = traits[config.delivery].editions;
  return [error('edition', {
    wrong: `nothing says which values the chart of ${enumerate(lacking.map(([name]) => `environment ${name}`))} reads`,
    source: 'charts/tidepool/editions',
    instead: installable.length === 0 ? 'leave them out' : `write edition: ${quoted(installable)}`,
  })];
}

/** What such an environment would have to say besides is told once, since no other rule here judges it. */
function uninstallable(checked: CheckedCluster): ConfigFinding[] {
  const { delivery } = checked.config;
  const { title, editions: installable, uninstallable: why } = traits[delivery];
  const written = new Map(environmentsOf(checked).map(({ at, config: own, environment: { edition } }) =>
    [own.edition === undefined ? 'edition' : at('edition'), edition]));
  const needs = [...new Set(installable.flatMap(name => editions[name].needs))];
  return [...written].filter(([, edition]) => !installable.includes(edition)).map(([path, edition]) => error(path, {
    wrong: `${title} cannot install the chart of edition '${edition}', since ${why}`,
    source: 'templates and requirements of the chart',
    instead: installable.length === 0 ? 'leave them out' : `write ${quoted(installable)}${needs.length > 0 ? `, with ${enumerate(needs)} in each of its environments` : ''}`,
  }));
}

/** Of environments whose edition can be installed. */
function eachInstallable(find: (environment: CheckedEnvironment, edition: Edition, checked: CheckedCluster) => ConfigFinding[]): ConfigRule['find'] {
  return checked => environmentsOf(checked).flatMap(found => {
    const { edition } = found.environment;
    return traits[checked.config.delivery].editions.includes(edition) ? find(found, editions[edition], checked) : [];
  });
}

/** A value that the chart does not read would be lost without a word. */
function inexpressible({ at, config: environment }: CheckedEnvironment, edition: Edition, { config }: CheckedCluster): ConfigFinding[] {
  const { title, correctsCharts, editions: installable } = traits[config.delivery];
  return settings(environment, edition, correctsCharts).filter(({ expressedBy }) => !expressedBy(edition)).map(setting => {
    const { keys, without, expressedBy, otherwise = 'leave this out' } = setting;
    const able = installable.filter(other => expressedBy(editions[other]));
    return error(at(...keys), {
      wrong: `${without} in the chart of edition '${edition.name}'`,
      source: 'the values that its templates read: charts/tidepool/editions',
      instead: able.length === 0 ? `${otherwise}, as no edition for ${title} can` : `${otherwise}, or write edition ${quoted(able)}`,
    });
  });
}

function quoted(names: readonly string[]): string {
  return enumerate(names.map(name => `'${name}'`), 'or');
}

function settings(environment: EnvironmentConfig, edition: Edition, correctsCharts: boolean): Setting[] {
  const { logLevel, nosqlclient, hpa, mongo: { server, secret = 'external' } } = environment;
  const single: readonly (Setting & { readonly isWritten: boolean })[] = [
    { isWritten: logLevel !== undefined, keys: ['logLevel'], without: 'an environment has no log level', expressedBy: ({ expresses }) => expresses.logLevel },
    {
      isWritten: nosqlclient !== undefined,
      keys: ['nosqlclient'],
      without: nosqlclient ? 'nosqlclient cannot be installed' : 'nosqlclient is always installed',
      expressedBy: ({ expresses }) => expresses.nosqlclient.includes(nosqlclient === true),
    },
    {
      isWritten: hpa !== undefined,
      keys: ['hpa'],
      without: hpa ? 'no autoscaler finds its Deployment' : 'autoscalers are always there',
      expressedBy: ({ expresses, misnamedTargets }) => expresses.hpa.includes(hpa === true) || (correctsCharts && misnamedTargets !== undefined),
    },
    {
      isWritten: server === 'embedded',
      keys: ['mongo', 'server'],
      without: 'there is no Mongo',
      expressedBy: ({ expresses }) => expresses.embeddedMongo,
      otherwise: "write 'external'",
    },
    {
      isWritten: secret !== 'external',
      keys: ['mongo', 'secret'],
      without: 'there is no Mongo to connect to without a password',
      expressedBy: ({ expresses }) => expresses.embeddedMongo,
    },
  ];
  const written = single.filter(({ isWritten }) => isWritten);
  return [...gatewaySettings(environment), ...serviceSettings(environment, edition), ...secretSettings(environment), ...wildcardSettings(environment), ...written];
}

/** A service that is not there is one thing too many, and whether it is switched off does not matter then. */
function serviceSettings({ services: own = {} }: EnvironmentConfig, edition: Edition): Setting[] {
  return everyService.filter(service => own[service] !== undefined).flatMap(service => {
    const has = ({ name }: Edition) => services[service].in[name] !== undefined;
    if (!has(edition)) return [{ keys: ['services', service], without: `there is no service ${service}`, expressedBy: has }];
    if (isEnabled(own[service])) return [];
    return [{
      keys: ['services', service, 'enabled'],
      without: `${service} always runs`,
      expressedBy: ({ expresses }) => expresses.switchable.includes(service),
    }];
  });
}

function secretSettings({ secrets = {} }: EnvironmentConfig): Setting[] {
  return Object.entries(secretTable).filter(([, { option }]) => option !== undefined && secrets[option] === true).map(([name]) => ({
    keys: ['secrets', name],
    without: `no service reads Secret ${name}`,
    expressedBy: edition => reads(edition.name, name),
  }));
}

/** What is left of a gateway where `kubectl port-forward` is the way in. */
function gatewaySettings({ gateway: { http, https } }: EnvironmentConfig): Setting[] {
  const rest = { without: 'there is no way in but by a forwarded port of localhost', expressedBy: ({ expresses }: Edition) => expresses.gateway };
  const wrong: Place[] = [
    ...(https ? [['gateway', 'https']] : []),
    ...(http?.dnsNames.some(name => name !== 'localhost') ? [['gateway', 'http', 'dnsNames']] : []),
    ...(http?.port === undefined ? [] : [['gateway', 'http', 'port']]),
  ];
  return wrong.map(keys => ({ keys, ...rest, otherwise: "write gateway: { default: 'http', http: { dnsNames: ['localhost'] } }" }));
}

/** `*` alone by https is refused for a reason of its own. */
function wildcardSettings({ gateway }: EnvironmentConfig): Setting[] {
  return (['https', 'http'] as const).flatMap(protocol => (gateway[protocol]?.dnsNames ?? []).flatMap((name, i) => {
    if (!name.startsWith('*') || (name === '*' && protocol === 'https')) return [];
    return [{
      keys: ['gateway', protocol, 'dnsNames', i],
      without: `'${name}' is part of the name of a VirtualService, which Kubernetes then refuses,`,
      expressedBy: ({ expresses }) => expresses.wildcards,
      otherwise: 'write whole names',
    }];
  }));
}

/** What the blocks are for, and what one looks like. */
const blocks = {
  kafka: {
    what: 'which Kafka the services talk through',
    example: (environment: string) => `{ brokers: ['kafka.example.org:9096'], username: 'tidepool-${environment}', version: '3.9.0' }`,
  },
  keycloak: {
    what: 'which Keycloak knows the users',
    example: () => "{ baseUrl: 'https://auth.example.org' }",
  },
} as const;

function missing({ name, at, config }: CheckedEnvironment, edition: Edition): ConfigFinding[] {
  return edition.needs.filter(block => config[block] === undefined).map(block => error(at(block), {
    wrong: `nothing says ${blocks[block].what}, without which they do not start in edition '${edition.name}'`,
    source: 'the ConfigMaps that its pods read',
    instead: `write ${block}: ${blocks[block].example(name)}, in your words`,
  }));
}
