// accepted[0].reason: '...' is no reason (who reads this on the last day has to judge it again); say what makes it bearable, such as 'Gloo
// has no release without it yet'. [accepted-reason]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'accepted-without-a-reason',
  accepted: [{ rule: 'mutable-image', reason: '...', until: '2027-02-28' }],
});
