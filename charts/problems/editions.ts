import { enabledEnvironments, isEnabled } from '../normalise.ts';
import type { ClusterConfig, EnvironmentConfig } from '../config.ts';
import type { Edition } from '../tidepool/editions/edition.ts';
import { editions } from '../tidepool/editions/index.ts';
import { serviceNames } from '../tidepool/services.ts';
import { at, error, listed, type Finding, type Rule } from './rule.ts';

export const editionRules: readonly Rule[] = [
  { id: 'V-72', summary: "What a config says of an environment, its chart's edition can express.", find: inexpressible },
];

/** A setting that not every edition can express. */
interface Setting {
  readonly keys: readonly string[];
  /** How it is without the setting. */
  readonly without: string;
  readonly expressedBy: (edition: Edition) => boolean;
}

/** A value that the chart does not read would be lost without a word. */
function inexpressible(config: ClusterConfig): Finding[] {
  return enabledEnvironments(config).flatMap(([name, environment]) => {
    const edition = editions[environment.edition ?? config.edition];
    return settings(environment).filter(({ expressedBy }) => !expressedBy(edition)).map(({ keys, without, expressedBy }) => {
      const able = Object.values(editions).filter(expressedBy).map(other => `'${other.name}'`);
      return error(at('environments', name, ...keys), {
        wrong: `${without} in the chart of edition '${edition.name}'`,
        source: 'the values that its templates read: charts/tidepool/editions',
        instead: able.length === 0 ? 'leave this out, as no edition can' : `leave this out, or write edition ${listed(able)}`,
      });
    });
  });
}

function settings({ logLevel, nosqlclient, services = {} }: EnvironmentConfig): Setting[] {
  const found: Setting[] = serviceNames.filter(service => services[service] && !isEnabled(services[service])).map(service => ({
    keys: ['services', service, 'enabled'],
    without: `${service} always runs`,
    expressedBy: ({ expresses }) => expresses.switchable.includes(service),
  }));
  if (logLevel !== undefined) {
    found.push({
      keys: ['logLevel'],
      without: 'an environment has no log level',
      expressedBy: ({ expresses }) => expresses.logLevel,
    });
  }
  if (nosqlclient !== undefined) {
    found.push({
      keys: ['nosqlclient'],
      without: nosqlclient ? 'nosqlclient cannot be installed' : 'nosqlclient is always installed',
      expressedBy: ({ expresses }) => expresses.nosqlclient.includes(nosqlclient),
    });
  }
  return found;
}
