import type { Environment, EnvironmentService, KafkaSettings, Listener } from '../../cluster.ts';
import type { Values } from '../../vocabulary.ts';
import { bucketFor } from '../buckets.ts';
import type { ServiceName } from '../services.ts';
import { perService, type Edition } from './edition.ts';

/** Services with a switch of their own. The chart leaves no other out. */
const switchable: readonly ServiceName[] = ['export', 'migrations', 'tools'];

/**
 * Services with an autoscaler, and what their pods ask for of a CPU: without a request there is nothing to measure their use by, and the
 * chart has none. Starting points, as Tidepool's own clusters had them in 2020.
 */
const cpuRequests: Readonly<Partial<Record<ServiceName, string>>> = {
  auth: '30m', blip: '30m', blob: '45m', clinic: '50m', 'clinic-worker': '50m', data: '110m', devices: '10m', export: '100m',
  gatekeeper: '100m', highwater: '30m', hydrophone: '30m', jellyfish: '50m', mailer: '20m', messageapi: '30m', prescription: '30m',
  seagull: '50m', shoreline: '50m', task: '30m', tidewhisperer: '50m', uploader: '10m',
};

/**
 * Of these ConfigMaps, what the chart has no value for. It prints a value as it is, so nothing would be null: the API server keeps that as
 * an empty text at first and takes it for gone when it merges, and Flux sees a change by others after each upgrade. Two quotes are a text.
 */
const blanks = {
  abbott: ['authorizeURL', 'clientURL', 'jwksURL', 'partnerURL', 'revokeURL', 'scopes', 'tokenURL'],
  dexcom: ['revokeURL'],
} as const;

/** Ports that a URL does not name. */
const ownPorts = { http: 80, https: 443 } as const;

/**
 * The values that the templates of chart 0.26.0 read, as far as an environment needs them. The chart's own defaults stand for a cluster
 * with Linkerd and the paid edition of Gloo, and for pods that keep files: where they would not start, or lose data, this says otherwise.
 */
export const v0_26_0: Edition = {
  name: '0.26.0',
  chart: { repository: 'https://developer.tidepool.org/development', name: 'tidepool', version: '0.26.0' },
  expresses: { logLevel: true, nosqlclient: [false], hpa: [false], gateway: true, wildcards: true, embeddedMongo: false, switchable },
  mapsImages: true,
  needs: ['kafka', 'keycloak'],
  namesDemoClinic: true,
  misnamedTargets: { messageapi: 'message-api' },
  // Its pod has an environment variable twice.
  unmergeable: [['auth', 'deployment', 'annotations']],
  imagePath: service => [service, 'deployment', 'image'],
  values: environment => ({
    global: {
      region: environment.cluster.region,
      logLevel: environment.logLevel,
      gateway: { default: defaultGateway(environment) },
      // Gloo without a licence refuses a route that mentions tokens, and the chart does so unless told not to.
      glooingress: { jwt: { disabled: true } },
      // Its ServiceProfiles need CRDs of Linkerd.
      linkerdsupport: { enabled: false },
      ...(environment.kafka && { kafka: { passwordKeyName: environment.kafka.passwordKey } }),
    },
    glooingress: { virtualServices: virtualServices(environment) },
    ...(environment.kafka && { kafka: { configmap: kafkaValues(environment.kafka) } }),
    tidepool: { namespace: { create: false } },
    abbott: { configmap: blankValues(blanks.abbott) },
    dexcom: { configmap: blankValues(blanks.dexcom) },
    ...perService(v0_26_0, environment, service => serviceValues(environment, service)),
  }),
  reads: [
    'global.{logLevel, region}', 'global.gateway.default.{domain, host, protocol}', 'global.glooingress.jwt.disabled',
    'global.kafka.passwordKeyName', 'global.linkerdsupport.enabled',
    'glooingress.virtualServices.http.{dnsNames, enabled, port, redirect}',
    'glooingress.virtualServices.https.{certificateSecretName, dnsNames, enabled, options.stats.virtualClusters, port}',
    'kafka.configmap.{Brokers, RequireSSL, TopicPrefix, Username, Version}', 'tidepool.namespace.create',
    'auth.{configmap.enabled, deployment.annotations}',
    'blob.deployment.env.{blobs, logs}.store.{s3.bucket, s3.prefix, type}', 'blob.serviceAccount.name',
    'clinic.configmap.{data.KeycloakTokenEndpoint, enabled}', 'clinic-worker.configmap.{data.KafkaTopicPrefix, enabled}', 'export.enabled',
    'gatekeeper.nodeEnvironment', 'hydrophone.deployment.env.{clinicServiceEnabled, store.s3.bucket}', 'hydrophone.serviceAccount.name',
    'mailer.{deployment.env.store.s3.bucket, serviceAccount.name}', 'messageapi.window', 'migrations.enabled',
    'shoreline.configmap.{data.ClinicDemoUserId, enabled}', 'shoreline.deployment.env.clinicServiceEnabled',
    'shoreline.configmap.data.Keycloak{AdminUsername, BackendClientId, BaseUrl, ClientId, LongLivedClientId, Realm}',
    'tools.enabled', 'SERVICE.deployment.image',
    ...Object.entries(blanks).flatMap(([name, keys]) => keys.map(key => `${name}.configmap.${key}`)),
    ...Object.keys(cpuRequests).flatMap(service => [`${service}.hpa.enabled`, `${service}.resources.requests.cpu`]),
  ],
};

