// environments.qa.gitops.policy: 'glob:master-*' allows no tag of clinic-worker, whose CI builds branch main
// (charts/tidepool/services.ts); write policy: 'glob:main-*' in environments.qa.services['clinic-worker']. [policy-matches]
import { defineCluster } from '../../charts/config.ts';
import { environmentOfToday, today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'policy-for-another-branch',
  environments: { qa: { ...environmentOfToday, gitops: { policy: 'glob:master-*' } } },
});
