import type { Environment, EnvironmentService, Listener } from '../../cluster.ts';
import type { Values } from '../../vocabulary.ts';
import { bucketFor } from '../buckets.ts';
import { services, type ServiceName } from '../services.ts';
import { developmentChart, perService, type Edition } from './edition.ts';

/** Services whose Deployment the chart makes only when `SERVICE.enabled`; it reads that key of no other. */
const switchable: readonly ServiceName[] = ['export', 'migrations', 'tools'];

/** Where the cluster's own Gloo listens; the chart routes to it. */
const gatewayProxy = { name: 'gateway-proxy-v2', namespace: 'gloo-system' };

/**
 * The values that the templates of chart 0.1.7 read. What the 2019 generator set besides (global.store.type, global.gateway.default.*,
 * SERVICE.deployment.env.type, ingress.certificate.issuer, nosqlclient.enabled) no template reads, so it is not here.
 */
export const v0_1_7: Edition = {
  name: '0.1.7',
  chart: developmentChart,
  expresses: { logLevel: true, nosqlclient: [true], hpa: [true, false], gateway: true, wildcards: false, embeddedMongo: true, switchable },
  mapsImages: true,
  needs: [],
  namesDemoClinic: false,
  imagePath: service => [services[service].in['0.1.7']?.valuesKey ?? service, 'deployment', 'image'],
  values: environment => ({
    global: { region: environment.cluster.region, logLevel: environment.logLevel },
    gloo: { enabled: false },
    ingress: {
      ...(environment.certificate && { certificate: { secretName: environment.certificate.secretName } }),
      deployment: gatewayProxy,
      gateway: {
        http: listenerValues(environment.gateway.http),
        https: listenerValues(environment.gateway.https),
      },
      service: {
        http: { enabled: environment.gateway.http !== undefined },
        https: { enabled: environment.gateway.https !== undefined },
      },
    },
    mongodb: { enabled: environment.mongo.embedded },
    ...mongoValues(environment),
    tidepool: { namespace: { create: false } },
    ...perService(v0_1_7, environment, service => serviceValues(environment, service)),
  }),
  reads: [
    'global.{logLevel, region}', 'gloo.enabled', 'ingress.certificate.secretName', 'ingress.deployment.{name, namespace}',
    'ingress.gateway.{http, https}.{dnsNames, port}', 'ingress.service.{http, https}.enabled',
    'mongo.secret.data_.{Addresses, Scheme, Tls}', 'mongo.secret.enabled', 'mongodb.enabled', 'tidepool.namespace.create', 'export.enabled',
    'migrations.enabled', 'tools.enabled', 'tide-whisperer.tidewhisperer.hpa.data',
    '{blob, image, jellyfish}.deployment.env.store.{type, s3.bucket}', 'hydrophone.deployment.env.store.s3.bucket',
    'SERVICE.deployment.image', 'SERVICE.hpa.{data, enabled}',
  ],
};

/** A listener that is off has no names: the chart's default would be `localhost`. Ports are strings, compared as such by the template. */
function listenerValues(listener: Listener | undefined): Values {
  if (!listener) return { dnsNames: [] };
  return { dnsNames: listener.dnsNames, ...(listener.port !== undefined && { port: String(listener.port) }) };
}

function mongoValues({ mongo }: Environment): Values {
  if (!mongo.connection) return {};
  const { scheme, addresses, tls } = mongo.connection;
  return { mongo: { secret: { enabled: true, data_: { Scheme: scheme, Addresses: addresses, Tls: tls } } } };
}

function serviceValues(environment: Environment, { name, enabled, choice, access }: EnvironmentService): Values {
  return {
    ...(switchable.includes(name) && !enabled && { enabled }),
    deployment: { image: choice.image, ...storeValues(environment, access) },
    ...(environment.hpa && hpaValues(name)),
  };
}

/** jellyfish's own default is `deployment.env.type`, which its template does not read: without a type here it has none. */
function storeValues({ store, buckets }: Environment, access: EnvironmentService['access']): Values {
  if (access === undefined) return {};
  const bucket = store === 's3' || access === 'asset' ? { s3: { bucket: bucketFor(access, buckets) } } : {};
  return { env: { store: { ...(access === 'data' && { type: store }), ...bucket } } };
}

/** The templates fail on a missing `hpa.data`; the one of tide-whisperer looks for it below a key of its own. */
function hpaValues(name: ServiceName): Values {
  const hpa = { hpa: { enabled: true, data: {} } };
  return name === 'tidewhisperer' ? { ...hpa, tidewhisperer: { hpa: { data: {} } } } : hpa;
}
