// warning: controlPlaneLogs: nobody could tell later who did what to the cluster of 'qa', which is production (guide l.60, 951-952: HIPAA);
// write controlPlaneLogs: ['audit', 'authenticator']. [production-audited]
import { defineCluster } from '../../charts/config.ts';
import { production } from '../problems/configs.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'production-without-logs',
  controlPlaneLogs: ['api'],
  environments: { qa: production },
});
