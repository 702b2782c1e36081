import { definePackage, ingressValues, type ChartConfig, type DnsName } from './package.ts';

/** Collects the errors of programs. */
export interface SentryConfig extends ChartConfig {
  /**
   * Name in DNS by which people reach it, over https, and programs send their errors: `sentry.example.org`. Default: `sentry` in the first
   * domain of the cluster.
   */
  readonly host?: DnsName;
  /**
   * Bucket of package minio in which it keeps files.
   * @default 'sentry'
   */
  readonly bucket?: string;
}

const secret = 'sentry';

export const sentry = definePackage<'sentry', SentryConfig>({
  name: 'sentry',
  summary: 'Collects the errors of programs, and shows where they come from.',
  defaults: ({ domains: [domain] }) => ({ host: `sentry.${domain}`, bucket: 'sentry' }),
  stage: 'shared',
  secrets: [{ name: secret, keys: ['secret-key', 'admin-password', 's3-access-key-id', 's3-secret-access-key'] }],
  release: {
    flux2: {
      namespace: { name: 'sentry' },
      claimsDisks: true,
      chart: { repository: 'https://sentry-kubernetes.github.io/charts', name: 'sentry', version: '25.20.0' },
      reads: [
        'filestore.backend', 'filestore.s3.{accessKeyIdRef, bucketName, endpointUrl, existingSecret, secretAccessKeyRef}',
        'ingress.{annotations, enabled, hostname, ingressClassName, tls}',
        '{kafka, nginx, postgresql, rabbitmq, redis, zookeeper}.image.repository',
        'sentry.{existingSecret, existingSecretKey}', 'system.{adminEmail, url}', 'user.{email, existingSecret, existingSecretKey}',
      ],
      release: ({ cluster: { email }, settings: { host, bucket } }) => ({
        values: {
          system: { url: `https://${host}`, adminEmail: email },
          user: { email, existingSecret: secret, existingSecretKey: 'admin-password' },
          sentry: { existingSecret: secret, existingSecretKey: 'secret-key' },
          filestore: {
            backend: 's3',
            s3: {
              bucketName: bucket,
              endpointUrl: 'http://minio.minio.svc:9000',
              existingSecret: secret,
              accessKeyIdRef: 's3-access-key-id',
              secretAccessKeyRef: 's3-secret-access-key',
            },
          },
          ingress: { ...ingressValues(host, 'sentry-tls', largePages), hostname: host },
          ...Object.fromEntries(moved.map(name => [name, { image: { repository: `bitnamilegacy/${name}` } }])),
        },
      }),
    },
  },
  needs: ({ bucket }) => ({ packages: ['certmanager', 'ingress-nginx', 'minio'], buckets: { bucket } }),
  replaces: [
    {
      command: 'helm install sentry ./helm -f helm/override.ywl --set filestore.s3.accessKey=... --set filestore.s3.secretKey=... --namespace sentry',
      line: 113,
    },
    { command: 'kubectl -n sentry get configmap sentry-sentry -o json', line: 120, instead: 'nothing: the key stands in Secret sentry, and stays the same' },
  ],
  notes: [
    '`secret-key` signs sessions: it is made once, 50 random characters or so, and given back to the chart at every upgrade.',
    'Flux 2: an upgrade of the chart by more than one major version at a time is not supported. This is the last one whose values were ' +
      'read; what later ones changed is in their README.',
    'Flux 2: what it brings along (Kafka, ZooKeeper, Redis, RabbitMQ, PostgreSQL, nginx) are images of Bitnami, which stand in ' +
      '`bitnamilegacy` since August 2025 and get no updates there.',
    'It is large: 16 GB of memory over all nodes, by its own account, and the first install takes ten minutes.',
  ],
});

/** Images of Bitnami that have moved. */
const moved = ['kafka', 'nginx', 'postgresql', 'rabbitmq', 'redis', 'zookeeper'];

/** Headers of Sentry are longer than nginx takes by itself. */
const largePages = { 'nginx.ingress.kubernetes.io/proxy-buffers-number': '16', 'nginx.ingress.kubernetes.io/proxy-buffer-size': '32k' };
