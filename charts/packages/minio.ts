import { definePackage, ingressValues, type ChartConfig, type DnsName } from './package.ts';

/** Keeps objects as S3 does, inside of the cluster. */
export interface MinioConfig extends ChartConfig {
  /**
   * Buckets to make.
   * @default []
   */
  readonly buckets?: readonly string[];
  /**
   * Size of its disk.
   * @default '20Gi'
   */
  readonly disk?: `${number}Gi`;
  /**
   * Name in DNS by which people reach its console, over https: `minio.example.org`. False: from inside alone.
   * @default false
   */
  readonly host?: false | DnsName;
}

export const minio = definePackage<'minio', MinioConfig>({
  name: 'minio',
  summary: 'Keeps objects in buckets as S3 does: `minio.minio.svc:9000`.',
  defaults: () => ({ buckets: [], disk: '20Gi', host: false }),
  stage: 'shared',
  meets: { 'object storage': 'itself' },
  secrets: [{ name: 'minio', keys: ['rootUser', 'rootPassword'] }],
  release: {
    flux2: {
      namespace: { name: 'minio' },
      claimsDisks: true,
      chart: { repository: 'https://charts.min.io/', name: 'minio', version: '5.4.0' },
      reads: [
        'buckets', 'consoleIngress.{annotations, enabled, hosts, ingressClassName, tls}', 'existingSecret', 'mode', 'persistence.size',
        'replicas', 'resources.requests.memory', 'users',
      ],
      release: ({ settings: { buckets, disk, host } }) => ({
        values: {
          mode: 'standalone',
          replicas: 1,
          existingSecret: 'minio',
          persistence: { size: disk },
          resources: { requests: { memory: '512Mi' } }, // the chart asks for 16Gi
          users: [], // the chart makes one with a password that everybody knows
          buckets: buckets.map(name => ({ name, policy: 'none', purge: false })),
          ...(host !== false && { consoleIngress: { ...ingressValues(host, 'minio-tls'), hosts: [host] } }),
        },
      }),
    },
  },
  needs: ({ host }) => ({ packages: host === false ? [] : ['certmanager', 'ingress-nginx'] }),
  notes: [
    'Flux 2: chart and images are the last ones of the community: since October 2025 MinIO is given away as source code alone, and its repository ' +
      'was closed in 2026.',
    'A bucket that leaves the list stays, with all that is in it.',
  ],
});
