// environments.qa.clinicDemoUserId: 'e79b 15328a' is no user id (guide l.1859); write one such as 'e79b15328a', or leave it out until the
// demo clinic exists. [demo-clinic]
import { defineCluster } from '../../charts/config.ts';
import { base, environment } from './base.ts';

export default defineCluster({
  ...base,
  name: 'demo-clinic-id-with-a-space',
  environments: {
    qa: {
      ...environment,
      clinicDemoUserId: 'e79b 15328a',
    },
  },
});
