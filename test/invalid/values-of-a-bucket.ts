// environments.qa.values.mailer.deployment.env.store.s3.bucket: this is what environments.qa.buckets.asset says, here and in other files
// (docs/config.md); write environments.qa.buckets.asset. [values-word]
import { defineCluster } from '../../charts/config.ts';
import { environmentOfToday, today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'values-of-a-bucket',
  environments: { qa: { ...environmentOfToday, values: { mailer: { deployment: { env: { store: { s3: { bucket: 'mails' } } } } } } } },
});
