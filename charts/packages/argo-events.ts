import { definePackage, type ChartConfig } from './package.ts';

/** Starts work when something happens. */
export interface ArgoEventsConfig extends ChartConfig {
  /**
   * What happens in MinIO.
   * @default false
   */
  readonly minio?: false | {
    /** The bucket that is watched: `orders`. It has to be one of package minio. */
    readonly bucket: string;
    /** Topic of Kafka that each event is written to. Default: events are only logged. */
    readonly topic?: string;
  };
}

export const argoEvents = definePackage<'argo-events', ArgoEventsConfig>({
  name: 'argo-events',
  summary: 'Watches sources of events, and starts what sensors say.',
  defaults: () => ({ minio: false }),
  stage: 'shared-start',
  secrets: [{ name: 'minio', keys: ['accessKey', 'secretKey'], setting: 'minio' }],
  release: {
    flux2: {
      namespace: { name: 'argo-events' },
      claimsDisks: true,
      chart: { repository: 'https://argoproj.github.io/argo-helm', name: 'argo-events', version: '2.4.22' },
      reads: ['crds.{install, keep}'],
      release: () => ({ values: { crds: { install: true, keep: true } } }), // with the definitions would go every sensor
      eventFlows: ({ settings: { minio: watched } }) => (watched ? [{
        name: 'minio',
        ...watched,
        endpoint: 'minio.minio.svc:9000',
        kafka: 'kafka-service.kafka.svc:9092',
        secret: 'minio',
      }] : []),
    },
  },
  needs: ({ minio }) => (minio === false ? { packages: [] } : {
    packages: ['minio', ...(minio.topic === undefined ? [] : ['kafka'])],
    buckets: { 'minio.bucket': minio.bucket },
  }),
  replaces: [{ command: 'kubectl apply --recursive -f navier/argo-events', line: 95 }],
  notes: [
    'The kinds come in `shared-start`, the objects of them in `shared`, so nothing is applied before its kind is there.',
    "Secret minio holds a key of MinIO that may listen to the bucket, which `mc admin accesskey create` makes; MinIO's root does as well.",
  ],
});
