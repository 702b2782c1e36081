// acknowledged[1]: namespace-removed of Namespace/qa is acknowledged in acknowledged[0] already (two days for one finding leave open which of
// them is the last); remove one of the two. [accepted-once]
import { defineCluster } from '../../charts/config.ts';
import { base } from './base.ts';

export default defineCluster({
  ...base,
  name: 'acknowledged-twice',
  acknowledged: [
    { risk: 'namespace-removed', object: 'Namespace/qa', reason: 'its data is copied', until: '2027-02-28' },
    { risk: 'namespace-removed', object: 'Namespace/qa', reason: 'its data is copied', until: '2027-03-31' },
  ],
});