/** The chart joins protocol and host to URLs, so a port that browsers have to be told is part of the host; cookies' domain has none. */
function defaultGateway({ gateway }: Environment): Values {
  const protocol = gateway.default;
  const { dnsNames: [domain = ''] = [], port = ownPorts[protocol] } = gateway[protocol] ?? {};
  return { protocol, host: port === ownPorts[protocol] ? domain : `${domain}:${port}`, domain };
}

function blankValues(keys: readonly string[]): Values {
  return Object.fromEntries(keys.map(key => [key, '""']));
}

/**
 * Who asks for a name in the clear that is served by https, too, is sent there; the chart sends on all names of http or none. It always
 * prints `stats` of https, and Gloo's definition refuses one that is null: something has to stand there, and no cluster is a fine list.
 */
function virtualServices({ gateway: { http, https }, certificate }: Environment): Values {
  const isRedirected = http?.dnsNames.every(name => https?.dnsNames.includes(name)) ?? false;
  return {
    http: { ...listenerValues(http), ...(isRedirected && { redirect: true }) },
    https: {
      ...listenerValues(https),
      ...(certificate && { certificateSecretName: certificate.secretName }),
      ...(https && { options: { stats: { virtualClusters: [] } } }),
    },
  };
}

/** Ports are strings: the templates compare them as such, and fail on a number. */
function listenerValues(listener: Listener | undefined): Values {
  if (!listener) return { enabled: false };
  const { dnsNames, port } = listener;
  return { enabled: true, dnsNames, ...(port !== undefined && { port: String(port) }) };
}

/** All of them become environment variables by way of a ConfigMap, so all are strings. */
function kafkaValues({ brokers, requireSsl, topicPrefix, username, version }: KafkaSettings): Values {
  const RequireSSL = requireSsl ? 'true' : 'false';
  return { Brokers: brokers.join(','), RequireSSL, TopicPrefix: topicPrefix, Username: username, Version: version };
}

function serviceValues(environment: Environment, { name, enabled, choice, access }: EnvironmentService): Values {
  const { env, ...others } = own[name]?.(environment) ?? {};
  const cpu = cpuRequests[name];
  return {
    ...(switchable.includes(name) && !enabled && { enabled }),
    deployment: { image: choice.image, ...(env !== undefined && { env }) },
    ...(environment.hpa && cpu !== undefined && { hpa: { enabled: true }, resources: { requests: { cpu } } }),
    // The chart makes no account; without its name the pod has the one of the namespace, and no role.
    ...(access !== undefined && { serviceAccount: { name } }),
    ...others,
  };
}

/** What one service is told besides its image. `env` stands below its `deployment`. */
const own: Readonly<Partial<Record<ServiceName, (environment: Environment) => Values>>> = {
  // A pod of auth does not start without a ConfigMap that the chart makes only when asked.
  auth: () => ({ configmap: { enabled: true } }),
  // The program reads these two; `env.store`, which the chart has as well, was for older ones. Without a type, files stay in the pod.
  blob: environment => ({ env: { blobs: blobStore(environment, 'blobs'), logs: blobStore(environment, 'device_logs') } }),
  // The chart's default is an address that developers have.
  clinic: ({ keycloak }): Values =>
    keycloak ? { configmap: { enabled: true, data: { KeycloakTokenEndpoint: tokenEndpoint(keycloak) } } } : {},
  // Topics of changes in Mongo are called NAMESPACE.DATABASE.COLLECTION; they do not have the prefix of the others.
  'clinic-worker': ({ name }) => ({ configmap: { enabled: true, data: { KafkaTopicPrefix: `${name}.` } } }),
  // The chart has no default, which Node takes for development.
  gatekeeper: () => ({ nodeEnvironment: 'production' }),
  hydrophone: ({ buckets }) => ({ env: { clinicServiceEnabled: true, store: { s3: { bucket: bucketFor('mail', buckets) } } } }),
  mailer: ({ buckets }) => ({ env: { store: { s3: { bucket: bucketFor('mail', buckets) } } } }),
  // The chart's default stands at a path that its template does not read.
  messageapi: () => ({ window: 21 }),
  shoreline: environment => ({ env: { clinicServiceEnabled: true }, configmap: { enabled: true, data: shorelineData(environment) } }),
};

function blobStore({ store, buckets }: Environment, prefix: string): Values {
  return { store: { type: store, ...(store === 's3' && { s3: { bucket: bucketFor('data', buckets), prefix } }) } };
}

function tokenEndpoint({ baseUrl, realm }: NonNullable<Environment['keycloak']>): string {
  return `${baseUrl}/realms/${realm}/protocol/openid-connect/token`;
}

function shorelineData({ keycloak, clinicDemoUserId }: Environment): Values {
  return {
    ...(clinicDemoUserId !== undefined && { ClinicDemoUserId: clinicDemoUserId }),
    ...(keycloak && {
      KeycloakAdminUsername: keycloak.adminUsername,
      KeycloakBackendClientId: keycloak.backendClientId,
      KeycloakBaseUrl: keycloak.baseUrl,
      KeycloakClientId: keycloak.clientId,
      KeycloakLongLivedClientId: keycloak.longLivedClientId,
      KeycloakRealm: keycloak.realm,
    }),
  };
}
