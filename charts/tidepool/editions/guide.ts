import type { Environment, Listener } from '../../cluster.ts';
import type { Values } from '../../vocabulary.ts';
import { bucketFor } from '../buckets.ts';
import { developmentChart, perService, type Edition } from './edition.ts';

/** Ports of the chart's gateway; strings, "must be quoted" (guide l.1438, 1461). */
const defaultPorts = { http: 8080, https: 8443 } as const;

/**
 * The values that the guide prints (l.1297-1511), and nothing else but the images, which it says stand in the same file (l.1266).
 * The chart of August 2019 names the TLS secret itself: NAMESPACE-tls-secret.
 */
export const guide: Edition = {
  name: 'guide',
  chart: developmentChart,
  expresses: { logLevel: false, nosqlclient: [false, true], hpa: [true, false], gateway: true, wildcards: true, embeddedMongo: true, switchable: [] },
  mapsImages: false,
  needs: [],
  namesDemoClinic: false,
  imagePath: service => [service, 'deployment', 'image'],
  values: environment => ({
    global: {
      cluster: { name: environment.cluster.name, region: environment.cluster.region },
      environment: {
        hosts: {
          default: { protocol: environment.gateway.default },
          http: listenerValues(environment.gateway.http, defaultPorts.http),
          https: listenerValues(environment.gateway.https, defaultPorts.https),
        },
        hpa: { create: environment.hpa },
        store: { type: environment.store },
      },
    },
    gloo: { enabled: false },
    mongodb: { enabled: environment.mongo.embedded },
    ...mongoValues(environment),
    nosqlclient: { enabled: environment.nosqlclient },
    ...perService(guide, environment, service => {
      const { access } = service;
      // hydrophone's templates stand in S3 wherever the others keep their files (guide l.1349).
      const inS3 = access === 'asset' || (access === 'data' && environment.store === 's3');
      const bucket = inS3 ? { env: { bucket: bucketFor(access, environment.buckets) } } : {};
      return { deployment: { image: service.choice.image, ...bucket } };
    }),
  }),
  reads: [
    'global.cluster.{name, region}',
    'global.environment.hosts.default.protocol', 'global.environment.hosts.{http, https}.{dnsNames, enabled, port}',
    'global.environment.hpa.create', 'global.environment.store.type', 'gloo.enabled', 'mongo.secrets.{Hosts, Scheme, Tls}',
    'mongodb.enabled', 'nosqlclient.enabled', 'SERVICE.deployment.{env.bucket, image}',
  ],
};

function listenerValues(listener: Listener | undefined, port: number): Values {
  return listener ? { enabled: true, port: String(listener.port ?? port), dnsNames: listener.dnsNames } : { enabled: false };
}

function mongoValues({ mongo }: Environment): Values {
  if (!mongo.connection) return {};
  const { scheme, addresses, tls } = mongo.connection;
  return { mongo: { secrets: { Scheme: scheme, Hosts: addresses, Tls: tls } } };
}
