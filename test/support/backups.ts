import { accountValues, definePackage, type ChartConfig } from '../../charts/packages/package.ts';

/** A package whose only way of delivery is Flux 2, and which is in no schema yet. */
export const backups = definePackage<'backups', ChartConfig>({
  name: 'backups',
  summary: 'Copies volumes.',
  defaults: () => ({}),
  stage: 'shared',
  accounts: () => [{ name: 'backups-server', usage: 'backups', grants: { statements: [{ action: 's3:PutObject', resource: '*' }] } }],
  release: {
    flux2: {
      namespace: { name: 'backups' },
      chart: { repository: 'https://example.org/charts', name: 'backups', version: '1.0.0' },
      reads: ['serviceAccount.server'],
      release: ({ roleArn }) => ({ values: { serviceAccount: { server: accountValues('backups-server', roleArn) } } }),
    },
  },
  notes: [],
});
