// dns.deferred[0]: 'qa.tidepool.org' is also in dns.hostnames, which publishes what dns.deferred holds back (guide l.1231); keep it in one
// of the two. [hostname-served]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'hostname-published-and-deferred',
  dns: { hostnames: ['qa.tidepool.org'], deferred: ['qa.tidepool.org'] },
});
