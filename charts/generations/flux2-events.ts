import { EventBus, EventSource, Sensor, type SensorSpecTriggersTemplate } from '../../imports/argoproj.io.ts';
import { objectId } from '../../lib/manifests/manifest.ts';
import type { FileChart } from '../../lib/output/file-chart.ts';
import type { Cluster } from '../cluster.ts';
import type { EventFlow } from '../resources.ts';
import type { OutputFile } from './generation.ts';

/** Objects of Argo Events: a bus, and for each flow a source and a sensor. They come a stage after their kinds. */
export function eventFiles({ packages }: Cluster): OutputFile[] {
  return packages.flatMap(({ definition, delivery, context }): OutputFile[] => {
    const flows = delivery.eventFlows?.(context) ?? [];
    if (flows.length === 0) return [];
    const { namespace } = context;
    const fileOf = (path: string, draw: OutputFile['draw']): OutputFile => {
      return { path: `flux/shared/${definition.name}/${path}.yaml`, owner: ['packages', definition.name], draw };
    };
    return [
      fileOf('eventbus', file => drawBus(file, namespace)),
      ...flows.flatMap(flow => [
        fileOf(`eventsources/${flow.name}`, file => drawSource(file, namespace, flow)),
        fileOf(`sensors/${sensorName(flow)}`, file => drawSensor(file, namespace, flow)),
      ]),
    ];
  });
}

function sensorName({ name }: EventFlow): string {
  return `${name}-sensor`;
}

/** Sources and sensors take the bus of this name unless they name another. */
function drawBus(file: FileChart, namespace: string): void {
  const name = 'default';
  new EventBus(file, objectId('EventBus', name, namespace), {
    metadata: { name, namespace },
    spec: { jetstream: { version: '2.10.10', replicas: 3, persistence: { accessMode: 'ReadWriteOnce', volumeSize: '2Gi' } } },
  });
}

function drawSource(file: FileChart, namespace: string, { name, bucket, endpoint, secret }: EventFlow): void {
  new EventSource(file, objectId('EventSource', name, namespace), {
    metadata: { name, namespace },
    spec: {
      minio: {
        [bucket]: {
          endpoint,
          insecure: true, // inside of the cluster
          bucket: { name: bucket },
          events: ['s3:ObjectCreated:*'],
          accessKey: { name: secret, key: 'accessKey' },
          secretKey: { name: secret, key: 'secretKey' },
        },
      },
    },
  });
}

function drawSensor(file: FileChart, namespace: string, flow: EventFlow): void {
  const name = sensorName(flow);
  const { bucket } = flow;
  new Sensor(file, objectId('Sensor', name, namespace), {
    metadata: { name, namespace },
    spec: {
      dependencies: [{ name: bucket, eventSourceName: flow.name, eventName: bucket }],
      triggers: [{ template: triggerOf(flow) }],
    },
  });
}

function triggerOf({ bucket, topic, kafka }: EventFlow): SensorSpecTriggersTemplate {
  if (topic === undefined) return { name: 'log', log: { intervalSeconds: 1 } };
  const payload = Object.entries({ bucket: 'bucket.name', object: 'object.key' }).map(([dest, field]) =>
    ({ src: { dependencyName: bucket, dataKey: `notification.0.s3.${field}` }, dest }));
  return { name: topic, kafka: { url: kafka, topic, payload } };
}
