// environments.qa.gitops.policy: 'glob: develop-*': it holds a quote or a space, which no tag has (Flux's tag policies; guide l.1264-1292);
// write 'glob:develop-*'. [policy-unreadable]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'policy-with-a-space',
  environments: {
    qa: {
      ...environment,
      gitops: { policy: 'glob: develop-*' },
    },
  },
});
