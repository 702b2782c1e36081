import type { Manifest } from '../../lib/manifests/manifest.ts';
import { object } from './sample-object.ts';

/** What clusters without Tidepool have besides. `pod` is what a StatefulSet makes. */
export function samplesOfPlatforms(pod: Record<string, unknown>): Readonly<Record<string, Manifest>> {
  return {
    'ClusterConfig in a network that is there': {
      apiVersion: 'eksctl.io/v1alpha5',
      kind: 'ClusterConfig',
      metadata: { name: 'cauchy', region: 'us-west-2', version: '1.34' },
      vpc: {
        cidr: '10.0.0.0/16',
        id: 'vpc-0123456789abcdef0',
        subnets: {
          public: { 'us-west-2a': { az: 'us-west-2a', cidr: '10.0.0.0/20' }, 'us-west-2b': { az: 'us-west-2b', cidr: '10.0.128.0/20' } },
          private: { 'us-west-2a': { az: 'us-west-2a', cidr: '10.0.16.0/20' }, 'us-west-2b': { az: 'us-west-2b', cidr: '10.0.144.0/20' } },
        },
      },
      iam: { withOIDC: true },
    },
    'ClusterIssuer of cert-manager 1, by a page': object('cert-manager.io/v1', 'ClusterIssuer', { name: 'letsencrypt-production' }, {
      spec: {
        acme: {
          server: 'https://acme-v02.api.letsencrypt.org/directory',
          email: 'ops@example.org',
          privateKeySecretRef: { name: 'letsencrypt-production' },
          solvers: [{ http01: { ingress: { ingressClassName: 'nginx' } } }],
        },
      },
    }),
    EventBus: object('argoproj.io/v1alpha1', 'EventBus', { name: 'default', namespace: 'argo-events' }, {
      spec: { jetstream: { version: '2.10.10', replicas: 3, persistence: { accessMode: 'ReadWriteOnce', volumeSize: '2Gi' } } },
    }),
    EventSource: object('argoproj.io/v1alpha1', 'EventSource', { name: 'minio', namespace: 'argo-events' }, {
      spec: {
        minio: {
          orders: {
            endpoint: 'minio.minio.svc:9000',
            insecure: true,
            bucket: { name: 'orders' },
            events: ['s3:ObjectCreated:*'],
            accessKey: { name: 'minio', key: 'accessKey' },
            secretKey: { name: 'minio', key: 'secretKey' },
          },
        },
      },
    }),
    'Sensor that logs': sensor({ log: { intervalSeconds: 1 } }),
    'Sensor that writes to Kafka': sensor({
      kafka: {
        url: 'kafka-service.kafka.svc:9092',
        topic: 'orders',
        payload: [{ src: { dependencyName: 'orders', dataKey: 'notification.0.s3.object.key' }, dest: 'object' }],
      },
    }),
    StatefulSet: object('apps/v1', 'StatefulSet', { name: 'kafka', namespace: 'kafka' }, {
      spec: {
        replicas: 1,
        serviceName: 'kafka-service',
        selector: { matchLabels: { 'k8s-app': 'fluentd-cloudwatch' } },
        template: pod,
        volumeClaimTemplates: [{
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
        }],
      },
    }),
    StorageClass: {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'gp3', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'ebs.csi.aws.com',
      parameters: { type: 'gp3' },
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
    },
    'Service that leads to pods': object('v1', 'Service', { name: 'zookeeper', namespace: 'kafka' }, {
      spec: { clusterIP: 'None', selector: { app: 'zookeeper' }, ports: [{ name: 'clients', port: 2181 }] },
    }),
  };
}

function sensor(trigger: Record<string, unknown>): Manifest {
  return object('argoproj.io/v1alpha1', 'Sensor', { name: 'minio-sensor', namespace: 'argo-events' }, {
    spec: {
      dependencies: [{ name: 'orders', eventSourceName: 'minio', eventName: 'orders' }],
      triggers: [{ template: { name: 'orders', ...trigger } }],
    },
  });
}
