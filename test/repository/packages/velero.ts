import { accountValues, ApiObject, definePackage, type WordsOf } from 'tidepool-gitops';

/** Copies volumes and objects of the cluster to a bucket. */
const velero = definePackage({
  name: 'velero',
  summary: 'Copies volumes and objects to a bucket.',
  words: {
    type: 'object',
    required: ['bucket'],
    properties: {
      /** Where copies go. */
      bucket: { type: 'string', pattern: '^[a-z0-9-]+$', examples: ['acme-copies'] },
      /** When, as cron says it. */
      schedule: { type: 'string', default: '0 3 * * *' },
      keep: { type: 'object', properties: { days: { type: 'integer', minimum: 1 } }, required: ['days'] },
      level: { enum: ['info', 'debug'], default: 'info' },
    },
  },
  stage: 'shared',
  secrets: [{ name: 'velero', keys: ['cloud'] }],
  accounts: ({ settings: { bucket } }) => [{
    name: 'velero', usage: 'copies', grants: { statements: [{ action: 's3:PutObject', resource: `arn:aws:s3:::${bucket}/*` }] },
  }],
  needs: () => ({ packages: ['external-secrets'] }),
  release: {
    flux2: {
      namespace: { name: 'velero' },
      chart: { repository: 'https://vmware-tanzu.github.io/helm-charts', name: 'velero', version: '8.1.0' },
      reads: ['configuration.schedule', 'configuration.{level, bucket, days}', 'serviceAccount.server'],
      manifests: () => [{
        name: 'owner',
        draw: file => void new ApiObject(file, 'ConfigMap/velero/velero', {
          apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'velero', namespace: 'velero' }, data: { owner: 'platform' },
        }),
      }],
      release: ({ settings: { bucket, schedule, keep, level }, roleArn }) => ({
        values: {
          configuration: { schedule, level, bucket, ...(keep && { days: keep.days }) },
          serviceAccount: { server: accountValues('velero', roleArn) },
        },
      }),
    },
  },
});
export default velero;

declare module 'tidepool-gitops' {
  interface OwnPackages {
    readonly velero?: WordsOf<typeof velero>;
  }
}
