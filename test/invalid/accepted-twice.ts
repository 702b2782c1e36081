// accepted[1]: mutable-image of every object is accepted in accepted[0] already (two days for one finding leave open which of them is the
// last); remove one of the two. [accepted-once]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'accepted-twice',
  accepted: [
    { rule: 'mutable-image', reason: 'busybox has no tags', until: '2027-02-28' },
    { rule: 'mutable-image', reason: 'busybox has no tags', until: '2027-03-31' },
  ],
});
