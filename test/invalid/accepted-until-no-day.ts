// accepted[0].until: '2027-02-30' is no day (ISO 8601: year, month and day as 2027-03-31, of a month that has so many); write '2027-02-28'.
// [accepted-until]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'accepted-until-no-day',
  accepted: [{ rule: 'mutable-image', reason: 'busybox has no tags', until: '2027-02-30' }],
});
