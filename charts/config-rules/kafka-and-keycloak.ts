import { isDnsLabel } from '../vocabulary.ts';
import { eachEnvironment, error, findRepeated, checkForm, type CheckedEnvironment, type ConfigFinding, type ConfigRule, type Form } from './rule.ts';

/** Asked in every edition, so that a block that is written ahead is right when its turn comes. Source: charts/kafka of chart 0.26.0. */
export const kafkaAndKeycloakRules: readonly ConfigRule[] = [
  { id: 'kafka-address', summary: 'Kafka is where clients can find it, and of a version that they can read.', find: eachEnvironment(kafkaFindings) },
  { id: 'keycloak-address', summary: 'Keycloak is reached by https, at an address without a slash at its end.', find: eachEnvironment(addresses) },
  {
    id: 'unquoted-word',
    summary: 'Names in Kafka and Keycloak are text to YAML, too, since the chart writes them without quotes.',
    find: eachEnvironment(words),
  },
];

const version: Form = {
  is: /^\d+\.\d+\.\d+$/,
  noun: 'version of three numbers, and one of two is a number to YAML',
  source: 'ConfigMap kafka of the chart',
  instead: "write '3.9.0'",
  close: text => `${text}.0`,
};
const passwordKey: Form = {
  is: /^[\w.-]+$/,
  noun: 'key of a Secret',
  source: 'Kubernetes: letters, digits, -, _ and .',
  instead: "write 'Password'",
};
const broker: Form = {
  is(text) {
    const [, host = '', port = ''] = /^([^:]*):([1-9]\d{0,4})$/.exec(text) ?? [];
    return host.toLowerCase().split('.').every(isDnsLabel) && Number(port) <= 65535;
  },
  noun: 'host:port',
  source: 'Kafka, bootstrap.servers',
  instead: "write one such as 'kafka.example.org:9096'",
};
const address: Form = {
  is: /^https:\/\/[a-z0-9.-]+(:\d+)?(\/[\w.~-]+)*$/i,
  noun: 'URL by https, or has more than a path at its end',
  source: 'paths of its realms are appended to it',
  instead: "write one such as 'https://auth.example.org'",
  close: text => text.trim().replace(/^http:/, 'https:').replace(/\/+$/, ''),
};

/** What stands here may hold a password by mistake, so it is repeated only where it cannot. */
export function withoutPassword(form: Form, path: string, text: string, instead: string): ConfigFinding[] {
  if (!/[@/?]/.test(text)) return checkForm(form, path, text);
  const wrong = 'more than a host stands here, and all who read the repository would read a password in it';
  return [error(path, { wrong, source: form.source, instead })];
}

function kafkaFindings({ at, config: { kafka } }: CheckedEnvironment): ConfigFinding[] {
  if (kafka === undefined) return [];
  const brokers = at('kafka', 'brokers');
  return [
    ...kafka.brokers.flatMap((text, i) => withoutPassword(broker, `${brokers}[${i}]`, text, 'write host:port alone')),
    ...findRepeated(brokers, kafka.brokers, broker.source),
    ...checkForm(version, at('kafka', 'version'), kafka.version),
    ...checkForm(passwordKey, at('kafka', 'passwordKey'), kafka.passwordKey),
  ];
}

function addresses({ at, config: { keycloak } }: CheckedEnvironment): ConfigFinding[] {
  const path = at('keycloak', 'baseUrl');
  if (!keycloak?.baseUrl.includes('@')) return checkForm(address, path, keycloak?.baseUrl);
  const wrong = 'more than an address stands here, and all who read the repository would read a password in it';
  return [error(path, { wrong, source: address.source, instead: address.instead })];
}

/** Words that YAML 1.1 takes for something else. */
const yamlWords = /^(y|yes|n|no|on|off|true|false|null|nan|inf)$/i;

function words({ at, config: { kafka }, environment: { keycloak } }: CheckedEnvironment): ConfigFinding[] {
  const ofKeycloak = ['realm', 'clientId', 'backendClientId', 'longLivedClientId', 'adminUsername'] as const;
  const texts = [
    { path: at('kafka', 'username'), text: kafka?.username },
    { path: at('kafka', 'topicPrefix'), text: kafka?.topicPrefix },
    ...ofKeycloak.map(key => ({ path: at('keycloak', key), text: keycloak?.[key] })),
  ];
  return texts.filter(({ text }) => text !== undefined && (!/^[A-Za-z][\w.@-]*$/.test(text) || yamlWords.test(text))).map(({ path, text }) => error(path, {
    wrong: `'${text}' may be something else than text where the chart writes it without quotes`,
    source: 'YAML 1.1; its ConfigMaps kafka and shoreline',
    instead: 'write letters, digits, -, _, . and @, a letter first',
  }));
}
