import { enabledEnvironments } from '../normalise.ts';
import type { KafkaConfig, KeycloakConfig } from '../config.ts';
import { isDnsLabel } from '../vocabulary.ts';
import { at, error, repeated, type CheckedCluster, type ConfigFinding, type ConfigRule } from './rule.ts';

/** Asked in every edition, so that a block that is written ahead is right when its turn comes. Source: charts/kafka of chart 0.26.0. */
export const kafkaAndKeycloakRules: readonly ConfigRule[] = [
  { id: 'kafka-address', summary: 'Kafka is where clients can find it, and of a version that they can read.', find: kafkas },
  { id: 'keycloak-address', summary: 'Keycloak is reached by https, at an address without a slash at its end.', find: keycloaks },
  { id: 'unquoted-word', summary: 'Names in Kafka and Keycloak are text to YAML, too, since the chart writes them without quotes.', find: words },
];

function kafkas({ config }: CheckedCluster): ConfigFinding[] {
  return enabledEnvironments(config).flatMap(([environment, { kafka }]) => (kafka ? kafkaFindings(environment, kafka) : []));
}

function kafkaFindings(environment: string, { brokers, version, passwordKey }: KafkaConfig): ConfigFinding[] {
  const path = at('environments', environment, 'kafka');
  const findings = [
    ...brokers.flatMap((broker, i) => brokerFindings(`${path}.brokers[${i}]`, broker)),
    ...repeated(`${path}.brokers`, brokers, 'Kafka, bootstrap.servers'),
  ];
  if (!/^\d+\.\d+\.\d+$/.test(version)) {
    findings.push(error(`${path}.version`, {
      wrong: `'${version}' is no version of three numbers, and one of two is a number to YAML`,
      source: 'ConfigMap kafka of the chart',
      instead: `write '${/^\d+\.\d+$/.test(version) ? `${version}.0` : '3.9.0'}'`,
    }));
  }
  if (passwordKey !== undefined && !/^[\w.-]+$/.test(passwordKey)) {
    findings.push(error(`${path}.passwordKey`, {
      wrong: `'${passwordKey}' is no key of a Secret`,
      source: 'Kubernetes: letters, digits, -, _ and .',
      instead: "write 'Password'",
    }));
  }
  return findings;
}

/** What stands here may hold a password by mistake, so it is repeated only where it cannot. */
function brokerFindings(path: string, broker: string): ConfigFinding[] {
  const source = 'Kafka, bootstrap.servers';
  if (/[@/?]/.test(broker)) {
    const wrong = 'more than a host stands here, and all who read the repository would read a password in it';
    return [error(path, { wrong, source, instead: 'write host:port alone' })];
  }
  const [, host = '', port = ''] = /^([^:]*):([1-9]\d{0,4})$/.exec(broker) ?? [];
  if (host.toLowerCase().split('.').every(isDnsLabel) && Number(port) <= 65535) return [];
  return [error(path, { wrong: `'${broker}' is no host:port`, source, instead: "write one such as 'kafka.example.org:9096'" })];
}

function keycloaks({ config }: CheckedCluster): ConfigFinding[] {
  return enabledEnvironments(config).flatMap(([environment, { keycloak }]) => {
    if (!keycloak || /^https:\/\/[a-z0-9.-]+(:\d+)?(\/[\w.~-]+)*$/i.test(keycloak.baseUrl)) return [];
    const path = at('environments', environment, 'keycloak', 'baseUrl');
    const problem = { source: 'paths of its realms are appended to it' };
    if (keycloak.baseUrl.includes('@')) {
      const wrong = 'more than an address stands here, and all who read the repository would read a password in it';
      return [error(path, { ...problem, wrong, instead: "write one such as 'https://auth.example.org'" })];
    }
    const close = keycloak.baseUrl.trim().replace(/^http:/, 'https:').replace(/\/+$/, '');
    return [error(path, {
      ...problem,
      wrong: `'${keycloak.baseUrl}' is no URL by https, or has more than a path at its end`,
      instead: /^https:\/\/[\w.-]+$/.test(close) ? `write '${close}'` : "write one such as 'https://auth.example.org'",
    })];
  });
}

/** Words that YAML 1.1 takes for something else. */
const yamlWords = /^(y|yes|n|no|on|off|true|false|null|nan|inf)$/i;

function words({ config }: CheckedCluster): ConfigFinding[] {
  return enabledEnvironments(config).flatMap(([environment, { kafka, keycloak }]) => [
    ...wordFindings(['environments', environment, 'kafka'], kafka, ['username', 'topicPrefix']),
    ...wordFindings(['environments', environment, 'keycloak'], keycloak && { realm: environment, ...keycloak }, [
      'realm', 'clientId', 'backendClientId', 'longLivedClientId', 'adminUsername',
    ]),
  ]);
}

type Words = Readonly<Partial<Record<keyof KafkaConfig | keyof KeycloakConfig, unknown>>>;

function wordFindings(place: readonly string[], block: Words | undefined, keys: readonly (keyof Words)[]): ConfigFinding[] {
  return keys.flatMap(key => {
    const text = block?.[key];
    if (typeof text !== 'string' || (/^[A-Za-z][\w.@-]*$/.test(text) && !yamlWords.test(text))) return [];
    return [error(at(...place, key), {
      wrong: `'${text}' may be something else than text where the chart writes it without quotes`,
      source: 'YAML 1.1; its ConfigMaps kafka and shoreline',
      instead: 'write letters, digits, -, _, . and @, a letter first',
    })];
  });
}
