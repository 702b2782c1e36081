import * as k8s from '../../imports/core/k8s.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import { definePackage, type FileChart, type PackageConfig } from './package.ts';

/** Carries messages between services. */
export interface KafkaPackageConfig extends PackageConfig {
  /**
   * Size of Kafka's disk. That of ZooKeeper has 2Gi.
   * @default '10Gi'
   */
  readonly disk?: `${number}Gi`;
}

/** The last line of Confluent's images that still talks to ZooKeeper is 7; both are of one release. */
const release = '7.9.0';

const zookeeper = { name: 'zookeeper', port: 2181 };

/** Clients know it by the name of its Service. */
const broker = { name: 'kafka', service: 'kafka-service', port: 9092 };

export const kafka = definePackage<'kafka', KafkaPackageConfig>({
  name: 'kafka',
  summary: 'Carries messages between services: one broker, `kafka-service.kafka:9092`, and the ZooKeeper that it needs.',
  defaults: () => ({ disk: '10Gi' }),
  stage: 'shared-start',
  release: {
    flux2: {
      namespace: { name: 'kafka' },
      claimsDisks: true,
      manifests: ({ namespace, settings: { disk } }) => [
        { name: 'zookeeper', draw: file => drawZookeeper(file, namespace) },
        { name: 'broker', draw: file => drawBroker(file, namespace, disk) },
      ],
    },
  },
  replaces: [
    { command: 'kubectl apply -f navier/kafka/zookeeper.yml', line: 72 },
    { command: 'kubectl apply -f navier/kafka/broker.yml', line: 72 },
  ],
  notes: [
    'The broker waits for ZooKeeper by itself, so the order in which the two are applied does not matter.',
    'One broker: a message is lost with its disk. Kafka of today needs no ZooKeeper, and an operator (Strimzi) runs several brokers.',
    'Inside of the cluster alone, without TLS or passwords.',
  ],
});

/** The user of Confluent's images. */
const user = 1000;

function drawZookeeper(file: FileChart, namespace: string): void {
  const { name, port } = zookeeper;
  drawService(file, { name, namespace, port, app: name });
  drawStateful(file, { name, namespace, service: name }, {
    containers: [{
      name,
      image: `confluentinc/cp-zookeeper:${release}`,
      env: variables({ ZOOKEEPER_CLIENT_PORT: port, ZOOKEEPER_TICK_TIME: 2000, KAFKA_HEAP_OPTS: '-Xms128m -Xmx256m' }),
      ports: [{ name: 'clients', containerPort: port }],
      readinessProbe: { tcpSocket: { port: k8s.IntOrString.fromNumber(port) }, initialDelaySeconds: 10 },
      resources: resources('100m', '384Mi'),
      volumeMounts: ['data', 'log'].map(part => ({ name: 'data', mountPath: `/var/lib/zookeeper/${part}`, subPath: part })),
    }],
  }, '2Gi');
}

function drawBroker(file: FileChart, namespace: string, disk: string): void {
  const { name, service, port } = broker;
  const keeper = `${zookeeper.name}.${namespace}.svc`;
  drawService(file, { name: service, namespace, port, app: name });
  drawStateful(file, { name, namespace, service }, {
    initContainers: [{
      name: 'wait-for-zookeeper',
      image: 'busybox:1.37.0',
      command: ['sh', '-c', `until nc -z ${keeper} ${zookeeper.port}; do sleep 2; done`],
    }],
    containers: [{
      name,
      image: `confluentinc/cp-kafka:${release}`,
      env: variables({
        KAFKA_BROKER_ID: 1,
        KAFKA_ZOOKEEPER_CONNECT: `${keeper}:${zookeeper.port}`,
        KAFKA_LISTENERS: `PLAINTEXT://0.0.0.0:${port}`,
        KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://${service}.${namespace}.svc:${port}`,
        KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: 1,
        KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: 1,
        KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: 1,
        KAFKA_HEAP_OPTS: '-Xms256m -Xmx512m',
      }),
      ports: [{ name: 'clients', containerPort: port }],
      readinessProbe: { tcpSocket: { port: k8s.IntOrString.fromNumber(port) }, initialDelaySeconds: 20 },
      resources: resources('200m', '768Mi'),
      volumeMounts: [{ name: 'data', mountPath: '/var/lib/kafka/data', subPath: 'data' }], // a new disk has lost+found at its top
    }],
  }, disk);
}

interface Named {
  readonly name: string;
  readonly namespace: string;
}

/** Without an address of its own: its name leads to the pod. */
function drawService(file: FileChart, { name, namespace, port, app }: Named & { readonly port: number; readonly app: string }): void {
  new k8s.KubeService(file, objectId('Service', name, namespace), {
    metadata: { name, namespace },
    spec: { clusterIp: 'None', selector: { app }, ports: [{ name: 'clients', port }] },
  });
}

function drawStateful(
  file: FileChart,
  { name, namespace, service }: Named & { readonly service: string },
  pod: k8s.PodSpec,
  disk: string,
): void {
  new k8s.KubeServiceAccount(file, objectId('ServiceAccount', name, namespace), { metadata: { name, namespace } });
  new k8s.KubeStatefulSet(file, objectId('StatefulSet', name, namespace), {
    metadata: { name, namespace },
    spec: {
      replicas: 1,
      serviceName: service,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          serviceAccountName: name,
          automountServiceAccountToken: false,
          enableServiceLinks: false, // the images read every variable that begins with KAFKA_
          securityContext: { fsGroup: user },
          ...pod,
        },
      },
      volumeClaimTemplates: [{
        metadata: { name: 'data' },
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: k8s.Quantity.fromString(disk) } } },
      }],
    },
  });
}

function variables(values: Readonly<Record<string, string | number>>): k8s.EnvVar[] {
  return Object.entries(values).map(([name, value]) => ({ name, value: String(value) }));
}

function resources(cpu: string, memory: string) {
  const amount = k8s.Quantity.fromString(memory);
  return { requests: { cpu: k8s.Quantity.fromString(cpu), memory: amount }, limits: { memory: amount } };
}
