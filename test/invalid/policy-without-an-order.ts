// environments.qa.gitops.policy: 'glob:*': it allows the tags of every branch (Flux 2, ImagePolicy: by version, by number or by the
// alphabet); say which branch, as in 'glob:master-*'. [policy-order]
import { defineCluster } from '../../charts/config.ts';
import { environmentOfToday, today } from './base.ts';

export default defineCluster({
  ...today,
  name: 'policy-without-an-order',
  environments: { qa: { ...environmentOfToday, gitops: { policy: 'glob:*' } } },
});
